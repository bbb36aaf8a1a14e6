"""The navigation in one language: only what is public there."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page, Site

from cms_site.content.remembered import remembered
from cms_site.content.visibility import Visibility
from home.models import NavigationEntry, SiteSettings


@dataclass(frozen=True)
class NavigationLink:
    """One entry as the visitor sees it."""

    text: str
    page: Page

    @property
    def url(self) -> str:
        return self.page.url


@remembered
def navigation(site: Site, language: str) -> dict[str, list[NavigationLink]]:
    """Return the links per place (``header``, ``footer``, ``footer_site``) in ``language``.

    An entry whose page is not public in that language is left out.
    """
    links: dict[str, list[NavigationLink]] = {place: [] for place in NavigationEntry.Place.values}
    entries = list(NavigationEntry.objects.filter(settings__site=site).select_related("page"))
    keys = [entry.page.translation_key for entry in entries]
    pages = {
        page.translation_key: page
        for page in Visibility().pages(
            Page.objects.filter(translation_key__in=keys, locale__language_code=language)
        )
    }
    label = NavigationEntry.label
    for entry in entries:
        page = pages.get(entry.page.translation_key)
        if page:
            own = getattr(entry, f"{label.name}_{language}", "")
            links[entry.place].append(NavigationLink(own or page.title, page))
    return links


def settings_for(site: Site) -> SiteSettings:
    """Return the settings of ``site``; unsaved and empty where staff has saved none."""
    return _settings(site.pk)


@remembered
def _settings(site: int) -> SiteSettings:
    saved = (
        SiteSettings.objects.filter(site=site)
        .select_related("logo", "site")
        .prefetch_related("logo__renditions")
    )
    # Asked for anew where there are none: who asks may know no more of the site than its key.
    return saved.first() or SiteSettings(site=Site.objects.get(pk=site))
