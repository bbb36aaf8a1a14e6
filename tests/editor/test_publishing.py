"""A report from its first draft to its publication in a second language, as staff make it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.models import Locale, WorkflowState

from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.territories.models import Province
from tests.editor.forms import form_data

TITLE = "Formation à la gestion d’une coopérative"


@pytest.fixture
def index() -> TrainingReportIndexPage:
    return TrainingReportIndexPage.objects.get(locale__language_code="fr")


def module_fields(titles: list[str]) -> dict[str, str]:
    fields = {"modules-TOTAL_FORMS": str(len(titles))}
    for number, title in enumerate(titles):
        fields |= {
            f"modules-{number}-title": title,
            f"modules-{number}-summary": f"Résumé de {title}",
            f"modules-{number}-ORDER": str(number + 1),
            f"modules-{number}-id": "",
        }
    return fields


@pytest.fixture
def report(writer_client, index) -> TrainingReportPage:
    """A report in French with three modules, written and submitted by a member of Communications."""
    address = f"/admin/pages/add/training_reports/trainingreportpage/{index.pk}/"
    form = writer_client.get(address).context["form"]
    data = (
        form_data(form)
        | {
            "title": TITLE,
            "slug": "gestion",
            "introduction": "Trois jours pour apprendre à gérer.",
            "start_date": "2024-05-06",
            "end_date": "2024-05-08",
            "beneficiaries": "24",
            "provinces": [str(Province.objects.get(iso_code="MA-SIK").pk)],
        }
        | module_fields(["Compter", "Décider", "Vendre"])
    )
    answer = writer_client.post(address, data | {"action-submit": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    return TrainingReportPage.objects.get(slug="gestion")


def outlets(client, report: TrainingReportPage) -> list[str]:
    """Return where the public finds the report."""
    found = []
    if client.get(report.url).status_code == 200:
        found.append("page")
    for name, address in (
        ("index", report.get_parent().url),
        ("front page", "/fr/"),
        ("list", "/api/v2/pages/?limit=100&type=training_reports.TrainingReportPage"),
        ("all pages", "/api/v2/pages/?limit=100"),
        ("search", "/api/v2/pages/?search=gestion"),
    ):
        if TITLE in client.get(address).content.decode():
            found.append(name)
    if client.get(f"/api/v2/pages/{report.pk}/").status_code == 200:
        found.append("detail")
    if client.get("/api/v2/pages/find/", {"html_path": report.url}).status_code == 302:
        found.append("find")
    return found


def approve(publisher_client, report: TrainingReportPage) -> None:
    state = WorkflowState.objects.get(object_id=str(report.pk), status="in_progress")
    task = state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(report.pk, "approve", task.pk))
    assert publisher_client.post(address, {"comment": ""}).status_code in (200, 302)


def test_submitted_report_is_nowhere_public(report, client):
    assert outlets(client, report) == []


def test_writer_previews_the_report(report, writer_client):
    html = writer_client.get(f"/admin/pages/{report.pk}/view_draft/").content.decode()
    for text in (TITLE, "Compter", "Décider", "Vendre", "24"):
        assert text in html


def test_writer_cannot_publish(report, writer_client, client):
    edit = writer_client.get(f"/admin/pages/{report.pk}/edit/")
    assert 'name="action-publish"' not in edit.content.decode()
    data = form_data(edit.context["form"]) | {"action-publish": "1"}
    writer_client.post(f"/admin/pages/{report.pk}/edit/", data)
    assert outlets(client, report) == []


def test_approved_report_is_everywhere(report, publisher_client, client):
    approve(publisher_client, report)
    assert outlets(client, report) == [
        "page",
        "index",
        "front page",
        "list",
        "all pages",
        "search",
        "detail",
        "find",
    ]
    told = client.get(f"/api/v2/pages/{report.pk}/").json()
    assert [module["title"] for module in told["modules"]] == ["Compter", "Décider", "Vendre"]
    assert told["beneficiaries"] == 24
    assert told["duration_days"] == 3
    assert told["beneficiaries_women"] is None
    assert [province["iso_code"] for province in told["provinces"]] == ["MA-SIK"]


def test_report_is_translated_with_its_children(
    report, publisher_client, client, locales, django_capture_on_commit_callbacks
):
    approve(publisher_client, report)
    publisher_client.post(
        f"/admin/localize/submit/page/{report.pk}/", {"locales": [locales["ar"].pk]}
    )
    with django_capture_on_commit_callbacks(execute=True):
        arabic = translate(report, locales["ar"], publisher_client)
    assert arabic.slug == report.slug
    assert client.get(arabic.url).status_code == 200
    html = client.get(arabic.url).content.decode()
    assert 'dir="rtl"' in html
    for text in ("تكوين في تدبير التعاونية", "المحاسبة", "ماي 2024"):
        assert text in html
    told = client.get(f"/api/v2/pages/{arabic.pk}/").json()
    assert [m["title"] for m in told["modules"]] == ["المحاسبة", "اتخاذ القرار", "البيع"]
    assert told["start_date"] == "2024-05-06"
    assert told["meta"]["uuid"] == client.get(f"/api/v2/pages/{report.pk}/").json()["meta"]["uuid"]


def translate(report, locale: Locale, publisher_client) -> TrainingReportPage:
    """Translate every string of the report into Arabic in the translation editor and publish it."""
    from wagtail_localize.models import StringSegment, StringTranslation, Translation

    words = {
        TITLE: "تكوين في تدبير التعاونية",
        "Compter": "المحاسبة",
        "Décider": "اتخاذ القرار",
        "Vendre": "البيع",
    }
    translation = Translation.objects.get(
        source__object_id=report.translation_key, target_locale=locale
    )
    for segment in StringSegment.objects.filter(source=translation.source):
        publisher_client.put(
            f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
            data=urlencode({"value": words.get(segment.string.data, "نص")}),
            content_type="application/x-www-form-urlencoded",
        )
    assert StringTranslation.objects.filter(locale=locale).exists()
    target = translation.get_target_instance()
    answer = publisher_client.post(f"/admin/pages/{target.pk}/edit/", {"action": "publish"})
    assert answer.status_code in (200, 302)
    return TrainingReportPage.objects.get(pk=target.pk)


@pytest.mark.parametrize("leftover", ["Slide 1", "previous arrow", "A Traveller came by"])
@pytest.mark.parametrize("field", ["title", "introduction", "modules-0-title"])
def test_leftovers_of_the_old_site_are_refused_by_name(leftover, field, writer_client, index):
    address = f"/admin/pages/add/training_reports/trainingreportpage/{index.pk}/"
    data = form_data(writer_client.get(address).context["form"])
    data |= {"title": "Titre", "slug": "titre", "introduction": "Texte"} | module_fields(["Un"])
    answer = writer_client.post(address, data | {field: leftover})
    assert answer.status_code == 200
    form = answer.context["form"]
    errors = form.formsets["modules"].errors[0] if field.startswith("modules") else form.errors
    assert list(errors) == [field.removeprefix("modules-0-")]
    assert not TrainingReportPage.objects.filter(slug="titre").exists()


# --- Several at once


def publish_at_once(client, *pages) -> tuple[int, str]:
    query = "&".join(f"id={page.pk}" for page in pages)
    answer = client.post(f"/admin/bulk/wagtailcore/page/publish/?{query}&next=/admin/", follow=True)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("lacking", ["introduction", "title of a module"])
def test_what_is_incomplete_is_not_published_with_others(lacking, publisher_client):
    whole, page = TrainingReportPage.objects.filter(locale__language_code="fr")[:2]
    if lacking == "introduction":
        page.introduction = ""
    else:
        page.modules.set([*page.modules.all()[:1]])
        page.modules.all()[0].title = ""
    page.save_revision(clean=False)
    whole.title = "Autre titre"
    whole.save_revision()
    status, html = publish_at_once(publisher_client, whole, page)
    assert status == 200
    assert page.title in html
    for unchanged in (whole, page):
        before = TrainingReportPage.objects.get(pk=unchanged.pk)
        assert before.introduction
        assert before.title != "Autre titre"
        assert all(module.title for module in before.modules.all())


def test_alias_is_published_with_its_source_only(publisher, publisher_client):
    page = TrainingReportPage.objects.filter(locale__language_code="fr").first()
    alias = page.create_alias(update_slug="alias", user=publisher)
    for one in (page, alias):
        one.unpublish()
    status, html = publish_at_once(publisher_client, alias)
    assert status == 200
    assert page.title in html
    assert publish_at_once(publisher_client, page)[0] == 200
    assert TrainingReportPage.objects.get(pk=page.pk).live


def test_complete_pages_are_published_at_once(publisher_client):
    pages = TrainingReportPage.objects.filter(locale__language_code="fr")[:2]
    for page in pages:
        page.title += " bis"
        page.save_revision()
    assert publish_at_once(publisher_client, *pages)[0] == 200
    for page in pages:
        assert TrainingReportPage.objects.get(pk=page.pk).title.endswith(" bis")
