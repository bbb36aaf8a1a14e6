"""Choosers of records, pages and files: what is no id names nothing."""

from __future__ import annotations

from wagtail.admin.widgets import BaseChooser


def name_nothing_by_what_is_no_id() -> None:
    """Have every chooser show its form again for a posted value that is no id; called once, at the start.

    The field refuses it, but Wagtail looks it up to show the form with its errors, and fails.
    """
    looked_up = BaseChooser.get_instance

    def get_instance(self: BaseChooser, value):
        try:
            return looked_up(self, value)
        except (ValueError, OverflowError):
            return None

    BaseChooser.get_instance = get_instance
