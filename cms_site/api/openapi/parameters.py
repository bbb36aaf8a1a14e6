"""The parameters of an operation: those that all share, and one for each filter and operator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cms_site.api.openapi.values import LANGUAGE, sentence
from cms_site.api.v2 import parameters
from cms_site.api.v2.capabilities import EXACT, FORMATS, MAX_FACETS, Capabilities, Filter
from cms_site.api.v2.exports import MAX_ROWS
from cms_site.api.v2.ordering import RANDOM
from cms_site.api.v2.pagination import DEFAULT_LIMIT, MAX_LIMIT

OPERATORS = {
    EXACT: _("equal to this"),
    "in": _("one of these"),
    "gt": _("greater than this"),
    "gte": _("this or greater"),
    "lt": _("less than this"),
    "lte": _("this or less"),
    "contains": _("contains this text, whatever its accents and letter forms"),
    "isnull": _("not known (true) or known (false)"),
}
# Translators: a field and what is asked of it, as in "Members: greater than this."
_FILTER = _("%(field)s: %(meaning)s.")
TEXT = {"type": "string"}
BOOLEAN = {"type": "boolean"}
VALUES: dict[str, dict] = {
    "text": TEXT,
    "words": TEXT,
    "boolean": BOOLEAN,
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
}
PAGE_ID = {"type": "string", "pattern": "^(root|[0-9]{1,9})$"}


def parameter(name: str, description: object, schema: dict, *, required: bool = False) -> dict:
    """Return a query parameter; a list of values is separated by commas."""
    made = {"name": name, "in": "query", "description": description, "schema": schema}
    if required:
        made["required"] = True
    if schema.get("type") == "array":
        made |= {"style": "form", "explode": False}
    return made


def several(items: dict, most: int = parameters.MAX_VALUES) -> dict:
    """Return the schema of a list of values, separated by commas."""
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


SHARED = {
    "limit": parameter(
        "limit",
        format_lazy(
            _("How many items: at most {number} in json, as many as there are in an export."),
            number=MAX_LIMIT,
        ),
        {"type": "integer", "minimum": 1, "maximum": MAX_ROWS, "default": DEFAULT_LIMIT},
    ),
    "offset": parameter(
        "offset",
        _("How many items to leave out. Not with `cursor`."),
        {"type": "integer", "minimum": 0, "maximum": parameters.MAX_OFFSET, "default": 0},
    ),
    "cursor": parameter(
        "cursor",
        _("Empty for the first page, then what `meta.next` gives: every page at the same cost."),
        TEXT,
    ),
    "fields": parameter(
        "fields",
        _(
            "Which members to tell, in Wagtail's syntax: `*` for all, `_` for none, `-name` to leave "
            "one out, `name(a,b)` for those of a related object, to a depth of 2."
        ),
        {"type": "string", "examples": ["*", "title,-translations"]},
    ),
    "search": parameter(
        "search", _("Words to find, by their beginnings, in any of the languages."), TEXT
    ),
    "search_operator": parameter(
        "search_operator",
        _("Whether all words must be found, or any."),
        {"type": "string", "enum": ["and", "or"], "default": "and"},
    ),
    "locale": parameter("locale", _("The language in which to be answered."), LANGUAGE),
    "fallback": parameter(
        "fallback",
        _("Languages to be answered in where there is nothing in `locale`, in this order."),
        several(LANGUAGE),
    ),
    "format": parameter(
        "format",
        _("The representation; all have the same rows."),
        {"type": "string", "enum": list(FORMATS), "default": "json"},
    ),
    "bom": parameter("bom", _("Begin a csv with a byte order mark, for Excel."), BOOLEAN),
    "json": parameter(
        "format", _("The representation."), {"type": "string", "enum": ["json"], "default": "json"}
    ),
}
OF_LISTS = (
    "limit", "offset", "cursor", "fields", "search", "search_operator", "locale", "fallback",
    "format", "bom",
)  # fmt: skip
OF_ITEMS = ("fields", "locale", "fallback", "json")


def shared(names: Iterable[str]) -> list[dict]:
    """Return the references to the parameters ``names`` of ``SHARED``."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def of_pages(types: list[str]) -> list[dict]:
    """Return the parameters that only the list of pages has; ``types`` are those of pages."""
    return [
        parameter(
            "type",
            _("Only pages of these types. With one type, its own fields are told and filtered by."),
            several({"type": "string", "enum": types}),
        ),
        parameter("child_of", _("The id of the parent page, or `root`."), PAGE_ID),
        parameter("descendant_of", _("The id of a page above, or `root`."), PAGE_ID),
        parameter("ancestor_of", _("The id of a page below."), PAGE_ID),
        parameter("translation_of", _("The id of a page in another language, or `root`."), PAGE_ID),
        parameter("site", _("The host name of another site of the installation."), TEXT),
    ]


def of_list(able: Capabilities, by_type: Mapping[str, Capabilities]) -> list[dict]:
    """Return the order, the facets and the filters of a list.

    ``by_type`` says what can be asked of each type where a list holds several.
    """
    everything = [able, *by_type.values()]
    orderings = _united(a.orderings for a in everything)
    signed = [f"{sign}{name}" for name in orderings for sign in ("", "-")]
    found = [
        parameter(
            "order",
            format_lazy(
                _("Fields to order by, `-` for descending; unknown values come last. Or `{word}`."),
                word=RANDOM,
            ),
            several({"type": "string", "enum": [*signed, RANDOM]}),
        )
    ]
    if facets := _united(a.facets for a in everything):
        found.append(
            parameter(
                "facets",
                _("Fields whose values to count under the other filters."),
                several({"type": "string", "enum": facets}, MAX_FACETS),
            )
        )
    return found + _filters(able, by_type)


def _united(names: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for several in names for name in several))


def _filters(able: Capabilities, by_type: Mapping[str, Capabilities]) -> list[dict]:
    """Return a parameter for each filter and operator; one that types share takes what any takes."""
    schemas: dict[str, list[dict]] = defaultdict(list)
    words: dict[str, str] = {}
    types: dict[str, list[str]] = defaultdict(list)
    for label, one in (("", able), *by_type.items()):
        for wanted in one.filters.values():
            for name, operator in zip(wanted.parameters, wanted.operators, strict=True):
                if name in schemas and not types[name]:
                    continue  # any type has it
                schema = value_schema(wanted, operator)
                if schema not in schemas[name]:
                    schemas[name].append(schema)
                told = {"field": _label(wanted), "meaning": OPERATORS[operator]}
                words.setdefault(name, _FILTER % told)
                if label:
                    types[name].append(label)
    return [
        parameter(name, _described(words[name], types[name]), _any_of(schemas[name]))
        for name in schemas
    ]


def _described(words: str, types: list[str]) -> str:
    if not types:
        return words
    only = _("Only with %(types)s.") % {"types": ", ".join(f"`type={name}`" for name in types)}
    return f"{words} {only}"


def _any_of(schemas: list[dict]) -> dict:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _label(wanted: Filter) -> str:
    label = getattr(wanted.field, "verbose_name", "") or wanted.name.replace("_", " ")
    text = sentence(label)
    if wanted.related is not None:
        return _("%(field)s, by id, UUID or code") % {"field": text}
    return text


def value_schema(wanted: Filter, operator: str) -> dict:
    """Return the schema of the values that a filter takes with ``operator``."""
    if operator == "isnull":
        return BOOLEAN
    if wanted.kind == "tags":
        return several(TEXT, parameters.MAX_TAGS)
    schema = TEXT if operator == "contains" else _value(wanted)
    return several(schema) if operator == "in" else schema


def _value(wanted: Filter) -> dict:
    if wanted.related is not None:
        return {"type": "string", "minLength": 1}
    if wanted.kind == "choice":
        values = [value for value, _label in wanted.field.flatchoices if value not in ("", None)]
        return {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
    if wanted.kind == "integer" and isinstance(wanted.field, models.IntegerField):
        ranges = BaseDatabaseOperations.integer_field_ranges
        low, high = ranges[wanted.field.get_internal_type()]
        return {"type": "integer", "minimum": low, "maximum": high}
    return VALUES.get(wanted.kind, TEXT)
