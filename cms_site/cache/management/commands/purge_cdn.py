"""``manage.py purge_cdn``: tell the cache in front of the site what has changed, for ever."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from cms_site.cache.purging import Purger


class Command(BaseCommand):
    help = "Sends the surrogate keys of what changed to PURGE_URL, each second; ends on a signal."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--once", action="store_true", help="send what there is, and end")

    def handle(self, *args, once: bool, **options) -> None:
        if not settings.PURGE_URL:
            raise CommandError("PURGE_URL is not set: there is no cache in front to tell.")
        purger = Purger(settings.PURGE_URL)
        while True:
            went_well = purger.attempt()
            if once:
                if not went_well:
                    raise CommandError(f"{settings.PURGE_URL} did not take what changed.")
                return
            close_old_connections()
            time.sleep(purger.pause)
