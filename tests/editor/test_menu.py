"""What staff see in the editor: their menus, their lists, in their language."""

from __future__ import annotations

import json
import re

import pytest
from wagtail.users.models import UserProfile

from cms_site.content.viewsets import page_listings


@pytest.mark.parametrize("who", ["writer_client", "publisher_client", "superuser_client"])
def test_home_of_the_editor_opens(who, request):
    assert request.getfixturevalue(who).get("/admin/").status_code == 200


def test_every_list_of_pages_opens_and_exports(superuser_client):
    for listing in page_listings():
        address = f"/admin/{listing.url_prefix}/"
        assert superuser_client.get(address).status_code == 200, address
        export = superuser_client.get(address, {"export": "csv"})
        assert b"".join(export.streaming_content)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", ["المحتوى", "البيانات المرجعية"]),
        ("fr", ["Contenu", "Données de référence"]),
        ("en", ["Content", "Reference data"]),
    ],
)
def test_menu_speaks_the_language_of_the_user(language, words, admin_user, superuser_client):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
    html = superuser_client.get("/admin/").content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.S)
    menu = json.dumps(json.loads(props.group(1)), ensure_ascii=False)
    for word in words:
        assert word in menu
