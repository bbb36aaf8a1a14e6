"""A mirror of the API, as another delegation keeps one: an export once, then only the changes."""

from __future__ import annotations

from django.test import Client
from wagtail.models import Page, get_page_models

from cms_site.api.v2.urls import router
from cms_site.journal.models import GONE
from cms_site.journal.sources import kinds


def get(path: str, **query) -> dict | None:
    answer = Client().get(f"/api/v2/{path}", query)
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200, answer.content
    return answer.json()


def export(**filters: str) -> dict[tuple[str, int], dict]:
    """Return every public item with all its fields, by type and id."""
    wanted = filters.get("type")
    found = {}
    for model in kinds().values():
        if model is Page:
            # Only a list of one type has that type's own fields.
            for page_type in page_types():
                if wanted not in (None, page_type):
                    continue
                found |= _all("pages/", **filters | {"type": page_type})
        elif wanted in (None, model._meta.label):
            locale = {"locale": filters["locale"]} if "locale" in filters else {}
            found |= _all(f"{endpoint_of(model)}/", **locale)
    return found


def page_types() -> list[str]:
    return [model._meta.label for model in get_page_models() if model is not Page]


def endpoint_of(model) -> str:
    path = router.get_object_detail_urlpath(model, 0)
    return path.removeprefix("/api/v2/").removesuffix("/0/")


def _all(path: str, **query: str) -> dict[tuple[str, int], dict]:
    found: dict[tuple[str, int], dict] = {}
    while True:
        answer = get(path, **query, fields="*", limit=100, offset=len(found))
        if answer is None or not answer["items"]:
            return found
        found |= {(item["meta"]["type"], item["id"]): item for item in answer["items"]}


class Mirror:
    """What a client has that exported everything at one moment and reads the feed since."""

    def __init__(self, **filters: str) -> None:
        self.filters = filters
        self.since = get("changes/", limit=1)["meta"]["latest"]
        self.items = export(**filters)

    def catch_up(self) -> list[dict]:
        """Replay the feed to its end; return what it told."""
        told: list[dict] = []
        while True:
            feed = get("changes/", since=self.since, limit=500, **self.filters)
            for change in feed["items"]:
                self._replay(change)
            told += feed["items"]
            self.since = int(feed["meta"]["next"].split("since=")[1].split("&")[0])
            if feed["meta"]["is_complete"]:
                return told

    def _replay(self, change: dict) -> None:
        key = (change["type"], change["id"])
        self.items.pop(key, None)
        if change["event"] in GONE:
            return
        query = {"fields": "*"}
        if change["locale"] is None and "locale" in self.filters:
            query["locale"] = self.filters["locale"]
        path = change["detail_url"].split("/api/v2/")[1]
        item = get(path, **query)
        if item is not None:
            self.items[key] = item


def differences(ours: dict, theirs: dict) -> list[str]:
    """Return what differs, a line each: for people who read a failing test."""
    lines = [f"only ours: {key}" for key in ours.keys() - theirs.keys()]
    lines += [f"only theirs: {key}" for key in theirs.keys() - ours.keys()]
    for key in ours.keys() & theirs.keys():
        for name in ours[key].keys() | theirs[key].keys():
            one, other = ours[key].get(name), theirs[key].get(name)
            if one != other:
                lines.append(f"{key} {name}: {one} | {other}")
    return lines
