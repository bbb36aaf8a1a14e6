"""``/-/components/``: each component of the site with real and extreme content, for staff and developers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import path, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms_site.content.words import direction
from cms_site.website import policy
from cms_site.website.component_examples import AS_SOURCE, EXAMPLES, FOUR, MANY_ITEMS, Samples

FOLDER = Path(settings.BASE_DIR) / "templates" / "components"


@dataclass(frozen=True)
class Shown:
    """One example as it stands on the page."""

    case: Promise
    html: str
    is_source: bool


def names() -> list[str]:
    """Return the name of every component there is."""
    return sorted(file.stem for file in FOLDER.glob("*.html"))


@require_safe
@cache_control(private=True, no_store=True)
def page(request: HttpRequest, language: str = "", *, many: bool = False) -> HttpResponse:
    """Answer the components in ``language``, or in the reader's; to all but staff that there is no such page.

    ``many`` shows those that can hold a thousand items with so many: they would bury the other examples.
    """
    if not _may_read(request):
        raise Http404
    languages = dict(settings.LANGUAGES)
    language = language or translation.get_language().split("-")[0]
    if language not in languages:
        raise Http404
    with translation.override(language):
        shown = [(name, list(_shown(request, name, language, many))) for name in names()]
        context = {
            "components": [(name, examples) for name, examples in shown if examples],
            "languages": [(code, direction(code), name) for code, name in languages.items()],
            "kind": MANY if many else FEW,
            "other": reverse(FEW if many else MANY, args=[language]),
            "other_cases": FOUR if many else MANY_ITEMS,
        }
        response = render(request, "website/components.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = language
    # The site's own policy, though the reader is signed in: an example may do no more than a page.
    response[policy.HEADER] = policy.SITE
    return response


def _may_read(request: HttpRequest) -> bool:
    """Whether the reader may work in the editor; a visitor's session is not even looked for."""
    if settings.DEBUG:
        return True
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.has_perm("wagtailadmin.access_admin")


def _shown(request: HttpRequest, name: str, language: str, many: bool) -> Iterator[Shown]:
    template = get_template(f"components/{name}.html")
    samples = Samples(language)
    is_source = name in AS_SOURCE
    for case, context in EXAMPLES.get(name, {}).items():
        if (case == MANY_ITEMS) is many:
            html = template.render(context(samples), request)
            if is_source:
                html = "\n".join(line.strip() for line in html.splitlines() if line.strip())
            yield Shown(case, html, is_source)


FEW, MANY = "components", "components_with_many_items"
urlpatterns = [
    path("-/components/", page, name=FEW),
    path("-/components/<slug:language>/", page, name=FEW),
    path("-/components/<slug:language>/many/", page, {"many": True}, name=MANY),
]
