"""States many tests begin with: made once through the actions, then the same rows again for every further test.

Entering the seed costs a third of a second, recording minutes No. 1 as much again, and a thousand tests begin with
them. What is written again is what the actions wrote: every row of every table, the journal's chain among them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from members import rules, seed
from members.models import Cluster

_kept: dict[str, list[list[models.Model]]] = {}  # name of a state → the rows of each table it writes to


def load() -> Cluster:
    """The composition of minutes No. 1, as members.seed.load enters it."""
    again("seed", seed.load)
    return Cluster.objects.get()


def again(name: str, make: Callable[[], Any]) -> None:
    """Bring an empty database into a state: by `make` the first time, then by the rows it wrote."""
    if name not in _kept:
        filled = {model for model in _models() if model._base_manager.exists()}
        make()
        rows = [list(model._base_manager.order_by("pk")) for model in _models() if model not in filled]
        _kept[name] = [of_table for of_table in rows if of_table]
        return
    for of_table in _kept[name]:
        type(of_table[0])._base_manager.bulk_create([copy(row) for row in of_table])
    _reset_sequences([type(of_table[0]) for of_table in _kept[name]])
    rules.forget()


def _models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _reset_sequences(written: list[type[models.Model]]) -> None:
    """PostgreSQL counts on from the ids that were written."""
    statements = connection.ops.sequence_reset_sql(no_style(), written)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
