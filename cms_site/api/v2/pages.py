"""The endpoint of the pages of all types."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page, get_page_models

from cms_site.api.v2 import parameters, serializers
from cms_site.api.v2.filters import FieldFilter
from cms_site.api.v2.languages import LanguageFilter
from cms_site.api.v2.ordering import Ordering
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.search import Search
from cms_site.api.v2.site_roots import address, is_plain
from cms_site.api.v2.tree import TREE_PARAMETERS, TreeFilter
from cms_site.api.v2.views import ContentViewSet, path_above
from cms_site.content.sites import site_of


class PagesViewSet(ContentViewSet):
    """The pages of all types, or of those in ``type``."""

    model = Page
    name = "pages"
    base_serializer_class = serializers.ContentPageSerializer
    filter_backends = [
        FieldFilter,
        TreeFilter,
        LanguageFilter,
        Ordering,
        Search,
    ]
    known_query_parameters = ContentViewSet.known_query_parameters | {
        "type",
        "site",
        *TREE_PARAMETERS,
    }
    find_query_parameters = frozenset({"id", "html_path"})
    body_fields = ["id", "title"]
    meta_fields = [
        *ContentViewSet.identity_fields,
        "slug",
        "show_in_menus",
        "seo_title",
        "search_description",
        "first_published_at",
        "last_published_at",
        "alias_of",
        "parent",
        "translations",
    ]
    listing_default_fields = [
        "id",
        *ContentViewSet.identity_fields,
        "slug",
        "first_published_at",
        "last_published_at",
        "translations",
        "title",
    ]
    nested_default_fields = ["id", "type", "detail_url", "html_url", "title"]
    # Wagtail tells the parent of a single page only, because it asks for each. A mirror needs it.
    detail_only_fields = []

    @classmethod
    def get_meta_fields(cls, model):
        return cls._convert_api_fields(cls.meta_fields)

    @classmethod
    def get_body_fields(cls, model):
        return cls._convert_api_fields([*cls.body_fields, *getattr(model, "api_fields", ())])

    def get_root_page(self) -> Page:
        return site_of(self.request._request).root_page

    def get_base_queryset(self) -> QuerySet:
        """Return the public pages of the site, in all its languages."""
        return self._public(Page)

    def get_queryset(self) -> QuerySet:
        models = self._types()
        if len(models) == 1:
            return self._public(models[0])
        return self._public(Page).type(*models) if models else self._public(Page)

    def _public(self, model: type[Page]) -> QuerySet:
        return self.visibility.pages_of(model, tuple(root.path for root in self.roots))

    def address_of(self, page: Page) -> str | None:
        where = address(page.url_path, self.roots) if is_plain(type(page)) else None
        return where or super().address_of(page)

    def _types(self) -> list[type[Page]]:
        raw = self.request.GET.get("type")
        if raw is None:
            return []
        known = {model._meta.label.lower(): model for model in get_page_models()}
        names = parameters.listed("type", raw)
        for name in names:
            if name.lower() not in known:
                raise ParameterError(
                    "type", _("“%(value)s” is no page type.") % {"value": name[:100]}
                )
        return [known[name.lower()] for name in names]

    def get_object(self) -> Page:
        if not hasattr(self, "_cached_object"):
            found = self._found(self.kwargs["pk"])
            if found is None:
                raise Http404
            self._cached_object = found.specific
        return self._cached_object

    def _found(self, raw: str) -> Page | None:
        """Return the public page with an id, or of those with a UUID that in the asked language."""
        public = self.get_base_queryset()
        if raw.isascii() and raw.isdigit() and len(raw) < 10:
            return public.filter(pk=int(raw)).first()
        try:
            key = UUID(raw)
        except ValueError:
            return None
        # Translations share it: the asked language, what it falls back to, or any if none was asked.
        pages = {self.language_of(page): page for page in public.filter(translation_key=key)}
        order = self.languages if "locale" in self.request.GET else [*self.languages, *pages]
        return next((pages[code] for code in order if code in pages), None)

    def find_object(self, queryset: QuerySet, request) -> Model | None:
        html_path = request.GET.get("html_path")
        if html_path is None:
            return super().find_object(queryset, request)
        components = [part for part in html_path.split("/") if part]
        root = self.get_root_page()
        codes = [code for code, _name in settings.LANGUAGES]
        if components and components[0] in codes:
            code = components.pop(0)
            root = root.get_translations(inclusive=True).filter(locale__language_code=code).first()
        if root is None:
            return None
        page, rest = self._walk(root, components)
        is_public = page is not None and self.get_base_queryset().filter(pk=page.pk).exists()
        if not is_public:
            return None
        return page if not rest else self._record_below(page, rest)

    def _walk(self, root: Page, components: list[str]) -> tuple[Page | None, list[str]]:
        """Return the page that ``components`` lead to, and what is left below it."""
        page = root
        for number, slug in enumerate(components):
            child = page.get_children().filter(slug=slug).first()
            if child is None:
                return page, components[number:]
            page = child
        return page, []

    @staticmethod
    def _record_below(page: Page, rest: list[str]) -> Model | None:
        """Return the public record that ``page`` serves at ``rest``, or ``None``."""
        label = getattr(page.specific_class, "serves_record", None)
        if label is None or len(rest) != 1:
            return None
        return apps.get_model(label).objects.public().filter(slug=rest[0]).first()

    def told(self, serializer_class, items: list[Page]) -> list[dict]:
        self.served = tuple(sorted({self.language_of(item) for item in items}))
        if "parent" in serializer_class.Meta.fields:
            paths = {path_above(item) for item in items}
            self._parents |= {p.path: p for p in Page.objects.filter(path__in=paths)}
        return super().told(serializer_class, items)

    @property
    def exported(self) -> list[str]:
        return self.languages if "locale" in self.request.GET else sorted(self.codes.values())
