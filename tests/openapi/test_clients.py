"""Clients that known generators make of the description: they compile, and read the running site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.serving import served_installation

pytestmark = pytest.mark.slow

PYTHON = """
import json, sys
from reader.client import Client
from reader.api.cooperatives import cooperatives_detail, cooperatives_list
from reader.api.pages import pages_list
from reader.models.cooperatives_list_locale import CooperativesListLocale
from reader.models.problem import Problem

client = Client(base_url=sys.argv[1])
answer = cooperatives_list.sync(client=client, province="MA-KEN", locale=CooperativesListLocale.FR, limit=5)
first = answer.items[0]
one = cooperatives_detail.sync(str(first.id), client=client)
pages = pages_list.sync(client=client, limit=3)
wrong = cooperatives_list.sync_detailed(client=client, limit=101)
print(json.dumps({
    "count": answer.meta.total_count, "name": first.name, "same": one.id == first.id,
    "types": [page.meta.type_ for page in pages.items],
    "status": int(wrong.status_code), "is_problem": isinstance(wrong.parsed, Problem),
}))
"""

TYPESCRIPT = """
import type { components, paths } from "./api";

type Listed = paths["/api/v2/cooperatives/"]["get"]["responses"][200]["content"]["application/json"];
type Changes = paths["/api/v2/changes/"]["get"]["responses"][200]["content"]["application/json"];
type Problem = components["schemas"]["Problem"];

declare const process: { argv: string[] };
const api = process.argv[2] + "/api/v2/";
const read = async <T>(path: string): Promise<T> => (await fetch(api + path)).json() as Promise<T>;

async function main(): Promise<void> {
  const listed = await read<Listed>("cooperatives/?province=MA-KEN&locale=fr&limit=5");
  const changes = await read<Changes>("changes/?limit=1");
  const wrong = await read<Problem>("cooperatives/?limit=101");
  const name: string | null | undefined = listed.items[0]?.name;
  console.log(JSON.stringify({
    count: listed.meta.total_count, name, latest: changes.meta.latest, status: wrong.status,
  }));
}
main();
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    with served_installation(tmp_path_factory.mktemp("installation")) as url:
        yield url


def run(folder: Path, *command: str | Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_python_client_reads_the_site(site, tmp_path):
    generator = Path(sys.executable).with_name("openapi-python-client")
    address = f"{site}/api/v2/openapi.json"
    run(tmp_path, generator, "generate", "--url", address, "--output-path", "reader", "--meta=none")
    run(tmp_path, sys.executable, "-m", "compileall", "-q", "reader")
    read = json.loads(run(tmp_path, sys.executable, "-c", PYTHON, site))
    assert read["count"] >= 1
    assert read["name"]
    assert read["same"]
    assert len(read["types"]) == 3
    assert (read["status"], read["is_problem"]) == (400, True)


@pytest.mark.skipif(not shutil.which("npx"), reason="no Node.js on this machine")
def test_typescript_types_compile_and_read_the_site(site, tmp_path):
    tools = ("-p", "openapi-typescript@7", "-p", "typescript@5")
    address = f"{site}/api/v2/openapi.json"
    run(tmp_path, "npx", "--yes", *tools, "openapi-typescript", address, "-o", "api.d.ts")
    (tmp_path / "client.ts").write_text(TYPESCRIPT)
    strict = ("--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", "commonjs")
    run(tmp_path, "npx", "--yes", *tools, "tsc", *strict, "client.ts")
    read = json.loads(run(tmp_path, "node", "client.js", site))
    assert read["count"] >= 1
    assert read["name"]
    assert read["latest"] > 1
    assert read["status"] == 400
