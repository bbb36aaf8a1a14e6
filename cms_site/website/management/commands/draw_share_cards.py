from django.core.management.base import BaseCommand
from wagtail.models import Page

from cms_site.content.pages import ContentPage
from cms_site.content.visibility import Visibility
from cms_site.website import share_cards


class Command(BaseCommand):
    help = "Draw the share cards of public pages that are missing, or no longer say what the page says."

    def handle(self, *args, **options) -> None:
        pages = Visibility().pages(Page.objects.filter(depth__gt=1)).select_related("locale")
        drawn = sum(
            share_cards.draw(page)
            for page in pages.iterator()
            if issubclass(page.specific_class, ContentPage)
        )
        self.stdout.write(f"{drawn} share cards drawn.")
