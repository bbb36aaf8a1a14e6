"""The lists of the API, those of content types discovered."""

from __future__ import annotations

from cms_site.content.content_type import content_types


def searchable_endpoints() -> list[str]:
    """Return the names of all lists: each of them can be searched."""
    models = (model for kind in content_types() for model in kind.get_models())
    declared = {model.api_endpoint for model in models if getattr(model, "api_endpoint", "")}
    return ["pages", "images", "documents", *sorted(declared)]
