"""The judged set: what visitors expect to find in the loaded content, and how far up."""

from __future__ import annotations

from pathlib import Path

import yaml

JUDGED = yaml.safe_load((Path(__file__).parent / "judged.yaml").read_text(encoding="utf-8"))
RECALL = 0.95
MEAN_RECIPROCAL_RANK = 0.8


def found(client, query: dict) -> list[str]:
    """Return the slugs, or the titles of what has none, of the first page of the answer."""
    asked = {"search": query["query"]}
    if "locale" in query:
        asked["locale"] = query["locale"]
    answer = client.get(f"/api/v2/{query['in']}/", asked)
    assert answer.status_code == 200, (query, answer.content)
    return [i["meta"].get("slug") or i["title"] for i in answer.json()["items"]]


def test_the_set_is_large_and_names_what_exists(client):
    assert len(JUDGED) >= 100
    for endpoint in {query["in"] for query in JUDGED}:
        items = client.get(f"/api/v2/{endpoint}/?limit=100").json()["items"]
        known = {i["meta"].get("slug") or i["title"] for i in items}
        for query in JUDGED:
            if query["in"] == endpoint:
                assert set(query["found"]) <= known, query


def test_visitors_find_what_they_expect_near_the_top(client):
    recalls, ranks = [], []
    for query in JUDGED:
        answer = found(client, query)
        wanted = set(query["found"])
        places = [place for place, slug in enumerate(answer, 1) if slug in wanted]
        recalls.append(len(set(answer) & wanted) / len(wanted))
        # The best one is expected first: its place counts, not that of any other.
        best = query["found"][0] if "locale" in query or len(wanted) == 1 else None
        place = answer.index(best) + 1 if best in answer else (places or [0])[0] if not best else 0
        ranks.append(1 / place if place else 0)
        if recalls[-1] < 1 or ranks[-1] < 1:
            print(f"{query} answered {answer[:6]}")
    recall, rank = sum(recalls) / len(recalls), sum(ranks) / len(ranks)
    print(f"{len(JUDGED)} queries: recall {recall:.3f}, mean reciprocal rank {rank:.3f}")
    assert recall >= RECALL
    assert rank >= MEAN_RECIPROCAL_RANK
