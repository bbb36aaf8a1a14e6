"""The discovered types as test parameters."""

from __future__ import annotations

import pytest

from cms_site.content.content_type import content_types, page_models, record_models


def _label(model) -> str:
    return model._meta.label


def page_types():
    """Every page type, indexes included."""
    return pytest.mark.parametrize("model", sorted(page_models(), key=_label), ids=_label)


def record_types():
    """Every record type."""
    return pytest.mark.parametrize("model", sorted(record_models(), key=_label), ids=_label)


def endpoint_models():
    """Every model with an endpoint of its own."""
    models = [
        model
        for content_type in content_types()
        for model in content_type.get_models()
        if getattr(model, "api_endpoint", "")
    ]
    return pytest.mark.parametrize("model", sorted(models, key=_label), ids=_label)


def all_models():
    """Every model of every type: pages, records, children."""
    models = [m for t in content_types() for m in t.get_models()]
    return pytest.mark.parametrize("model", sorted(models, key=_label), ids=_label)


def types():
    """Every content type."""
    return pytest.mark.parametrize("content_type", list(content_types()), ids=lambda t: t.label)
