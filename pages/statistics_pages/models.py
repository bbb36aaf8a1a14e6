"""Pages that present chosen data sets."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from cms_site.content.blocks import body_field
from cms_site.content.children import Child
from cms_site.content.declarations import api_fields
from cms_site.content.pages import ContentPage
from cms_site.content.panels import InlinePanel
from cms_site.content.shown import fetch_shown


class StatisticsPage(ContentPage):
    """A page that presents data sets, in the editor's order."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences below the title.")
    )
    body = body_field()

    parent_page_types = ["home.HomePage", "statistics_pages.StatisticsPage"]
    subpage_types = ["statistics_pages.StatisticsPage"]
    page_description = _("A page that presents chosen data sets.")

    api_fields = api_fields("introduction", "datasets", "body")
    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("introduction"),
        InlinePanel("datasets", heading=_("data sets"), label=_("data set")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("statistics page")
        verbose_name_plural = _("statistics pages")

    @cached_property
    def shown_datasets(self) -> list:
        """The public ones of the chosen data sets, with what their tables show."""
        named = [chosen.dataset for chosen in self.datasets.all()]
        datasets = [dataset for dataset in named if dataset.is_public]
        fetch_shown(datasets)
        return datasets

    def get_context(self, request, *args, **kwargs) -> dict:
        return super().get_context(request, *args, **kwargs) | {"datasets": self.shown_datasets}

    def structured_data(self) -> dict:
        return {
            "about": [
                {"@type": dataset.schema_type, "name": str(dataset)} | dataset.structured_data()
                for dataset in self.shown_datasets
            ]
        }


class PresentedDataset(Child):
    """A data set that a page presents."""

    page = ParentalKey(StatisticsPage, on_delete=models.CASCADE, related_name="datasets")
    dataset = models.ForeignKey(
        "statistics.Dataset",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("data set"),
    )

    distinct_by = ("dataset",)
    api_fields = api_fields("dataset")
    panels = [FieldPanel("dataset")]

    class Meta(Child.Meta):
        verbose_name = _("presented data set")
        verbose_name_plural = _("presented data sets")
