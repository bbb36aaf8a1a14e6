"""How a published figure is told in the API."""

from __future__ import annotations

from rest_framework.fields import Field


class PublishedValueField(Field):
    """The value with its published decimals: ``1572``, ``"344155329.00"`` or null."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, instance) -> int | str | None:
        return instance.published_value
