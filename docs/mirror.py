"""Keep a copy of a delegation's public content: python3 mirror.py https://cms.example.org copy.json

The first run takes a full export; each later one, every minute say, only what changed. Standard library.
"""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode


def get(url, **query):
    with urllib.request.urlopen(url + ("?" + urlencode(query) if query else "")) as answer:
        return json.load(answer)


def export(api):
    latest = get(f"{api}changes/", limit=1)["meta"][
        "latest"
    ]  # first, so that nothing falls between
    items, found = {}, get(api)
    lists = [e["url"] for e in found["endpoints"] if "type" in e and e["name"] != "pages"]
    lists += [t["url"] for t in found["page_types"]]  # the pages of one type have all its fields
    for url in lists:
        url += ("&" if "?" in url else "?") + "fields=*&limit=100&cursor="
        while url:
            answer = get(url)
            items |= {f"{i['meta']['type']} {i['id']}": i for i in answer["items"]}
            url = answer["meta"].get("next")
    return {"since": latest, "items": items}


def catch_up(api, copy):
    feed = {"meta": {"next": f"{api}changes/?since={copy['since']}", "is_complete": False}}
    while not feed["meta"]["is_complete"]:
        feed = get(feed["meta"]["next"])
        for change in feed["items"]:
            key = f"{change['type']} {change['id']}"
            copy["items"].pop(key, None)
            if change["detail_url"]:
                try:
                    copy["items"][key] = get(change["detail_url"], fields="*")
                except urllib.error.HTTPError as error:
                    if error.code != 404:  # gone meanwhile: a later change says so
                        raise
    copy["since"] = feed["meta"]["latest"]


if __name__ == "__main__":
    api, file = sys.argv[1].rstrip("/") + "/api/v2/", Path(sys.argv[2])
    copy = json.loads(file.read_text()) if file.exists() else export(api)
    try:
        catch_up(api, copy)
    except urllib.error.HTTPError as error:
        if error.code != 410:
            raise
        copy = export(api)  # too old to catch up: deletions may have been missed
    file.write_text(json.dumps(copy, ensure_ascii=False))
    print(f"{len(copy['items'])} items at {copy['since']}")
