"""Dates that content may carry, and what is private until its day."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from cms_site.content.content_type import content_types
from pages.agreements.models import AgreementPage
from pages.success_stories.models import Person
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative, Licence
from tests.editor.forms import form_data

TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


def dates() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for content_type in content_types()
        for model in content_type.get_models()
        for field in model._meta.local_fields
        if type(field) is models.DateField
    ]


def errors_of(instance: models.Model) -> dict:
    with pytest.raises(ValidationError) as raised:
        instance.full_clean()
    return raised.value.message_dict


@pytest.mark.parametrize("year", [1, 203, 1936, 2204, 9999])
@pytest.mark.parametrize(("model", "name"), dates(), ids=lambda v: getattr(v, "__name__", v))
def test_mistyped_year_is_refused_at_its_field(model, name, year):
    named = {"name_fr": "x"} if hasattr(model, "name_fr") else {}
    assert name in errors_of(model(**named, **{name: datetime.date(year, 1, 1)}))


@pytest.mark.parametrize("day", [datetime.date(1937, 1, 1), TODAY, datetime.date(2031, 1, 1)])
@pytest.mark.parametrize("name", ["signed_on", "valid_until"])
def test_day_within_the_span_is_accepted(name, day):
    assert name not in errors_of(AgreementPage(**{name: day}))


def test_form_tells_the_mistyped_year_at_the_date(superuser_client):
    report = TrainingReportPage.objects.filter(locale__language_code="fr").first()
    address = f"/admin/pages/{report.pk}/edit/"
    data = form_data(superuser_client.get(address).context["form"])
    form = superuser_client.post(address, data | {"start_date": "0001-01-01"}).context["form"]
    assert set(form.errors) == {"start_date"}


def test_report_with_only_its_last_day_stands_where_that_day_is(client):
    index = TrainingReportIndexPage.objects.get(locale__language_code="fr")
    days = [("2024-03-01", None), (None, "2024-02-01"), ("2024-01-01", "2024-01-02"), (None, None)]
    for number, (start, end) in enumerate(days):
        report = TrainingReportPage(
            title=f"R{number}",
            introduction="x",
            start_date=start,
            end_date=end,
            locale=index.locale,
        )
        index.add_child(instance=report)
    TrainingReportPage.objects.child_of(index).exclude(title__startswith="R").delete()
    items = client.get(index.url).context["items"]
    assert [item.title for item in items] == ["R0", "R1", "R2", "R3"]


@pytest.mark.parametrize(("day", "is_refused"), [(TODAY, False), (TOMORROW, True)])
def test_consent_or_licence_of_a_day_that_has_not_come_is_refused(day, is_refused):
    cooperative = Cooperative.objects.first()
    cooperative.contact_consent_on = day
    cooperative.contact_consent_evidence = "A letter"
    person = Person(name="x", legal_basis="consent", legal_basis_on=day)
    licence = Licence(cooperative=cooperative, issued_on=day)
    days = {
        "contact_consent_on": cooperative,
        "legal_basis_on": person,
        "issued_on": licence,
    }
    for name, instance in days.items():
        try:
            instance.full_clean()
        except ValidationError as error:
            assert (name in error.message_dict) is is_refused
        else:
            assert not is_refused


@pytest.mark.parametrize(
    ("day", "evidence", "missing"),
    [
        (TODAY, "", ["contact_consent_evidence"]),
        (TODAY, "  ", ["contact_consent_evidence"]),
        (None, "A letter", ["contact_consent_on"]),
        (TODAY, "A letter", []),
        (None, "", []),
    ],
)
def test_a_consent_is_recorded_with_its_evidence(day, evidence, missing):
    cooperative = Cooperative.objects.first()
    cooperative.contact_consent_on, cooperative.contact_consent_evidence = day, evidence
    if not missing:
        cooperative.full_clean()
        return
    with pytest.raises(ValidationError) as refused:
        cooperative.full_clean()
    assert missing[0] in refused.value.message_dict
