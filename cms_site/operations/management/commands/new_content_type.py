"""``manage.py new_content_type page calls``: write the folder of a new content type."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms_site.operations import scaffold


class Command(BaseCommand):
    help = "Write a complete, passing folder for a new page type or record type."

    def add_arguments(self, parser) -> None:
        parser.add_argument("kind", choices=list(scaffold.FOLDERS))
        parser.add_argument("name", help="A plural in lower case, as in calls; the folder's name.")
        parser.add_argument("--singular", default="", help="If it does not follow from the name.")
        for language in ("fr", "ar"):
            parser.add_argument(
                f"--{language}",
                default="",
                metavar="SINGULAR/PLURAL",
                help=f"The name in {language}, as in: appel/appels",
            )

    def handle(self, *, kind: str, name: str, singular: str, **options) -> None:
        words = {
            language: _singular_and_plural(options[language], language)
            for language in ("fr", "ar")
            if options[language]
        }
        try:
            folder = scaffold.write(kind, scaffold.Name.of(name, singular), words)
        except scaffold.ScaffoldError as error:
            raise CommandError(str(error)) from error
        root = Path(settings.BASE_DIR)
        self.stdout.write(f"Written: {folder.relative_to(root)}/")
        for language, (path, left) in scaffold.to_translate(folder).items():
            self.stdout.write(
                f"\nNAME_{language.upper()} (--{language}) was not given. Translate these words in "
                f"{path.relative_to(root)}, then run make messages:"
            )
            self.stdout.writelines(f"  {word}\n" for word in left)


def _singular_and_plural(text: str, language: str) -> tuple[str, str]:
    """Return the two words of ``appel/appels``; a word that stands alone is both."""
    one, *rest = (word.strip() for word in text.split("/"))
    many = rest[0] if rest else one
    if not one or not many or len(rest) > 1:
        raise CommandError(f"--{language} '{text}': give SINGULAR/PLURAL, as in appel/appels.")
    return one, many
