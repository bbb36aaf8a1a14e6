"""Files that machines look for at fixed addresses: robots.txt, security.txt, the web manifest."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.templatetags.static import static
from django.urls import path, re_path
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms_site.content.sites import site_of
from cms_site.content.words import direction
from home.navigation import settings_for

# What browsers and robots ask for by themselves: files beside the pages, which have no dot.
FILE = r"^(?:[^/]+\.\w+|\.well-known/.*)$"
# Nobody is to rely on a contact for longer (RFC 9116 recommends less than a year).
VALID_FOR = datetime.timedelta(days=180)
ICON_SIZES = (192, 512)
THEME = "#073c32"


def _absolute(address: str) -> str:
    return f"{settings.SITE_URL}{address}"


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Answer what robots may read: all but the editor, its API, and lists of search results."""
    kept_off = ["/admin/", "/api/v3-preview/", *(f"/{c}/search/" for c, _n in settings.LANGUAGES)]
    return _text(
        [
            "User-agent: *",
            *(f"Disallow: {address}" for address in kept_off),
            "",
            f"Sitemap: {_absolute('/sitemap.xml')}",
        ]
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Answer whom to tell of a weakness (RFC 9116): the e-mail of the site's settings, else its pages."""
    site = site_of(request)
    own = settings_for(site) if site else None
    contact = f"mailto:{own.email}" if own and own.email else _absolute("/")
    # To the day, so that the answer is the same for everyone.
    expires = datetime.datetime.combine(timezone.localdate() + VALID_FOR, datetime.time())
    response = _text(
        [
            f"Contact: {contact}",
            f"Expires: {expires.isoformat()}Z",
            f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
            f"Canonical: {_absolute('/.well-known/security.txt')}",
        ]
    )
    response["Cache-Control"] = "public, no-cache"  # it tells the day
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer the web manifest in the language of the address."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    site = site_of(request)
    own = settings_for(site) if site else None
    name = own.title if own else ""
    icons = [
        {
            "src": static(f"site/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in ICON_SIZES
    ]
    data = {
        "name": name,
        "short_name": (own.acronym if own else "") or name,
        "lang": language,
        "dir": direction(language),
        "start_url": f"/{language}/",
        "scope": "/",
        "display": "browser",
        "theme_color": THEME,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(
        data,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


def nothing(request: HttpRequest) -> HttpResponse:
    """Answer 404 in one line for a file that is not there, instead of a page for people."""
    text = _("This page does not exist")
    response = HttpResponseNotFound(f"{text}\n", content_type="text/plain; charset=utf-8")
    patch_vary_headers(response, ("Accept-Language",))
    return response


urlpatterns = [
    path("robots.txt", robots),
    path(".well-known/security.txt", security),
]
# To come after every other address without a language.
leftover = [re_path(FILE, nothing)]
