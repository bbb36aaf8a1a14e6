"""Copies of the project and processes of its own, for what must not happen in the tests' process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
# What the environment of the test run must not decide for a process of its own.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


def copy_of_project(target: Path) -> Path:
    """Copy what is under version control, or would be, to ``target`` and return it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source = PROJECT / name
        if source.is_file():  # one that was removed is still listed
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def run_python(
    *arguments: str, tree: Path = PROJECT, var: Path, timeout: int = 300, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in ``tree`` with nothing but ``environment`` set, and ``var`` for what it writes."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "VAR_DIR": str(var),
            "MEDIA_ROOT": str(var / "media"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
