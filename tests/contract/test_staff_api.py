"""Every content type is read and written through the v3 preview, with all that it declares and relates."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from wagtail.models import APIToken, Locale

from cms_site.content.factories import factory_for, parent_for
from pages.success_stories.models import SuccessStoryPage
from tests.contract.types import page_types, record_types

API = "/api/v3-preview"


@pytest.fixture
def ask(admin_user):
    """Return a function that sends a request with the administrator's token; a failure is raised."""
    key = APIToken.generate_token()
    APIToken.objects.create(
        user=admin_user, name="test", key_hash=APIToken.hash_token(key), prefix=key[:12]
    )
    client = Client(headers={"Authorization": f"Bearer {key}"})

    def send(method: str, path: str, body: dict | None = None):
        data = {"data": json.dumps(body)} if body is not None else {}
        return getattr(client, method)(f"{API}{path}", content_type="application/json", **data)

    return send


@page_types()
def test_every_page_is_read_and_its_title_written(model, ask):
    locale = Locale.objects.get(language_code="fr")
    factory_for(model)(parent=parent_for(model, locale), locale=locale)
    for page in model.objects.all():
        read = ask("get", f"/pages/{page.pk}/")
        assert read.status_code == 200, read.content
        draft = ask("get", f"/pages/{page.pk}/?version=draft")
        assert draft.status_code == 200, draft.content
    for page in model.objects.all()[:10]:
        answer = ask("patch", f"/pages/{page.pk}/", {"title": "Autre titre"})
        assert answer.status_code == 200, answer.content
        assert answer.json()["title"] == "Autre titre"


@record_types()
def test_every_record_is_read_and_written(model, ask):
    made = factory_for(model)()
    address = f"/snippets/{model._meta.label}/"
    for record in [made, *model.objects.all()[:200]]:
        read = ask("get", f"{address}{record.pk}/")
        assert read.status_code == 200, read.content
    listed = ask("get", f"{address}?limit=100")
    assert listed.status_code == 200, listed.content
    names = [n for n in ("name_fr", "title_fr", "slug") if n in read.json()]
    for record in [made, *model.objects.all()[:10]]:
        body = dict.fromkeys(names[:1], f"autre-{record.pk}")
        answer = ask("patch", f"{address}{record.pk}/", body)
        assert answer.status_code == 200, answer.content


def test_story_tells_the_products_of_its_cooperative(ask):
    story = next(s for s in SuccessStoryPage.objects.all() if s.products)
    told = ask("get", f"/pages/{story.pk}/").json()["products"]
    assert [item["name_fr"] for item in told] == [product.name_fr for product in story.products]
    assert {item["meta"]["type"] for item in told} == {"cooperatives.Product"}
    for action in ("publish", "copy", "create_alias"):
        answer = ask("post", f"/pages/{story.pk}/actions/{action}/", {})
        assert answer.status_code in (200, 201), answer.content
        assert answer.json()["products"] == told
