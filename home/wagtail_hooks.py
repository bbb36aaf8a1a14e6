"""What the front page adds to the editor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from home.models import HomePage


@hooks.register("before_create_page")
def refuse_another_front_page(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Leave new front pages to administrators: no visitor reaches one until a site begins there."""
    if not issubclass(page_class, HomePage) or request.user.is_superuser:
        return None
    messages.error(
        request, _("A front page is added by an administrator. Add pages below one of these.")
    )
    return redirect("wagtailadmin_explore", parent.pk)
