"""Factories of the type's pages."""

import factory

from cms_site.content.factories import ContentPageFactory
from pages.information.models import InformationPage


class InformationPageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")

    class Meta:
        model = InformationPage
