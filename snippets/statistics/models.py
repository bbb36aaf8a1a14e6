"""Statistics as published: a data set with its observations, and the indicators they measure.

Nothing here computes or corrects a published figure: shares of 38, 32 and 31 stay as they are.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.api import APIField
from wagtail.models import Orderable

from cms_site.content.children import Child
from cms_site.content.dates import refuse_future_day
from cms_site.content.declarations import api_fields, read_only
from cms_site.content.panels import InlinePanel, words_panel
from cms_site.content.records import ContentRecord, PublishedRecord
from cms_site.content.words import Words
from snippets.statistics.published import MOST_DECIMALS, PublishedNumber, numbers_in, rounded
from snippets.statistics.serializers import PublishedValueField

WORDS = ("name_ar", "name_fr", "name_en")


class Indicator(ContentRecord):
    """What is measured, and in which unit."""

    class Unit(models.TextChoices):
        COUNT = "count", _("count")
        PERCENT = "percent", _("per cent")
        MAD = "MAD", _("Moroccan dirhams")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    definition = Words(models.TextField(_("definition")))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)

    named_in = ("ar",)
    menu = "statistics"
    icon = "order"
    api_endpoint = "indicators"
    code_fields = ("code",)
    api_fields = api_fields(
        "slug", "code", *WORDS, "definition_ar", "definition_fr", "definition_en", "unit"
    ) + read_only("name", "definition")
    api_nested_fields = ["name", "code", "unit"]
    list_display = ["__str__", "code", "unit"]
    list_filter = ["unit"]
    panels = [
        FieldPanel("code"),
        words_panel("name", _("name")),
        words_panel("definition", _("definition")),
        FieldPanel("unit"),
    ]

    class Meta(ContentRecord.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code"]


class Dataset(PublishedRecord):
    """Figures of one reference date, from one source."""

    class Status(models.TextChoices):
        FINAL = "final", _("final")
        PROVISIONAL = "provisional", _("provisional")
        REVISED = "revised", _("revised")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    description = Words(models.TextField(_("description")))
    reference_date = models.DateField(_("reference date"))
    geography = Words(models.CharField(_("area"), max_length=250))
    delegation = models.ForeignKey(
        "territories.Delegation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="datasets",
        verbose_name=_("delegation"),
    )
    source = Words(models.CharField(_("source"), max_length=250))
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    notes = Words(models.TextField(_("notes")))
    status = models.CharField(
        _("status of the figures"), max_length=12, choices=Status, default=Status.FINAL
    )

    named_in = ("ar",)
    schema_type = "Dataset"
    menu = "statistics"
    icon = "table"
    api_endpoint = "datasets"
    code_fields = ("code",)
    api_fields = api_fields(
        "slug",
        "code",
        *WORDS,
        *(
            f"{words}_{language}"
            for words in ("description", "geography", "source", "notes")
            for language in ("ar", "fr", "en")
        ),
        "reference_date",
        "delegation",
        "licence",
        "status",
        "observations",
    ) + read_only("name", "description", "geography", "source", "notes")
    api_nested_fields = ["name", "code", "reference_date"]
    list_display = ["__str__", "reference_date", "status", "live"]
    list_filter = ["live", "status", "reference_date"]
    list_export = ["code", *WORDS, "reference_date", "licence", "status", "live"]
    panels = [
        FieldPanel("code"),
        words_panel("name", _("name")),
        words_panel("description", _("description")),
        FieldRowPanel([FieldPanel("reference_date"), FieldPanel("status")]),
        words_panel("geography", _("area")),
        FieldPanel("delegation"),
        words_panel("source", _("source")),
        FieldPanel("licence"),
        words_panel("notes", _("notes")),
        InlinePanel("observations", heading=_("observations")),
    ]

    class Meta(PublishedRecord.Meta):
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")
        ordering = ["-reference_date", "code"]

    def structured_data(self) -> dict:
        data = f"{settings.SITE_URL}{self.data_url}"
        formats = {"json": "application/json", "csv": "text/csv"}
        return {
            "description": self.description,
            "identifier": str(self.uuid),
            "temporalCoverage": self.reference_date,
            "spatialCoverage": self.geography,
            "creditText": self.source,
            "license": self.licence if self.licence.startswith("http") else None,
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": f"{data}&format={name}",
                }
                for name, kind in formats.items()
            ],
        }

    def clean(self) -> None:
        super().clean()
        refuse_future_day(self, "reference_date")

    def get_preview_template(self, request, mode_name: str) -> str:
        return "statistics/preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        return {**super().get_preview_context(request, mode_name), "dataset": self}

    @property
    def data_url(self) -> str:
        """The address of the figures in the API, to which more parameters can be added."""
        return f"/api/v2/observations/?dataset={self.code}"

    @cached_property
    def tables(self) -> list[IndicatorTable]:
        """The observations grouped by indicator and by what they are of, all in the editor's order.

        A total is not among its parts, nor provinces among sectors.
        """
        groups: dict[tuple, IndicatorTable] = {}
        for observation in self.observations.all():
            key = observation.indicator_id, observation.dimensions
            table = groups.setdefault(key, IndicatorTable(self, observation.indicator, []))
            table.observations.append(observation)
        return list(groups.values())

    @property
    def totals(self) -> list[Observation]:
        """The observations of no sector and no territory: the key figures."""
        return [o for o in self.observations.all() if not o.dimensions]


# What an observation may be of.
DIMENSIONS = ("sector", "region", "province", "commune")


class IndicatorTable:
    """The observations of one indicator in one data set that are of the same: of sectors, of provinces."""

    def __init__(
        self, dataset: Dataset, indicator: Indicator, observations: list[Observation]
    ) -> None:
        self.dataset = dataset
        self.indicator = indicator
        self.observations = observations

    @property
    def is_breakdown(self) -> bool:
        """Whether the figures are parts, by sector or territory."""
        return bool(self.parts)

    @property
    def dimension(self) -> str:
        """What the parts are: ``"sector"``, ``"territory"`` or "" for totals."""
        own = self.observations[0].dimensions
        return "sector" if "sector" in own else "territory" if own else ""

    @property
    def parts(self) -> list[Observation]:
        """The figures that are of a sector or a territory: all but the totals."""
        return [o for o in self.observations if o.dimensions]

    @property
    def total(self) -> Decimal:
        """The sum of the known parts as published; for the rounding note only."""
        return sum((o.value for o in self.parts if o.value is not None), Decimal())

    @property
    def needs_rounding_note(self) -> bool:
        """Whether published shares do not add up to 100, which rounding each of them causes."""
        return (
            self.is_breakdown
            and self.indicator.unit == Indicator.Unit.PERCENT
            and all(o.value is not None for o in self.parts)
            and self.total != 100
        )

    @property
    def greatest(self) -> Observation | None:
        """The part with the greatest figure, where the published figures tell which one it is.

        They do not where two are equal, where one is not known or not exact, where the parts are of
        several kinds, which may contain each other, and where each is of a sector and a territory.
        """
        parts = self.parts
        kinds = {o.dimensions for o in parts}
        exact = all(
            o.value is not None and o.qualifier == Observation.Qualifier.EXACT for o in parts
        )
        if len(parts) < 2 or len(kinds) > 1 or len(parts[0].dimensions) > 1 or not exact:
            return None
        second, first = sorted(parts, key=lambda o: o.value)[-2:]
        return first if first.value > second.value else None

    @property
    def shows_greatest_share(self) -> bool:
        """Whether ``greatest`` is the greatest of all shares: those not told are together less."""
        greatest = self.greatest
        return (
            greatest is not None
            and self.indicator.unit == Indicator.Unit.PERCENT
            and greatest.value > 100 - self.total
        )

    @property
    def data_url(self) -> str:
        """The address of these figures in the API."""
        url = f"{self.dataset.data_url}&indicator={self.indicator.code}"
        if sum(table.indicator == self.indicator for table in self.dataset.tables) == 1:
            return url
        own = self.observations[0].dimensions
        return url + "".join(
            f"&{name}__isnull={'false' if name in own else 'true'}" for name in DIMENSIONS
        )


class ObservationQuerySet(models.QuerySet):
    """Observations, and those of published data sets."""

    def public(self) -> ObservationQuerySet:
        return self.filter(dataset__live=True)


class Observation(Child):
    """One figure as published."""

    class Qualifier(models.TextChoices):
        EXACT = "exact", _("exact")
        ABOUT = "about", _("about")
        MORE_THAN = "more_than", _("more than")

    class Status(models.TextChoices):  # SDMX CL_OBS_STATUS 2.2
        NORMAL = "A", _("normal")
        ESTIMATED = "E", _("estimated")
        PROVISIONAL = "P", _("provisional")
        MISSING = "M", _("missing")

    uuid = models.UUIDField("UUID", default=uuid.uuid4, unique=True, editable=False)
    dataset = ParentalKey(Dataset, on_delete=models.CASCADE, related_name="observations")
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        related_name="observations",
        verbose_name=_("indicator"),
    )
    sector = models.ForeignKey(
        "sectors.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    region = models.ForeignKey(
        "territories.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    province = models.ForeignKey(
        "territories.Province",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("province"),
    )
    commune = models.ForeignKey(
        "territories.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commune"),
    )
    value = PublishedNumber(
        _("value"),
        max_digits=20,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Empty means not known, which is not 0."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals as published"), default=0, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=Qualifier, default=Qualifier.EXACT
    )
    as_published = models.CharField(_("text as published"), max_length=120, blank=True)
    status = models.CharField(
        pgettext_lazy("statistics", "status"), max_length=1, choices=Status, default=Status.NORMAL
    )

    distinct_by = ("indicator", "sector", "region", "province", "commune")
    api_endpoint = "observations"
    api_fields = [
        # Which data set a figure is of follows from where staff write it.
        *read_only("dataset"),
        *api_fields("indicator", "sector", "region", "province", "commune"),
        APIField("value", serializer=PublishedValueField(), writable=True),
        *read_only("unit", "currency"),
        *api_fields("decimals", "qualifier", "as_published", "status"),
    ]
    code_fields: tuple[str, ...] = ()
    panels = [
        FieldPanel("indicator"),
        FieldRowPanel([FieldPanel("sector"), FieldPanel("province")]),
        FieldRowPanel([FieldPanel("region"), FieldPanel("commune")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("decimals"), FieldPanel("qualifier")]),
        FieldRowPanel([FieldPanel("as_published"), FieldPanel("status")]),
    ]

    objects = ObservationQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.CheckConstraint(
                name="observation_of_one_territory",
                condition=models.Q(region=None, province=None)
                | models.Q(region=None, commune=None)
                | models.Q(province=None, commune=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.dimension_label}".strip()

    @property
    def territory(self):
        """The one region, province or commune the figure is about, or ``None``."""
        return self.region or self.province or self.commune

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The fields that say what the figure is of: ``("province",)``, or none for a total."""
        return tuple(name for name in DIMENSIONS if getattr(self, f"{name}_id"))

    @property
    def dimension_label(self) -> str:
        """The name of the sector or territory, or "" for a total."""
        return str(self.sector or self.territory or "")

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code where the unit is money."""
        return self.unit if self.unit == Indicator.Unit.MAD else None

    @property
    def published_value(self) -> int | str | None:
        """The value with its published decimals: an integer, or a string where it has decimals."""
        if self.value is None:
            return None
        value = rounded(self.value, self.decimals)
        return str(value) if self.decimals else int(value)

    def clean(self) -> None:
        super().clean()
        if sum(map(bool, (self.region_id, self.province_id, self.commune_id))) > 1:
            raise ValidationError({"province": _("A figure is about one territory at most.")})
        if self.value is not None and self.value != rounded(self.value, self.decimals):
            raise ValidationError({"decimals": _("The value has more decimals than this.")})
        self._clean_value()
        self._clean_as_published()

    def _clean_value(self) -> None:
        """Refuse a count below nothing, and a value of what is said to be missing."""
        if self.value is None:
            return
        counts = self.indicator_id and self.indicator.unit == Indicator.Unit.COUNT
        if counts and self.value < 0:
            raise ValidationError(
                {"value": _("This indicator counts: there are not fewer than 0.")}
            )
        if self.status == self.Status.MISSING:
            raise ValidationError({"status": _("A figure that has a value is not missing.")})

    def _clean_as_published(self) -> None:
        """Refuse a text that names another figure, or an exact total without any.

        The text of a part may be its label, "agricultural sector"; that of a figure which is not
        exact may be words only, "more than half".
        """
        if self.value is None or not self.as_published:
            return
        numbers = numbers_in(self.as_published)
        if numbers and not any(abs(self.value) in readings for readings in numbers):
            raise ValidationError(
                {
                    "as_published": _("This text says another figure than the value, %(value)s.")
                    % {"value": self.published_value}
                }
            )
        is_total = self.sector_id is None and self.territory is None
        if not numbers and self.value and is_total and self.qualifier == self.Qualifier.EXACT:
            raise ValidationError(
                {"as_published": _("This text must contain the figure as it was published.")}
            )
