"""The pictures for sharing: drawn at publication, of public pages only, never while a page is read."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image
from wagtail.models import PageViewRestriction

from cms_site.website import share_cards
from pages.training_reports.models import TrainingReportPage


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    """Keep the cards of this test apart: others are drawn and removed at the same time."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def report() -> TrainingReportPage:
    return TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="ar")


@pytest.fixture
def card(report) -> str:
    share_cards.draw(report)
    return share_cards.address(report)


def test_publication_draws_the_card_and_drops_the_one_before(
    report, card, client, django_capture_on_commit_callbacks
):
    report.title = "عنوان آخر"
    with django_capture_on_commit_callbacks(execute=True):
        report.save_revision().publish()
    new = share_cards.address(report)
    assert new not in ("", card)
    assert client.get(card).status_code == 404
    answer = client.get(new)
    picture = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(default_storage.listdir(f"share/{report.pk}")[1]) == 1
    assert f'content="http://testserver{new}"' in client.get(report.url).content.decode()


def test_page_without_a_card_names_none(report, client):
    share_cards.remove(report)
    assert "og:image" not in client.get(report.url).content.decode()


def test_card_of_what_is_not_public_is_not_there(report, card, client, superuser_client):
    PageViewRestriction.objects.create(page=report.get_parent(), restriction_type="login")
    assert client.get(card).status_code == 404
    assert superuser_client.get(card).status_code == 404
    PageViewRestriction.objects.all().delete()
    assert client.get(card).status_code == 200
    report.unpublish()
    assert client.get(card).status_code == 404
    assert client.get(f"/media/{share_cards._name(report, card[-20:-4])}").status_code == 404


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
