"""Relations: which related objects are public, and what to prefetch for a serializer."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Prefetch, QuerySet
from wagtail.images.models import AbstractImage
from wagtail.models import DraftStateMixin, Page

from cms_site.content.declarations import ToldOf
from cms_site.content.visibility import Visibility


def may_hide(model: type[Model]) -> bool:
    """Whether some objects of ``model`` may not be public."""
    return issubclass(model, DraftStateMixin) or any(
        field.name == "collection" for field in model._meta.fields
    )


def public(model: type[Model], visibility: Visibility) -> QuerySet:
    """Return the objects of ``model`` that the public may see, in no order."""
    queryset = model._default_manager.order_by()
    if issubclass(model, Page):
        return visibility.pages(queryset)
    if any(field.name == "collection" for field in model._meta.fields):
        return visibility.files(queryset)
    return queryset.public() if hasattr(queryset, "public") else queryset


def many_attribute(name: str) -> str:
    """Return the attribute in which what a relation to many leads to is prefetched, as a list."""
    return f"told_{name}"


def prefetch_lookups(serializer_class, prefix: str = "") -> Iterator[str | Prefetch]:
    """Yield the prefetch lookups with which ``serializer_class`` asks nothing per object.

    Relations and inline children are followed as deep as they are shown; a model adds what its
    properties read in ``api_prefetch = {"property": ["lookup", …]}``.
    """
    model = serializer_class.Meta.model
    if issubclass(model, Page) and not prefix and "alias_of" in serializer_class.Meta.fields:
        yield "alias_of"
    if issubclass(model, AbstractImage):
        yield f"{prefix}renditions"
    for name in serializer_class.Meta.fields:
        for lookup in getattr(model, "api_prefetch", {}).get(name, ()):
            yield prefix + lookup
        if isinstance(told := getattr(model, name, None), ToldOf):
            yield f"{prefix}{told.relation}__{told.children}"
        if name in serializer_class._declared_fields:  # it asks for what it needs
            continue
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not field.is_relation or name not in serializer_class.child_serializer_classes:
            continue
        if field.one_to_many or field.many_to_many:
            # As a list: Django would make a manager and a queryset for each object.
            fetched = many_attribute(name)
            yield Prefetch(prefix + name, to_attr=fetched)
        else:
            fetched = name
            yield prefix + name
        child = serializer_class.child_serializer_classes[name]
        yield from prefetch_lookups(child, f"{prefix}{fetched}__")
