"""What acts on a draft share: called inside an action, never by a page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from agreements.actions.sessions import open_for_drafting
from agreements.models import Clause, Edition
from agreements.texts import without_gaps
from cluster_portal import clock


def open_for_change(edition: Edition, *, by: Any) -> Edition:
    """Open the draft, see `open_for_drafting`, for what is no typing; it is saved with the act. Raises Refused."""
    row = open_for_drafting(edition, by=by)
    row.saved_at, row.saved_by = clock.now(), str(by or "")
    row.save(update_fields=["saved_at", "saved_by"])
    return row


def reorder(clauses: list[Clause]) -> None:
    """Number the rows of an edition anew in this order, levels without gaps; only rows that change are written.

    What was taken out keeps its place behind the clause it followed, so that it comes back to where it stood.
    """
    if not clauses:
        return
    fields = ("pk", "order", "level", "removed_at")
    rows = Clause.objects.filter(edition=clauses[0].edition_id).order_by("order", "pk").values_list(*fields)
    known = {pk: (order, level) for pk, order, level, _removed in rows}
    behind: defaultdict[int, list[Clause]] = defaultdict(list)  # clause → what was taken out after it; 0: at the top
    after = 0
    for pk, order, level, removed in rows:
        if removed:
            behind[after].append(Clause(pk=pk, level=level))
        elif order:  # a new row has none yet
            after = pk
    for clause, level in zip(clauses, without_gaps(clause.level for clause in clauses), strict=True):
        clause.level = level
    placed = [*behind[0], *(row for clause in clauses for row in (clause, *behind[clause.pk]))]
    for order, clause in enumerate(placed, 1):
        clause.order = order
    changed = [clause for clause in placed if (clause.order, clause.level) != known[clause.pk]]
    Clause.objects.bulk_update(changed, ["order", "level"], batch_size=500)
