"""The picture that others show of a page that is shared: its title, drawn when it is published.

One for each page, and so for each language: 1200 by 630 pixels, the size that social networks ask for.
It is drawn after the commit of a publication, never while a page is read; ``manage.py draw_share_cards``
draws those that are missing. The font is Readex Pro at weight 600, its Arabic and Latin files in one, so
that a line may mix them.
"""

from __future__ import annotations

import hashlib
import io
import logging
import math
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

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

from cms_site.content.visibility import Visibility
from cms_site.content.words import direction
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


def texts_of(page: Page) -> tuple[str, str, str, str]:
    """Return language, title, section and publisher of the card of ``page``."""
    language = page.locale.language_code
    with translation.override(language):
        parts = page.get_url_parts()
        own = settings_for(Site(pk=parts[0])) if parts else None
        parent = page.get_parent() if page.depth > 3 else None  # nothing stands above a front page
        section = parent.title if parent is not None and parent.live else ""
        return language, page.title, section, own.title if own else ""


def digest_of(texts: tuple[str, ...]) -> str:
    """Return what tells the card with these texts from any other."""
    return hashlib.blake2b("\0".join([EDITION, *texts]).encode(), digest_size=8).hexdigest()


def _folder(page: Page) -> str:
    return f"share/{page.pk}"


def _name(page: Page, digest: str) -> str:
    return f"{_folder(page)}/{digest}.png"


def address(page: Page) -> str:
    """Return the path of the card of ``page``, "" where none was drawn."""
    digest = digest_of(texts_of(page))
    if not default_storage.exists(_name(page, digest)):
        return ""
    with translation.override(page.locale.language_code):
        return reverse(SHARE_CARD, args=(page.pk, digest))


@require_safe
def card(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """Answer the card of a public page; raises ``Http404`` for another or an older one."""
    page = Visibility.of(request).pages(Page.objects.filter(pk=pk)).first()
    if page is None or digest_of(texts_of(page)) != digest:
        raise Http404
    try:
        file = default_storage.open(_name(page, digest))
    except OSError as error:
        raise Http404 from error
    # Not for long: the page may be withdrawn, and its title with it.
    return FileResponse(
        file, content_type="image/png", headers={"Cache-Control": "public, max-age=60"}
    )


def draw_after_commit(page: Page) -> None:
    """Draw the card of ``page`` once its publication is committed; a failure is only logged."""
    transaction.on_commit(partial(draw, page), robust=True)


def draw(page: Page) -> bool:
    """Draw the card of ``page`` unless it is there, and drop older ones; return whether it was drawn."""
    texts = texts_of(page)
    name = _name(page, digest_of(texts))
    if default_storage.exists(name):
        return False
    remove(page)
    default_storage.save(name, ContentFile(picture(*texts)))
    return True


def remove(page: Page) -> None:
    """Remove every card of ``page``."""
    try:
        _folders, files = default_storage.listdir(_folder(page))
    except OSError:  # none was drawn
        return
    for file in files:
        default_storage.delete(f"{_folder(page)}/{file}")


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


urlpatterns = [path("share/<int:pk>-<slug:digest>.png", card, name=SHARE_CARD)]
