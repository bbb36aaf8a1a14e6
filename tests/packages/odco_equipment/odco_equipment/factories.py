"""Factories of equipment and of the guides to it."""

import factory

from cms_site.content.factories import ContentPageFactory, RecordFactory
from odco_equipment.models import Equipment, EquipmentGuidePage


class EquipmentFactory(RecordFactory):
    description_fr = factory.Faker("sentence")
    units = 3

    class Meta:
        model = Equipment


class EquipmentGuidePageFactory(ContentPageFactory):
    introduction = factory.Faker("sentence")
    equipment = factory.SubFactory(EquipmentFactory)

    class Meta:
        model = EquipmentGuidePage
