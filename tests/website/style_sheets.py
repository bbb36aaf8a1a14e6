"""The style sheets as rules, and the classes that the site's templates use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.installation import PROJECT

SITE = PROJECT / "templates/static/site/site.css"
COMPONENT_PAGE = PROJECT / "cms_site/website/static/website/components.css"
REFERENCE = PROJECT / "cms_site/api/static/api/reference.css"
# Each document and the sheets that it stands on.
DOCUMENTS = {"site": (SITE, COMPONENT_PAGE), "reference": (REFERENCE,)}

# What writes the site's HTML. The editor's own templates have Wagtail's classes.
SOURCES = (
    "templates/**/*.html",
    "home/**/*.html",
    "pages/**/*.html",
    "snippets/**/*.html",
    "cms_site/website/**/*.html",
    "cms_site/cache/**/*.html",
    "cms_site/**/templatetags/*.py",
)
EDITOR = ("templates/wagtail_localize/",)


@dataclass(frozen=True)
class Rule:
    """Declarations with their selector (a font's: "@font-face") and the at-rules around it."""

    around: tuple[str, ...]
    selector: str
    declarations: tuple[tuple[str, str], ...]

    @property
    def layer(self) -> str:
        """The name of the layer, "" outside any."""
        names = [at.removeprefix("@layer ") for at in self.around if at.startswith("@layer ")]
        return names[0] if names else ""


@dataclass(frozen=True)
class Sheet:
    """A style sheet: its rules, and the at-rules without a block."""

    rules: tuple[Rule, ...]
    statements: tuple[str, ...]


@cache
def sheet(path: Path) -> Sheet:
    """Read the sheet at ``path``; no nested rules of style."""
    return read(path.read_text(encoding="utf-8"))


def read(source: str) -> Sheet:
    """Read a sheet; whatever is in quotes keeps its braces and semicolons."""
    quoted: list[str] = []

    def put_away(found: re.Match) -> str:
        quoted.append(found[0])
        return f"\0{len(quoted) - 1}\0"

    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r'"[^"]*"|url\([^")]*\)', put_away, source)

    def whole(text: str) -> str:
        text = re.sub(r"\0(\d+)\0", lambda found: quoted[int(found[1])], text)
        return " ".join(text.split())

    rules, statements, open_blocks = [], [], []
    for text, mark in re.findall(r"([^{};]*)([{};])", source):
        text = whole(text)
        if mark == "{":
            open_blocks.append((text, []))
            continue
        if text and open_blocks:
            name, _colon, value = text.partition(":")
            open_blocks[-1][1].append((name.strip(), value.strip()))
        elif text:
            statements.append(text)
        if mark == "}":
            selector, declarations = open_blocks.pop()
            if declarations:
                around = tuple(above for above, _declarations in open_blocks)
                rules.append(Rule(around, selector, tuple(declarations)))
    return Sheet(tuple(rules), tuple(statements))


def rules_of(*paths: Path) -> Iterator[Rule]:
    for path in paths:
        yield from sheet(path).rules


def classes_in_rules(*paths: Path) -> set[str]:
    """Return the classes that selectors of the sheets name."""
    return {
        name
        for rule in rules_of(*paths)
        for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", rule.selector)
    }


def classes_in(html: str) -> set[str]:
    """Return the classes of a template or a tag; one that a variable ends stands with a ``*``."""
    found: set[str] = set()
    for value in re.findall(r"class=[\"']([^\"']*)[\"']", html.replace('\\"', '"')):
        value = re.sub(r"\{%.*?%\}", " ", value)
        found.update(re.sub(r"\{\{.*?\}\}|\{\w*\}", "*", value).split())
    return found - {"*"}


@cache
def classes_in_templates() -> dict[str, str]:
    """Return each class that the site's HTML may have, with a file that has it."""
    found: dict[str, str] = {}
    for pattern in SOURCES:
        for path in PROJECT.glob(pattern):
            name = str(path.relative_to(PROJECT))
            if not name.startswith(EDITOR):
                found.update(dict.fromkeys(classes_in(path.read_text(encoding="utf-8")), name))
    return found


def is_named(name: str, names: set[str]) -> bool:
    """Whether ``name`` is one of ``names``, of which those with a ``*`` stand for all that begin so."""
    return any(re.fullmatch(re.escape(one).replace(r"\*", ".*"), name) for one in names)
