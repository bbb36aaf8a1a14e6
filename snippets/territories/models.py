"""Regions, provinces and prefectures, communes, and the delegations that serve them.

Keyed by the code of the Haut-Commissariat au Plan (HCP); the ISO 3166-2 code is the second one.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel

from cms_site.content.declarations import api_fields, read_only
from cms_site.content.fields import CountField, NamesField
from cms_site.content.panels import words_panel
from cms_site.content.records import ContentRecord
from cms_site.content.search_fields import names

WORDS = ("name_ar", "name_fr", "name_en")


def hcp_code(levels: int) -> models.CharField:
    """Return the field for an HCP code such as ``04.281.01.05``: two digits, or three for a province."""
    pattern = r"^\d{2}" + (r"\.\d{3}" if levels > 1 else "") + r"\.\d{2}" * max(levels - 2, 0) + "$"
    return models.CharField(
        _("HCP code"), max_length=12, unique=True, validators=[RegexValidator(pattern)]
    )


def iso_code() -> models.CharField:
    """Return the field for an ISO 3166-2 code such as ``MA-04`` or ``MA-KEN``."""
    message = _("Give the code as MA-04 or MA-KEN.")
    return models.CharField(
        _("ISO 3166-2 code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z0-9]{1,3}\Z", message)],
    )


def refuse_code_elsewhere(code: str, above: Territory) -> None:
    """Raise ``ValidationError`` where the HCP ``code`` does not lie in the territory ``above``."""
    if not code.startswith(f"{above.hcp_code}."):
        raise ValidationError(
            {
                "hcp_code": _("A code in %(name)s begins with %(code)s.")
                % {"name": above, "code": above.hcp_code}
            }
        )


class Territory(ContentRecord):
    """A place with an official code."""

    named_in = ("ar",)
    menu = "reference"
    icon = "site"
    api_nested_fields = ["name", "hcp_code"]

    class Meta(ContentRecord.Meta):
        abstract = True


class Region(Territory):
    """One of the twelve regions."""

    hcp_code = hcp_code(1)
    iso_code = iso_code()

    api_endpoint = "regions"
    code_fields = ("hcp_code", "iso_code")
    api_fields = api_fields("slug", "hcp_code", "iso_code", *WORDS) + read_only("name")
    api_nested_fields = ["name", "hcp_code", "iso_code"]
    list_display = ["__str__", "hcp_code", "iso_code"]
    panels = [FieldPanel("hcp_code"), FieldPanel("iso_code"), words_panel("name", _("name"))]

    class Meta(Territory.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["hcp_code"]


class Province(Territory):
    """One of the provinces and prefectures."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")

    hcp_code = hcp_code(2)
    iso_code = iso_code()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROVINCE)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=_("region")
    )
    aliases = NamesField(
        _("other names"), help_text=_("Spellings people search for, one to a line.")
    )

    api_endpoint = "provinces"
    code_fields = ("hcp_code", "iso_code")
    api_fields = api_fields(
        "slug", "hcp_code", "iso_code", "kind", "region", "aliases", *WORDS
    ) + read_only("name")
    api_nested_fields = ["name", "hcp_code", "iso_code"]
    list_display = ["__str__", "kind", "region", "hcp_code", "iso_code"]
    list_filter = ["kind", "region"]
    panels = [
        FieldPanel("hcp_code"),
        FieldPanel("iso_code"),
        FieldPanel("kind"),
        FieldPanel("region"),
        words_panel("name", _("name")),
        FieldPanel("aliases"),
    ]
    search_fields = names("aliases")

    class Meta(Territory.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["hcp_code"]

    def clean(self) -> None:
        super().clean()
        if self.region_id:
            refuse_code_elsewhere(self.hcp_code, self.region)


class Commune(Territory):
    """An urban or rural commune."""

    class Milieu(models.TextChoices):
        URBAN = "urban", _("urban")
        RURAL = "rural", _("rural")

    hcp_code = hcp_code(4)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name=_("province")
    )
    milieu = models.CharField(_("milieu"), max_length=5, choices=Milieu)
    cercle_code = models.CharField(_("circle's HCP code"), max_length=9, blank=True)
    population_2024 = CountField(
        _("population in 2024"), null=True, blank=True, help_text=_("General census of 2024.")
    )
    aliases = NamesField(
        _("other names"), help_text=_("Spellings people search for, one to a line.")
    )

    api_endpoint = "communes"
    code_fields = ("hcp_code",)
    api_fields = api_fields(
        "slug",
        "hcp_code",
        "province",
        "milieu",
        "cercle_code",
        "population_2024",
        "aliases",
        *WORDS,
    ) + read_only("name")
    list_display = ["__str__", "province", "milieu", "hcp_code", "population_2024"]
    list_filter = ["province", "milieu"]
    panels = [
        FieldPanel("hcp_code"),
        FieldPanel("province"),
        FieldPanel("milieu"),
        FieldPanel("cercle_code"),
        FieldPanel("population_2024"),
        words_panel("name", _("name")),
        FieldPanel("aliases"),
    ]
    search_fields = names("aliases")

    class Meta(Territory.Meta):
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["hcp_code"]

    def clean(self) -> None:
        super().clean()
        if self.province_id:
            refuse_code_elsewhere(self.hcp_code, self.province)
            self._refuse_another_province()

    def _refuse_another_province(self) -> None:
        """Refuse a province where what names the commune names another province beside it."""
        for relation in self._meta.related_objects if self.pk else ():
            model = relation.related_model
            if "province" not in {field.name for field in model._meta.fields}:
                continue
            users = model._default_manager.filter(**{relation.field.name: self.pk})
            others = users.filter(province__isnull=False).exclude(province=self.province_id)
            if others.exists():
                raise ValidationError(
                    {
                        "province": _("It is named with another province: %(names)s.")
                        % {"names": model._meta.verbose_name_plural}
                    }
                )


class Delegation(ContentRecord):
    """A delegation of the Office: it serves provinces, which need not make up a region."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    provinces = ParentalManyToManyField(
        Province, related_name="delegations", verbose_name=_("provinces"), blank=True
    )

    named_in = ("ar",)
    menu = "reference"
    icon = "home"
    api_endpoint = "delegations"
    code_fields = ("code",)
    api_fields = api_fields("slug", "code", "provinces", *WORDS) + read_only("name")
    api_nested_fields = ["name", "code"]
    list_display = ["__str__", "code"]
    panels = [
        FieldPanel("code"),
        words_panel("name", _("name")),
        FieldPanel("provinces", widget=forms.CheckboxSelectMultiple),
    ]

    class Meta(ContentRecord.Meta):
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["code"]
