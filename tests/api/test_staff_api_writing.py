"""Writing through the v3 preview: bad input is refused, nothing is lost or done twice, no rule is passed by."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import APIToken, GroupPagePermission, Page, Workflow
from wagtail.rich_text import RichText

from cms_site.api.models import IdempotentAnswer
from pages.agreements.models import AgreementPage
from pages.information.models import InformationPage
from snippets.cooperatives.models import Cooperative
from snippets.territories.models import Province

API = "/api/v3-preview"


def make_token(user) -> str:
    key = APIToken.generate_token()
    hashed = APIToken.hash_token(key)
    APIToken.objects.create(user=user, name="test", key_hash=hashed, prefix=key[:12])
    return key


@pytest.fixture
def token(publisher) -> str:
    return make_token(publisher)


@pytest.fixture
def ask(token):
    """Return a function that sends a request with the publisher's token; a failure is a 500."""
    client = Client(raise_request_exception=False)

    def send(method: str, path: str, body="", **headers: str):
        headers = {"Authorization": f"Bearer {token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if method == "get":
            return client.get(f"{API}{path}", headers=headers)
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return getattr(client, method)(
            f"{API}{path}", data, content_type="application/json", headers=headers
        )

    return send


@pytest.fixture
def page() -> InformationPage:
    page = InformationPage.objects.filter(locale__language_code="fr").first()
    page.save_revision()
    return InformationPage.objects.get(pk=page.pk)


def new_page(**fields) -> dict:
    parent = Page.objects.get(depth=2, locale__language_code="fr")
    return {
        "meta": {"type": "information.InformationPage", "parent_id": parent.pk},
        "title": "Par programme",
        **fields,
    }


def is_problem(answer, status: int) -> bool:
    return (
        answer.status_code == status
        and answer.headers["Content-Type"] == "application/problem+json"
        and answer.json()["status"] == status
    )


# --- what cannot be understood

BODIES = [
    *("[]", "null", '"x"', "1", "{", "nonsense", "[" * 5000, b"\xff\xfe{}"),
    *('{"title": "a\\u0000b"}', '{"a\\u0000": 1}', '{"title": "\\ud800"}', '{"title": NaN}'),
    '{"meta": {"type": "information.InformationPage", "parent_id": 1' + "0" * 30 + "}}",
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_body_that_cannot_be_read_is_400(body, ask, page):
    for method, path in (
        ("post", "/pages/"),
        ("patch", f"/pages/{page.pk}/"),
        ("post", f"/pages/{page.pk}/actions/publish/"),
        ("post", "/sites/"),
    ):
        assert is_problem(ask(method, path, body), 400), (method, path)


BODIES_OF_ANOTHER_SHAPE = [
    *({}, {"meta": None}, {"meta": []}, {"meta": "x"}, {"meta": {"type": None}}),
    *({"meta": {"type": []}}, {"meta": {"type": {}}}, {"meta": {"type": "nothing.Such"}}),
    {"meta": {"type": "wagtailcore.Page", "parent_id": 1}, "title": "x"},
    {"meta": {"type": "information.InformationPage", "parent_id": 2**62}, "title": "x"},
    {"meta": {"type": "information.InformationPage", "parent_id": -1}, "title": ["x"]},
]


@pytest.mark.parametrize("body", BODIES_OF_ANOTHER_SHAPE, ids=repr)
def test_object_of_another_shape_is_refused_by_name(body, ask, page):
    answer = ask("post", "/pages/", body)
    assert answer.status_code in (400, 403, 404, 422), answer.content
    assert is_problem(answer, answer.status_code)
    assert ask("patch", f"/pages/{page.pk}/", body).status_code < 500


@pytest.mark.parametrize(
    "query",
    ["search=%00", "locale=%00", "%00=1", "search=a%00b", f"child_of={'9' * 400}", "html_path=%00"],
)
def test_query_that_cannot_be_asked_is_400(query, ask):
    for path in ("/pages/", "/pages/find/", "/sites/", "/whoami/"):
        assert is_problem(ask("get", f"{path}?{query}"), 400)


@pytest.mark.parametrize(
    "query", ["limit=x", "offset=-1", f"limit={10**30}", f"child_of={10**30}", "order=nothing"]
)
def test_query_out_of_range_is_no_failure(query, ask):
    assert ask("get", f"/pages/?{query}").status_code < 500


@pytest.mark.parametrize("path", ["/pages/", "/images/", "/snippets/territories.Province/"])
@pytest.mark.parametrize("number", ["9" * 20, str(2**63), "9_223_372_036_854_775_808", "1e30"])
def test_page_beyond_all_is_400_and_named(path, number, ask):
    for name in ("limit", "offset"):
        answer = ask("get", f"{path}?{name}={number}")
        assert is_problem(answer, 400)
        assert name in answer.json()["detail"]
    assert ask("get", f"{path}?offset={2**62}").status_code == 200


@pytest.mark.parametrize("path", ["/nope/", "/pages/nope/", f"/pages/{10**30}/", "/pages/1/no/"])
def test_what_is_not_there_is_a_problem_document(path, ask, client):
    assert is_problem(ask("get", path), 404 if path != "/pages/nope/" else 422)
    assert is_problem(client.get(f"{API}{path}"), 401)


def test_method_that_is_not_allowed_is_a_problem_document(ask):
    answer = ask("put", "/pages/", {})
    assert is_problem(answer, 405)
    assert "POST" in answer.headers["Allow"]


# --- what fails


def test_what_is_in_use_is_not_deleted_and_its_use_is_named(admin_user):
    used = Cooperative.objects.exclude(province=None).first()
    address = f"{API}/snippets/territories.Province/{used.province.pk}/"
    client = Client(headers={"Authorization": f"Bearer {make_token(admin_user)}"})
    for path in (address, f"{address}actions/delete/"):
        answer = client.delete(path)
        assert is_problem(answer, 409)
        users = [str(c) for c in Cooperative.objects.filter(province=used.province)]
        assert any(name in answer.json()["detail"] for name in users)


def test_use_is_not_named_to_who_may_not_see_it(publisher, ask):
    province = Province.objects.filter(cooperatives__isnull=False).first()
    publisher.groups.clear()
    kind = ContentType.objects.get_for_model(Province)
    publisher.user_permissions.add(kind.permission_set.get(codename="delete_province"))
    answer = ask("delete", f"/snippets/territories.Province/{province.pk}/")
    assert is_problem(answer, 409)
    for cooperative in province.cooperatives.all():
        assert str(cooperative) not in answer.json()["detail"]


def test_second_translation_is_409_and_nothing_is_made(admin_user, page):
    before = Page.objects.count()
    client = Client(headers={"Authorization": f"Bearer {make_token(admin_user)}"})
    body = {"locale": page.get_translations().first().locale.language_code}
    address = f"{API}/pages/{page.pk}/actions/copy_for_translation/"
    answer = client.post(address, json.dumps(body), content_type="application/json")
    assert is_problem(answer, 409)
    assert Page.objects.count() == before


def test_failure_tells_nothing_of_itself(ask, monkeypatch):
    monkeypatch.setattr("wagtail.api.v3.routers.pages.get_pages_queryset", lambda *a: 1 / 0)
    answer = ask("get", "/pages/")
    assert is_problem(answer, 500)
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert not answer.json()["detail"]


def test_write_whose_answer_fails_is_not_done_and_its_retry_once(ask, page, monkeypatch):
    title = "Par programme"
    for headers in ({}, {"Idempotency_Key": "one"}):
        with monkeypatch.context() as patch:
            patch.setattr("cms_site.api.v3.tag", lambda *a: 1 / 0)
            assert is_problem(ask("post", "/pages/", new_page(title=title), **headers), 500)
        assert not Page.objects.filter(title=title).exists()
    for _attempt in range(2):
        answer = ask("post", "/pages/", new_page(title=title), Idempotency_Key="one")
        assert answer.status_code == 201
    assert Page.objects.filter(title=title).count() == 1


def test_write_whose_answer_cannot_be_kept_is_not_done(ask, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("cms_site.api.v3_idempotency._keep", lambda *a: 1 / 0)
        assert is_problem(ask("post", "/pages/", new_page(), Idempotency_Key="one"), 500)
    assert not Page.objects.filter(title="Par programme").exists()
    assert ask("post", "/pages/", new_page(), Idempotency_Key="one").status_code == 201


# --- tokens


def test_token_is_in_no_log_even_when_a_request_fails(token, ask, caplog, monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("broken")

    monkeypatch.setattr("wagtail.api.v3.routers.pages.get_pages_queryset", fail)
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(RuntimeError, match="broken"):
            Client().get(f"{API}/pages/", headers={"Authorization": f"Bearer {token}"})
        assert ask("get", "/pages/").status_code == 500
        Client().get(f"{API}/pages/", headers={"Authorization": f"Bearer {token}x"})
    assert caplog.records
    assert token not in caplog.text


def test_token_of_a_deactivated_person_is_401(publisher, ask):
    assert ask("get", "/whoami/").status_code == 200
    publisher.is_active = False
    publisher.save()
    assert is_problem(ask("get", "/whoami/"), 401)


# --- optimistic concurrency


def test_state_is_told_and_holds_until_the_page_changes(ask, page):
    first = ask("get", f"/pages/{page.pk}/").headers["ETag"]
    assert ask("get", f"/pages/{page.pk}/?version=draft").headers["ETag"] == first
    saved = ask("patch", f"/pages/{page.pk}/", {"title": "Deux"}, If_Match=first)
    assert saved.status_code == 200, saved.content
    assert saved.headers["ETag"] not in ("", first)
    refused = ask("patch", f"/pages/{page.pk}/", {"title": "Trois"}, If_Match=first)
    assert is_problem(refused, 412)
    assert page.get_latest_revision_as_object().title != "Trois"
    again = ask("patch", f"/pages/{page.pk}/", {"title": "Trois"}, If_Match=saved.headers["ETag"])
    assert again.status_code == 200


@pytest.mark.parametrize("kind", ["snippets/cooperatives.Cooperative", "images"])
def test_other_objects_have_a_state_too(kind, ask):
    model, field = {"images": (get_image_model(), "title")}.get(kind, (Cooperative, "name_fr"))
    address = f"/{kind}/{model.objects.first().pk}/"
    etag = ask("get", address).headers["ETag"]
    assert is_problem(ask("patch", address, {field: "Une"}, If_Match='"other"'), 412)
    saved = ask("patch", address, {field: "Une"}, If_Match=etag)
    assert saved.status_code == 200, saved.content
    assert saved.headers["ETag"] != etag
    assert is_problem(ask("delete", address, If_Match=etag), 412)
    assert model.objects.filter(pk=address.split("/")[-2]).exists()


@pytest.mark.parametrize("action", ["publish", "unpublish", "move", "delete"])
def test_nothing_is_done_to_a_page_that_changed(action, ask, page):
    etag = ask("get", f"/pages/{page.pk}/").headers["ETag"]
    page.title = "Par l’éditeur"
    page.save_revision()
    body = {"destination_id": page.get_parent().pk} if action == "move" else {}
    method = "delete" if action == "delete" else "post"
    answer = ask(method, f"/pages/{page.pk}/actions/{action}/", body, If_Match=etag)
    assert is_problem(answer, 412)
    now = InformationPage.objects.get(pk=page.pk)
    assert (now.live, now.title != "Par l’éditeur") == (True, True)


def test_new_page_tells_its_state(ask):
    made = ask("post", "/pages/", new_page())
    assert made.status_code == 201, made.content
    read = ask("get", f"/pages/{made.json()['id']}/")
    assert made.headers["ETag"] == read.headers["ETag"]


def test_without_if_match_the_last_one_wins(ask, page):
    assert ask("patch", f"/pages/{page.pk}/", {"title": "Deux"}).status_code == 200
    assert ask("patch", f"/pages/{page.pk}/", {"title": "Trois"}, If_Match="*").status_code == 200


# --- done once


def test_same_key_and_request_make_one_page(ask):
    first = ask("post", "/pages/", new_page(), Idempotency_Key="one")
    second = ask("post", "/pages/", new_page(), Idempotency_Key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert InformationPage.objects.filter(title="Par programme").count() == 1


def test_same_key_with_another_request_is_422(ask, page):
    ask("post", "/pages/", new_page(), Idempotency_Key="one")
    assert is_problem(ask("post", "/pages/", new_page(title="X"), Idempotency_Key="one"), 422)
    other_address = ask("post", f"/pages/{page.pk}/actions/publish/", {}, Idempotency_Key="one")
    assert is_problem(other_address, 422)


def test_key_is_the_business_of_its_token_only(ask, admin_user):
    ask("post", "/pages/", new_page(), Idempotency_Key="one")
    answer = Client().post(
        f"{API}/pages/",
        json.dumps(new_page(title="Autre")),
        content_type="application/json",
        headers={"Authorization": f"Bearer {make_token(admin_user)}", "Idempotency-Key": "one"},
    )
    assert answer.status_code == 201, answer.content


def test_refusal_is_repeated_too_and_a_failure_is_not(ask, monkeypatch):
    first = ask("post", "/pages/", new_page(title=""), Idempotency_Key="one")
    second = ask("post", "/pages/", new_page(title=""), Idempotency_Key="one")
    assert (first.status_code, second.status_code) == (422, 422)
    assert "Idempotent-Replayed" in second.headers
    with monkeypatch.context() as patch:
        patch.setattr("wagtail.api.v3.routers.pages.build_page_form", lambda *a: 1 / 0)
        assert ask("post", "/pages/", new_page(), Idempotency_Key="two").status_code == 500
    assert ask("post", "/pages/", new_page(), Idempotency_Key="two").status_code == 201


def test_what_was_refused_for_the_state_of_the_page_can_be_tried_again(ask, page):
    address = f"/pages/{page.pk}/actions/publish/"
    assert is_problem(ask("post", address, {}, Idempotency_Key="one", If_Match='"old"'), 412)
    etag = ask("get", f"/pages/{page.pk}/").headers["ETag"]
    assert ask("post", address, {}, Idempotency_Key="one", If_Match=etag).status_code == 200


def test_key_is_forgotten_after_a_day(ask):
    ask("post", "/pages/", new_page(), Idempotency_Key="one")
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert ask("post", "/pages/", new_page(title="X"), Idempotency_Key="one").status_code == 201


def test_key_in_use_is_409_and_a_bad_one_400(ask):
    ask("post", "/pages/", new_page(), Idempotency_Key="one")
    IdempotentAnswer.objects.update(status=None)
    assert is_problem(ask("post", "/pages/", new_page(), Idempotency_Key="one"), 409)
    for key in ("", "a" * 201, "a\tb"):
        assert is_problem(ask("post", "/pages/", new_page(), Idempotency_Key=key), 400)


# --- streams

STREAMS = [
    [1, None],
    ["x"],
    [{"value": 1}],
    [{"type": "paragraph"}],
    [{"type": "heading", "value": 5}],
    [{"type": "heading", "value": {"text": ["x"], "level": "h2"}}],
    [{"type": "image", "value": 99999}],
    [{"type": "image", "value": {"image": 99999, "caption": ""}}],
    [{"type": "image", "value": {"image": "x", "caption": ""}}],
    [{"type": "document", "value": {"document": 99999}}],
    [{"type": "link", "value": {"text": "x", "page": 99999}}],
    [{"type": "table", "value": "x"}],
    [{"type": "table", "value": {"data": 5}}],
    [{"type": "table", "value": {"data": [["a"], None]}}],
    [{"type": "table", "value": {"data": [["a"]], "cell": 5}}],
    [{"type": "table", "value": {"data": [["a"]], "mergeCells": "x"}}],
    [{"type": "table", "value": {"data": [["a"]], "cell": [1]}}],
    [{"type": "paragraph", "value": '<p><a linktype="page" id="abc">x</a></p>'}],
    [{"type": ["a"], "value": 1}],
    [{"type": "nothing", "value": 1}],
    [{"type": "paragraph", "value": "<p>x</p>", "id": 5}],
    {"type": "paragraph"},
    "x",
]


@pytest.mark.parametrize("body", STREAMS, ids=lambda body: json.dumps(body)[:60])
def test_stream_that_cannot_be_read_is_422_and_named(body, ask, page):
    for answer in (
        ask("post", "/pages/", new_page(body=body)),
        ask("patch", f"/pages/{page.pk}/", {"body": body}),
    ):
        assert is_problem(answer, 422), answer.content
        assert "body" in json.dumps(answer.json()["errors"])


def test_stream_that_is_as_it_was_told_is_taken(ask, page):
    page.body = [
        ("heading", {"text": "Titre", "level": "h2"}),
        ("paragraph", RichText("<p>Texte</p>")),
        ("table", {"data": [["1", "2"]], "first_row_is_table_header": True}),
        ("link", {"text": "Site", "page": None, "url": "https://example.org/"}),
    ]
    page.save_revision().publish()
    body = ask("get", f"/pages/{page.pk}/").json()["body"]
    answer = ask("patch", f"/pages/{page.pk}/", {"body": body})
    assert answer.status_code == 200, answer.content
    assert [block["type"] for block in answer.json()["body"]] == [b["type"] for b in body]


def test_rich_text_of_a_stream_may_say_its_format(ask, page):
    body = [{"type": "paragraph", "value": {"format": "db_markdown", "content": "**a** b"}}]
    answer = ask("patch", f"/pages/{page.pk}/", {"body": body})
    assert answer.status_code == 200, answer.content
    assert "<b>a</b> b" in json.dumps(answer.json()["body"])


def test_what_the_editor_would_ask_for_is_not_published_without(ask, page):
    body = [{"type": "quote", "value": {"text": "", "source": ""}}]
    assert ask("patch", f"/pages/{page.pk}/", {"body": body}).status_code == 200, "a draft may wait"
    assert is_problem(ask("post", f"/pages/{page.pk}/actions/publish/", {}), 422)
    at_once = {"body": body, "meta": {"action": "publish"}}
    assert is_problem(ask("patch", f"/pages/{page.pk}/", at_once), 422)


@pytest.mark.parametrize("objectives", [[], [{"text": "Former"}]])
def test_children_are_replaced(objectives, ask):
    agreement = AgreementPage.objects.filter(locale__language_code="fr").first()
    body = {"meta": {"type": "agreements.AgreementPage"}, "objectives": objectives}
    answer = ask("patch", f"/pages/{agreement.pk}/", body)
    assert answer.status_code == 200, answer.content
    assert [o["text"] for o in answer.json()["objectives"]] == [o["text"] for o in objectives]


# --- the editor's rules


@pytest.mark.parametrize("tail", ["", "actions/publish/", "actions/revert/"])
def test_alias_is_not_edited_and_its_source_is_named(tail, ask, page):
    alias = page.create_alias(update_slug="autre-adresse")
    method = "post" if tail else "patch"
    answer = ask(method, f"/pages/{alias.pk}/{tail}", {"title": "X", "revision_id": 1})
    assert is_problem(answer, 409)
    assert str(page.pk) in answer.json()["detail"]


def test_root_of_all_pages_is_not_copied(admin_user, page):
    headers = {"Authorization": f"Bearer {make_token(admin_user)}"}
    body = json.dumps({"destination_page_id": page.get_parent().pk, "recursive": False})
    root = Page.get_first_root_node()
    address = f"{API}/pages/{root.pk}/actions/copy/"
    answer = Client().post(address, body, content_type="application/json", headers=headers)
    assert is_problem(answer, 422)


def test_page_locked_by_another_is_not_published(ask, page, admin_user):
    page.title = "Nouveau"
    revision = page.save_revision()
    Page.objects.filter(pk=page.pk).update(
        locked=True, locked_by=admin_user, locked_at=timezone.now()
    )
    for action, body in (
        ("publish", {}),
        ("unpublish", {}),
        ("revert", {"revision_id": revision.pk}),
    ):
        answer = ask("post", f"/pages/{page.pk}/actions/{action}/", body)
        assert is_problem(answer, 403), action
    edited = ask("patch", f"/pages/{page.pk}/", {"title": "X", "meta": {"action": "publish"}})
    assert is_problem(edited, 403)
    now = InformationPage.objects.get(pk=page.pk)
    assert now.live
    assert now.title != "Nouveau"


@pytest.mark.parametrize("tail", ["", "actions/delete/"])
def test_page_locked_by_another_is_not_deleted_nor_what_it_is_below(tail, ask, page, admin_user):
    Page.objects.filter(pk=page.pk).update(
        locked=True, locked_by=admin_user, locked_at=timezone.now()
    )
    for pk in (page.pk, page.get_parent().pk):
        answer = ask("delete", f"/pages/{pk}/{tail}")
        assert is_problem(answer, 403)
        assert answer.json()["detail"] == gettext("This page is locked.")
    assert InformationPage.objects.filter(pk=page.pk).exists()
    Page.objects.filter(pk=page.pk).update(locked=False, locked_by=None, locked_at=None)
    assert ask("delete", f"/pages/{page.pk}/{tail}").status_code == 204


def test_page_that_is_scheduled_is_not_published_before_its_time(ask, page):
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() + timedelta(days=2)
    revision.save()
    assert is_problem(ask("post", f"/pages/{page.pk}/actions/publish/", {}), 403)


def test_draft_of_another_is_not_published_by_who_may_not_edit_it(ask, page, publisher):
    page.unpublish()
    group = publisher.groups.get()
    GroupPagePermission.objects.filter(group=group, permission__codename="change_page").delete()
    assert is_problem(ask("post", f"/pages/{page.pk}/actions/publish/", {}), 403)
    assert not InformationPage.objects.get(pk=page.pk).live


def test_writer_publishes_nothing_also_what_is_in_a_workflow(writer, page, client):
    page.unpublish()
    page = InformationPage.objects.get(pk=page.pk)
    page.save_revision()
    Workflow.objects.get(active=True).start(page, writer)
    headers = {"Authorization": f"Bearer {make_token(writer)}"}
    address = f"{API}/pages/{page.pk}/actions/publish/"
    answer = client.post(address, "{}", content_type="application/json", headers=headers)
    assert is_problem(answer, 403)
    assert not InformationPage.objects.get(pk=page.pk).live


def test_redirects_are_read_by_who_manages_them_only(publisher, ask):
    made = Redirect.objects.create(old_path="/ancien", redirect_link="https://example.org/secret")
    paths = ("/redirects/", f"/redirects/{made.pk}/", "/redirects/find/?html_path=/ancien")
    publisher.groups.clear()
    for path in paths:
        answer = ask("get", path)
        assert is_problem(answer, 403), path
        assert "ETag" not in answer.headers
    kind = ContentType.objects.get_for_model(Redirect)
    publisher.user_permissions.add(kind.permission_set.get(codename="change_redirect"))
    assert [ask("get", path).status_code for path in paths] == [200, 200, 302]


# --- types that are gone


@pytest.fixture
def gone(page) -> Page:
    kind = ContentType.objects.create(app_label="calls", model="callpage")
    Page.objects.filter(pk=page.pk).update(content_type=kind)
    return Page.objects.get(pk=page.pk)


ACTIONS = ("publish", "unpublish", "move", "copy", "create_alias", "convert_alias", "revert")


def test_page_of_a_type_that_is_gone_is_read_and_not_written(gone, ask, client):
    assert ask("get", f"/pages/{gone.pk}/").status_code == 200
    assert ask("get", "/pages/").status_code == 200
    body = {"destination_id": gone.get_parent().pk, "revision_id": gone.latest_revision_id}
    for action in ACTIONS:
        assert is_problem(ask("post", f"/pages/{gone.pk}/actions/{action}/", body), 409), action
    assert is_problem(ask("patch", f"/pages/{gone.pk}/", {"title": "X"}), 409)
    assert is_problem(ask("delete", f"/pages/{gone.pk}/"), 409)
    assert is_problem(ask("delete", f"/pages/{gone.get_parent().pk}/actions/delete/"), 409)
    copied = ask("post", f"/pages/{gone.get_parent().pk}/actions/copy/", {"recursive": True})
    assert is_problem(copied, 409)


def test_its_title_is_told_to_nobody_without_a_token(gone, client):
    answer = client.post(f"{API}/pages/{gone.pk}/actions/publish/")
    assert is_problem(answer, 401)
    assert gone.title not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
@pytest.mark.parametrize("key", ["abc", "1.5", "é"])
def test_key_that_is_none_is_404(method, key, ask):
    assert is_problem(ask(method, f"/snippets/cooperatives.Cooperative/{key}/", {}), 404)


def upload(token: str, picture: bytes, key: str):
    file = SimpleUploadedFile("new.png", picture, content_type="image/png")
    return Client().post(
        f"{API}/images/",
        {"title": "Atelier", "file": file},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
    )


def test_image_is_uploaded_once(token):
    """A form is sent with another boundary each time, and is the same request all the same."""
    model = get_image_model()
    before = model.objects.count()
    # Larger than what is held in memory of a body that is read as one.
    picture = BytesIO()
    Image.effect_noise((2200, 1600), 100).save(picture, "PNG")
    assert len(picture.getvalue()) > 2.5 * 2**20
    first, again = (upload(token, picture.getvalue(), "one") for _n in range(2))
    assert first.status_code == 201, first.content
    assert (again.status_code, again.content) == (201, first.content)
    assert model.objects.count() == before + 1
    assert upload(token, b"other", "one").status_code == 422
    assert upload(token, b"no picture", "two").status_code in (400, 422)
