"""A running installation: set up as ``make run`` does and served by the production server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.installation import PROJECT
from tests.static_files import static_files_kept
from tests.template import Template


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served_installation(folder: Path) -> Generator[str]:
    """Set up an installation in ``folder``, serve it and yield its address.

    It starts from a copy of the suite's database, which was set up in the same way, and of the static files.

    On leaving, the server must end cleanly on SIGTERM within 20 seconds.
    """
    url = f"http://127.0.0.1:{free_port()}"
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SECRET_KEY")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "cms_site.settings",
        "SITE_URL": url,
        "PORT": url.rpartition(":")[2],
        "WORKERS": "1",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
    }
    run = {"cwd": PROJECT, "env": environment}
    template = Template()
    template.make()
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    setup = [sys.executable, "manage.py", "setup"]
    with static_files_kept(folder):
        subprocess.run(setup, **run, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(
        [sys.executable, "-m", "cms_site.server"], **run, stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(120):
            try:
                urllib.request.urlopen(f"{url}/-/ready")
                break
            except OSError:
                time.sleep(0.5)
        yield url
    finally:
        server.terminate()
        assert server.wait(timeout=20) in (0, -15, 143)
