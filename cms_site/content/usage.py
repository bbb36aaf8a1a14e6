"""What uses a record, so that it may not be deleted: Wagtail's index of references, kept up to date."""

from __future__ import annotations

from django.db.models import Model
from wagtail.models import ReferenceIndex


def note_references(obj: Model) -> None:
    """Write down what ``obj`` refers to as it now stands in the database, its children included.

    To be called within the transaction that writes it. Wagtail does so as soon as the row is written,
    which is before its children are: what only a removed child referred to stayed in use.
    """
    ReferenceIndex.create_or_update_for_object(type(obj)._default_manager.get(pk=obj.pk))
