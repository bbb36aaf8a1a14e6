"""An installation of its own: a copy of the project, run in processes as an operator runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def copy_of_project(root: Path) -> Path:
    """Copy what git keeps, and what it does not ignore, to ``root`` and return it."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (PROJECT / name).is_file():  # one that was removed is still listed
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, root / name)
    return root


@dataclass(frozen=True)
class Installation:
    """A copy of the project at ``root`` with its own environment, database and media."""

    root: Path
    python: Path = Path(sys.executable)
    var: Path | None = None

    @property
    def var_dir(self) -> Path:
        """What the installation makes for itself: beside the copy, unless told otherwise."""
        return self.var or self.root.parent / "var"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the suite's environment but where programs are."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.var_dir.parent),
            "VAR_DIR": str(self.var_dir),
            "MEDIA_ROOT": str(self.var_dir / "media"),
            "DEBUG": "true",  # static files need not be collected
        }

    def attempt(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``command`` at the root, with ``environment`` besides, whether it succeeds or not."""
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
        )

    def complete(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run ``command`` at the root; it must succeed."""
        done = self.attempt(*command)
        words = " ".join(map(str, command))
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return done

    def run(self, *command: str | Path) -> str:
        """Run ``command`` at the root and return all it said."""
        done = self.complete(*command)
        return done.stdout + done.stderr

    def manage(self, *arguments: str) -> str:
        return self.run(self.python, "manage.py", *arguments)

    def visit(self, journey: str, **environment: str) -> dict:
        """Make a journey of ``tests.plugins.visits`` in this installation; return what it met."""
        done = self.attempt(self.python, "-m", "tests.plugins.visits", journey, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])
