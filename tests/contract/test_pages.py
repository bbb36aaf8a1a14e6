"""Page types: rendered in three languages, told by the API, absent while they are not public."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms_site.content.factories import factory_for, parent_for
from tests.contract.types import page_types
from tests.editor.forms import form_data, required_texts
from tests.fixtures import LANGUAGES

API = "/api/v2/pages/"


def make(model, locale, **kwargs):
    return factory_for(model)(parent=parent_for(model, locale), locale=locale, **kwargs)


def listed(client, model, **query) -> list[dict]:
    answer = client.get(API, {"type": model._meta.label, "limit": "100", **query})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


@page_types()
@pytest.mark.parametrize("code", LANGUAGES)
def test_page_renders_in_its_language_with_one_h1(model, code, locales, client):
    page = make(model, locales[code], title="A <title> & more")
    answer = client.get(page.url)
    html = answer.content.decode()
    assert answer.status_code == 200
    direction = "rtl" if code == "ar" else "ltr"
    assert re.search(rf'<html[^>]*lang="{code}"[^>]*dir="{direction}"', html)
    assert len(re.findall(r"<h1[\s>]", html)) == 1
    assert "A <title>" not in html
    assert answer.headers["Content-Language"] == code


@page_types()
def test_page_is_told_by_list_and_detail(model, locales, client):
    page = make(model, locales["fr"])
    item = next(i for i in listed(client, model, fields="*") if i["id"] == page.pk)
    detail = client.get(f"{API}{page.pk}/").json()
    for told in (item, detail):
        assert told["meta"]["type"] == model._meta.label
        assert told["meta"]["uuid"] == str(page.translation_key)
        assert told["meta"]["locale"] == "fr"
        assert told["meta"]["dir"] == "ltr"
        assert told["meta"]["html_url"] == page.full_url
        assert told["title"] == page.title
    for field in model.api_fields:
        assert field.name in detail
    assert {**item, "meta": None} == {**detail, "meta": None}


@page_types()
def test_draft_is_in_no_outlet(model, locales, client):
    page = make(model, locales["fr"], live=False, title="Secret")
    assert client.get(page.url).status_code == 404
    assert page.pk not in [i["id"] for i in listed(client, model)]
    assert client.get(f"{API}{page.pk}/").status_code == 404
    found = client.get(f"{API}find/", {"html_path": page.url})
    assert found.status_code == 404
    assert "Secret" not in client.get(page.get_parent().url).content.decode()


@page_types()
@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_restricted_page_is_in_no_public_outlet_even_for_staff(
    model, kind, locales, client, superuser_client
):
    page = make(model, locales["fr"], title="Secret")
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    assert "Secret" not in client.get(page.url, follow=True).content.decode()
    for reader in (client, superuser_client):
        assert page.pk not in [i["id"] for i in listed(reader, model)]
        assert reader.get(f"{API}{page.pk}/").status_code == 404
        assert reader.get(f"{API}find/", {"html_path": page.url}).status_code == 404


@page_types()
def test_list_costs_the_same_queries_whatever_its_length(model, locales, client):
    for code in LANGUAGES:
        make(model, locales[code])
    costs = {}
    for limit in ("1", "3", "1", "3"):  # the first round fills the caches of the process
        with CaptureQueriesContext(connection) as queries:
            items = listed(client, model, fields="*", limit=limit, order="-id")
        assert len(items) == int(limit)
        costs[limit] = len(queries)
    assert costs["1"] == costs["3"]


@page_types()
def test_editor_creates_and_previews_the_page(model, locales, superuser_client):
    parent = parent_for(model, locales["fr"])
    if not model.can_create_at(parent):
        parent = make(type(parent), locales["fr"])
        model.objects.child_of(parent).delete()
    app, name = model._meta.app_label, model._meta.model_name
    if not model.can_create_at(parent):  # one per parent: make room
        model.objects.child_of(parent).first().delete()
        parent.refresh_from_db()
    address = f"/admin/pages/add/{app}/{name}/{parent.pk}/"
    form = superuser_client.get(address)
    assert form.status_code == 200
    form = form.context["form"]
    data = form_data(form) | required_texts(form) | {"title": "New", "slug": "new-in-editor"}
    preview = f"{address}preview/"
    assert superuser_client.post(preview, data).json()["is_valid"]
    assert superuser_client.get(preview, {"in_preview_panel": "true"}).status_code == 200
    answer = superuser_client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = model.objects.get(slug="new-in-editor")
    assert not page.live
    edit = superuser_client.get(f"/admin/pages/{page.pk}/edit/")
    assert edit.status_code == 200
    assert 'data-content-language="fr"' in edit.content.decode()
    assert superuser_client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200
