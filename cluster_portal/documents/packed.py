"""Office packages that are the same bytes whenever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP archive can say


def with_fixed_times(packed: io.BytesIO, instead: Mapping[str, bytes] | None = None) -> bytes:
    """The same archive with one and the same time on every member; `instead` are members with other bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, (instead or {}).get(name) or old.read(name))
    return again.getvalue()
