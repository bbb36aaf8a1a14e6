"""What the kit adds to the editor and to rich text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from cms_site.content import publishing, translation_views
from cms_site.content.rich_text import (
    PublicDocumentLinkHandler,
    PublicImageEmbedHandler,
    PublicPageLinkHandler,
)
from cms_site.content.translation import may_publish, translation_into
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


@hooks.register("insert_global_admin_css")
def look_of_titles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("content/editor.css"))


@hooks.register("before_serve_page")
def refuse_retired_types(page, request, serve_args, serve_kwargs) -> None:
    """Answer 404 for a page whose type is no longer installed; it has no template to show."""
    if page.specific_class is None:
        raise Http404


@hooks.register("register_rich_text_features", order=20)
def tell_only_what_is_public(features) -> None:
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)
    features.register_embed_type(PublicImageEmbedHandler)


@hooks.register("register_admin_urls", order=-1)
def translations_that_stay_drafts() -> list:
    return translation_views.urlpatterns


@hooks.register("before_edit_page", order=-1)
def submit_translation(request, page):
    """Answer the buttons of the translation editor that submit the page or make it public.

    wagtail-localize has none to submit with, and would publish a page of which nothing is translated.
    """
    action = request.POST.get("action") if request.method == "POST" else ""
    translation = translation_into(page) if action in ("submit", "publish") else None
    if translation is None:
        return None
    if fault := publishing.unfit(translation):
        messages.error(request, fault)
        return redirect("wagtailadmin_pages:edit", page.pk)
    if action == "submit":
        return translation_views.submit_to_moderation(request, translation, page)
    return None


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def tell_what_is_missing(request, version) -> None:
    """Say what a draft or an older version lacks because what it referred to was deleted."""
    missing = getattr(version, "missing_from", ())
    if missing and request.method == "GET":
        messages.warning(
            request,
            _(
                "Some of what this version referred to has been deleted since. It is missing from: %(names)s."
            )
            % {"names": ", ".join(missing)},
        )


@hooks.register("before_bulk_action")
def publish_what_is_complete(request, action_type: str, objects, action):
    """Refuse to publish several pages at once where one of them is not fit to be read."""
    if action_type != "publish" or not issubclass(action.model, Page):
        return None
    wanted = list(objects)
    if request.POST.get("include_descendants"):
        wanted += [d for page in objects for d in page.get_descendants().not_live().specific()]
    faults = publishing.faults(wanted)
    for fault in faults:
        messages.error(request, fault)
    return redirect(action.next_url) if faults else None


@hooks.register("construct_page_action_menu")
def converting_is_publishing(menu_items: list, request, context: dict) -> None:
    """Offer “Convert to alias” only to those who may publish the page."""
    page = context.get("page")
    if page is not None and not may_publish(request.user, page):
        menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


@hooks.register("before_move_page")
def refuse_forbidden_parent(request, page, destination):
    """Say at once that a page cannot be moved there, before asking whether it is meant."""
    if page.permissions_for_user(request.user).can_move_to(destination):
        return None
    messages.error(
        request,
        _("“%(page)s” cannot stand below “%(parent)s”.")
        % {"page": page.get_admin_display_title(), "parent": destination.get_admin_display_title()},
    )
    return redirect("wagtailadmin_pages:move", page.pk)
