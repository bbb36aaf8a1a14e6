"""What changed between two OpenAPI documents, and which of it breaks a client."""

from __future__ import annotations

import json
from collections.abc import Iterator

# Members of a schema that only narrow or explain it.
WORDS = ("description", "title", "examples", "example", "default", "summary", "tags")
LOWER = ("minimum", "minLength", "minItems")
UPPER = ("maximum", "maxLength", "maxItems")


def breaking(old: dict, new: dict) -> list[str]:
    """Return what a client that was written for ``old`` can no longer rely on in ``new``."""
    return [*_paths(old, new), *_components(old["components"], new["components"])]


def added(old: dict, new: dict) -> list[str]:
    """Return where ``new`` is not ``old``, words aside."""
    return list(_differences(old, new, ""))


def _paths(old: dict, new: dict) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            other = new["paths"].get(path, {}).get(method)
            if other is None:
                yield f"{where}: removed"
                continue
            if operation["operationId"] != other["operationId"]:
                yield f"{where}: operationId changed, on which generated clients' names stand"
            yield from _parameters(where, _named(operation, old), _named(other, new))
            yield from _answers(where, operation["responses"], other["responses"])


def _named(operation: dict, document: dict) -> dict[str, dict]:
    """Return the parameters of an operation by place and name, references followed."""
    found = {}
    for raw in operation["parameters"]:
        name = raw.get("$ref", "").rpartition("/")[2]
        parameter = document["components"]["parameters"][name] if name else raw
        found[f"{parameter['in']} {parameter['name']}"] = parameter
    return found


def _parameters(where: str, old: dict[str, dict], new: dict[str, dict]) -> Iterator[str]:
    for name, parameter in old.items():
        if name not in new:
            yield f"{where}: parameter {name} removed"
            continue
        if new[name].get("required") and not parameter.get("required"):
            yield f"{where}: parameter {name} is now required"
        for key in ("style", "explode"):
            if parameter.get(key) != new[name].get(key):
                yield f"{where}: parameter {name}: {key} changed"
        yield from _schema(
            f"{where}: parameter {name}", parameter["schema"], new[name]["schema"], is_asked=True
        )
    for name in new.keys() - old.keys():
        if new[name].get("required"):
            yield f"{where}: parameter {name} is new and required"


def _answers(where: str, old: dict, new: dict) -> Iterator[str]:
    for status, answer in old.items():
        if status not in new:
            yield f"{where}: answer {status} removed"
            continue
        yield from _answer(f"{where}: answer {status}", answer, new[status])


def _answer(where: str, old: dict, new: dict) -> Iterator[str]:
    for header in old.get("headers", {}):
        if header not in new.get("headers", {}):
            yield f"{where}: header {header} removed"
    for kind, content in old.get("content", {}).items():
        if kind not in new.get("content", {}):
            yield f"{where}: {kind} removed"
            continue
        yield from _schema(f"{where}: {kind}", content["schema"], new["content"][kind]["schema"])


def _components(old: dict, new: dict) -> Iterator[str]:
    for name, schema in old["schemas"].items():
        if name not in new["schemas"]:
            yield f"schema {name} removed"
        else:
            yield from _schema(f"schema {name}", schema, new["schemas"][name])
    for status, answer in old["responses"].items():
        if status in new["responses"]:
            yield from _answer(f"answer {status}", answer, new["responses"][status])


def _schema(where: str, old: dict, new: dict, *, is_asked: bool = False) -> Iterator[str]:
    """Yield how ``new`` breaks who reads, or with ``is_asked`` who sends, what ``old`` describes."""
    for key in ("$ref", "format", "const", "pattern", "contentMediaType"):
        if old.get(key) != new.get(key):
            yield f"{where}: {key} changed from {old.get(key)} to {new.get(key)}"
    before, after = _kinds(old), _kinds(new)
    if before - after if is_asked else before != after:
        yield f"{where}: type changed from {sorted(before)} to {sorted(after)}"
    gone = [value for value in old.get("enum", ()) if value not in new.get("enum", ())]
    if gone and "enum" in new:
        yield f"{where}: enum values removed: {gone}"
    if is_asked and "enum" in new and "enum" not in old:
        yield f"{where}: limited to an enum"
    if not is_asked and "enum" in old and "enum" not in new:
        yield f"{where}: enum removed"
    if is_asked:
        yield from _bounds(where, old, new)
    for name in set(old.get("required", ())) - set(new.get("required", ())):
        yield f"{where}: {name} is no longer always told"
    for name, member in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{where}.{name}: removed"
        else:
            yield from _schema(f"{where}.{name}", member, new["properties"][name])
    for key in ("items", "additionalProperties"):
        if isinstance(old.get(key), dict):
            other = new.get(key)
            if not isinstance(other, dict):
                yield f"{where}: {key} removed"
            else:
                yield from _schema(f"{where}[]", old[key], other, is_asked=is_asked)
    for key in ("anyOf", "oneOf", "allOf"):
        for one in old.get(key, ()):
            if not any(not list(_schema("", one, other)) for other in new.get(key, ())):
                yield f"{where}: {key} no longer has {one.get('$ref') or _kinds(one) or one}"


def _kinds(schema: dict) -> set[str]:
    kind = schema.get("type", ())
    return {kind} if isinstance(kind, str) else set(kind)


def _bounds(where: str, old: dict, new: dict) -> Iterator[str]:
    for key in LOWER:
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"{where}: {key} raised to {new[key]}"
    for key in UPPER:
        if key in new and new[key] < old.get(key, float("inf")):
            yield f"{where}: {key} lowered to {new[key]}"


def _differences(old, new, where: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}, key=str):
            is_words = key in WORDS and not where.endswith("/properties")
            if is_words and not isinstance(old.get(key, new.get(key)), dict):
                continue
            if key not in old or key not in new:
                yield f"{where}/{key} {'added' if key in new else 'removed'}"
            else:
                yield from _differences(old[key], new[key], f"{where}/{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if sorted(map(_text, old)) != sorted(map(_text, new)):
            yield f"{where} changed"
    elif old != new:
        yield f"{where} changed"


def _text(part) -> str:
    """Return a member of a list to compare by, its words left out."""
    if isinstance(part, dict):
        part = {key: value for key, value in part.items() if key not in WORDS}
    return json.dumps(part, sort_keys=True)
