"""The pictures for sharing: drawn at publication, of public pages only, never while a page is read."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import translation
from PIL import Image
from wagtail.models import Page, PageViewRestriction, Site

from cms_site.content import remembered
from cms_site.website import share_cards
from home.models import HomePage, SiteSettings
from home.navigation import settings_for
from pages.directory.models import DirectoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    """Keep the cards of this test apart: others are drawn and removed at the same time."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def report() -> TrainingReportPage:
    return TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="ar")


@pytest.fixture
def card(report) -> str:
    share_cards.Card(report).draw()
    return share_cards.Card(report).address


def test_publication_draws_the_card_and_drops_the_one_before(
    report, card, client, django_capture_on_commit_callbacks
):
    report.title = "عنوان آخر"
    with django_capture_on_commit_callbacks(execute=True):
        report.save_revision().publish()
    new = share_cards.Card(report).address
    assert new not in ("", card)
    assert client.get(card).status_code == 404
    answer = client.get(new)
    picture = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(default_storage.listdir(f"share/{report.pk}")[1]) == 1
    assert f'content="http://testserver{new}"' in client.get(report.url).content.decode()


def test_card_that_is_not_there_yet_is_drawn_when_it_is_asked_for(report, client):
    share_cards.remove(report)
    address = share_cards.Card(report).address
    assert f'content="http://testserver{address}"' in client.get(report.url).content.decode()
    answer = client.get(address)
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (1200, 630)


def test_root_of_the_tree_is_no_page_to_share(client):
    assert client.get("/fr/share/1-abcdef.png").status_code == 404


def test_front_page_is_shared_by_the_name_of_its_site(client):
    front = HomePage.objects.get(locale__language_code="fr")
    own = SiteSettings.objects.get()
    language, title, _section, publisher = share_cards.Card(front).texts
    with translation.override("fr"):
        assert (language, title, publisher) == ("fr", own.title, own.organisation)
        assert f'og:title" content="{own.title}"' in client.get("/fr/").content.decode()


def test_site_whose_settings_nobody_saved_keeps_its_name(monkeypatch):
    monkeypatch.setattr(remembered, "_version", lambda: ("nameless", 1))
    root = Page.objects.get(depth=2, locale__language_code="en")
    site = Site.objects.create(hostname="two.example", site_name="Two", root_page=root)
    assert settings_for(Site(pk=site.pk)).title == "Two"
    assert settings_for(site).title == "Two"


def test_card_of_what_is_not_public_is_not_there(report, card, client, superuser_client):
    PageViewRestriction.objects.create(page=report.get_parent(), restriction_type="login")
    assert client.get(card).status_code == 404
    assert superuser_client.get(card).status_code == 404
    PageViewRestriction.objects.all().delete()
    assert client.get(card).status_code == 200
    report.unpublish()
    assert client.get(card).status_code == 404
    assert client.get(f"/media/share/{report.pk}/{card[-20:]}").status_code == 404


def test_card_goes_with_its_page(report, card):
    pk = report.pk
    report.delete()
    assert default_storage.listdir(f"share/{pk}")[1] == []


def test_command_draws_what_is_missing(report, card, capsys):
    call_command("draw_share_cards")
    share_cards.remove(report)
    capsys.readouterr()
    call_command("draw_share_cards")
    assert capsys.readouterr().out == "1 share cards drawn.\n"


def image_of(client, address: str) -> str:
    """Return the path of the picture that the page at ``address`` names, "" for none."""
    found = re.search(
        r'og:image" content="http://testserver([^"]+)"', client.get(address).content.decode()
    )
    return found[1] if found else ""


@pytest.fixture
def cooperative(django_capture_on_commit_callbacks) -> Cooperative:
    """A cooperative with a name in each language, just published."""
    with django_capture_on_commit_callbacks(execute=True):
        found = Cooperative.objects.get(slug="biolive")
        found.name_ar, found.name_fr, found.name_en = "تعاونية", "Coopérative", "Cooperative"
        found.save_revision().publish()
    return found


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "تعاونية"), ("fr", "Coopérative"), ("en", "Cooperative")]
)
def test_cooperative_is_shared_with_its_own_card_in_the_language_of_the_page(
    language, name, cooperative, client
):
    directory = DirectoryPage.objects.get(locale__language_code=language)
    own = share_cards.Card(directory, cooperative)
    assert own.texts[:3] == (language, name, directory.title)
    assert image_of(client, f"/{language}/cooperatives/biolive/") == own.address != ""
    answer = client.get(own.address)
    drawn = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
    html = client.get(f"/{language}/cooperatives/biolive/").content.decode()
    assert f'og:image:alt" content="{name}"' in html


def test_cooperative_that_is_renamed_has_another_card(
    cooperative, client, django_capture_on_commit_callbacks
):
    old = image_of(client, "/fr/cooperatives/biolive/")
    cooperative.name_fr = "Autre nom"
    with django_capture_on_commit_callbacks(execute=True):
        cooperative.save_revision().publish()
    new = image_of(client, "/fr/cooperatives/biolive/")
    assert new not in ("", old)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_card_of_a_cooperative_is_as_private_as_it_and_its_directory(cooperative, client):
    address = image_of(client, "/fr/cooperatives/biolive/")
    directory = DirectoryPage.objects.get(locale__language_code="fr")
    restriction = PageViewRestriction.objects.create(page=directory, restriction_type="login")
    assert client.get(address).status_code == 404
    restriction.delete()
    assert client.get(address).status_code == 200
    cooperative.unpublish()
    assert client.get(address).status_code == 404


def test_record_that_the_page_does_not_serve_has_no_card_there(cooperative, report, client):
    own = share_cards.Card(report, cooperative)
    own.draw()
    assert client.get(own.address).status_code == 404


def test_cards_go_with_their_cooperative_and_with_its_directory(cooperative):
    directories = {page.locale.language_code: page for page in DirectoryPage.objects.all()}
    folders = {code: f"share/{page.pk}/{cooperative.pk}" for code, page in directories.items()}
    assert all(default_storage.listdir(folder)[1] for folder in folders.values())
    directories["fr"].delete()
    assert not default_storage.listdir(folders["fr"])[1]
    assert default_storage.listdir(folders["en"])[1]
    cooperative.delete()
    assert not default_storage.listdir(folders["en"])[1]


@pytest.mark.parametrize(
    "title", ["ك", "كلمة " * 60, "م" * 300, "Mot " * 80, "", "PRO-AGRO 2023 يوم"]
)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_whatever_the_title_it_stays_in_its_place(title, language):
    size, lines = share_cards._set(title, language)
    assert len(lines) * size * share_cards.LEADING <= share_cards.BOTTOM - share_cards.TOP
    drawn = Image.open(io.BytesIO(share_cards.picture(language, title, "S", "P"))).convert("RGB")
    rows = range(share_cards.BOTTOM, 519)
    light = [drawn.getpixel((x, y)) for y in rows for x in range(80, 1120, 4)]
    assert (243, 247, 245) not in light
