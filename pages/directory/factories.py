"""Factories of the type's pages."""

import factory

from cms_site.content.factories import ContentPageFactory
from pages.directory.models import DirectoryPage


class DirectoryPageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")

    class Meta:
        model = DirectoryPage
