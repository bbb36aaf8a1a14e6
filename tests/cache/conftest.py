"""A version of the content of the test's own, and the cache around an application that is made up."""

from __future__ import annotations

import time

import pytest

from cms_site.api.v2.problems import problem
from cms_site.cache.application import CachedApplication
from cms_site.journal import version
from tests.cache.asking import FakeDjango


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """The module ``version`` with a file of its own, at sequence 1, confirmed for the whole test."""
    shared = version._Shared(tmp_path / "version")
    shared.store(1, version._now())
    monkeypatch.setattr(version, "_shared", shared)
    knowledge = version._Knowledge(confirmed_at=time.monotonic() + 3600, examined=(0, 1))
    monkeypatch.setattr(version, "_knowledge", knowledge)
    return version


@pytest.fixture
def django() -> FakeDjango:
    return FakeDjango()


@pytest.fixture
def cached(versions, django, settings, tmp_path) -> CachedApplication:
    """The cache around ``django``, in memory of 1 MB, with no limit to what one may ask."""
    settings.VAR_DIR, settings.CACHE_MB, settings.RATE_LIMIT = tmp_path, 1, 0
    settings.ALLOWED_HOSTS = ["127.0.0.1", "cms.example.org"]
    return CachedApplication(django, problem, follow=lambda: None)
