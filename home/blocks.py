"""The sections of the front page, which staff arrange."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from cms_site.content.blocks import KeptBlock
from cms_site.content.public_objects import PublicObjects
from cms_site.content.shown import fetch_shown
from cms_site.content.visibility import Visibility


def fetched_as(model: type[Model]) -> type[Model]:
    """Return the model as which what is chosen is fetched: pages of all types together."""
    return Page if issubclass(model, Page) else model


class FetchedTogether:
    """A chooser that takes what was fetched for all sections at once, if it was."""

    def bulk_to_python(self, values):
        chosen = PublicObjects.current().chosen(fetched_as(self.model_class), values)
        return super().bulk_to_python(values) if chosen is None else chosen


class PageChooserBlock(FetchedTogether, blocks.PageChooserBlock):
    """A chooser of a page."""


class DatasetChooserBlock(FetchedTogether, SnippetChooserBlock):
    """A chooser of a data set."""


class IndexChooserBlock(PageChooserBlock):
    """A chooser of a list."""

    def clean(self, value):
        page = super().clean(value)
        if page is not None and not _is_list(page):
            raise ValidationError(_("Choose a page that lists others, such as the trainings."))
        return page


class SectionBlock(blocks.StructBlock):
    """A section with a heading. ``content_type`` names the type it cannot do without."""

    content_type = ""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)


class DatasetSectionBlock(SectionBlock):
    """A section that shows a published data set; a draft shows nothing."""

    content_type = "statistics"

    dataset = DatasetChooserBlock("statistics.Dataset", label=_("Data set"))
    page = PageChooserBlock(label=_("Page with all figures"), required=False)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        dataset = value.get("dataset")
        if dataset is not None and dataset.is_public:
            fetch_shown([dataset])
            context["dataset"] = dataset
        return context


class KeyFiguresBlock(DatasetSectionBlock):
    """The totals of a data set, each with its date and source; never typed in."""

    class Meta:
        icon = "order"
        label = _("Key figures")
        description = _("The totals of a data set with their date and source.")
        template = "home/blocks/key_figures.html"


class SharesBlock(DatasetSectionBlock):
    """The breakdowns of a data set, as published."""

    map = blocks.BooleanBlock(
        label=_("Map"),
        help_text=_("Also shows the figures by province on a map."),
        required=False,
    )

    class Meta:
        icon = "table"
        label = _("Breakdowns")
        description = _("The shares of a data set by sector and by territory.")
        template = "home/blocks/shares.html"


class MapBlock(DatasetSectionBlock):
    """The figures of a data set by province, on a map and in the table beside it."""

    class Meta:
        icon = "site"
        label = _("Map")
        description = _("The figures of a data set by province on a map, with their table.")
        template = "home/blocks/map.html"


def _is_list(page: Page) -> bool:
    """Whether ``page`` lists the pages below it."""
    return hasattr(page.specific_class, "get_items")


class ItemsBlock(SectionBlock):
    """Items of one or more lists, chosen by their index pages."""

    number = blocks.IntegerBlock(
        label=_("How many of each list"), min_value=1, max_value=12, default=3
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        request = (parent_context or {}).get("request")
        visibility = Visibility.of(request) if request else Visibility()
        indexes = [page for page in visibility.only(self.indexes(value)) if _is_list(page)]
        items = [
            item
            for index in indexes
            for item in index.specific_deferred.get_items(request)[: value["number"]]
        ]
        context["indexes"] = indexes
        context["items"] = items
        return context

    def indexes(self, value) -> list[Page]:
        """Return the index pages that ``value`` names."""
        raise NotImplementedError


class CarouselBlock(ItemsBlock):
    """A carousel of the items of one list, in the editor's order."""

    content_type = "success_stories"

    index = PageChooserBlock(label=_("List"), page_type="success_stories.SuccessStoryIndexPage")

    class Meta:
        icon = "image"
        label = _("Carousel")
        description = _("The success stories as a carousel, in the order of their list.")
        template = "home/blocks/carousel.html"

    def indexes(self, value) -> list[Page]:
        return [value["index"]] if value["index"] is not None else []


class LatestBlock(ItemsBlock):
    """The latest items of one or more lists."""

    lists = blocks.ListBlock(IndexChooserBlock(label=_("List")), label=_("Lists"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Latest items")
        description = _("The latest items of chosen lists, as cards.")
        template = "home/blocks/latest.html"

    def indexes(self, value) -> list[Page]:
        return [page for page in value["lists"] if page is not None]


class ContactBlock(SectionBlock):
    """Where the delegation is and how it is reached: from the site's settings, never typed in."""

    class Meta:
        icon = "mail"
        label = _("Contact")
        description = _("The address, phone number and opening hours of the site's settings.")
        template = "home/blocks/contact.html"


class TextBlock(SectionBlock):
    """A section of text."""

    text = blocks.RichTextBlock(label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A heading and a text.")
        template = "home/blocks/text.html"


SECTIONS = {
    "key_figures": KeyFiguresBlock,
    "shares": SharesBlock,
    "map": MapBlock,
    "carousel": CarouselBlock,
    "latest": LatestBlock,
    "contact": ContactBlock,
    "text": TextBlock,
}


def section_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the sections; those whose content types are not installed are kept as they are."""
    installed = {"", *(source.label for source in settings.CONTENT_TYPES)}
    return [
        (name, section() if section.content_type in installed else KeptBlock(section._meta_class))
        for name, section in SECTIONS.items()
    ]
