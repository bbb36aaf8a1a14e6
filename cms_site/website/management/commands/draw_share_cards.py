from django.core.management.base import BaseCommand

from cms_site.website import share_cards


class Command(BaseCommand):
    help = (
        "Draw the share cards of what is public that are missing, or no longer say what is shown."
    )

    def handle(self, *args, **options) -> None:
        drawn = sum(card.draw() for card in share_cards.all_cards())
        self.stdout.write(f"{drawn} share cards drawn.")
