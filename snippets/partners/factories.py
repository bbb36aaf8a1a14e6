"""Factories of partners and programmes."""

import factory

from cms_site.content.factories import RecordFactory
from snippets.partners.models import Partner, Programme


class PartnerFactory(RecordFactory):
    kind = "public"

    class Meta:
        model = Partner


class ProgrammeFactory(RecordFactory):
    led_by = factory.SubFactory(PartnerFactory)

    class Meta:
        model = Programme
