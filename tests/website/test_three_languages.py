"""The pages for when nothing may be asked: they speak three languages and lead on, without the database."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.e2e.kinds import BROKEN, LANGUAGES

ADDRESSES = {f"/{code}/{part}" for code in LANGUAGES for part in ("", "search/", "site-map/")}


@pytest.mark.parametrize("name", BROKEN.values())
def test_page_leads_to_front_page_search_and_site_map(name):
    with CaptureQueriesContext(connection) as asked:
        html = render_to_string(name)
    assert len(asked) == 0
    assert set(re.findall(r'(?:href|action)="(/\w\w/[^"]*)"', html)) == ADDRESSES
    assert "style=" not in html and "<style" not in html and "<script" not in html


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_what_they_lead_to_is_there(address, client):
    assert client.get(address).status_code == 200


def test_form_of_before_logging_in_again_is_told_what_to_do(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    answer = client.post("/admin/account/")
    assert answer.status_code == 403
    for heading in ("لم تعد الاستمارة صالحة", "Formulaire périmé", "This form is out of date"):
        assert heading in answer.content.decode()
