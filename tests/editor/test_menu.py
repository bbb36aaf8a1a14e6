"""What staff see in the editor: their menus, their lists, in their language."""

from __future__ import annotations

import json
import re

import pytest
from wagtail.users.models import UserProfile

from cms_site.content.factories import factory_for
from cms_site.content.viewsets import page_listings
from pages.training_reports.models import TrainingReportPage


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


def test_a_language_is_called_no_region_in_french(admin_user, superuser_client, locales):
    """A region is a territory: exports, the side panel and the form to translate say "langue"."""
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "fr"})
    report = TrainingReportPage.objects.filter(locale=locales["fr"]).first()
    only_french = factory_for(TrainingReportPage)(parent=report.get_parent(), locale=locales["fr"])
    for address in (
        f"/admin/pages/{report.pk}/edit/",
        f"/admin/localize/submit/page/{only_french.pk}/",
        "/admin/locales/",
    ):
        html = superuser_client.get(address).content.decode()
        body = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
        assert "angue" in body, address
        assert not re.search(r"(?i)\brégions?\b", body), address
    listing = next(one for one in page_listings() if one.model is TrainingReportPage)
    export = superuser_client.get(f"/admin/{listing.url_prefix}/", {"export": "csv"})
    columns = b"".join(export.streaming_content).decode().splitlines()[0].lower().split(",")
    assert "langue" in columns
