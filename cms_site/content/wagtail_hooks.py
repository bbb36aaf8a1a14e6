"""What the kit adds to the editor and to rich text."""

from __future__ import annotations

from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms_site.content.rich_text import PublicDocumentLinkHandler, PublicPageLinkHandler
from cms_site.content.viewsets import content_menus, page_listings


@hooks.register("register_admin_viewset")
def lists_of_pages() -> list:
    return page_listings()


@hooks.register("construct_main_menu")
def menus_of_content(request, menu_items: list) -> None:
    menu_items.extend(item for item in content_menus() if item.is_shown(request))


@hooks.register("insert_global_admin_js")
def writing_direction() -> str:
    """Type each text in the direction of its own language."""
    return format_html('<script src="{}" defer></script>', static("content/writing-direction.js"))


@hooks.register("before_serve_page")
def refuse_retired_types(page, request, serve_args, serve_kwargs) -> None:
    """Answer 404 for a page whose type is no longer installed; it has no template to show."""
    if page.specific_class is None:
        raise Http404


@hooks.register("register_rich_text_features", order=20)
def link_only_what_is_public(features) -> None:
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
