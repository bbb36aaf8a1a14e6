"""Factories of the front page."""

import factory

from cms_site.content.factories import ContentPageFactory
from home.models import HomePage


class HomePageFactory(ContentPageFactory):
    headline = factory.Faker("sentence")

    class Meta:
        model = HomePage
