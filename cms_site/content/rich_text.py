"""Links in rich text: what is not public keeps its words and loses its address."""

from __future__ import annotations

from django.utils.html import escape
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms_site.content.visibility import Visibility


class PublicPageLinkHandler(PageLinkHandler):
    """Links to pages; a page that is not public gives a bare ``<a>``."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [attrs.get("id") for attrs in attrs_list if str(attrs.get("id")).isdigit()]
        pages = {str(p.pk): p for p in Visibility().pages(Page.objects.filter(pk__in=ids))} if ids else {}
        return [
            f'<a href="{escape(url)}">' if (p := pages.get(str(a.get("id")))) and (url := p.url) else "<a>"
            for a in attrs_list
        ]


class PublicDocumentLinkHandler(DocumentLinkHandler):
    """Links to documents; one in a restricted collection gives a bare ``<a>``."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [attrs.get("id") for attrs in attrs_list if str(attrs.get("id")).isdigit()]
        queryset = get_document_model().objects.filter(pk__in=ids)
        documents = {str(d.pk): d for d in Visibility().files(queryset)} if ids else {}
        return [
            f'<a href="{escape(d.url)}">' if (d := documents.get(str(a.get("id")))) else "<a>"
            for a in attrs_list
        ]
