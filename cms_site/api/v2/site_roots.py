"""The front pages of the site that is asked, one for each language: what is below them, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Locale, Page

from cms_site.api.v2.problems import ParameterError
from cms_site.content.remembered import remembered


@dataclass(frozen=True)
class Root:
    """A front page: its ``path`` in the tree, its ``url_path`` and its absolute ``address``."""

    path: str
    url_path: str
    address: str


def site_roots(request: HttpRequest, site: str | None = None) -> tuple[Root, ...]:
    """Return the front pages of the request's site, or of that which ``site`` names; none has none.

    Raises ``ParameterError`` where there is no such site.
    """
    if site == "":
        raise ParameterError("site", _("No such site."))
    try:
        return _roots(request.get_host(), request.get_port(), site)
    except (ValueError, Http404) as error:
        raise ParameterError("site", _("No such site.")) from error


@remembered
def _roots(host: str, port: str, named: str | None) -> tuple[Root, ...]:
    request = HttpRequest()
    request.META |= {"HTTP_HOST": host, "SERVER_PORT": port}
    site = SiteFilterValidator(site=named, request=request).site_obj
    if site is None:
        return ()
    pages = Page.objects.filter(translation_key=site.root_page.translation_key)
    roots = [
        Root(page.path, page.url_path, page.get_full_url(request) or "")
        for page in pages.select_related("locale")
    ]
    # The nearest first, where one stands below another.
    return tuple(sorted(roots, key=lambda root: -len(root.url_path)))


def address(url_path: str, roots: tuple[Root, ...]) -> str | None:
    """Return where the page with ``url_path`` is, or ``None`` where it is below none of ``roots``."""
    for root in roots:
        if root.address and url_path.startswith(root.url_path):
            return root.address + url_path.removeprefix(root.url_path)
    return None


def is_plain(model: type[Page]) -> bool:
    """Whether the addresses of ``model`` follow from where its pages stand in the tree."""
    return model.get_url_parts is Page.get_url_parts


@remembered
def language_codes() -> dict[int, str]:
    """Return the language of each locale, by its id."""
    return dict(Locale.objects.values_list("pk", "language_code"))
