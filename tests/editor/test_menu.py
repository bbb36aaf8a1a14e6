"""What staff see in the editor: their menus, their lists, in their language."""

from __future__ import annotations

import json
import re

import pytest
from django.utils.translation import gettext, override
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms_site.content.factories import factory_for
from cms_site.content.viewsets import page_listings
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage


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


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_page_is_added_in_the_language_of_the_interface(language, admin_user, superuser_client):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
    added = {}
    for listing in page_listings():
        shown = superuser_client.get(f"/admin/{listing.url_prefix}/")
        answer = superuser_client.get(shown.context["header_buttons"][0].url)
        if answer.status_code == 302:  # there is one page that takes it; otherwise it is asked for
            added[listing.model] = Page.objects.get(pk=answer.url.split("/")[-2])
    assert TrainingReportPage in added
    assert {parent.locale.language_code for parent in added.values()} == {language}


def test_where_a_page_is_added_is_asked_for_in_a_language_without_a_parent(
    admin_user, superuser_client
):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    TrainingReportIndexPage.objects.filter(locale__language_code="en").delete()
    (listing,) = (v for v in page_listings() if v.model is TrainingReportPage)
    asked = superuser_client.get(f"/admin/{listing.url_prefix}/choose_parent/")
    assert asked.status_code == 200
    assert "parent_page" in asked.context["form"].fields


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "ليس لديك صلاحية"), ("fr", "Désolé"), ("en", "you do not have permission")],
)
@pytest.mark.parametrize("address", ["/admin/users/", "/admin/sites/", "/admin/pages/1/edit/"])
def test_a_refusal_speaks_the_language_of_the_user(address, language, words, writer, writer_client):
    UserProfile.objects.update_or_create(user=writer, defaults={"preferred_language": language})
    other = "fr" if language == "en" else "en"
    answer = writer_client.get(address, headers={"Accept-Language": other}, follow=True)
    (message,) = answer.context["messages"]
    assert words in str(message)


def test_a_page_of_the_editor_that_is_not_there_speaks_the_language_of_the_user(
    writer, writer_client
):
    UserProfile.objects.update_or_create(user=writer, defaults={"preferred_language": "fr"})
    answer = writer_client.get("/admin/nowhere/", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert '<html lang="fr"' in answer.content.decode()


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
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    columns = lines[0].lower().split(",")
    assert "langue" in columns


def test_bar_of_the_autosave_is_all_arabic():
    with override("ar"):
        assert "paused" not in gettext("Autosave is <span>paused</span>")
        assert "<span>" in gettext("Autosave is <span>paused</span>")
