"""What follows by itself when a day comes: rooms register chores, `manage.py deliver` does them between two letters."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError

Chore = Callable[[], object]
_chores: list[Chore] = []
log = logging.getLogger(__name__)


def add(chore: Chore) -> None:
    """Have something done again and again; it must be cheap where nothing is due, and harmless to repeat."""
    if chore not in _chores:
        _chores.append(chore)


def run() -> list[str]:
    """Do every chore once; one that fails does not stop the others. Returns what failed, in words.

    Raises DatabaseError where the database is away: the caller tries again later.
    """
    failed = []
    for chore in _chores:
        try:
            chore()
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("The chore %s failed.", chore.__qualname__)
            failed.append(f"{chore.__module__}.{chore.__qualname__}: {error}")
    return failed
