"""A draft from Word or pasted: read and kept, looked through, taken over change by change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from agreements.actions.base import open_for_change, reorder
from agreements.actions.drafting import MOST_CLAUSES, refuse_many
from agreements.importing import Draft
from agreements.incoming import Comparison, Wanted
from agreements.models import Clause, Edition, Incoming, new_key
from agreements.record import Text
from cluster_portal import clock
from cluster_portal.workflow import Refused, action, locked, note


@action("agreements.text_brought")
def bring(*, edition: Edition, name: str, draft: Draft, by: Any) -> Incoming:
    """Keep a text that was read, whole, until it is looked through; nothing of the draft changes yet.

    Raises Refused: forbidden, state, empty – nothing was found in it, many – more than 2,000 clauses.
    """
    row = open_for_change(edition, by=by)
    if not draft.clauses:
        raise Refused(_("No clause was found in this text."), code="empty", field="file")
    if len(draft.clauses) > MOST_CLAUSES:
        told = _("The text has %(count)s clauses; an edition has at most %(most)s.")
        raise Refused(told % {"count": len(draft.clauses), "most": MOST_CLAUSES}, code="many", field="file")
    found = asdict(draft)
    for clause in found["clauses"]:
        clause["key"] = new_key()
    note(name=name, clauses=len(draft.clauses), left=len(draft.left))
    return Incoming.objects.create(
        edition=row, name=name[:200], found=found, by_name=str(by or "")[:200], at=clock.now()
    )


@action("agreements.text_taken_over")
def take_over(
    *, incoming: Incoming, keys: Iterable[str], fingerprint: str, preamble: bool = False, title: bool = False, by: Any
) -> Edition:
    """Take the chosen changes over into the draft; what is not chosen stays as it was.

    `fingerprint` is that of the draft whose changes were shown. Raises Refused: stale – somebody has changed the draft
    since; the comparison is shown anew; many – with what stays it would be more than 2,000 clauses.
    """
    edition = open_for_change(incoming.edition, by=by)
    row = locked(incoming)
    text = Text(edition)
    if text.fingerprint != fingerprint:
        raise Refused(_("Somebody has changed the draft since; look at the changes anew."), code="stale")
    chosen = set(keys)
    comparison = Comparison(row, text)
    wanted = comparison.chosen(chosen)
    refuse_many(len(wanted))
    _write(edition, text, wanted)
    if preamble:
        edition.preamble = comparison.preamble
        edition.version += 1
        edition.save(update_fields=["preamble", "version"])
    if title and comparison.title:
        edition.agreement.title = comparison.title
        edition.agreement.full_clean()
        edition.agreement.save(update_fields=["title"])
    row.taken_at = clock.now()
    row.save(update_fields=["taken_at"])
    note(name=row.name, changes=len(chosen), edition=edition.number)
    return edition


def _write(edition: Edition, text: Text, wanted: list[Wanted]) -> None:
    """Make the rows say what is wanted, in that order; rows no longer wanted are taken out, as by hand.

    A clause that came over before and was taken out since comes back as the same row.
    """
    rows = {clause.key: clause for clause in text.clauses}
    gone = {row.key: row for row in edition.clauses.exclude(removed_at=None)}
    placed, made, changed = [], [], []
    for one in wanted:
        row = rows.pop(one.key, None) or gone.get(one.key)
        if row is None:
            row = Clause(edition=edition, order=0, **vars(one))
            made.append(row)
        elif row.removed_at or (row.level, row.heading, row.text) != (one.level, one.heading, one.text):
            row.level, row.heading, row.text, row.removed_at = one.level, one.heading, one.text, None
            row.version += 1
            row.token = ""
            changed.append(row)
        placed.append(row)
    for row in made:
        row.full_clean(exclude=["edition"])
    Clause.objects.filter(pk__in=[row.pk for row in rows.values()]).update(removed_at=clock.now())
    Clause.objects.bulk_create(made, batch_size=500)
    Clause.objects.bulk_update(changed, ["heading", "text", "version", "token", "removed_at"], batch_size=500)
    reorder(placed)
