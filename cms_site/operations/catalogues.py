"""Translation catalogues without GNU gettext: extracted with Babel, written and compiled with polib.

Each application keeps its own ``locale/`` folder, so that a content type carries its words with it.
English is the language of the source; ``ar`` and ``fr`` have catalogues.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
    "fr": "nplurals=2; plural=(n > 1);",
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Generated, or written for another installation.
LEFT_OUT = ("migrations", "tests", "scaffold", "static", "node_modules")


@dataclass(frozen=True)
class Message:
    """A text of the source that is to be translated."""

    msgid: str
    plural: str = ""
    context: str = ""


@dataclass
class Catalogue:
    """The words of one folder in one language, and what is wrong with them."""

    folder: Path
    language: str
    faults: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "locale" / self.language / "LC_MESSAGES" / "django.po"


def folders(root: Path) -> list[Path]:
    """Return the folders below ``root`` that have a catalogue of their own."""
    types = [p.parent for kind in ("pages", "snippets") for p in (root / kind).glob("*/apps.py")]
    return [root / "cms_site", root / "home", root / "templates", *sorted(types)]


def extract(folder: Path) -> dict[Message, set[str]]:
    """Return the messages of the Python and template files in ``folder``, with where they stand."""
    from babel.messages.extract import extract as babel_extract

    found: dict[Message, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or set(path.relative_to(folder).parts) & set(
            LEFT_OUT
        ):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Templates become lines of Python-like calls; the indentation means nothing.
            source = "\n".join(line.strip() for line in templatize(source).splitlines())
        stream = io.BytesIO(source.encode())
        for _line, texts, _comments, context in babel_extract("python", stream, KEYWORDS):
            msgid, plural = texts if isinstance(texts, tuple) else (texts, "")
            message = Message(msgid, plural or "", context or "")
            found.setdefault(message, set()).add(str(path.relative_to(folder)))
    return found


def _entry_of(message: Message, language: str, where: set[str]) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(where)],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        count = int(LANGUAGES[language].split("nplurals=")[1].split(";")[0])
        entry.msgstr_plural = dict.fromkeys(range(count), "")
    return entry


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


# Words of others that the frame's catalogue overrides; their comment names the module. Django's own
# month names in Arabic are Middle-Eastern; some of Wagtail's translations say something else.
OVERRIDDEN = ("django.utils.dates", "wagtail.")


def _is_kept(entry: polib.POEntry) -> bool:
    return (entry.comment or "").startswith(OVERRIDDEN)


def update(folder: Path, language: str) -> None:
    """Bring a catalogue in line with the source and compile it; translations are kept."""
    catalogue = Catalogue(folder, language)
    messages = extract(folder)
    old = polib.pofile(str(catalogue.path)) if catalogue.path.exists() else polib.POFile()
    known = {_key(entry): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    for message in sorted(messages, key=lambda m: (m.msgid, m.context)):
        entry = _entry_of(message, language, messages[message])
        before = known.pop(_key(entry), None)
        if before is not None:
            entry.msgstr = before.msgstr
            entry.tcomment = before.tcomment
            if entry.msgid_plural and before.msgid_plural:
                entry.msgstr_plural = before.msgstr_plural
        new.append(entry)
    for entry in known.values():
        if _is_kept(entry):
            new.append(entry)
    if len(new):
        catalogue.path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(catalogue.path))
        compile_catalogue(catalogue.path)


def compile_catalogue(path: Path) -> None:
    """Write the binary form of the catalogue at ``path`` beside it."""
    path.with_suffix(".mo").write_bytes(polib.pofile(str(path)).to_binary())


def check(folder: Path, language: str) -> Catalogue:
    """Return the catalogue with its faults: missing, untranslated, fuzzy, left over, not compiled."""
    catalogue = Catalogue(folder, language)
    messages = extract(folder)
    if not messages:
        return catalogue
    if not catalogue.path.exists():
        catalogue.faults.append("there is no catalogue")
        return catalogue
    po = polib.pofile(str(catalogue.path))
    entries = {_key(entry): entry for entry in po if not entry.obsolete}
    for message in messages:
        entry = entries.pop((message.context, message.msgid), None)
        if entry is None:
            catalogue.faults.append(f"missing: {message.msgid!r}")
        elif entry.fuzzy:
            catalogue.faults.append(f"fuzzy: {message.msgid!r}")
        elif not entry.translated():
            catalogue.faults.append(f"untranslated: {message.msgid!r}")
    for entry in entries.values():
        if not _is_kept(entry):
            catalogue.faults.append(f"no longer used: {entry.msgid!r}")
    compiled = catalogue.path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != po.to_binary():
        catalogue.faults.append("the compiled catalogue is not current")
    return catalogue


def all_catalogues() -> Iterator[tuple[Path, str]]:
    """Yield every folder with every language."""
    for folder in folders(Path(settings.BASE_DIR)):
        for language in LANGUAGES:
            yield folder, language
