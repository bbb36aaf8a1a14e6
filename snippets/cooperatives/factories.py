"""Factories of cooperatives."""

import factory

from cms_site.content.factories import RecordFactory
from snippets.cooperatives.models import Activity, Cooperative


class CooperativeFactory(RecordFactory):
    year_created = 2019
    members = 12

    class Meta:
        model = Cooperative

    @factory.post_generation
    def children(record, create, extracted, **kwargs):
        record.activities.set([Activity(name_ar="نشاط", name_fr="Activité", name_en="Activity")])
        if create:
            record.save()
