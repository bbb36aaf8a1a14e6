"""Keep a copy of a delegation's public content: python3 mirror.py https://cms.example.org copy.json

The first run takes a full export; each later one, every minute say, only what changed. Standard library.
"""

import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen


def get(url, read=json.load):
    with urlopen(url) as answer:
        return read(answer)


def export(api):
    copy = {"since": get(f"{api}changes/?limit=1")["meta"]["latest"], "items": {}}
    found = get(api)  # after the sequence, so that nothing falls between
    lists = [e["url"] + "?" for e in found["endpoints"] if "xlsx" in e["formats"]]
    for url in lists + [kind["url"] + "&" for kind in found["page_types"]]:
        for item in get(f"{url}format=ndjson&fields=*", lambda answer: map(json.loads, [*answer])):
            copy["items"][f"{item['meta']['type']} {item['id']}"] = item
    return copy


def catch_up(api, copy):
    feed = {"meta": {"next": f"{api}changes/?since={copy['since']}", "is_complete": False}}
    while not feed["meta"]["is_complete"]:
        feed = get(feed["meta"]["next"])
        for change in feed["items"]:
            copy["items"].pop(f"{change['type']} {change['id']}", None)
            if change["detail_url"]:
                try:
                    item = get(change["detail_url"] + "?fields=*")
                    copy["items"][f"{change['type']} {item['id']}"] = item
                except HTTPError as error:
                    if error.code != 404:  # gone meanwhile: a later change says so
                        raise
    copy["since"] = feed["meta"]["latest"]


if __name__ == "__main__":
    api, file = sys.argv[1].rstrip("/") + "/api/v2/", Path(sys.argv[2])
    copy = json.loads(file.read_text()) if file.exists() else export(api)
    try:
        catch_up(api, copy)
    except HTTPError as error:
        if error.code != 410:
            raise
        copy = export(api)  # too old to catch up: deletions may have been missed
    file.write_text(json.dumps(copy, ensure_ascii=False))
    print(f"{len(copy['items'])} items at {copy['since']}")
