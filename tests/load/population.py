"""A large synthetic database: ``python -m tests.load.population 60000 300``.

Adds cooperatives up to the first number and reports in three languages up to the second to the
installation that the environment names. Every name is marked as synthetic. The distribution by sector,
province, year and size follows the published shares of the Kenitra register of 2022.
"""

from __future__ import annotations

import math
import os
import random
import sys
import uuid

SEED = 20221231
# Counts whose rounded shares are the published ones: 38, 32 and 31 % by province, 72, 10, 9 and 9 % by sector.
TABLE = {
    "AGRI": {"MA-KEN": 378, "MA-SIK": 396, "MA-SIL": 358},
    "FOREST": {"MA-KEN": 74, "MA-SIK": 22, "MA-SIL": 61},
    "CRAFT": {"MA-KEN": 66, "MA-SIK": 44, "MA-SIL": 32},
    "SERV": {"MA-KEN": 74, "MA-SIK": 36, "MA-SIL": 31},
}
PLACES = ("الأمل", "النجاح", "الخير", "الأرض", "النخيل", "الغرب", "سبو", "الوفاق", "المستقبل")
NAMES = (
    "Espoir",
    "Réussite",
    "Prospérité",
    "Terre",
    "Palmier",
    "Gharb",
    "Sebou",
    "Entente",
    "Avenir",
)


def add_cooperatives(number: int) -> None:
    """Add published synthetic cooperatives until there are ``number``."""
    from snippets.cooperatives.models import Cooperative
    from snippets.sectors.models import Sector
    from snippets.territories.models import Commune, Province

    there = Cooperative.objects.count()
    draw = random.Random(SEED + there)  # the next ones, not the same ones again
    sectors = {s.code: s for s in Sector.objects.all()}
    provinces = {p.iso_code: p for p in Province.objects.all()}
    communes = {code: list(Commune.objects.filter(province=p)) for code, p in provinces.items()}
    cells = [(s, p) for s, row in TABLE.items() for p in row]
    weights = [TABLE[s][p] for s, p in cells]
    rows = []
    for n in range(there, number):
        sector, province = draw.choices(cells, weights)[0]
        word = draw.randrange(len(NAMES))
        members = 5 + int(min(draw.lognormvariate(math.log(3.2), 1.15), 380))
        rows.append(
            Cooperative(
                uuid=uuid.UUID(int=draw.getrandbits(128)),
                slug=f"synthetic-{n}",
                name_ar=f"تعاونية {PLACES[word]} تجريبية {n}",
                name_fr=f"Coopérative {NAMES[word]} fictive {n}",
                name_en=f"Synthetic cooperative {NAMES[word]} {n}",
                sector=sectors[sector],
                province=provinces[province],
                commune=draw.choice(communes[province] or [None]),
                year_created=draw.randint(1975, 2022),
                members=members,
                women_members=sum(draw.random() < 0.23 for _ in range(members)),
                is_womens=draw.random() < 0.13,
                status="active",
                live=True,
            )
        )
    Cooperative.objects.bulk_create(rows, batch_size=500)


def add_reports(number: int) -> None:
    """Add published synthetic reports until there are ``number`` in each language."""
    from wagtail.models import Locale

    from pages.training_reports.models import (
        Aim,
        Module,
        TrainingReportIndexPage,
        TrainingReportPage,
    )

    draw = random.Random(SEED)
    for locale in Locale.objects.all():
        index = TrainingReportIndexPage.objects.get(locale=locale)
        for n in range(TrainingReportPage.objects.filter(locale=locale).count(), number):
            page = TrainingReportPage(
                translation_key=uuid.UUID(int=SEED * 10_000 + n),
                locale=locale,
                title=f"Synthetic training {n}",
                slug=f"synthetic-{n}",
                introduction="A synthetic report for measuring. " * 4,
                start_date=f"{draw.randint(2015, 2024)}-{draw.randint(1, 12):02}-15",
                beneficiaries=draw.randint(8, 60),
                body=[("paragraph", "<p>" + "Synthetic words of a report. " * 30 + "</p>")] * 3,
            )
            page.modules = [
                Module(title=f"Module {m}", summary="What was taught.", locale=locale)
                for m in range(4)
            ]
            page.aims = [Aim(text=f"Aim {a}", locale=locale) for a in range(3)]
            index.add_child(instance=page)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    with transaction.atomic():
        add_cooperatives(int(sys.argv[1]))
        add_reports(int(sys.argv[2]))
    call_command("update_index", verbosity=0)


if __name__ == "__main__":
    main()
