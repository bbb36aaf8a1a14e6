"""Factories of training reports."""

import datetime

import factory

from cms_site.content.factories import ContentPageFactory
from pages.training_reports.models import Aim, Module, TrainingReportIndexPage, TrainingReportPage


class TrainingReportIndexPageFactory(ContentPageFactory):
    class Meta:
        model = TrainingReportIndexPage


class TrainingReportPageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")
    start_date = datetime.date(2024, 5, 6)
    end_date = datetime.date(2024, 5, 7)
    beneficiaries = 20

    class Meta:
        model = TrainingReportPage

    @factory.post_generation
    def children(page, create, extracted, **kwargs):
        page.modules.set([Module(title="Module", summary="Summary", locale=page.locale)])
        page.aims.set([Aim(text="Aim", locale=page.locale)])
        if create:
            page.save()
