"""What the component page shows: for each component its cases, and for each case what it is given.

All of it stands in for what the database would give: nothing is read and nothing written.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms_site.content.list_filters import Choice

MANY = 1000
HUGE = Decimal("987654321098765")
# Where the figures of a sample would be.
DATA = "/api/v2/observations/?dataset=example"
# Kenitra, Sidi Kacem and Sidi Slimane.
PROVINCES = ("MA-KEN", "MA-SIK", "MA-SIL")
# The colours of a map, besides that of what is not known; and its squares, which hold a word of so many letters.
STEPS, SQUARE, LONGEST_LABEL = 4, 200, 10
# One letter, a title, a word that no line holds, and Latin words, an address and figures within the language.
TEXTS = {
    "ar": (
        "و",
        "تكوين لفائدة تعاونيات النساء القرويات",
        "أفاستسقيناكموهاوالاستراتيجياتوالمستشفيات" * 3,
        "برنامج PRO-AGRO (المرحلة 2) بشراكة مع Université Ibn Tofail سنة 2023 – https://example.org/a/b?c=1",
    ),
    "fr": (
        "à",
        "Formation des coopératives de femmes rurales",
        "anticonstitutionnellement" * 5,
        "Programme مواكبة (phase 2) avec جامعة ابن طفيل en 2023 – https://example.org/a/b?c=1",
    ),
    "en": (
        "I",
        "Training of rural women’s cooperatives",
        "internationalisation" * 6,
        "Programme مواكبة (phase 2) with جامعة ابن طفيل in 2023 – https://example.org/a/b?c=1",
    ),
}


class SamplePages(list):
    """Stands in for a queryset of pages, all of them public."""

    model = Page

    def filter(self, **conditions) -> SamplePages:
        return self

    exclude = filter


def sample_page(title: str, introduction: str = "") -> Page:
    """Return a public page that is in no database."""
    page = Page(title=title)
    page.introduction = introduction
    page.get_url = lambda request=None: "#"
    return page


class SampleImage(SimpleNamespace):
    """Stands in for a public image of the library."""

    width = height = 512
    is_illustration = False
    credit = alt = ""

    def sources(self) -> list:
        return []


class SampleRecord(SimpleNamespace):
    """Stands in for a record, which a template may write by itself."""

    def __str__(self) -> str:
        return self.name


class Samples:
    """Words of one language, and what is made of them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.one, self.ordinary, self.long, self.mixed = TEXTS[language]

    @property
    def texts(self) -> tuple[str, ...]:
        """The four kinds of text."""
        return self.ordinary, self.one, self.long, self.mixed

    def record(self, text: str = "", **fields) -> SampleRecord:
        return SampleRecord(name=text or self.ordinary, **fields)

    def pages(self, texts) -> list[Page]:
        return [sample_page(text, f"{self.ordinary}. {text}") for text in texts]

    def links(self, texts) -> list[SimpleNamespace]:
        return [SimpleNamespace(text=text, page=sample_page(text)) for text in texts]

    def many(self) -> list[str]:
        return [f"{self.one} {number}" for number in range(1, MANY + 1)]

    def image(self, **fields) -> SampleImage:
        file = SimpleNamespace(url=static("site/icon-512.png"))
        return SampleImage(**{"file": file, "alt": self.ordinary.swapcase() + "…", **fields})

    def slides(self, texts) -> list[SimpleNamespace]:
        return [SimpleNamespace(image=self.image(), caption=text) for text in texts]

    def contact(self, text: str) -> SimpleNamespace:
        return SimpleNamespace(
            address=text,
            map_url="https://example.org/map",
            phone="+212537375631",
            fax="+212537375631",
            email=f"{'a' * 40}@example.org",
            website=f"https://example.org/{'b' * 60}/",
            opening_hours=text,
            head_of_delegation=text,
        )

    def feeds(self, text: str) -> list[dict]:
        return [
            {"url": "#", "name": name, "type": "application/xml", "title": f"{text} ({name})"}
            for name in ("RSS", "Atom")
        ]

    def frame(self, text: str, links: list, *, logo=None) -> dict:
        own = self.contact(text)
        own.country, own.organisation, own.name, own.title, own.logo = text, text, text, text, logo
        navigation = dict.fromkeys(("header", "footer", "footer_site"), links)
        return {"settings": own, "navigation": navigation, "language_links": self.languages()}

    def languages(self, *, missing: str = "") -> list[SimpleNamespace]:
        named = [("ar", "rtl", "العربية"), ("fr", "ltr", "Français"), ("en", "ltr", "English")]
        return [
            SimpleNamespace(
                url="#",
                code=code,
                dir=direction,
                name=name,
                is_current=code == self.language,
                is_missing=code == missing,
            )
            for code, direction, name in named
        ]

    def indicator(self, text: str) -> SampleRecord:
        return self.record(text, get_unit_display=text or self.one)

    def observation(self, value, text: str = "", unit: str = "number", **fields) -> SimpleNamespace:
        given = {
            "value": None if value is None else Decimal(value),
            "unit": unit,
            "decimals": 0,
            "currency": "",
            "qualifier": "exact",
            "status": "A",
            "get_status_display": "",
            "indicator": self.indicator(text),
            "sector": self.record(text),
            "territory": None,
            "province": None,
        }
        return SimpleNamespace(**{**given, **fields})

    def table(self, observations, text: str = "", **fields) -> SimpleNamespace:
        given = {
            "dataset": self.dataset(text, [], []),
            "indicator": self.indicator(text),
            "observations": observations,
            "dimension": "sector",
            "is_breakdown": True,
            "greatest": None,
            "shows_greatest_share": False,
            "needs_rounding_note": False,
            "total": Decimal(100),
            "data_url": DATA,
        }
        return SimpleNamespace(**{**given, **fields})

    def shares(self) -> SimpleNamespace:
        """Three shares that rounding makes more than 100."""
        parts = [self.observation(value, unit="percent") for value in (38, 32, 31)]
        return self.table(
            parts,
            greatest=parts[0],
            shows_greatest_share=True,
            needs_rounding_note=True,
            total=Decimal(101),
        )

    def provinces(self, text: str) -> SimpleNamespace:
        """The provinces that the map knows, with names of ``text`` and figures of every size."""
        values = (1572, 0, None)
        observations = [
            self.observation(value, text, province=self.record(text, iso_code=code, slug="#"))
            for value, code in zip(values, PROVINCES, strict=True)
        ]
        return self.table(observations, text, dimension="territory")

    def map(self, text: str, *, tells: bool = True) -> SimpleNamespace:
        """Squares in place of provinces: one for each colour, every second with a label.

        ``tells``: with a finding, the least and the greatest figure.
        """
        places = [self._square(step, text) for step in range(STEPS + 1)]
        extremes = (places[1].observation, places[-1].observation) if tells else None
        drawing = SimpleNamespace(width=SQUARE * len(places), height=SQUARE)
        return SimpleNamespace(
            drawing=drawing,
            places=places,
            extremes=extremes,
            table=self.table([place.observation for place in places], text),
        )

    def _square(self, step: int, text: str) -> SimpleNamespace:
        start, middle = SQUARE * step, SQUARE // 2
        province = self.record(text, slug="example")
        outline = SimpleNamespace(
            path=f"M{start} 0h{SQUARE}v{SQUARE}h-{SQUARE}z", x=start + middle, y=middle
        )
        return SimpleNamespace(
            outline=outline,
            observation=self.observation(
                HUGE // 1000 ** (STEPS - step) if step else None, text, province=province
            ),
            province=province,
            step=step,
            has_label=len(text) < LONGEST_LABEL and step % 2 == 1,
        )

    def figures(self) -> list[SimpleNamespace]:
        """What a figure may be: huge, nothing, unknown, an estimate, money."""
        return [
            self.observation(HUGE, self.long, currency="MAD", qualifier="more_than"),
            self.observation(0, self.one),
            self.observation(None, self.mixed),
            self.observation(1572, status="E", get_status_display=self.ordinary, qualifier="about"),
        ]

    def dataset(self, text: str, totals: list, tables: list) -> SimpleNamespace:
        return self.record(
            text,
            code="example",
            description=text,
            geography=text,
            source=text,
            notes=text,
            licence=self.long,
            status="provisional",
            get_status_display=self.ordinary,
            reference_date=datetime.date(2025, 8, 1),
            totals=totals,
            tables=tables,
            data_url=DATA,
        )

    def listing(self, choices: list[Choice], *, narrowed: bool = False) -> SimpleNamespace:
        filters = [
            (SimpleNamespace(name=name, label=label), choices)
            for name, label in (("a", self.ordinary), ("b", self.long))
        ]
        return SimpleNamespace(filters=filters, is_narrowed=narrowed)

    def choices(self, texts) -> list[Choice]:
        return [Choice(str(i), text, 10 ** min(i, 12), i == 1) for i, text in enumerate(texts)]


Case = Callable[[Samples], dict]

ORDINARY, ONE = _("ordinary content"), _("one letter")
LONG, MIXED = _("words that no line holds"), _("another script within the text")
NONE, MANY_ITEMS = _("no items"), _("a thousand items")
IMAGE, NO_IMAGE = _("with an image"), _("the image is missing")
NUMBERS, FOUR = _("huge, unknown and estimated numbers"), _("each kind of text")


def of_each_text(given: Callable[[Samples, str], dict]) -> dict[Promise, Case]:
    """Return a case for each kind of text, which ``given`` makes a context of."""
    return {
        ORDINARY: lambda s: given(s, s.ordinary),
        ONE: lambda s: given(s, s.one),
        LONG: lambda s: given(s, s.long),
        MIXED: lambda s: given(s, s.mixed),
    }


def of_each_number_of_texts(given: Callable[[Samples, list[str]], dict]) -> dict[Promise, Case]:
    """Return a case without items, one with each kind of text, and one with a thousand."""
    return {
        FOUR: lambda s: given(s, list(s.texts)),
        NONE: lambda s: given(s, []),
        MANY_ITEMS: lambda s: given(s, s.many()),
    }


def _children(s: Samples, texts: list[str]) -> dict:
    return {"page": SimpleNamespace(get_children=lambda: SamplePages(s.pages(texts)))}


def _bars(s: Samples, texts: list[str]) -> dict:
    return {"table": s.table([s.observation(i, text) for i, text in enumerate(texts)], s.mixed)}


# What a head carries shows nothing by itself: its source is shown.
AS_SOURCE = ("share",)

EXAMPLES: dict[str, dict[Promise, Case]] = {
    "bars_table": {
        ORDINARY: lambda s: {"table": s.shares()},
        NUMBERS: lambda s: {"table": s.table(s.figures(), s.long)},
        MANY_ITEMS: lambda s: _bars(s, s.many()),
    },
    "body": {NONE: lambda s: {"body": []}, MIXED: lambda s: {"body": [s.mixed, s.long]}},
    "breadcrumbs": of_each_number_of_texts(
        lambda s, texts: {"breadcrumbs": s.pages(texts[:50]), "current": s.mixed}
    ),
    "breakdowns": {
        ORDINARY: lambda s: {
            "dataset": s.dataset("", [], [s.shares()]),
            "maps": [s.map(s.ordinary)],
        },
        LONG: lambda s: {
            "dataset": s.dataset("", [], [s.table(s.figures(), s.long)] * 2),
            "maps": [s.map(s.long)],
        },
        NONE: lambda s: {"dataset": s.dataset("", [], []), "maps": []},
    },
    "card": of_each_text(lambda s, text: {"item": s.pages([text])[0], "level": 4}),
    "carousel": of_each_number_of_texts(
        lambda s, texts: {"items": s.pages(texts), "heading": s.ordinary, "level": 4}
    ),
    "carousel_controls": {ORDINARY: lambda s: {}},
    "command": of_each_text(lambda s, text: {"text": f'curl "https://example.org/?q={text}"'}),
    "children": of_each_number_of_texts(_children),
    "contact": {
        NONE: lambda s: {"contact": None},
        **of_each_text(lambda s, text: {"contact": s.contact(text)}),
    },
    "data_links": of_each_text(lambda s, text: {"url": DATA, "of": s.record(text)}),
    "dataset": of_each_text(
        lambda s, text: {"dataset": s.dataset(text, s.figures(), [s.shares(), s.provinces(text)])}
    ),
    "dataset_source": {
        **of_each_text(
            lambda s, text: {"dataset": s.dataset(text, [], []), "url": "#", "data": DATA}
        ),
        NONE: lambda s: {"dataset": s.dataset(s.one, [], [])},
    },
    "document": of_each_text(
        lambda s, text: {
            "document": SimpleNamespace(url="#", file_extension="pdf", file_size=10**15),
            "label": text,
        }
    ),
    "empty_list": {
        NONE: lambda s: {},
        ORDINARY: lambda s: {"listing": s.listing([], narrowed=True)},
    },
    "feeds": {
        ORDINARY: lambda s: {"feeds": s.feeds(s.ordinary)},
        LONG: lambda s: {"feeds": s.feeds(s.long)},
        NONE: lambda s: {"feeds": []},
    },
    "footer": {
        FOUR: lambda s: {"frame": s.frame(s.mixed, s.links(s.texts))},
        LONG: lambda s: {"frame": s.frame(s.long, s.links([s.long]))},
        NONE: lambda s: {"frame": s.frame(s.one, [])},
    },
    "gallery": {
        FOUR: lambda s: {"images": s.slides(s.texts), "heading": s.ordinary},
        LONG: lambda s: {"images": s.slides([s.long]), "heading": s.ordinary},
        NO_IMAGE: lambda s: {"images": [SimpleNamespace(image=None, caption="")], "heading": ""},
        NONE: lambda s: {"images": [], "heading": ""},
    },
    "header": {
        FOUR: lambda s: {"frame": s.frame(s.mixed, s.links(s.texts))},
        IMAGE: lambda s: {"frame": s.frame(s.ordinary, [], logo=s.image())},
        LONG: lambda s: {"frame": s.frame(s.long, s.links([s.long] * 2))},
    },
    "image": {
        **of_each_text(lambda s, text: {"image": s.image(credit=text), "caption": f"{text}."}),
        IMAGE: lambda s: {"image": s.image(is_illustration=True, alt="")},
        NO_IMAGE: lambda s: {"image": None, "caption": s.ordinary},
    },
    "key_figures": {
        NUMBERS: lambda s: {"dataset": s.dataset("", s.figures(), [])},
        ORDINARY: lambda s: {"dataset": s.dataset("", [s.observation(1572)], [])},
        NONE: lambda s: {"dataset": s.dataset("", [], [])},
    },
    "language_switcher": {
        ORDINARY: lambda s: {"links": s.languages()},
        NONE: lambda s: {"links": s.languages(missing="fr" if s.language == "ar" else "ar")},
    },
    "list_filters": of_each_number_of_texts(
        lambda s, texts: {
            "listing": s.listing(s.choices(texts), narrowed=bool(texts)),
            "items": texts,
        }
    ),
    "measure": of_each_text(
        lambda s, text: {"indicator": s.indicator(text), "css_class": "measure"}
    ),
    "missing_notice": of_each_text(
        lambda s, text: {"missing_from": {"url": "#", "code": s.language, "name": text}}
    ),
    "names": of_each_number_of_texts(
        lambda s, texts: {"objects": [s.record(text) for text in texts]}
    ),
    "navigation_list": of_each_number_of_texts(lambda s, texts: {"links": s.links(texts)}),
    "neighbours": {
        **of_each_text(
            lambda s, text: {
                "earlier": sample_page(text),
                "later": sample_page(text),
                "heading": text,
            }
        ),
        NONE: lambda s: {"earlier": None, "later": None, "heading": s.ordinary},
    },
    "notice": of_each_text(lambda s, text: {"text": text}),
    "organisation": of_each_text(
        lambda s, text: {"organisation": s.record(text, website="#", acronym="ODCO")}
    ),
    "pagination": {
        ORDINARY: lambda s: {"items": Paginator(range(40), 20).page(1)},
        MANY_ITEMS: lambda s: {"items": Paginator(range(MANY**2), 1).page(MANY**2 // 2)},
        NONE: lambda s: {"items": Paginator([], 20).page(1)},
    },
    "programme": of_each_text(
        lambda s, text: {"programme": s.record(text, led_by=s.record(text), acronym="PAG")}
    ),
    "province_map": {
        **of_each_text(lambda s, text: {"map": s.map(text)}),
        NUMBERS: lambda s: {"map": s.map(s.one, tells=False)},
    },
    "search_form": of_each_text(lambda s, text: {"query": text}),
    "share": of_each_text(
        lambda s, text: {
            "page": sample_page(text),
            "page_description": text,
            "frame": {},
            "LANGUAGE_CODE": s.language,
        }
    ),
    "slide": of_each_text(lambda s, text: {"item": s.pages([text])[0], "level": 4}),
    "star": {ORDINARY: lambda s: {}},
    "steps": of_each_number_of_texts(
        lambda s, texts: {
            "steps": [{"title": text, "summary": text * (i % 3)} for i, text in enumerate(texts)]
        }
    ),
}
