"""Partnership agreements: who signed, for what, until when."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from cms_site.content.blocks import body_field
from cms_site.content.children import Child, TranslatableChild
from cms_site.content.declarations import DerivedChoice, api_fields, read_only
from cms_site.content.list_filters import RecordFilter, YearFilter
from cms_site.content.pages import ContentPage, IndexPage
from cms_site.content.panels import InlinePanel, MultiFieldPanel


class AgreementIndexPage(IndexPage):
    """The list of agreements, the latest first."""

    subpage_types = ["agreements.AgreementPage"]
    item_ordering = ("-signed_on", "-first_published_at")
    item_filters = (
        YearFilter("year", pgettext_lazy("choice in a list", "year"), "signed_on"),
        RecordFilter("province", pgettext_lazy("choice in a list", "province"), "provinces"),
        RecordFilter("programme", pgettext_lazy("choice in a list", "programme"), "programme"),
        RecordFilter("partner", pgettext_lazy("choice in a list", "partner"), "parties__partner"),
    )
    page_description = _("The list of agreements, the latest first.")

    class Meta:
        verbose_name = _("agreements index")
        verbose_name_plural = _("agreements indexes")


class AgreementPage(ContentPage):
    """An agreement. A date that is not known stays empty."""

    class Status(models.TextChoices):
        UPCOMING = "upcoming", _("not yet in force")
        IN_FORCE = "in_force", _("in force")
        EXPIRED = "expired", pgettext_lazy("agreement", "expired")
        NOT_STATED = "not_stated", _("term not stated")

    introduction = models.TextField(
        _("introduction"), help_text=_("One or two sentences that say what was agreed.")
    )
    signed_on = models.DateField(
        _("signed on"), null=True, blank=True, help_text=_("Leave empty if it is not known.")
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Leave empty if it is not known.")
    )
    programme = models.ForeignKey(
        "partners.Programme",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("programme"),
    )
    provinces = ParentalManyToManyField(
        "territories.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )
    place = models.CharField(_("place"), max_length=250, blank=True)
    document = models.ForeignKey(
        "library.LibraryDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    body = body_field()

    schema_type = "Article"
    changes_after = ("signed_on", "valid_until")
    list_display = ["signed_on", "valid_until"]
    list_filter = ["signed_on", "programme", "locale"]
    parent_page_types = ["agreements.AgreementIndexPage"]
    subpage_types: list[str] = []
    page_description = _("An agreement: its parties, its objectives, its term.")

    api_fields = api_fields(
        "introduction",
        "parties",
        "objectives",
        "signed_on",
        "valid_until",
        "programme",
        "provinces",
        "place",
        "document",
        "body",
    ) + read_only("status")
    api_choices = {"status": DerivedChoice(Status, "having_status")}
    search_fields = [
        *ContentPage.search_fields,
        index.FilterField("signed_on"),
        index.FilterField("programme"),
    ]
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("introduction"),
        InlinePanel("parties", heading=_("parties"), label=_("party")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("signed_on"), FieldPanel("valid_until")]),
                FieldPanel("programme"),
                FieldPanel("provinces", widget=forms.CheckboxSelectMultiple),
                FieldPanel("place"),
                FieldPanel("document"),
            ],
            heading=_("facts"),
        ),
        InlinePanel("objectives", heading=_("objectives"), label=_("objective")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    @property
    def status(self) -> str:
        """Derived from the dates; where they do not tell, ``not_stated``: nothing is guessed."""
        today = datetime.date.today()
        if self.valid_until and self.valid_until < today:
            return self.Status.EXPIRED
        if self.signed_on and self.signed_on > today:
            return self.Status.UPCOMING
        if self.signed_on and self.valid_until:
            return self.Status.IN_FORCE
        return self.Status.NOT_STATED

    @classmethod
    def having_status(cls) -> dict[str, models.Q]:
        """Return for each ``status`` the condition that the agreements with it meet today."""
        today = datetime.date.today()
        expired = models.Q(valid_until__lt=today)
        upcoming = ~expired & models.Q(signed_on__gt=today)
        term_stated = models.Q(signed_on__isnull=False, valid_until__isnull=False)
        return {
            cls.Status.EXPIRED: expired,
            cls.Status.UPCOMING: upcoming,
            cls.Status.IN_FORCE: ~expired & ~upcoming & term_stated,
            cls.Status.NOT_STATED: ~expired & ~upcoming & ~term_stated,
        }

    @property
    def status_label(self) -> str:
        """The status in the visitor's language."""
        return self.Status(self.status).label

    def clean(self) -> None:
        super().clean()
        if self.signed_on and self.valid_until and self.valid_until < self.signed_on:
            raise ValidationError({"valid_until": _("The agreement ends before it is signed.")})


class Party(Child):
    """A party to an agreement, in the order of signing."""

    page = ParentalKey(AgreementPage, on_delete=models.CASCADE, related_name="parties")
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )

    distinct_by = ("partner",)
    api_fields = api_fields("partner")
    panels = [FieldPanel("partner")]

    class Meta(Child.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")


class Objective(TranslatableChild):
    """What an agreement is for, in order."""

    page = ParentalKey(AgreementPage, on_delete=models.CASCADE, related_name="objectives")
    text = models.TextField(_("objective"))

    api_fields = api_fields("text")
    panels = [FieldPanel("text")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
