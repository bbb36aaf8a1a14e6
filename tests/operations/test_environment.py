"""The environment: read once, told about all at once, documented, and safe by default."""

from __future__ import annotations

import ast
import re
import stat
import sys

import pytest

from tests.installation import PROJECT, Installation

SETTINGS = (PROJECT / "cms_site" / "settings.py").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")


def variables() -> dict[str, str]:
    """Return where each environment variable is read: by the settings, make or the tests."""
    read = {}
    for node in ast.walk(ast.parse(SETTINGS)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and getattr(node.func.value, "id", "") == "env"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            read[str(node.args[0].value)] = "settings"
    made = dict.fromkeys(re.findall(r"^([A-Z_]+) \?=", MAKEFILE, re.MULTILINE), "make")
    return made | read | {"TEST_DATABASE_URL": "tests"}


def test_settings_read_each_variable_where_it_is_documented():
    read = variables()
    assert {"DEBUG", "SECRET_KEY", "SITE_URL", "PORT"} <= set(read)
    table = set(
        re.findall(r"`([A-Z_]+)`", "".join(re.findall(r"^\| (`[A-Z_`, ]+) \|", README, re.M)))
    )
    assert table == set(read)


def test_example_has_what_the_settings_read():
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    names = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    assert names == {name for name, reader in variables().items() if reader == "settings"}


@pytest.fixture
def installation(tmp_path) -> Installation:
    """The project itself, with an environment and a place for what it makes of its own."""
    (tmp_path / "home").mkdir()
    return Installation(PROJECT, var=tmp_path / "var")


def start(installation: Installation, **environment: str):
    code = "import cms_site.settings as s; print(s.DEBUG, s.SECURE_SSL_REDIRECT)"
    return installation.attempt(sys.executable, "-c", code, **environment)


def test_every_fault_is_told_in_one_message(installation):
    done = start(
        installation,
        DEBUG="perhaps",
        SITE_URL="kenitra",
        DATABASE_URL="oracle://host/name",
        DATABASE_POOL_SIZE="0",
        CACHE_URL="memcached://host",
        SECRET_KEY="short",
        LOG_LEVEL="LOUD",
    )
    assert done.returncode != 0
    assert "The environment has 7 faults" in done.stderr
    for name in ("DEBUG", "SITE_URL", "DATABASE_URL", "DATABASE_POOL_SIZE", "CACHE_URL"):
        assert f"  {name}: " in done.stderr
    for name in ("SECRET_KEY", "LOG_LEVEL"):
        assert f"  {name}: " in done.stderr
    assert "short" not in done.stderr, "a message must not tell a secret"


def test_secret_key_is_required_with_a_database_of_its_own(installation):
    done = start(installation, DATABASE_URL="postgres://user@host/name")
    assert "SECRET_KEY: required with DATABASE_URL" in done.stderr


def test_secret_key_is_made_once_for_the_owner_only(installation):
    assert start(installation, DEBUG="false").returncode == 0
    key = installation.var_dir / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first := key.read_text()) >= 50
    assert start(installation).returncode == 0
    assert key.read_text() == first


@pytest.mark.parametrize("url", ["https://cms.example.org", "http://cms.example.org"])
def test_https_address_brings_all_that_goes_with_it(installation, url):
    done = start(installation, DEBUG="false", SITE_URL=url)
    assert done.stdout.split() == ["False", str(url.startswith("https"))]


def test_content_type_that_is_not_there_is_named(installation):
    done = start(installation, CONTENT_TYPES_BLOCK="nothing_such")
    assert "names content types that are not there: nothing_such" in done.stderr
    assert "training_reports" in done.stderr
