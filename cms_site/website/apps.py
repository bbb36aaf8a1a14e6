from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """How the website is found, followed and searched."""

    name = "cms_site.website"
    label = "website"
