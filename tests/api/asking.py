"""Asking the API in tests: an answer as data, or what it lists."""

from __future__ import annotations

REPORTS = "pages/?type=training_reports.TrainingReportPage&"
AGREEMENTS = "pages/?type=agreements.AgreementPage&"


def told(client, path: str) -> dict:
    """Return the answer to ``/api/v2/<path>``, which must be 200."""
    answer = client.get(f"/api/v2/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def slugs(client, path: str) -> list[str]:
    """Return the slugs of the items of a list, in their order."""
    return [item["meta"]["slug"] for item in told(client, path)["items"]]


def refused(client, path: str) -> list[str]:
    """Return the parameters that the 400 answer to ``path`` names."""
    answer = client.get(f"/api/v2/{path}")
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [error["parameter"] for error in answer.json()["errors"]]
