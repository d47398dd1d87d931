"""The demo: built through the actions, the same every time; the commands of the archive."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from meetings.models import Meeting
from tests import seeded

FORMATS = ("txt", "docx", "pdf", "json")


def manage(database: Path, *command: str, status: int = 0) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, capture_output=True
    )
    assert done.returncode == status, done.stderr.decode()
    return done


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    database = tmp_path_factory.mktemp("demo") / "db.sqlite3"
    manage(database, "migrate", "-v0")
    shutil.copy(database, database.with_name("again.sqlite3"))
    manage(database, "demo")
    return database


def exports(database: Path) -> list[bytes]:
    return [manage(database, "export_minutes", "1", "--format", kind).stdout for kind in FORMATS]


def test_the_demo_built_twice_exports_the_same(demo):
    again = demo.with_name("again.sqlite3")
    manage(again, "demo")
    assert exports(again) == exports(demo)


def test_the_demo_is_not_loaded_twice(demo):
    assert "not empty" in manage(demo, "demo", status=1).stderr.decode()
    manage(demo, "demo", "--if-empty")


def test_the_demos_journal_holds(demo):
    manage(demo, "verify_journal")


def test_an_archive_is_recorded_by_the_command_and_an_ambiguous_number_lists_its_years(demo, tmp_path):
    data = Path(__file__).parent / "data" / "minutes"
    manage(demo, "record_minutes", str(data / "06.json"))
    other = tmp_path / "1.json"
    text = (data / "01.json").read_text().replace('"number": "2"', '"number": "1"').replace("2021-", "2022-")
    other.write_text(text)
    manage(demo, "record_minutes", str(other))
    refused = manage(demo, "export_minutes", "1", status=1).stderr.decode()
    assert "--year 2021" in refused
    assert "--year 2022" in refused
    assert manage(demo, "export_minutes", "1", "--year", "2021").stdout.decode().startswith("ПРОТОКОЛ №1")
    assert "no meeting No. 99" in manage(demo, "export_minutes", "99", status=1).stderr.decode()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "minutes-expected/1"}', '{"schema": "minutes-expected/1", "date": "2021-01-01"}'],
)
def test_a_file_that_holds_no_minutes_is_an_error_in_words(db, tmp_path, text):
    file = tmp_path / "odd.json"
    file.write_text(text)
    seeded.load()
    with pytest.raises(CommandError):
        call_command("record_minutes", str(file))
    assert not Meeting.objects.exists()


def test_production_refuses_the_demos_day():
    environment = os.environ | {"DEMO": "0", "DEBUG": "0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "DEMO_TODAY" in done.stderr
