"""The walk through making a content type works as docs/content-types.md tells it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.installation import PROJECT, Installation

DOCUMENT = PROJECT / "docs" / "content-types.md"
BLOCK = re.compile(r"^```(sh|diff)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What make runs, without the virtual environment that it would build first.
TARGETS = {
    "new-page": ["manage.py", "new_content_type", "page"],
    "new-record": ["manage.py", "new_content_type", "record"],
    "messages": ["manage.py", "catalogues"],
}
READ_A_CALL = """
from django.test import Client
from wagtail.models import Locale
from cms_site.content.factories import factory_for, parent_for
from pages.calls.models import CallPage
for code in ("ar", "fr", "en"):
    page = factory_for(CallPage)(parent=parent_for(CallPage, Locale.objects.get(language_code=code)))
client = Client(HTTP_HOST="127.0.0.1:8000")
asked = {"type": "calls.CallPage", "fields": "*", "deadline": "2024-06-07"}
print("API", client.get("/api/v2/pages/", asked).content.decode())
print("SITE", client.get(page.url).content.decode())
"""


def arguments_of(command: str) -> list[str]:
    """Return the arguments of Python that do what ``command`` says."""
    first, *words = shlex.split(command)
    if first == ".venv/bin/python":
        return words
    assert first == "make", command
    target, *assignments = words
    given = dict(word.split("=", 1) for word in assignments)
    arguments = [*TARGETS[target]]
    if "NAME" in given:
        arguments.append(given.pop("NAME"))
    return arguments + [
        part
        for name, text in given.items()
        for part in (f"--{name.removeprefix('NAME_').lower()}", text)
    ]


def apply_edit(path: Path, edit: str) -> None:
    """Change the one place of the file that the edit's unchanged and removed lines show."""
    lines = edit.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "-"))
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in (" ", "+"))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: {text.count(before)} places for\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.slow
def test_following_the_document_makes_a_content_type(tree):
    site = Installation(tree)
    steps = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert {kind for kind, _file, _body in steps} == {"sh", "diff"}
    for kind, file, body in steps:
        if kind == "diff":
            apply_edit(tree / file, body)
        else:
            for command in body.replace("\\\n", "").splitlines():
                site.run(site.python, *arguments_of(command))

    site.manage("setup", "--no-static")
    read = site.manage("shell", "-c", READ_A_CALL)
    told = next(line for line in read.splitlines() if line.startswith("API "))
    assert '"total_count":3' in told.replace(" ", "")
    assert '"deadline":"2024-06-07"' in told.replace(" ", "")
    assert "<dt>Deadline</dt>" in read
