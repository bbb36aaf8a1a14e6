"""Training reports: what a training was, for whom, with whom, and what came of it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page
from wagtail.search import index

from cms_site.content.blocks import body_field
from cms_site.content.children import Child, TranslatableChild
from cms_site.content.declarations import api_fields, read_only
from cms_site.content.fields import CountField
from cms_site.content.list_filters import RecordFilter, YearFilter
from cms_site.content.pages import ContentPage, IndexPage
from cms_site.content.panels import InlinePanel, MultiFieldPanel
from cms_site.content.search_fields import RelatedNames
from cms_site.content.visibility import Visibility


class TrainingReportIndexPage(IndexPage):
    """The list of training reports, the latest first."""

    subpage_types = ["training_reports.TrainingReportPage"]
    # Where the first day is not known, the last one is the nearest to it.
    item_ordering = (
        Coalesce("start_date", "end_date").desc(nulls_last=True),
        "-first_published_at",
    )
    item_filters = (
        YearFilter("year", pgettext_lazy("choice in a list", "year"), "start_date"),
        RecordFilter("province", pgettext_lazy("choice in a list", "province"), "provinces"),
        RecordFilter("programme", pgettext_lazy("choice in a list", "programme"), "programme"),
        RecordFilter("partner", pgettext_lazy("choice in a list", "partner"), "partners__partner"),
    )
    page_description = _("The list of training reports, the latest first.")

    class Meta:
        verbose_name = _("training reports index")
        verbose_name_plural = _("training reports indexes")


class TrainingReportPage(ContentPage):
    """A report on one training. A date or a number that is not known stays empty."""

    introduction = models.TextField(
        _("introduction"), help_text=_("One or two sentences that say what the training was.")
    )
    start_date = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Leave empty if it is not known.")
    )
    end_date = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Leave empty if it is not known.")
    )
    programme = models.ForeignKey(
        "partners.Programme",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("programme"),
    )
    framework = models.CharField(
        _("framework"),
        max_length=250,
        blank=True,
        help_text=_("The agreement or programme in words, where it has no page of its own."),
    )
    agreement = models.ForeignKey(
        "agreements.AgreementPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreement"),
    )
    provinces = ParentalManyToManyField(
        "territories.Province", blank=True, related_name="+", verbose_name=_("provinces")
    )
    venue = models.CharField(_("venue"), max_length=250, blank=True)
    audience = models.CharField(_("audience"), max_length=250, blank=True)
    delivered_by = models.CharField(_("delivered by"), max_length=250, blank=True)
    beneficiaries = CountField(
        _("beneficiaries"),
        null=True,
        blank=True,
        help_text=_("Leave empty if it is not known; 0 means nobody came."),
    )
    beneficiaries_women = CountField(_("women among them"), null=True, blank=True)
    beneficiaries_youth = CountField(_("young people among them"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    body = body_field()
    cooperatives = ParentalManyToManyField(
        "cooperatives.Cooperative", blank=True, related_name="+", verbose_name=_("cooperatives")
    )

    schema_type = "Article"
    list_display = ["start_date", "beneficiaries"]
    list_filter = ["start_date", "programme", "locale"]
    parent_page_types = ["training_reports.TrainingReportIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A report on one training: dates, partners, modules, outcome.")

    api_fields = api_fields(
        "introduction",
        "start_date",
        "end_date",
        "programme",
        "framework",
        "partners",
        "provinces",
        "venue",
        "audience",
        "delivered_by",
        "beneficiaries",
        "beneficiaries_women",
        "beneficiaries_youth",
        "modules",
        "aims",
        "outcome",
        "body",
        "gallery",
        "cooperatives",
        "agreement",
    ) + read_only("duration_days")
    search_fields = [
        *ContentPage.search_fields,
        RelatedNames("programme__led_by"),
        index.FilterField("start_date"),
        index.FilterField("programme"),
    ]
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                FieldPanel("programme"),
                FieldPanel("framework"),
                FieldPanel("agreement"),
                FieldPanel("provinces", widget=forms.CheckboxSelectMultiple),
                FieldPanel("venue"),
                FieldPanel("audience"),
                FieldPanel("delivered_by"),
                FieldRowPanel(
                    [
                        FieldPanel("beneficiaries"),
                        FieldPanel("beneficiaries_women"),
                        FieldPanel("beneficiaries_youth"),
                    ]
                ),
            ],
            heading=_("facts"),
        ),
        InlinePanel("partners", heading=_("partners"), label=_("partner")),
        InlinePanel("aims", heading=_("aims"), label=_("aim")),
        InlinePanel("modules", heading=_("modules"), label=_("module")),
        FieldPanel("outcome"),
        FieldPanel("body"),
        InlinePanel("gallery", heading=_("gallery"), label=_("image")),
        FieldPanel("cooperatives"),
    ]

    class Meta:
        verbose_name = _("training report")
        verbose_name_plural = _("training reports")

    @property
    def duration_days(self) -> int | None:
        """The number of days from the first to the last, or ``None`` where either is not known."""
        if self.start_date and self.end_date:
            return (self.end_date - self.start_date).days + 1
        return None

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        earlier, later = self.neighbours(Visibility.of(request))
        return context | {"earlier": earlier, "later": later}

    def neighbours(self, visibility: Visibility) -> tuple[Page | None, Page | None]:
        """Return the public reports before and after this one by their first day, in its list. One query."""
        if self.start_date is None:
            return None, None
        others = visibility.pages(type(self).objects.sibling_of(self, inclusive=False))
        same_day = Q(start_date=self.start_date)
        before = others.filter(Q(start_date__lt=self.start_date) | same_day & Q(pk__lt=self.pk))
        after = others.filter(Q(start_date__gt=self.start_date) | same_day & Q(pk__gt=self.pk))
        last = before.order_by("-start_date", "-pk").values("pk")[:1]
        first = after.order_by("start_date", "pk").values("pk")[:1]
        earlier = later = None
        for page in others.filter(Q(pk=Subquery(last)) | Q(pk=Subquery(first))):
            if (page.start_date, page.pk) < (self.start_date, self.pk):
                earlier = page
            else:
                later = page
        return earlier, later

    def structured_data(self) -> dict:
        event = {
            "@type": "EducationEvent",
            "name": self.title,
            "inLanguage": self.locale.language_code,
            "startDate": self.start_date,
            "endDate": self.end_date,
            "location": self.venue and {"@type": "Place", "name": self.venue},
            "audience": self.audience and {"@type": "Audience", "audienceType": self.audience},
            "performer": self.delivered_by and {"@type": "Organization", "name": self.delivered_by},
        }
        return {"about": event}

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.start_date and self.end_date and self.end_date < self.start_date:
            errors["end_date"] = _("The last day comes before the first.")
        for part in ("beneficiaries_women", "beneficiaries_youth"):
            number = getattr(self, part)
            if number is not None and self.beneficiaries is None:
                errors[part] = _("Give the number of all beneficiaries too.")
            elif number is not None and number > self.beneficiaries:
                errors[part] = _("There cannot be more of them than beneficiaries.")
        if errors:
            raise ValidationError(errors)


class ReportPartner(Child):
    """A partner of a training, and what it did."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        FUNDER = "funder", _("funder")
        HOST = "host", _("host")
        TRAINER = "trainer", _("trainer")

    page = ParentalKey(TrainingReportPage, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ORGANISER)

    distinct_by = ("partner", "role")
    api_fields = api_fields("partner", "role")
    panels = [FieldRowPanel([FieldPanel("partner"), FieldPanel("role")])]

    class Meta(Child.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")


class Module(TranslatableChild):
    """One module of a training, in order."""

    page = ParentalKey(TrainingReportPage, on_delete=models.CASCADE, related_name="modules")
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("summary"), blank=True)

    api_fields = api_fields("title", "summary")
    panels = [FieldPanel("title"), FieldPanel("summary")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")


class Aim(TranslatableChild):
    """What a training was for."""

    page = ParentalKey(TrainingReportPage, on_delete=models.CASCADE, related_name="aims")
    text = models.CharField(_("aim"), max_length=250)

    api_fields = api_fields("text")
    panels = [FieldPanel("text")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("aim")
        verbose_name_plural = _("aims")


class GalleryImage(TranslatableChild):
    """An image of a training with its caption."""

    page = ParentalKey(TrainingReportPage, on_delete=models.CASCADE, related_name="gallery")
    image = models.ForeignKey(
        "library.LibraryImage", on_delete=models.CASCADE, related_name="+", verbose_name=_("image")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)

    api_fields = api_fields("image", "caption")
    panels = [FieldPanel("image"), FieldPanel("caption")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("gallery image")
        verbose_name_plural = _("gallery images")
