"""The site map: the public pages, section by section, for a visitor who does not find one."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction

from cms_site.content.factories import factory_for
from cms_site.website.site_map import SHOWN
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from tests.fixtures import LANGUAGES


def html_of(client, code: str = "fr") -> str:
    answer = client.get(f"/{code}/site-map/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_has_every_section_and_its_pages(code, client):
    html = html_of(client, code)
    front = Page.objects.get(depth=2, locale__language_code=code)
    for page in front.get_descendants().live().filter(depth__lte=4):
        assert f'href="{page.url}"' in html, page.url


def test_it_is_linked_from_every_page(client):
    assert 'href="/ar/site-map/"' in client.get("/ar/contact/").content.decode()


def test_what_is_hidden_is_not_in_it(client, locales):
    draft = Page.objects.get(slug="pro-agro-2023", locale=locales["fr"])
    draft.specific.unpublish()
    private = Page.objects.get(slug="dar-al-moukawil", locale=locales["fr"])
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    html = html_of(client)
    assert draft.title not in html
    assert private.title not in html


def test_long_section_leads_to_all_of_it(client, locales):
    index = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    for number in range(SHOWN):
        factory_for(TrainingReportPage)(
            parent=index, locale=locales["fr"], title=f"Numéro {number}"
        )
    html = html_of(client)
    assert f"Tout «\u00a0{index.title}\u00a0»" in html
    assert f"Numéro {SHOWN - 1}<" not in html
