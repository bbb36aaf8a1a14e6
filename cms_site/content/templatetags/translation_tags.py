"""Tags of the translation editor's template."""

from __future__ import annotations

from django import template
from wagtail.admin.action_menu import PageActionMenu, WorkflowMenuItem
from wagtail.models import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def decisions(context: template.Context, page: Page) -> list[WorkflowMenuItem]:
    """Return what the reader may decide about ``page``, as its ordinary editor would offer it."""
    request = context["request"]
    lock = page.get_lock()
    locked_for_user = lock is not None and lock.for_user(request.user)
    menu = PageActionMenu(
        request, view="edit", page=page, lock=lock, locked_for_user=locked_for_user
    )
    items = [menu.default_item, *menu.menu_items]
    return [item for item in items if isinstance(item, WorkflowMenuItem)]
