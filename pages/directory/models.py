"""The directory of cooperatives: the list, and a public page for each of them below it."""

from __future__ import annotations

from django.apps import apps
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms_site.content.declarations import api_fields
from cms_site.content.list_filters import RecordFilter, narrowed
from cms_site.content.pages import ContentPage
from cms_site.content.shown import fetch_shown
from cms_site.content.visibility import Visibility


class DirectoryPage(RoutablePageMixin, ContentPage):
    """The directory: one per language, below the front page."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences below the title.")
    )

    schema_type = "CollectionPage"
    # The records that have a public page below this one, at ``<slug>/``.
    serves_record = "cooperatives.Cooperative"
    page_size = 50
    item_filters = (
        RecordFilter("sector", pgettext_lazy("choice in a list", "sector"), "sector"),
        RecordFilter("province", pgettext_lazy("choice in a list", "province"), "province"),
        RecordFilter("commune", pgettext_lazy("choice in a list", "commune"), "commune"),
    )
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("The directory of cooperatives, with a page for each.")

    api_fields = api_fields("introduction")
    content_panels = [*ContentPage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    def records(self) -> models.QuerySet:
        """Return the public records that this directory lists."""
        related = ("sector", "province", "commune", "image")
        return apps.get_model(self.serves_record).objects.public().select_related(*related)

    @path("")
    def listing(self, request):
        """Answer the list."""
        language = self.locale.language_code
        listing = narrowed(self.records(), self.item_filters, request.GET)
        ordered = listing.items.order_by(f"name_{language}", "slug")
        paginator = Paginator(ordered, self.page_size)
        items = paginator.get_page(request.GET.get("page"))
        context = {"listing": listing, "items": items, "total": paginator.count}
        return self.render(request, context_overrides=context)

    @path("<slug:slug>/")
    def cooperative(self, request, slug: str):
        """Answer the page of one cooperative, or 404 where none is public under ``slug``."""
        cooperative = self.records().filter(slug=slug).first()
        if cooperative is None:
            raise Http404
        fetch_shown([cooperative])
        self.tail = f"{slug}/"
        return self.render(
            request,
            context_overrides={
                "cooperative": cooperative,
                "served_record": cooperative,
                "breadcrumbs": [*self.breadcrumbs(Visibility.of(request)), self],
            },
            template="cooperatives/cooperative.html",
        )
