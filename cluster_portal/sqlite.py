"""SQLite that compares Russian letters without regard to case, as PostgreSQL does.

Its own LIKE knows the case of ASCII alone, so `icontains` finds nothing for «томск»; the operator calls a function
that a connection may replace. The admin site's search is mended with it.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


@functools.lru_cache(maxsize=512)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    parts, literal = [], False
    for sign in like.casefold():
        if literal or sign not in (escape, "%", "_"):
            parts.append(re.escape(sign))
            literal = False
        elif sign == escape:
            literal = True
        else:
            parts.append(".*" if sign == "%" else ".")
    return re.compile("".join(parts), re.DOTALL)


def like(pattern: Any, text: Any, escape: str = "") -> bool | None:
    """The LIKE operator: `%` any signs, `_` one; letters of any alphabet in any case; NULL is unknown."""
    if pattern is None or text is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(text).casefold()) is not None


def teach_like(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Give a new SQLite connection this LIKE, with and without ESCAPE."""
    if connection.vendor == "sqlite":
        for count in (2, 3):
            connection.connection.create_function("like", count, like, deterministic=True)


def connect() -> None:
    """Teach every connection that is opened from now on."""
    connection_created.connect(teach_like, dispatch_uid="sqlite_like")
