"""The style sheets: one for both directions, in layers, with nothing that leads nowhere.

What counts as physical: properties with left, right, top or bottom in their name; width and height, also least
and greatest; left and right as a value of what has one (``text-align``, ``float``, ``clear``, positions,
origins, gradients); four values of a shorthand whose sides differ; a shift or mirroring along the line outside
``:dir()``. Not covered: the first offset of a shadow, ``overflow-x`` (its logical name is in no Chromium), and
the width and height of media queries, which are the screen's.
"""

from __future__ import annotations

import re

import pytest

from tests.website import style_sheets
from tests.website.style_sheets import DOCUMENTS, REFERENCE, SITE, Rule

LAYERS = ("tokens", "base", "layout", "components", "utilities")
# Django's forms write it.
OF_DJANGO = {"errorlist"}
SHEETS = sorted({path for sheets in DOCUMENTS.values() for path in sheets})

_SIDE = r"(left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"{_SIDE}|(margin|padding|border|inset|scroll-margin|scroll-padding)-{_SIDE}(-\w+)*"
    r"|((min|max)-)?(width|height)|contain-intrinsic-(width|height)"
)
SIDED = re.compile(r"text-align(-last)?|float|clear|caption-side|.*position|.*origin|background.*")
FOUR = re.compile(r"margin|padding|inset|border-(width|style|color|radius)|scroll-(margin|padding)")
ALONG_THE_LINE = re.compile(r"(translate|scale|skew)X\(|translate\(|matrix")


def values_of(value: str) -> list[str]:
    """Return the parts of a shorthand; a function is one part."""
    return re.findall(r"(?:[^\s(]+\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s()]+)+", value)


def is_physical(rule: Rule, name: str, value: str) -> bool:
    if PHYSICAL.fullmatch(name):
        return True
    is_sided = SIDED.fullmatch(name) or "gradient(" in value
    if is_sided and re.search(r"(?<![\w-])(left|right)(?![\w-])", value):
        return True
    if name in ("transform", "translate") and ":dir(" not in rule.selector:
        return bool(ALONG_THE_LINE.search(value) or name == "translate")
    if FOUR.fullmatch(name):
        parts = values_of(value)
        if name == "border-radius":
            first, second, third, fourth = (
                (parts * 4)[:4] if len(parts) in (1, 2, 4) else [*parts, parts[1]]
            )
            return first != second or third != fourth
        return len(parts) == 4 and parts[1] != parts[3]
    return False


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("margin-left: 1rem", True),
        ("padding-right: 0", True),
        ("left: 0", True),
        ("border-top-left-radius: 4px", True),
        ("border-left: 1px solid", True),
        ("width: 10px", True),
        ("max-height: 10px", True),
        ("text-align: left", True),
        ("float: right", True),
        ("background: url(x) left top", True),
        ("background: linear-gradient(to right, red, blue)", True),
        ("margin: 0 1px 0 2px", True),
        ("border-radius: 4px 0 0 4px", True),
        ("border-radius: 4px 0", True),
        ("transform: translateX(4px)", True),
        ("margin: 0 1px 0 1px", False),
        ("padding: 1px min(2px, 3px)", False),
        ("border-radius: 4px 4px 0 0", False),
        ("margin-inline-start: 1rem", False),
        ("inline-size: 10px", False),
        ("text-align: start", False),
        ("font-family: 'Left'", False),
    ],
)
def test_what_is_physical(declaration, expected):
    (rule,) = style_sheets.read(f".a {{ {declaration}; }}").rules
    assert is_physical(rule, *rule.declarations[0]) is expected


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_rule_knows_left_from_right(path):
    found = [
        f"{rule.selector} {{ {name}: {value} }}"
        for rule in style_sheets.rules_of(path)
        for name, value in rule.declarations
        if is_physical(rule, name, value)
    ]
    assert found == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_of_the_dark_are_set_plainly(path):
    assert "light-dark(" not in path.read_text()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_nothing_is_important_but_utilities_and_calm(path):
    found = [
        rule.selector
        for rule in style_sheets.rules_of(path)
        if rule.layer != "utilities"
        and not any("prefers-reduced-motion" in at for at in rule.around)
        and any("!important" in value for _name, value in rule.declarations)
    ]
    assert found == []


def test_every_rule_of_the_site_is_in_a_layer():
    sheet = style_sheets.sheet(SITE)
    assert sheet.statements == (f"@layer {', '.join(LAYERS)}",)
    rules = [rule for sheets in DOCUMENTS["site"] for rule in style_sheets.rules_of(sheets)]
    outside = [r.selector for r in rules if r.selector != "@font-face" and not r.layer]
    assert outside == []
    used = [rule.layer for rule in sheet.rules if rule.layer]
    assert sorted(used, key=LAYERS.index) == used


def test_only_tokens_and_paper_set_tokens():
    """A rule elsewhere would change a colour for what it stands around, out of sight."""
    setting = {
        (rule.layer, rule.selector)
        for rule in style_sheets.rules_of(*DOCUMENTS["site"])
        if any(name.startswith("--") for name, _value in rule.declarations)
    }
    assert setting == {("tokens", ":root"), ("utilities", ":root")}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_custom_property_is_defined_and_used(document):
    rules = list(style_sheets.rules_of(*DOCUMENTS[document]))
    defined = {name for r in rules for name, _value in r.declarations if name.startswith("--")}
    values = " ".join(value for rule in rules for _name, value in rule.declarations)
    used = set(re.findall(r"var\((--[\w-]+)", values))
    assert used - defined == set()
    assert defined - used == set()


def test_every_colour_has_its_dark_or_is_the_same_by_intent():
    """What is only ever on the deep green, or saffron in both, has no other in the dark."""
    light, dark = {}, {}
    for rule in style_sheets.rules_of(SITE):
        if rule.layer == "tokens":
            (dark if rule.around[1:] else light).update(rule.declarations)
    colours = {name for name, value in light.items() if re.match(r"#|rgb", value)}
    alike = {
        "--on-deep",
        "--on-deep-accent",
        "--on-deep-focus",
        "--saffron",
        "--saffron-light",
        "--on-saffron",
    }
    assert colours - set(dark) == alike


def test_every_class_of_a_rule_is_in_a_template():
    named = {*style_sheets.classes_in_templates(), *OF_DJANGO}
    rules = style_sheets.classes_in_rules(*DOCUMENTS["site"])
    assert {name for name in rules if not style_sheets.is_named(name, named)} == set()


def test_every_class_of_a_template_has_a_rule():
    rules = style_sheets.classes_in_rules(*DOCUMENTS["site"])
    without = {
        name: path
        for name, path in style_sheets.classes_in_templates().items()
        if "*" not in name and name not in rules
    }
    assert without == {}


@pytest.mark.parametrize(
    "feature",
    ["forced-colors: active", "prefers-reduced-motion", "prefers-color-scheme: dark", "print"],
)
def test_sheet_answers_to_what_the_reader_needs(feature):
    around = {at for rule in style_sheets.rules_of(SITE) for at in rule.around}
    assert any(feature in at for at in around)


def test_reference_is_in_the_sites_colours():
    def colours(path) -> dict[str, str]:
        return {
            name: value
            for rule in style_sheets.rules_of(path)
            if not any("media" in at for at in rule.around)
            for name, value in rule.declarations
            if name.startswith("--") and value.startswith("#")
        }

    site = colours(SITE)
    assert {n: v for n, v in colours(REFERENCE).items() if site.get(n) != v} == {}
