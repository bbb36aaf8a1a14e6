"""Many who write at once, and a mirror that reads meanwhile: no change is lost, none comes too late."""

from __future__ import annotations

import json
import os
import sys

import psycopg
import pytest

from tests.installation import PROJECT, Installation
from tests.postgresql import reachable
from tests.template import Template

pytestmark = pytest.mark.slow

WRITE_AND_READ = """
import json, random, sys, threading, time
import django; django.setup()
from django.db import connection, transaction
from cms_site.journal.feed import read
from cms_site.journal.models import Change, Item, Touch
from snippets.territories.models import Commune

keys = list(Commune.objects.values_list("pk", flat=True))
from cms_site.journal.drain import drain
start = drain()

def write(number):
    draw = random.Random(number)
    for turn in range(25):
        # Some commit late, after others that began later; some are undone.
        with transaction.atomic():
            Commune.objects.filter(pk=draw.choice(keys)).update(name_fr=f"{number} {turn}")
            time.sleep(draw.random() / 50)
            if draw.random() < 0.1:
                transaction.set_rollback(True)
    connection.close()

seen, since, done = [], start, False
def follow():
    global since
    while True:
        finished = done
        reading = read(since, 50)
        seen.extend(change.sequence for change in reading.changes)
        since = reading.reached
        if finished and reading.is_complete:
            connection.close()
            return

writers = [threading.Thread(target=write, args=[n]) for n in range(8)]
reader = threading.Thread(target=follow)
reader.start()
for w in writers: w.start()
for w in writers: w.join()
done = True
reader.join()
told = list(Change.objects.filter(sequence__gt=start).exclude(type="").order_by("sequence").values_list("sequence", flat=True))
print(json.dumps({"lost": sorted(set(told) - set(seen)), "twice": len(seen) - len(set(seen)),
                  "in order": seen == sorted(seen), "told": len(told), "pending": Touch.objects.count()}))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def run(request, tmp_path):
    """Return a function that runs a script with a database of its own, and what it printed last."""
    server = reachable() if request.param == "postgresql" else None
    if request.param == "postgresql" and server is None:
        pytest.skip("no PostgreSQL server answers on this machine")
    template = Template(server)
    template.make()
    if server:
        name = f"kenitra_writers_{os.getpid()}"  # another run may be at it too
        url = f"{server.rpartition('/')[0]}/{name}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template.name}"')
    else:
        url = f"sqlite:///{tmp_path / 'db.sqlite3'}"
        (tmp_path / "db.sqlite3").write_bytes(template.database.read_bytes())

    def run_script(script: str):
        done = Installation(PROJECT, var=tmp_path).attempt(
            sys.executable,
            "-c",
            script,
            DJANGO_SETTINGS_MODULE="cms_site.settings",
            DATABASE_URL=url,
            SECRET_KEY="s" * 50,
            DATABASE_POOL_SIZE="12",
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    yield run_script
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_reader_misses_no_change_of_many_writers(run):
    answer = run(WRITE_AND_READ)
    told = answer.pop("told")
    assert answer == {"lost": [], "twice": 0, "in order": True, "pending": 0}
    assert told > 50


WRITE_WITHOUT_TRANSACTION = """
import json
import django; django.setup()
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Site
from cms_site.journal import drain, version
from cms_site.journal.models import Touch
from snippets.cooperatives.models import Cooperative, Product
from snippets.partners.models import Partner

partner = Partner.objects.first()
writes = {
    "child": lambda: Product.objects.create(cooperative=Cooperative.objects.first(), name_fr="X"),
    "redirect": lambda: Redirect.objects.create(old_path="/x", redirect_link="/fr/"),
    "restriction": lambda: CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    ),
    "update": lambda: Partner.objects.filter(pk=partner.pk).update(name_fr="Y"),
    "several": lambda: Product.objects.bulk_create(
        [Product(cooperative=Cooperative.objects.first(), name_fr=n) for n in "ZW"]
    ),
    "deletion": lambda: Product.objects.filter(name_fr="X").delete(),
}
drain.drain()
late = []
for name, write in writes.items():
    before = version.current()
    write()
    if version.current() <= before or Touch.objects.exists():
        late.append(name)
    drain.drain()
print(json.dumps(late))
"""


def test_what_is_written_without_a_transaction_is_told_when_the_call_returns(run):
    assert run(WRITE_WITHOUT_TRANSACTION) == []
