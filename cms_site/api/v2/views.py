"""What every endpoint does: read the request, list, show, and tell errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from wagtail import fields as wagtail_fields
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.images import get_image_model

from cms_site.api.v2 import parameters, serializers
from cms_site.api.v2.filters import ExactFilter, Ordering, Search
from cms_site.api.v2.pagination import LimitOffset
from cms_site.api.v2.problems import ParameterError, problem_for
from cms_site.api.v2.relations import prefetch_lookups
from cms_site.api.v2.representation import absolute, image, stream_references
from cms_site.content.public_objects import PublicObjects
from cms_site.content.record_pages import RecordPages
from cms_site.content.rich_text import referenced
from cms_site.content.visibility import Visibility

MAX_DEPTH = 2


class JSON(JSONRenderer):
    """UTF-8 without escapes or indentation."""

    ensure_ascii = False
    compact = True

    def get_indent(self, accepted_media_type, renderer_context) -> None:
        return None


class ContentViewSet(BaseAPIViewSet):
    """What all endpoints have in common. It never looks at a session."""

    authentication_classes: list = []
    permission_classes: list = []
    renderer_classes = [JSON]
    pagination_class = LimitOffset
    filter_backends: list = [ExactFilter, Ordering, Search]
    base_serializer_class = serializers.ContentSerializer
    known_query_parameters = frozenset(
        {"limit", "offset", "fields", "order", "search", "search_operator", "locale", "format"}
    )
    http_method_names = ["get", "head", "options"]

    # --- the request

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        parameters.refuse_malformed(request.GET)
        if request.GET.get("format", "json") != "json":
            raise ParameterError("format", _("This endpoint answers json."))
        self.language = parameters.language(request.GET) or settings.LANGUAGE_CODE
        self.visibility = Visibility.of(request._request)
        self.objects = PublicObjects(self.visibility)
        self.record_pages = RecordPages(self.visibility, request._request)
        self._translations: dict[int, list[dict]] = {}

    def perform_content_negotiation(self, request, force=False):
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def options(self, request, *args, **kwargs) -> Response:
        return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response.setdefault("Allow", "GET, HEAD, OPTIONS")
        if response.status_code == 200 and hasattr(self, "language"):
            response["Content-Language"] = self.language
        return response

    def handle_exception(self, exc):
        answer = problem_for(exc)
        if answer is None:
            raise exc
        answer.exception = True
        return answer

    # --- fields

    @classmethod
    def available_names(cls, model: type[Model]) -> frozenset[str]:
        """Return the names of the API fields of ``model``."""
        return frozenset(cls.get_available_fields(model))

    @classmethod
    def filterable_names(cls, model: type[Model]) -> list[str]:
        """Return the API fields of ``model`` that can be filtered by."""
        names = cls.get_available_fields(model)
        return [n for n in names if n != "locale" and parameters.stored_field(model, n) is not None]

    @classmethod
    def sortable_names(cls, model: type[Model]) -> list[str]:
        """Return the API fields of ``model`` that a list can be ordered by."""
        return [
            n
            for n in cls.filterable_names(model)
            if parameters.is_sortable(parameters.stored_field(model, n))
        ]

    def check_query_parameters(self, queryset: QuerySet) -> None:
        allowed = {*self.filterable_names(queryset.model), *self.known_query_parameters}
        for name in self.request.GET:
            if name not in allowed:
                raise ParameterError(
                    name, _("This is neither a parameter nor a field to filter by.")
                )

    def get_serializer_class(self):
        is_list = self.action == "listing_view"
        model = self.get_queryset().model if is_list else type(self.get_object())
        config = []
        if "fields" in self.request.GET:
            try:
                config = parse_fields_parameter(self.request.GET["fields"])
                if _depth(config) > MAX_DEPTH:
                    raise ParameterError("fields", _("Fields are nested too deep."))
                return self._get_serializer_class(
                    self.request.wagtailapi_router, model, config, show_details=not is_list
                )
            except (ValueError, RecursionError) as error:
                raise ParameterError("fields", str(error)) from error
            except ParameterError:
                raise
            except BadRequestError as error:
                raise ParameterError("fields", str(error)) from error
        return self._get_serializer_class(
            self.request.wagtailapi_router, model, config, show_details=not is_list
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

    def listing_view(self, request) -> Response:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        serializer_class = self.get_serializer_class()
        queryset = self.filter_queryset(queryset)
        items = self.paginate_queryset(queryset)
        return self.get_paginated_response(self._serialize(serializer_class, items))

    def detail_view(self, request, pk) -> Response:
        unknown = [n for n in request.GET if n not in {"fields", "locale", "format"}]
        if unknown:
            raise ParameterError(unknown[0], _("This is not a parameter of a single item."))
        serializer_class = self.get_serializer_class()
        return Response(self._serialize(serializer_class, [self.get_object()])[0])

    def _serialize(self, serializer_class, items: list[Model]) -> list[dict]:
        """Return ``items`` as data with the same number of queries for one as for a hundred."""
        if items:
            prefetch_related_objects(items, *dict.fromkeys(prefetch_lookups(serializer_class)))
        self._prepare_references(serializer_class, items)
        if "translations" in serializer_class.Meta.fields:
            self.prepare_translations(items)
        serializer = serializer_class(context=self.get_serializer_context())
        with translation.override(self.language), self.objects.reading():
            return [serializer.to_representation(item) for item in items]

    def _prepare_references(self, serializer_class, items: Iterable[Model]) -> None:
        """Fetch in bulk what the items' rich text and streams refer to."""
        references = defaultdict(set)
        for field in serializer_class.Meta.model._meta.concrete_fields:
            if field.name not in serializer_class.Meta.fields:
                continue
            for item in items:
                value = getattr(item, field.name)
                if isinstance(field, wagtail_fields.StreamField):
                    found = stream_references(value.stream_block, list(value.raw_data))
                elif isinstance(field, wagtail_fields.RichTextField):
                    found = referenced(value or "")
                else:
                    break
                for model, pk in found:
                    references[model].add(pk)
        for model, ids in references.items():
            self.objects.load(model, ids)

    def nested(self, obj: Model) -> dict:
        """Return ``obj`` as others show it: ``{id, meta, …}``."""
        router = self.request.wagtailapi_router
        model = type(obj)
        if isinstance(obj, get_image_model()):
            return image(obj)
        endpoint = router.get_model_endpoint(model)[1]
        fields = endpoint.get_nested_config(model)
        serializer_class = endpoint._get_serializer_class(router, model, fields, nested=True)
        return serializer_class(context=self.get_serializer_context()).to_representation(obj)

    @classmethod
    def get_nested_config(cls, model: type[Model]) -> list:
        """Return the fields configuration for an object that another one shows."""
        return []

    def prepare_translations(self, items: Iterable[Model]) -> None:
        """Ask once for the translations of all ``items``."""

    def translations(self, item: Model) -> list[dict]:
        """Return where ``item`` is public in other languages."""
        return self._translations.get(item.pk, [])

    @classmethod
    def get_urlpatterns(cls) -> list:
        return [
            path("", cls.as_view({"get": "listing_view"}), name="listing"),
            path("find/", cls.as_view({"get": "find_view"}), name="find"),
            path("<str:pk>/", cls.as_view({"get": "detail_view"}), name="detail"),
        ]

    def get_object(self) -> Model:
        if not hasattr(self, "_cached_object"):
            condition = parameters.identity(self.get_queryset().model, self.kwargs["pk"])
            found = self.get_queryset().filter(condition).first() if condition else None
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
        raw = request.GET.get("id")
        if raw is None:
            raise ParameterError("id", _("Say what to find."))
        condition = parameters.identity(queryset.model, raw)
        return queryset.filter(condition).first() if condition else None


class ChildViewSet(ContentViewSet):
    """Inline children: no endpoint of their own, and their keys are never public."""

    body_fields: list[str] = []
    meta_fields = ["type"]
    listing_default_fields = ["type"]
    nested_default_fields = ["type"]

    @classmethod
    def get_nested_config(cls, model: type[Model]) -> list:
        return [("*", False, None)]


def _depth(config: list) -> int:
    return (
        1 + max((_depth(sub) for _name, _negated, sub in config if sub), default=0) if config else 0
    )
