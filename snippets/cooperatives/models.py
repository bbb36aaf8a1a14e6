"""The register of cooperatives: public facts, and contact data that stay private without consent."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.search import index

from cms_site.content.children import Child
from cms_site.content.dates import FIRST_YEAR, has_come, refuse_future_day
from cms_site.content.declarations import PrivateUntil, api_fields, read_only
from cms_site.content.fields import CountField
from cms_site.content.panels import InlinePanel, MultiFieldPanel, words_panel
from cms_site.content.phone import PhoneField
from cms_site.content.records import PublishedRecord
from cms_site.content.words import Words


def validate_year(year: int) -> None:
    """Raise ``ValidationError`` unless ``year`` lies between the first law and this year."""
    if not FIRST_YEAR <= year <= datetime.date.today().year:
        raise ValidationError(
            _("%(year)s is not a year in which a cooperative can have been created."),
            params={"year": year},
        )


class Cooperative(PublishedRecord):
    """A cooperative of the register. Unknown is null: it is never 0, false or empty.

    It is named as the register names it, which may be in one language only.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("cooperative", "active")
        SUSPENDED = "suspended", pgettext_lazy("cooperative", "suspended")
        DISSOLVED = "dissolved", pgettext_lazy("cooperative", "dissolved")

    summary = Words(models.TextField(_("summary")))
    sector = models.ForeignKey(
        "sectors.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cooperatives",
        verbose_name=_("sector"),
        limit_choices_to={"level__in": ["sector", "special"]},
        help_text=_("As the Office states it; leave empty when it does not."),
    )
    branch = models.ForeignKey(
        "sectors.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="branch_cooperatives",
        verbose_name=_("branch"),
        limit_choices_to={"level": "branch"},
    )
    province = models.ForeignKey(
        "territories.Province",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cooperatives",
        verbose_name=_("province"),
    )
    commune = models.ForeignKey(
        "territories.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cooperatives",
        verbose_name=_("commune"),
    )
    year_created = models.PositiveSmallIntegerField(
        _("year of creation"), null=True, blank=True, validators=[validate_year]
    )
    members = CountField(
        pgettext_lazy("cooperative", "members"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    women_members = CountField(_("women members"), null=True, blank=True)
    is_womens = models.BooleanField(
        _("women's cooperative"), null=True, blank=True, help_text=_("Empty means not known.")
    )
    is_youth = models.BooleanField(
        _("young people's cooperative"),
        null=True,
        blank=True,
        help_text=_("Empty means not known."),
    )
    founded_by_women = models.BooleanField(
        _("founded by women only"), null=True, blank=True, help_text=_("Empty means not known.")
    )
    status = models.CharField(
        pgettext_lazy("cooperative", "status"), max_length=10, choices=Status, blank=True
    )
    image = models.ForeignKey(
        "library.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    training_provinces = ParentalManyToManyField(
        "territories.Province",
        blank=True,
        related_name="+",
        verbose_name=_("provinces where it trains others"),
    )

    # Contact data: private until consent is recorded (Law 09-08).
    phone = PhoneField(_("phone"))
    email = models.EmailField(_("e-mail"), blank=True)
    address = Words(models.CharField(_("address"), max_length=300))
    website = models.URLField(_("website"), blank=True)
    contact_consent_on = models.DateField(
        _("consent given on"),
        null=True,
        blank=True,
        help_text=_(
            "The contact data are published only once this date and the evidence are recorded."
        ),
    )
    contact_consent_evidence = models.CharField(
        _("evidence of the consent"), max_length=250, blank=True
    )

    changes_after = ("contact_consent_on",)
    menu = "register"
    icon = "group"
    api_endpoint = "cooperatives"
    api_fields = api_fields(
        "slug",
        "name_ar",
        "name_fr",
        "name_en",
        "summary_ar",
        "summary_fr",
        "summary_en",
        "sector",
        "branch",
        "province",
        "commune",
        "year_created",
        "members",
        "women_members",
        "is_womens",
        "is_youth",
        "founded_by_women",
        "status",
        "image",
        "training_provinces",
        "activities",
        "products",
        "licences",
        "facilities",
        "training_themes",
        "registrations",
    ) + read_only("name", "summary", "contact")
    list_display = ["__str__", "sector", "province", "year_created", "members", "live"]
    list_filter = ["live", "sector", "province", "is_womens", "is_youth", "status"]
    list_export = [
        "slug",
        "name_ar",
        "name_fr",
        "name_en",
        "sector",
        "branch",
        "province",
        "commune",
        "year_created",
        "members",
        "women_members",
        "is_womens",
        "is_youth",
        "status",
        "live",
    ]
    private_until = PrivateUntil(
        "contact_consent_on",
        # The evidence is shown to nobody, but without it the others are not either.
        (
            "phone",
            "email",
            "website",
            "address_ar",
            "address_fr",
            "address_en",
            "contact_consent_evidence",
        ),
    )
    search_fields = [
        *PublishedRecord.search_fields,
        index.FilterField("sector"),
        index.FilterField("province"),
    ]

    facts_panels = [
        words_panel("name", _("name")),
        FieldRowPanel([FieldPanel("sector"), FieldPanel("branch")]),
        FieldRowPanel([FieldPanel("province"), FieldPanel("commune")]),
        FieldRowPanel([FieldPanel("year_created"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("members"), FieldPanel("women_members")]),
        FieldRowPanel(
            [FieldPanel("is_womens"), FieldPanel("is_youth"), FieldPanel("founded_by_women")]
        ),
        InlinePanel("registrations", heading=_("registration numbers")),
    ]
    story_panels = [
        words_panel("summary", _("summary")),
        FieldPanel("image"),
        InlinePanel("activities", heading=_("activities")),
        InlinePanel("products", heading=_("products")),
        InlinePanel("licences", heading=_("licences")),
        InlinePanel("facilities", heading=_("facilities")),
        InlinePanel("training_themes", heading=_("training it gives to others")),
        FieldPanel("training_provinces", widget=forms.CheckboxSelectMultiple),
    ]
    contact_panels = [
        MultiFieldPanel(
            [FieldPanel("contact_consent_on"), FieldPanel("contact_consent_evidence")],
            heading=_("consent"),
        ),
        FieldPanel("phone"),
        FieldPanel("email"),
        FieldPanel("website"),
        words_panel("address", _("address")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(facts_panels, heading=_("Facts")),
            ObjectList(story_panels, heading=_("Presentation")),
            ObjectList(contact_panels, heading=_("Contact (private)")),
        ]
    )

    class Meta(PublishedRecord.Meta):
        verbose_name = _("cooperative")
        verbose_name_plural = _("cooperatives")
        ordering = ["slug"]
        # What a large register is asked most is counted from these alone, without its wide rows.
        indexes = [
            models.Index(fields=["province", "sector", "live"], name="cooperatives_by_province"),
            models.Index(fields=["sector", "province", "live"], name="cooperatives_by_sector"),
            models.Index(fields=["commune", "live"], name="cooperatives_by_commune"),
            models.Index(fields=["status", "live"], name="cooperatives_by_status"),
        ]

    def structured_data(self) -> dict:
        place = self.commune or self.province
        contact = self.contact or {}
        return {
            "@type": "Organization",
            "description": self.summary,
            "foundingDate": self.year_created and str(self.year_created),
            "address": place
            and {
                "@type": "PostalAddress",
                "addressLocality": str(place),
                "addressRegion": self.province and str(self.province),
                "addressCountry": "MA",
                "streetAddress": contact.get("address"),
            },
            "telephone": contact.get("phone"),
            "email": contact.get("email"),
            "sameAs": contact.get("website"),
        }

    @property
    def contact(self) -> dict[str, str] | None:
        """The contact data, or ``None`` before the day of a consent to publish them of which there is evidence."""
        if not (self.contact_consent_evidence.strip() and has_come(self.contact_consent_on)):
            return None
        return {
            "phone": self.phone or None,
            "email": self.email or None,
            "address": self.address or None,
            "website": self.website or None,
        }

    def clean(self) -> None:
        super().clean()
        refuse_future_day(self, "contact_consent_on")
        errors = {}
        if bool(self.contact_consent_on) != bool(self.contact_consent_evidence.strip()):
            missing = "evidence" if self.contact_consent_on else "on"
            errors[f"contact_consent_{missing}"] = _(
                "The day of a consent and its evidence are recorded together."
            )
        if self.women_members is not None and self.members is None:
            errors["women_members"] = _("Give the number of all members too.")
        elif self.women_members is not None and self.women_members > self.members:
            errors["women_members"] = _("There cannot be more women members than members.")
        if self.sector_id and self.sector.level not in ("sector", "special"):
            errors["sector"] = _("An aggregate or a branch cannot be the sector of a cooperative.")
        if self.branch_id and self.branch.parent_id != self.sector_id:
            errors["branch"] = _("This branch does not belong to the sector.")
        if self.commune_id and self.commune.province_id != self.province_id:
            errors["commune"] = _("This commune does not lie in the province.")
        if errors:
            raise ValidationError(errors)

    def get_preview_template(self, request, mode_name: str) -> str:
        return "cooperatives/preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        return {**super().get_preview_context(request, mode_name), "cooperative": self}


class NamedItem(Child):
    """A child that is a name in three languages."""

    name = Words(models.CharField(_("name"), max_length=250))

    api_fields = api_fields("name_ar", "name_fr", "name_en") + read_only("name")
    panels = [FieldPanel("name_ar"), FieldPanel("name_fr"), FieldPanel("name_en")]

    class Meta(Child.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class Activity(NamedItem):
    """What a cooperative does."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="activities")

    class Meta(NamedItem.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")


class Product(NamedItem):
    """What a cooperative makes."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="products")

    class Meta(NamedItem.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")


class Facility(NamedItem):
    """What a cooperative works with: a unit, a laboratory, a shop."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="facilities")

    class Meta(NamedItem.Meta):
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")


class TrainingTheme(NamedItem):
    """What a cooperative teaches others."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="training_themes")

    class Meta(NamedItem.Meta):
        verbose_name = _("training theme")
        verbose_name_plural = _("training themes")


class Licence(Child):
    """A licence a cooperative holds."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="licences")
    issuer = Words(models.CharField(_("issued by"), max_length=250))
    scope = Words(models.CharField(_("what it allows"), max_length=250))
    subject = Words(models.CharField(_("for what"), max_length=250))
    number = models.CharField(_("number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    api_fields = api_fields(
        *(f"{w}_{code}" for w in ("issuer", "scope", "subject") for code in ("ar", "fr", "en")),
        "number",
        "issued_on",
    ) + read_only("issuer", "scope", "subject")
    panels = [
        words_panel("issuer", _("issued by")),
        words_panel("scope", _("what it allows")),
        words_panel("subject", _("for what")),
        FieldPanel("number"),
        FieldPanel("issued_on"),
    ]

    class Meta(Child.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")

    def clean(self) -> None:
        super().clean()
        refuse_future_day(self, "issued_on")


class Registration(Child):
    """A number in the register of cooperatives: text, because it keeps zeros and slashes."""

    cooperative = ParentalKey(Cooperative, on_delete=models.CASCADE, related_name="registrations")
    court = Words(models.CharField(_("court"), max_length=200))
    number = models.CharField(_("number"), max_length=60)

    distinct_by = ("number", "court_ar", "court_fr", "court_en")
    api_fields = api_fields("court_ar", "court_fr", "court_en", "number") + read_only("court")
    panels = [words_panel("court", _("court")), FieldPanel("number")]

    class Meta(Child.Meta):
        verbose_name = _("registration number")
        verbose_name_plural = _("registration numbers")
