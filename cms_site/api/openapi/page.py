"""The document as a page for people: flat rows, which a template only has to write down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import orjson
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms_site.api.openapi.schemas import PREFIX

MAX_EXAMPLE = 6000


@dataclass(frozen=True)
class Row:
    """A parameter or a member: its name, type and meaning."""

    name: str
    kind: SafeString
    words: SafeString
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    """One address that can be asked."""

    anchor: str
    path: str
    summary: str
    parameters: list[Row]
    filters: list[Row]
    answers: list[Row]
    examples: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The operations of one endpoint."""

    name: str
    words: SafeString
    operations: list[Operation]


@dataclass(frozen=True)
class Described:
    """A schema and its members."""

    name: str
    words: SafeString
    members: list[Row]


class Reference:
    """The page's content, read from an OpenAPI document."""

    def __init__(self, document: dict) -> None:
        self.document = document
        self.words = document["info"]["description"]

    @cached_property
    def introduction(self) -> list[SafeString]:
        """The sentences about the whole API, as a list."""
        joined = self.words.replace("\n  ", " ").splitlines()
        return [marked(line.removeprefix("- ")) for line in joined if line]

    @cached_property
    def groups(self) -> list[Group]:
        """The endpoints in the order of the document's tags, each with its operations."""
        found = []
        for tag in self.document["tags"]:
            operations = [
                self._operation(path, item["get"])
                for path, item in self.document["paths"].items()
                if tag["name"] in item["get"]["tags"]
            ]
            found.append(Group(tag["name"], marked(tag["description"]), operations))
        return found

    @cached_property
    def schemas(self) -> list[Described]:
        """The schemas in the order of their names."""
        named = self.document["components"]["schemas"]
        return [
            Described(name, marked(schema.get("description", "")), list(_members(schema)))
            for name, schema in named.items()
        ]

    def _operation(self, path: str, operation: dict) -> Operation:
        shared: list[Row] = []
        filters: list[Row] = []
        for raw in operation["parameters"]:
            is_shared = "$ref" in raw or raw["in"] == "path"
            parameter = self._resolved(raw)
            row = Row(
                parameter["name"],
                kind_of(parameter["schema"]),
                marked(parameter["description"]),
                parameter.get("required", False),
            )
            (shared if is_shared else filters).append(row)
        return Operation(
            operation["operationId"],
            path,
            operation["summary"],
            shared,
            filters,
            [self._answer(s, a) for s, a in operation["responses"].items()],
            list(_examples(operation)),
        )

    def _answer(self, status: str, raw: dict) -> Row:
        answer = self._resolved(raw)
        content = answer.get("content", {})
        kinds = format_html_join(
            ", ",
            "<code>{}</code>{}",
            (
                (name, format_html(" {}", kind_of(told["schema"])) if "json" in name else "")
                for name, told in content.items()
            ),
        )
        return Row(status, kinds, marked(answer["description"]))

    def _resolved(self, raw: dict) -> dict:
        if "$ref" not in raw:
            return raw
        _hash, _components, kind, name = raw["$ref"].split("/")
        return self.document["components"][kind][name]


def _examples(operation: dict) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each example; a long one is cut."""
    content = operation["responses"].get("200", {}).get("content", {})
    for name, example in content.get("application/json", {}).get("examples", {}).items():
        text = orjson.dumps(example["value"], option=orjson.OPT_INDENT_2).decode()
        yield name, text if len(text) <= MAX_EXAMPLE else text[:MAX_EXAMPLE] + " …"


def _members(schema: dict, prefix: str = "") -> Iterator[Row]:
    """Yield the members of an object, those of an object in it with dotted names."""
    required = schema.get("required", ())
    for part in schema.get("allOf", ()):
        yield from _members(part, prefix)
    for name, member in schema.get("properties", {}).items():
        yield Row(
            f"{prefix}{name}",
            kind_of(member),
            marked(member.get("description", "")),
            name in required,
        )
        if "properties" in member:
            yield from _members(member, f"{prefix}{name}.")


def marked(text: str) -> SafeString:
    """Return ``text`` as HTML, what stands between backticks as code."""
    parts = text.split("`")
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<code dir="ltr">{}</code>', p) if n % 2 else p,)
            for n, p in enumerate(parts)
        ),
    )


def kind_of(schema: dict) -> SafeString:
    """Return what a schema takes, in a few words, with links to the schemas that it names."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PREFIX)
        return format_html('<a href="#{}">{}</a>', name, name)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _joined(kind_of(one) for one in schema[key])
    if "const" in schema:
        return format_html("<code>{}</code>", schema["const"])
    if "enum" in schema:
        return _joined(
            format_html("<code>{}</code>", "null" if value is None else value)
            for value in schema["enum"]
        )
    kinds = schema.get("type", "any")
    names = [kinds] if isinstance(kinds, str) else kinds
    shown = _joined(format_html("{}", _plain(name, schema)) for name in names)
    if "items" in schema:
        return format_html("{} [{}]", shown, kind_of(schema["items"]))
    return shown


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return format_html_join(" | ", "{}", ((part,) for part in parts))


def _plain(name: str, schema: dict) -> str:
    if name == "null":
        return name
    words = name + (f" ({schema['format']})" if "format" in schema else "")
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        words += f" {low}–{high}"
    return words
