"""``make schemathesis``: asks a running installation what its description allows, and what it does not.

Nothing may answer with a fault of the server, or with a status, header, media type or body that is not
described. ``EXAMPLES`` for each operation and ``SECONDS_AT_MOST`` bound it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.e2e.serving import served_installation

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
EXAMPLES = os.environ.get("EXAMPLES", "30")
SECONDS = os.environ.get("SECONDS_AT_MOST", "600")


def command(url: str) -> list[str]:
    """Return the command that tries the installation at ``url``."""
    return [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{url}/api/v2/openapi.json",
        *("--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing"),
        *("--max-examples", EXAMPLES),
        *("--max-time", SECONDS),
        *("--max-redirects", "0"),
        *("--suppress-health-check", "all"),
        *("--workers", "2"),
        *("--seed", "1"),
        *("--warnings", "off"),
        "--continue-on-failure",
        "--no-shrink",
    ]


def main() -> int:
    """Serve an installation, try it, and return schemathesis's exit status."""
    with tempfile.TemporaryDirectory() as folder, served_installation(Path(folder)) as url:
        return subprocess.run(command(url), check=False, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
