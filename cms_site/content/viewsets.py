"""The editor's lists of pages and records, derived from what each model declares."""

from __future__ import annotations

from functools import lru_cache

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms_site.content.columns import ReadableSpreadsheet, column_of
from cms_site.content.content_type import ContentType, page_models, record_models
from cms_site.content.pages import IndexPage
from cms_site.content.record_choosers import RecordChooserViewSet
from cms_site.content.records import ContentRecord

# Key in ``ContentRecord.menu``: label, icon and place in the editor's menu.
MENUS = {
    "register": (_("Register"), "group", 300),
    "statistics": (_("Statistics"), "table", 310),
    "reference": (_("Reference data"), "list-ul", 320),
}


class RecordIndexView(ReadableSpreadsheet, SnippetViewSet.index_view_class):
    """The list of one record type."""


class RecordViewSet(SnippetViewSet):
    """The list, the form and the exports of one record type; a type may give a subclass."""

    index_view_class = RecordIndexView
    chooser_viewset_class = RecordChooserViewSet
    add_to_admin_menu = False
    menu_item_is_registered = True  # in the submenus below
    list_per_page = 50
    copy_view_enabled = False


def _viewset_for(model: type[ContentRecord]) -> type[RecordViewSet]:
    attributes = {
        "model": model,
        "icon": model.icon,
        "list_display": [
            name if name == "__str__" else column_of(model, name) for name in model.list_display
        ],
        "list_filter": model.list_filter,
        "list_export": model.list_export
        or [f.name for f in model._meta.concrete_fields if f.editable],
        "export_filename": model._meta.model_name,
        "ordering": model._meta.ordering or None,
    }
    base = getattr(model, "viewset_class", RecordViewSet)
    return type(f"{model.__name__}ViewSet", (base,), attributes)


def register_records(content_type: ContentType) -> None:
    """Bring every record of ``content_type`` into the editor and into the v3 API."""
    for model in content_type.get_models():
        if issubclass(model, ContentRecord):
            register_snippet(_viewset_for(model))


class _InLanguageOfInterface:
    """Adds pages in the language of the interface where none is asked for; Wagtail does in the site's first."""

    def get_locale(self) -> Locale:
        return super().get_locale() if self.request.GET.get("locale") else Locale.get_active()


class PageIndexView(
    _InLanguageOfInterface, ReadableSpreadsheet, PageListingViewSet.index_view_class
):
    """The list of one page type."""


class PageParentView(_InLanguageOfInterface, PageListingViewSet.choose_parent_view_class):
    """Where a page of one type is added: below the one page of its language that takes it, else as told."""


@lru_cache(maxsize=1)
def page_listings() -> list[PageListingViewSet]:
    """Return a list view for each page type of which there are many."""
    listings = []
    for model in page_models():
        if issubclass(model, IndexPage) or model.max_count_per_parent == 1:
            continue
        columns = list(PageListingViewSet.index_view_class.base_columns)
        columns[2:2] = [column_of(model, name) for name in model.list_display]
        attributes = {
            "model": model,
            "index_view_class": PageIndexView,
            "choose_parent_view_class": PageParentView,
            "icon": model.icon,
            "menu_label": capfirst(model._meta.verbose_name_plural),
            "columns": columns,
            "list_filter": model.list_filter,
            "list_export": ["title", "locale", "live", *model.list_display],
            "name": f"{model._meta.app_label}_{model._meta.model_name}",
            "url_prefix": f"content/{model._meta.app_label}/{model._meta.model_name}",
        }
        listings.append(type(f"{model.__name__}Listing", (PageListingViewSet,), attributes)())
    return listings


def content_menus() -> list[SubmenuMenuItem]:
    """Return a submenu for the pages, and one for each group of records."""
    pages = [v.get_menu_item(order=i) for i, v in enumerate(page_listings())]
    menus = [
        SubmenuMenuItem(
            _("Content"), Menu(items=pages), icon_name="doc-full", name="content", order=150
        )
    ]
    for key, (label, icon, order) in MENUS.items():
        viewsets = [m.snippet_viewset for m in record_models() if m.menu == key]
        if viewsets:
            menu = Menu(items=[v.get_menu_item(order=i) for i, v in enumerate(viewsets)])
            menus.append(SubmenuMenuItem(label, menu, icon_name=icon, name=key, order=order))
    return menus
