"""What a visitor and an editor meet in an installation: ``python -m tests.plugins.visits <journey>``.

Runs in the installation's own process and prints, as JSON, the status of each address visited.
"""

from __future__ import annotations

import json
import os
import sys

SLUG = "the-harvester"
NAME = "Moissonneuse partagée"


def clients() -> tuple:
    """Return a visitor's client and the administrator's; both report a failure as status 500."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    visitor = Client(raise_request_exception=False)
    editor = Client(raise_request_exception=False)
    editor.force_login(get_user_model().objects.filter(is_superuser=True).first())
    return visitor, editor


def front_page():
    from home.models import HomePage

    return HomePage.objects.get(locale__language_code="fr")


def statuses(client, addresses: dict[str, str]) -> dict[str, int]:
    return {name: client.get(address).status_code for name, address in addresses.items()}


def installed() -> dict:
    """Write a page of the type in the editor, then read it wherever it must be."""
    from odco_equipment.factories import EquipmentFactory
    from odco_equipment.models import EquipmentGuidePage

    from tests.editor.forms import form_data

    visitor, editor = clients()
    record = EquipmentFactory(name_fr=NAME)
    address = f"/admin/pages/add/equipment/equipmentguidepage/{front_page().pk}/"
    form = editor.get(address)
    data = form_data(form.context["form"]) | {
        "title": "Guide",
        "slug": SLUG,
        "equipment": record.pk,
        "action-publish": "yes",
    }
    saved = editor.post(address, data)
    page = EquipmentGuidePage.objects.get(slug=SLUG)
    html = visitor.get(page.url)
    told = visitor.get("/api/v2/pages/", {"type": "equipment.EquipmentGuidePage", "fields": "*"})
    found = visitor.get(f"/api/v2/equipment/{record.uuid}/", {"locale": "fr"})
    schema = visitor.get("/api/v3-preview/openapi.json")
    return {
        "form": form.status_code,
        "saved": saved.status_code,
        "page": html.status_code,
        "page is in the type's own template": 'id="facts"' in html.content.decode(),
        "page shows the record": NAME in html.content.decode(),
        "page is told with its record": told.json()["items"][0]["equipment"]["name"],
        "record is told": found.json()["name"],
        "v3 knows the page": "EquipmentGuidePage" in schema.content.decode(),
        "v3 knows the record": "equipment.Equipment" in schema.content.decode(),
        **statuses(editor, {"list": "/admin/snippets/equipment/equipment/"}),
    }


def uninstalled() -> dict:
    """Visit the site, the editor and the API while the page is there and its code is not."""
    from wagtail.models import Page

    visitor, editor = clients()
    page, home = Page.objects.get(slug=SLUG), front_page()
    return {
        **statuses(
            visitor,
            {
                "page": page.url,
                "page in the API": f"/api/v2/pages/{page.pk}/",
                "records in the API": "/api/v2/equipment/",
            },
        ),
        **the_rest(visitor, editor),
        **statuses(
            editor,
            {
                "explorer of the page": f"/admin/pages/{page.pk}/",
                "search": "/admin/pages/search/?q=Guide",
                "history": "/admin/reports/site-history/",
            },
        ),
        "fails in the editor": failures(editor, page.pk),
        "explorer lists it": "Guide" in editor.get(f"/admin/pages/{home.pk}/").content.decode(),
    }


def failures(editor, pk: int) -> list[str]:
    """Return what the editor cannot do with the page without failing: asked for, then confirmed."""
    page, bulk = f"/admin/pages/{pk}/", "/admin/bulk/wagtailcore/page/"
    asked = [f"{page}{action}/" for action in ("edit", "move", "copy", "history", "usage")]
    asked += [f"{bulk}{action}/?id={pk}" for action in ("move", "publish", "delete")]
    confirmed = [f"{page}unpublish/", f"{page}delete/", f"{bulk}unpublish/?id={pk}"]
    answers = {address: editor.get(address) for address in asked}
    answers |= {address: editor.post(address) for address in confirmed}
    return [address for address, answer in answers.items() if answer.status_code >= 500]


def retired() -> dict:
    """Visit what is left once all of the type is deleted."""
    from django.core.checks import run_checks
    from django.db import connection
    from wagtail.models import Page

    connection.check_constraints()  # raises where a row refers to one that is gone
    return {
        "pages": Page.objects.filter(slug=SLUG).count(),
        "warnings": [warning.id for warning in run_checks(databases=["default"])],
        "tree is sound": not any(Page.find_problems()),
        **the_rest(*clients()),
    }


def the_rest(visitor, editor) -> dict[str, int]:
    """The addresses that must answer whatever types are installed."""
    home = front_page()
    return {
        **statuses(
            visitor,
            {
                "front page": home.url,
                "API": "/api/v2/",
                "pages in the API": "/api/v2/pages/?fields=*&limit=100",
                "v3": "/api/v3-preview/openapi.json",
                "ready": "/-/ready",
            },
        ),
        **statuses(
            editor,
            {
                "editor": "/admin/",
                "explorer": f"/admin/pages/{home.pk}/",
                "form": f"/admin/pages/{home.pk}/edit/",
                "pages to add": f"/admin/pages/{home.pk}/add_subpage/",
            },
        ),
    }


def the_rest_only() -> dict:
    """Visit what must answer whatever types are installed, and say whether success stories are told."""
    visitor, editor = clients()
    listed = visitor.get("/api/v2/pages/?limit=100").json()["items"]
    types = {item["meta"]["type"] for item in listed}
    return {
        **the_rest(visitor, editor),
        "has stories": "success_stories.SuccessStoryPage" in types,
        "told of stories": told_last(visitor, "success_stories.SuccessStoryPage"),
    }


def told_last(visitor, type_: str) -> list[str]:
    """Return the events that the change feed told last of each object of ``type_``, each once."""
    last: dict[str, str] = {}
    address = "/api/v2/changes/?since=0&limit=1000"
    while (answer := visitor.get(address).json())["items"]:
        last |= {
            (i["uuid"], i["locale"]): i["event"] for i in answer["items"] if i["type"] == type_
        }
        address = answer["meta"]["next"]
    return sorted(set(last.values()))


def front_page_published() -> dict:
    """Publish the front page anew in the editor; say what its sections then are."""
    from django.utils.datastructures import MultiValueDict
    from wagtail.api.v3.form_data import flatten_block_value

    from home.models import HomePage
    from tests.editor.forms import form_data

    visitor, editor = clients()
    page = front_page()
    address = f"/admin/pages/{page.pk}/edit/"
    data = form_data(editor.get(address).context["form"])
    block, stream = HomePage._meta.get_field("sections").stream_block, MultiValueDict()
    sections = block.get_prep_value(page.sections)
    for section in sections:
        # A list is stored with the ids of its items, and asked for without.
        if "lists" in section["value"]:
            stored = section["value"]["lists"]
            section["value"]["lists"] = [
                getattr(i, "get", {"value": i}.get)("value") for i in stored
            ]
    flatten_block_value(block, sections, "sections", stream)
    # As a browser sends it: of what is chosen, the key.
    sent = {name: getattr(value, "pk", value) for name, value in stream.items()}
    data |= {name: value for name, value in sent.items() if value not in (None, False, [])}
    data |= {"headline": "Autrement dit", "action-publish": "yes"}
    saved = editor.post(address, data)
    told = visitor.get(f"/api/v2/pages/{page.pk}/?fields=*").json()
    stored = HomePage.objects.get(pk=page.pk).sections.raw_data
    return {
        "saved": saved.status_code,
        **statuses(visitor, {"shown": page.url, "described": "/api/v2/openapi.json"}),
        "headline": told["headline"],
        "told": [section["type"] for section in told["sections"]],
        "kept": [(s["type"], s["id"]) for s in stored],
        "carousel": [s["value"] for s in stored if s["type"] == "carousel"],
    }


JOURNEYS = {
    journey.__name__: journey
    for journey in (installed, uninstalled, retired, the_rest_only, front_page_published)
}


def main(journey: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    print(json.dumps(JOURNEYS[journey]()))


if __name__ == "__main__":
    main(sys.argv[1])
