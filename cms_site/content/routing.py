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

from cms_site.content.remembered import remembered
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
    site = request._wagtail_site = _site(request.get_host(), request.get_port())
    language = translation.get_language()
    for root in Site.get_site_root_paths() if site else ():
        if (root.site_id, root.language_code) == (site.pk, language):
            return root.root_path
    return None


@remembered
def _site(host: str, port: str) -> Site | None:
    """Return the site of a request to ``host`` and ``port``, as Wagtail finds it."""
    request = HttpRequest()
    request.META |= {"HTTP_HOST": host, "SERVER_PORT": port}
    return Site.find_for_request(request)


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
    page, rest = trail[-1].specific, slugs[len(trail) - 1 :]
    page.locale = trail[-1].locale
    page.is_unrestricted = not Visibility.of(request).restricts(page)
    return page.route(request, rest)
