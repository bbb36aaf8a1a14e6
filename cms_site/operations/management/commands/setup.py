"""``manage.py setup``: bring an installation to where it can serve; only what is missing is done."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from wagtail.models import Site

from cms_site.journal import triggers
from cms_site.journal.drain import drain
from cms_site.journal.installed import look_at_what_came_and_went
from cms_site.operations.administrator import administrators, ensure_administrator
from cms_site.operations.database_file import make_for_the_owner
from cms_site.operations.health import pending_migrations
from cms_site.operations.roles import ensure_roles
from cms_site.operations.static_files import collect_static_files


class Command(BaseCommand):
    help = "Migrate, collect static files, load content, make groups, workflow and administrator."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--content", default="kenitra", help="The content set; '' loads none.")
        parser.add_argument("--no-static", action="store_true", help="Leave static files alone.")

    def handle(self, *, content: str, no_static: bool, **options) -> None:
        make_for_the_owner(connection)
        # A type that is installed again brings tables without triggers, and nothing to migrate.
        if pending_migrations() or triggers.missing(connection):
            call_command("migrate", interactive=False, verbosity=0)
        look_at_what_came_and_went()
        drain()
        if not no_static:
            collect_static_files()
        # First the address: what is loaded is told to mirrors with it.
        address_site()
        if content:
            call_command("load_content", content, stdout=self.stdout)
        ensure_roles()
        where = ensure_administrator()
        call_command("check", databases=["default"], stdout=self.stdout, stderr=self.stderr)
        site = settings.SITE_URL
        self.stdout.write(
            f"\n  Site           {site}/\n"
            f"  Editor         {site}/admin/\n"
            f"  API            {site}/api/v2/\n"
            f"  Administrator  {', '.join(administrators())}, password {where}\n"
        )


def address_site() -> None:
    """Give the default site the address in ``SITE_URL``."""
    url = urlsplit(settings.SITE_URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    site = Site.objects.filter(is_default_site=True).first()
    if site and (site.hostname, site.port) != (host, port):
        site.hostname, site.port = host, port
        site.save()
