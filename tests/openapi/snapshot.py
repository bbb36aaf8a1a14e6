"""The committed document: ``python -m tests.openapi.snapshot`` writes it anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = Path(__file__).with_name("openapi.json")
COMMAND = "python -m tests.openapi.snapshot"


def text(document: dict) -> str:
    """Return ``document`` as the file has it: in one order, readable in a comparison."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def committed() -> dict:
    """Return the document as it was last committed."""
    return json.loads(FILE.read_text())


def main() -> None:
    """Write the document of the installed content types, and say what it breaks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.openapi.comparison import breaking
    from tests.openapi.validation import document

    for line in breaking(committed(), document()) if FILE.exists() else ():
        print(f"breaks clients: {line}")
    FILE.write_text(text(document()))
    print(f"{FILE} is up to date")


if __name__ == "__main__":
    main()
