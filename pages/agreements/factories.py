"""Factories of agreements."""

import factory

from cms_site.content.factories import ContentPageFactory
from pages.agreements.models import AgreementIndexPage, AgreementPage, Objective


class AgreementIndexPageFactory(ContentPageFactory):
    class Meta:
        model = AgreementIndexPage


class AgreementPageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")

    class Meta:
        model = AgreementPage

    @factory.post_generation
    def children(page, create, extracted, **kwargs):
        page.objectives.set([Objective(text="Objective", locale=page.locale)])
        if create:
            page.save()
