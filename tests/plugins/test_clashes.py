"""Two content types that claim the same thing: the start is refused, and the message says the way out."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from cms_site.api.v2.router import make_router
from cms_site.content.content_type import record_models


@pytest.fixture
def models() -> list:
    """Two record types of different applications, in the order in which they claim."""
    by_app = {m._meta.app_label: m for m in record_models() if m.api_endpoint}
    order = [config.label for config in apps.get_app_configs() if config.label in by_app]
    return [by_app[label] for label in order[:2]]


def test_two_types_cannot_claim_one_endpoint(models, monkeypatch):
    first, second = models
    monkeypatch.setattr(second, "api_endpoint", first.api_endpoint)
    with pytest.raises(ImproperlyConfigured) as refused:
        make_router()
    message = str(refused.value)
    config = apps.get_app_config(second._meta.app_label)
    assert f"'{config.label}' ({config.name})" in message
    assert f"endpoint '{first.api_endpoint}'" in message
    assert f"'{first._meta.app_label}'" in message
    assert f"CONTENT_TYPES_BLOCK={config.label}" in message


@pytest.mark.parametrize(
    ("endpoint", "owner"), [("pages", "Wagtail"), ("documents", "Wagtail"), ("site", "the frame")]
)
def test_no_type_can_claim_an_endpoint_of_the_frame(endpoint, owner, models, monkeypatch):
    monkeypatch.setattr(models[0], "api_endpoint", endpoint)
    label = models[0]._meta.app_label
    with pytest.raises(
        ImproperlyConfigured, match=f"'{label}'.*'{endpoint}'.*{owner}.*BLOCK={label}"
    ):
        make_router()


def test_every_type_has_its_endpoint_where_none_clashes():
    names = {name for name, _viewset in make_router().endpoints()}
    assert {m.api_endpoint for m in record_models() if m.api_endpoint} <= names
