"""The OpenAPI document, made of what the content types declare."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms_site.api.openapi import answers, parameters, shared
from cms_site.api.openapi.schemas import Schemas, page_types
from cms_site.api.openapi.values import documented, told
from cms_site.api.v2 import changes
from cms_site.api.v2.router import ContentRouter

ROOT = "/api/v2/"
DESCRIPTION = _(
    """\
Everything that is published here, for reading: pages, records, images and documents.

- `GET`, `HEAD` and `OPTIONS` are answered everywhere, from any site, without a key.
- Integers are numbers; decimals are strings with the published decimals; dates are ISO 8601 and
  instants carry an offset. Unknown is `null`, never 0 and never "".
- A relation to something that is not public is `null`.
- `fields` chooses the members of an item, so none is sure to be told: the schemas require none.
- Errors are problem details (RFC 9457). A parameter is given once, several values by comma.
- Within v2 a field is never renamed or removed; new ones may come: ignore what you do not know.
"""
)


@lru_cache(maxsize=4)
def description(router: ContentRouter, language: str) -> dict:
    """Return the document without examples and servers: the same as long as the process runs.

    Its words are in ``language``. It is shared: whoever changes it makes a copy first.
    """
    with translation.override(language):
        return _in_words(_description(router))


def _in_words(part: Any) -> Any:
    """Return a copy of a part of the document, with the words of the active language in it."""
    if isinstance(part, dict):
        return {name: _in_words(member) for name, member in part.items()}
    if isinstance(part, list | tuple):
        return [_in_words(member) for member in part]
    return str(part) if isinstance(part, Promise) else part


def _description(router: ContentRouter) -> dict:
    schemas = Schemas(router)
    paths: dict[str, dict] = {}
    for name, viewset in router.endpoints():
        paths |= _endpoint(schemas, name, viewset)
    paths |= _frame()
    return {
        "openapi": "3.1.0",
        "info": {"title": _("Public reading API"), "version": "2", "description": DESCRIPTION},
        "tags": [
            *({"name": n, "description": _of_endpoint(v)} for n, v in router.endpoints()),
            {"name": "frame", "description": _("The site itself, its changes, and this API.")},
        ],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted((schemas.named_schemas | shared.common()).items())),
            "parameters": parameters.SHARED,
            **answers.components(),
        },
        "security": [],
    }


def _of_endpoint(viewset) -> str:
    return documented(viewset.__doc__, viewset.model._meta.verbose_name_plural)


def _operation(name: str, tag: str, summary: object, asked: list[dict], told: dict) -> dict:
    return {
        "get": {
            "operationId": name,
            "tags": [tag],
            "summary": summary,
            "parameters": asked,
            "responses": told,
        }
    }


def _endpoint(schemas: Schemas, name: str, viewset) -> dict[str, dict]:
    """Return the paths of one endpoint: its list, finding in it, and one item."""
    model = viewset.model
    is_pages = model is Page
    item = schemas.page() if is_pages else schemas.of(model)
    able = viewset.capabilities(model)
    kinds = {m._meta.label: viewset.capabilities(m) for m in page_types()} if is_pages else {}
    plural = told(model._meta.verbose_name_plural)
    asked = parameters.shared(parameters.OF_LISTS)
    if is_pages:
        asked += parameters.of_pages(list(kinds))
    asked += parameters.of_list(able, kinds)
    has_facets = bool(able.facets or any(kind.facets for kind in kinds.values()))
    listed = shared.item_list(item, has_facets=has_facets)
    one = parameters.shared(parameters.OF_ITEMS)
    return {
        f"{ROOT}{name}/": _operation(
            f"{name}_list",
            name,
            _("List %(objects)s") % {"objects": plural},
            asked,
            answers.answers(listed, "400", is_list=True),
        ),
        f"{ROOT}{name}/find/": _operation(
            f"{name}_find",
            name,
            _("Find one of the %(objects)s, and be sent to it") % {"objects": plural},
            [*_finders(model), *one],
            {"302": answers.reference("302"), **answers.problems("400", "404")},
        ),
        f"{ROOT}{name}/{{id}}/": _operation(
            f"{name}_detail",
            name,
            _("Read one of the %(objects)s") % {"objects": plural},
            [_identity(model), *one],
            answers.answers(item, "400", "404"),
        ),
    }


def _identity(model: type[Model]) -> dict:
    schema = {"type": "integer", "minimum": 1} if model is Page else {"type": "string"}
    words = _("The id.") if model is Page else _identities(model)
    return {"name": "id", "in": "path", "required": True, "description": words, "schema": schema}


def _identities(model: type[Model]) -> object:
    codes = ", ".join(f"`{code}`" for code in getattr(model, "code_fields", ()))
    if not codes:
        return _("The id or the UUID.")
    return _("The id, the UUID or a code: %(codes)s.") % {"codes": codes}


def _finders(model: type[Model]) -> list[dict]:
    if model is not Page:
        text = {"type": "string"}
        return [parameters.parameter("id", _identities(model), text, required=True)]
    return [
        parameters.parameter(
            "html_path",
            _("The path of a page, or of a record that a page shows, on the site."),
            {"type": "string", "examples": ["/fr/"]},
        ),
        parameters.parameter(
            "id", _("The id or the UUID; without `html_path`."), {"type": "string"}
        ),
    ]


def _frame() -> dict[str, dict]:
    """Return the paths of the frame's own endpoints."""
    types = changes.types()
    feed = [
        parameters.parameter(
            "since",
            _("The sequence after which to begin."),
            {"type": "integer", "minimum": 0, "maximum": changes.MAX_SEQUENCE, "default": 0},
        ),
        parameters.parameter(
            "type",
            _("Only changes of these types."),
            parameters.several({"type": "string", "enum": types}, len(types)),
        ),
        *parameters.shared(["locale"]),
        parameters.parameter(
            "limit",
            _("How many changes at most."),
            {
                "type": "integer",
                "minimum": 1,
                "maximum": changes.MAX_LIMIT,
                "default": changes.DEFAULT_LIMIT,
            },
        ),
        *parameters.shared(["json"]),
    ]
    return {
        ROOT: _operation(
            "discovery",
            "frame",
            _("Every endpoint and what can be asked of it"),
            parameters.shared(["json"]),
            answers.answers(shared.discovery(), "400", language=False),
        ),
        f"{ROOT}site/": _operation(
            "site",
            "frame",
            _("Identity, contact, navigation and languages"),
            parameters.shared(["locale", "json"]),
            answers.answers(shared.site(), "400"),
        ),
        f"{ROOT}changes/": _operation(
            "changes",
            "frame",
            _("What changed, for a mirror to replay"),
            feed,
            answers.answers(shared.changes(types), "400", "410", language=False),
        ),
    }
