"""Equipment that cooperatives share, and guides to its use."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms_site.content.blocks import body_field
from cms_site.content.declarations import api_fields, read_only
from cms_site.content.pages import ContentPage
from cms_site.content.panels import words_panel
from cms_site.content.records import ContentRecord
from cms_site.content.words import Words


class Equipment(ContentRecord):
    """A machine or a tool that cooperatives share."""

    description = Words(models.TextField(_("description")))
    units = models.PositiveIntegerField(
        _("number of units"),
        null=True,
        blank=True,
        help_text=_("Leave empty if it is not known; 0 means that there is none."),
    )

    menu = "reference"
    icon = "cogs"
    api_endpoint = "equipment"
    api_fields = api_fields(
        "slug",
        "units",
        *(f"{words}_{code}" for words in ("name", "description") for code in ("ar", "fr", "en")),
    ) + read_only("name", "description")
    list_display = ["__str__", "units"]
    panels = [
        words_panel("name", _("name")),
        words_panel("description", _("description")),
        FieldPanel("units"),
    ]

    class Meta(ContentRecord.Meta):
        verbose_name = _("piece of equipment")
        verbose_name_plural = _("equipment")
        ordering = ["slug"]


class EquipmentGuidePage(ContentPage):
    """How to use one piece of equipment."""

    introduction = models.TextField(_("introduction"), blank=True)
    equipment = models.ForeignKey(
        Equipment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("piece of equipment"),
    )
    body = body_field()

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = _("A guide to the use of one piece of equipment.")

    api_fields = api_fields("introduction", "equipment", "body")
    list_display = ["equipment"]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.FilterField("equipment"),
    ]
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("equipment"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("equipment guide")
        verbose_name_plural = _("equipment guides")
