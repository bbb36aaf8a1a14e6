"""Success stories: cooperatives that made their way, told in pictures."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from cms_site.content.blocks import body_field
from cms_site.content.children import TranslatableChild
from cms_site.content.dates import has_come, refuse_future_day
from cms_site.content.declarations import PrivateUntil, ToldOf, api_fields, read_only
from cms_site.content.list_filters import RecordFilter
from cms_site.content.pages import ContentPage, IndexPage
from cms_site.content.panels import InlinePanel


class SuccessStoryIndexPage(IndexPage):
    """The success stories, in the order in which staff arrange them: the first ones also as a carousel."""

    subpage_types = ["success_stories.SuccessStoryPage"]
    item_ordering = ("path",)
    item_filters = (
        RecordFilter("sector", pgettext_lazy("choice in a list", "sector"), "cooperative__sector"),
        RecordFilter(
            "province", pgettext_lazy("choice in a list", "province"), "cooperative__province"
        ),
    )
    page_description = _(
        "The list of success stories, the first ones also as a carousel; arrange them in the page list."
    )

    class Meta:
        verbose_name = _("success stories index")
        verbose_name_plural = _("success stories indexes")

    def get_items(self, request) -> models.QuerySet:
        """Return the public stories with what a slide shows of their cooperatives."""
        shown = ("cooperative__sector", "cooperative__province")
        return super().get_items(request).select_related(*shown)


class SuccessStoryPage(ContentPage):
    """The story of one cooperative; what is true of the cooperative is told in its record."""

    cooperative = models.ForeignKey(
        "cooperatives.Cooperative",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cooperative"),
    )
    summary = models.TextField(
        _("summary"), help_text=_("Two or three sentences for the carousel and for lists.")
    )
    body = body_field()
    products = ToldOf("cooperative", "products", "What the cooperative makes.")
    licences = ToldOf("cooperative", "licences", "The licences the cooperative holds.")

    schema_type = "Article"
    tells_of = "cooperative"
    changes_after = ("people__legal_basis_on",)
    list_display = ["cooperative"]
    list_filter = ["cooperative", "locale"]
    parent_page_types = ["success_stories.SuccessStoryIndexPage"]
    subpage_types: list[str] = []
    page_description = _("The story of one cooperative, with slides.")

    api_fields = api_fields("cooperative", "summary", "body", "slides", "people") + read_only(
        "products", "licences"
    )
    search_fields = [
        *ContentPage.search_fields,
        index.FilterField("cooperative"),
    ]
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("cooperative"),
        FieldPanel("summary"),
        InlinePanel("slides", heading=_("slides"), label=_("slide")),
        FieldPanel("body"),
        InlinePanel(
            "people",
            heading=_("people"),
            label=_("person"),
            help_text=_("Not shown to anybody until a legal basis is recorded."),
        ),
    ]

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")

    def structured_data(self) -> dict:
        told = {"description": self.summary}
        if self.cooperative is not None and self.cooperative.is_public:
            told["about"] = {"@type": "Organization", "name": str(self.cooperative)}
        return told


class Slide(TranslatableChild):
    """One picture of a story with its caption."""

    page = ParentalKey(SuccessStoryPage, on_delete=models.CASCADE, related_name="slides")
    image = models.ForeignKey(
        "library.LibraryImage", on_delete=models.CASCADE, related_name="+", verbose_name=_("image")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)

    api_fields = api_fields("image", "caption")
    panels = [FieldPanel("image"), FieldPanel("caption")]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("slide")
        verbose_name_plural = _("slides")


class Person(TranslatableChild):
    """Somebody a story names: personal data, private until a legal basis is recorded (Law 09-08)."""

    class LegalBasis(models.TextChoices):
        CONSENT = "consent", _("consent of the person")
        PUBLIC_OFFICE = "public_office", _("holds a public office")
        PUBLISHED = "published", _("published by the person")

    page = ParentalKey(SuccessStoryPage, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=160)
    title = models.CharField(_("form of address"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=160, blank=True)
    qualification = models.CharField(_("qualification"), max_length=160, blank=True)
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=15,
        choices=LegalBasis,
        blank=True,
        help_text=_("Without one, this person is shown to nobody (Law 09-08)."),
    )
    legal_basis_on = models.DateField(_("recorded on"), null=True, blank=True)

    private_until = PrivateUntil("legal_basis_on")

    api_fields = api_fields("name", "title", "role", "qualification")
    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("role"), FieldPanel("qualification")]),
        FieldRowPanel([FieldPanel("legal_basis"), FieldPanel("legal_basis_on")]),
    ]

    class Meta(TranslatableChild.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def is_public(self) -> bool:
        return bool(self.legal_basis) and has_come(self.legal_basis_on)

    def clean(self) -> None:
        super().clean()
        if bool(self.legal_basis) != bool(self.legal_basis_on):
            raise ValidationError(
                {"legal_basis_on": _("A legal basis and its date are recorded together.")}
            )
        refuse_future_day(self, "legal_basis_on")
