"""Factories of sectors."""

import factory

from cms_site.content.factories import RecordFactory
from snippets.sectors.models import Sector


class SectorFactory(RecordFactory):
    code = factory.Sequence(lambda n: f"SECTOR{n}")

    class Meta:
        model = Sector
