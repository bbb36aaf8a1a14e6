"""Running the commands of an installation as an operator does: in processes, away from the suite's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Installation:
    """A copy of the project at ``root`` with its own environment, database and media."""

    root: Path
    python: Path = Path(sys.executable)

    @property
    def var(self) -> Path:
        return self.root.parent / "var"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the suite's environment but where programs are."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root.parent),
            "VAR_DIR": str(self.var),
            "MEDIA_ROOT": str(self.var / "media"),
            "DEBUG": "true",  # static files need not be collected
        }

    def complete(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run ``command`` at the root; it must succeed."""
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True
        )
        words = " ".join(map(str, command))
        assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
        return done

    def run(self, *command: str | Path) -> str:
        """Run ``command`` at the root and return all it said."""
        done = self.complete(*command)
        return done.stdout + done.stderr

    def manage(self, *arguments: str) -> str:
        return self.run(self.python, "manage.py", *arguments)

    def visit(self, journey: str) -> dict:
        """Make a journey of ``tests.plugins.visits`` in this installation; return what it met."""
        done = self.complete(self.python, "-m", "tests.plugins.visits", journey)
        return json.loads(done.stdout.splitlines()[-1])
