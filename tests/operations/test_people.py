"""The first administrator and the two groups: made once, then left to the people."""

from __future__ import annotations

import stat

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow
from wagtail.users.models import UserProfile

from cms_site.operations.administrator import ensure_administrator, password_file
from cms_site.operations.roles import COMMUNICATIONS, PUBLISHERS, ensure_roles


@pytest.fixture
def no_administrator(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    get_user_model().objects.filter(is_superuser=True).delete()


def test_password_is_random_and_for_the_owner_only(no_administrator, client):
    where = ensure_administrator()
    assert str(password_file()) in where
    assert stat.S_IMODE(password_file().stat().st_mode) == 0o600
    password = password_file().read_text()
    assert len(password) >= 20
    assert client.login(username="admin", password=password)
    assert password not in where


def test_password_of_the_environment_is_written_nowhere(no_administrator, settings, client):
    settings.ADMIN_PASSWORD, settings.ADMIN_USERNAME = "given by the operator", "root"
    assert ensure_administrator() == "from ADMIN_PASSWORD"
    assert client.login(username="root", password="given by the operator")
    assert not password_file().exists()


def test_administrator_who_is_there_keeps_their_password(no_administrator, settings, client):
    settings.ADMIN_PASSWORD = "the first one"
    ensure_administrator()
    settings.ADMIN_PASSWORD = "another one"
    ensure_administrator()
    assert client.login(username="admin", password="the first one")


def test_setup_names_the_administrators_that_there_are(no_administrator, settings, capsys):
    settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD = "first", "given by the operator"
    ensure_administrator()
    settings.ADMIN_USERNAME = "somebody"
    call_command("setup", no_static=True, content="")
    told = capsys.readouterr().out
    assert "Administrator  first, password as it was set" in told
    assert "somebody" not in told


def test_administrator_without_a_name_chooses_the_language_of_the_editor(no_administrator, client):
    ensure_administrator()
    administrator = get_user_model().objects.get(is_superuser=True)
    client.force_login(administrator)
    form = client.get("/admin/account/")
    panels = [p for tab in form.context["panels_by_tab"].values() for p in tab]
    data = {b.html_name: b.value() or "" for p in panels for b in p.get_form()}
    data |= {"locale-preferred_language": "fr"}
    data = {name: value for name, value in data.items() if value is not False}
    assert client.post("/admin/account/", data).status_code == 302
    assert UserProfile.objects.get(user=administrator).preferred_language == "fr"


def test_only_publishers_publish():
    def may(name: str) -> set[str]:
        return set(
            GroupPagePermission.objects.filter(group__name=name).values_list(
                "permission__codename", flat=True
            )
        )

    assert may(COMMUNICATIONS) == {"add_page", "change_page"}
    assert "publish_page" in may(PUBLISHERS)


def test_workflow_has_one_step_by_publishers():
    workflow = Workflow.objects.get(active=True)
    (task,) = workflow.tasks
    assert isinstance(task.specific, GroupApprovalTask)
    assert [group.name for group in task.specific.groups.all()] == [PUBLISHERS]


def test_what_an_administrator_changed_stays():
    group = Group.objects.get(name=COMMUNICATIONS)
    GroupPagePermission.objects.filter(group=group).delete()
    permission = group.permissions.filter(codename__startswith="change_").first()
    group.permissions.remove(permission)
    ensure_roles()
    assert not GroupPagePermission.objects.filter(group=group).exists()
    assert permission not in group.permissions.all()
    assert Workflow.objects.count() == 1


def test_setting_up_again_changes_nothing(tmp_path, settings, capsys):
    settings.VAR_DIR = tmp_path
    permissions = Group.objects.get(name=PUBLISHERS).permissions.count()
    call_command("setup", no_static=True)
    assert Group.objects.get(name=PUBLISHERS).permissions.count() == permissions
    told = capsys.readouterr().out
    for line in ("Site ", "Editor ", "API ", "Administrator "):
        assert line in told
    assert "0 objects made" in told
