"""Makes sure of the programs the suite calls: on Debian, as root, installs what is missing; otherwise says how.

Exit 0 where the suite can run (with CI=true only if nothing is missing).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser's program, if there is one."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _postgres() -> bool:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return bool(found or shutil.which("initdb"))


def missing() -> list[str]:
    """Debian packages of what is not there."""
    wanted = {
        "chromium": chromium() is not None,
        "libatomic1": chromium() is not None,
        "poppler-utils": shutil.which("pdftotext") is not None,
        "postgresql": _postgres(),
    }
    return [package for package, there in wanted.items() if not there]


def _install(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    """Install what is missing where that is possible, and say what is not."""
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} …")
        _install(packages)
        packages = missing()
    if packages:
        print(f"Missing, the tests that need them are skipped: {', '.join(packages)}.")
        print(f"On Debian: sudo apt-get install {' '.join(packages)}")
    return 1 if packages and os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    raise SystemExit(main())
