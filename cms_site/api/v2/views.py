"""What every endpoint does: read the request, list, show, and tell errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from operator import itemgetter

from django.conf import settings
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.response import Response
from wagtail import fields as wagtail_fields
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.images import get_image_model
from wagtail.models import Page

from cms_site.api.v2 import parameters, serializers
from cms_site.api.v2.capabilities import EXACT, FORMATS, Capabilities, capabilities
from cms_site.api.v2.exports import export
from cms_site.api.v2.facets import asked_facets, facets
from cms_site.api.v2.filters import FieldFilter
from cms_site.api.v2.ordering import RANDOM, Ordering
from cms_site.api.v2.pagination import page_of
from cms_site.api.v2.problems import ParameterError, problem_for
from cms_site.api.v2.projection import projected
from cms_site.api.v2.relations import many_attribute, prefetch_lookups
from cms_site.api.v2.renderers import JSON
from cms_site.api.v2.representation import absolute, image
from cms_site.api.v2.search import Search
from cms_site.api.v2.site_roots import Root, address, is_plain, language_codes, site_roots
from cms_site.cache import surrogates
from cms_site.content.public_objects import PublicObjects
from cms_site.content.record_pages import RecordPages
from cms_site.content.references import field_references
from cms_site.content.visibility import Visibility
from cms_site.content.words import Words, in_order

# The fields of an item, those of what it shows, and those of what that shows.
MAX_DEPTH = 3


class ContentViewSet(BaseAPIViewSet):
    """What all endpoints have in common. It never looks at a session."""

    authentication_classes: list = []
    permission_classes: list = []
    renderer_classes = [JSON]
    pagination_class = None
    filter_backends: list = [FieldFilter, Ordering, Search]
    base_serializer_class = serializers.ContentSerializer
    known_query_parameters = frozenset(
        {
            "limit",
            "offset",
            "cursor",
            "fields",
            "facets",
            "order",
            "search",
            "search_operator",
            "locale",
            "fallback",
            "format",
            "bom",
        }
    )
    # What every item tells of itself in ``meta``.
    identity_fields = (
        "type",
        "uuid",
        "detail_url",
        "html_url",
        "locale",
        "requested_locale",
        "dir",
    )
    telling = ""
    detail_query_parameters = frozenset({"fields", "locale", "fallback", "format"})
    without = ""
    # The languages of the items that were told, where they have one each.
    served: tuple[str, ...] = ()
    http_method_names = ["get", "head", "options"]

    # --- the request

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        parameters.refuse_oversized(request._request)
        parameters.refuse_malformed(request.GET)
        self.format = self._asked_format(request.GET)
        asked = parameters.language(request.GET)
        if asked:
            translation.activate(asked)  # refusals are told in it too
        self.language = asked or settings.LANGUAGE_CODE
        self.languages = [*dict.fromkeys([self.language, *parameters.fallback(request.GET)])]
        self.visibility = Visibility.of(request._request)
        self.has_fallback = "fallback" in request.GET
        self.record_pages = RecordPages(self.visibility, request._request)
        self.forget()

    def forget(self) -> None:
        """Let go of what was fetched for the items told so far."""
        self.objects = PublicObjects(self.visibility)
        self._translations: dict[int, list[dict]] = {}
        self._parents: dict[str, Page] = {}
        self.nested_told: dict[tuple, dict] = {}

    def _asked_format(self, query) -> str:
        formats = FORMATS if self.action == "listing_view" else FORMATS[:1]
        asked = query.get("format", "json")
        if asked not in formats:
            raise ParameterError(
                "format",
                _("“%(value)s” is none of: %(values)s.")
                % {"value": asked[:100], "values": ", ".join(formats)},
            )
        if "bom" in query and asked != "csv":
            raise ParameterError("bom", _("Only csv has a byte order mark."))
        return asked

    def perform_content_negotiation(self, request, force=False):
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def options(self, request, *args, **kwargs) -> Response:
        return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200:
            del response["Allow"]
        else:
            response.setdefault("Allow", "GET, HEAD, OPTIONS")
        if request.GET.get("order") == RANDOM:
            response["Cache-Control"] = "no-store"  # another order each time
        if response.status_code == 200 and hasattr(self, "language"):
            # Of an export only the first items are known when its header leaves.
            served = self.served if self.format == "json" else self.exported
            response["Content-Language"] = ", ".join(served or [self.language])
        return response

    @property
    def exported(self) -> list[str]:
        """The languages that the rows of an export may be in."""
        return [self.language]

    def handle_exception(self, exc):
        answer = problem_for(exc)
        if answer is None:
            raise exc
        answer.exception = True
        return answer

    # --- fields

    @classmethod
    def capabilities(cls, model: type[Model]) -> Capabilities:
        """Return what a list of ``model`` can be asked here."""
        return capabilities(cls, model)

    def check_query_parameters(self, queryset: QuerySet) -> None:
        able = self.capabilities(queryset.model)
        for name in self.request.GET:
            if name in self.known_query_parameters:
                continue
            field_filter, operator = able.filter_for(name)
            if field_filter is None:
                raise ParameterError(
                    name, _("This is neither a parameter nor a field to filter by.")
                )
            if operator not in field_filter.operators:
                raise ParameterError(
                    name,
                    _("“%(value)s” is none of: %(values)s.")
                    % {
                        "value": name if operator == EXACT else operator,
                        "values": ", ".join(field_filter.parameters),
                    },
                )

    def get_serializer_class(self):
        is_list = self.action == "listing_view"
        model = self.public.model if is_list else type(self.get_object())
        return serializer_class_for(
            type(self),
            self.request.wagtailapi_router,
            model,
            self.request.GET.get("fields", ""),
            not is_list,
        )

    def get_serializer_context(self) -> dict:
        return {
            "request": self.request,
            "view": self,
            "router": self.request.wagtailapi_router,
            "visibility": self.visibility,
            "objects": self.objects,
            "record_pages": self.record_pages,
            "language": self.language,
        }

    # --- answers

    @cached_property
    def public(self) -> QuerySet:
        """All that the public may see here, of the types that are asked for."""
        return self.get_queryset()

    def listing_view(self, request):
        model = self.public.model
        self.check_query_parameters(self.public)
        counted = asked_facets(self, model)
        serializer_class = self.get_serializer_class()
        queryset = self.filtered()
        if self.format != "json":
            return export(self, queryset, serializer_class)
        page = page_of(self.narrowed(queryset, serializer_class), self)
        meta = {"total_count": page.total_count, "next": page.next}
        if counted:
            meta["facets"] = facets(self, counted)
        response = Response({"meta": meta, "items": self.told(serializer_class, page.items)})
        if page.next:
            response["Link"] = f'<{page.next}>; rel="next"'
        return response

    @staticmethod
    def narrowed(queryset: QuerySet, serializer_class) -> QuerySet:
        """Return ``queryset`` with the columns only that ``serializer_class`` reads, if it says which."""
        columns = serializer_class.shared().shape.columns
        return queryset if columns is None else projected(queryset, columns)

    def filtered(self, without: str = "") -> QuerySet:
        """Return what the request asks for, all filters applied but those of the field ``without``."""
        self.without = without
        return self.filter_queryset(self.public)

    def detail_view(self, request, pk) -> Response:
        unknown = [n for n in request.GET if n not in self.detail_query_parameters]
        if unknown:
            raise ParameterError(unknown[0], _("This is not a parameter of a single item."))
        serializer_class = self.get_serializer_class()
        return Response(self.told(serializer_class, [self.get_object()])[0])

    def told(self, serializer_class, items: list[Model]) -> list[dict]:
        """Return ``items`` as data with the same number of queries for one as for a hundred."""
        if items:
            surrogates.note(type(items[0]), [item.pk for item in items], are_public=True)
            prefetch_related_objects(items, *dict.fromkeys(prefetch_lookups(serializer_class)))
        self._prepare_references(serializer_class, items)
        pages = list(pages_with_translations(serializer_class, items))
        if pages:
            self.prepare_translations(pages)
        tell = serializer_class.shared().to_representation
        token = serializers.CONTEXT.set(self.get_serializer_context())
        try:
            with self.telling_in(self.language), self.objects.reading():
                return [tell(item) for item in items]
        finally:
            serializers.CONTEXT.reset(token)

    @contextmanager
    def telling_in(self, language: str) -> Generator[None]:
        """Tell labels and words in ``language`` within the block."""
        before, self.telling = self.telling, language
        try:
            if language == before:
                yield
            else:
                with translation.override(language):
                    yield
        finally:
            self.telling = before

    @property
    def order_of_words(self) -> list[str]:
        """The languages in which words are looked for, the one that is told in first."""
        return in_order((self.telling, *self.languages[1:]))

    def language_of(self, item: Model) -> str:
        """Return the language that ``item`` is told in: a page's own, or that of a record's name."""
        if isinstance(item, Page):
            return self.codes[item.locale_id]
        if isinstance(getattr(type(item), "name", None), Words):
            for code in self.order_of_words:
                if getattr(item, f"name_{code}"):
                    return code
        return self.language

    @cached_property
    def codes(self) -> dict[int, str]:
        """The language of each locale, by its id."""
        return language_codes()

    def address_of(self, page: Page) -> str | None:
        """Return the absolute address of ``page`` on the site."""
        return page.get_full_url(self.request._request)

    def parent_of(self, page: Page) -> Page:
        """Return the parent of ``page``, asked once however many pages stand below it."""
        path = path_above(page)
        if path not in self._parents:
            self._parents[path] = page.get_parent()
        return self._parents[path]

    def _prepare_references(self, serializer_class, items: Iterable[Model]) -> None:
        """Fetch in bulk what the items' rich text and streams refer to."""
        references = []
        for field in serializer_class.Meta.model._meta.concrete_fields:
            holds_references = isinstance(
                field, wagtail_fields.StreamField | wagtail_fields.RichTextField
            )
            if not holds_references or field.name not in serializer_class.Meta.fields:
                continue
            for item in items:
                references += field_references(field, getattr(item, field.name))
        self.objects.load_all(references)

    def nested(self, obj: Model) -> dict:
        """Return ``obj`` as others show it: ``{id, meta, …}``."""
        router = self.request.wagtailapi_router
        model = type(obj)
        if isinstance(obj, get_image_model()):
            return self.nested_image(obj)
        serializer_class = nested_serializer_class(router, model)
        return serializer_class.shared().to_representation(obj)

    def nested_image(self, obj: Model) -> dict:
        """Return the image ``obj`` as others show it, worked out once however often it is shown."""
        key = (image, obj.pk, self.telling)
        if key not in self.nested_told:
            self.nested_told[key] = image(obj)
        return self.nested_told[key]

    @classmethod
    def get_nested_config(cls, model: type[Model]) -> list:
        """Return the fields configuration for an object that another one shows."""
        return []

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The front pages of the site, one for each language."""
        return site_roots(self.request._request, self.request.GET.get("site"))

    def prepare_translations(self, items: list[Page]) -> None:
        """Ask once for the public translations of all ``items``."""
        keys = {item.translation_key for item in items}
        pages = self.visibility.pages_of(Page).filter(translation_key__in=keys)
        if len(languages := {item.locale_id for item in items}) == 1:
            pages = pages.exclude(locale__in=languages)
        # Rows where a page would be made only to be asked its address; those that say it themselves are.
        are_plain = all(is_plain(type(item)) for item in items)
        groups = defaultdict(list)
        detail_path = self.request.wagtailapi_router.get_object_detail_urlpath(Page, 0)
        base = str(absolute(detail_path)).removesuffix("0/")
        for pk, key, locale, url_path in pages.values_list(
            "pk", "translation_key", "locale_id", "url_path"
        ):
            where = address(url_path, self.roots) if are_plain else None
            told = {
                "locale": self.codes[locale],
                "detail_url": f"{base}{pk}/",
                "html_url": where or self.address_of(Page.objects.get(pk=pk).specific),
            }
            groups[key].append((pk, told))
        for group in groups.values():
            surrogates.note(Page, [pk for pk, _told in group], are_public=True)
        for item in items:
            others = [told for pk, told in groups[item.translation_key] if pk != item.pk]
            self._translations[item.pk] = sorted(others, key=itemgetter("locale"))

    def translations(self, item: Model) -> list[dict]:
        """Return where ``item`` is public in other languages: a page has translations, a record other words."""
        if isinstance(item, Page):
            return self._translations.get(item.pk, [])
        detail = absolute(
            self.request.wagtailapi_router.get_object_detail_urlpath(type(item), item.pk)
        )
        told = self.language_of(item)
        return [
            {"locale": code, "detail_url": f"{detail}?locale={code}", "html_url": url}
            for code, url in self.record_pages.urls(item).items()
            if code != told
        ]

    @classmethod
    def get_urlpatterns(cls) -> list:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("<str:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def get_object(self) -> Model:
        if not hasattr(self, "_cached_object"):
            found = parameters.found(self.get_queryset(), self.kwargs["pk"])
            if found is None:
                raise Http404
            self._cached_object = found
        return self._cached_object

    def find_view(self, request) -> Response:
        found = self.find_object(self.get_queryset(), request)
        if found is None:
            raise Http404
        query = request.GET.copy()
        for name in self.find_query_parameters:
            query.pop(name, None)
        model = type(found)
        url = request.wagtailapi_router.get_object_detail_urlpath(model, found.pk)
        return redirect(absolute(url) + (f"?{query.urlencode()}" if query else ""))

    def find_object(self, queryset: QuerySet, request) -> Model | None:
        unknown = set(request.GET) - self.find_query_parameters - self.detail_query_parameters
        if unknown:
            raise ParameterError(min(unknown), _("This is not a parameter."))
        raw = request.GET.get("id")
        if raw is None:
            raise ParameterError("id", _("Say what to find."))
        return parameters.found(queryset, raw)


def pages_with_translations(serializer_class, items: Iterable[Model]) -> Iterator[Page]:
    """Yield the pages among ``items``, and among what they show, of which translations are told."""
    told = [item for item in items if item is not None]
    if "translations" in serializer_class.Meta.fields:
        yield from (item for item in told if isinstance(item, Page))
    for name, child in serializer_class.child_serializer_classes.items():
        shown: list[Model] = []
        for item in told:
            many = getattr(item, many_attribute(name), None)
            shown += many if many is not None else _single(item, name)
        if shown:
            yield from pages_with_translations(child, shown)


def _single(item: Model, name: str) -> list[Model]:
    """Return the object that ``item`` refers to by its field ``name``, as far as it was fetched."""
    known = item._state.fields_cache.get(name)
    return [] if known is None else [known]


def path_above(page: Page) -> str:
    """Return the path in the tree of the parent of ``page``."""
    path: str = page.path
    return path[: -page.steplen]


class ChildViewSet(ContentViewSet):
    """Inline children: no endpoint of their own, and their keys are never public."""

    body_fields: list[str] = []
    meta_fields = ["type"]
    listing_default_fields = ["type"]
    nested_default_fields = ["type"]

    @classmethod
    def get_nested_config(cls, model: type[Model]) -> list:
        return [("*", False, None)]


@lru_cache(maxsize=256)
def serializer_class_for(viewset, router, model: type[Model], raw: str, is_detail: bool):
    """Return the serializer class for the parameter ``fields``, made once for each value of it.

    Raises ``ParameterError`` where ``raw`` is not in Wagtail's syntax, names what is no field, or
    is nested too deep.
    """
    try:
        config = parse_fields_parameter(raw) if raw else []
        if _depth(config) > MAX_DEPTH:
            raise ParameterError("fields", _("Fields are nested too deep."))
        return viewset._get_serializer_class(router, model, config, show_details=is_detail)
    except ParameterError:
        raise
    except (ValueError, RecursionError, BadRequestError) as error:
        raise ParameterError("fields", _fault_of_fields(str(error), raw)) from error


def _fault_of_fields(message: str, raw: str) -> str:
    """Return in the reader's language what Wagtail says in English against the value of ``fields``."""
    if found := re.fullmatch(r"unknown fields: (.+)", message):
        return _("There is no such field here: %(names)s.") % {"names": found[1][:100]}
    if found := re.fullmatch(r"'(.+)' does not support nested fields", message):
        return _("“%(name)s” has no fields of its own.") % {"name": found[1][:100]}
    if message == "additional fields with '*' doesn't make sense":
        return _(
            "After “*” come only fields to leave out and fields of fields: *,-title,partners(role)."
        )
    return _("“%(value)s” is not a list of fields.") % {"value": raw[:100]}


@cache
def nested_serializer_class(router, model: type[Model]):
    """Return the serializer class for objects of ``model`` that another one shows."""
    endpoint = router.get_model_endpoint(model)[1]
    config = endpoint.get_nested_config(model)
    return endpoint._get_serializer_class(router, model, config, nested=True)


def _depth(config: list) -> int:
    return (
        1 + max((_depth(sub) for _name, _negated, sub in config if sub), default=0) if config else 0
    )
