"""Documents: who may keep them, and headers that say what is sent."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from cms_site.library.models import LibraryDocument


@pytest.fixture
def private_collection() -> Collection:
    collection = Collection.get_first_root_node().add_child(name="Interne")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return Collection.objects.get(pk=collection.pk)


def make_document(**fields) -> LibraryDocument:
    file = ContentFile(b"%PDF-1.4 example", "convention.pdf")
    return LibraryDocument.objects.create(title="Convention", file=file, **fields)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_public_document_is_sent_with_what_it_is(client):
    answer = client.get(make_document().url)
    assert answer.status_code == 200
    assert body(answer).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Content-Encoding" not in answer.headers
    assert answer.headers.get("ETag") != '""'


def test_document_with_a_hash_is_asked_for_once(client):
    document = make_document(file_hash="0a1b")
    answer = client.get(document.url)
    assert answer.headers["ETag"] == '"0a1b"'
    body(answer)
    assert client.get(document.url, headers={"If-None-Match": '"0a1b"'}).status_code == 304


def test_document_without_one_is_never_taken_for_another(client):
    answer = client.get(make_document().url, headers={"If-None-Match": '""'})
    assert answer.status_code == 200
    body(answer)


def test_private_document_is_kept_by_nobody(private_collection, client, superuser_client):
    document = make_document(collection=private_collection)
    for person, status in ((client, 302), (superuser_client, 200)):
        answer = person.get(document.url)
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "private, no-store"
        if answer.streaming:
            body(answer)


def test_document_below_a_private_collection_is_private_too(private_collection, superuser_client):
    below = private_collection.add_child(name="Dossier")
    answer = superuser_client.get(make_document(collection=below).url)
    assert answer.headers["Cache-Control"] == "private, no-store"
    body(answer)


@pytest.mark.parametrize("path", ["/documents/999999/a.pdf", f"/documents/{10**25}/a.pdf"])
def test_what_is_not_there_is_404(path, client):
    assert client.get(path).status_code == 404
