"""Images, documents and site settings: who may do what with them in the editor."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission, Site

from cms_site.library.models import LibraryDocument, LibraryImage
from cms_site.operations.roles import ensure_roles
from home.models import SiteSettings
from tests.editor.forms import form_data

STAFF = ["writer_client", "publisher_client"]


def menu(client) -> str:
    """Return the addresses of the main menu as one text."""
    html = client.get("/admin/").content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.S)
    return json.dumps(json.loads(props.group(1)))


def upload(client, kind: str):
    """Upload a file of ``kind`` in its chooser, as the form of a page does."""
    if kind == "images":
        file = SimpleUploadedFile("new.png", get_test_image_file().file.getvalue())
    else:
        file = SimpleUploadedFile("new.txt", b"New")
    data = {"file": file, "title": "New", "tags": "", "collection": Collection.objects.first().pk}
    prefix = f"{kind.removesuffix('s')}-chooser-upload-"
    return client.post(
        f"/admin/{kind}/chooser/create/", {f"{prefix}{name}": v for name, v in data.items()}
    )


@pytest.fixture(autouse=True)
def document() -> LibraryDocument:
    return LibraryDocument.objects.create(
        title="Report", file=SimpleUploadedFile("report.txt", b"Report")
    )


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize(
    ("kind", "model"), [("images", LibraryImage), ("documents", LibraryDocument)]
)
def test_staff_find_choose_and_add_files(who, kind, model, request):
    client = request.getfixturevalue(who)
    assert f"/admin/{kind}/" in menu(client)
    assert client.get(f"/admin/{kind}/").status_code == 200
    chooser = client.get(f"/admin/{kind}/chooser/").json()
    assert "chooser-upload-file" in chooser["html"]
    assert model.objects.first().title in chooser["html"]
    assert upload(client, kind).json()["step"] == "chosen"
    assert model.objects.filter(title="New").exists()


@pytest.mark.parametrize(
    ("kind", "model"), [("images", LibraryImage), ("documents", LibraryDocument)]
)
def test_only_publishers_change_and_delete_what_others_added(
    kind, model, writer_client, publisher_client
):
    item = model.objects.order_by("pk").first()
    edit = f"/admin/{kind}/{item.pk}/" if kind == "images" else f"/admin/{kind}/edit/{item.pk}/"
    delete = (
        f"/admin/{kind}/{item.pk}/delete/"
        if kind == "images"
        else f"/admin/{kind}/delete/{item.pk}/"
    )
    for address in (edit, delete):
        assert writer_client.get(address).status_code == 302, address
        assert publisher_client.get(address).status_code == 200, address


def test_an_installation_of_before_gets_the_permissions_at_its_next_setup(writer_client):
    GroupCollectionPermission.objects.all().delete()
    ensure_roles()
    assert "/admin/images/" in menu(writer_client)
    assert "/admin/documents/" in menu(writer_client)


def test_a_permission_that_an_administrator_took_away_stays_away(writer_client, publisher_client):
    GroupCollectionPermission.objects.filter(
        group__name="Communications", permission__codename__endswith="_document"
    ).delete()
    Permission.objects.get(codename="change_sitesettings").group_set.set(
        [Group.objects.create(name="Administration")]
    )
    ensure_roles()
    assert "/admin/documents/" not in menu(writer_client)
    assert "/admin/settings/home/sitesettings/" not in menu(publisher_client)


def test_publishers_edit_the_site_settings(publisher_client):
    assert "/admin/settings/home/sitesettings/" in menu(publisher_client)
    site = Site.objects.get(is_default_site=True)
    address = f"/admin/settings/home/sitesettings/{site.pk}/"
    form = publisher_client.get(address).context["form"]
    answer = publisher_client.post(address, form_data(form) | {"head_of_delegation": "Somebody"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert SiteSettings.for_site(site).head_of_delegation == "Somebody"


def test_communications_do_not_edit_the_site_settings(writer_client):
    assert "/admin/settings/home/sitesettings/" not in menu(writer_client)
    site = Site.objects.get(is_default_site=True)
    assert writer_client.get(f"/admin/settings/home/sitesettings/{site.pk}/").status_code == 302
