"""A real server on a copy of a prepared database, a real browser that tolerates no error and no other host."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.tools import chromium

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENS = ROOT / "local" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]
START_SECONDS = 30
PATIENCE = 30_000  # ms: a busy machine is no failure
expect.set_options(timeout=PATIENCE)
PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from cluster_portal import demo
call_command("migrate", verbosity=0)
call_command("createcachetable")
demo.load_people()
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def _run(database: Path, *command: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "cluster_portal.settings",
    }
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with organisations, people and accounts of the seed and no meeting, made once."""
    database = tmp_path_factory.mktemp("prepared") / "db.sqlite3"
    _run(database, "-c", PREPARE)
    return database


class Portal:
    """The portal served by gunicorn; it can be killed and started again."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "cluster_portal.wsgi", "--worker-class", "gthread"]
        command += ["--threads", "8", "--bind", f"localhost:{self.port}", "--log-level", "critical"]
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{self.database}"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        _wait(self.address)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Like a power cut: master and workers at once, nothing is finished."""
        if self.process is not None and self.is_running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def run(self, *command: str) -> None:
        """A command over the same database."""
        _run(self.database, *command)


@pytest.fixture(scope="session")
def served(prepared: Path) -> Iterator[Portal]:
    """The portal of this run: starting one costs as much as a short walk."""
    made = Portal(prepared.with_name("served.sqlite3"))
    yield made
    made.kill()


@pytest.fixture
def portal(served: Portal, prepared: Path) -> Portal:
    """The running portal over the prepared database, whatever the test before has written or killed."""
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(served.database)) as target:
        source.backup(target)
    if not served.is_running:
        served.start()
    return served


@pytest.fixture
def server(portal: Portal) -> str:
    """The portal's address."""
    return portal.address


def _wait(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not installed")
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def new_page(chrome: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Makes pages, each a person of its own; any console error, page error or foreign host fails the test."""
    problems: list[str] = []
    contexts = []

    def make(width: int = 1440, scheme: str = "light", *, tolerate: tuple[str, ...] = ()) -> Page:
        context = chrome.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="ru-RU",
            timezone_id="Asia/Tomsk",
            base_url=server,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: _note(problems, m.type == "error", f"console: {m.text} {m.location}", tolerate))
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", lambda r: _note(problems, _foreign(r.url, server), f"another host: {r.url}", tolerate))
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def _note(problems: list[str], wrong: bool, words: str, tolerate: tuple[str, ...]) -> None:
    if wrong and not any(word in words for word in tolerate):
        problems.append(words)


def _foreign(url: str, server: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.netloc != urlsplit(server).netloc


@pytest.fixture
def sign_in(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of somebody signed in by the demo's one click."""

    def enter(name: str, **options: object) -> Page:
        page = new_page(**options)
        page.goto("/accounts/login/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    return enter


@pytest.fixture
def secretary_page(sign_in: Callable[..., Page]) -> Page:
    """The secretary's page, signed in."""
    return sign_in("Жарких")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing on the page."""

    def check(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """The page fits at both widths; pictures of it in both themes, but in CI, where nobody looks at them."""
    schemes = () if os.environ.get("CI") == "true" else ("light", "dark")

    def save(page: Page, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=SCREENS / f"{name}-{width}-{scheme}.png", full_page=True)
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{name} is {overflow} px too wide at {width}"
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light")

    return save


@pytest.fixture
def look(axe: Callable[[Page], None], shot: Callable[[Page, str], None]) -> Callable[[Page, str], None]:
    """axe finds nothing, and a picture of the page is kept."""

    def at(page: Page, name: str) -> None:
        axe(page)
        shot(page, name)

    return at
