"""Feeds of a section, or of all sections, in one language: ``/fr/trainings/atom.xml``, ``/fr/rss.xml``.

An entry has the whole text of its page, with absolute addresses, and an id that stays when the page is
renamed or moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import feedgenerator, translation
from django.utils.html import escape
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms_site.content.content_type import page_models
from cms_site.content.pages import ContentPage, IndexPage
from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility
from home.front_pages import front_page
from home.navigation import settings_for

ENTRIES = 20
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_RELATIVE = re.compile(r'\b(href|src)="/(?!/)|(?<=[" ,])/(?=media/)')


class RssFeed(feedgenerator.Rss201rev2Feed):
    """RSS 2.0 with the whole text beside the summary."""

    label = "RSS"

    def rss_attributes(self) -> dict:
        return {**super().rss_attributes(), "xmlns:content": CONTENT}

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(feedgenerator.Atom1Feed):
    """Atom 1.0 with the whole text beside the summary."""

    label = "Atom"

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


FORMATS = {"rss.xml": RssFeed, "atom.xml": AtomFeed}


@require_safe
def feed(request: HttpRequest, name: str, section: str = "") -> HttpResponse:
    """Answer the latest pages of a section, or of all; raises ``Http404`` where it is no public one."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    visibility = Visibility.of(request)
    front = front_page(request)
    above = _section(front, section, visibility) if section else front
    own = settings_for(site_of(request))
    address = above.get_full_url(request)
    made = FORMATS[name](
        title=own.title if above == front else f"{above.title} – {own.title}",
        link=address,
        description=above.search_description
        or getattr(above.specific, "introduction", "")
        or own.title,
        language=language,
        author_name=own.organisation or own.title,
        feed_url=f"{address}{name}",
        feed_guid=f"urn:uuid:{above.translation_key}:{language}",
    )
    for page in _latest(above, visibility):
        made.add_item(**_entry(request, page, language))
    # Feed readers ask for XML, whatever the exact name.
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _section(front: Page, path_: str, visibility: Visibility) -> Page:
    below = visibility.pages(Page.objects.descendant_of(front))
    page = below.filter(url_path=f"{front.url_path}{path_.strip('/')}/").first()
    if page is None or not issubclass(page.specific_class, IndexPage):
        raise Http404
    return page


def _latest(above: Page, visibility: Visibility) -> list[ContentPage]:
    """Return the latest pages below ``above`` that are items of a section."""
    kinds = [
        kind
        for index in page_models()
        if issubclass(index, IndexPage)
        for kind in index.allowed_subpage_models()
    ]
    if not kinds:
        return []
    pages = visibility.pages(Page.objects.descendant_of(above)).type(*kinds)
    newest = F("first_published_at").desc(nulls_last=True)
    return list(pages.order_by(newest, "-pk").specific()[:ENTRIES])


def _entry(request: HttpRequest, page: ContentPage, language: str) -> dict:
    summary = page.search_description or getattr(page, "introduction", "") or ""
    return {
        "title": page.title,
        "link": page.get_full_url(request),
        # Readers take it for HTML, in both formats.
        "description": escape(summary or getattr(page, "summary", "")),
        "unique_id": f"urn:uuid:{page.translation_key}:{language}",
        "unique_id_is_permalink": False,
        "pubdate": page.first_published_at,
        "updateddate": page.last_published_at,
        "content": _whole_text(request, page),
    }


def _whole_text(request: HttpRequest, page: ContentPage) -> str:
    """Return the page without the site's frame: its own template on a base that has only its content."""
    context = page.get_context(request) | {"frame_template": "website/feed_entry.html"}
    html = render_to_string(page.get_template(request), context, request)
    return absolute_addresses(html)


def absolute_addresses(html: str) -> str:
    """Return ``html`` with the site's scheme and host before each address that has none."""
    host = settings.SITE_URL
    return _RELATIVE.sub(lambda found: f'{found[1]}="{host}/' if found[1] else f"{host}/", html)


def offered(page: object) -> Iterable[tuple[str, type[RssFeed | AtomFeed]]]:
    """Return the names and formats of the feeds that ``page`` has, none for most pages."""
    is_section = isinstance(page, IndexPage) or getattr(page, "depth", 0) == 2
    return FORMATS.items() if is_section else []


# Below the language's prefix, before Wagtail's pages.
urlpatterns = [
    pattern
    for name in FORMATS
    for pattern in (
        path(name, feed, {"name": name}),
        path(f"<path:section>/{name}", feed, {"name": name}),
    )
]
