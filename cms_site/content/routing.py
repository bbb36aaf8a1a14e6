"""The way from an address to its page, found at once instead of level by level.

Wagtail asks for each level of an address, and for each page on the way in its own type. Here one query
finds them all; the page at the end, and any on the way that leads on in its own manner, still answers
through ``route()``.
"""

from __future__ import annotations

from functools import wraps

from django.http import Http404, HttpRequest
from django.utils import translation
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from cms_site.content.shown import single_relations
from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility

# No page stands deeper; longer addresses are left to Wagtail, which ends at the first level that is missing.
DEEPEST = 20


def routed_at_once(view):
    """Decorate one of Wagtail's views: that of a page finds the page of its path there already."""
    if view is not views.serve:
        return view

    @wraps(view)
    def serve(request: HttpRequest, path: str):
        if front := _front(request):
            try:
                request._wagtail_route_for_request = _route(request, front, path)
            except Http404:
                request._wagtail_route_for_request = None
        return view(request, path)

    return serve


def _front(request: HttpRequest) -> str | None:
    """Return where the front page in the request's language stands in the tree, ``None`` where there is none."""
    site = site_of(request)
    language = translation.get_language()
    for root in Site.get_site_root_paths() if site else ():
        if (root.site_id, root.language_code) == (site.pk, language):
            return root.root_path
    return None


def _route(request: HttpRequest, front: str, path: str) -> RouteResult | None:
    """Return what serves ``path`` below the front page at ``front``; raises ``Http404`` where nothing does."""
    slugs = [slug for slug in path.split("/") if slug]
    addresses = [front]
    for slug in slugs[:DEEPEST]:
        addresses.append(f"{addresses[-1]}{slug}/")
    # The slug has an index, unlike the path.
    known = [front.strip("/").rpartition("/")[2], *slugs]
    pages = Page.objects.filter(url_path__in=addresses, slug__in=known)
    trail: list[Page] = []
    for page in pages.select_related("locale").order_by("depth"):
        if page.url_path != addresses[len(trail)]:
            break
        page.trail = list(trail)
        if trail:
            page._cached_parent_obj = trail[-1]
        trail.append(page)
        leads_on = getattr(page.specific_class, "route", None)
        if leads_on is not Page.route:
            break
    if not trail:
        raise Http404
    page, rest = _specific(trail), slugs[len(trail) - 1 :]
    page.is_unrestricted = not Visibility.of(request).restricts(page)
    return page.route(request, rest)


def _specific(trail: list[Page]) -> Page:
    """Return the last page of ``trail`` in its own type, with the single objects that it tells of."""
    last = trail[-1]
    model = last.specific_class
    if model is None:  # its type is no longer installed
        return last
    page = model._default_manager.select_related(*single_relations(model)).get(pk=last.pk)
    page.locale, page.trail = last.locale, last.trail
    if len(trail) > 1:
        page._cached_parent_obj = trail[-2]
    return page
