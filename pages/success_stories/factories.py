"""Factories of success stories."""

import factory

from cms_site.content.factories import ContentPageFactory
from pages.success_stories.models import SuccessStoryIndexPage, SuccessStoryPage


class SuccessStoryIndexPageFactory(ContentPageFactory):
    class Meta:
        model = SuccessStoryIndexPage


class SuccessStoryPageFactory(ContentPageFactory):
    summary = factory.Faker("sentence")

    class Meta:
        model = SuccessStoryPage
