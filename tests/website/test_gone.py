"""A page that was deleted is gone (410); one that never was, or that is hidden, is not there (404)."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms_site.journal.drain import drain


@pytest.fixture
def page(locales) -> Page:
    drain()
    return Page.objects.get(slug="pro-agro-2023", locale=locales["fr"])


def test_deleted_page_is_gone(page, client):
    address = page.url
    page.delete()
    drain()
    answer = client.get(address)
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "définitivement" in html
    assert 'role="search"' in html
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_what_stood_below_a_deleted_section_is_gone_too(page, client):
    address, section = page.url, page.get_parent()
    section.delete()
    drain()
    assert client.get(address).status_code == 410


def test_new_page_at_its_address_is_there(page, client):
    parent, slug, address = page.get_parent(), page.slug, page.url
    page.delete()
    drain()
    other = parent.get_children().first()
    other.slug = slug
    other.save()
    drain()
    assert client.get(address).status_code == 200


def test_page_that_is_withdrawn_may_come_back(page, client):
    page.specific.unpublish()
    drain()
    assert client.get(page.url).status_code == 404


def test_page_that_took_its_address_and_is_withdrawn_may_come_back(page, client):
    parent, slug, address = page.get_parent(), page.slug, page.url
    page.delete()
    drain()
    other = parent.get_children().first().specific
    other.slug = slug
    other.save()
    drain()
    other.unpublish()
    drain()
    assert client.get(address).status_code == 404


def test_draft_that_is_deleted_was_never_there(page, client):
    draft = page.copy(update_attrs={"slug": "draft", "live": False}, keep_live=False)
    address = draft.url
    draft.delete()
    drain()
    assert client.get(address).status_code == 404


def test_redirect_leads_on_from_a_deleted_page(page, client):
    address = page.url
    Redirect.add_redirect(old_path=address, redirect_to="/fr/contact/", is_permanent=True)
    page.delete()
    drain()
    assert client.get(address).status_code == 301
