"""``manage.py catalogues``: bring the translation catalogues up to date and compile them."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms_site.operations import catalogues


class Command(BaseCommand):
    help = "Extract what is to be translated, keep the translations, compile. --check only reports."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Report faults and fail on any.")

    def handle(self, *, check: bool, **options) -> None:
        faults = 0
        for folder, language in catalogues.all_catalogues():
            if not check:
                catalogues.update(folder, language)
            catalogue = catalogues.check(folder, language)
            faults += len(catalogue.faults)
            name = folder.relative_to(Path(settings.BASE_DIR))
            for fault in catalogue.faults:
                self.stdout.write(f"{name} [{language}] {fault}")
        if check and faults:
            raise CommandError(f"The catalogues have {faults} faults.")
        self.stdout.write(f"{faults} faults." if faults else "The catalogues are complete.")
