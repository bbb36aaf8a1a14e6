"""The contact section of the front page: from the site's settings, in the language of the page."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from home.models import HomePage, SiteSettings


def section(client, language: str) -> str:
    """Return the section of the seeded front page that follows its heading."""
    heading = {
        "ar": "اتصلوا بالمندوبية",
        "fr": "Contacter la délégation",
        "en": "Contact the delegation",
    }[language]
    html = client.get(f"/{language}/").content.decode()
    return html.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "شارع محمد الدويري"), ("fr", "immeuble 28, n°\u00a09"), ("en", "Building 28, No. 9")],
)
def test_front_page_says_where_the_delegation_is(language, expected, client):
    found = section(client, language)
    assert expected in found
    assert 'href="tel:+212537375631"' in found


def test_what_is_not_known_is_left_out(client):
    found = section(client, "en")
    for words in ("E-mail", "Fax", "Opening hours", "map", "mailto:"):
        assert words not in found


def test_what_staff_add_to_the_settings_is_shown(client):
    SiteSettings.objects.update(
        email="contact@example.org",
        opening_hours_fr="Du lundi au vendredi",
        map_url="https://www.openstreetmap.org/node/1",
    )
    found = section(client, "fr")
    assert 'href="mailto:contact@example.org"' in found
    assert "Du lundi au vendredi" in found
    assert '<a href="https://www.openstreetmap.org/node/1">Voir le lieu sur une carte</a>' in found


@pytest.mark.parametrize(
    ("language", "advice"),
    [("ar", "قبل التنقل"), ("fr", "avant de venir"), ("en", "before you come")],
)
def test_who_wants_to_come_is_told_to_call_while_no_hours_are_known(language, advice, client):
    assert advice in client.get(f"/{language}/contact/").content.decode()
    SiteSettings.objects.update(opening_hours_fr="Du lundi au vendredi")
    assert advice not in client.get(f"/{language}/contact/").content.decode()


def test_delegation_is_named_in_each_language_or_in_none():
    own = SiteSettings.objects.first()
    own.name_ar = ""
    with pytest.raises(ValidationError) as refused:
        own.full_clean()
    assert refused.value.error_dict.keys() == {"name_ar"}
    own.name_fr = own.name_en = ""
    own.full_clean()


def test_section_stands_where_staff_put_it(client):
    page = HomePage.objects.get(locale__language_code="fr")
    blocks = list(page.sections.raw_data)
    page.sections = page.sections.stream_block.to_python([blocks[-1], *blocks[:-1]])
    page.save_revision().publish()
    html = client.get("/fr/").content.decode()
    assert html.index("Contacter la délégation") < html.index("Chiffres clés")


def test_map_is_told_by_the_api(client):
    assert client.get("/api/v2/site/").json()["contact"]["map_url"] is None
    SiteSettings.objects.update(map_url="https://www.openstreetmap.org/node/1")
    told = client.get("/api/v2/site/").json()["contact"]["map_url"]
    assert told == "https://www.openstreetmap.org/node/1"


def test_list_that_is_none_breaks_no_page(client):
    """Somebody may have chosen it before the editor refused that, or a program did."""
    page = HomePage.objects.get(locale__language_code="en")
    contact = Page.objects.get(slug="contact", locale__language_code="en")
    page.sections = [("latest", {"heading": "News", "lists": [contact], "number": 3})]
    page.save()
    assert client.get("/en/").status_code == 200
    block = page.sections.stream_block.child_blocks["latest"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"heading": "News", "lists": [contact.pk], "number": 3}))
