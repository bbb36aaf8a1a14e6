"""What is not public leaves through no relation, text, stream, file or error of the API."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms_site.journal.drain import drain
from cms_site.library.models import LibraryDocument, LibraryImage
from pages.agreements.models import AgreementPage
from pages.information.models import InformationPage
from pages.success_stories.models import Person, SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.statistics.models import Dataset


@pytest.fixture
def report() -> TrainingReportPage:
    return TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")


@pytest.fixture
def agreement() -> AgreementPage:
    return AgreementPage.objects.get(slug="ibn-tofail", locale__language_code="fr")


def told(client, page) -> dict:
    return client.get(f"/api/v2/pages/{page.pk}/").json()


def hide(page: Page, how: str) -> None:
    if how == "draft":
        page.live = False
        page.save()
    elif how == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


@pytest.mark.parametrize("how", ["draft", "restricted", "below a restricted page"])
def test_relation_to_a_hidden_page_is_null(how, report, agreement, client):
    report.agreement = agreement
    report.save()
    assert told(client, report)["agreement"]["id"] == agreement.pk
    by_agreement = (
        f"/api/v2/pages/?type=training_reports.TrainingReportPage&agreement={agreement.pk}"
    )
    assert client.get(by_agreement).status_code == 200
    hide(agreement, how)
    assert told(client, report)["agreement"] is None
    assert agreement.title not in client.get(f"/api/v2/pages/{report.pk}/").content.decode()
    unknown = client.get(by_agreement.replace(f"={agreement.pk}", "=999999"))
    hidden = client.get(by_agreement)
    assert hidden.status_code == unknown.status_code == 400
    assert hidden.json()["errors"][0]["message"].replace(str(agreement.pk), "?") == unknown.json()[
        "errors"
    ][0]["message"].replace("999999", "?")


@pytest.mark.parametrize("how", ["draft", "restricted", "below a restricted page"])
def test_link_in_text_to_a_hidden_page_keeps_its_words(how, agreement, client):
    page = InformationPage.objects.get(slug="about", locale__language_code="fr")
    link = f'<p>Voir <a linktype="page" id="{agreement.pk}">la convention</a>.</p>'
    page.body = [("paragraph", link), ("link", {"text": "Convention", "page": agreement})]
    page.save()
    paragraph, button = told(client, page)["body"]
    assert f'href="{agreement.full_url}"' in paragraph["value"]
    assert button["value"]["page"]["id"] == agreement.pk
    hide(agreement, how)
    paragraph, button = told(client, page)["body"]
    assert paragraph["value"] == "<p>Voir <a>la convention</a>.</p>"
    assert button["value"]["page"] is None
    html = client.get(page.url).content.decode()
    assert "la convention" in html
    assert agreement.url not in html


def test_draft_cooperative_leaves_every_relation(client):
    story = SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr")
    Cooperative.objects.filter(slug="biolive").update(live=False)
    data = told(client, story)
    assert data["cooperative"] is None
    assert data["products"] == data["licences"] == []
    assert client.get("/fr/cooperatives/biolive/").status_code == 404
    assert client.get("/api/v2/pages/find/?html_path=/fr/cooperatives/biolive/").status_code == 404
    assert "biolive/" not in client.get("/fr/cooperatives/").content.decode()


def test_person_is_told_only_with_a_recorded_legal_basis(client):
    story = SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr")
    name = Person.objects.filter(page=story).get().name
    addresses = (
        story.url,
        f"/api/v2/pages/{story.pk}/",
        "/api/v2/pages/?type=success_stories.SuccessStoryPage&fields=*",
        "/fr/success-stories/",
        "/fr/",
    )
    for address in addresses:
        assert name not in client.get(address).content.decode()
    assert told(client, story)["people"] == []
    Person.objects.filter(page=story).update(
        legal_basis="consent", legal_basis_on=datetime.date(2026, 1, 5)
    )
    assert [p["name"] for p in told(client, story)["people"]] == [name]
    assert "legal_basis" not in told(client, story)["people"][0]
    assert name in client.get(story.url).content.decode()


def test_person_and_contact_are_private_until_the_day_of_their_consent(client):
    """However the date came there: the forms refuse it."""
    today = timezone.localdate()
    story = SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr")
    cooperative = story.cooperative
    cooperative.email = "somebody@example.org"
    cooperative.save()
    addresses = (
        story.url,
        f"/api/v2/pages/{story.pk}/",
        "/api/v2/pages/?type=success_stories.SuccessStoryPage&fields=*",
        "/fr/cooperatives/biolive/",
        f"/api/v2/cooperatives/{cooperative.pk}/",
        "/api/v2/cooperatives/?fields=*&format=ndjson",
    )
    name = Person.objects.get(page=story).name
    for day, is_told in ((today + datetime.timedelta(days=1), False), (today, True)):
        Cooperative.objects.filter(pk=cooperative.pk).update(
            contact_consent_on=day, contact_consent_evidence="A letter"
        )
        Person.objects.filter(page=story).update(legal_basis="consent", legal_basis_on=day)
        drain()
        answers = [client.get(address) for address in addresses]
        text = "".join(
            (b"".join(a.streaming_content) if a.streaming else a.content).decode() for a in answers
        )
        assert (name in text) is is_told
        assert ("somebody@" in text) is is_told
        assert (told(client, story)["people"] != []) is is_told
        assert (Cooperative.objects.get(pk=cooperative.pk).contact is not None) is is_told


def test_name_of_a_person_is_not_searched(client):
    name = Person.objects.first().name
    assert client.get("/api/v2/pages/", {"search": name}).json()["items"] == []


def test_contact_of_a_cooperative_is_told_only_with_consent(client):
    cooperative = Cooperative.objects.get(slug="biolive")
    cooperative.phone = "+212600000000"
    cooperative.email = "somebody@example.org"
    cooperative.save()
    for address in (f"/api/v2/cooperatives/{cooperative.pk}/", "/fr/cooperatives/biolive/"):
        text = client.get(address).content.decode()
        assert "+212600000000" not in text
        assert "somebody@" not in text
    cooperative.contact_consent_on = datetime.date(2026, 1, 5)
    cooperative.save()
    for address in (f"/api/v2/cooperatives/{cooperative.pk}/", "/fr/cooperatives/biolive/"):
        assert "somebody@" not in client.get(address).content.decode()  # there is no evidence
    cooperative.contact_consent_evidence = "A letter"
    cooperative.save()
    contact = client.get(f"/api/v2/cooperatives/{cooperative.pk}/").json()["contact"]
    assert contact["phone"] == "+212600000000"


def test_observations_of_a_draft_dataset_are_gone(client):
    Dataset.objects.update(live=False)
    assert client.get("/api/v2/observations/").json()["meta"]["total_count"] == 0
    assert "1 572" not in client.get("/fr/").content.decode()


@pytest.fixture
def private() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection.add_child(name="Below")


def test_image_of_a_private_collection_is_told_and_served_to_nobody(report, private, client):
    image = report.gallery.first().image
    assert told(client, report)["gallery"][0]["image"]["id"] == image.pk
    assert client.get(image.file.url).status_code == 200
    LibraryImage.objects.filter(pk=image.pk).update(collection=private)
    assert told(client, report)["gallery"][0]["image"] is None
    assert client.get(f"/api/v2/images/{image.pk}/").status_code == 404
    assert image.pk not in [i["id"] for i in client.get("/api/v2/images/").json()["items"]]
    html = client.get(report.url).content.decode()
    for rendition in image.renditions.all():
        assert rendition.url not in html
        assert client.get(rendition.url).status_code == 404
    assert client.get(image.file.url).status_code == 404


def test_staff_see_a_private_image_without_filling_a_cache(report, private, superuser_client):
    image = report.gallery.first().image
    LibraryImage.objects.filter(pk=image.pk).update(collection=private)
    answer = superuser_client.get(image.file.url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_document_is_served_by_wagtail_only(private, client):
    from django.core.files.base import ContentFile

    document = LibraryDocument(title="Convention")
    document.file.save("convention.pdf", ContentFile(b"%PDF-"))
    document.save()
    assert client.get(document.url).status_code == 200
    assert client.get(document.file.url).status_code == 404  # the address that knows no restriction
    assert client.get("/api/v2/documents/").json()["meta"]["total_count"] == 1
    LibraryDocument.objects.filter(pk=document.pk).update(collection=private)
    assert client.get(document.url).status_code == 302
    assert client.get("/api/v2/documents/").json()["meta"]["total_count"] == 0


@pytest.mark.parametrize("path", ["../db.sqlite3", "..%2fsecret_key", "documents/", ""])
def test_media_serves_nothing_else(path, client):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("how", ["draft", "restricted", "below a restricted page"])
def test_redirect_does_not_tell_the_address_of_a_hidden_page(how, agreement, client):
    Redirect.objects.create(old_path="/fr/old", redirect_page=agreement)
    Redirect.objects.create(old_path="/elsewhere", redirect_link="https://example.org/")
    assert client.get("/fr/old/?a=1").headers["Location"] == agreement.url
    hide(agreement, how)
    for address in ("/fr/old/", "/fr/old/?a=1"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert agreement.slug not in answer.content.decode()
    assert client.get("/elsewhere/").status_code == 301
