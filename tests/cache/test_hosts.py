"""Several workers and several hosts: what is published is what everyone gets, at once and everywhere."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.cache.hosts import Host, environment, title_of
from tests.cache.wire import Wire
from tests.e2e.serving import PROJECT, free_port
from tests.postgresql import reachable

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hosts")]

SLUG = "dar-al-moukawil"
PAGE = f"/fr/trainings/{SLUG}/"


def number_of(host: Host) -> str:
    code = f"""
from wagtail.models import Page
print("ID", Page.objects.get(slug="{SLUG}", locale__language_code="fr").pk)
"""
    return host.python(code).partition("ID ")[2].split()[0]


class Editor:
    """Publishes titles in a process of its own, one after the other, as fast as it is asked."""

    LOOP = """
import sys
from wagtail.models import Page
for title in sys.stdin:
    page = Page.objects.get(slug="%s", locale__language_code="fr").specific
    page.title = title.strip()
    page.save_revision().publish()
    print("published", flush=True)
"""

    def __init__(self, host: Host) -> None:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", self.LOOP % SLUG]
        self.process = subprocess.Popen(
            [*host.within, *command],
            cwd=PROJECT,
            env=host.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def publish(self, title: str) -> None:
        """Return when the page is published under ``title``."""
        self.process.stdin.write(f"{title}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "published\n"

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


# --- One host, SQLite -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def host(tmp_path_factory) -> Iterator[Host]:
    """One host with three workers on SQLite."""
    folder = tmp_path_factory.mktemp("host")
    port = free_port()
    host = Host("127.0.0.1", port, environment(folder, f"http://127.0.0.1:{port}"), workers=3)
    host.manage("setup")
    with host.serving():
        yield host


def test_no_worker_gives_the_old_answer_once_another_process_has_published(host):
    path = f"/api/v2/pages/{number_of(host)}/"
    editor = Editor(host)
    answered = late = 0
    for turn in range(15):
        host.warm(path) if turn < 2 else [host.get(path) for _n in range(6)]
        title = f"Titre {turn}"
        editor.publish(title)
        for _n in range(12):
            answered += 1
            late += title_of(host.get(path)) != title
        assert title in host.get(PAGE)[2].decode()
    editor.close()
    assert (answered, late) == (180, 0)


def test_readers_never_see_an_older_title_after_a_newer_one_was_published(host):
    """Readers ask without a pause while titles are published: the race, not the quiet moment."""
    path = f"/api/v2/pages/{number_of(host)}/"
    editor = Editor(host)
    published, faults, asked = [-1], [], [0]
    stop = threading.Event()
    editor.publish("Numéro -1")

    def read() -> None:
        while not stop.is_set():
            known = published[0]
            seen = int(title_of(host.get(path)).rpartition(" ")[2])
            asked[0] += 1
            if seen < known:
                faults.append((known, seen))

    readers = [threading.Thread(target=read) for _n in range(4)]
    for reader in readers:
        reader.start()
    for number in range(25):
        editor.publish(f"Numéro {number}")
        published[0] = number
    time.sleep(0.3)
    stop.set()
    for reader in readers:
        reader.join()
    editor.close()
    assert asked[0] > 200
    assert faults == []


def test_what_is_written_by_hand_is_seen_within_a_second_or_so(host):
    path = f"/api/v2/pages/{number_of(host)}/"
    host.warm(path)
    database = sqlite3.connect(Path(host.environment["VAR_DIR"]) / "db.sqlite3", timeout=10)
    with database:
        query = "UPDATE wagtailcore_page SET title = 'À la main' WHERE id = ?"
        database.execute(query, [path.split("/")[-2]])
    database.close()
    written = time.monotonic()
    while title_of(host.get(path)) != "À la main":
        assert time.monotonic() - written < 3, "not drained"
    for _n in range(20):
        assert title_of(host.get(path)) == "À la main"


def test_answer_over_the_wire_is_whole(host):
    status, headers, body = host.get(PAGE)
    assert (status, int(headers["content-length"])) == (200, len(body))
    for _n in range(10):
        status, again, _body = host.get(PAGE, **{"If-None-Match": headers["etag"]})
        assert (status, _body) == (304, b"")
        assert again["etag"] == headers["etag"]


# --- Two hosts, PostgreSQL ------------------------------------------------------------------------


def _ip(*arguments: str) -> bool:
    try:
        done = subprocess.run(["ip", *arguments], capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


@pytest.fixture(scope="module")
def networks() -> Iterator[list[tuple[str, str]]]:
    """Two networks on this machine, as (name, address); each sees the machine, not the other's inside."""
    made = []
    label = uuid.uuid4().hex[:6]
    for number in (1, 2):
        name, outside, inside = f"cms{label}{number}", f"v{label}{number}o", f"v{label}{number}i"
        network = f"10.213.{number}"
        steps = [
            ("netns", "add", name),
            ("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name),
            ("addr", "add", f"{network}.1/24", "dev", outside),
            ("link", "set", outside, "up"),
            ("-n", name, "addr", "add", f"{network}.2/24", "dev", inside),
            ("-n", name, "link", "set", inside, "up"),
            ("-n", name, "link", "set", "lo", "up"),
            ("-n", name, "route", "add", "default", "via", f"{network}.1"),
        ]
        made.append((name, f"{network}.2"))
        if not all(_ip(*step) for step in steps):
            for known, _address in made:
                _ip("netns", "delete", known)
            pytest.skip("network namespaces are not permitted here (ip netns)")
    yield made
    for name, _address in made:
        _ip("netns", "delete", name)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of a new PostgreSQL database, reached through its socket."""
    server = reachable()
    if server is None:
        pytest.skip("no PostgreSQL server answers on this machine")
    name = f"hosts_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}")).replace(":/hosts", ":///hosts")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def hosts(networks, database, tmp_path_factory) -> Iterator[list[Host]]:
    """Two hosts in networks of their own, that have nothing in common but the database."""
    made = []
    for name, address in networks:
        url = f"http://{address}:8000"
        told = {"DATABASE_URL": database, "SECRET_KEY": "for-two-hosts-" * 5}
        settings = environment(tmp_path_factory.mktemp(name), url, **told)
        made.append(Host(address, 8000, settings, within=("ip", "netns", "exec", name)))
    made[0].manage("setup")
    made[1].manage("collectstatic", "--no-input")
    with made[0].serving(), made[1].serving():
        yield made


def test_other_host_has_it_within_a_second(hosts):
    first, second = hosts
    path = f"/api/v2/pages/{number_of(first)}/"
    editor = Editor(first)
    delays = []
    for turn in range(10):
        for _n in range(8):
            second.get(path)
        title = f"Titre {turn}"
        editor.publish(title)
        committed = asked = time.monotonic()
        while title_of(second.get(path)) != title:
            asked = time.monotonic()
            assert asked - committed < 1.0, f"turn {turn}"
        delays.append(asked - committed)
        assert title_of(first.get(path)) == title
        for _n in range(8):
            assert title_of(second.get(path)) == title
    editor.close()
    print(f"asked {max(delays) * 1000:.1f} ms after a publication at most, the other host had it")


def test_host_that_missed_an_announcement_asks(hosts, database):
    """Its listening connections are cut: what is announced meanwhile is lost, the poll finds it."""
    first, second = hosts
    path = f"/api/v2/pages/{number_of(first)}/"
    second.warm(path)
    editor = Editor(first)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'SELECT 1%%' AND pid <> %s",
            [connection.info.backend_pid],
        )
    editor.publish("Après la coupure")
    committed = time.monotonic()
    while title_of(second.get(path)) != "Après la coupure":
        assert time.monotonic() - committed < 2.5
    editor.close()


@pytest.fixture
def wire(database, tmp_path) -> Iterator[Wire]:
    """What leads to the database, and can be cut."""
    with Wire(database, tmp_path) as wire:
        yield wire


@pytest.fixture
def far_host(hosts, wire, tmp_path) -> Iterator[Host]:
    """A host that reaches the database over ``wire``, and has answered one page."""
    port = free_port()
    told = {"DATABASE_URL": wire.url, "SECRET_KEY": hosts[0].environment["SECRET_KEY"]}
    settings = environment(tmp_path / "far", f"http://127.0.0.1:{port}", **told)
    host = Host("127.0.0.1", port, settings)
    host.manage("collectstatic", "--no-input")
    with host.serving():
        host.warm(PAGE)
        yield host


@pytest.mark.parametrize("way", ["hang", "refuse"])
def test_database_that_is_gone_leaves_what_is_cached_and_503_within_five_seconds(
    way, far_host, wire
):
    wire.hang() if way == "hang" else wire.refuse()
    waits = []
    for number in range(12):
        began = time.monotonic()
        status, headers, _body = far_host.get(f"/api/v2/cooperatives/?limit={number + 1}")
        waits.append(time.monotonic() - began)
        assert (status, headers["retry-after"]) == (503, "5")
        assert headers["content-type"] == "application/problem+json"
    print(f"{way}: 503 after {', '.join(f'{wait:.2f}' for wait in waits)} s")
    assert max(waits) < 5
    assert min(waits) < 0.5, "once it is known to be away, nobody waits"
    for _n in range(8):
        began = time.monotonic()
        assert far_host.get(PAGE)[0] == 200
        assert far_host.get("/fr/nothing-like-it/")[0] == 503
        assert time.monotonic() - began < 1
    time.sleep(3)  # until then the version counts as confirmed, and what is cached as current
    assert far_host.get(PAGE)[1]["cache-status"] == "cms; hit; detail=stale"
    wire.flow()
    back = time.monotonic()
    while far_host.get("/api/v2/cooperatives/?limit=7")[0] != 200:
        assert time.monotonic() - back < 15
        time.sleep(0.2)
    print(f"{way}: answered again after {time.monotonic() - back:.1f} s")
