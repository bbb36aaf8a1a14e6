"""Images and documents, each with a UUID that stays when its file is replaced."""

from __future__ import annotations

import uuid

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from cms_site.content import search_fields
from cms_site.content.words import Words

# Widths in CSS pixels of the sources a browser chooses from; a phone takes the first or second.
SOURCE_WIDTHS = (480, 960, 1600)


class LibraryImage(AbstractImage):
    """An image with its alternative text per language and its credit.

    Its renditions are made when it is saved, never while a page is being read.
    """

    uuid = models.UUIDField("UUID", default=uuid.uuid4, unique=True, editable=False)
    alt = Words(
        models.CharField(
            _("alternative text"),
            max_length=250,
            help_text=_(
                "What the image shows, for those who cannot see it. Empty if it only decorates."
            ),
        )
    )
    credit = models.CharField(_("credit"), max_length=250, blank=True)
    is_illustration = models.BooleanField(
        _("drawn illustration"),
        default=False,
        help_text=_("Not a photograph of what the page tells."),
    )

    admin_form_fields = (
        "title",
        "file",
        "alt_ar",
        "alt_fr",
        "alt_en",
        "credit",
        "is_illustration",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        *(index.SearchField(f"alt_{code}") for code in ("ar", "fr", "en")),
        index.SearchField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @classmethod
    def get_search_fields(cls) -> list:
        return search_fields.search_fields_of(cls)

    @property
    def default_alt_text(self) -> str:
        return self.alt

    def source_specs(self) -> list[str]:
        """Return the rendition specifications of this image's sources, narrowest first."""
        widths = [width for width in SOURCE_WIDTHS if width < (self.width or 0)]
        widths.append(min(self.width or SOURCE_WIDTHS[0], SOURCE_WIDTHS[-1]))
        return [f"width-{width}|format-webp" for width in dict.fromkeys(widths)]

    def sources(self) -> list[LibraryRendition]:
        """Return the renditions made at the last save, narrowest first; prefetch ``renditions``."""
        specs = set(self.source_specs())
        return sorted(
            (r for r in self.renditions.all() if r.filter_spec in specs), key=lambda r: r.width
        )

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(self._make_sources, robust=True)

    def _make_sources(self) -> None:
        if self.pk and self.file:
            self.get_renditions(*self.source_specs())


class LibraryRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    # The copies that are shown to the public, as a pattern of SQL: ``LibraryImage.source_specs``.
    told_specs = "width-%|format-webp"

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class LibraryDocument(AbstractDocument):
    """A document to download."""

    uuid = models.UUIDField("UUID", default=uuid.uuid4, unique=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    @classmethod
    def get_search_fields(cls) -> list:
        return search_fields.search_fields_of(cls)

    def clean(self) -> None:
        # A file that the form refused has no name here: that it has no extension either is not the fault.
        if self.file:
            super().clean()
