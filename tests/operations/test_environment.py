"""The environment: read once, told about all at once, documented, and safe by default."""

from __future__ import annotations

import ast
import re
import socket
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


FAULTS = {
    "EMAIL_URL": (
        "zz://",
        "smtp://host:abc",
        "mail.example.org",
        "smtp://host?timeout=soon",
        "submission://user:password@",
    ),
    "CACHE_URL": ("redis://", "redis:///0", "rediss://:6379"),
    "SITE_URL": (
        "http://127.0.0.1:999999",
        "http://127.0.0.1:0",
        "ftp://cms.example.org",
        "http://127.0.0.1:8134/sub",
        "https://cms.example.org/?a=b",
        "https://user@cms.example.org",
    ),
    "ALLOWED_HOSTS": ("http://a b", "a,*", "cms.example.org:8000", "a/b"),
    "HOST": ("999.1.1.1", "here", ""),
    "VAR_DIR": ("/dev/null/var",),
    "MEDIA_ROOT": ("/dev/null/media", "/proc/media"),
    "DEFAULT_FROM_EMAIL": ("nope", "Delegation <nope>", "@example.org"),
    "WORKERS": ("0", "-1", "two", "1.5", ""),
    "THREADS": ("abc", "0"),
    "PORT": ("abc", "0", "65536"),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in FAULTS.items() for value in values]
)
def test_value_that_cannot_work_stops_the_start(name, value, installation):
    done = start(installation, **{name: value})
    assert "The environment has 1 fault:" in done.stderr
    assert f"  {name}: " in done.stderr


@pytest.mark.parametrize(
    ("host", "port", "name"),
    [("127.0.0.1", "abc", "PORT"), ("127.0.0.1", "99999", "PORT"), ("::1", "80", "HOST")],
)
def test_fault_of_what_the_address_is_joined_from_is_told_as_theirs(host, port, name, installation):
    done = start(installation, HOST=host, PORT=port, SITE_URL=f"http://{host}:{port}")
    assert "The environment has 1 fault:" in done.stderr
    assert f"  {name}: " in done.stderr


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "http://127.0.0.1:81"), ("::1", "http://[::1]:81")]
)
def test_make_joins_the_address_of_the_site(host, address, installation):
    tell = ("--eval", "told: ; @echo $(SITE_URL)", "told")
    done = installation.attempt("make", *tell, f"HOST={host}", "PORT=81")
    assert done.stdout.strip() == address
    assert start(installation, HOST=host, PORT="81", SITE_URL=address).returncode == 0


def test_any_host_is_answered_in_development_only(installation):
    assert "ALLOWED_HOSTS: " in start(installation, ALLOWED_HOSTS="*", DEBUG="false").stderr
    assert start(installation, ALLOWED_HOSTS="*", DEBUG="true").returncode == 0


def test_all_of_them_are_told_together(installation):
    faulty = {name: values[0] for name, values in FAULTS.items()}
    done = start(installation, **faulty, CONTENT_TYPES_BLOCK="nothing_such", DEBUG="false")
    assert f"The environment has {len(FAULTS) + 1} faults:" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", "submission://user:password@host:587"),
        ("EMAIL_URL", "smtp://host"),
        ("EMAIL_URL", "console://"),
        ("CACHE_URL", "redis://localhost:6379/0"),
        ("CACHE_URL", "redis:///run/redis.sock"),
        ("DEFAULT_FROM_EMAIL", "webmaster@localhost"),
        ("DEFAULT_FROM_EMAIL", "Délégation <post@example.org>"),
        ("SITE_URL", "https://cms.example.org:8443"),
        ("ALLOWED_HOSTS", ".example.org,cms,[::1],127.0.0.1"),
        ("HOST", "::1"),
    ],
)
def test_what_works_is_taken(name, value, installation):
    done = start(installation, **{name: value})
    assert done.returncode == 0, done.stderr


def test_no_password_is_told(installation):
    done = start(installation, EMAIL_URL="zz://user:secret@host")
    assert "EMAIL_URL" in done.stderr
    assert "secret" not in done.stderr


def test_serving_begins_with_the_environment(installation):
    done = installation.attempt(sys.executable, "-m", "cms_site.server", WORKERS="0")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "  WORKERS: " in done.stderr


def test_site_is_loaded_without_a_connection_or_a_thread(installation):
    """What its workers share is loaded before they are forked, and neither outlives that."""
    code = (
        "from cms_site import server; server.load();"
        "import threading; from django.db import connections;"
        "print([c.connection for c in connections.all(initialized_only=True)], threading.active_count())"
    )
    done = installation.attempt(sys.executable, "-c", code)
    assert done.stdout.split() == ["[None]", "1"], done.stderr


def test_port_that_is_taken_is_told(installation):
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        port = str(other.getsockname()[1])
        done = installation.attempt(sys.executable, "-m", "cms_site.server", PORT=port)
    assert done.returncode != 0
    assert f"  PORT: nothing can listen on 127.0.0.1:{port}" in done.stderr


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
