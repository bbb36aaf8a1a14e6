"""Choosers of records, pages and files: what is no id names nothing."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock

# A number beyond the database's integers is an OverflowError of SQLite's.
NO_ID = (ValueError, OverflowError)


def name_nothing_by_what_is_no_id() -> None:
    """Have every chooser show its form again for a posted value that is no id; called once, at the start.

    The field refuses it, but Wagtail looks it up to show the form with its errors, and fails; so it does
    in a body. Django does not refuse a number that no database has: SQLite fails.
    """
    BaseChooser.get_instance = _nothing_by_what_is_no_id(BaseChooser.get_instance)
    ChooserBlock.value_from_form = _nothing_by_what_is_no_id(ChooserBlock.value_from_form)
    checked = ModelMultipleChoiceField._check_values

    def check_values(self: ModelMultipleChoiceField, values):
        try:
            return checked(self, values)
        except OverflowError as error:
            message = self.error_messages["invalid_choice"]
            params = {"value": max(map(str, values), key=len)}
            raise ValidationError(message, code="invalid_choice", params=params) from error

    ModelMultipleChoiceField._check_values = check_values
    chosen = ModelChoiceField.to_python

    def to_python(self: ModelChoiceField, value):
        try:
            return chosen(self, value)
        except OverflowError as error:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(
                message, code="invalid_choice", params={"value": value}
            ) from error

    ModelChoiceField.to_python = to_python


def _nothing_by_what_is_no_id(look_up):
    def look_up_id(self, value):
        try:
            return look_up(self, value)
        except NO_ID:
            return None

    return look_up_id
