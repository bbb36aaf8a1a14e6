"""The site's own forms, which carry a token of whoever is asking."""

from __future__ import annotations

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from wagtail.models import PageViewRestriction

from cms_site.api.v2.problems import problem
from cms_site.cache.application import CachedApplication
from pages.training_reports.models import TrainingReportIndexPage
from tests.cache.asking import ask


@pytest.mark.parametrize("restriction", ["login", "password"])
def test_no_visitor_gets_the_form_of_another(restriction, versions, settings, monkeypatch):
    settings.RATE_LIMIT = 0
    # The connection is the test's: it does not end with the request.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    page = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    PageViewRestriction.objects.create(page=page, restriction_type=restriction, password="sesame")
    path = "/fr/_util/login/?next=/fr/" if restriction == "login" else "/fr/trainings/"
    cached = CachedApplication(WSGIHandler(), problem, follow=lambda: None)
    replies = [ask(cached, path) for _visitor in range(2)]
    for reply in replies:
        assert reply.status == 200
        assert "csrftoken=" in reply.headers["set-cookie"]
        assert reply.headers["cache-control"] == "private, no-store"
    cookies = {reply.headers["set-cookie"].partition(";")[0] for reply in replies}
    assert len(cookies) == 2
