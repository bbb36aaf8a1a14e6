"""A copy of a page is held to what a page is held to, on the form that asks for it."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from pages.agreements.models import AgreementPage


@pytest.fixture
def page(locales) -> AgreementPage:
    return AgreementPage.objects.filter(locale=locales["fr"], live=True).first()


def copy(client, page: Page, **fields):
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": page.get_parent().pk}
    return client.post(f"/admin/pages/{page.pk}/copy/", data | fields)


@pytest.mark.parametrize("publish", [{}, {"publish_copies": "on"}])
@pytest.mark.parametrize("title", ["Slide 1", "Copie \u202egro", "x" * 400, "\u200b"])
def test_a_title_that_no_page_may_have_is_refused(title, publish, page, superuser_client):
    before = Page.objects.count()
    answer = copy(superuser_client, page, new_title=title, **publish)
    assert list(answer.context["form"].errors) == ["new_title"]
    assert Page.objects.count() == before


def test_an_address_that_is_too_long_is_refused(page, superuser_client):
    answer = copy(superuser_client, page, new_slug="x" * 400)
    assert list(answer.context["form"].errors) == ["new_slug"]


@pytest.mark.parametrize("parent", ["9" * 30, "9" * 5000, "x", ""])
def test_a_parent_that_there_is_not_is_refused(parent, page, superuser_client):
    answer = copy(superuser_client, page, new_parent_page=parent)
    assert "new_parent_page" in answer.context["form"].errors


@pytest.mark.parametrize("kind", [{}, {"publish_copies": "on"}, {"alias": "on"}])
def test_a_copy_stays_in_its_language(kind, page, locales, superuser_client):
    """Below another language's pages it would be served nowhere."""
    english = page.get_parent().get_translation(locales["en"])
    before = Page.objects.count()
    answer = copy(superuser_client, page, new_parent_page=english.pk, **kind)
    assert "new_parent_page" in answer.context["form"].errors
    assert Page.objects.count() == before


def test_a_page_that_could_not_be_published_is_not_copied_as_a_public_one(page, superuser_client):
    AgreementPage.objects.filter(pk=page.pk).update(title="Slide 1")
    before = Page.objects.count()
    type(page).objects.filter(pk=page.pk).update(search_description="Slide 2")
    answer = copy(superuser_client, page, publish_copies="on")
    assert "Slide 2" in str(answer.context["form"].errors)
    assert Page.objects.count() == before


def test_a_copy_is_made(page, superuser_client):
    assert copy(superuser_client, page, publish_copies="on").status_code == 302
    assert AgreementPage.objects.get(title="Copie").live


def test_a_copy_has_an_address_of_its_own(page, superuser_client):
    assert copy(superuser_client, page, new_slug="-").context["form"].errors.keys() == {"new_slug"}
    copy(superuser_client, page, new_slug="-epargne-")
    assert type(page).objects.sibling_of(page).filter(slug="epargne").exists()
