"""Fixtures of the whole suite, as a plugin: a database with the Kenitra content, its people, its clients."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from wagtail.models import Locale, Site

from cms_site.operations.roles import COMMUNICATIONS, PUBLISHERS
from tests.installation import copy_of_project
from tests.template import Template

LANGUAGES = ("ar", "fr", "en")


@pytest.fixture(scope="session")
def template() -> Template:
    """A database with the content as ``make run`` loads it, made once for all processes."""
    made = Template(os.environ.get("DATABASE_URL"))
    made.make()
    return made


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, template) -> None:
    """Have the test database copied from the template; each test rolls back to it."""
    database = settings.DATABASES["default"]
    shutil.copytree(template.media, settings.MEDIA_ROOT, dirs_exist_ok=True)
    if template.postgresql:
        database["TEST"]["TEMPLATE"] = connection.settings_dict["TEST"]["TEMPLATE"] = template.name
        return
    copy = Path(settings.VAR_DIR) / f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.sqlite3"
    shutil.copy(template.database, copy)
    for settings_dict in (database, connection.settings_dict):
        settings_dict["TEST"]["NAME"] = str(copy)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, template) -> bool:
    """Keep the copied file, which lies in a folder of this process only."""
    return django_db_keepdb or template.postgresql is None


OWN_PRODUCT = ("browser", "slow")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Give every test the database with its content, but for those that start their own product."""
    for item in items:
        if not any(item.get_closest_marker(mark) for mark in OWN_PRODUCT):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(autouse=True)
def _site_addresses_of_its_own():
    """Have no test find where the sites of another one are: Wagtail keeps that longer than its database."""
    yield
    Site.clear_site_root_paths_cache()


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
