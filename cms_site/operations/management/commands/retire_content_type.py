"""``manage.py retire_content_type``: deal with what an uninstalled content type left behind."""

from django.core.management.base import BaseCommand, CommandError

from cms_site.journal.drain import drain
from cms_site.journal.installed import look_at_what_came_and_went
from cms_site.operations import retirement
from cms_site.operations.health import pending_migrations


class Command(BaseCommand):
    help = (
        "Unpublish (default) or delete what a content type that is no longer installed left in the "
        "database. Shows what would happen; add --yes to do it."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("label", nargs="?", help="The content type; without it, list them all.")
        parser.add_argument("--delete", action="store_true", help="Delete instead of unpublishing.")
        parser.add_argument(
            "--yes", action="store_true", help="Do it, instead of saying what would be done."
        )

    def handle(self, *, label: str | None, delete: bool, yes: bool, **options) -> None:
        if pending_migrations():
            raise CommandError("The database is not up to date. Run manage.py setup first.")
        left_behind = {retired.label: retired for retired in retirement.retired_types()}
        if label is None:
            for retired in left_behind.values():
                self.stdout.write(self.describe(retired))
            if not left_behind:
                self.stdout.write("Nothing was left behind.")
            return
        if label not in left_behind:
            names = ", ".join(left_behind) or "none"
            raise CommandError(
                f"'{label}' is installed, or left nothing behind. Types that did: {names}."
            )
        retired = left_behind[label]
        self.stdout.write(self.describe(retired))
        verb = "delete" if delete else "unpublish"
        if not yes:
            self.stdout.write(f"Dry run: would {verb} them. Add --yes to do it.")
        elif delete:
            retirement.delete(retired)
            self.stdout.write(f"Deleted all that '{label}' left behind.")
        else:
            self.stdout.write(f"Unpublished {retirement.unpublish(retired)} page(s).")
        if yes:
            # Nothing is written of records whose tables are dropped, or that stay without their code.
            look_at_what_came_and_went()
            drain()

    @staticmethod
    def describe(retired: retirement.RetiredType) -> str:
        tables = ", ".join(retired.tables) or "none"
        return (
            f"{retired.label}: {retired.pages} page(s), {retired.live_pages} of them live; "
            f"{retired.records} record(s); tables: {tables}"
        )
