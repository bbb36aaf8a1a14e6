"""Images, documents and site settings: who may do what with them in the editor."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupCollectionPermission, Site
from wagtail.users.models import UserProfile

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


def new_file(kind: str) -> SimpleUploadedFile:
    if kind == "images":
        return SimpleUploadedFile("new.png", get_test_image_file().file.getvalue())
    return SimpleUploadedFile("new.txt", b"New")


def upload(client, kind: str, title: str = "New"):
    """Upload a file of ``kind`` in its chooser, as the form of a page does."""
    data = {"file": new_file(kind), "title": title, "tags": ""}
    data["collection"] = Collection.objects.first().pk
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
    answer = publisher_client.post(address, form_data(form) | {"head_of_delegation_fr": "Somebody"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert SiteSettings.for_site(site).head_of_delegation == "Somebody"


def test_communications_do_not_edit_the_site_settings(writer_client):
    assert "/admin/settings/home/sitesettings/" not in menu(writer_client)
    site = Site.objects.get(is_default_site=True)
    assert writer_client.get(f"/admin/settings/home/sitesettings/{site.pk}/").status_code == 302


# --- What their forms refuse ----------------------------------------------------------------------

FAULTS = ["Report\u202egro", "Slide 2", "\u200b"]


def edit_address(item) -> str:
    if isinstance(item, LibraryImage):
        return f"/admin/images/{item.pk}/"
    return f"/admin/documents/edit/{item.pk}/"


@pytest.mark.parametrize("text", FAULTS)
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (LibraryImage, "title"),
        (LibraryImage, "alt_fr"),
        (LibraryImage, "credit"),
        (LibraryImage, "tags"),
        (LibraryDocument, "title"),
        (LibraryDocument, "tags"),
    ],
)
def test_texts_of_files_carry_no_more_than_those_of_pages(model, name, text, publisher_client):
    address = edit_address(model.objects.first())
    data = form_data(publisher_client.get(address).context["form"]) | {"tags": ""}
    data.pop("file", None)
    typed = f'"{text}"' if name == "tags" else text
    answer = publisher_client.post(address, data | {name: typed})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert publisher_client.post(address, data).status_code == 302


@pytest.mark.parametrize("text", FAULTS)
@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_new_file_is_held_to_it_wherever_it_is_added(kind, text, writer_client):
    answer = upload(writer_client, kind, title=text).json()
    assert answer["step"] == "reshow_creation_form"
    several = {"files[]": new_file(kind), "title": text}
    several["collection"] = Collection.objects.first().pk
    answer = writer_client.post(f"/admin/{kind}/multiple/add/", several).json()
    assert "uploaded_file_id" in str(answer) or "uploaded_image_id" in str(answer)
    assert not LibraryImage.objects.filter(title=text).exists()
    assert not LibraryDocument.objects.filter(title=text).exists()


@pytest.mark.parametrize("text", FAULTS)
def test_a_collection_is_held_to_it(text, superuser_client):
    data = {"name": text, "parent": Collection.objects.first().pk}
    answer = superuser_client.post("/admin/collections/add/", data)
    assert list(answer.context["form"].errors) == ["name"]
    assert superuser_client.post("/admin/collections/add/", data | {"name": "A"}).status_code == 302


@pytest.mark.parametrize(("content", "fault"), [(b"", "فارغ"), (b"x" * 1001, "كبير")])
def test_a_file_that_is_refused_is_told_one_fault(content, fault, writer_client, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000
    data = {"title": "New", "tags": "", "collection": Collection.objects.first().pk}
    data["file"] = SimpleUploadedFile("new.txt", content)
    answer = writer_client.post("/admin/documents/add/", data)
    (message,) = answer.context["form"].errors["file"]
    assert fault in message


def test_a_file_of_another_kind_is_refused(writer_client):
    data = {"title": "New", "tags": "", "collection": Collection.objects.first().pk}
    data["file"] = SimpleUploadedFile("new.exe", b"New")
    answer = writer_client.post("/admin/documents/add/", data)
    (message,) = answer.context["form"].errors["file"]
    assert "exe" in message


def half_an_image(format: str) -> SimpleUploadedFile:
    whole = io.BytesIO()
    noise = Image.effect_noise((640, 480), 90).convert("RGB")
    noise.save(whole, format)
    half = whole.getvalue()[: len(whole.getvalue()) // 2]
    return SimpleUploadedFile(f"new.{format.lower()}", half, f"image/{format.lower()}")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_an_image_that_breaks_off_is_refused_wherever_it_is_added(format, writer_client):
    data = {"title": "New", "tags": "", "collection": Collection.objects.first().pk}
    before = LibraryImage.objects.count()
    answer = writer_client.post("/admin/images/add/", data | {"file": half_an_image(format)})
    assert list(answer.context["form"].errors) == ["file"]
    several = data | {"files[]": half_an_image(format)}
    answer = writer_client.post("/admin/images/multiple/add/", several).json()
    assert answer["success"] is False
    chosen = data | {"file": half_an_image(format)}
    answer = writer_client.post(
        "/admin/images/chooser/create/",
        {f"image-chooser-upload-{name}": value for name, value in chosen.items()},
    )
    assert answer.json()["step"] == "reshow_creation_form"
    assert LibraryImage.objects.count() == before


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_new_file_is_said_to_be_public_at_once(kind, writer, writer_client):
    UserProfile.objects.update_or_create(user=writer, defaults={"preferred_language": "fr"})
    form = writer_client.get(f"/admin/{kind}/add/").content.decode()
    assert "Chacun peut lire le fichier dès son envoi" in form
