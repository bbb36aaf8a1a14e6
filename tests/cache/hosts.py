"""Hosts that serve one installation: each its own processes and ``VAR_DIR``, over one database."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.serving import PROJECT

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Host:
    """A host with workers at ``address``; ``within`` is the command that runs a program on it."""

    address: str
    port: int
    environment: dict[str, str]
    within: Sequence[str] = ()
    workers: int = 2

    def manage(self, *arguments: str) -> str:
        """Run a management command on this host; it must succeed."""
        done = self._run([sys.executable, "manage.py", *arguments])
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def python(self, code: str) -> str:
        """Run a program of the product's on this host, as an operator in the shell."""
        return self.manage("shell", "--no-imports", "-c", code)

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.within, *command],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def get(self, path: str, **headers: str) -> Reply:
        """Ask over a connection of its own, so that any of the workers may answer."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, body
        finally:
            connection.close()

    def warm(self, path: str) -> None:
        """Ask until every worker has the answer in its memory, which takes luck and a moment."""
        for _n in range(40):
            assert self.get(path)[0] == 200
            time.sleep(0.05)

    @contextmanager
    def serving(self) -> Generator[Host]:
        """Serve until the block ends."""
        where = {"HOST": self.address, "PORT": str(self.port), "WORKERS": str(self.workers)}
        server = subprocess.Popen(
            [*self.within, sys.executable, "-m", "cms_site.server"],
            cwd=PROJECT,
            env=self.environment | where,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait(server)
            yield self
        finally:
            server.terminate()
            server.wait(timeout=30)

    def _wait(self, server: subprocess.Popen) -> None:
        for _n in range(240):
            assert server.poll() is None, "the server has ended"
            try:
                if self.get("/-/ready")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.25)
        raise AssertionError("the server is not ready")


def environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    """Return the environment of a host that keeps what it makes in ``folder``."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "VAR_DIR", "MEDIA_ROOT", "CACHE_URL")
    }
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "cms_site.settings",
        "SITE_URL": url,
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "ERROR",
        **more,
    }


def title_of(reply: Reply) -> str:
    """Return the title in a page's JSON."""
    return json.loads(reply[2])["title"]
