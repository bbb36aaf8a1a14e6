"""What a model says about itself to the outlets that the frame derives from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from wagtail.api import APIField


def api_fields(*names: str) -> list[APIField]:
    """Return the API fields ``names``: read in v2 and v3, written by staff through v3."""
    return [APIField(name, writable=True) for name in names]


def read_only(*names: str) -> list[APIField]:
    """Return API fields that are derived, so that no outlet takes them as input."""
    return [APIField(name) for name in names]


class ToldOf(property):
    """The children of a related record, told with the object that refers to it.

    ``products = ToldOf("cooperative", "products")`` is the list of them, empty where there is no record
    or the public may not see it. Lists fetch them at once, and the API's description knows their type.
    """

    def __init__(self, relation: str, children: str, doc: str = "") -> None:
        super().__init__(self._children)
        self.relation, self.children, self.__doc__ = relation, children, doc

    def _children(self, owner: models.Model) -> list[models.Model]:
        record = getattr(owner, self.relation)
        return list(getattr(record, self.children).all()) if record and record.is_public else []

    def child_model(self, owner: type[models.Model]) -> type[models.Model]:
        """Return the model of the children that ``owner`` tells."""
        record = owner._meta.get_field(self.relation).related_model
        return record._meta.get_field(self.children).related_model


@dataclass(frozen=True)
class DerivedChoice:
    """How lists are filtered and counted by a choice that no column holds.

    A model declares ``api_choices = {"status": DerivedChoice(Status, "having_status")}`` for its
    property ``status``. The class method named second returns the condition of each value in a query;
    each row meets one of them.
    """

    values: type[models.TextChoices]
    conditions: str


@dataclass(frozen=True)
class PrivateUntil:
    """What of a model is personal until a day has come that permits showing it (Law 09-08).

    A model declares ``private_until = PrivateUntil("consent_on", ("phone", "email"))``; without
    ``fields`` its rows as a whole are. Nothing that the public can read changes while it is private, so
    that nobody is told of a change either. A field in ``never`` is not shown at all.
    """

    day: str
    fields: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
