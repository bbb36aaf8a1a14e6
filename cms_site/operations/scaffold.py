"""Writing a new content type: a complete folder that passes the contract tests as it stands."""

from __future__ import annotations

import keyword
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template

import polib
from django.apps import apps
from django.conf import settings

from cms_site.api.v2.router import owner_of
from cms_site.discovery import find_folders, find_packages
from cms_site.operations import catalogues

FOLDERS = {"page": "pages", "record": "snippets"}
LONGEST_NAME = 40  # tables, permissions and addresses are made from it
# Folders of the project, and of each application in it: what is called so is looked for there.
RESERVED = frozenset(
    [
        "cms_site",
        "docs",
        "fixtures",
        "locale",
        "management",
        "migrations",
        "pages",
        "requirements",
        "snippets",
        "static",
        "templates",
        "templatetags",
        "test",
        "tests",
        "var",
    ]
)
PREPOSITIONS = "about|against|at|by|for|from|in|of|on|to|with"
# An "s" that makes no plural, or more than it to take away: news, series; bus, basis, class; branches, boxes.
UNPLAIN = frozenset(
    ["goods", "means", "movies", "news", "series", "species", "gas", "atlas", "canvas"]
)
UNPLAIN_ENDING = re.compile(r"([uis]s|(s|x|z|ch|sh|o|v)es)$")
TO_TRANSLATE = "Translate the name of the type."
SOURCE = Path(__file__).resolve().parent.parent / "content" / "scaffold"


class ScaffoldError(Exception):
    """The folder cannot be written; the message says why."""


@dataclass(frozen=True)
class Name:
    """The names that follow from ``calls``: the label, the class ``Call``, the words."""

    label: str
    singular: str

    @classmethod
    def of(cls, label: str, singular: str = "") -> Name:
        """Return the names for a label; ``singular`` follows from a plain English plural.

        Raises ``ScaffoldError`` for a name from which no module and no class can be called, and where
        the singular would have to be guessed.
        """
        _refuse_malformed(label)
        singular = singular or _singular(label)
        _refuse_malformed(singular)
        if label in RESERVED:
            raise ScaffoldError(
                f"'{label}' cannot be a name: the project has folders that are called so; say which "
                f"{label.replace('_', ' ')}, as in kenitra_{label}."
            )
        return cls(label, singular)

    def substitutions(self, kind: str) -> dict[str, str]:
        plural = self.label.replace("_", " ")
        singular = self.singular.replace("_", " ")
        return {
            "label": self.label,
            "module": f"{FOLDERS[kind]}.{self.label}",
            "endpoint": self.label.replace("_", "-"),
            "App": _class_name(self.label),
            "Class": _class_name(self.singular),
            "plural": plural,
            "Plural": plural.capitalize(),
            "singular": singular,
        }


def _refuse_malformed(name: str) -> None:
    """Raise ``ScaffoldError`` unless ``name`` is one or more lower-case words joined by ``_``."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*", name):
        raise ScaffoldError(
            f"'{name}' cannot be a name: lower-case letters and digits, words joined by one _, each "
            "begun by a letter, as in calls or open_calls."
        )
    if keyword.iskeyword(name):
        raise ScaffoldError(f"'{name}' cannot be a name: it is a word of the Python language.")
    if len(name) > LONGEST_NAME:
        raise ScaffoldError(
            f"'{name}' cannot be a name: it has more than {LONGEST_NAME} characters."
        )


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _singular(label: str) -> str:
    """Return the singular of a plain plural: ``call_for_projects`` of ``calls_for_projects``.

    A name that is no plural is its own singular. Raises ``ScaffoldError`` where it cannot be told.
    """
    head, link, rest = re.fullmatch(rf"(.+?)(?:(_(?:{PREPOSITIONS})_)(.+))?", label).groups("")
    modifiers, _last, noun = head.rpartition("_")
    if noun in UNPLAIN or UNPLAIN_ENDING.search(noun):
        raise ScaffoldError(
            f"The singular does not follow from '{label}': give it too, as SINGULAR "
            "(--singular), in lower case and words joined by one _."
        )
    if noun.endswith("ies"):
        noun = f"{noun[:-3]}y"
    elif noun.endswith("s"):
        noun = noun[:-1]
    return "_".join(filter(None, (modifiers, noun))) + link + rest


def write(kind: str, name: Name, words: dict[str, tuple[str, str]]) -> Path:
    """Write the folder of a new type and its first migration; return the folder.

    ``kind`` is ``page`` or ``record``; ``words`` gives, per language, the singular and the plural of
    what the type is called; a language without them gets the English ones (see ``to_translate``).
    Raises ``ScaffoldError`` when the label is taken or a step fails; nothing is left behind then.
    """
    folder = Path(settings.BASE_DIR) / FOLDERS[kind] / name.label
    if name.label in _taken_labels() or folder.exists():
        raise ScaffoldError(f"'{name.label}' is taken: choose another name.")
    endpoint = name.substitutions(kind)["endpoint"]
    if kind == "record" and (owner := owner_of(endpoint)):
        raise ScaffoldError(
            f"'{name.label}' is taken: the API endpoint '{endpoint}' belongs to {owner}. Choose another name."
        )
    try:
        _fill(folder, kind, name)
        _translate(folder, name.substitutions(kind), words)
        _migrate(name.label)
        _format(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _taken_labels() -> set[str]:
    """Return the labels in use: by applications, and by content types that are blocked as well."""
    sources = (*find_folders(Path(settings.BASE_DIR)), *find_packages())
    return (
        {source.label for source in sources}
        | {app.label for app in apps.get_app_configs()}
        | {app.rpartition(".")[2] for app in settings.INSTALLED_APPS}
    )


def _fill(folder: Path, kind: str, name: Name) -> None:
    """Write the files of the type, its migration and its catalogues excepted."""
    substitutions = name.substitutions(kind)
    for source in sorted((SOURCE / kind).rglob("*.txt")):
        relative = str(source.relative_to(SOURCE / kind)).removesuffix(".txt")
        relative = relative.replace("__label__", name.label).replace("__item__", name.singular)
        relative = relative.replace("test_type.py", f"test_{name.label}.py")
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            Template(source.read_text(encoding="utf-8")).substitute(substitutions), encoding="utf-8"
        )
    (folder / "__init__.py").touch()
    (folder / "migrations").mkdir()
    (folder / "migrations" / "__init__.py").touch()


def _migrate(label: str) -> None:
    """Write the first migration, in a process of its own: this one started without the type."""
    manage = Path(settings.BASE_DIR) / "manage.py"
    _run(sys.executable, manage, "makemigrations", label, "--verbosity", "0")


def _format(folder: Path) -> None:
    """Format the folder's code as the project's own is: line lengths follow from the name."""
    ruff = Path(sys.executable).with_name("ruff")
    if ruff.exists():
        _run(ruff, "format", "--quiet", folder)
        _run(ruff, "check", "--quiet", "--fix", folder)


def _run(*command: str | Path) -> None:
    """Run a step of the writing; raise ``ScaffoldError`` with what it said when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise ScaffoldError(f"Nothing was written, because a step failed. It said:\n{said}")


def _translate(folder: Path, english: dict[str, str], words: dict[str, tuple[str, str]]) -> None:
    """Write the catalogues: the scaffold's own phrases, with the names from ``words``."""
    for language in catalogues.LANGUAGES:
        catalogues.update(folder, language)
        path = folder / "locale" / language / "LC_MESSAGES" / "django.po"
        po = polib.pofile(str(path))
        singular, plural = words.get(language, (english["singular"], english["plural"]))
        for entry in po:
            phrase = PHRASES[language].get(entry.msgid)
            if phrase is None:
                phrase = PHRASES[language][_shape(entry.msgid, english)]
                if language not in words:
                    entry.tcomment = TO_TRANSLATE
            entry.msgstr = phrase.format(
                singular=singular, plural=plural, Plural=plural[:1].upper() + plural[1:]
            )
        po.save(str(path))
        catalogues.compile_catalogue(path)


def _shape(msgid: str, english: dict[str, str]) -> str:
    """Return the phrase of the scaffold that ``msgid`` was made from.

    The words cannot be told from the phrase by looking for them: they may be alike, or words of it.
    """
    return next(phrase for phrase in PHRASES["fr"] if phrase.format(**english) == msgid)


def to_translate(folder: Path) -> dict[str, tuple[Path, list[str]]]:
    """Return, for each language whose name of the type was not given, the catalogue and its words."""
    left = {}
    for language in catalogues.LANGUAGES:
        path = catalogues.Catalogue(folder, language).path
        if words := [e.msgid for e in polib.pofile(str(path)) if e.tcomment == TO_TRANSLATE]:
            left[language] = (path, words)
    return left


# All that the scaffold says; Arabic and French need no article before the plural here.
PHRASES: dict[str, dict[str, str]] = {
    "fr": {
        "Leave empty if it is not known.": "Laissez vide si ce n’est pas connu.",
        "date": "date",
        "description": "description",
        "introduction": "introduction",
        "name": "nom",
        "{Plural}": "{Plural}",
        "{plural}": "{plural}",
        "{singular}": "{singular}",
        "list of {plural}": "liste\u00a0: {plural}",
        "lists of {plural}": "listes\u00a0: {plural}",
        "The list of {plural}.": "La liste\u00a0: {plural}.",
        "A page for one {singular}.": "Une page\u00a0: {singular}.",
        "A list of {plural}, and a page for each.": "Une liste, et une page pour chaque élément\u00a0: {plural}.",
        "{Plural}, each a record that pages and the API share.": (
            "Fiches que les pages et l’API partagent\u00a0: {plural}."
        ),
    },
    "ar": {
        "Leave empty if it is not known.": "اترك الخانة فارغة إذا كانت المعلومة غير معروفة.",
        "date": "التاريخ",
        "description": "الوصف",
        "introduction": "المقدمة",
        "name": "الاسم",
        "{Plural}": "{plural}",
        "{plural}": "{plural}",
        "{singular}": "{singular}",
        "list of {plural}": "لائحة: {plural}",
        "lists of {plural}": "لوائح: {plural}",
        "The list of {plural}.": "اللائحة: {plural}.",
        "A page for one {singular}.": "صفحة: {singular}.",
        "A list of {plural}, and a page for each.": "لائحة، وصفحة لكل عنصر: {plural}.",
        "{Plural}, each a record that pages and the API share.": (
            "سجلات تشترك فيها الصفحات وواجهة البرمجة: {plural}."
        ),
    },
}
