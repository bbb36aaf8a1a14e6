"""A database with the Kenitra content, made once for a state of the code and copied by each process.

Migrating and loading takes longer than most of the suite; a copy takes a moment.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from tests.installation import PROJECT

FOLDERS = ("cms_site", "home", "pages", "snippets")
SUFFIXES = (".py", ".yaml", ".csv", ".png")
# These only read what is there.
LEFT_OUT = (
    "cms_site/api/",
    "cms_site/cache/",
    "cms_site/website/component_",
    "factories.py",
    "templatetags/",
    "/test_",
    "/tests.py",
)
KEPT = 4


def state_of_the_code() -> str:
    """Return a digest of all that decides what a new database holds."""
    digest = blake2b((PROJECT / "requirements" / "runtime.txt").read_bytes(), digest_size=8)
    for folder in FOLDERS:
        for path in sorted((PROJECT / folder).rglob("*")):
            name = str(path.relative_to(PROJECT))
            if path.suffix in SUFFIXES and not any(part in name for part in LEFT_OUT):
                digest.update(name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Template:
    """The database and media that others copy; ``postgresql`` is a server's address, or none for SQLite."""

    postgresql: str | None = None

    @cached_property
    def name(self) -> str:
        vendor = "postgresql" if self.postgresql else "sqlite"
        return f"kenitra_{vendor}_{state_of_the_code()}"

    @property
    def folder(self) -> Path:
        return Path(tempfile.gettempdir()) / "kenitra-templates" / self.name

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def make(self) -> None:
        """Make the template where it is missing; whoever comes meanwhile waits."""
        with self._lock():
            if (self.folder / "made").exists():
                (self.folder / "made").touch()
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            url = self._new_database() if self.postgresql else f"sqlite:///{self.database}"
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "cms_site.settings",
                "SECRET_KEY": "test-only-" * 6,
                "DATABASE_URL": url,
                "VAR_DIR": str(self.folder),
                "MEDIA_ROOT": str(self.media),
            }
            done = subprocess.run(
                [sys.executable, "manage.py", "setup", "--no-static"],
                cwd=PROJECT,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            (self.folder / "made").touch()
            self._forget_old_ones()

    def _new_database(self) -> str:
        import psycopg

        with psycopg.connect(self.postgresql, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}"')
            connection.execute(f'CREATE DATABASE "{self.name}"')
        return f"{self.postgresql.rpartition('/')[0]}/{self.name}"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _forget_old_ones(self) -> None:
        """Remove all templates but the last few, those on the server too."""
        vendor = self.name.rpartition("_")[0]
        old = sorted(self.folder.parent.glob(f"{vendor}_*"), key=lambda f: -f.stat().st_mtime)
        for folder in old[KEPT:]:
            if self.postgresql:
                import psycopg

                with psycopg.connect(self.postgresql, autocommit=True) as connection:
                    connection.execute(f'DROP DATABASE IF EXISTS "{folder.name}"')
            shutil.rmtree(folder, ignore_errors=True)
