"""The v3 preview: staff automation with tokens, and nothing for anybody else."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone
from wagtail.models import APIToken

from cms_site.content.content_type import page_models, record_models
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage

API = "/api/v3-preview"


@pytest.fixture
def token(publisher) -> str:
    key = APIToken.generate_token()
    APIToken.objects.create(
        user=publisher, name="test", key_hash=APIToken.hash_token(key), prefix=key[:12]
    )
    return key


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


PATHS = ["/pages/", "/pages/1/", "/schema/", "/sites/", "/images/", "/documents/", "/whoami/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Bearer wrong",
        "Bearer ",
        "Bearer  {token}",
        "Bearer {token}x",
        "Basic YTpi",
        "nonsense",
    ],
)
def test_without_a_valid_token_everything_is_401(path, authorization, token, client):
    sent = {"Authorization": authorization.format(token=token)} if authorization else {}
    for method in ("get", "post", "patch", "delete"):
        answer = getattr(client, method)(f"{API}{path}", headers=sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_session_is_no_token(superuser_client):
    assert superuser_client.get(f"{API}/pages/").status_code == 401


def test_revoked_token_is_401(token, client):
    assert client.get(f"{API}/whoami/", headers=headers(token)).status_code == 200
    APIToken.objects.update(revoked_at=timezone.now())
    assert client.get(f"{API}/whoami/", headers=headers(token)).status_code == 401


def test_documentation_is_open_and_loads_nothing_from_elsewhere(client):
    assert client.get(f"{API}/openapi.json").status_code == 200
    html = client.get(f"{API}/docs/").content.decode()
    assert "https://" not in html.replace("https://127.0.0.1", "")


@pytest.mark.parametrize("path", ["/openapi.json", "/docs/"])
def test_documentation_is_not_open_to_a_bad_token(path, token, client):
    assert client.get(f"{API}{path}", headers=headers(token)).status_code == 200
    for bad in (f"{token}x", "", "wrong"):
        answer = client.get(f"{API}{path}", headers=headers(bad))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    APIToken.objects.update(revoked_at=timezone.now())
    assert client.get(f"{API}{path}", headers=headers(token)).status_code == 401
    assert client.get(f"{API}{path}").status_code == 200


def test_every_content_type_is_described(client):
    document = client.get(f"{API}/openapi.json").content.decode()
    for model in [*page_models(), *record_models()]:
        assert model._meta.label in document


def test_staff_write_publish_and_read_back(token, client):
    parent = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    body = {
        "meta": {"type": "training_reports.TrainingReportPage", "parent_id": parent.pk},
        "title": "Par l’interface",
        "introduction": "Écrit par un programme.",
        "beneficiaries": 12,
        "provinces": [],
        "cooperatives": [],
    }
    answer = client.post(
        f"{API}/pages/",
        json.dumps(body),
        content_type="application/json",
        headers=headers(token),
    )
    assert answer.status_code == 201, answer.content
    page = TrainingReportPage.objects.get(title="Par l’interface")
    assert not page.live
    assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404
    published = client.post(
        f"{API}/pages/{page.pk}/actions/publish/",
        "{}",
        content_type="application/json",
        headers=headers(token),
    )
    assert published.status_code == 200, published.content
    assert client.get(f"/api/v2/pages/{page.pk}/").json()["beneficiaries"] == 12
