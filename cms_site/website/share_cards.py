"""The picture that others show of a page that is shared: its title, drawn when it is published.

One for each page, and so for each language; and one for each record on a page that serves it, as for a
cooperative of the directory: 1200 by 630 pixels, the size that social networks ask for. It is drawn after
the commit of a publication, never while a page is read; where it is not there yet, as after the site was
given another name, it is drawn when it is first asked for. ``manage.py draw_share_cards`` draws all that
are missing. The font is Readex Pro at weight 600, its Arabic and Latin files in one, so that a line may
mix them.
"""

from __future__ import annotations

import hashlib
import io
import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont
from wagtail.models import Page, Site

from cms_site.content.content_type import page_models, record_models
from cms_site.content.pages import ContentPage
from cms_site.content.record_pages import serving_now
from cms_site.content.records import ContentRecord
from cms_site.content.visibility import Visibility
from cms_site.content.words import direction
from home.front_pages import FRONT
from home.navigation import settings_for

logger = logging.getLogger(__name__)

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
FONT = str(Path(__file__).with_name("fonts") / "readex-pro-600.ttf")
DEEP, LIGHT, SAFFRON, LINE = "#073c32", "#f3f7f5", "#e9a23b", "#12564a"
# Sizes of the title in pixels, tried from the largest; the height of a line; where the title has its place.
SIZES, LEADING, TOP, BOTTOM = (72, 64, 56, 48, 40), 1.5, 145, 505
# Change it when the drawing changes: what was drawn before is then no longer the page's card.
EDITION = "1"
SHARE_CARD = "share_card"


@dataclass(frozen=True)
class Card:
    """The card of ``page``, or that of the ``record`` which it serves."""

    page: Page
    record: ContentRecord | None = None

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Language, title, section and publisher."""
        language = self.page.locale.language_code
        with translation.override(language):
            parts = self.page.get_url_parts()
            own = settings_for(Site(pk=parts[0])) if parts else None
            publisher = own.title if own else ""
            if self.record is not None:
                return language, str(self.record), self.page.title, publisher
            if self.page.depth == FRONT:
                return language, publisher or self.page.title, "", own.organisation if own else ""
            parent = self.page.get_parent()
            section = parent.title if parent.depth > FRONT and parent.live else ""
            return language, self.page.title, section, publisher

    @property
    def digest(self) -> str:
        """What tells the card with these texts from any other."""
        told = "\0".join([EDITION, *self.texts])
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()

    @property
    def folder(self) -> str:
        """Where the card is kept."""
        return _folder(self.page.pk, self.record.pk if self.record is not None else None)

    @property
    def name(self) -> str:
        """The file that is the card as long as its texts hold."""
        return f"{self.folder}/{self.digest}.png"

    @property
    def address(self) -> str:
        """The path of the card, whether it is drawn already or will be when it is asked for."""
        of = [self.page.pk] if self.record is None else [self.page.pk, self.record.pk]
        with translation.override(self.page.locale.language_code):
            return reverse(SHARE_CARD, args=(*of, self.digest))

    def draw(self) -> bool:
        """Draw the card unless it is there, and drop older ones; return whether it was drawn."""
        name = self.name
        if default_storage.exists(name):
            return False
        _remove(self.folder)
        default_storage.save(name, ContentFile(picture(*self.texts)))
        return True


def _folder(page: int, record: int | None = None) -> str:
    return f"share/{page}" if record is None else f"share/{page}/{record}"


def _remove(folder: str) -> list[str]:
    """Remove every card in ``folder``; return the folders in it."""
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:  # none was drawn
        return []
    for file in files:
        default_storage.delete(f"{folder}/{file}")
    return folders


@require_safe
def card(request: HttpRequest, pk: int, digest: str, record: int | None = None) -> HttpResponseBase:
    """Answer the card of a public page, or of a public record on it.

    Raises ``Http404`` for another or an older one.
    """
    page = Visibility.of(request).pages(Page.objects.filter(pk=pk, depth__gt=1)).first()
    served = None
    if page is not None and record is not None:
        model = _served(page.specific_class)
        served = model.objects.public().filter(pk=record).first() if model else None
    if page is None or (record is not None and served is None):
        raise Http404
    asked = Card(page, served)
    if asked.digest != digest:
        raise Http404
    # A publication draws it a moment later, and a change of the site's name draws none.
    asked.draw()
    file = default_storage.open(asked.name)
    # Not for long: the page may be withdrawn, and its title with it.
    return FileResponse(
        file, content_type="image/png", headers={"Cache-Control": "public, max-age=60"}
    )


def draw_after_commit(shown: Page | ContentRecord) -> None:
    """Draw the cards of a page, or of a record, once its publication is committed; a failure is only logged."""
    transaction.on_commit(partial(_draw_all, shown), robust=True)


def _draw_all(shown: Page | ContentRecord) -> None:
    cards = [Card(shown)] if isinstance(shown, Page) else cards_of(shown)
    for one in cards:
        one.draw()


def cards_of(record: ContentRecord) -> list[Card]:
    """Return the cards of ``record``: one on each public page that serves it."""
    return [Card(page, record) for page in serving_now(type(record)._meta.label, Visibility())]


def all_cards() -> Iterator[Card]:
    """Yield the card of everything public that has one, whether it is drawn or not."""
    pages = Visibility().pages(Page.objects.filter(depth__gt=1)).select_related("locale")
    for page in pages.iterator():
        if issubclass(page.specific_class, ContentPage):
            yield Card(page)
    for model in record_models():
        serving = serving_now(model._meta.label, Visibility())
        if serving:
            for record in model.objects.public().iterator():
                yield from (Card(page, record) for page in serving)


def _served(page_model: type[Page]) -> type[ContentRecord] | None:
    """Return the model of the records that pages of ``page_model`` serve, ``None`` for most."""
    label = getattr(page_model, "serves_record", "")
    return apps.get_model(label) if label else None


def remove(shown: Page | ContentRecord) -> None:
    """Remove every card of a page with those of its records, or of a record."""
    if isinstance(shown, Page):
        for record in _remove(_folder(shown.pk)):
            _remove(f"{_folder(shown.pk)}/{record}")
        return
    for page_model in page_models():
        if _served(page_model) is type(shown):
            for pk in page_model.objects.values_list("pk", flat=True):
                _remove(_folder(pk, shown.pk))


# --- Drawing


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def picture(language: str, title: str, section: str, publisher: str) -> bytes:
    """Return the card as a PNG file; Arabic runs from the right."""
    image = Image.new("RGB", (WIDTH, HEIGHT), DEEP)
    drawing = ImageDraw.Draw(image)
    is_rtl = direction(language) == "rtl"
    start, far = (WIDTH - MARGIN, MARGIN) if is_rtl else (MARGIN, WIDTH - MARGIN)
    _star(drawing, (far, 150), 210, LINE, 4)
    _star(drawing, (far, HEIGHT - 40), 120, LINE, 4)

    def write(text: str, y: int, size: int, colour: str) -> None:
        drawing.text(
            (start, y),
            text,
            font=_font(size),
            fill=colour,
            direction=direction(language),
            language=language,
            anchor="ra" if is_rtl else "la",
        )

    write(section, 80, 34, SAFFRON)
    size, lines = _set(title, language)
    for number, line in enumerate(lines):
        write(line, TOP + round(number * size * LEADING), size, LIGHT)
    drawing.rectangle((MARGIN, 520, WIDTH - MARGIN, 523), fill=SAFFRON)
    write(publisher, 545, 32, LIGHT)
    file = io.BytesIO()
    # An octree is as small here as a median cut, and seven times as fast.
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _set(title: str, language: str) -> tuple[int, list[str]]:
    """Return the size at which ``title`` fits, and its lines; a very long one is cut."""
    for size in SIZES:
        lines = _lines(title, size, language)
        is_wide = any(_width(line, size, language) > _room() for line in lines)
        if not is_wide and len(lines) <= _most(size):
            return size, lines
    size = SIZES[-1]
    lines = _lines(title, size, language)[: _most(size)]
    return size, [*lines[:-1], f"{lines[-1][:30]}…"]


def _most(size: int) -> int:
    """Return how many lines of ``size`` have a place."""
    return int((BOTTOM - TOP) / (size * LEADING))


def _lines(title: str, size: int, language: str) -> list[str]:
    lines = [""]
    for word in (part for long in title.split() for part in _parts(long, size, language)):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, size, language) > _room():
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _parts(word: str, size: int, language: str) -> Iterator[str]:
    """Yield ``word``, in parts where it is wider than a line."""
    while _width(word, size, language) > _room():
        most = max(n for n in range(1, len(word)) if _width(word[:n], size, language) <= _room())
        yield word[:most]
        word = word[most:]
    yield word


def _width(text: str, size: int, language: str) -> float:
    return _font(size).getlength(text, direction=direction(language), language=language)


def _room() -> int:
    return WIDTH - 2 * MARGIN


def _star(drawing, centre: tuple[int, int], radius: int, colour: str, width: int) -> None:
    """Draw the eight-pointed star: a square, and the same turned by an eighth."""
    for turn in (0, math.pi / 4):
        corners = [
            (
                centre[0] + radius * math.cos(turn + n * math.pi / 2),
                centre[1] + radius * math.sin(turn + n * math.pi / 2),
            )
            for n in range(4)
        ]
        drawing.polygon(corners, outline=colour, width=width)


urlpatterns = [
    path("share/<int:pk>-<int:record>-<slug:digest>.png", card, name=SHARE_CARD),
    path("share/<int:pk>-<slug:digest>.png", card, name=SHARE_CARD),
]
