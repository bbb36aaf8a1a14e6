"""What an object shows of what belongs to it, fetched at once before its template asks piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignObjectRel, Model, Prefetch, prefetch_related_objects
from wagtail.images.models import AbstractImage


def fetch_shown(objects: Sequence[Model]) -> None:
    """Fetch what ``objects`` of one model tell as their ``api_fields``, in one query for each relation.

    Children and related objects come with the single objects that they tell of in turn.
    """
    if not objects:
        return
    model = type(objects[0])
    prefetch_related_objects(objects, *_lookups(model))
    for name, field in _told(model):
        if field.one_to_many:
            for obj in objects:
                _keep_to_its_own(obj, name, field)


def _keep_to_its_own(obj: Model, name: str, field: ForeignObjectRel) -> None:
    """Have the fetched children of ``obj`` stay those of ``obj`` in whatever is asked of them further.

    django-modelcluster leaves that condition out of a queryset that was given to a prefetch.
    """
    kept = obj._prefetched_objects_cache
    own = kept[name].filter(**{field.field.name: obj})
    own._result_cache, own._prefetch_done = kept[name]._result_cache, True
    kept[name] = own


def _lookups(model: type[Model]) -> Iterator[str | Prefetch]:
    for name, field in _told(model):
        if field.many_to_many:
            yield name
            continue
        related = field.related_model
        single = {
            inner: f.related_model
            for inner, f in _told(related)
            if (f.many_to_one or f.one_to_one) and not issubclass(model, f.related_model)
        }
        # Without a name, Django would select all there is.
        yield Prefetch(name, related._default_manager.select_related(*single or [None]))
        if issubclass(related, AbstractImage):
            yield f"{name}__renditions"
        for inner, target in single.items():
            if issubclass(target, AbstractImage):
                yield f"{name}__{inner}__renditions"


def _told(model: type[Model]) -> Iterator[tuple[str, Field | ForeignObjectRel]]:
    """Yield the relations among the ``api_fields`` of ``model`` by their names."""
    for told in getattr(model, "api_fields", ()):
        name = getattr(told, "name", told)
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and field.related_model is not None:
            yield name, field
