"""Factories of the type's pages."""

import factory

from cms_site.content.factories import ContentPageFactory
from pages.statistics_pages.models import StatisticsPage


class StatisticsPageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")

    class Meta:
        model = StatisticsPage
