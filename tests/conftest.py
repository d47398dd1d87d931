"""What every test stands on: plain static files, no delays, undefined template variables and skips are failures."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from django.utils import translation

from tests import seeded

PLAIN = {
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


@pytest.fixture(autouse=True, scope="session")
def plain_settings() -> Iterator[None]:
    """Static files without a manifest, passwords without the cost of guessing them."""
    with override_settings(**PLAIN):
        yield


@pytest.fixture(autouse=True)
def speaks_russian() -> Iterator[None]:
    """A request of an earlier test may have left this thread speaking English."""
    with translation.override("ru"):
        yield


@pytest.fixture(autouse=True)
def stands_nowhere(request) -> Iterator[None]:
    """A state many tests begin with is written again where the test has written nothing else."""
    with seeded.standing(counted="transactional_db" not in request.fixturenames):
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true nothing may be skipped."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and in CI nothing may be: {report.longrepr}"


# SQLite has one writer at a time: two at once can be seen on PostgreSQL alone.
collect_ignore = [] if os.environ.get("TEST_DATABASE") == "postgres" else ["test_concurrency.py"]


def pytest_collection_modifyitems(config, items):
    """The second run, on PostgreSQL, repeats what asks the database: each test, one of many cases with its first.

    How often a page asks is counted once, on SQLite.
    """
    if os.environ.get("TEST_DATABASE") != "postgres":
        return
    asking = {"db", "transactional_db", "live_server"}
    first: dict[str, pytest.Item] = {}
    for item in items:
        if item.path.name == "test_queries.py":
            continue
        if asking & set(item.fixturenames) or item.get_closest_marker("django_db"):
            first.setdefault(item.nodeid.partition("[")[0], item)
    kept = set(first.values())
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]
