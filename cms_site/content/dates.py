"""Days that content tells: the span in which they lie, and those that have to have come."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR = 1937  # the dahir that first allowed cooperatives of Moroccan craftsmen
YEARS_AHEAD = 100  # an agreement may run for generations, but 2204 is 2024 mistyped


def has_come(day: datetime.date | None) -> bool:
    """Whether ``day`` is known, and today or past."""
    return day is not None and day <= timezone.localdate()


def refuse_mistyped_days(instance: models.Model) -> None:
    """Raise ``ValidationError`` naming each date of ``instance`` outside the span of content."""
    last_year = timezone.localdate().year + YEARS_AHEAD
    days = {
        field.name: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    }
    errors = {
        name: _("The year has to lie between %(first)s and %(last)s.")
        % {"first": FIRST_YEAR, "last": last_year}
        for name, day in days.items()
        if isinstance(day, datetime.date) and not FIRST_YEAR <= day.year <= last_year
    }
    if errors:
        raise ValidationError(errors)


def refuse_future_day(instance: models.Model, name: str) -> None:
    """Raise ``ValidationError`` at the date ``name`` of ``instance`` where it has not come yet."""
    day = getattr(instance, name)
    if isinstance(day, datetime.date) and not has_come(day):
        raise ValidationError({name: _("This day has not come yet.")})
