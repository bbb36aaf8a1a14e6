"""Tags and filters of the site's templates: numbers, dates, images, and what the public may see.

Whatever leads to another object (a page, a record, an image, a document) asks the request's
``Visibility`` here, so that no template shows a draft or something restricted.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from django import template
from django.apps import apps
from django.db.models import Manager, Model
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _
from wagtail.coreutils import camelcase_to_underscore
from wagtail.models import Page

from cms_site.content.content_type import page_models
from cms_site.content.record_pages import RecordPages
from cms_site.content.remembered import remembered
from cms_site.content.shown import fetch_shown
from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility
from cms_site.content.words import Words, direction

register = template.Library()

# The part of the screen that an image fills where the template says nothing else.
DEFAULT_SIZES = "(min-width: 75rem) 72rem, 100vw"
# The source for browsers that know no srcset: the first at least this wide.
FALLBACK_WIDTH = 900
# The order in which the digits of a Moroccan phone number are grouped after +212.
PHONE_GROUPS = (1, 2, 2, 2, 2)
# Latin words joined by hyphens, and spaces at which no line may end: before a dash, and in French before
# its high marks and within its quotation marks and hours. Tags, entities and what is no text are passed over.
UNBROKEN = re.compile(
    r"<(script|style|textarea|svg|pre|code|option)\b.*?</\1>|<!--.*?-->|<[^>]*>|&#?\w+;"
    r"| (?:(?P<dash>(?<=\S )(?=[–—](?:\s|$)))"
    r"|(?P<french>(?<=\S )(?=[:;?!»](?![^\s<&»).,…]))|(?<=« )|(?<=\d )(?=h\b)|(?<=\d[ \u00a0]h )(?=\d)))"
    r"|(?<![A-Za-zÀ-ɏ0-9-])(?P<word>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*(?:-[A-Za-zÀ-ɏ0-9]+)+)(?![A-Za-zÀ-ɏ0-9-])",
    re.DOTALL,
)
LONGEST_UNBROKEN = 24


# --- Numbers ------------------------------------------------------------------------------------


def _grouped(value: Decimal | int, decimals: int) -> str:
    return formats.number_format(value, decimals, force_grouping=True)


@register.filter
def number(value: Decimal | int | str | None, decimals: int = 0) -> SafeString | str:
    """Return ``value`` in the language's digits' grouping, isolated from the text around it.

    ``{{ 19204|number }}`` gives ``<bdi class="number">19 204</bdi>``; ``{{ value|number:2 }}``
    shows two decimals. ``None``, "" and what is no number give "".
    """
    if value is None or value == "":
        return ""
    try:
        value = Decimal(str(value))
    except InvalidOperation:
        return ""
    return format_html('<bdi class="number">{}</bdi>', _grouped(value, int(decimals)))


@register.filter
def grouped(value: int) -> str:
    """Return ``value`` grouped, as bare text: for places where no element may stand."""
    return _grouped(value, 0)


@register.filter
def figure(observation) -> SafeString | str:
    """Return an observation's value as published: its decimals, its unit and its qualifier.

    A value that is not known is told in words, never as 0. ``observation`` is an
    ``Observation`` of the statistics; its ``indicator`` gives the unit.
    """
    if observation.value is None:
        return _("not known")
    digits = _grouped(observation.value, observation.decimals)
    if observation.unit == "percent":
        # Translators: the place of the per cent sign; French sets a no-break space before it.
        digits = pgettext("share", "%(number)s%%") % {"number": digits}
    shown = format_html('<bdi class="number">{}</bdi>', digits)
    if observation.currency:
        shown = format_html(
            '{} <span class="unit">{}</span>', shown, currency(observation.currency)
        )
    if observation.qualifier == "about":
        return format_html(_("about {figure}"), figure=shown)
    if observation.qualifier == "more_than":
        return format_html(_("more than {figure}"), figure=shown)
    return shown


@register.filter
def currency(code: str | None) -> str:
    """Return the name of the currency with the ISO 4217 ``code``, or the code itself; "" for none."""
    if code == "MAD":
        return _("dirhams")
    return code or ""


@register.simple_tag
def bar_width(observation, table) -> str:
    """Return the length of a figure's bar, from "0" to "100", for an SVG attribute.

    A share fills its own percentage; another figure is drawn against the greatest of ``table``
    (an ``IndicatorTable``). It draws what is published and is never shown as a figure.
    """
    if observation.value is None:
        return "0"
    greatest = max(o.value for o in table.observations if o.value is not None)
    whole = Decimal(100) if observation.unit == "percent" else greatest
    if whole <= 0:
        return "0"
    return f"{min(max(observation.value / whole * 100, Decimal()), Decimal(100)):.2f}"


@register.filter
def phone(value: str | None) -> SafeString | str:
    """Return an E.164 number spaced for reading and isolated: ``+212 5 37 37 56 31``.

    A number of another country keeps its digits together; "" and ``None`` give "".
    """
    if not value:
        return ""
    digits = value.removeprefix("+212")
    if digits == value or len(digits) != sum(PHONE_GROUPS):
        return format_html('<bdi dir="ltr">{}</bdi>', value)
    groups, start = ["+212"], 0
    for length in PHONE_GROUPS:
        groups.append(digits[start : start + length])
        start += length
    return format_html('<bdi dir="ltr">{}</bdi>', "\N{NO-BREAK SPACE}".join(groups))


# --- Dates --------------------------------------------------------------------------------------


def _time(date: datetime.date, format_name: str = "DATE_FORMAT") -> SafeString:
    shown = formats.date_format(date, format_name)
    # Translators: the number of the first day of a month, in French "1er"; other days are as they are.
    shown = re.sub(r"^1\b", pgettext("first day of a month", "1"), shown)
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), shown)


@register.filter
def day(date: datetime.date | None) -> SafeString | str:
    """Return a day in words: 19 September 2023; "" where it is not known."""
    return _time(date) if date else ""


@register.simple_tag
def date_range(start: datetime.date | None, end: datetime.date | None = None) -> SafeString | str:
    """Return a period in words, as short as its two days allow.

    19 September 2023; 19 and 20 September 2023; 19 to 22 September 2023; 28 September to
    2 October 2023. Words stand between the days, because an en dash would be turned round in
    right-to-left text. Where one day is not known, only the other is told; where neither is:
    "date not stated".
    """
    if start is None and end is None:
        return _("date not stated")
    if end is None:
        return format_html(_("from {day}"), day=_time(start))
    if start is None:
        return format_html(_("until {day}"), day=_time(end))
    if start == end:
        return _time(start)
    if (start.year, start.month) == (end.year, end.month):
        first = _time(start, "j")
    elif start.year == end.year:
        first = _time(start, "j F")
    else:
        first = _time(start)
    if end - start == datetime.timedelta(days=1):
        # Translators: two days that follow each other, as in "19 and 20 September 2023".
        return format_html(_("{first} and {last}"), first=first, last=_time(end))
    # Translators: a period, as in "19 to 22 September 2023".
    return format_html(_("{first} to {last}"), first=first, last=_time(end))


# --- Words of records ---------------------------------------------------------------------------


@register.simple_tag
def language_of(obj: object, name: str = "name") -> SafeString | str:
    """Return `` lang="fr" dir="ltr"`` where the ``Words`` called ``name`` are not in the page's language.

    ``<div{% language_of cooperative "summary" %}>``; "" where they are, or where there are none.
    """
    declared = getattr(type(obj), name, None)
    if not isinstance(declared, Words):
        return ""
    asked = (get_language() or "ar").split("-")[0]
    language = declared.language_in(obj, asked)
    if language in ("", asked):
        return ""
    return format_html(' lang="{}" dir="{}"', language, direction(language))


@register.simple_tag
def words(obj: object, name: str = "name") -> SafeString | str:
    """Return the ``Words`` called ``name`` isolated, with their language where it is not the page's.

    ``{% words cooperative %}`` gives ``<bdi lang="fr" dir="ltr">Coopérative</bdi>``.
    """
    text = getattr(obj, name, "")
    return format_html("<bdi{}>{}</bdi>", language_of(obj, name), text) if text else ""


@register.filter
def unbroken(html: SafeString) -> SafeString:
    """Return the ``html`` of a page with what must not be parted at the end of a line kept together.

    A dash stays with the word before it, and in French the high marks stay with theirs, which editors
    type with a common space. Names like PRO-AGRO are in one piece; on a right-to-left page so is each
    hyphenated Latin word, because at the end of a line the bidirectional algorithm takes its hyphen
    for a part of the Arabic sentence, and sets it before PRO. Long ones still break: they would not
    fit a phone.
    """
    return mark_safe(UNBROKEN.sub(_on_one_line, html))


def _on_one_line(found: re.Match) -> str:
    if found["dash"] is not None or (found["french"] is not None and get_language() == "fr"):
        return "\N{NO-BREAK SPACE}"
    word = found["word"]
    if not word or len(word) > LONGEST_UNBROKEN or not (get_language_bidi() or word.isupper()):
        return found[0]
    return f'<span class="unbroken">{word}</span>'


# --- What the public may see --------------------------------------------------------------------


def _objects(objects: object) -> list:
    """Return the list behind a manager, a queryset, a list or ``None``."""
    if objects is None:
        return []
    return list(objects.all() if isinstance(objects, Manager) else objects)


@register.simple_tag(takes_context=True)
def only_public(context, objects: Iterable[Model] | None) -> list[Model]:
    """Return those of ``objects`` (a manager, queryset or list) that the public may see.

    ``{% only_public page.cooperatives as cooperatives %}``
    """
    return Visibility.of(context["request"]).only(_objects(objects))


@register.simple_tag(takes_context=True)
def public(context, obj: Model | None) -> Model | None:
    """Return ``obj`` if the public may see it, else ``None``.

    ``{% public page.document as document %}``
    """
    return obj if Visibility.of(context["request"]).allows(obj) else None


@register.simple_tag(takes_context=True)
def public_url(context, page: Page | None) -> str:
    """Return the address of ``page``, or "" where there is none or the public may not see it."""
    request = context["request"]
    if not Visibility.of(request).allows(page):
        return ""
    return page.get_url(request) or ""


@register.simple_tag(takes_context=True)
def public_children(context, page: Page | None) -> list[Page]:
    """Return the public pages just below ``page``, in the editor's order; [] without a page."""
    if page is None:
        return []
    return list(Visibility.of(context["request"]).pages(page.get_children()))


@register.simple_tag(takes_context=True)
def pages_about(context, record: Model) -> list[Page]:
    """Return the public pages that tell the story of ``record``, in the language on screen, the latest first.

    A page type says by ``tells_of`` which of its fields names that record.
    """
    visibility = Visibility.of(context["request"])
    return [
        page
        for model in page_models()
        if model.tells_of and model._meta.get_field(model.tells_of).related_model is type(record)
        for page in visibility.only(_live_pages_about(model, record.pk, _language()))
    ]


@remembered
def _live_pages_about(model: type[Page], record: int, language: str) -> list[Page]:
    """Return the published pages of ``model`` about ``record``; a restriction is looked for at each request."""
    told = {model.tells_of: record, "locale__language_code": language, "live": True}
    return list(model.objects.filter(**told).order_by("-first_published_at", "pk"))


@register.simple_tag(takes_context=True)
def record_url(context, record: Model | None) -> str:
    """Return the address of a record's own page in the language on screen, or "".

    One query per type of record and request, however many records are asked about.
    """
    if record is None:
        return ""
    request = context["request"]
    return _of_this_site(RecordPages.of(request).urls(record).get(_language(), ""), request)


def _language() -> str:
    return (get_language() or "").split("-")[0]


def _of_this_site(url: str, request) -> str:
    """Return ``url`` without scheme and host where they are those of the request's site."""
    site = site_of(request)
    return url.removeprefix(site.root_url) if site else url


@register.simple_tag(takes_context=True)
def list_url(context, label: str) -> str:
    """Return the address of the public page that lists the records of ``label``, or "".

    In the language on screen. ``{% list_url "cooperatives.Cooperative" as url %}``: a type that is
    not installed has no list.
    """
    request = context["request"]
    try:
        model = apps.get_model(label)
    except LookupError:
        return ""
    url = RecordPages.of(request).bases(model).get(_language(), "")
    return _of_this_site(url, request)


@register.simple_tag
def shown(objects: Iterable[Model] | None, *names: str) -> list[Model]:
    """Return ``objects`` as a list, with the relations ``names`` of them fetched in one query each.

    The objects may be of several types: a relation is fetched for the types that tell of it.
    ``{% shown items "slides" as items %}``
    """
    objects = _objects(objects)
    by_type: dict[type[Model], list[Model]] = {}
    for obj in objects:
        by_type.setdefault(type(obj), []).append(obj)
    for group in by_type.values():
        fetch_shown(group, *names)
    return objects


# --- Images -------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def picture(
    context,
    image: Model | None,
    sizes: str = DEFAULT_SIZES,
    css_class: str = "",
    *,
    eager: bool = False,
    decorative: bool = False,
) -> SafeString | str:
    """Return the ``<img>`` of a library image with the sources made at its last save, or "".

    It makes no rendition: an image without sources shows its own file. ``sizes`` is the
    attribute of that name; ``eager`` is for an image in the first screen, and for one that has to be
    there when the page is printed; ``decorative`` leaves the alternative text out where the text
    beside the image says the same.
    Prefetch ``renditions`` for a list of images.
    """
    if not Visibility.of(context["request"]).allows(image) or not image.file:
        return ""
    attributes = []
    sources = image.sources()
    if sources:
        widest = sources[-1]
        fallback = next((s for s in sources if s.width >= FALLBACK_WIDTH), widest)
        attributes += [("src", fallback.url)]
        if len(sources) > 1:
            if widest.width == image.width:  # a small one is not enlarged
                sizes = re.sub(r"([^\s,]+)(?=,|$)", rf"min({widest.width}px, \1)", sizes)
            attributes += [
                ("srcset", ", ".join(f"{source.url} {source.width}w" for source in sources)),
                ("sizes", sizes),
            ]
        width, height = widest.width, widest.height
    else:
        attributes += [("src", image.file.url)]
        width, height = image.width, image.height
    attributes += [("width", width), ("height", height), ("alt", "" if decorative else image.alt)]
    spoken = "" if decorative else language_of(image, "alt")
    if css_class:
        attributes += [("class", css_class)]
    attributes += [("loading", "eager" if eager else "lazy"), ("decoding", "async")]
    return format_html("<img {}{}>", format_html_join(" ", '{}="{}"', attributes), spoken)


# --- The frame ----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def absolute_url(context, url: str) -> str:
    """Return ``url`` with the scheme and host of the request."""
    return context["request"].build_absolute_uri(url)


@register.filter
def type_name(obj: Model) -> str:
    """Return the name of an object's type in the language on screen: "training report"."""
    return str(obj._meta.verbose_name)


@register.simple_tag
def item_templates(item: Page, kind: str) -> tuple[str, str]:
    """Return the templates that can show ``item`` as a ``kind`` ("card" or "slide"), best first.

    A type gives its own as ``<app>/<model>_<kind>.html``; else ``components/<kind>.html`` shows
    it. ``{% item_templates item "card" as templates %}{% include templates %}``
    """
    own = f"{item._meta.app_label}/{camelcase_to_underscore(type(item).__name__)}_{kind}.html"
    return own, f"components/{kind}.html"


@register.simple_tag(takes_context=True)
def current_state(context, entry: Page) -> str:
    """Return the value of ``aria-current`` for a link of the navigation to ``entry``.

    "page" on the page itself, "true" on a page of that section, "" elsewhere. The front page is
    no section: every page lies below it.
    """
    page = context.get("page")
    if not isinstance(page, Page):
        return ""
    if entry.pk == page.pk:
        own_path = urlsplit(entry.get_url(context["request"]) or "").path
        return "page" if own_path == context["request"].path else "true"
    is_section = entry.depth > 2 and page.path.startswith(entry.path)
    return "true" if is_section else ""
