"""What a table of figures says of itself: its greatest part, and only where the figures tell it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset, Indicator, IndicatorTable, Observation
from snippets.territories.models import Commune, Province

SECTORS = ("AGRI", "FOREST", "CRAFT", "OTHER")


def table(*values, unit: str = "percent", **kept) -> IndicatorTable:
    """Return a table with a figure for each sector, in their order."""
    indicator = Indicator(code="shares", unit=unit)
    observations = [
        Observation(
            indicator=indicator,
            sector=Sector.objects.get(code=code),
            value=None if value is None else Decimal(value),
            **kept,
        )
        for code, value in zip(SECTORS, values, strict=False)
    ]
    return IndicatorTable(Dataset(code="some"), indicator, observations)


def test_published_tables_name_their_greatest_share():
    found = {t.dimension: t for t in Dataset.objects.get().tables if t.is_breakdown}
    assert found["sector"].greatest.sector.code == "AGRI"
    assert found["territory"].greatest.province.iso_code == "MA-KEN"
    assert all(t.shows_greatest_share for t in found.values())


@pytest.mark.parametrize("values", [(40, 40, 20), (60, None), (100,), ()])
def test_it_is_not_named_where_the_figures_leave_it_open(values):
    assert table(*values).greatest is None
    assert not table(*values).shows_greatest_share


def test_it_is_not_named_where_a_figure_is_not_exact():
    assert table(60, 40, qualifier="about").greatest is None


def test_parts_that_may_contain_each_other_have_no_greatest():
    mixed = table(60, 40)
    mixed.observations[0].sector = None
    mixed.observations[0].province = Province.objects.get(iso_code="MA-KEN")
    assert mixed.greatest is None
    mixed.observations[1].sector = None
    mixed.observations[1].commune = Commune.objects.first()
    assert mixed.greatest is None


def test_it_is_the_highest_figure_only_where_other_parts_may_be_greater():
    """Shares of 40 and 10 leave 50, which may be of one sector that is not told."""
    told = table(40, 10)
    assert told.greatest.value == 40
    assert not told.shows_greatest_share
    assert table(40, 21).shows_greatest_share
    assert not table(400, 10, unit="count").shows_greatest_share


def test_total_is_no_part():
    with_total = table(60, 40)
    with_total.observations.append(Observation(indicator=with_total.indicator, value=Decimal(100)))
    assert with_total.greatest.value == 60
    assert not with_total.needs_rounding_note


def test_figures_of_one_indicator_are_a_table_for_each_dimension(client):
    """A total among its parts would make their bars invisible, and provinces are no parts of sectors."""
    dataset = Dataset.objects.get()
    indicator = Indicator.objects.create(code="own", name_fr="Production", unit="count")
    provinces = list(Province.objects.all()[:3])
    sectors = list(Sector.objects.filter(code__in=["AGRI", "CRAFT"]))
    make = partial(Observation, dataset=dataset, indicator=indicator)
    Observation.objects.bulk_create(
        [
            make(value=900),
            *(make(value=number, province=p) for number, p in enumerate(provinces, start=10)),
            *(make(value=number, sector=s) for number, s in enumerate(sectors, start=20)),
            *(make(value=1, sector=s, province=provinces[0]) for s in sectors),
        ]
    )
    own = [t for t in Dataset.objects.get().tables if t.indicator == indicator]
    assert [len(t.observations) for t in own] == [1, 3, 2, 2]
    greatest = [t.greatest.value if t.greatest else None for t in own]
    assert greatest == [None, 12, 21, None]
    for found in own:
        told = client.get(f"{found.data_url}&limit=100").json()["items"]
        assert sorted(Decimal(item["value"]) for item in told) == [
            o.value for o in found.observations
        ]
    html = client.get("/fr/statistics/").content.decode()
    crossed = f"{sectors[0].name_fr}</bdi> · <bdi>{provinces[0].name_fr}"
    assert crossed in html
