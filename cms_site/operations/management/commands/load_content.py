"""``manage.py load_content kenitra``: load a content set."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from cms_site.operations.loading import ContentError, load_content


class Command(BaseCommand):
    help = "Load a content set: its name (a folder in home/content/) or the path of its folder."

    def add_arguments(self, parser) -> None:
        parser.add_argument("content_set", help="For example: kenitra")

    @no_translations
    def handle(self, *, content_set: str, **options) -> None:
        named = settings.BASE_DIR / "home" / "content" / content_set
        folder = named if named.is_dir() else Path(content_set)
        try:
            count = load_content(folder.resolve(), report=self.stdout.write)
        except ContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Content set '{folder.name}': {count} objects made.")
