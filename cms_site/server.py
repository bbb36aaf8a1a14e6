"""Serve the site on HOST and PORT: ``python -m cms_site.server``.

The site is loaded once, and then forked into the workers: most of what it takes is the same in each, and
the system keeps it once. What is wrong with the environment is said at once, and nothing is served.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cms_site.environment import taken_fault

APPLICATION = "cms_site.wsgi:application"
WORKERS, THREADS = 2, 4
# Requests that may wait for a thread of a worker before the next is refused.
BACKPRESSURE = 128
# Seconds that a worker has to answer what it has begun when it is told to stop.
PATIENCE = 10


def load() -> None:
    """Import the site with what its first requests would load; open no connection, start no thread."""
    from django.conf import settings
    from django.utils import translation

    import cms_site.wsgi  # noqa: F401, exits where the environment is at fault
    from cms_site.api.openapi.document import description
    from cms_site.api.v2.urls import router

    description(router, "en")
    for code, _name in settings.LANGUAGES:
        translation.activate(code)
    translation.deactivate()
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve until told to stop."""
    load()
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    if taken := taken_fault(host, port):
        sys.exit(f"The environment has 1 fault:\n  PORT: {taken}")
    multiprocessing.set_start_method("fork")
    Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WORKERS", WORKERS)),
        blocking_threads=int(os.environ.get("THREADS", THREADS)),
        backpressure=BACKPRESSURE,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
