"""Links and images in rich text: what is not public keeps its words, and shows and leads to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.db.models import Model
from django.utils.html import escape, format_html
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images import get_image_model
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms_site.content.public_objects import PublicObjects

_REFERENCE = re.compile(r"<(?:a|embed)\s[^>]*>")
_ID = re.compile(r'\bid="(\d+)"')


def referenced(html: str) -> Iterator[tuple[type[Model], int]]:
    """Yield the model and id of each page, document and image that ``html`` (database form) names."""
    models = {
        'linktype="page"': Page,
        'linktype="document"': get_document_model(),
        'embedtype="image"': get_image_model(),
    }
    for tag in _REFERENCE.findall(html):
        if match := _ID.search(tag):
            yield from ((m, int(match.group(1))) for kind, m in models.items() if kind in tag)


def _public(model: type[Model], attrs_list: list[dict]) -> list[Model | None]:
    """Return the public object that each of the tags with ``attrs_list`` is about, or ``None``."""
    objects = PublicObjects.current()
    ids = [
        int(id_) if str(id_ := attrs.get("id", "")).isdecimal() else None for attrs in attrs_list
    ]
    objects.load(model, [id_ for id_ in ids if id_ is not None])
    return [objects.get(model, id_) for id_ in ids]


def _open_tags(model: type[Model], attrs_list: list[dict]) -> list[str]:
    """Return the opening tag of each link: with an address only where the target is public."""
    found = _public(model, attrs_list)
    return [f'<a href="{escape(obj.url)}">' if obj and obj.url else "<a>" for obj in found]


class PublicPageLinkHandler(PageLinkHandler):
    """Links to pages; one that is not public gives a bare ``<a>``."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return _open_tags(Page, attrs_list)


class PublicDocumentLinkHandler(DocumentLinkHandler):
    """Links to documents; one in a restricted collection gives a bare ``<a>``."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return _open_tags(get_document_model(), attrs_list)


class PublicImageEmbedHandler(ImageEmbedHandler):
    """Images, which only older content has in its text; one in a restricted collection shows nothing.

    A public one shows what was made at its last save: reading a page makes no file.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        found = _public(get_image_model(), attrs_list)
        return [
            _image_tag(image, attrs.get("alt", "")) if image else ""
            for image, attrs in zip(found, attrs_list, strict=True)
        ]


def _image_tag(image: Model, alt: str) -> str:
    sources = image.sources()
    if not sources:
        return ""
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        sources[-1].url,
        sources[-1].width,
        sources[-1].height,
        unescape(alt),
    )
