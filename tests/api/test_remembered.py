"""Facts that are asked once for each version of the public content."""

from __future__ import annotations

import pytest
from django.db import connections
from wagtail.models import Locale, Site

from cms_site.api.v2.site_roots import language_codes
from cms_site.content import remembered
from cms_site.journal import version


@pytest.fixture
def at(monkeypatch):
    """Return a function that says which version of the content holds."""
    return lambda stamp: monkeypatch.setattr(remembered, "_version", lambda: stamp)


def test_is_asked_once_for_a_version(at, django_assert_num_queries):
    at((1, 1))
    with django_assert_num_queries(1):
        assert language_codes() == language_codes()
    at((1, 2))
    Locale.objects.create(language_code="es")
    with django_assert_num_queries(1):
        assert "es" in language_codes().values()


def test_is_asked_each_time_where_the_version_is_not_known(at, django_assert_num_queries):
    at(None)
    with django_assert_num_queries(2):
        language_codes()
        language_codes()


def test_nothing_is_remembered_of_what_may_not_be_committed(monkeypatch):
    monkeypatch.setattr(version, "is_confirmed", lambda: True)
    assert version.of_the_committed() is None  # the tests run in a transaction


def test_nothing_is_remembered_that_nobody_confirmed(monkeypatch):
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    monkeypatch.setattr(version, "is_confirmed", lambda: True)
    assert version.of_the_committed() == version.stamp()
    monkeypatch.setattr(version, "is_confirmed", lambda: False)
    assert version.of_the_committed() is None


def test_addresses_follow_the_host_that_was_asked(at, client, settings):
    at((2, 1))
    settings.ALLOWED_HOSTS = ["*"]
    home = Site.objects.get(is_default_site=True).root_page
    other = home.get_children().live().first()
    Site.objects.create(hostname="other.example", port=80, root_page=other)
    here = client.get("/api/v2/pages/?limit=100&fields=_,id").json()["items"]
    there = client.get("/api/v2/pages/?limit=100", headers={"host": "other.example"}).json()
    assert len(there["items"]) < len(here)
    assert {i["meta"]["html_url"].split("/")[2] for i in there["items"]} == {"other.example"}
