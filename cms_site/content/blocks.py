"""The blocks of a body: flat, few, each with a preview, an icon and a description."""

from __future__ import annotations

import json
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms_site.content.fields import BodyField

TEXT, MEDIA, DATA = _("Text"), _("Media"), _("Data and links")
RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]


class KeptBlock(blocks.FieldBlock):
    """A block whose content type is not installed now: as it is stored, shown to nobody.

    ``meta`` is that of the block it stands for. Without it, whoever saves the page would lose what
    belongs to a type that is only switched off.
    """

    def __init__(self, meta) -> None:
        self.field = forms.JSONField(required=False, widget=forms.HiddenInput)
        kept = _("The content type of this part is not installed. It is kept, and nobody sees it.")
        super().__init__(icon=meta.icon, label=meta.label, description=kept, help_text=kept)

    def value_for_form(self, value) -> str:
        return json.dumps(value)

    def value_from_form(self, value):
        with suppress(TypeError, ValueError):
            return json.loads(value)
        return value

    def render(self, value, context=None) -> str:
        return ""


class HeadingBlock(blocks.StructBlock):
    """A heading of the second or third level; the first is the page's title."""

    text = blocks.CharBlock(label=_("Text"), max_length=160)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("h2", _("Section")), ("h3", _("Subsection"))],
        default="h2",
        search_index=False,
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Opens a section of the text.")
        template = "blocks/heading.html"
        preview_value = {"text": _("A heading"), "level": "h2"}
        group = TEXT


class ParagraphBlock(blocks.RichTextBlock):
    """Text with bold, italic, links and lists."""

    def __init__(self, **kwargs) -> None:
        super().__init__(features=RICH_TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("Text with bold, italic, links and lists.")
        template = "blocks/paragraph.html"
        preview_value = "<p>…</p>"
        group = TEXT


class QuoteBlock(blocks.StructBlock):
    """A quotation and who said it."""

    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("What somebody said or wrote, with its source.")
        template = "blocks/quote.html"
        preview_value = {"text": "…", "source": "…"}
        group = TEXT


class CalloutBlock(blocks.StructBlock):
    """A short passage that stands out."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A short passage that must not be missed.")
        template = "blocks/callout.html"
        preview_value = {"title": "…", "text": "<p>…</p>"}
        group = TEXT


class ImageBlock(blocks.StructBlock):
    """An image from the library with a caption."""

    image = ImageChooserBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("An image from the library, with a caption.")
        template = "blocks/image.html"
        preview_value = {"image": None, "caption": "…"}
        group = MEDIA


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Link text"), required=False, max_length=160)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A document to download, with its type and size.")
        template = "blocks/document.html"
        preview_value = {"document": None, "label": "…"}
        group = MEDIA


class DataTableBlock(TableBlock):
    """A table with a caption and headers."""

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("A table with a caption and header cells.")
        template = "blocks/table.html"
        preview_value = {
            "data": [["…", "…"], ["…", "…"]],
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }
        group = DATA


class LinkBlock(blocks.StructBlock):
    """A prominent link to a page of the site or another address."""

    text = blocks.CharBlock(label=_("Link text"), max_length=120)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("Other address"), required=False)

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("A prominent link to a page or an address.")
        template = "blocks/link.html"
        preview_value = {"text": "…", "page": None, "url": "https://example.org/"}
        group = DATA

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            message = _("Give either a page or an address.")
            raise blocks.StructBlockValidationError(block_errors={"page": ValidationError(message)})
        return cleaned


BODY_BLOCKS = [
    ("heading", HeadingBlock()),
    ("paragraph", ParagraphBlock()),
    ("quote", QuoteBlock()),
    ("callout", CalloutBlock()),
    ("image", ImageBlock()),
    ("document", DocumentBlock()),
    ("table", DataTableBlock()),
    ("link", LinkBlock()),
]


def body_field() -> BodyField:
    """Return the field ``body`` of a page: the shared blocks, none of them required."""
    return BodyField(BODY_BLOCKS, blank=True, verbose_name=_("body"))
