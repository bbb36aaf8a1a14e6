"""Field classes of the kit."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.fields import StreamField

from cms_site.content.whitelist import whitelisted


class CountField(models.PositiveIntegerField):
    """A number of people: at most ten million, more than any commune has.

    Without a limit of our own SQLite takes any number, and PostgreSQL another one than SQLite. In
    migrations it is the number that it is in the database.
    """

    default_validators = [MaxValueValidator(10_000_000)]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, kwargs


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations, and whose rich text is the editor's.

    Stock StreamField writes its whole block tree into the migration, so that one change of a
    shared block asks every content type for a migration. The column is JSON whatever the blocks.
    And it keeps what an import or a script writes as it is; a visitor's browser would run it.
    """

    def __init__(self, block_types=None, **kwargs) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "cms_site.content.fields.BodyField", [], kwargs

    def get_prep_value(self, value):
        prepared = super().get_prep_value(value)
        return whitelisted(self.stream_block, prepared) if isinstance(prepared, list) else prepared
