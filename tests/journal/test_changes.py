"""Each way in which public content changes, and what the feed tells of it."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.search.models import IndexEntry

from cms_site.api.v2.changes import page_types
from cms_site.content.factories import factory_for, parent_for
from cms_site.journal.drain import drain, latest
from cms_site.journal.models import Change, Ledger, Touch
from home.models import NavigationEntry, SiteSettings
from pages.agreements.models import AgreementPage, Party
from pages.directory.models import DirectoryPage
from pages.success_stories.models import Person, SuccessStoryPage
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.partners.models import Partner
from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset
from snippets.territories.models import Province
from tests.journal.mirror import Mirror, differences, export, get


@pytest.fixture(autouse=True)
def quiet():
    """Nothing is pending when a test begins."""
    drain()


@pytest.fixture
def report() -> TrainingReportPage:
    return TrainingReportPage.objects.filter(locale__language_code="fr").first()


@pytest.fixture
def told():
    """Return a function that drains and returns the (event, type, id) told since the test began."""
    start = latest()

    def told_() -> set[tuple[str, str, int]]:
        drain()
        rows = Change.objects.filter(sequence__gt=start).exclude(type="")
        return set(rows.values_list("event", "type", "object_id"))

    return told_


def the(obj, event: str) -> tuple[str, str, int]:
    return event, obj._meta.label, obj.pk


def test_new_draft_is_silent_whatever_it_refers_to(report, told):
    draft = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False)
    draft.provinces = Province.objects.all()[:3]
    draft.cooperatives = Cooperative.objects.all()
    draft.save_revision()
    draft.save()
    assert draft.provinces.exists()
    assert told() == set()


def test_what_was_indexed_of_a_type_that_was_retired_stops_nothing(report, told):
    Touch.objects.create(kind="indexed 987654", key=1)
    report.title = "Encore"
    report.save_revision().publish()
    assert the(report, "updated") in told()
    assert not Touch.objects.exists()


def test_small_copy_of_an_image_that_the_editor_makes_is_silent(told):
    image = get_image_model().objects.first()
    image.get_rendition("max-77x77")
    assert told() == set()
    image.renditions.filter(filter_spec=image.source_specs()[0]).delete()
    assert the(image, "updated") in told()


def test_draft_is_silent(report, told):
    report.title = "Brouillon"
    report.save_revision()
    assert not Touch.objects.exists()
    assert told() == set()


def test_draft_that_was_never_public_is_silent(report, told):
    page = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False)
    page.save_revision()
    page.title = "Autre"
    page.save()
    page.delete()
    assert told() == set()


@pytest.mark.parametrize("model", [TrainingReportPage, Cooperative])
def test_draft_leaves_the_version_alone(model, report):
    before = latest()
    parent = {"parent": report.get_parent()} if model is TrainingReportPage else {}
    draft = factory_for(model)(**parent, live=False)
    drain()
    draft.slug = "autrement"
    draft.save()
    drain()
    draft.delete()
    drain()
    assert latest() == before


def test_publication_concerns_its_page_and_not_the_whole_site(report):
    before = latest()
    report.title = "Renommé"
    report.save_revision().publish()
    drain()
    assert not Change.objects.filter(sequence__gt=before, type="").exists()


def test_page_of_the_navigation_concerns_the_whole_site_when_it_enters_or_leaves_only():
    page = NavigationEntry.objects.filter(page__slug="trainings").first().page
    page = TrainingReportIndexPage.objects.get(
        translation_key=page.translation_key, locale__language_code="fr"
    )
    before = latest()
    page.search_description = "Autre"
    page.save_revision().publish()
    drain()
    whole = Change.objects.filter(sequence__gt=before, type="")
    assert not whole.exists()
    page.unpublish()
    drain()
    assert whole.exists()


def test_redirect_of_a_draft_leaves_the_version_alone(report):
    before = latest()
    draft = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False)
    redirect = Redirect.objects.create(old_path="/ancienne", redirect_page=draft)
    drain()
    redirect.old_path = "/plus-ancienne"
    redirect.save()
    redirect.delete()
    drain()
    assert latest() == before
    Redirect.objects.create(old_path="/publique", redirect_page=report)
    drain()
    assert Change.objects.filter(sequence__gt=before).count() == 1


def test_what_is_only_indexed_anew_concerns_the_whole_site_if_it_is_public(report, told):
    draft = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False)
    drain()
    before = latest()
    entries = IndexEntry.objects.filter(content_type=report.content_type)
    entries.filter(object_id=str(draft.pk)).update(body="autre")
    drain()
    assert latest() == before
    entries.filter(object_id=str(report.pk)).update(body="autre")
    assert told() == set()
    assert Change.objects.filter(sequence__gt=before).count() == 1


def test_index_may_hold_what_has_no_number(report, told):
    entry = IndexEntry.objects.filter(object_id=str(report.pk)).first()
    IndexEntry.objects.filter(pk=entry.pk).update(object_id=str(uuid.uuid4()))
    IndexEntry.objects.filter(pk=entry.pk).delete()
    assert told() == set()


def test_publication_and_withdrawal(report, told):
    page = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False)
    page.save_revision().publish()
    assert the(page, "published") in told()
    TrainingReportPage.objects.get(pk=page.pk).unpublish()
    assert the(page, "unpublished") in told()


def test_save_without_a_revision_is_told(report, told):
    report.title = "Directement"
    report.save()
    assert the(report, "updated") in told()


def test_update_that_sends_no_signal_is_told(report, told):
    Page.objects.filter(pk=report.pk).update(title="Sans signal")
    assert the(report, "updated") in told()


def test_statement_typed_by_hand_is_told(report, told):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'SQL' WHERE id = %s", [report.pk])
    assert the(report, "updated") in told()


def test_children_are_the_page(report, told):
    report.modules.first().delete()
    assert the(report, "updated") in told()


def test_many_to_many_is_the_page(report, told):
    report.provinces.set(Province.objects.exclude(pk__in=report.provinces.all())[:1])
    report.save()
    assert the(report, "updated") in told()


def test_new_slug_moves_the_page_and_all_below(report, told):
    index = report.get_parent().specific
    index.slug = "ailleurs"
    index.save()
    assert {the(index, "moved"), the(report, "moved")} <= told()
    change = Change.objects.filter(object_id=report.pk, event="moved").last()
    assert "/ailleurs/" in change.html_url
    assert "/ailleurs/" not in change.previous_html_url


def test_move_is_told_of_the_whole_subtree(report, told):
    home = report.get_parent().get_parent()
    target = factory_for(TrainingReportIndexPage)(parent=home, slug="autres-rapports")
    report.move(target, pos="last-child")
    assert the(report, "moved") in told()


def test_move_below_a_private_page_restricts(report, told):
    home = report.get_parent().get_parent()
    target = factory_for(TrainingReportIndexPage)(parent=home, slug="prives")
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    report.move(target, pos="last-child")
    assert the(report, "restricted") in told()


def test_restriction_hides_the_subtree_and_its_end_shows_it(report, told):
    index = report.get_parent().specific
    restriction = PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert {the(index, "restricted"), the(report, "restricted")} <= told()
    restriction.delete()
    assert {the(index, "published"), the(report, "published")} <= told()


def test_restriction_hides_the_aliases_with_their_source(report, told):
    alias = report.create_alias(update_slug="alias")
    second = alias.create_alias(update_slug="second")
    assert {the(alias, "published"), the(second, "published")} <= told()
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="login")
    hidden = {the(page, "restricted") for page in (report, alias, second)}
    assert hidden <= told()
    restriction.delete()
    assert the(second, "published") in told()


def test_aliases_of_what_stands_below_a_restriction_are_restricted(report, told):
    section = report.get_parent()
    alias = report.create_alias(parent=section.get_parent(), update_slug="elsewhere")
    told()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert {the(report, "restricted"), the(alias, "restricted")} <= told()


def test_aliases_go_with_what_is_moved_below_a_private_page(report, locales, told):
    private = SuccessStoryPage.objects.filter(locale=report.locale).first().get_parent()
    alias = report.create_alias(parent=report.get_parent().get_parent(), update_slug="elsewhere")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    told()
    report.move(private, pos="last-child")
    assert {the(report, "restricted"), the(alias, "restricted")} <= told()


def test_restriction_that_changes_its_page_shows_the_old_one(report, told):
    other = AgreementPage.objects.filter(locale=report.locale).first()
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="login")
    told()
    PageViewRestriction.objects.filter(pk=restriction.pk).update(page=other)
    assert {the(report, "published"), the(other, "restricted")} <= told()


def test_deletion_of_a_subtree(report, told):
    index = report.get_parent().specific
    keys = the(index, "deleted"), the(report, "deleted")
    Page.objects.get(pk=index.pk).delete()
    assert set(keys) <= told()


def test_translations_tell_of_each_other(report, told):
    other = TrainingReportPage.objects.get(
        translation_key=report.translation_key, locale__language_code="ar"
    )
    report.unpublish()
    assert {the(report, "unpublished"), the(other, "updated")} <= told()


@pytest.mark.parametrize("depart", [Page.delete, lambda page: page.specific.delete()])
def test_translations_of_what_is_deleted_no_longer_tell_of_it(depart, report, told):
    others = report.get_translations()
    assert others.count() == 2
    expected = {the(other, "updated") for other in others} | {the(report, "deleted")}
    depart(Page.objects.get(pk=report.pk))
    assert expected <= told()


def test_page_that_leaves_its_translations_is_told_with_them(report, told):
    others = list(report.get_translations())
    Page.objects.filter(pk=report.pk).update(translation_key=uuid.uuid4())
    assert {the(report, "deleted"), the(report, "published")} | {
        the(other, "updated") for other in others
    } <= told()


def test_cooperatives_lose_their_address_with_the_deleted_directory(told):
    cooperative = Cooperative.objects.public().first()
    directory = DirectoryPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    directory.delete()
    assert the(cooperative, "moved") in told()


def test_record_changes_what_shows_it(told):
    story = SuccessStoryPage.objects.filter(cooperative__isnull=False).first()
    cooperative = story.cooperative
    Cooperative.objects.filter(pk=cooperative.pk).update(name_fr="Autre nom")
    assert {the(cooperative, "updated"), the(story, "updated")} <= told()
    cooperative.unpublish()
    assert {the(cooperative, "unpublished"), the(story, "updated")} <= told()


def test_record_changes_what_shows_it_through_a_child(told):
    party = Party.objects.first()
    Partner.objects.filter(pk=party.partner_id).update(name_fr="Autre nom")
    assert {the(party.partner, "updated"), the(party.page, "updated")} <= told()


def test_data_set_is_told_with_its_observations(told):
    dataset = Dataset.objects.filter(live=True).first()
    observation = dataset.observations.first()
    dataset.unpublish()
    assert {the(dataset, "unpublished"), the(observation, "unpublished")} <= told()


def test_sector_changes_the_observations_of_it(told):
    observation = Dataset.objects.first().observations.exclude(sector=None).first()
    Sector.objects.filter(pk=observation.sector_id).update(name_fr="Autre nom")
    assert {the(observation, "updated"), the(observation.dataset, "updated")} <= told()


def test_directory_gives_cooperatives_their_address(told):
    cooperative = Cooperative.objects.filter(live=True).first()
    for directory in DirectoryPage.objects.all():
        directory.unpublish()
    assert the(cooperative, "moved") in told()
    assert Change.objects.filter(object_id=cooperative.pk, event="moved").last().html_url == ""


def test_text_that_links_to_a_page_is_told_with_it(report, told):
    other = AgreementPage.objects.filter(locale=report.locale).first()
    report.body = [("paragraph", f'<p><a linktype="page" id="{other.pk}">x</a></p>')]
    report.save()
    told()
    other.unpublish()
    assert the(report, "updated") in told()
    Page.objects.get(pk=other.pk).delete()


def test_image_in_a_private_collection_is_hidden_where_it_is_shown(told):
    story = SuccessStoryPage.objects.filter(slides__image__isnull=False).first()
    image = story.slides.first().image
    private = Collection.get_first_root_node().add_child(name="private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    told()
    # What the stock bulk action does; it sends no signal.
    get_image_model().objects.filter(pk=image.pk).update(collection=private)
    assert {the(image, "restricted"), the(story, "updated")} <= told()
    CollectionViewRestriction.objects.all().delete()
    assert {the(image, "published"), the(story, "updated")} <= told()


def test_collection_that_is_moved_below_a_private_one_is_hidden(told):
    image = get_image_model().objects.first()
    root = Collection.get_first_root_node()
    private = root.add_child(name="private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    inner = Collection.get_first_root_node().add_child(name="inner")
    get_image_model().objects.filter(pk=image.pk).update(collection=inner)
    told()
    Collection.objects.get(pk=inner.pk).move(Collection.objects.get(pk=private.pk), "sorted-child")
    assert the(image, "restricted") in told()


def test_tags_are_the_image(told):
    image = get_image_model().objects.first()
    image.tags.add("moissons")
    assert the(image, "updated") in told()
    tag = image.tags.get()
    Change.objects.filter(object_id=image.pk).delete()
    type(tag).objects.filter(pk=tag.pk).update(name="récoltes")
    assert the(image, "updated") in told()


def test_address_of_the_site_moves_every_page(report, told):
    Site.objects.update(hostname="cms.example.org")
    assert the(report, "moved") in told()


@pytest.mark.parametrize(
    "write",
    [
        lambda: Redirect.objects.create(old_path="/alt", redirect_link="https://example.org"),
        lambda: SiteSettings.objects.update(phone="+212537000000"),
    ],
    ids=["redirect", "setting"],
)
def test_what_concerns_the_whole_site_makes_a_version_and_is_no_item(write, told):
    before = latest()
    write()
    assert told() == set()
    assert latest() > before


def test_agreement_that_ends_is_told_on_the_next_day(told):
    agreement = AgreementPage.objects.first()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    AgreementPage.objects.filter(pk=agreement.pk).update(valid_until=yesterday)
    told()
    Change.objects.filter(object_id=agreement.pk).delete()
    Ledger.objects.update(day=yesterday)
    assert the(agreement, "updated") in told()
    assert Ledger.objects.get().day == timezone.localdate()


def test_what_consent_makes_public_is_told_on_its_day(told):
    """The dates are in the cooperative itself, and in a child of the story."""
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    story = SuccessStoryPage.objects.filter(people__isnull=False).first()
    story.people.update(legal_basis="consent", legal_basis_on=today)
    Cooperative.objects.filter(pk=story.cooperative_id).update(
        contact_consent_on=today, contact_consent_evidence="A letter"
    )
    told()
    Change.objects.all().delete()
    Ledger.objects.update(day=yesterday)
    assert {the(story, "updated"), the(story.cooperative, "updated")} <= told()


def test_private_group_is_no_change_of_what_is_public(report, told):
    restriction = PageViewRestriction.objects.create(page=report, restriction_type="groups")
    told()
    before = latest()
    restriction.groups.add(Group.objects.first())
    drain()
    assert latest() == before


def test_alias_follows_its_source(report, told):
    alias = report.create_alias(update_slug="copie", parent=report.get_parent())
    assert the(alias, "published") in told()
    report.title = "Nouveau titre"
    report.save_revision().publish()
    assert {the(report, "updated"), the(alias, "updated")} <= told()


def test_feed_tells_nothing_twice_and_in_order(report):
    since = get("changes/", limit=1)["meta"]["latest"]
    for title in ("Un", "Deux"):
        report.title = title
        report.save()
    feed = get("changes/", since=since)
    sequences = [c["sequence"] for c in feed["items"]]
    assert sequences == sorted(set(sequences))
    assert get("changes/", since=feed["meta"]["latest"])["items"] == []
    first = feed["items"][0]
    assert first["time"].endswith("Z")
    assert first["detail_url"].startswith("http")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"since": "-1"}, "since"),
        ({"since": "x"}, "since"),
        ({"type": "nobody.Nothing"}, "type"),
        ({"locale": "de"}, "locale"),
        ({"limit": "100000"}, "limit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_question_is_named(client, query, parameter):
    answer = client.get("/api/v2/changes/", query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_feed_pages_through_by_its_next(report):
    report.get_parent().specific.unpublish(set_expired=False)
    since, seen = 0, []
    for _page in range(1000):
        feed = get("changes/", since=since, limit=50)
        seen += [c["sequence"] for c in feed["items"]]
        since = int(feed["meta"]["next"].split("since=")[1].split("&")[0])
        if feed["meta"]["is_complete"]:
            break
    drained = Change.objects.exclude(type="").values_list("sequence", flat=True)
    assert seen == sorted(drained)


@pytest.mark.parametrize("filters", [{}, {"locale": "fr"}, {"type": "agreements.AgreementPage"}])
def test_mirror_equals_an_export_after_a_day_of_work(filters, report):
    mirror = Mirror(**filters)
    agreement = AgreementPage.objects.filter(locale=report.locale).first()
    report.title = "Nouveau titre"
    report.save_revision().publish()
    agreement.unpublish()
    page = factory_for(AgreementPage)(parent=agreement.get_parent(), slug="nouvelle")
    Partner.objects.filter(pk=Party.objects.first().partner_id).update(name_fr="Autre nom")
    PageViewRestriction.objects.create(page=parent_for(SuccessStoryPage, report.locale))
    Page.objects.get(pk=page.pk).delete()
    Client().get("/")
    mirror.catch_up()
    assert differences(mirror.items, export(**filters)) == []


# --- What is private


@pytest.fixture
def private(client) -> Cooperative:
    """A cooperative that a story shows, whose contact may not be shown."""
    Cooperative.objects.filter(slug="biolive").update(contact_consent_on=None)
    drain()
    return Cooperative.objects.get(slug="biolive")


def edit(cooperative: Cooperative, **values) -> None:
    Cooperative.objects.filter(pk=cooperative.pk).update(**values)


LATER = datetime.date.today() + datetime.timedelta(days=30)


def test_nobody_is_told_that_what_is_private_was_changed(private):
    before = drain()
    edit(private, phone="+212600000000", email="a@example.org", address_fr="Rue 1")
    edit(private, contact_consent_evidence="A letter")
    edit(private, contact_consent_on=LATER)
    edit(private, phone="+212611111111")
    assert drain() == before


def test_contact_is_told_from_the_consent_to_its_withdrawal(private):
    sequence = drain()
    for values in (
        {"contact_consent_on": datetime.date.today()},
        {"contact_consent_evidence": "A letter"},
        {"phone": "+212600000000"},
        {"contact_consent_on": None},
    ):
        edit(private, **values)
        assert drain() > sequence, values
        sequence = drain()
    edit(private, contact_consent_evidence="Another letter")
    assert drain() == sequence


def test_person_without_a_legal_basis_is_told_of_to_nobody(client):
    story = SuccessStoryPage.objects.get(slug="biolive", locale__language_code="fr")
    sequence = drain()
    person = Person.objects.create(page=story, name="N", locale=story.locale)
    Person.objects.filter(pk=person.pk).update(role="R")
    person.delete()
    assert drain() == sequence
    day = datetime.date.today()
    person = Person.objects.create(
        page=story, name="N", locale=story.locale, legal_basis="consent", legal_basis_on=day
    )
    assert drain() > sequence
    sequence = drain()
    Person.objects.filter(pk=person.pk).update(legal_basis="", legal_basis_on=None)
    assert drain() > sequence


def test_type_of_every_page_asks_for_all_of_them(client):
    def kinds(query: str) -> set[str]:
        items = client.get(f"/api/v2/changes/?since=0&limit=1000&{query}").json()["items"]
        return {item["type"] for item in items}

    every = {label for label in kinds("") if label in page_types()}
    assert len(every) > 3
    assert kinds("type=wagtailcore.Page") - {"wagtailcore.Page"} == every
