"""Where the item on screen is to be read in the site's other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import translation
from wagtail.models import Page

from cms_site.content.remembered import remembered
from cms_site.content.visibility import Visibility
from cms_site.content.words import direction


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switcher.

    ``url`` leads to the item in that language; where it is missing, to the nearest section that
    is there (``is_missing``), with the address the visitor came from as ``?missing=``.
    """

    code: str
    name: str
    url: str
    is_current: bool = False
    is_missing: bool = False

    @property
    def dir(self) -> str:
        return direction(self.code)


def language_links(page: Page, visibility: Visibility, tail: str = "") -> list[LanguageLink]:
    """Return a link for each language that has a public front page, in the order of the settings.

    ``tail`` is what follows the page's address, for an item served below the page. One query at most,
    whatever the number of languages.
    """
    current = translation.get_language()
    here = urlsplit(page.url or "").path + tail
    line = [*page.trail, page]
    keys = {p.translation_key: depth for depth, p in enumerate(line)}
    best: dict[str, tuple[int, Page]] = {}
    # The front pages, and those below which items are served, are asked of for page after page.
    is_shared = tail or not page.trail
    found = (
        _remembered_translations(tuple(keys))
        if is_shared
        else _public_translations(tuple(keys), visibility)
    )
    for candidate in found:
        depth, language = keys[candidate.translation_key], candidate.locale.language_code
        if depth >= best.get(language, (-1, None))[0]:
            best[language] = (depth, candidate)
    links = []
    for code, name in settings.LANGUAGES:
        depth, found = best.get(code, (-1, None))
        if found is None and code != current:
            continue
        missing = depth < len(line) - 1
        url = found.url if found else f"/{code}/"
        url += f"?missing={here.lstrip('/')}" if missing else tail
        links.append(LanguageLink(code, name, url, code == current, missing and code != current))
    return links


def _public_translations(keys: tuple[UUID, ...], visibility: Visibility) -> list[Page]:
    pages = Page.objects.filter(translation_key__in=keys).select_related("locale")
    return list(visibility.pages(pages))


@remembered
def _remembered_translations(keys: tuple[UUID, ...]) -> list[Page]:
    return _public_translations(keys, Visibility())


def missing_item(request, links: list[LanguageLink]) -> LanguageLink | None:
    """Return the item that a visitor came from to find that it is missing in this language.

    Only what lies below this same page in the other language is linked.
    """
    path = f"/{request.GET.get('missing', '')}"
    if not re.fullmatch(r"/(?:[\w-]+/)+", path, re.ASCII):
        return None
    for link in links:
        if not link.is_current and path.startswith(urlsplit(link.url).path):
            return replace(link, url=path)
    return None


def links_to_same_path(request) -> list[LanguageLink]:
    """Return links that change only the language in the address, for pages outside the tree."""
    current = translation.get_language()
    path = request.path_info
    prefix = f"/{current}/"
    rest = path.removeprefix(prefix) if path.startswith(prefix) else ""
    return [
        LanguageLink(code, name, f"/{code}/{rest}", code == current)
        for code, name in settings.LANGUAGES
    ]
