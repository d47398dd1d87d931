"""The seed's council for tests: entered once through its actions, then the same rows again for every test.

Entering it costs a third of a second, and a thousand tests begin with it. What is written again is what the actions
wrote: every row of every table they touched, the journal's chain among them.
"""

from __future__ import annotations

from copy import copy

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from cluster_portal.journal.models import Entry, Head
from members import rules, seed
from members.models import Cluster

_kept: list[list[models.Model]] = []


def _models() -> list[type[models.Model]]:
    """Tables the seed writes to, those first that the others point at."""
    return [*apps.get_app_config("members").get_models(), Entry, Head]


def load() -> Cluster:
    """The composition of minutes No. 1, as members.seed.load enters it."""
    if not _kept:
        cluster = seed.load()
        _kept.extend([list(model._base_manager.order_by("pk")) for model in _models()])
        return cluster
    for rows in _kept:
        type_of = type(rows[0]) if rows else None
        if type_of:
            type_of._base_manager.bulk_create([copy(row) for row in rows])
    _reset_sequences()
    rules.forget()
    return Cluster.objects.get()


def _reset_sequences() -> None:
    """PostgreSQL counts on from the ids that were written."""
    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
