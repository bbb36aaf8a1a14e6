"""What an object shows of what belongs to it, fetched at once before its template asks piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Field,
    ForeignKey,
    ForeignObjectRel,
    Model,
    Prefetch,
    prefetch_related_objects,
)
from wagtail.images import get_image_model

# A relation by its name.
Told = tuple[str, Field | ForeignObjectRel]


def fetch_shown(objects: Sequence[Model], *names: str) -> None:
    """Fetch what ``objects`` of one model tell as their ``api_fields``, in one query for each relation.

    With ``names`` only those relations; one that the model has not is left out. Children and related
    objects come with the single objects that they tell of in turn. What was never saved, as a new page
    in its preview, has them with it.
    """
    objects = [obj for obj in objects if getattr(obj, "pk", None) is not None]
    if not objects:
        return
    told = [(n, f) for n, f in _told(type(objects[0])) if not names or n in names]
    prefetch_related_objects(objects, *_lookups(told))
    for name, field in told:
        if field.one_to_many:
            for obj in objects:
                _keep_to_its_own(obj, name, field)


def single_relations(model: type[Model]) -> list[str]:
    """Return what ``select_related`` brings with an object of ``model``: the single ones it tells of, and theirs."""
    return [
        path
        for name, field in _told(model)
        if isinstance(field, ForeignKey)
        for path in (name, *(f"{name}__{inner}" for inner in _single(field.related_model)))
    ]


def _keep_to_its_own(obj: Model, name: str, field: ForeignObjectRel) -> None:
    """Have the fetched children of ``obj`` stay those of ``obj`` in whatever is asked of them further.

    django-modelcluster leaves that condition out of a queryset that was given to a prefetch.
    """
    kept = obj._prefetched_objects_cache
    own = kept[name].filter(**{field.field.name: obj})
    own._result_cache, own._prefetch_done = kept[name]._result_cache, True
    kept[name] = own


def _lookups(told: Iterable[Told]) -> Iterator[str | Prefetch]:
    for name, field in told:
        if field.many_to_many:
            yield name
            continue
        related = field.related_model
        single = _single(related)
        if field.one_to_many:
            single.pop(field.field.name, None)
        # Without a name, Django would select all there is.
        yield Prefetch(name, related._default_manager.select_related(*single or [None]))
        if issubclass(related, get_image_model()):
            yield f"{name}__renditions"
        for inner, target in single.items():
            if issubclass(target, get_image_model()) and field.one_to_many:
                yield f"{name}__{inner}__renditions"


def _single(model: type[Model]) -> dict[str, type[Model]]:
    """Return the models of the single objects among the ``api_fields`` of ``model``, by their names."""
    return {n: f.related_model for n, f in _told(model) if isinstance(f, ForeignKey)}


def _told(model: type[Model]) -> Iterator[Told]:
    """Yield the relations among the ``api_fields`` of ``model`` by their names."""
    for told in getattr(model, "api_fields", ()):
        name = getattr(told, "name", told)
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and field.related_model is not None:
            yield name, field
