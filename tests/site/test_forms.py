"""The site's own forms: the password of a private page or document, and the account that may read it."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from cms_site.library.models import LibraryDocument
from pages.training_reports.models import TrainingReportIndexPage

LANGUAGES = [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")]
LOG_IN = {"ar": "تسجيل الدخول", "fr": "Se connecter", "en": "Log in"}
PASSWORD = {"ar": "رمز", "fr": "Mot de passe", "en": "Password"}


@pytest.fixture
def visitor() -> Client:
    """A visitor whose forms have to carry the token that they were given."""
    return Client(enforce_csrf_checks=True)


def section(language: str) -> Page:
    return TrainingReportIndexPage.objects.get(locale__language_code=language)


def restricted(language: str, **fields) -> Page:
    page = section(language)
    PageViewRestriction.objects.create(page=page, **fields)
    return page


def document(**fields) -> LibraryDocument:
    collection = Collection.get_first_root_node().add_child(name="Interne")
    CollectionViewRestriction.objects.create(collection=collection, **fields)
    file = ContentFile(b"%PDF-1.4", "interne.pdf")
    return LibraryDocument.objects.create(title="Interne", file=file, collection=collection)


def the_form(answer, language: str, direction: str) -> dict[str, str]:
    """Return the hidden fields of the one form, having seen that it is a page of the site."""
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert len(re.findall("<h1", html)) == 1
    assert "site/site.css" in html
    assert 'name="robots" content="noindex"' in html
    if answer.request["REQUEST_METHOD"] == "GET":  # a cache keeps no answer to anything else
        assert "no-store" in answer.headers["Cache-Control"]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))


def send(visitor, answer, fields: dict[str, str]):
    (action,) = re.findall(r'<form class="form flow" action="([^"]*)"', answer.content.decode())
    return visitor.post(action, fields)


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_an_account_opens_what_is_for_accounts(language, direction, visitor, writer):
    page = restricted(language, restriction_type="login")
    answer = visitor.get(page.url, follow=True)
    hidden = the_form(answer, language, direction)
    assert f"<h1>{LOG_IN[language]}</h1>" in answer.content.decode()
    assert page.title not in re.search("<main.*</main>", answer.content.decode(), re.S)[0]
    wrong = send(visitor, answer, hidden | {"username": "writer", "password": "x"})
    hidden = the_form(wrong, language, direction)
    assert wrong.content.decode().count("errorlist") == 1
    right = send(visitor, wrong, hidden | {"username": "writer", "password": "pw"})
    assert right.status_code == 302
    assert page.title in visitor.get(right.url).content.decode()


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_a_password_opens_a_page(language, direction, visitor):
    page = restricted(language, restriction_type="password", password="sesame")
    answer = visitor.get(page.url)
    hidden = the_form(answer, language, direction)
    assert PASSWORD[language] in answer.content.decode()
    wrong = send(visitor, answer, hidden | {"password": "x"})
    hidden = the_form(wrong, language, direction)
    assert wrong.content.decode().count('class="errorlist"') == 1
    right = send(visitor, wrong, hidden | {"password": "sesame"})
    assert page.title in visitor.get(right.url).content.decode()


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_a_password_opens_a_document(language, direction, visitor):
    asked = document(restriction_type="password", password="sesame")
    answer = visitor.get(asked.url, headers={"Accept-Language": language})
    hidden = the_form(answer, language, direction)
    right = send(visitor, answer, hidden | {"password": "sesame"})
    assert b"".join(visitor.get(right.url).streaming_content) == b"%PDF-1.4"


def test_an_account_opens_a_document(visitor, writer):
    asked = document(restriction_type="login")
    answer = visitor.get(asked.url, headers={"Accept-Language": "fr"}, follow=True)
    fields = the_form(answer, "fr", "ltr") | {"username": "writer", "password": "pw"}
    right = send(visitor, answer, fields)
    assert b"".join(visitor.get(right.url).streaming_content) == b"%PDF-1.4"


def test_an_account_that_may_not_read_is_told_so(writer_client):
    page = section("fr")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.get(name="Publishers"))
    html = writer_client.get(page.url, follow=True).content.decode()
    assert "Votre compte ne permet pas de lire ceci" in html


def test_another_language_of_the_form_leads_to_the_same_page(visitor):
    page = restricted("fr", restriction_type="login")
    html = visitor.get(page.url, follow=True).content.decode()
    assert 'href="/ar/_util/login/?next=%2Ffr%2Ftrainings%2F"' in html


def test_the_form_that_was_asked_for_by_itself_leads_to_the_front_page(visitor, writer):
    answer = visitor.get("/fr/_util/login/")
    fields = the_form(answer, "fr", "ltr") | {"username": "writer", "password": "pw"}
    assert send(visitor, answer, fields).url == "/"
