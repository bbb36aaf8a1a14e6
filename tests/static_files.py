"""The collected static files of this working copy, kept from run to run: compressing them outlasts most tests."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from tests.installation import PROJECT

STAMP = ".fingerprint"


def kept() -> Path:
    """Return where they are kept; each working copy has its own."""
    digest = blake2b(str(PROJECT).encode(), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / "kenitra-templates" / f"static-{digest}"


@contextmanager
def static_files_kept(folder: Path) -> Iterator[None]:
    """Give the installation in ``folder`` what was collected last, and keep what it has in the end.

    Whether that is still what the code says, the product's own fingerprint decides when it sets up within.
    Whoever comes meanwhile waits: they would only collect the same.
    """
    collected, own = kept(), folder / "static"
    collected.parent.mkdir(parents=True, exist_ok=True)
    with collected.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = _stamp(collected)
        if before:
            shutil.copytree(collected, own)
        yield
        if _stamp(own) != before:
            # Whole or not at all: a run may be stopped at any moment.
            coming = collected.with_suffix(".coming")
            for old in (coming, collected):
                shutil.rmtree(old, ignore_errors=True)
            shutil.copytree(own, coming)
            coming.rename(collected)


def _stamp(folder: Path) -> str:
    stamp = folder / STAMP
    return stamp.read_text() if stamp.exists() else ""
