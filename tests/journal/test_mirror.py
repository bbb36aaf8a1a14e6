"""The promise of the feed: a mirror that only replays it equals an export of any later moment."""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms_site.journal.drain import drain
from tests.journal.actions import ACTIONS, Choices
from tests.journal.mirror import Mirror, differences, export

FILTERS = [
    {},
    {"locale": "ar"},
    {"locale": "fr"},
    {"type": "training_reports.TrainingReportPage"},
    {"type": "success_stories.SuccessStoryPage"},
    {"type": "cooperatives.Cooperative"},
    {"type": "library.LibraryImage"},
    {"type": "statistics.Observation"},
]


def check_the_promise(data, filters: dict[str, str], most_actions: int) -> None:
    """Do anything, export, do anything else, replay, compare; and undo it all."""

    def act(most: int) -> None:
        for action in data.draw(st.lists(st.sampled_from(ACTIONS), max_size=most)):
            # An action that the product refuses leaves nothing behind.
            choose = Choices(lambda n: data.draw(st.integers(0, max(n - 1, 0))))
            with transaction.atomic():
                action(choose)

    with transaction.atomic():
        act(most_actions // 2)
        mirror = Mirror(**filters)
        act(most_actions)
        mirror.catch_up()
        assert differences(mirror.items, export(**filters)) == []
        drain()
        transaction.set_rollback(True)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda f: "-".join(f.values()) or "all")
@given(data=st.data())
@settings(
    max_examples=int(os.environ.get("EXAMPLES", "2")),
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
def test_mirror_equals_a_later_export(data, filters):
    check_the_promise(data, filters, most_actions=8)
