"""Who may make a translation public: Communications translate and submit, Publishers publish."""

from __future__ import annotations

import datetime
import html as html_module
import json
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Locale, Page, PageViewRestriction, TaskState, WorkflowState
from wagtail.users.models import UserProfile
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from cms_site.content.factories import factory_for
from cms_site.content.translation import BESIDE_THE_TEXT
from home.models import HomePage
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage

WORDS = "Words that a translator wrote"


@pytest.fixture
def report(locales) -> TrainingReportPage:
    """A public report in French that is in no other language."""
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    return factory_for(TrainingReportPage)(parent=parent, title="Rapport à traduire", slug="essai")


def start(client, page: Page, locale: Locale, **fields):
    address = f"/admin/localize/submit/page/{page.pk}/"
    return client.post(address, {"locales": [locale.pk]} | fields)


def translate(client, page: Page, words: str = WORDS, texts: str = "") -> None:
    """Translate ``page``, the target of a translation, in the translation editor.

    ``words`` becomes its title; only the texts whose path begins with ``texts`` are translated.
    """
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )
    segments = StringSegment.objects.filter(
        source=translation.source, context__path__startswith=texts
    ).exclude(context__path__in=BESIDE_THE_TEXT)
    assert segments
    for segment in segments.select_related("context"):
        answer = client.put(
            f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
            data=f"value={words if segment.context.path == 'title' else 'Other words'}",
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in (200, 201)


def publish(client, page: Page, capture) -> None:
    with capture(execute=True):
        client.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})
    page.refresh_from_db()
    assert page.live


def decide(client, page: Page, decision: str) -> None:
    """Answer what awaits a decision: ``approve`` or ``reject`` it."""
    task = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="in_progress")
    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, decision, task.pk))
    assert client.post(address, {"comment": "Seen"}).status_code in (200, 302)


def title_in_public(client, page: Page) -> str | None:
    """Return the title that the API tells, having seen that the page tells the same."""
    api = client.get(f"/api/v2/pages/{page.pk}/")
    html = client.get(page.get_url())
    assert api.status_code == html.status_code
    if api.status_code == 404:
        return None
    assert api.json()["title"] in html.content.decode()
    return api.json()["title"]


@pytest.fixture
def draft(report, writer_client, locales, django_capture_on_commit_callbacks) -> Page:
    """The English translation that Communications started."""
    with django_capture_on_commit_callbacks(execute=True):
        assert start(writer_client, report, locales["en"]).status_code == 302
    return report.get_translation(locales["en"])


@pytest.fixture
def live(draft, publisher_client, django_capture_on_commit_callbacks) -> Page:
    """The English translation, published by a Publisher."""
    translate(publisher_client, draft, "As published")
    publish(publisher_client, draft, django_capture_on_commit_callbacks)
    return draft


@pytest.mark.parametrize("who", ["writer_client", "publisher_client", "superuser_client"])
def test_a_new_translation_is_a_draft_whoever_starts_it(
    who, request, report, locales, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert start(request.getfixturevalue(who), report, locales["ar"]).status_code == 302
    page = report.get_translation(locales["ar"])
    assert not page.live
    assert title_in_public(client, page) is None
    assert report.title not in client.get("/ar/trainings/").content.decode()


def test_communications_submit_a_translation_and_a_publisher_publishes_it(
    draft, writer_client, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(writer_client, draft)
    editor = writer_client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert 'name="action" value="submit"' in editor
    with django_capture_on_commit_callbacks(execute=True):
        writer_client.post(f"/admin/pages/{draft.pk}/edit/", {"action": "submit"})
    assert title_in_public(client, draft) is None
    waiting = publisher_client.get("/admin/").content.decode()
    assert WORDS in waiting
    assert WORDS in publisher_client.get(f"/admin/pages/{draft.pk}/view_draft/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        decide(publisher_client, draft, "approve")
    assert title_in_public(client, draft) == WORDS


def test_a_translation_sent_back_is_submitted_again(draft, writer_client, publisher_client):
    edit = f"/admin/pages/{draft.pk}/edit/"
    translate(writer_client, draft, "First words")
    writer_client.post(edit, {"action": "submit"})
    decide(publisher_client, draft, "reject")
    translate(writer_client, draft)
    writer_client.post(edit, {"action": "submit"})
    state = WorkflowState.objects.get(object_id=str(draft.pk))
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert state.current_task_state.revision.as_object().title == WORDS


def test_new_words_of_a_live_translation_wait_for_a_publisher(
    live, writer_client, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(writer_client, live)
    edit = f"/admin/pages/{live.pk}/edit/"
    with django_capture_on_commit_callbacks(execute=True):
        assert writer_client.post(edit, {"action": "publish"}).status_code != 200
        writer_client.post(edit, {"action": "submit"})
    assert title_in_public(client, live) == "As published"
    with django_capture_on_commit_callbacks(execute=True):
        decide(publisher_client, live, "approve")
    assert title_in_public(client, live) == WORDS
    modules = TrainingReportPage.objects.get(pk=live.pk).modules
    assert modules.count() == live.specific.modules.count()


def decisions(client, page: Page) -> dict[str, str]:
    """Return the addresses of the decisions that the translation editor offers, by their name."""
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    addresses = re.findall(r'data-workflow-action-url="([^"]*)"', html)
    return {address.split("/")[-3]: address for address in addresses}


@pytest.fixture
def submitted(draft, writer_client) -> Page:
    """The English translation, put before the Publishers."""
    translate(writer_client, draft)
    writer_client.post(f"/admin/pages/{draft.pk}/edit/", {"action": "submit"})
    return draft


def test_a_publisher_asks_for_changes_in_the_translation_editor(
    submitted, publisher_client, writer_client
):
    offered = decisions(publisher_client, submitted)
    assert list(offered) == ["reject", "approve"]
    assert "comment" in publisher_client.get(offered["reject"]).json()["html"]
    publisher_client.post(offered["reject"], {"comment": "The title is too long"})
    state = WorkflowState.objects.get(object_id=str(submitted.pk))
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert TaskState.objects.get(workflow_state=state).comment == "The title is too long"
    assert decisions(publisher_client, submitted) == {}
    assert (
        'value="submit"' in writer_client.get(f"/admin/pages/{submitted.pk}/edit/").content.decode()
    )


def test_a_publisher_approves_what_the_translation_editor_shows(
    submitted, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(publisher_client, submitted, "As corrected")
    with django_capture_on_commit_callbacks(execute=True):
        publisher_client.post(decisions(publisher_client, submitted)["approve"])
    assert title_in_public(client, submitted) == "As corrected"
    state = WorkflowState.objects.get(object_id=str(submitted.pk))
    assert state.status == WorkflowState.STATUS_APPROVED


def test_what_would_not_be_accepted_is_not_approved(submitted, publisher_client, client):
    address = decisions(publisher_client, submitted)["approve"]
    translate(publisher_client, submitted, "Slide 1")
    answer = publisher_client.post(address, {"comment": ""}, follow=True)
    assert "Slide 1" in said(answer)
    assert title_in_public(client, submitted) is None


def test_only_those_who_may_decide_decide(submitted, publisher_client, writer_client, client):
    address = decisions(publisher_client, submitted)["approve"]
    assert decisions(writer_client, submitted) == {}
    writer_client.post(address)
    assert title_in_public(client, submitted) is None


@pytest.fixture
def arabic(report, publisher_client, locales, django_capture_on_commit_callbacks) -> Page:
    """The Arabic translation that a Publisher started, and of which nothing is translated."""
    with django_capture_on_commit_callbacks(execute=True):
        start(publisher_client, report, locales["ar"])
    return report.get_translation(locales["ar"])


def in_french(user) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "fr"})


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_an_untranslated_page_is_not_published(arabic, publisher, publisher_client, client):
    in_french(publisher)
    answer = publisher_client.post(
        f"/admin/pages/{arabic.pk}/edit/", {"action": "publish"}, follow=True
    )
    assert "Tout n’est pas encore traduit" in said(answer)
    assert "Titre (1), Introduction (1)" in said(answer)
    assert title_in_public(client, arabic) is None


def test_an_untranslated_page_is_not_published_by_syncing_or_with_others(
    arabic, publisher, publisher_client, client
):
    in_french(publisher)
    assert "Titre" in said(sync(publisher_client, arabic, publish_translations="on", follow=True))
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={arabic.pk}&next=/admin/"
    assert "Titre" in said(publisher_client.post(bulk, follow=True))
    assert title_in_public(client, arabic) is None


def test_an_untranslated_page_is_not_submitted(draft, writer, writer_client):
    in_french(writer)
    answer = writer_client.post(f"/admin/pages/{draft.pk}/edit/", {"action": "submit"}, follow=True)
    assert "Tout n’est pas encore traduit" in said(answer)
    assert not WorkflowState.objects.filter(object_id=str(draft.pk)).exists()


def test_a_page_of_which_a_part_is_translated_waits_for_the_rest(
    arabic, publisher, publisher_client, client, django_capture_on_commit_callbacks
):
    in_french(publisher)
    edit = f"/admin/pages/{arabic.pk}/edit/"
    for own in ("title", "introduction"):
        translate(publisher_client, arabic, texts=own)
    answer = publisher_client.post(edit, {"action": "publish"}, follow=True)
    modules = arabic.get_translation(Locale.objects.get(language_code="fr")).specific.modules
    assert f"Modules ({2 * modules.count()})" in said(answer)
    assert "Titre" not in said(answer)
    assert title_in_public(client, arabic) is None
    translate(publisher_client, arabic)
    publish(publisher_client, arabic, django_capture_on_commit_callbacks)
    assert title_in_public(client, arabic) == WORDS


def test_what_search_engines_show_is_translated_too(
    report, writer_client, publisher_client, locales, client, django_capture_on_commit_callbacks
):
    report.search_description = "Ce que montre un moteur de recherche"
    report.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        start(writer_client, report, locales["en"])
    page = report.get_translation(locales["en"])
    translate(publisher_client, page)
    StringTranslation.objects.filter(context__path="search_description").delete()
    publisher_client.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})
    assert title_in_public(client, page) is None
    translate(publisher_client, page, texts="search_description")
    publish(publisher_client, page, django_capture_on_commit_callbacks)
    assert "moteur de recherche" not in client.get(page.get_url()).content.decode()


def test_translation_editor_speaks_the_language_of_the_user(arabic, publisher, publisher_client):
    in_french(publisher)
    translate(publisher_client, arabic, texts="title")
    StringTranslation.objects.update(updated_at=datetime.datetime(2026, 3, 5, tzinfo=datetime.UTC))
    html = publisher_client.get(f"/admin/pages/{arabic.pk}/edit/").content.decode()
    props = html_module.unescape(re.search(r'data-props="([^"]*)"', html)[1])
    (translated,) = json.loads(props)["initialStringTranslations"]
    assert translated["comment"] == "Traduit manuellement le 5 mars 2026"
    assert 'data-content-language="ar"' in html
    assert 'data-translation-section="Traduction\u00a0: Français vers العربية"' in html
    words = publisher_client.get("/admin/localize/jsi18n/").content.decode()
    assert '"Publish in ": "Publier en "' in words


def test_a_translation_that_would_not_be_accepted_is_not_submitted(draft, writer_client):
    translate(writer_client, draft, "Slide 1")
    answer = writer_client.post(f"/admin/pages/{draft.pk}/edit/", {"action": "submit"}, follow=True)
    assert "Slide 1" in [str(m) for m in answer.context["messages"]][-1]
    assert not WorkflowState.objects.filter(object_id=str(draft.pk)).exists()


def sync(client, page: Page, follow: bool = False, **fields):
    source = TranslationSource.objects.get(object_id=page.translation_key)
    return client.post(f"/admin/localize/update/{source.pk}/", fields, follow=follow)


def test_only_those_who_may_publish_publish_by_syncing(
    live, report, writer_client, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(writer_client, live)
    with django_capture_on_commit_callbacks(execute=True):
        assert sync(writer_client, live, publish_translations="on").status_code != 200
    assert title_in_public(client, live) == "As published"
    source = TranslationSource.objects.get(object_id=live.translation_key)
    form = writer_client.get(f"/admin/localize/update/{source.pk}/").content.decode()
    assert "publish_translations" not in form
    with django_capture_on_commit_callbacks(execute=True):
        sync(publisher_client, live, publish_translations="on")
    assert title_in_public(client, live) == WORDS


def test_syncing_without_permission_opens_no_private_page(live, report, writer_client, client):
    PageViewRestriction.objects.create(page=live, restriction_type="login")
    assert sync(writer_client, live).status_code == 302
    assert live.view_restrictions.exists()
    assert client.get(f"/api/v2/pages/{live.pk}/").status_code == 404


def test_only_those_who_may_publish_convert_to_an_alias(
    live, report, writer_client, publisher_client, client
):
    address = f"/admin/localize/page/{live.pk}/convert_to_alias/"
    assert writer_client.get(address).status_code != 200
    writer_client.post(address)
    assert title_in_public(client, live) == "As published"
    publisher_client.post(address)
    assert title_in_public(client, live) == report.title


def test_a_draft_is_not_made_public_by_converting_it_to_an_alias(draft, writer_client, client):
    writer_client.post(f"/admin/localize/page/{draft.pk}/convert_to_alias/")
    assert title_in_public(client, draft) is None


def test_only_those_who_may_publish_stop_the_translation_of_a_live_page(
    live, writer_client, publisher_client
):
    translation = Translation.objects.get(source__object_id=live.translation_key)
    for client, is_enabled in ((writer_client, True), (publisher_client, False)):
        client.post(f"/admin/localize/translate/{translation.pk}/disable/")
        translation.refresh_from_db()
        assert translation.enabled is is_enabled


def test_communications_stop_the_translation_of_a_draft_and_submit_it_as_any_page(
    draft, writer_client
):
    translation = Translation.objects.get(source__object_id=draft.translation_key)
    writer_client.post(f"/admin/localize/translate/{translation.pk}/disable/")
    html = writer_client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert 'name="action-submit"' in html
    assert "localize-convert-to-alias" not in html


@pytest.mark.parametrize("who", ["writer_client", "publisher_client"])
def test_pages_above_are_not_copied_into_the_wrong_language(who, request, report, locales, client):
    section = report.get_parent().get_translation(locales["en"])
    section.delete()
    answer = start(request.getfixturevalue(who), report, locales["en"])
    assert report.get_parent().title in str(answer.context["form"].errors["locales"])
    assert not report.has_translation(locales["en"])
    assert client.get("/en/trainings/").status_code == 404


@pytest.fixture
def home(locales):
    """The French front page, of which the English one is a copy, so that it can be translated."""
    page = HomePage.objects.get(locale=locales["fr"])
    HomePage.objects.filter(locale=locales["en"]).update(alias_of=page)
    return page


def test_translating_a_section_leaves_what_is_translated_below_it_as_it_is(
    home, report, publisher_client, locales, django_capture_on_commit_callbacks
):
    """Pages that came translated keep their words; the others below become drafts."""
    english = HomePage.objects.get(locale=locales["en"]).get_descendants()
    before = dict(english.values_list("pk", "title"))
    assert before
    with django_capture_on_commit_callbacks(execute=True):
        answer = start(publisher_client, home, locales["en"], include_subtree="on")
    assert answer.status_code == 302
    assert dict(english.filter(pk__in=before).values_list("pk", "title")) == before
    assert not report.get_translation(locales["en"]).live


def test_an_alias_in_another_language_is_no_way_round_a_publisher(
    report, writer_client, locales, client, django_capture_on_commit_callbacks
):
    alias = report.copy_for_translation(locales["en"], alias=True)
    assert alias.live
    with django_capture_on_commit_callbacks(execute=True):
        answer = start(writer_client, report, locales["en"])
    assert "locales" in answer.context["form"].errors
    alias.refresh_from_db()
    assert alias.alias_of_id == report.pk


def test_copies_for_a_synchronised_language_are_drafts_while_their_source_is(
    report, writer_client, locales, client
):
    from wagtail_localize.models import LocaleSynchronization
    from wagtail_localize.synctree import create_aliases_for_new_page

    LocaleSynchronization.objects.create(locale=locales["en"], sync_from=locales["fr"])
    page = factory_for(TrainingReportPage)(parent=report.get_parent(), live=False, slug="neuf")
    create_aliases_for_new_page(page)
    assert not page.get_translation(locales["en"]).live


# --- Texts that no page may say -------------------------------------------------------------------

UNFIT = {
    "leftover": "Slide 1",
    "turn": "Words \u202eno",
    "long": "x" * 400,
    "nul": "Wor\0ds",
    "empty": "",
    "blank": " ",
    "unseen": "\u200b\u200f",
}
unfit = pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT.keys())


def texts_at(page: Page, path: str):
    """Return the translation that makes ``page``, and its first text at ``path``."""
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )
    texts = StringSegment.objects.filter(source=translation.source)
    return translation, texts.filter(context__path__regex=path).order_by("order")[0]


def type_text(client, page: Page, path: str, text: str):
    translation, segment = texts_at(page, path)
    return client.put(
        f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
        data=urlencode({"value": text}),
        content_type="application/x-www-form-urlencoded",
    )


PLACES = ["^title$", r"^modules\..*\.title$"]


@unfit
@pytest.mark.parametrize("path", PLACES)
def test_an_unfit_text_is_told_its_fault_where_it_is_typed_and_not_published(
    path, text, draft, writer_client, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(writer_client, draft)
    told = type_text(writer_client, draft, path, text)
    assert told.status_code in (200, 201)  # to any other the script says “Server error”
    assert told.json()["error"]
    shown = publisher_client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert escape(json.dumps(told.json()["error"])[1:-1]) in shown
    for action in ("submit", "publish"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = publisher_client.post(
                f"/admin/pages/{draft.pk}/edit/", {"action": action}, follow=True
            )
        assert told.json()["error"] in said(answer)
    assert title_in_public(client, draft) is None
    assert not WorkflowState.objects.filter(object_id=str(draft.pk)).exists()
    assert type_text(writer_client, draft, path, "Mended words").json()["error"] is None
    publish(publisher_client, draft, django_capture_on_commit_callbacks)


@pytest.mark.parametrize("name", ["leftover", "turn", "long", "unseen"])
@pytest.mark.parametrize("path", PLACES)
def test_an_unfit_text_that_was_kept_unchecked_is_not_published(
    path, name, draft, publisher_client, client, django_capture_on_commit_callbacks
):
    translate(publisher_client, draft)
    _translation, segment = texts_at(draft, path)
    StringTranslation.objects.filter(
        translation_of=segment.string, context=segment.context, locale=draft.locale
    ).update(data=UNFIT[name])
    for action in ("submit", "publish"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = publisher_client.post(
                f"/admin/pages/{draft.pk}/edit/", {"action": action}, follow=True
            )
        assert said(answer)
    with django_capture_on_commit_callbacks(execute=True):
        sync(publisher_client, draft, publish_translations="on")
    assert title_in_public(client, draft) is None


def upload_texts(client, page: Page, content: bytes | None):
    translation = texts_at(page, "^title$")[0]
    fields = {"next": f"/admin/pages/{page.pk}/edit/"}
    if content is not None:
        fields["file"] = SimpleUploadedFile("texts.po", content)
    address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    return client.post(address, fields, follow=True)


@pytest.mark.parametrize("text", ["Slide 1", "x" * 400, "\u200b"])
def test_texts_of_a_file_are_checked_as_those_that_are_typed(text, draft, publisher_client, client):
    translation, segment = texts_at(draft, PLACES[1])
    po = translation.export_po()
    for entry in po:
        entry.msgstr = text if entry.msgctxt == segment.context.path else "Words"
    upload_texts(publisher_client, draft, str(po).encode())
    kept = StringTranslation.objects.get(
        translation_of=segment.string, context=segment.context, locale=draft.locale
    )
    assert kept.has_error
    publisher_client.post(f"/admin/pages/{draft.pk}/edit/", {"action": "publish"})
    assert title_in_public(client, draft) is None


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"Words",
        b'msgid "',
        b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgid "Rapport"\nmsgstr "Report"\n',
        b"\x89PNG\x00\xff",
    ],
)
def test_a_file_that_is_none_of_translations_is_refused(content, draft, writer, writer_client):
    in_french(writer)
    answer = upload_texts(writer_client, draft, content)
    assert answer.status_code == 200
    assert "fichier PO valide" in said(answer)


def test_a_file_of_translations_that_was_cut_is_refused_or_read_in_part(draft, writer_client):
    whole = str(texts_at(draft, "^title$")[0].export_po()).encode()
    for length in range(0, len(whole), 97):
        assert upload_texts(writer_client, draft, whole[:length]).status_code == 200
