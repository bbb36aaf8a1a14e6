"""The frame of every page: identity, contact, navigation, languages."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import get_language

from cms_site.content.language_links import links_to_same_path
from cms_site.content.sites import site_of
from home.navigation import navigation, settings_for

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context) -> dict:
    """Return ``settings``, ``navigation`` and ``language_links`` for the page on screen."""
    request = context["request"]
    site = site_of(request)
    return {
        "settings": settings_for(site) if site else None,
        "navigation": navigation(site, get_language() or settings.LANGUAGE_CODE) if site else {},
        "language_links": context.get("language_links") or links_to_same_path(request),
    }


# A list has pages of its own in each language, and what is missing is another item there.
NOT_KEPT = ("page", "missing")


@register.simple_tag(takes_context=True)
def kept_query(context) -> str:
    """Return what was asked of the page on screen, as ``?q=…``, for the same page in another language.

    A list stays narrowed, a form to log in goes on leading to the page that asked for it.
    """
    query = context["request"].GET.copy()
    for name in NOT_KEPT:
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""
