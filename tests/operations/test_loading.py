"""Content sets: loaded once and whole, and never over what staff did."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision, Site

from cms_site.operations.loading import load_content
from cms_site.operations.models import LoadedItem
from pages.training_reports.models import TrainingReportPage
from snippets.partners.models import Partner

KENITRA = "home/content/kenitra"


@pytest.fixture
def kenitra(settings):
    return settings.BASE_DIR / KENITRA


@pytest.fixture
def content_set(tmp_path):
    """Return a function that writes a content set of one file and returns its folder."""

    def write(text: str):
        folder = tmp_path / "example"
        folder.mkdir(exist_ok=True)
        (folder / "items.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


PARTNER = """
- model: partners.Partner
  key: example-partner
  fields:
    name: {ar: "شريك", fr: "Partenaire d'essai", en: "Example partner"}
"""
REPORT = """
- model: home.HomePage
  key: front
  parent: root
  fields: {title: {fr: "Accueil d'essai"}, slug: essai, headline: {fr: "Accueil"}}
- model: training_reports.TrainingReportIndexPage
  key: list
  parent: front
  fields: {title: {fr: "Rapports"}, slug: rapports}
- model: training_reports.TrainingReportPage
  key: report
  parent: list
  fields: {title: {fr: "Rapport"}, slug: rapport, introduction: {fr: "%s"}}
"""


def test_loading_again_makes_nothing_new(kenitra):
    before = Page.objects.count(), Revision.objects.count(), LoadedItem.objects.count()
    assert load_content(kenitra) == 0
    assert (Page.objects.count(), Revision.objects.count(), LoadedItem.objects.count()) == before


def test_what_staff_changed_and_deleted_stays_so(kenitra):
    kept, deleted = TrainingReportPage.objects.filter(locale__language_code="fr")
    kept.title, kept.live = "Renommé par le personnel", False
    kept.save()
    kept.modules.all().delete()
    deleted.delete()
    load_content(kenitra)
    kept = TrainingReportPage.objects.get(pk=kept.pk)
    assert (kept.title, kept.live, kept.modules.count()) == ("Renommé par le personnel", False, 0)
    assert not TrainingReportPage.objects.filter(
        translation_key=deleted.translation_key, locale__language_code="fr"
    ).exists()


def test_set_that_has_grown_brings_what_is_new(content_set):
    assert load_content(content_set(PARTNER)) == 1
    more = PARTNER + PARTNER.replace("example-partner", "second").replace("Example", "Second")
    more = more.replace("Partenaire d'essai", "Partenaire", 1)
    assert load_content(content_set(more)) == 1
    assert Partner.objects.get(name_en="Example partner").name_fr == "Partenaire d'essai"


def test_two_installations_agree_on_the_identity_of_what_they_load(content_set):
    load_content(content_set(PARTNER))
    first = Partner.objects.get(name_en="Example partner").uuid
    Partner.objects.filter(uuid=first).delete()
    LoadedItem.objects.filter(content_set="example").delete()
    load_content(content_set(PARTNER))
    assert Partner.objects.get(name_en="Example partner").uuid == first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- model: partners.Partner\n  fields: {}", ["items.yaml", "model, key and fields"]),
        ("- [", ["items.yaml"]),
        (
            PARTNER.replace("partners.Partner", "partners.Nobody"),
            ["items.yaml, example-partner", "partners.Nobody"],
        ),
        (PARTNER.replace("name:", "colour:"), ["example-partner", "no field 'colour'"]),
        (PARTNER + PARTNER, ["example-partner", "stands in items.yaml too"]),
        (
            PARTNER + "    kind: something",
            ["items.yaml, example-partner", "kind"],
        ),
        (
            REPORT.replace("rapport, ", "rapport, programme: '@nobody', "),
            ["report", "refers to '@nobody'"],
        ),
        (REPORT % "Slide 1", ["report", "introduction", "Slide 1"]),
        (REPORT % "previous arrow", ["report", "introduction", "previous arrow"]),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_faulty_set_is_refused_by_file_item_and_field(content_set, text, words):
    with pytest.raises(CommandError) as refused:
        call_command("load_content", str(content_set(text)))
    for word in words:
        assert word in str(refused.value)


def test_nothing_of_a_faulty_set_is_kept(content_set):
    with pytest.raises(CommandError):
        call_command("load_content", str(content_set(PARTNER + REPORT % "Slide 1")))
    assert not Partner.objects.filter(name_en="Example partner").exists()
    assert not Page.objects.filter(title="Accueil d'essai").exists()
    assert not LoadedItem.objects.filter(content_set="example").exists()


def test_set_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"no content set in .*nowhere"):
        call_command("load_content", "nowhere")


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_kenitra_is_loaded_in_each_language(code):
    home = Site.objects.get(is_default_site=True).root_page
    pages = home.get_translations(inclusive=True).get(locale__language_code=code).get_descendants()
    assert pages.count() == home.get_descendants().count() > 10
    assert not pages.filter(live=False).exists()
