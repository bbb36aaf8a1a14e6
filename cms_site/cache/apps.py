"""The application of the response cache: it learns what an answer is made from."""

from __future__ import annotations

from django.apps import AppConfig


class CacheConfig(AppConfig):
    name = "cms_site.cache"
    label = "response_cache"

    def ready(self) -> None:
        from cms_site.cache import surrogates, unavailable

        surrogates.connect()
        unavailable.connect()
