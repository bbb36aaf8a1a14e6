"""Inline children: the ordered facts of a page or a record."""

from __future__ import annotations

from wagtail.models import Orderable, TranslatableMixin

from cms_site.content.dates import refuse_mistyped_days
from cms_site.content.leftovers import refuse_leftovers, texts_of


class Child(Orderable):
    """An ordered child without words of its own, or with words in ``_ar``, ``_fr``, ``_en`` columns.

    The subclass gives the ``ParentalKey``. Translation makes such children again with new keys,
    so a child's primary key is never public.
    """

    api_fields: list = []

    # Fields whose values, taken together, only one child of a parent may have.
    distinct_by: tuple[str, ...] = ()

    class Meta(Orderable.Meta):
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether the public may see this child when it may see the parent."""
        return True

    def clean(self) -> None:
        super().clean()
        refuse_leftovers(texts_of(self))
        refuse_mistyped_days(self)


class TranslatableChild(TranslatableMixin, Child):
    """An ordered child of a page whose words are translated with the page."""

    class Meta(TranslatableMixin.Meta, Child.Meta):
        abstract = True
