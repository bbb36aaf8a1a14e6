"""Pages and records of types that are gone, in every state: nothing in the editor or on the site fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Workflow

from cms_site.content.retired_pages import RetiredPagesMiddleware
from pages.agreements.models import AgreementPage
from pages.success_stories.models import SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.partners.models import Partner
from snippets.sectors.models import Sector

GONE = ("training_reports", "success_stories", "cooperatives")


@pytest.fixture
def gone(admin_user) -> list[Page]:
    """Pages and records of three types in all states; then the types are no longer there.

    What the database has of a type names it by its row of content types: with another name there, all
    of it belongs to a type that nobody knows.
    """
    for model in (TrainingReportPage, SuccessStoryPage):
        pages = list(model.objects.order_by("path"))
        pages[0].unpublish(user=admin_user)
        pages[1].title += " bis"
        pages[1].save_revision(user=admin_user, log_action=True)
        pages[2].save_revision(user=admin_user)
        Workflow.objects.get(active=True).start(pages[2], admin_user)
        pages[3].locked, pages[3].locked_by, pages[3].locked_at = True, admin_user, timezone.now()
        pages[3].save()
        pages[4].save_revision(
            user=admin_user, approved_go_live_at=timezone.now() + timedelta(days=1)
        )
        PageViewRestriction.objects.create(page=pages[5], restriction_type="login")
    record = Cooperative.objects.first()
    record.save_revision(user=admin_user, log_action=True)
    Workflow.objects.get(active=True).start(record, admin_user)
    kinds = ContentType.objects.filter(app_label__in=GONE)
    for kind in kinds:
        ContentType.objects.filter(pk=kind.pk).update(app_label=f"gone_{kind.app_label}")
    ContentType.objects.clear_cache()
    yield list(Page.objects.filter(content_type__in=[kind.pk for kind in kinds]))
    ContentType.objects.clear_cache()


@pytest.fixture
def editor(superuser_client) -> Client:
    superuser_client.raise_request_exception = False
    return superuser_client


def addresses(resolver=None, prefix: str = "/") -> Iterator[str]:
    """Yield the pattern of each address of the editor."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + re.sub(r"[\^$]|\\Z", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        elif address.startswith("/admin/"):
            yield address


PLAIN = sorted({a for a in addresses() if not re.search(r"[<(\\]", a)} - {"/admin/failwhale/"})
OF_A_PAGE = sorted(a for a in addresses() if a.startswith("/admin/pages/") and "<" in a)


def of(page: Page, pattern: str) -> str:
    revision = page.latest_revision_id or 1
    values = {
        "language_code": "fr",
        "content_type_app_name": "home",
        "content_type_model_name": "homepage",
    }
    return re.sub(
        r"<(?:\w+:)?(\w+)>",
        lambda found: str(revision if "revision" in found[1] else values.get(found[1], page.pk)),
        pattern,
    )


def failures(client: Client, wanted: list[str], method: str = "get") -> list[str]:
    return [a for a in wanted if getattr(client, method)(a).status_code >= 500]


def test_there_is_something_to_fail_on(gone):
    assert {page.specific_class for page in gone} == {None}
    assert {(p.live, p.has_unpublished_changes) for p in gone} >= {(True, True), (False, True)}
    assert any(page.locked for page in gone)
    assert len(PLAIN) > 50
    assert len(OF_A_PAGE) > 20


def test_no_list_report_or_form_fails(gone, editor):
    assert failures(editor, [a for a in PLAIN if "logout" not in a]) == []


def test_nothing_offered_for_such_a_page_fails(gone, editor):
    wanted = [of(page, pattern) for page in gone for pattern in OF_A_PAGE]
    bulk = "/admin/bulk/wagtailcore/page"
    wanted += [f"{bulk}/{a}/?id={p.pk}" for p in gone for a in ("move", "publish", "delete")]
    assert failures(editor, wanted) == []


@pytest.mark.parametrize(
    "action",
    ["edit", "move", "copy", "unpublish", "delete", "privacy", "lock", "unlock", "convert_alias"],
)
def test_nothing_done_to_such_a_page_fails_or_changes_it(action, gone, editor):
    before = list(Page.objects.order_by("pk").values_list("pk", "live", "path", "locked"))
    assert failures(editor, [f"/admin/pages/{p.pk}/{action}/" for p in gone], "post") == []
    assert list(Page.objects.order_by("pk").values_list("pk", "live", "path", "locked")) == before


def test_pages_above_and_beside_it_are_edited_as_ever(gone, editor):
    ids = {page.pk for page in gone}
    others = Page.objects.exclude(pk__in=ids).filter(depth__gt=1)
    wanted = [of(page, pattern) for page in others[:12] for pattern in OF_A_PAGE]
    assert failures(editor, wanted) == []
    listed = editor.get(f"/admin/pages/{gone[0].get_parent().pk}/")
    assert listed.status_code == 200


def test_what_would_take_such_pages_along_is_refused_with_the_reason(gone, editor):
    home = Page.objects.get(depth=2, locale__language_code="fr")
    copied = {"new_title": "X", "new_slug": "x", "new_parent_page": home.get_parent().pk}
    count = Page.objects.count()
    for address, data in (
        (f"/admin/pages/{home.pk}/copy/", copied | {"copy_subpages": "on"}),
        (f"/admin/pages/{home.pk}/unpublish/", {"include_descendants": "on"}),
        (f"/admin/pages/{home.pk}/delete/", {}),
    ):
        answer = editor.post(address, data)
        assert answer.status_code == 302, address
        *_earlier, message = get_messages(answer.wsgi_request)
        assert any(page.title in str(message) for page in gone)
    assert Page.objects.count() == count
    assert Page.objects.get(pk=home.pk).live


def test_who_is_not_signed_in_learns_no_title(gone, client):
    draft = next(page for page in gone if not page.live)
    answer = client.get(f"/admin/pages/{draft.pk}/edit/")
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]
    assert not list(get_messages(answer.wsgi_request))


def test_where_such_content_refers_to_can_be_looked_up(gone, editor):
    model = {m._meta.label: m for m in (Partner, Sector)}
    used = ReferenceIndex.objects.filter(content_type__app_label__startswith="gone_")
    assert used.exists()
    wanted = [f"/admin/images/usage/{i.pk}/" for i in get_image_model().objects.all()]
    wanted += [f"/admin/images/{i.pk}/delete/" for i in get_image_model().objects.all()]
    for m in model.values():
        base = f"/admin/snippets/{m._meta.app_label}/{m._meta.model_name}"
        wanted += [f"{base}/usage/{o.pk}/" for o in m.objects.all()]
        wanted += [f"{base}/delete/{o.pk}/" for o in m.objects.all()]
    wanted += [f"/admin/pages/{p.pk}/usage/" for p in AgreementPage.objects.all()]
    assert failures(editor, wanted) == []


def test_what_the_database_keeps_for_such_content_is_refused_with_the_reason(gone, editor, rf):
    request = editor.get("/admin/").wsgi_request
    request.resolver_match = get_resolver().resolve("/admin/images/1/delete/")
    middleware = RetiredPagesMiddleware(lambda request: None)
    answer = middleware.process_exception(request, IntegrityError("FOREIGN KEY constraint failed"))
    assert answer.status_code == 302
    (message,) = get_messages(request)
    assert "type" in str(message) or "نوع" in str(message)
    assert middleware.process_exception(request, ValueError()) is None


def test_a_fault_of_ours_stays_one_where_all_types_are_there(editor):
    request = editor.get("/admin/").wsgi_request
    request.resolver_match = get_resolver().resolve("/admin/images/1/delete/")
    middleware = RetiredPagesMiddleware(lambda request: None)
    assert middleware.process_exception(request, IntegrityError()) is None


def test_what_is_due_does_not_keep_the_rest_from_being_published(gone):
    Page.objects.filter(pk=gone[0].pk).update(live=True, expire_at=timezone.now())
    gone[1].revisions.update(approved_go_live_at=timezone.now() - timedelta(hours=1))
    page = AgreementPage.objects.filter(live=True).first()
    page.unpublish()
    page = AgreementPage.objects.get(pk=page.pk)
    page.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert AgreementPage.objects.get(pk=page.pk).live


def test_after_unpublishing_it_still_fails_nowhere(gone, editor):
    for label in GONE[:2]:
        call_command("retire_content_type", f"gone_{label}", yes=True, verbosity=0)
    assert not Page.objects.filter(pk__in=[page.pk for page in gone], live=True).exists()
    parents = {page.get_parent().pk for page in gone}
    wanted = [f"/admin/pages/{pk}/" for pk in parents | {page.pk for page in gone}]
    assert failures(editor, [*wanted, "/admin/", "/admin/pages/search/?q=a"]) == []


def test_site_and_api_answer_as_if_it_were_not_there(gone, client):
    client.raise_request_exception = False
    for page in gone:
        assert client.get(page.url or "/ar/none/").status_code == 404
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404
    listed = client.get("/api/v2/pages/?limit=100&fields=*")
    assert listed.status_code == 200
    assert not {page.pk for page in gone} & {item["id"] for item in listed.json()["items"]}
    for code in ("ar", "fr", "en"):
        assert client.get(f"/{code}/").status_code == 200
