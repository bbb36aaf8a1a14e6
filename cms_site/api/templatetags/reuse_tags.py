"""Tags that show what the reading API can be asked."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from cms_site.api import reuse

register = template.Library()


@register.simple_tag
def reuse_endpoints() -> list[reuse.Example]:
    """Return the list of each endpoint of the API."""
    return reuse.endpoints(_router())


@register.simple_tag
def reuse_examples() -> list[reuse.Example]:
    """Return examples of what the API can be asked, in the language on screen."""
    return reuse.examples(_router(), (get_language() or "ar").split("-")[0])


def _router():
    # The addresses are known only once every application has its models.
    from cms_site.api.v2.urls import router

    return router
