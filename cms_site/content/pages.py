"""What every page type inherits: ``ContentPage`` and, for the list above its items, ``IndexPage``."""

from __future__ import annotations

from http import HTTPMethod

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import F, OrderBy, QuerySet
from django.http import Http404
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms_site.content import search_fields, slugs, usage
from cms_site.content.copying import ContentCopyForm
from cms_site.content.dates import refuse_mistyped_days
from cms_site.content.declarations import api_fields
from cms_site.content.language_links import LanguageLink, language_links, missing_item
from cms_site.content.leftovers import refuse_leftovers, texts_of
from cms_site.content.list_filters import ListFilter, narrowed
from cms_site.content.restoring import RestoredChildren
from cms_site.content.shown import fetch_shown
from cms_site.content.versions import Versioned
from cms_site.content.visibility import Visibility
from cms_site.content.words import direction


class ContentPageForm(RestoredChildren, WagtailAdminPageForm):
    """The editor's form, which says in which language the page is written.

    The script of the editor reads it and types the page's texts in that language's direction,
    whatever the interface's language.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # made from the title
        if self.instance.locale_id and "title" in self.fields:
            language = self.instance.locale.language_code
            self.fields["title"].widget.attrs |= {
                "lang": language,
                "dir": direction(language),
                "data-content-language": language,
            }

    def clean_slug(self) -> str:
        """Return the slug in Latin letters without accents; where none is typed, made from the title.

        A title without letters makes none; then it is made from the name of the page's type.
        """
        if typed := slugs.latin(self.cleaned_data.get("slug") or ""):
            slugs.refuse_reserved(typed, self.parent_page)
            return typed
        made = slugs.latin(self.cleaned_data.get("title", "")) or slugs.of_type(type(self.instance))
        slugs.refuse_reserved(made, self.parent_page)
        return find_available_slug(self.parent_page, made, self.instance.pk)


class ContentPage(Versioned, Page):
    """A page of the site: one per language, its translations bound by ``translation_key``.

    ``api_fields`` names what every outlet shows. What is selected or prefetched for them is
    derived from the fields; ``api_choices`` says how lists are filtered by what is derived.
    """

    base_form_class = ContentPageForm
    copy_form_class = ContentCopyForm

    # One address for an item, whatever its language: only the language in front of it differs.
    override_translatable_fields = [SynchronizedField("slug")]

    # The editor's list of this type: fields beside the title, and those to filter by.
    icon = "doc-full"
    list_display: list[str] = []
    list_filter: list[str] = []

    # Dates on which, or the day after, the page tells something else without being saved; a date
    # of its children as "people__legal_basis_on".
    changes_after: tuple[str, ...] = ()

    # A page is only read; forms have addresses of their own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    # What the page is to machines: a type of schema.org.
    schema_type = "WebPage"

    # The field that names the record whose story the page tells, "" for most: that record's page leads to it.
    tells_of = ""

    # What follows the page's address where an item is served below it.
    tail = ""

    # What renders a type that has no template of its own.
    fallback_template = "pages/content_page.html"

    # What else is searched follows from ``api_fields``.
    search_fields = [*Page.search_fields, index.SearchField("search_description")]
    search_auto_update = False  # see save()

    class Meta:
        abstract = True

    @classmethod
    def get_search_fields(cls) -> list:
        return search_fields.search_fields_of(cls)

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            search_fields.bring_into_index(self)
            usage.note_references(self)

    @property
    def uuid(self):
        """The identity that survives renames; translations share it, and the locale tells them apart."""
        return self.translation_key

    def clean(self) -> None:
        super().clean()
        refuse_leftovers(texts_of(self))
        refuse_mistyped_days(self)
        try:
            slugs.refuse_reserved(self.slug, self.get_parent())
        except ValidationError as error:
            raise ValidationError({"slug": error}) from error

    def structured_data(self) -> dict:
        """Return what schema.org can be told of this page beside its title, dates and language.

        Only what the page shows; what is not known may be ``None`` or "".
        """
        return {}

    def can_move_to(self, parent: Page) -> bool:
        """Whether the page may stand below ``parent``: it does not leave its language."""
        stays = parent.is_root() or parent.locale_id == self.locale_id
        return stays and super().can_move_to(parent)

    def serve(self, request, *args, **kwargs):
        """Serve the page in its own language only.

        Raises ``Http404`` below another language's address, where Wagtail's way to the front page leads
        while there is none in that language.
        """
        if self.locale.language_code != translation.get_language():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_template(self, request, *args, **kwargs) -> list[str]:
        """Return the type's own template, and what renders the page where there is none."""
        return [super().get_template(request, *args, **kwargs), self.fallback_template]

    def get_context(self, request, *args, **kwargs) -> dict:
        """Add breadcrumbs and, for each language, where the same item is to be read."""
        context = super().get_context(request, *args, **kwargs)
        fetch_shown([self])
        visibility = Visibility.of(request)
        context["breadcrumbs"] = self.breadcrumbs(visibility)
        context["language_links"] = self.language_links(request)
        context["missing_from"] = missing_item(request, context["language_links"])
        return context

    @cached_property
    def trail(self) -> list[Page]:
        """The pages from the front page to this page's parent; ``routing`` came along them already."""
        return list(self.get_ancestors().filter(depth__gt=1).select_related("locale"))

    # Set where a request's page was found without a restriction on its way: nobody need look again.
    is_unrestricted = False

    def get_view_restrictions(self) -> QuerySet:
        """Return the restrictions on this page and those above it; for an alias, also on and above its source."""
        if self.is_unrestricted:
            return PageViewRestriction.objects.none()
        steps, seen = [self], {self.pk}
        for page in steps:
            line = [page, *page.get_ancestors().select_related("alias_of")]
            sources = [above.alias_of for above in line if above.alias_of_id]
            steps += [source for source in sources if source.pk not in seen]
            seen |= {source.pk for source in sources}
            seen |= {above.pk for above in line}
        return PageViewRestriction.objects.filter(page_id__in=seen)

    def breadcrumbs(self, visibility: Visibility) -> list[Page]:
        """Return the public pages from the front page to this page's parent."""
        return visibility.only(self.trail)

    def language_links(self, request) -> list[LanguageLink]:
        """Return where each language has this page, or else the nearest section above it."""
        return language_links(self, Visibility.of(request), self.tail)


class IndexPage(ContentPage):
    """The list of a type's pages: one per language, below the front page."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences below the title.")
    )

    schema_type = "CollectionPage"
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    # Names of fields of the item, "-" for descending; unknown values come last. Or expressions.
    item_ordering: tuple[str | OrderBy, ...] = ("-first_published_at",)
    page_size = 20
    # What a visitor narrows the list by.
    item_filters: tuple[ListFilter, ...] = ()

    api_fields = api_fields("introduction")
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    fallback_template = "pages/index_page.html"

    class Meta:
        abstract = True

    @cached_property
    def item_model(self) -> type[Page]:
        """The page type that this index lists: its only subpage type."""
        return self.allowed_subpage_models()[0]

    def get_items(self, request) -> QuerySet:
        """Return the public items below this index, in the declared order."""
        items = Visibility.of(request).pages(self.item_model.objects.child_of(self))
        return items.order_by(*map(_unknown_last, self.item_ordering))

    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        listing = narrowed(self.get_items(request), self.item_filters, request.GET)
        context["listing"] = listing
        paginator = Paginator(listing.items, self.page_size)
        context["items"] = paginator.get_page(request.GET.get("page"))
        return context


def _unknown_last(name: str | OrderBy) -> OrderBy:
    """Return the ordering expression for ``name`` that sorts NULL last on every database."""
    if isinstance(name, OrderBy):
        return name
    if name.startswith("-"):
        return F(name[1:]).desc(nulls_last=True)
    return F(name).asc(nulls_last=True)
