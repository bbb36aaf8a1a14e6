"""Factories of statistics."""

import datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from cms_site.content.factories import RecordFactory
from snippets.statistics.models import Dataset, Indicator, Observation


class IndicatorFactory(RecordFactory):
    code = factory.Sequence(lambda n: f"indicator-{n}")
    unit = "count"

    class Meta:
        model = Indicator


class DatasetFactory(RecordFactory):
    code = factory.Sequence(lambda n: f"dataset-{n}")
    reference_date = datetime.date(2023, 12, 31)

    class Meta:
        model = Dataset


class ObservationFactory(DjangoModelFactory):
    dataset = factory.SubFactory(DatasetFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(12)

    class Meta:
        model = Observation
