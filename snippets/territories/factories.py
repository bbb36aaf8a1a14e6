"""Factories of territories. The codes lie outside the ranges that are really used."""

import factory

from cms_site.content.factories import RecordFactory
from snippets.territories.models import Commune, Delegation, Province, Region


class RegionFactory(RecordFactory):
    hcp_code = factory.Sequence(lambda n: f"{20 + n % 80:02d}")
    iso_code = factory.Sequence(lambda n: f"XA-{20 + n % 80:02d}")

    class Meta:
        model = Region
        django_get_or_create = ("hcp_code",)


class ProvinceFactory(RecordFactory):
    hcp_code = factory.LazyAttributeSequence(
        lambda province, n: f"{province.region.hcp_code}.{600 + n % 400}"
    )
    iso_code = factory.Sequence(lambda n: f"XB-{n % 1000:03d}")
    region = factory.SubFactory(RegionFactory)

    class Meta:
        model = Province


class CommuneFactory(RecordFactory):
    hcp_code = factory.LazyAttributeSequence(
        lambda commune, n: f"{commune.province.hcp_code}.{n // 100 % 100:02d}.{n % 100:02d}"
    )
    province = factory.SubFactory(ProvinceFactory)
    milieu = "rural"

    class Meta:
        model = Commune


class DelegationFactory(RecordFactory):
    code = factory.Sequence(lambda n: f"delegation-{n}")

    class Meta:
        model = Delegation
