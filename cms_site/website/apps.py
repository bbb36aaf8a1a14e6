from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """How the website is found, followed and searched."""

    name = "cms_site.website"
    label = "website"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.models import Page
        from wagtail.signals import page_published

        from cms_site.website import share_cards

        def published(sender, instance, **kwargs) -> None:
            share_cards.draw_after_commit(instance)

        def deleted(sender, instance, **kwargs) -> None:
            if isinstance(instance, Page):
                share_cards.remove(instance)

        page_published.connect(published, dispatch_uid="share_cards", weak=False)
        post_delete.connect(deleted, sender=Page, dispatch_uid="share_cards", weak=False)
