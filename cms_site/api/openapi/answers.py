"""The answers of an operation: what it tells, in which headers, and the problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms_site.api.openapi.schemas import ref
from cms_site.api.openapi.values import CODES
from cms_site.api.v2.capabilities import FORMATS
from cms_site.api.v2.exports import MEDIA_TYPES
from cms_site.api.v2.problems import CONTENT_TYPE

_CODE = f"({'|'.join(CODES)})"
_CODES = f"^{_CODE}(, {_CODE})*$"
HEADERS: dict[str, tuple[str, dict]] = {
    "ETag": (_("Identifies these bytes: send it back in `If-None-Match`."), {"type": "string"}),
    "Last-Modified": (_("When the public content last changed."), {"type": "string"}),
    "Cache-Control": (_("How long others may keep the answer."), {"type": "string"}),
    "Content-Language": (_("The languages of the answer."), {"type": "string", "pattern": _CODES}),
    "Surrogate-Key": (_("Names every object that the answer was made from."), {"type": "string"}),
    "Access-Control-Allow-Origin": (_("Any site may read."), {"type": "string"}),
    "Link": (_('The next page, `rel="next"`, as in `meta.next`.'), {"type": "string"}),
    "Content-Disposition": (_("The name of the file of an export."), {"type": "string"}),
    "Location": (_("The address of the item."), {"type": "string", "format": "uri-reference"}),
    "Retry-After": (
        _("Seconds to wait before asking again."),
        {"type": "string", "pattern": "^[0-9]+$"},
    ),
    "Allow": (_("The methods that this address answers."), {"type": "string"}),
}
OF_ANY = ("ETag", "Last-Modified", "Cache-Control", "Surrogate-Key", "Access-Control-Allow-Origin")
EXPORTS = {
    "csv": _(
        "A table in UTF-8: a header line, then one line for each item; nested names have dots."
    ),
    "xlsx": _("The same table as a workbook."),
    "ndjson": _("One item as JSON on each line."),
}
PROBLEMS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "400": (
        _("A parameter, field, operator or value is not known; `errors` names it."),
        (),
        "Problem",
    ),
    "404": (_("Nothing public has this address."), (), "Problem"),
    "405": (_("Only `GET`, `HEAD` and `OPTIONS` are answered."), ("Allow",), "Problem"),
    "410": (_("What was deleted since is no longer kept; start again."), (), "GoneProblem"),
    "414": (_("The query has more than 4096 bytes."), (), "Problem"),
    "429": (_("Too many requests came from this address."), ("Retry-After",), "Problem"),
    "503": (_("The database does not answer."), ("Retry-After",), "Problem"),
}
OF_EVERY_OPERATION = ("405", "414", "429", "503")


def headers(*names: str) -> dict:
    """Return the references to the headers ``names``."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def answers(schema: dict, *statuses: str, is_list: bool = False, language: bool = True) -> dict:
    """Return the answers of an operation that tells what ``schema`` describes.

    ``statuses`` are those of its problems beside the ones that every operation has.
    """
    names = [*OF_ANY, *(["Content-Language"] if language else [])]
    content: dict[str, dict] = {"application/json": {"schema": schema}}
    if is_list:
        names += ["Link", "Content-Disposition"]
        content |= {
            MEDIA_TYPES[name].partition(";")[0]: {
                "schema": {"type": "string", "description": EXPORTS[name]}
                | ({"format": "binary"} if name == "xlsx" else {})
            }
            for name in FORMATS
            if name in EXPORTS
        }
    told = {"description": _("What was asked for."), "headers": headers(*names), "content": content}
    return {"200": told, "304": reference("304"), **problems(*statuses)}


def problems(*statuses: str) -> dict:
    """Return the references to the problems of an operation, in the order of their statuses."""
    return {status: reference(status) for status in sorted({*statuses, *OF_EVERY_OPERATION})}


def reference(status: str) -> dict:
    """Return the reference to the shared answer with ``status``."""
    return {"$ref": f"#/components/responses/{status}"}


def components() -> dict:
    """Return the answers and headers that operations refer to."""
    responses: dict[str, dict] = {
        "302": {"description": _("Where the item is."), "headers": headers("Location")},
        "304": {"description": _("Nothing has changed since."), "headers": headers("ETag")},
    }
    for status, (description, names, schema) in PROBLEMS.items():
        responses[status] = {
            "description": description,
            "headers": headers(*names),
            "content": {CONTENT_TYPE: {"schema": ref(schema)}},
        }
    return {
        "responses": responses,
        "headers": {
            name: {"description": description, "schema": schema}
            for name, (description, schema) in HEADERS.items()
        },
    }
