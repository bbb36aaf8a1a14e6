"""What a page costs the database when nothing of its answer is kept."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.content import remembered
from cms_site.content.content_type import page_models
from cms_site.content.visibility import Visibility
from tests.fixtures import LANGUAGES

MOST = 12
_versions = itertools.count()


@pytest.fixture
def cost(client, monkeypatch):
    """Return a function that says how many queries an address costs, as long as the content stays as it is."""
    version = next(_versions)
    monkeypatch.setattr(remembered, "_version", lambda: ("cost", version))

    def cost_(address: str, status: int = 200) -> int:
        for _round in range(
            2
        ):  # the first learns the site's frame, which holds for all pages of a version
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == status
        return len(queries)

    return cost_


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("model", list(page_models()), ids=lambda model: model._meta.label)
def test_page_costs_few_queries(model, code, cost):
    pages = Visibility().pages(model.objects.filter(locale__language_code=code))
    assert pages
    for page in pages:
        assert cost(page.url) <= MOST, page.url


@pytest.mark.parametrize("path", ["cooperatives/al-maymana/", "search/?q=2023", "site-map/"])
def test_page_that_is_none_of_a_type_costs_few_queries(path, cost):
    assert cost(f"/fr/{path}") <= MOST


def test_page_that_is_not_there_costs_few_queries(cost):
    assert cost("/fr/trainings/nothing/here/", status=404) <= MOST
