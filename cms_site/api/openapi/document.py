"""The OpenAPI document, made of what the content types declare."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Model
from wagtail.models import Page

from cms_site.api.openapi import answers, parameters, shared
from cms_site.api.openapi.schemas import Schemas, page_types
from cms_site.api.openapi.values import english, sentence
from cms_site.api.v2 import changes
from cms_site.api.v2.router import ContentRouter

ROOT = "/api/v2/"
DESCRIPTION = """\
Everything that is published here, for reading: pages, records, images and documents.

- `GET`, `HEAD` and `OPTIONS` are answered everywhere, from any site, without a key.
- Integers are numbers; decimals are strings with the published decimals; dates are ISO 8601 and
  instants carry an offset. Unknown is `null`, never 0 and never "".
- A relation to something that is not public is `null`.
- `fields` chooses the members of an item, so none is sure to be told: the schemas require none.
- Errors are problem details (RFC 9457). A parameter is given once, several values by comma.
- Within v2 a field is never renamed or removed; new ones may come: ignore what you do not know.
"""


@lru_cache(maxsize=2)
def description(router: ContentRouter) -> dict:
    """Return the document without examples and servers: the same as long as the process runs.

    It is shared: whoever changes it makes a copy first.
    """
    schemas = Schemas(router)
    paths: dict[str, dict] = {}
    for name, viewset in router.endpoints():
        paths |= _endpoint(schemas, name, viewset)
    paths |= _frame()
    return {
        "openapi": "3.1.0",
        "info": {"title": "Public reading API", "version": "2", "description": DESCRIPTION},
        "tags": [
            *({"name": n, "description": sentence(v.__doc__)} for n, v in router.endpoints()),
            {"name": "frame", "description": "The site itself, its changes, and this API."},
        ],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted((schemas.named_schemas | shared.common()).items())),
            "parameters": parameters.SHARED,
            **answers.components(),
        },
        "security": [],
    }


def _operation(name: str, tag: str, summary: str, asked: list[dict], told: dict) -> dict:
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
    plural = english(model._meta.verbose_name_plural)
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
            f"List {plural}",
            asked,
            answers.answers(listed, "400", is_list=True),
        ),
        f"{ROOT}{name}/find/": _operation(
            f"{name}_find",
            name,
            f"Find one of the {plural}, and be sent to it",
            [*_finders(model), *one],
            {"302": answers.reference("302"), **answers.problems("400", "404")},
        ),
        f"{ROOT}{name}/{{id}}/": _operation(
            f"{name}_detail",
            name,
            f"Read one of the {plural}",
            [_identity(model), *one],
            answers.answers(item, "400", "404"),
        ),
    }


def _identity(model: type[Model]) -> dict:
    schema = {"type": "integer", "minimum": 1} if model is Page else {"type": "string"}
    words = "The id." if model is Page else f"The {_identities(model)}."
    return {"name": "id", "in": "path", "required": True, "description": words, "schema": schema}


def _identities(model: type[Model]) -> str:
    codes = getattr(model, "code_fields", ())
    return "id or the UUID" + "".join(f", or the {code}" for code in codes)


def _finders(model: type[Model]) -> list[dict]:
    if model is not Page:
        words = f"The {_identities(model)}."
        return [parameters.parameter("id", words, {"type": "string"}, required=True)]
    return [
        parameters.parameter(
            "html_path",
            "The path of a page, or of a record that a page shows, on the site.",
            {"type": "string", "examples": ["/fr/"]},
        ),
        parameters.parameter("id", "The id or the UUID; without `html_path`.", {"type": "string"}),
    ]


def _frame() -> dict[str, dict]:
    """Return the paths of the frame's own endpoints."""
    types = changes.types()
    feed = [
        parameters.parameter(
            "since",
            "The sequence after which to begin.",
            {"type": "integer", "minimum": 0, "maximum": changes.MAX_SEQUENCE, "default": 0},
        ),
        parameters.parameter(
            "type",
            "Only changes of these types.",
            parameters.several({"type": "string", "enum": types}, len(types)),
        ),
        *parameters.shared(["locale"]),
        parameters.parameter(
            "limit",
            "How many changes at most.",
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
            "Every endpoint and what can be asked of it",
            parameters.shared(["json"]),
            answers.answers(shared.discovery(), "400", language=False),
        ),
        f"{ROOT}site/": _operation(
            "site",
            "frame",
            "Identity, contact, navigation and languages",
            parameters.shared(["locale", "json"]),
            answers.answers(shared.site(), "400"),
        ),
        f"{ROOT}changes/": _operation(
            "changes",
            "frame",
            "What changed, for a mirror to replay",
            feed,
            answers.answers(shared.changes(types), "400", "410", language=False),
        ),
    }
