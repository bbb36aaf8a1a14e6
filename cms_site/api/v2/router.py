"""The router: Wagtail's endpoints, and one for every record type that declares its name."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from wagtail.api.v2.router import WagtailAPIRouter

from cms_site.api.v2.files import DocumentsViewSet, ImagesViewSet
from cms_site.api.v2.pages import PagesViewSet
from cms_site.api.v2.records import RecordViewSet
from cms_site.api.v2.views import ChildViewSet, ContentViewSet
from cms_site.content.content_type import ContentType, content_types, start_without

OWNERS = {
    **dict.fromkeys(("pages", "images", "documents"), "Wagtail"),
    **dict.fromkeys(("site", "changes", "docs", "openapi.json"), "the frame"),
}


class ContentRouter(WagtailAPIRouter):
    """Knows the endpoint of every model; a model without one is told as a child."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[type[Model], str | None] = {}

    def get_model_endpoint(self, model: type[Model]) -> tuple[str | None, type[ContentViewSet]]:
        return super().get_model_endpoint(model) or (None, ChildViewSet)

    def get_object_detail_urlpath(self, model: type[Model], pk) -> str | None:
        """Return the path of an object; the part that its model shares is worked out once."""
        if model not in self._addresses:
            has_endpoint = self.get_model_endpoint(model)[0] is not None
            first = super().get_object_detail_urlpath(model, "0") if has_endpoint else None
            self._addresses[model] = first and first.removesuffix("0/")
        address = self._addresses[model]
        return address and f"{address}{pk}/"

    def endpoints(self) -> Iterator[tuple[str, type[ContentViewSet]]]:
        """Yield the name and the viewset of each endpoint."""
        yield from self._endpoints.items()


def make_router() -> ContentRouter:
    """Return the router of the installed content types.

    Raises ``ImproperlyConfigured`` when two types claim one endpoint.
    """
    router = ContentRouter("wagtailapi")
    router.register_endpoint("pages", PagesViewSet)
    router.register_endpoint("images", ImagesViewSet)
    router.register_endpoint("documents", DocumentsViewSet)
    taken = dict(OWNERS)
    for content_type, model in _claims():
        name = model.api_endpoint
        if name in taken:
            raise ImproperlyConfigured(
                f"The content type '{content_type.label}' ({content_type.name}) claims the API "
                f"endpoint '{name}', which belongs to {taken[name]}. "
                f"Start without it: {start_without(content_type.label)}"
            )
        taken[name] = f"'{content_type.label}'"
        attributes = {"model": model, "name": name, "__doc__": model.__doc__}
        viewset = type(f"{model.__name__}APIViewSet", (RecordViewSet,), attributes)
        router.register_endpoint(name, viewset)
    return router


def owner_of(endpoint: str) -> str:
    """Return whose the endpoint of this name is: a content type's or the frame's; "" where it is free."""
    claims = {model.api_endpoint: f"'{claimer.label}'" for claimer, model in _claims()}
    return (claims | OWNERS).get(endpoint, "")


def _claims() -> Iterator[tuple[ContentType, type[Model]]]:
    """Yield each model that has an endpoint, with the type whose it is."""
    for content_type in content_types():
        for model in content_type.get_models():
            if getattr(model, "api_endpoint", ""):
                yield content_type, model
