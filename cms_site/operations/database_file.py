"""The file of SQLite: drafts and the hashes of passwords are in it, for nobody else on the machine to read."""

from __future__ import annotations

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper


def make_for_the_owner(connection: BaseDatabaseWrapper) -> None:
    """Make the file that is missing so that only its owner may read it; one that is there stays as it is.

    SQLite gives the files that it puts beside it the same permissions.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    path = Path(connection.settings_dict["NAME"])
    if path.parent.is_dir():
        path.touch(mode=0o600)
