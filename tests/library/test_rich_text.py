"""Rich text that did not come through the editor: what it may say, show and tell."""

from __future__ import annotations

import json

import pytest
from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.rich_text import expand_db_html

from cms_site.content.references import field_references
from cms_site.content.rich_text import referenced
from cms_site.library.models import LibraryImage, LibraryRendition
from cms_site.operations.loading import load_content
from pages.information.models import InformationPage


@pytest.fixture
def image(django_capture_on_commit_callbacks) -> LibraryImage:
    with django_capture_on_commit_callbacks(execute=True):
        return LibraryImage.objects.create(
            title="Atelier",
            file=ImageFile(get_test_image_file("confidential.png").file, "confidential.png"),
        )


@pytest.fixture
def page() -> InformationPage:
    return InformationPage.objects.filter(locale__language_code="fr").first()


def embed(image: LibraryImage) -> str:
    return (
        f'<p>Texte</p><embed alt="L&#x27;atelier" embedtype="image" format="left" id="{image.pk}"/>'
    )


def write(page: InformationPage, html: str) -> None:
    """Put ``html`` into the database as older content has it, past all that checks it."""
    raw = [{"type": "paragraph", "value": html, "id": "0a1b2c3d-0000-4000-8000-000000000000"}]
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE information_informationpage SET body = %s WHERE page_ptr_id = %s",
            [json.dumps(raw), page.pk],
        )


def make_private(image: LibraryImage) -> None:
    collection = Collection.get_first_root_node().add_child(name="Interne")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    LibraryImage.objects.filter(pk=image.pk).update(collection=collection)


def test_public_image_shows_what_was_made_when_it_was_saved(image):
    made = list(LibraryRendition.objects.values_list("pk", flat=True))
    html = expand_db_html(embed(image))
    assert f'src="{image.sources()[-1].url}"' in html
    assert 'alt="L&#x27;atelier"' in html
    assert list(LibraryRendition.objects.values_list("pk", flat=True)) == made != []


def test_private_image_shows_and_tells_nothing(image, page, client):
    LibraryRendition.objects.all().delete()
    make_private(image)
    write(page, embed(image))
    html = client.get(page.url).content.decode()
    told = client.get(f"/api/v2/pages/{page.pk}/").content.decode()
    for text in (html, told, expand_db_html(embed(image))):
        assert "Texte" in text
        assert "confidential" not in text
    assert not LibraryRendition.objects.exists()


def test_image_that_is_gone_shows_nothing():
    assert (
        expand_db_html('<p>a</p><embed embedtype="image" format="left" id="999999"/>') == "<p>a</p>"
    )
    assert expand_db_html('<embed embedtype="image" format="left" id="x"/>') == ""


def test_text_refers_to_its_images(image, page):
    assert (LibraryImage, image.pk) in set(referenced(embed(image)))
    write(page, embed(image))
    value = InformationPage.objects.get(pk=page.pk).body
    field = InformationPage._meta.get_field("body")
    assert (LibraryImage, image.pk) in set(field_references(field, value))


HOSTILE = [
    *(
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">a</p>',
        '<img src="x" onerror="alert(1)">',
    ),
    *('<a href="javascript:alert(1)">a</a>', '<a href=" jAvAscript:alert(1)">a</a>'),
    *(
        '<a href="data:text/html,alert(1)">a</a>',
        "<svg onload=alert(1)>",
        "<style>alert(1)</style>",
    ),
    *('<iframe src="//evil.example">alert(1)</iframe>', '<p style="background:url(//evil)">a</p>'),
    '<a linktype="unknown" href="javascript:alert(1)"><script>alert(1)</script></a>',
    '<p><b onmouseover="alert(1)">a</b></p>',
]
FORBIDDEN = (
    "<script",
    "onclick",
    "onerror",
    "javascript:",
    "data:text",
    "<svg",
    "<style",
    "<iframe",
)


@pytest.mark.parametrize("html", HOSTILE)
def test_what_the_editor_would_not_let_through_is_not_stored(html, page):
    page.body = json.dumps([{"type": "paragraph", "value": f"<p>Avant</p>{html}"}])
    page.save()
    page.save_revision().publish()
    page = InformationPage.objects.get(pk=page.pk)
    stored = page.body.raw_data[0]["value"].lower()
    revised = json.dumps(page.latest_revision.content).lower()
    assert "avant" in stored
    for text in (stored, revised):
        for word in (*FORBIDDEN, "onload=", "onmouseover", "style="):
            assert word not in text


def test_blocks_within_blocks_are_held_to_it_too(page):
    page.body = json.dumps(
        [
            {"type": "callout", "value": {"title": "T", "text": "<p>a</p><script>x</script>"}},
            {"type": "link", "value": {"text": "T", "url": "javascript:alert(1)", "page": None}},
            {"type": "link", "value": {"text": "T", "url": "https://example.org/", "page": None}},
        ]
    )
    page.save()
    callout, bad, good = InformationPage.objects.get(pk=page.pk).body.raw_data
    assert "<script" not in callout["value"]["text"]
    assert (bad["value"]["url"], good["value"]["url"]) == ("", "https://example.org/")


def test_what_the_editor_writes_stays_as_it_is(page):
    html = (
        '<p data-block-key="a1b2c">Un <b>mot</b>, <i>un</i> '
        '<a href="https://example.org/?a=1&amp;b=2">lien</a>, '
        f'<a id="{page.pk}" linktype="page">une page</a></p>'
        '<ul><li data-block-key="d3e4f">Point</li></ul>'
    )
    page.body = json.dumps([{"type": "paragraph", "value": html}])
    page.save()
    stored = InformationPage.objects.get(pk=page.pk).body.raw_data[0]["value"]
    for part in ("data-block-key", "<b>mot</b>", "&amp;b=2", f'id="{page.pk}"', "<ul><li"):
        assert part in stored
    assert expand_db_html(stored).count("<a href=") == 2


def test_content_set_is_held_to_it_too(tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "items.yaml").write_text(
        """
- model: home.HomePage
  key: front
  parent: root
  fields: {title: {fr: "Essai"}, slug: essai, headline: {fr: "Essai"}}
- model: information.InformationPage
  key: page
  parent: front
  fields:
    title: {fr: "Page d'essai"}
    slug: page-essai
    body:
      - {type: paragraph, value: {fr: "<p onclick='x()'>Bon</p><script>mauvais()</script>"}}
""",
        encoding="utf-8",
    )
    load_content(folder)
    stored = InformationPage.objects.get(title="Page d'essai").body.raw_data[0]["value"]
    assert "Bon" in stored
    assert "<script" not in stored
    assert "onclick" not in stored
