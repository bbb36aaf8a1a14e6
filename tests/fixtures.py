"""Fixtures of the whole suite, as a plugin: a database with the Kenitra content, its people, its clients."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale

from cms_site.operations.roles import COMMUNICATIONS, PUBLISHERS
from tests.installation import copy_of_project

LANGUAGES = ("ar", "fr", "en")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the content once per database, as ``make run`` does; each test rolls back to it."""
    with django_db_blocker.unblock():
        call_command("setup", no_static=True, verbosity=0)


OWN_PRODUCT = ("browser", "slow")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Give every test the database with its content, but for those that start their own product."""
    for item in items:
        if not any(item.get_closest_marker(mark) for mark in OWN_PRODUCT):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture
def locales() -> dict[str, Locale]:
    return {locale.language_code: locale for locale in Locale.objects.all()}


def _person(name: str, group: str):
    user = get_user_model().objects.create_user(name, email=f"{name}@example.org", password="pw")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def writer():
    """A member of Communications."""
    return _person("writer", COMMUNICATIONS)


@pytest.fixture
def publisher():
    """A member of Publishers."""
    return _person("publisher", PUBLISHERS)


@pytest.fixture
def writer_client(writer) -> Client:
    client = Client()
    client.force_login(writer)
    return client


@pytest.fixture
def publisher_client(publisher) -> Client:
    client = Client()
    client.force_login(publisher)
    return client


@pytest.fixture
def superuser_client(admin_user) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the project, in which a test may write, install and remove what it likes."""
    return copy_of_project(tmp_path / "cms")
