"""What to prefetch for a serializer, derived from the fields it shows."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import FieldDoesNotExist
from wagtail.images.models import AbstractImage
from wagtail.models import Page


def prefetch_lookups(serializer_class, prefix: str = "") -> Iterator[str]:
    """Yield the prefetch lookups with which ``serializer_class`` asks nothing per object.

    Relations and inline children are followed as deep as they are shown; a model adds what its
    properties read in ``api_prefetch = {"property": ["lookup", …]}``.
    """
    model = serializer_class.Meta.model
    if issubclass(model, Page) and not prefix:
        yield "locale"
        if "alias_of" in serializer_class.Meta.fields:
            yield "alias_of"
    if issubclass(model, AbstractImage):
        yield f"{prefix}renditions"
    for name in serializer_class.Meta.fields:
        for lookup in getattr(model, "api_prefetch", {}).get(name, ()):
            yield prefix + lookup
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and name in serializer_class.child_serializer_classes:
            yield prefix + name
            child = serializer_class.child_serializer_classes[name]
            yield from prefetch_lookups(child, f"{prefix}{name}__")
