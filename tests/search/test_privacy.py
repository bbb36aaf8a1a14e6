"""Nothing that is not public is found, through any endpoint, and no search betrays that it exists."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.search.models import IndexEntry

from cms_site.content.factories import factory_for
from cms_site.library.models import LibraryDocument, LibraryImage
from pages.agreements.models import AgreementPage
from pages.success_stories.models import Person, SuccessStoryPage
from pages.training_reports.models import Module, TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.statistics.models import Dataset
from tests.search.endpoints import searchable_endpoints

SECRET = "Xylophone"


def found_anywhere(client, word: str = SECRET) -> dict[str, int]:
    """Return how much each endpoint finds for ``word``, with any operator and order."""
    counts = {}
    for name in searchable_endpoints():
        for query in (f"search={word}", f"search={word}&search_operator=or&order=id"):
            answer = client.get(f"/api/v2/{name}/?{query}").json()
            if answer["meta"]["total_count"] or answer["items"]:
                counts[name] = answer["meta"]["total_count"]
    return counts


@pytest.fixture
def report() -> TrainingReportPage:
    return TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")


def test_what_is_public_is_found_so_these_tests_can_fail(report, client):
    report.title = f"{SECRET} public"
    report.save_revision().publish()
    assert found_anywhere(client) == {"pages": 1}


def test_a_draft_of_a_public_page_is_not_indexed(report, client):
    report.title = report.introduction = SECRET
    report.modules.add(Module(title=SECRET, locale=report.locale))
    report.save_revision()
    assert found_anywhere(client) == {}
    assert not _indexed(SECRET)
    report.get_latest_revision_as_object().save_revision()
    assert not _indexed(SECRET)


def test_a_draft_of_a_public_record_is_not_indexed(client):
    cooperative = Cooperative.objects.get(slug="biolive")
    cooperative.name_fr = cooperative.summary_ar = SECRET
    cooperative.save_revision()
    assert found_anywhere(client) == {}
    assert not _indexed(SECRET)
    cooperative.get_latest_revision().publish()
    assert found_anywhere(client)["cooperatives"] == 1


@pytest.mark.parametrize(
    "how", ["never published", "unpublished", "login", "password", "groups", "below", "expired"]
)
def test_a_page_that_is_not_public_is_not_found(how, report, client):
    report.title = SECRET
    if how == "never published":
        report.live = False
        report.save()
    else:
        report.save_revision().publish()
        assert found_anywhere(client) == {"pages": 1}
    if how == "unpublished":
        report.unpublish()
    elif how == "below":
        PageViewRestriction.objects.create(page=report.get_parent(), restriction_type="login")
    elif how == "expired":
        Page.objects.filter(pk=report.pk).update(live=False, expired=True)
    elif how != "never published":
        restriction = PageViewRestriction.objects.create(
            page=report, restriction_type=how, password="pw" if how == "password" else ""
        )
        restriction.groups.set(Group.objects.all()[:1] if how == "groups" else [])
    assert found_anywhere(client) == {}


def test_a_record_that_is_not_public_finds_nothing_that_refers_to_it(client):
    cooperative = Cooperative.objects.get(slug="biolive")
    cooperative.name_fr = SECRET
    cooperative.save_revision().publish()
    assert set(found_anywhere(client)) == {"cooperatives", "pages"}
    cooperative.unpublish()
    assert found_anywhere(client) == {}


def test_figures_of_a_data_set_that_is_not_public_are_not_found(client):
    before = client.get("/api/v2/observations/?search=cooperatives").json()["meta"]["total_count"]
    assert before
    Dataset.objects.get(code="kenitra-2022").unpublish()
    for query in ("cooperatives", "kenitra", "1572"):
        for name in ("observations", "datasets"):
            answer = client.get(f"/api/v2/{name}/?search={query}").json()
            assert answer["meta"]["total_count"] == 0


def test_a_file_in_a_private_collection_is_not_found(client):
    collection = Collection.get_first_root_node().add_child(name="Private")
    image = LibraryImage.objects.first()
    image.title = image.alt_fr = SECRET
    image.tags.add(SECRET)
    image.save()
    document = LibraryDocument.objects.create(title=SECRET, file="x.pdf")
    assert found_anywhere(client) == {"images": 1, "documents": 1}
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    for file in (image, document):
        file.collection = collection
        file.save()
    assert found_anywhere(client) == {}


def test_contact_data_are_never_indexed_with_or_without_consent(client):
    cooperative = factory_for(Cooperative)(
        name_fr="Publique",
        phone="+212612345678",
        email="zephirine@example.org",
        website="https://zephirine.example.org/",
        address_fr="12 rue Zephirine",
        contact_consent_evidence="Lettre Zephirine",
    )
    for consent in (None, datetime.date(2024, 1, 1)):
        cooperative.contact_consent_on = consent
        cooperative.save()
        assert found_anywhere(client, "zephirine") == {}
        assert found_anywhere(client, "212612345678") == {}
        assert not _indexed("zephirine")


def test_people_are_never_indexed(client):
    story = SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr")
    story.people.set(
        [
            Person(name=SECRET, role=SECRET, qualification=SECRET, locale=story.locale),
            Person(
                name=SECRET,
                legal_basis="consent",
                legal_basis_on=datetime.date(2024, 1, 1),
                locale=story.locale,
            ),
        ]
    )
    story.save_revision().publish()
    assert story.people.count() == 2
    assert found_anywhere(client) == {}
    assert not _indexed(SECRET)


def test_a_hidden_agreement_is_not_found_through_the_report_that_names_it(report, client):
    agreement = AgreementPage.objects.get(slug="ibn-tofail", locale__language_code="fr")
    agreement.title = SECRET
    agreement.live = False
    agreement.save()
    report.agreement = agreement
    report.save()
    assert found_anywhere(client) == {}


def _indexed(word: str) -> bool:
    """Whether the index holds ``word`` anywhere."""
    columns = {f.name for f in IndexEntry._meta.get_fields()}
    texts = ("title_text", "body_text") if "title_text" in columns else ("title", "body")
    return any(
        word.lower() in " ".join(map(str, row))
        for row in IndexEntry.objects.values_list(*texts, "autocomplete")
    )
