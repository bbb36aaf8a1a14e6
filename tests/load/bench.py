"""``make bench``: requests a second, server CPU a request and p99, ours beside others, in one run.

Needs wrk, which Debian packages. All that is measured runs on this machine and stops by itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from cms_site import server as production
from tests.e2e.serving import free_port
from tests.installation import PROJECT

SECONDS = int(os.environ.get("BENCH_SECONDS", "4"))
COOPERATIVES = int(os.environ.get("BENCH_COOPERATIVES", "60000"))
REPORTS = int(os.environ.get("BENCH_REPORTS", "300"))
REGISTER = 1572
# Who asks for the same at once shares one computation: to measure it, one asks at a time.
ONE = 1
REPORT_TYPE = "type=training_reports.TrainingReportPage"
PATHS = {
    "list of reports": f"/api/v2/pages/?{REPORT_TYPE}&locale=fr",
    "the same, all fields": f"/api/v2/pages/?{REPORT_TYPE}&locale=fr&fields=*",
    "one report": "/api/v2/pages/{page}/",
    "register by province": "/api/v2/cooperatives/?province=MA-KEN&sector=AGRI",
    "register, page by cursor": "/api/v2/cooperatives/?order=name&cursor=&limit=100",
    "register, walked by id": "/api/v2/cooperatives/?cursor=&limit=100",
    # In both registers: one hit.
    "search, a name": "/api/v2/cooperatives/?search=biolive",
    "search, in a ninth of all": "/api/v2/cooperatives/?search=coop%20sebou",
    # Every hit is counted and ranked, every row counted: these grow with what they count.
    "facets": "/api/v2/cooperatives/?facets=sector,province&limit=1",
    "changes": "/api/v2/changes/?since=1&limit=100",
    "page of a report": "/fr/trainings/{slug}/",
}
FLAT = ("register by province", "register, walked by id", "search, a name")
STOCK_LIST = f"/api/v2/pages/?{REPORT_TYPE}"


@dataclass(frozen=True)
class Measure:
    rate: float
    p99: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:10,.0f}/s  {self.p99:8.1f} ms p99  {self.cpu:8.3f} ms CPU"


class Server:
    """A running server and its workers' use of the processor."""

    def __init__(self, process: subprocess.Popen, url: str) -> None:
        self.process, self.url = process, url

    def pids(self) -> list[int]:
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        )
        return [self.process.pid, *map(int, listing.stdout.split())]

    def cpu(self) -> float:
        """Return the seconds of processor that the server used so far."""
        ticks = 0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[float]:
        """Return the MiB that each of the server's processes holds, the supervisor first.

        What several share is divided among them (proportional set size).
        """
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids()]
        return [int(re.search(r"^Pss:\s+(\d+)", r, re.MULTILINE)[1]) / 1024 for r in rollups]

    def text(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path) as answer:
            return answer.read().decode()

    def measure(self, path: str, *headers: str, connections: int = 8) -> Measure:
        options = [f"-c{connections}", "-t1", f"-d{SECONDS}s", "--latency"]
        for header in headers:
            options += ["-H", header]
        before = self.cpu()
        done = subprocess.run(
            ["wrk", *options, self.url + path], capture_output=True, text=True, check=True
        )
        used = self.cpu() - before
        assert "Non-2xx" not in done.stdout or headers, f"{path}\n{done.stdout}"
        requests = int(re.search(r"(\d+) requests in", done.stdout)[1])
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout).groups()
        p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        return Measure(rate, p99, 1000 * used / max(requests, 1))


def in_turns(*asked: tuple[Server, str], connections: int = 8) -> list[Measure]:
    """Measure what is compared one after the other, three times, and return the best of each.

    What else the machine does at the time is met by all alike.
    """
    rounds = [
        [server.measure(path, connections=connections) for server, path in asked] for _ in range(3)
    ]
    return [max(measures, key=attrgetter("rate")) for measures in zip(*rounds, strict=True)]


def environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("SECRET_KEY", "DJANGO_SETTINGS_MODULE")
    }
    return kept | {
        "SITE_URL": url,
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "RATE_LIMIT": "0",
        "MALLOC_ARENA_MAX": "2",  # as `make serve` has it
        **more,
    }


@contextmanager
def serving(
    folder: Path, port: int, other: str = "", workers: int = 1, **more: str
) -> Iterator[Server]:
    """Serve the site, or the application ``other`` on the same server, and yield it."""
    url = f"http://127.0.0.1:{port}"
    more |= {"HOST": "127.0.0.1", "PORT": str(port), "WORKERS": str(workers)}
    granian = [
        str(Path(sys.executable).with_name("granian")),
        *(
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "--blocking-threads",
            str(production.THREADS),
        ),
        *("--backpressure", str(production.BACKPRESSURE), "--log-level", "error"),
    ]
    process = subprocess.Popen(
        [*granian, other] if other else [sys.executable, "-m", "cms_site.server"],
        cwd=PROJECT,
        env=environment(folder, url, **more),
        stderr=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(120):
            try:
                urllib.request.urlopen(f"{url}/-/live")
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.5)
        yield Server(process, url)
    finally:
        process.terminate()
        process.wait(timeout=20)


def run(folder: Path, url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment(folder, url),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def publish_delay(server: Server, folder: Path, page: int) -> float:
    """Return the milliseconds from the end of a publication to the first fresh answer."""
    code = (
        "import os,sys,time,urllib.request,django;django.setup();"
        "from pages.training_reports.models import TrainingReportPage as T;"
        f"page=T.objects.get(pk={page});url='{server.url}/api/v2/pages/{page}/';"
        "urllib.request.urlopen(url).read();"
        "page.title='Fresh title';page.save_revision().publish();began=time.perf_counter();\n"
        "while b'Fresh title' not in urllib.request.urlopen(url).read(): pass\n"
        "print((time.perf_counter()-began)*1000)"
    )
    env = environment(folder, server.url, DJANGO_SETTINGS_MODULE="cms_site.settings")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("make bench needs wrk: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="kenitra-bench-") as name:
        folder, port = Path(name), free_port()
        url = f"http://127.0.0.1:{port}"
        run(folder, url, "manage.py", "setup")
        run(folder, url, "-m", "tests.load.population", str(REGISTER), str(REPORTS))
        query = (
            "from pages.training_reports.models import TrainingReportPage as T;"
            "p=T.objects.filter(locale__language_code='fr',live=True).order_by('pk').first();"
            "print('PAGE',p.pk,p.slug)"
        )
        page, slug = (
            run(folder, url, "manage.py", "shell", "-c", query).split("PAGE ")[1].split()[:2]
        )
        paths = {label: path.format(page=page, slug=slug) for label, path in PATHS.items()}
        register = [label for label in paths if label.startswith(("register", "search", "facets"))]
        shutil.copytree(folder, few := folder / "few")
        run(folder, url, "-m", "tests.load.population", str(COOPERATIVES), str(REPORTS))
        listed = paths["list of reports"]
        with (
            serving(folder, port, CACHE_MB="0") as server,
            serving(folder, free_port(), "tests.load.stock:application") as other,
        ):
            cold = {
                label: server.measure(path, connections=ONE)
                for label, path in paths.items()
                if label not in register
            }
            # Both may ask for the same address: what they tell holds their own.
            same = other.text("/hand/").replace(other.url, server.url)
            assert json.loads(same) == json.loads(server.text(listed)), (
                "by hand tells something else"
            )
            cold["list of reports"], stock, by_hand = in_turns(
                (server, listed), (other, STOCK_LIST), (other, "/hand/"), connections=ONE
            )
        with (
            serving(folder, port, CACHE_MB="0") as server,
            serving(few, free_port(), CACHE_MB="0") as other,
        ):
            small = {}
            for label in register:
                asked = (server, paths[label]), (other, paths[label])
                cold[label], small[label] = in_turns(*asked, connections=ONE)
        with (
            serving(folder, port) as server,
            serving(folder, free_port(), "tests.load.hello:application") as other,
        ):
            hot = {label: server.measure(path) for label, path in paths.items()}
            hot["list of reports"], bare = in_turns((server, listed), (other, "/"))
            answer = urllib.request.urlopen(url + listed)
            unchanged = server.measure(listed, f"If-None-Match: {answer.headers['ETag']}")
            delay = publish_delay(server, folder, int(page))
        with serving(folder, port, workers=2) as server:
            for path in paths.values():
                server.measure(path)
            supervisor, *workers = server.memory()
    print(
        f"\n{COOPERATIVES} cooperatives, {REPORTS} reports in 3 languages; one worker; {SECONDS} s each\n"
    )
    for title, measures in (("hot", hot), ("cold", cold), (f"cold at {REGISTER}", small)):
        for label, measure in measures.items():
            print(f"{title:>13}  {label:26} {measure}")
    for label, measure in (
        ("304", unchanged),
        ("Wagtail's own list", stock),
        ("by hand", by_hand),
        ("bare", bare),
    ):
        print(f"{'':>13}  {label:26} {measure}")
    ours, ours_cold = hot["list of reports"], cold["list of reports"]
    print(f"\nhot / Wagtail's own   {ours.rate / stock.rate:8.1f}   (goal 300)")
    print(f"hot / bare            {ours.rate / bare.rate:8.2f}   (goal 0.70)")
    print(f"cold / Wagtail's own  {ours_cold.rate / stock.rate:8.2f}   (goal 3)")
    print(f"by hand / cold        {by_hand.rate / ours_cold.rate:8.2f}   (goal 2 at most)")
    for label in register:
        ratio = small[label].rate / cold[label].rate
        goal = "goal 1.5 at most" if label in FLAT else "grows with what it counts"
        print(f"{REGISTER} / {COOPERATIVES} {label:26} {ratio:8.2f}   ({goal})")
    print(f"published to fresh    {delay:8.1f} ms (goal 100)")
    print(f"memory of two workers {sum(workers):8.0f} MiB (goal 300)")
    print(f"with their supervisor {sum(workers) + supervisor:8.0f} MiB")


if __name__ == "__main__":
    main()
