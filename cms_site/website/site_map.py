"""``/fr/site-map/``: what there is on the site, for a visitor who does not find it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms_site.content.visibility import Visibility
from home.front_pages import front_page

# Pages that a section shows of those below it; the section itself leads to all.
SHOWN = 20


@dataclass
class Section:
    """A page right below the front page, with the first of the public pages below it."""

    page: Page
    pages: list[Page] = field(default_factory=list)
    has_more: bool = False


def sections(front: Page, visibility: Visibility) -> list[Section]:
    """Return what is public below ``front``, section by section in the order of the tree. Two queries or more.

    One for the sections, and one for each that has pages below it: their number is not known beforehand.
    """
    found = []
    for page in visibility.pages(front.get_children()):
        below = list(visibility.pages(page.get_children())[: SHOWN + 1]) if page.numchild else []
        found.append(Section(page, below[:SHOWN], len(below) > SHOWN))
    return found


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Answer the map of the site in the language of the address; raises ``Http404`` where it has no front page."""
    front = front_page(request)
    context = {"front": front, "sections": sections(front, Visibility.of(request))}
    return render(request, "website/site_map.html", context)


urlpatterns = [path("site-map/", page, name="site_map")]
