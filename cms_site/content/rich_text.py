"""Links in rich text: what is not public keeps its words and loses its address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Model
from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms_site.content.public_objects import PublicObjects

_LINK = re.compile(r"<a\s[^>]*>")
_ID = re.compile(r'\bid="(\d+)"')


def referenced(html: str) -> Iterator[tuple[type[Model], int]]:
    """Yield the model and id of every page and document that ``html`` (database form) links to."""
    for tag in _LINK.findall(html):
        match = _ID.search(tag)
        if match and 'linktype="page"' in tag:
            yield Page, int(match.group(1))
        elif match and 'linktype="document"' in tag:
            yield get_document_model(), int(match.group(1))


def _open_tags(model: type[Model], attrs_list: list[dict]) -> list[str]:
    """Return the opening tag of each link: with an address only where the target is public."""
    objects = PublicObjects.current()
    ids = [int(id_) if str(id_ := attrs.get("id", "")).isdigit() else None for attrs in attrs_list]
    objects.load(model, [id_ for id_ in ids if id_ is not None])
    found = [objects.get(model, id_) for id_ in ids]
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
