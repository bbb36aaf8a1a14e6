"""``manage.py compact_journal``: keep the journal small; once a day."""

from django.conf import settings
from django.core.management.base import BaseCommand

from cms_site.journal.compaction import compact


class Command(BaseCommand):
    help = "Keep only the last change of each item, and tombstones for JOURNAL_DAYS."

    def handle(self, **options) -> None:
        removed = compact(settings.JOURNAL_DAYS)
        self.stdout.write(f"{removed} changes removed.")
