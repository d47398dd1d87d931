"""The environment of the suite, set before Django reads its settings (loaded by `-p tests.environment`).

TEST_DATABASE=postgres starts a PostgreSQL server of our own for the run; otherwise the suite runs on SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

LOCAL = Path(tempfile.mkdtemp(prefix="portal-tests-"))
SETTINGS = {
    "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789-0123456789",
    "DEBUG": "0",
    "DEMO": "1",
    "DEMO_TODAY": "2021-05-17",
    "LOCAL_DIR": str(LOCAL),
    "EMAIL_URL": "memorymail://",
    "DATABASE_URL": f"sqlite:///{LOCAL / 'db.sqlite3'}",
}
# Playwright's loop in the main thread makes Django think that queries run in an event loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ.update(SETTINGS)
atexit.register(shutil.rmtree, LOCAL, ignore_errors=True)


def postgres_binaries() -> Path | None:
    """The folder of initdb and pg_ctl, the newest there is; None if there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    found = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((path for path in reversed(found) if (path / "initdb").exists()), None)


def _as_owner(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: its own user then owns the folder and runs it."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def start_postgres(binaries: Path) -> str:
    """Start a server on a unix socket in a folder of its own; returns its DATABASE_URL. Stopped at exit."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    owner, data = _as_owner(folder), folder / "data"
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": folder}
    make = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run([*owner, *make], **run)
    settings = ["listen_addresses=''", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "jit=off"]
    options = " ".join([f"-k {folder}", *(f"-c {setting}" for setting in settings)])
    control = [*owner, binaries / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], **run)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(subprocess.run, [*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/")
    return f"postgres://postgres@/postgres?host={folder}"


if os.environ.get("TEST_DATABASE") == "postgres":
    there = postgres_binaries()
    if there is None:
        raise SystemExit("PostgreSQL's server binaries are missing: apt-get install postgresql")
    os.environ["DATABASE_URL"] = start_postgres(there)
