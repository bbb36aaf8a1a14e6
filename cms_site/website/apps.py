from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """How the website is found, followed and searched."""

    name = "cms_site.website"
    label = "website"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.models import Page
        from wagtail.signals import page_published, published

        from cms_site.content.content_type import record_models
        from cms_site.website import share_cards

        def draw(sender, instance, **kwargs) -> None:
            share_cards.draw_after_commit(instance)

        def remove(sender, instance, **kwargs) -> None:
            share_cards.remove(instance)

        page_published.connect(draw, dispatch_uid="share_cards", weak=False)
        post_delete.connect(remove, sender=Page, dispatch_uid="share_cards", weak=False)
        for model in record_models():
            published.connect(draw, sender=model, dispatch_uid="share_cards", weak=False)
            post_delete.connect(remove, sender=model, dispatch_uid="share_cards", weak=False)
