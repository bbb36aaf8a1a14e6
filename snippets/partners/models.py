"""Partner organisations, and the programmes they lead."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from cms_site.content.children import Child
from cms_site.content.declarations import api_fields, read_only
from cms_site.content.panels import InlinePanel, words_panel
from cms_site.content.records import ContentRecord
from cms_site.content.search_fields import names

WORDS = ("name_ar", "name_fr", "name_en")


class Partner(ContentRecord):
    """An organisation the delegation works with."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("public institution")
        UNIVERSITY = "university", _("university")
        BANK = "bank", _("bank or foundation")
        INTERNATIONAL = "international", _("international organisation")
        ASSOCIATION = "association", _("association")
        COMPANY = "company", _("company")

    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, blank=True)
    website = models.URLField(_("website"), blank=True)

    named_in = ("ar",)
    menu = "reference"
    icon = "group"
    api_endpoint = "partners"
    api_fields = api_fields(
        "slug", *WORDS, "acronym", "kind", "website", "alternate_names"
    ) + read_only("name")
    list_display = ["__str__", "acronym", "kind"]
    list_filter = ["kind"]
    panels = [
        words_panel("name", _("name")),
        FieldPanel("acronym"),
        FieldPanel("kind"),
        FieldPanel("website"),
        InlinePanel("alternate_names", heading=_("other names")),
    ]
    search_fields = names("acronym", "alternate_names.name")

    class Meta(ContentRecord.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["slug"]


class PartnerName(Child):
    """Another name under which a partner is known."""

    partner = ParentalKey(Partner, on_delete=models.CASCADE, related_name="alternate_names")
    name = models.CharField(_("name"), max_length=250)

    api_fields = api_fields("name")
    panels = [FieldPanel("name")]

    class Meta(Child.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")


class Programme(ContentRecord):
    """A programme within which trainings and agreements take place."""

    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    led_by = models.ForeignKey(
        Partner,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("led by"),
    )
    website = models.URLField(_("website"), blank=True)

    named_in = ("ar",)
    menu = "reference"
    icon = "clipboard-list"
    api_endpoint = "programmes"
    api_fields = api_fields(
        "slug", *WORDS, "acronym", "led_by", "website", "alternate_names"
    ) + read_only("name")
    list_display = ["__str__", "acronym", "led_by"]
    list_filter = ["led_by"]
    panels = [
        words_panel("name", _("name")),
        FieldPanel("acronym"),
        FieldPanel("led_by"),
        FieldPanel("website"),
        InlinePanel("alternate_names", heading=_("other names")),
    ]
    search_fields = names("acronym", "alternate_names.name")

    class Meta(ContentRecord.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["slug"]


class ProgrammeName(Child):
    """Another name under which a programme is known."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="alternate_names")
    name = models.CharField(_("name"), max_length=250)

    api_fields = api_fields("name")
    panels = [FieldPanel("name")]

    class Meta(Child.Meta):
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
