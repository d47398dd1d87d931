"""States many tests begin with: made once through the actions, then the same rows again for every further test.

Entering the seed costs a third of a second, recording minutes No. 1 as much again, an approved plan a third more, and
two thousand tests begin with them. What is written again is what the actions wrote: every row of every table, the
journal's chain among them. Nothing is written again unless the test stands exactly where the rows were made.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models
from django.utils.translation import get_language

from cluster_portal import clock
from members import rules, seed
from members.models import Cluster

Rows = list[models.Model]
WRITING = ("INSERT", "UPDATE", "DELETE", "ROLLBACK")


@dataclass
class Kept:
    """What a maker wrote: rows it added and rows it changed, table by table, and what it gave."""

    added: list[Rows]
    changed: list[Rows]
    given: Any

    def write(self) -> None:
        """The same rows again; what was changed first, it may have made room."""
        for rows in self.changed:
            names = [field.name for field in rows[0]._meta.concrete_fields if not field.primary_key]
            type(rows[0])._base_manager.bulk_update([copy(row) for row in rows], names)
        for rows in self.added:
            type(rows[0])._base_manager.bulk_create([copy(row) for row in rows])
        _reset_sequences([type(rows[0]) for rows in self.added])
        rules.forget()


class _Place:
    """Where the running test stands: the makers it has called one after another, None once it wrote otherwise."""

    counted = False  # not where threads write through connections of their own
    now: tuple[Any, ...] | None = None
    writes = 0  # statements that write, since this process began
    at = 0  # how many there were when the last maker had ended


_kept: dict[tuple[Any, ...], Kept | None] = {}  # where and what was made → what it wrote; None: it took rows away


@contextmanager
def standing(*, counted: bool) -> Iterator[None]:
    """A test from its beginning to its end: it stands nowhere yet. `counted`: all it writes goes through here."""
    _Place.now, _Place.counted = None, counted
    with connection.execute_wrapper(_count):
        yield


def _count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    _Place.writes += sql.lstrip().upper().startswith(WRITING)
    return execute(sql, params, many, context)


def load() -> Cluster:
    """The composition of minutes No. 1, as members.seed.load enters it."""
    again("seed", seed.load)
    return Cluster.objects.get()


def again(name: str, make: Callable[[], Any]) -> None:
    """Bring an empty database into a state: by `make` the first time, then by the rows it wrote."""
    _repeat((name,), make)


def once(fetch: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a maker of a state: called where it was called before, with the same, its rows are written again.

    `fetch` reads what it gave afresh.
    """

    def decorate(make: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(make)
        def made(*args: Any, **kwargs: Any) -> Any:
            stands = _Place.counted and _Place.at == _Place.writes
            given = [_plain(value) for value in (*args, *kwargs, *kwargs.values())]
            if not stands or _Place.now is None or None in given:
                return make(*args, **kwargs)
            key = (*_Place.now, f"{make.__module__}.{make.__name__}", *given, _around())
            return fetch(_repeat(key, lambda: make(*args, **kwargs)))

        return made

    return decorate


def _plain(value: Any) -> str | None:
    """What an argument is, in words; None where that cannot be told."""
    if isinstance(value, models.Model):
        return f"{value._meta.label} {value.pk}"
    if is_dataclass(value) and all(isinstance(value.__dict__[f.name], models.Model) for f in fields(value)):
        return type(value).__name__  # everybody at once: who they are follows from where the test stands
    return repr(value) if value is None or isinstance(value, str | int | datetime.date) else None


def _around() -> tuple[Any, ...]:
    """What besides the database a state depends on."""
    return clock.today(), get_language(), str(settings.MEDIA_ROOT)


def _repeat(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    kept = _kept.get(key)
    if kept is not None:
        kept.write()
        given = kept.given
    else:
        before = _tables() if key not in _kept else {}
        given = make()
        if key not in _kept:
            _kept[key] = _difference(before, _tables(), given)
    _Place.now, _Place.at = key, _Place.writes
    return given


def _tables() -> dict[type[models.Model], dict[Any, models.Model]]:
    found = apps.get_models(include_auto_created=True)
    kept = [model for model in found if model._meta.managed and not model._meta.proxy]
    return {model: {row.pk: row for row in model._base_manager.order_by("pk")} for model in kept}


def _difference(before: Any, after: Any, given: Any) -> Kept | None:
    """What stands in `after` and did not in `before`; None where a row is gone."""
    if any(before[model].keys() - rows.keys() for model, rows in after.items()):
        return None
    added = [[row for pk, row in rows.items() if pk not in before[model]] for model, rows in after.items()]
    changed = [
        [row for pk, row in rows.items() if pk in before[model] and _values(row) != _values(before[model][pk])]
        for model, rows in after.items()
    ]
    return Kept([rows for rows in added if rows], [rows for rows in changed if rows], given)


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _reset_sequences(written: list[type[models.Model]]) -> None:
    """PostgreSQL counts on from the ids that were written."""
    statements = connection.ops.sequence_reset_sql(no_style(), written)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
