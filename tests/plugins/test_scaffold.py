"""Writing a new content type: a complete folder that passes as it stands, or nothing at all."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils.translation import override

from cms_site.operations import catalogues, scaffold
from tests.installation import PROJECT, Installation

FOLDERS = ("pages/calls", "snippets/equipment")
WORDS = {"fr": ("appel", "appels"), "ar": ("إعلان", "إعلانات")}
GIT = ("git", "-c", "user.name=Engineer", "-c", "user.email=engineer@example.org")


@pytest.fixture
def project(tmp_path: Path, settings) -> Path:
    """An empty project whose ``makemigrations`` succeeds without doing anything."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "manage.py").touch()
    return tmp_path


def written(project: Path) -> list[str]:
    return sorted(str(p.relative_to(project)) for p in project.rglob("*") if p.name != "manage.py")


@pytest.mark.slow
def test_new_types_pass_as_they_stand(tree):
    """One page type with its words and one record type without: all that ``make check`` looks at."""
    site = Installation(tree)
    _commit(site)
    site.manage(
        "new_content_type", "page", "calls", "--fr", "appel/appels", "--ar", "إعلان/إعلانات"
    )
    site.manage("new_content_type", "record", "equipment", "--singular", "equipment")
    changed = site.run("git", "status", "--porcelain").split()
    assert changed == ["??", "pages/calls/", "??", "snippets/equipment/"]
    assert "No changes detected" in site.manage("makemigrations", "--check", "--dry-run")
    assert "complete" in site.manage("catalogues", "--check")
    _lint(site)
    tests = ("tests/contract", *FOLDERS, "-k", "calls or equipment", "-p", "no:cacheprovider")
    assert " passed" in site.run(sys.executable, "-m", "pytest", *tests)


def _commit(site: Installation) -> None:
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "Start")):
        site.run(*GIT, *command)


def _lint(site: Installation) -> None:
    def tool(name: str) -> Path:
        return Path(sys.executable).with_name(name)

    site.run(tool("ruff"), "check", *FOLDERS)
    site.run(tool("ruff"), "format", "--check", *FOLDERS)
    templates = list((site.root / FOLDERS[0]).rglob("*.html"))
    site.run(tool("djade"), "--check", "--target-version", "5.2", *templates)
    site.run(tool("djlint"), "--quiet", "--lint", *templates)
    site.run(tool("ty"), "check", "--quiet", *FOLDERS)
    site.run(tool("lint-imports"), "--no-cache")


@pytest.mark.parametrize("words", [WORDS, {}], ids=["with words", "without words"])
@pytest.mark.parametrize(("kind", "label"), [("page", "open_calls"), ("record", "entries")])
def test_catalogues_are_complete_with_and_without_words(kind, label, words, project):
    folder = scaffold.write(kind, scaffold.Name.of(label), words)
    for language in catalogues.LANGUAGES:
        assert catalogues.extract(folder)
        assert catalogues.check(folder, language).faults == []


def test_words_given_are_the_names_of_the_type(project):
    folder = scaffold.write("page", scaffold.Name.of("calls"), WORDS)
    text = (folder / "locale/fr/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert 'msgid "call"\nmsgstr "appel"' in text
    assert 'msgid "Calls"\nmsgstr "Appels"' in text
    assert "Translate the name" not in text


@pytest.mark.parametrize("kind", scaffold.FOLDERS)
def test_no_word_of_the_scaffold_stays_english(kind, project):
    """Also in a project without any of the content types that have the same words."""
    folder = scaffold.write(kind, scaffold.Name.of("calls"), WORDS)
    same = {"date", "description", "introduction"}  # in French
    for language, allowed in (("ar", set()), ("fr", same)):
        po = polib.pofile(str(folder / "locale" / language / "LC_MESSAGES" / "django.po"))
        assert {entry.msgid for entry in po if entry.msgid == entry.msgstr} <= allowed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_label_of_the_date_begins_with_a_capital(language, project):
    folder = scaffold.write("page", scaffold.Name.of("calls"), WORDS)
    html = (folder / "templates/calls/call_page.html").read_text(encoding="utf-8")
    (label,) = re.findall("<dt>(.*?)</dt>", html)
    with override(language):
        assert Template("{% load i18n %}" + label).render(Context()) == "Date"


def test_names_that_are_not_given_are_told_at_the_end(project, capsys):
    call_command("new_content_type", "page", "calls", fr="appel/appels")
    said = capsys.readouterr().out
    assert "pages/calls/locale/ar/LC_MESSAGES/django.po" in said
    assert said.splitlines()[-1].strip() in {"lists of calls", "list of calls", "calls", "call"}
    assert "--fr" not in said
    assert "Leave empty" not in said  # translated, whatever the type is called


def test_names_that_are_given_leave_nothing_to_tell(project, capsys):
    call_command("new_content_type", "page", "calls", fr="appel/appels", ar="نداء/نداءات")
    assert capsys.readouterr().out == "Written: pages/calls/\n"


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
@pytest.mark.parametrize("target", ["new-page", "new-record"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [([], "--fr --ar"), (["NAME_FR=appel/appels"], "--fr appel/appels --ar")],
)
def test_make_passes_the_names_that_are_given_and_none_of_its_own(target, given, expected):
    """``AR`` and its like are variables of make itself."""
    options = ("--dry-run", "--no-print-directory", "--assume-old=.venv/.dev")
    command = ("make", *options, target, "NAME=calls", *given)
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    arguments = said[said.index("new_content_type") :].replace('"', "").split()
    assert " ".join(arguments[3:]) == f"--singular {expected}"


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Calls",
        "2calls",
        "open-calls",
        "open calls",
        "../calls",
        "calls_",
        "a__b",
        "a_2b",
        "appels\n",
        "é",
        "class",
        "c" * 41,
    ],
)
def test_malformed_name_is_refused(label, project):
    for arguments in ((label,), ("calls", f"--singular={label}")):
        if arguments[-1] == "--singular=":
            continue  # none given: it follows from the name
        with pytest.raises(CommandError, match="cannot be a name"):
            call_command("new_content_type", "page", *arguments)
    assert written(project) == []


@pytest.mark.parametrize("kind", scaffold.FOLDERS)
@pytest.mark.parametrize("label", ["staff", "media", "training", "x", "publication_list", "lists"])
def test_a_name_may_be_its_own_plural_or_a_word_of_the_scaffold(label, kind, project):
    folder = scaffold.write(kind, scaffold.Name.of(label), {})
    for language in catalogues.LANGUAGES:
        assert catalogues.check(folder, language).faults == []
    assert scaffold.to_translate(folder)


@pytest.mark.parametrize("kind", scaffold.FOLDERS)
@pytest.mark.parametrize(
    "label", ["pages", "snippets", "migrations", "templates", "static", "tests"]
)
def test_name_of_a_folder_of_the_project_is_refused(label, kind, project):
    with pytest.raises(CommandError, match=f"'{label}' cannot be a name.*kenitra_{label}"):
        call_command("new_content_type", kind, label)
    assert written(project) == []


@pytest.mark.parametrize(
    "label",
    ["agreements", "territories", "home", "content", "operations", "images", "wagtaildocs", "auth"],
)
@pytest.mark.parametrize("kind", scaffold.FOLDERS)
def test_name_that_is_taken_is_refused(kind, label, project):
    with pytest.raises(CommandError, match=f"'{label}' is taken: choose another name."):
        call_command("new_content_type", kind, label)
    assert written(project) == []


@pytest.mark.parametrize(
    ("label", "owner"),
    [("regions", "'territories'"), ("site", "the frame"), ("changes", "the frame")],
)
def test_name_of_an_endpoint_of_the_api_is_taken(label, owner, project):
    with pytest.raises(CommandError, match=f"'{label}' is taken.*belongs to {owner}. Choose"):
        call_command("new_content_type", "record", label)
    assert written(project) == []


@pytest.mark.parametrize(
    ("label", "singular"),
    [
        ("calls", "call"),
        ("open_calls", "open_call"),
        ("calls_for_projects", "call_for_projects"),
        ("letters_of_intent", "letter_of_intent"),
        ("companies", "company"),
        ("places", "place"),
        ("trainees", "trainee"),
        ("equipment", "equipment"),
    ],
)
def test_singular_follows_from_a_plain_plural(label, singular):
    assert scaffold.Name.of(label).singular == singular


@pytest.mark.parametrize(
    "label", ["news", "bus", "series", "latest_news", "branches", "boxes", "basis", "class_news"]
)
def test_singular_that_does_not_follow_is_asked_for(label, project):
    with pytest.raises(CommandError, match=f"'{label}': give it too, as SINGULAR"):
        call_command("new_content_type", "page", label)
    assert written(project) == []
    assert scaffold.Name.of(label, "item").singular == "item"


def test_name_of_the_other_kind_is_taken_even_while_it_is_blocked(project):
    (project / "pages" / "calls").mkdir(parents=True)
    (project / "pages" / "calls" / "apps.py").touch()
    with pytest.raises(scaffold.ScaffoldError, match="'calls' is taken"):
        scaffold.write("record", scaffold.Name.of("calls"), {})
    assert not (project / "snippets").exists()


@pytest.mark.parametrize("words", ["/appels", "appel/", "/", "un/deux/trois"])
def test_words_that_are_no_pair_are_refused(words, project):
    with pytest.raises(CommandError, match="give SINGULAR/PLURAL"):
        call_command("new_content_type", "page", "calls", fr=words)
    assert written(project) == []


def test_migration_that_fails_leaves_nothing_behind(project):
    (project / "manage.py").write_text("import sys; sys.exit('no migration today')")
    with pytest.raises(CommandError, match=r"Nothing was written.*\n.*no migration today"):
        call_command("new_content_type", "page", "calls")
    assert written(project) == ["pages"]


def test_interruption_leaves_nothing_behind(project, monkeypatch):
    def interrupt(label: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(scaffold, "_migrate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        scaffold.write("record", scaffold.Name.of("tools"), {})
    assert written(project) == ["snippets"]
