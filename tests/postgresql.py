"""Run the suite on PostgreSQL: ``python -m tests.postgresql``.

The server is the one in ``TEST_DATABASE_URL``, else the one on the socket or on 127.0.0.1:5432 of this
machine. Where none answers this is reported as skipped by name, except in CI, where it is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

CANDIDATES = ("postgres:///postgres", "postgres://postgres@127.0.0.1:5432/postgres")


def reachable() -> str | None:
    """Return the address of a server on which databases can be made, or ``None``."""
    candidates = (
        [os.environ["TEST_DATABASE_URL"]] if "TEST_DATABASE_URL" in os.environ else CANDIDATES
    )
    for url in candidates:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError:
            continue
        if row and row[0]:
            return url
    return None


def main() -> int:
    url = reachable()
    if url is None:
        if os.environ.get("CI"):
            print("FAILED test-postgresql: no PostgreSQL server answers, and CI needs one")
            return 1
        print("SKIPPED test-postgresql: no PostgreSQL server answers on this machine")
        return 0
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "-m",
        "not browser and not slow",
        *sys.argv[1:],
    ]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
