"""Two members of staff who write at once: one after the other, so that both are kept or one is told."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from cms_site.api import v3_concurrency
from cms_site.content.turns import taking_turns, turn
from tests.installation import PROJECT, Installation
from tests.template import Template


@pytest.mark.parametrize(
    ("method", "name", "takes_a_turn"),
    [
        ("post", "edit", True),
        ("delete", "edit", True),
        ("get", "edit", False),
        ("post", "preview_on_edit", False),
        ("post", "wagtailadmin_login", False),
    ],
)
def test_a_view_that_writes_is_one_transaction(method, name, takes_a_turn):
    def view(request) -> HttpResponse:
        seen.append(len(connection.savepoint_ids))
        return HttpResponse()

    seen = [len(connection.savepoint_ids)]
    request = getattr(RequestFactory(), method)("/")
    request.resolver_match = SimpleNamespace(url_name=name)
    taking_turns(view)(request)
    assert seen[1] - seen[0] == takes_a_turn


@pytest.mark.parametrize("is_kept", [True, False])
def test_mail_leaves_once_what_it_tells_of_is_stored(
    is_kept, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "cms_site.content.mail.AfterCommit"
    settings.MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    with django_capture_on_commit_callbacks(execute=True), suppress(ZeroDivisionError), turn():
        mail.send_mail("Submitted", "Read it", None, ["a@example.org"])
        assert mail.outbox == []
        assert is_kept or 1 / 0
    assert [message.subject for message in mail.outbox] == ["Submitted"] * is_kept


def test_what_is_sent_slowly_is_read_before_the_turn(monkeypatch):
    order = []

    class Request:
        method, content_type, headers = "POST", "application/json", {}
        body = property(lambda self: order.append("read"))

    @contextmanager
    def noted():
        order.append("turn")
        yield

    monkeypatch.setattr(v3_concurrency, "turn", noted)
    v3_concurrency.unless_changed(Request(), None, HttpResponse)
    assert order == ["read", "turn"]


AT_ONCE = """
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import django; django.setup()
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from pages.information.models import InformationPage
from home.models import HomePage

PEOPLE = 6
user = get_user_model().objects.filter(is_superuser=True).first()
front = HomePage.objects.get(locale__language_code="fr")
above = [InformationPage(title=f"Above {n}", slug=f"above-{n}", locale=front.locale) for n in (1, 2)]
for page in above:
    front.add_child(instance=page)
told = {}

def at_once(name, post):
    barrier = Barrier(PEOPLE)
    def one(number):
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        client.force_login(user)
        barrier.wait()
        try:
            return client.post(*post(number)).status_code
        finally:
            connection.close()
    with ThreadPoolExecutor(PEOPLE) as pool:
        told[name] = sorted(pool.map(one, range(PEOPLE)))

body = nested_form_data({"title": "The same", "slug": "the-same", "body": streamfield([]),
    "introduction": "x", "comments": inline_formset([]), "action-publish": "1"})
at_once("create", lambda n: (f"/admin/pages/add/information/informationpage/{front.pk}/", body))
told["created"] = Page.objects.filter(slug="the-same").count()
page = Page.objects.get(slug="the-same")
at_once("move", lambda n: (
    f"/admin/pages/{page.pk}/move/{(front, *above)[n % 3].pk}/confirm/", {}))
draft = InformationPage(title="Draft", slug="draft", locale=front.locale, live=False)
front.add_child(instance=draft)
edit = {**body, "title": "Edited", "slug": "draft"}
def publish_or_save(n):
    data = dict(edit)
    if n:
        del data["action-publish"]
    return f"/admin/pages/{draft.pk}/edit/", data
at_once("edit", publish_or_save)
told["live"] = Page.objects.get(pk=draft.pk).live
told["problems"] = [len(found) for found in Page.find_problems()]
print(json.dumps(told))
"""


@pytest.mark.slow
def test_at_once_nothing_fails_is_lost_or_damages_the_tree(tmp_path):
    template = Template()
    template.make()
    shutil.copytree(template.folder, tmp_path, dirs_exist_ok=True)
    installation = Installation(PROJECT, var=tmp_path)
    done = installation.attempt(
        sys.executable, "-c", AT_ONCE, DJANGO_SETTINGS_MODULE="cms_site.settings"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert max(told["create"] + told["move"] + told["edit"]) < 400, told
    assert told["created"] == 1
    assert told["live"]
    assert told["problems"] == [0, 0, 0, 0, 0]
