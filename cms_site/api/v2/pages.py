"""The endpoint of the pages of all types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.api.v2.filters import (
    AncestorOfFilter,
    ChildOfFilter,
    DescendantOfFilter,
    TranslationOfFilter,
)
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page, Site, get_page_models

from cms_site.api.v2 import parameters, serializers
from cms_site.api.v2.filters import FieldFilter
from cms_site.api.v2.languages import LanguageFilter
from cms_site.api.v2.ordering import Ordering
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.representation import absolute
from cms_site.api.v2.search import Search
from cms_site.api.v2.views import ContentViewSet


class PagesViewSet(ContentViewSet):
    """The pages of all types, or of those in ``type``."""

    model = Page
    name = "pages"
    base_serializer_class = serializers.ContentPageSerializer
    filter_backends = [
        FieldFilter,
        ChildOfFilter,
        AncestorOfFilter,
        DescendantOfFilter,
        TranslationOfFilter,
        LanguageFilter,
        Ordering,
        Search,
    ]
    known_query_parameters = ContentViewSet.known_query_parameters | {
        "type",
        "child_of",
        "ancestor_of",
        "descendant_of",
        "translation_of",
        "site",
    }
    find_query_parameters = frozenset({"id", "html_path"})
    body_fields = ["id", "title"]
    meta_fields = [
        "type",
        "uuid",
        "detail_url",
        "html_url",
        "locale",
        "requested_locale",
        "dir",
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
        "type",
        "uuid",
        "detail_url",
        "html_url",
        "locale",
        "requested_locale",
        "dir",
        "slug",
        "first_published_at",
        "last_published_at",
        "translations",
        "title",
    ]
    nested_default_fields = ["id", "type", "detail_url", "html_url", "title"]
    detail_only_fields = ["parent"]

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        for name in ("child_of", "ancestor_of", "descendant_of", "translation_of"):
            raw = request.GET.get(name)
            if raw not in (None, "root") and not (
                raw.isascii() and raw.isdigit() and len(raw) < 10
            ):
                raise ParameterError(name, _("Give the id of a page, or “root”."))

    @classmethod
    def get_meta_fields(cls, model):
        return cls._convert_api_fields(cls.meta_fields)

    @classmethod
    def get_body_fields(cls, model):
        return cls._convert_api_fields([*cls.body_fields, *getattr(model, "api_fields", ())])

    def get_root_page(self) -> Page:
        return Site.find_for_request(self.request._request).root_page

    def get_base_queryset(self) -> QuerySet:
        """Return the public pages of the site, in all its languages."""
        return self._public(Page)

    def get_queryset(self) -> QuerySet:
        models = self._types()
        if len(models) == 1:
            return self._public(models[0])
        return self._public(Page).type(*models) if models else self._public(Page)

    def _public(self, model: type[Page]) -> QuerySet:
        scope = Q()
        for path in self._root_paths:
            scope |= Q(path__startswith=path)
        pages = self.visibility.pages(model.objects.order_by("pk"))
        return pages.filter(scope) if scope else pages.none()

    @cached_property
    def _root_paths(self) -> list[str]:
        """Return the tree paths of the site's front pages, one for each language."""
        try:
            validator = SiteFilterValidator(
                site=self.request.GET.get("site"), request=self.request._request
            )
            site = validator.site_obj
        except (ValueError, Http404) as error:
            raise ParameterError("site", _("No such site.")) from error
        if site is None:
            return []
        roots = Page.objects.filter(translation_key=site.root_page.translation_key)
        return list(roots.values_list("path", flat=True))

    def _types(self) -> list[type[Page]]:
        raw = self.request.GET.get("type")
        if not raw:
            return []
        known = {model._meta.label.lower(): model for model in get_page_models()}
        try:
            return [known[name.lower()] for name in parameters.listed("type", raw)]
        except KeyError as error:
            raise ParameterError(
                "type", _("“%(value)s” is no page type.") % {"value": error.args[0][:100]}
            ) from None

    def get_object(self) -> Page:
        if not hasattr(self, "_cached_object"):
            raw = self.kwargs["pk"]
            if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
                raise Http404
            found = self.get_base_queryset().filter(pk=int(raw)).first()
            if found is None:
                raise Http404
            self._cached_object = found.specific
        return self._cached_object

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
        return super().told(serializer_class, items)

    def prepare_translations(self, items: Iterable[Page]) -> None:
        items = list(items)
        groups = defaultdict(list)
        keys = {item.translation_key for item in items}
        pages = self.visibility.pages(Page.objects.filter(translation_key__in=keys))
        for page in pages.order_by("locale__language_code"):
            groups[page.translation_key].append(page)
        router = self.request.wagtailapi_router
        for item in items:
            self._translations[item.pk] = [
                {
                    "locale": self.language_of(other),
                    "detail_url": absolute(router.get_object_detail_urlpath(Page, other.pk)),
                    "html_url": other.get_full_url(self.request._request),
                }
                for other in groups[item.translation_key]
                if other.pk != item.pk
            ]
