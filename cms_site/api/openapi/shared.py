"""The schemas of what every endpoint tells alike, and of the frame's own endpoints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms_site.api.openapi.schemas import IMAGE, ref
from cms_site.api.openapi.values import DIRECTION, INSTANT, LANGUAGE, URI, UUID
from cms_site.api.v2.capabilities import FORMATS
from cms_site.content.words import LANGUAGES
from cms_site.journal.models import Change
from home.models import NavigationEntry

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
URI_OR_NULL = {"type": ["string", "null"], "format": "uri"}
TEXTS = {"type": "array", "items": TEXT}
COUNT = {"type": "integer", "minimum": 0}


def record(description: object, **properties: dict) -> dict:
    """Return the schema of an object of which every member is told."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties),
    }


def array(schema: dict) -> dict:
    """Return the schema of a list of what ``schema`` describes."""
    return {"type": "array", "items": schema}


def item_list(items: dict, *, has_facets: bool) -> dict:
    """Return the schema of one page of a list."""
    meta = record(_("About the list."), total_count=COUNT, next=URI_OR_NULL)
    meta["properties"]["next"] = {**URI_OR_NULL, "description": _("The address of the next page.")}
    if has_facets:
        meta["properties"]["facets"] = {
            "type": "object",
            "description": _("For each facet asked for, its values under the other filters."),
            "additionalProperties": array(ref("FacetValue")),
        }
    return record(_("One page of a list."), meta=meta, items=array(items))


def _words(*names: str) -> dict[str, dict]:
    """Return the members of words: chosen by ``locale``, and in each language."""
    return {
        member: TEXT_OR_NULL
        for name in names
        for member in (name, *(f"{name}_{code}" for code in LANGUAGES))
    }


def _link(**more: dict) -> dict:
    return record(_("A link."), **more)


PROBLEM = {
    "type": "object",
    "description": _("What went wrong (RFC 9457)."),
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": _("What to change, in the reader's language.")},
        "errors": array(
            record(_("A parameter that cannot be answered."), parameter=TEXT, message=TEXT)
        ),
        "message": {
            "type": "string",
            "description": _("The same as `detail`, as Wagtail calls it."),
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_START = record(_("Where a mirror starts again."), latest=URI, export=URI)
GONE_PROBLEM = {
    **PROBLEM,
    "properties": {**PROBLEM["properties"], "start_again": _START},
    "required": [*PROBLEM["required"], "start_again"],
}
TRANSLATION = record(
    _("Where an item is public in another language."),
    locale=LANGUAGE,
    detail_url=URI,
    html_url=URI_OR_NULL,
)
FACET_VALUE = record(
    _("A value of a facet and how many items have it; null stands for what is not known."),
    value={"type": ["string", "integer", "boolean", "null"]},
    label=TEXT,
    count=COUNT,
)


def changes(types: list[str]) -> dict:
    """Return the schema of an answer of the change feed, whose items are of these ``types``."""
    item = record(
        _("A change of what the public can see."),
        sequence=COUNT,
        time=INSTANT,
        event={"type": "string", "enum": list(Change.Event.values)},
        type=TEXT,
        uuid=UUID,
        id={"type": ["integer", "null"]},
        locale={"type": ["string", "null"], "enum": [*LANGUAGE["enum"], None]},
        detail_url=URI_OR_NULL,
        html_url=URI_OR_NULL,
        previous_html_url=URI_OR_NULL,
    )
    item["properties"]["type"] = {
        "type": "string",
        "description": _("A type of those in `type`, or one that is no longer installed."),
        "examples": types[:3],
    }
    meta = record(
        _("Where the feed stands."),
        latest={**COUNT, "description": _("The last sequence there is.")},
        next={**URI, "description": _("Where to go on from, now or later.")},
        is_complete={"type": "boolean", "description": _("Whether this answer reaches `latest`.")},
    )
    return record(_("Changes, oldest first."), meta=meta, items=array(item))


def site() -> dict:
    """Return the schema of ``site/``."""
    links = array(_link(text=TEXT, html_url=URI_OR_NULL, detail_url=URI))
    return record(
        _("The frame of the site: identity, contact, navigation and languages."),
        meta=record(_("The language it is told in."), locale=LANGUAGE, dir=DIRECTION),
        identity=record(
            _("Who publishes the site."),
            **_words("country", "organisation", "name"),
            acronym=TEXT_OR_NULL,
            logo={"anyOf": [ref("Image"), {"type": "null"}]},
        ),
        contact=record(
            _("How to reach the publisher."),
            **_words("address"),
            map_url=URI_OR_NULL,
            phone=TEXT_OR_NULL,
            fax=TEXT_OR_NULL,
            email=TEXT_OR_NULL,
            **_words("opening_hours", "head_of_delegation"),
        ),
        navigation=record(
            _("For each place of the frame, its links in order."),
            **dict.fromkeys(NavigationEntry.Place.values, links),
        ),
        languages=array(
            _link(locale=LANGUAGE, name=TEXT, dir=DIRECTION, html_url=URI_OR_NULL),
        ),
    )


def discovery() -> dict:
    """Return the schema of ``/api/v2/``."""
    asked = {
        "fields": TEXTS,
        "filters": {"type": "object", "additionalProperties": TEXTS},
        "orderings": TEXTS,
        "facets": TEXTS,
        "formats": array({"type": "string", "enum": [*FORMATS, "html"]}),
        "schema": URI,
    }
    endpoint = record(_("An endpoint."), name=TEXT, url=URI, formats=asked["formats"])
    endpoint["properties"] |= {"type": TEXT, **asked}
    return record(
        _("Every endpoint, and what can be asked of it."),
        schema=URI,
        endpoints=array(endpoint),
        page_types=array(record(_("A type of page."), type=TEXT, url=URI, **asked)),
    )


def common() -> dict[str, dict]:
    """Return the schemas that others refer to by their names."""
    return {
        "Problem": PROBLEM,
        "GoneProblem": GONE_PROBLEM,
        "Image": IMAGE,
        "Translation": TRANSLATION,
        "FacetValue": FACET_VALUE,
    }
