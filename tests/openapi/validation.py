"""Checking real answers against the document: every told member must be described."""

from __future__ import annotations

from functools import cache

from jsonschema import Draft202012Validator, FormatChecker

from cms_site.api.openapi.document import description
from cms_site.api.v2.urls import router

PREFIX = "#/components/schemas/"


def document() -> dict:
    """Return the document as a test compares it: without examples, for no server."""
    return description(router, "en")


@cache
def closed() -> dict:
    """Return the document's components, in which an object has only the members that are described."""
    return _closed(document()["components"])


def _closed(schema):
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: _closed(part) for key, part in schema.items()}
    if "properties" in schema and isinstance(schema.get("type"), str | list):
        told.setdefault("additionalProperties", False)
    return told


def faults(schema: dict, answer) -> list[str]:
    """Return where ``answer`` is not what ``schema`` describes."""
    root = {**_closed(schema), "components": closed()}
    validator = Draft202012Validator(root, format_checker=FormatChecker())
    return [_told(error) for error in validator.iter_errors(answer)]


def _told(error) -> str:
    nested = [f"{e.json_path}: {e.message[:200]}" for e in error.context or ()]
    return f"{error.json_path}: {error.message[:200]} {nested[:6]}"


def schema_of(path: str, status: str = "200") -> dict:
    """Return the schema of the JSON that ``path`` of the document answers with ``status``."""
    answer = document()["paths"][path]["get"]["responses"][status]
    if "$ref" in answer:
        answer = document()["components"]["responses"][status]
    ((_kind, content),) = [
        c for c in answer["content"].items() if "json" in c[0] and "nd" not in c[0]
    ]
    return content["schema"]


def members(model) -> tuple[set[str], set[str]]:
    """Return the members of ``model`` that the document describes: of ``meta``, and its own."""
    properties = document()["components"]["schemas"][model._meta.label]["properties"]
    return set(properties["meta"]["properties"]), set(properties)
