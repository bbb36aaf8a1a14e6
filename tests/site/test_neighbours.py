"""The reports before and after a report, by their first day."""

from __future__ import annotations

import datetime

import pytest

from cms_site.content.factories import factory_for
from cms_site.content.visibility import Visibility
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage


@pytest.fixture
def make(locales):
    index = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    index.get_children().delete()

    def make_(title: str, *day: int, **fields) -> TrainingReportPage:
        start = datetime.date(*day) if day else None
        fields = {"start_date": start, "end_date": start, "title": title} | fields
        return factory_for(TrainingReportPage)(parent=index, locale=locales["fr"], **fields)

    return make_


def names(page: TrainingReportPage) -> list[str | None]:
    return [other and other.title for other in page.neighbours(Visibility())]


def test_they_are_the_nearest_in_time(make):
    second, first, third = make("b", 2023, 5, 2), make("a", 2022, 1, 1), make("c", 2023, 5, 3)
    assert names(first) == [None, "b"]
    assert names(second) == ["a", "c"]
    assert names(third) == ["b", None]


def test_of_one_day_each_has_its_place(make):
    day = (2023, 5, 2)
    first, second, third = make("a", *day), make("b", *day), make("c", *day)
    assert [names(page) for page in (first, second, third)] == [
        [None, "b"],
        ["a", "c"],
        ["b", None],
    ]


def test_report_without_a_date_has_none_and_is_none(make):
    dated, undated = make("dated", 2023, 5, 2), make("undated")
    assert names(dated) == names(undated) == [None, None]


def test_only_public_ones_are_shown(make, client):
    make("Brouillon", 2023, 1, 1, live=False)
    page = make("Publique", 2023, 5, 2)
    make("Suivante", 2023, 6, 1)
    html = client.get(page.url).content.decode()
    assert "Brouillon" not in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
