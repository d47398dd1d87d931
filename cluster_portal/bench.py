"""`make bench`: what pages cost beside a floor view under the same server, and what documents cost beside bare Typst.

This module is also the URL configuration of the server it measures: the portal's own and the floor view.
"""

from __future__ import annotations

import datetime
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cluster_portal.documents.blocks import Document, ListItem, Paragraph, Seal
from cluster_portal.documents.pdf import to_pdf, typeset
from cluster_portal.documents.sealed.canonical import canonical_bytes, document_data, pdf_of
from cluster_portal.documents.txt import to_txt
from cluster_portal.urls import urlpatterns as portal
from meetings.models import AgendaItem, Decision, Meeting, Speech
from meetings.protocol import protocol
from meetings.record import Record

ROUNDS = 7  # interleaved; the median counts
WARM_UP = 2
SMALL, LARGE = 20, 100_000  # meetings
TITLES = ("О ходе подписания Соглашения", "Об исполнении Плана работы", "О составе Кластера")


def floor(request: HttpRequest, rows: int) -> HttpResponse:
    """The least a page can cost: the frame, one indexed query, so many rows in a bare loop."""
    found = Meeting.objects.order_by("-pk").values_list("pk", "number")[:rows]
    return render(request, "ui/floor.html", {"rows": list(found) or [(0, "")] * rows})


urlpatterns = [path("floor/<int:rows>/", floor), *portal]


# --- the data set


def fill(meetings: int) -> None:
    """Meetings in bulk beside the demo's, spread over the years, three items and decisions each."""
    template = Meeting.objects.select_related("cluster", "charter").earliest("date")
    day = datetime.date(2021, 4, 12)
    made = []
    for number in range(meetings - 1):
        date = day + datetime.timedelta(days=number % 28_000)
        made.append(
            Meeting(
                cluster=template.cluster, charter=template.charter, number=f"п-{number}", date=date, year=date.year,
                place="г. Томск", state=Meeting.State.HELD,
                minutes_state=Meeting.MinutesState.ON_PAPER,
                signed_on=date,
            )
        )  # fmt: skip
    Meeting.objects.bulk_create(made, batch_size=2000)
    ids = list(Meeting.objects.filter(number__startswith="п-").values_list("pk", flat=True))
    items = [AgendaItem(meeting_id=pk, order=n, title=title) for pk in ids for n, title in enumerate(TITLES, 1)]
    AgendaItem.objects.bulk_create(items, batch_size=5000)
    rows = list(AgendaItem.objects.filter(meeting__in=ids[:1000]).values_list("pk", "meeting_id"))
    Speech.objects.bulk_create(Speech(item_id=pk, text="Доложено о ходе работы.") for pk, _meeting in rows)
    Decision.objects.bulk_create(
        [Decision(meeting_id=meeting, item_id=pk, text="Принять к сведению.") for pk, meeting in rows], batch_size=5000
    )


# --- the server


class Browser:
    """A signed-in visitor."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> bytes:
        """The body of a page."""
        body: bytes = self.opener.open(self.base + address, timeout=60).read()
        return body

    def post(self, page: str, address: str, **data: str) -> bytes:
        """Send a form that stands on a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).decode())
        assert token
        return self.send(address, token[1], **data)

    def send(self, address: str, token: str, **data: str) -> bytes:
        """Send data with the token of a form."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        answer: bytes = self.opener.open(self.base + address, body, timeout=60).read()
        return answer

    def sign_in(self, email: str) -> None:
        """The demo's one-click sign-in."""
        self.post("/accounts/login/", "/demo/sign-in/", email=email)


@contextmanager
def served(folder: Path, workers: int = 1, threads: int = 1) -> Iterator[str]:
    """A real server on a free port over the data in the folder; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "cluster_portal.wsgi"]
    command += ["--workers", str(workers), "--threads", str(threads)]
    command += ["--worker-class", "gthread", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "ROOT_URLCONF": __name__}
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        _wait(f"http://127.0.0.1:{port}/accounts/login/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(address: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def interleaved(measured: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median seconds of each, the rounds interleaved so that a busy moment hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(WARM_UP + ROUNDS):
        for name, call in measured.items():
            begun = time.perf_counter()
            call()
            if turn >= WARM_UP:
                times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in times.items()}


# --- the tables


def pages(base: str, meeting: int, rows: int) -> Iterator[tuple[str, float, float]]:
    """(page, seconds, ratio to the floor of as many rows)."""
    browser = Browser(base)
    browser.sign_in("zharkih@example.org")
    main = {
        # The floor reads as many rows as the page: 54 make the minutes of No. 1, and what the page shows besides.
        "/": ("/", 5),
        "/meetings/": (f"/meetings/?year={2022}", rows),
        "/meetings/N/": (f"/meetings/{meeting}/", 58),
        "/meetings/N/protocol/": (f"/meetings/{meeting}/protocol/", 71),
        "/meetings/N/conduct/": (f"/meetings/{meeting}/conduct/", 54),
        # 26 clauses, 19 parties and what is said of them; of the parties also members, heads, signatures.
        "/agreement/editions/2/": ("/agreement/editions/2/", 58),
        "/agreement/…/parties/": ("/agreement/editions/2/parties/", 60),
        # 13 activities in 7 sections, directions, reports, revisions; in the draft co-executors and indicators.
        "/plan/revisions/1/": ("/plan/revisions/1/", 40),
        "/plan/revisions/2/draft/": ("/plan/revisions/2/draft/", 39),
    }
    for name, (address, size) in main.items():
        floor_address = f"/floor/{size}/"
        found = interleaved({"page": partial(browser.get, address), "floor": partial(browser.get, floor_address)})
        yield name, found["page"], found["page"] / found["floor"]


BARE = """#set document(title: "bare")
#set text(lang: "ru")
#for line in json(bytes(sys.inputs.document)).lines [#line

]"""


def document(meeting: Meeting) -> Iterator[tuple[str, float, float]]:
    """The protocol as PDF beside a bare Typst compile of as much text; each round is new text, so no cache helps."""
    made = protocol(Record(meeting))
    lines = to_txt(made).splitlines()
    turn = count()
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.typ"
        bare.write_text(BARE)

        def plain() -> bytes:
            return typeset(bare, {"lines": [f"{line} {next(turn)}" for line in lines]}, meeting.date)

        def sealed() -> bytes:
            told = replace(_salted(made, next(turn)), seal=Seal("http://localhost:8000/check/K7QF-2M9D-XH4R/", "K7QF"))
            return pdf_of(canonical_bytes({"document": document_data(told)}))

        found = interleaved({"pdf": lambda: to_pdf(_salted(made, next(turn))), "sealed": sealed, "bare": plain})
    yield "protocol.pdf", found["pdf"], found["pdf"] / found["bare"]
    yield "protocol sealed", found["sealed"], found["sealed"] / found["bare"]


def _salted(made: Document, salt: int) -> Document:
    blocks = [replace(b, text=f"{b.text} {salt}") if isinstance(b, Paragraph | ListItem) else b for b in made.blocks]
    return replace(made, blocks=tuple(blocks))


def weights(base: str, meeting: int) -> Iterator[tuple[str, int]]:
    """Bytes over the wire: a first load with everything it names, and the page alone."""
    browser = Browser(base)
    browser.sign_in("zharkih@example.org")
    for name in ("/", f"/meetings/{meeting}/conduct/"):
        page = _compressed(browser, name)
        assets = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', browser.get(name)))
        whole = page + sum(_compressed(browser, asset.decode()) for asset in assets)
        yield f"{name} first", whole
        yield f"{name} later", page


def _compressed(browser: Browser, address: str) -> int:
    request = urllib.request.Request(browser.base + address, headers={"Accept-Encoding": "gzip"})
    return len(browser.opener.open(request, timeout=60).read())


WATCHERS, EVERY = 30, 15  # people in the meeting page, seconds between its refreshes
SAVES, PAUSE = 200, 0.1  # saves measured, seconds between them


def autosave(base: str) -> tuple[float, float]:
    """Median and 95th percentile of an autosave's answer, in seconds, while the watchers' pages refresh themselves."""
    desk = Browser(base)
    desk.sign_in("zharkih@example.org")
    plan = {"number": "90", "date": "17.05.2021", "format": "mixed", "agenda": "О плане"}
    desk.post("/meetings/new/", "/meetings/new/", **plan)
    found = re.search(r'href="(\d+)/">№ 90', desk.get("/meetings/?year=2021").decode())
    assert found
    page = f"/meetings/{found[1]}/"
    desk.post(page, f"{page}start/")
    screen = desk.get(f"{page}conduct/").decode()
    address = re.search(r'data-save="([^"]+/speech/\d+/save/)"', screen)
    token = re.search(r'"X-CSRFToken": "([^"]+)"', screen)
    assert address
    assert token
    stop = threading.Event()
    crowd = [threading.Thread(target=_watch, args=(base, page, n, stop)) for n in range(WATCHERS)]
    for watcher in crowd:
        watcher.start()
    time.sleep(EVERY / 3)  # all of them have the page open
    times = []
    for number in range(SAVES):
        begun = time.perf_counter()
        desk.send(address[1], token[1], version=str(number + 1), text=f"Доложено о ходе работы, запись {number}.")
        times.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    stop.set()
    for watcher in crowd:
        watcher.join()
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _watch(base: str, page: str, number: int, stop: threading.Event) -> None:
    """Somebody with the meeting's page open, which asks anew every EVERY seconds."""
    browser = Browser(base)
    browser.sign_in(settings.DEMO_SIGN_INS[number % 4][0])
    stop.wait(EVERY * number / WATCHERS)
    while not stop.is_set():
        browser.get(page)
        stop.wait(EVERY)


def run(say: Callable[[str], Any]) -> None:
    """Measure the small and the large data set and say the tables."""
    for size in (SMALL, LARGE):
        with tempfile.TemporaryDirectory() as folder:
            meeting = _database(Path(folder), size)
            say(f"\n{size} meetings{'':<14}{'ms':>8}{'x floor':>10}   (median of {ROUNDS}, at most 2)")
            with served(Path(folder)) as base:
                for name, seconds, ratio in pages(base, meeting, min(size, 50)):
                    say(f"{name:<28}{seconds * 1000:>8.1f}{ratio:>10.2f}")
                if size == SMALL:
                    for name, heavy in weights(base, meeting):
                        say(f"{name:<28}{heavy / 1000:>8.1f} kB")
    with tempfile.TemporaryDirectory() as folder:
        _database(Path(folder), SMALL)
        with served(Path(folder), workers=2, threads=4) as base:
            median, slow = autosave(base)
    say(f"\nautosave, {WATCHERS} watchers: median {median * 1000:.1f} ms, p95 {slow * 1000:.1f} ms, at most 50")
    for name, seconds, ratio in document(Meeting.objects.earliest("date")):
        say(f"{name:<28}{seconds * 1000:>8.1f}{ratio:>10.2f}   x bare Typst, at most 3")


def _database(folder: Path, size: int) -> int:
    """A fresh database in the folder, filled by a process of its own; returns the id of the demo's meeting."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    steps = (["demo"], ["bench", "--fill", str(size)])
    for step in steps:
        command = [sys.executable, "manage.py", *step]
        done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True)
    return int(done.stdout.split()[-1])
