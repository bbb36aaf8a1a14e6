"""The front pages that are public, and the way from ``/`` to that in the visitor's language."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility
from home.models import SiteSettings

# Where front pages stand in the tree of pages.
FRONT = 2


def front_pages(site: Site | None, visibility: Visibility) -> dict[str, Page]:
    """Return the public front page of ``site`` in each language that has one, in their order."""
    if site is None:
        return {}
    pages = Page.objects.filter(translation_key=site.root_page.translation_key)
    found = {
        page.locale.language_code: page for page in visibility.pages(pages.select_related("locale"))
    }
    return {code: found[code] for code, _name in settings.LANGUAGES if code in found}


def name_of(page: Page, own: SiteSettings | None) -> str:
    """Return what ``page`` is called where it stands for itself: a front page by the name of its site."""
    return own.title if own is not None and page.depth == FRONT else page.title


def front_page(request: HttpRequest) -> Page:
    """Return the public front page in the language of the request; raises ``Http404`` where there is none."""
    site = site_of(request)
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = front_pages(site, Visibility.of(request)).get(language)
    if found is None:
        raise Http404
    return found


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Lead from ``/`` to the front page in the language that the browser asks for.

    Where that is not public, to the first that is; raises ``Http404`` where there is none.
    """
    site = site_of(request)
    languages = list(front_pages(site, Visibility.of(request)))
    if not languages:
        raise Http404
    asked = translation.get_language_from_request(request)
    response = HttpResponseRedirect(f"/{asked if asked in languages else languages[0]}/")
    patch_vary_headers(response, ("Accept-Language",))
    return response
