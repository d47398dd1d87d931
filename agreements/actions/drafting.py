"""Writing an edition: clauses added, typed, moved, taken out and put back; the next edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements import rules
from agreements.actions.base import open_for_change, reorder
from agreements.actions.sessions import open_for_drafting, touch
from agreements.models import Agreement, Clause, Edition
from agreements.notifications import Ready
from agreements.record import Text
from agreements.texts import DEEPEST, STORED, to_store
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note, take_values, working_text
from meetings.models import Assignment
from members.models import Cluster, WorkingGroup
from members.rules import keepers

MOST_CLAUSES = 2000


@action("agreements.begun")
def begin_agreement(
    *,
    cluster: Cluster,
    title: str,
    group: WorkingGroup | None = None,
    assignment: Assignment | None = None,
    by: Any,
) -> Agreement:
    """Begin an agreement with its first edition, a draft without text. Raises Refused, ValidationError at the field."""
    rules.may_begin(by)
    rules.refuse_other_group(by, group, WorkingGroup.Product.AGREEMENT)
    row = Agreement(
        cluster=cluster, title=clean_text(title).strip(), group=group, assignment=assignment, made_at=clock.now()
    )
    _check({"title": row.title})
    row.full_clean()
    row.save()
    Edition.objects.create(agreement=row, number=1, made_at=clock.now())
    note(title=row.title, group=str(group or ""), assignment=str(assignment or ""))
    return row


@action("agreements.changed")
def change_agreement(
    *, agreement: Agreement, group: WorkingGroup | None, assignment: Assignment | None, by: Any
) -> Agreement:
    """Say anew which group drafts the agreement and which assignment asked for it. Raises Refused."""
    rules.may_keep(by)
    row = locked(agreement)
    row.group, row.assignment = group, assignment
    row.save(update_fields=["group", "assignment"])
    note(group=str(group or ""), assignment=str(assignment or ""))
    return row


@action("agreements.edition_begun")
def begin_next(*, edition: Edition, by: Any) -> Edition:
    """Make the next edition, a draft with the same text; one that was only discussed is replaced by it at once.

    Clauses keep their keys, so that both can be compared. Raises Refused.
    """
    agreement = locked(edition.agreement)
    row = locked(edition)
    rules.may_begin_next(by, row)
    text = Text(row)
    if row.state == Edition.State.DISCUSSED:
        move_state(row, rules.REPLACE, by=by)
    last = agreement.editions.aggregate(last=Max("number"))["last"] or 0
    made = Edition.objects.create(
        agreement=agreement,
        number=last + 1,
        based_on=row,
        preamble=text.preamble,
        condition=row.condition,
        condition_count=row.condition_count,
        condition_key=row.condition_key,
        not_before=row.not_before,
        made_at=clock.now(),
    )
    Clause.objects.bulk_create(
        Clause(
            edition=made, key=line.key, order=order, level=line.level, heading=line.heading, text=text.stored[line.key]
        )
        for order, line in enumerate(text.lines, 1)
    )
    note(number=made.number, based_on=row.number)
    return made


# --- typing


@working_text
def save_clause(
    *,
    clause: Clause,
    version: int,
    values: dict[str, str],
    links: Mapping[str, str] | None = None,
    token: str = "",
    own: Sequence[str] = (),
    by: Any,
) -> Clause:
    """Save what was typed into a clause (`heading`, `text`).

    `links` is what the numbers in square brackets meant when the page was made: number → key. `token` marks this save,
    `own` those sent before it whose answer never came. A retry of a save that had arrived changes nothing.
    Raises Stale, Refused, ValidationError by field.
    """
    edition = open_for_drafting(clause.edition, by=by)
    row = locked(clause)
    if row.removed_at:
        raise Refused(_("Somebody has taken this clause out; it can be put back below."), code="state")
    _check(values)
    typed = {name: clean_text(value) for name, value in values.items()}
    if "text" in typed:
        meant = {number: key for number, key in (links or {}).items() if STORED.fullmatch(f"[#{key}]")}
        typed["text"] = to_store(typed["text"], _keys(edition, typed["text"]) | meant)
    changed = {name: value for name, value in typed.items() if getattr(row, name) != value}
    if not changed:
        return row
    take_values(row, changed, version, token, own)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    touch(edition=edition, part=f"clause-{row.key}", by=by)
    return row


def _keys(edition: Edition, text: str) -> dict[str, str]:
    """Number → key as they stand now; asked for only where a text has a reference."""
    return {number: key for key, number in Text(edition).number_of.items()} if "[" in text else {}


def _check(values: dict[str, str]) -> None:
    problems = {}
    for name, value in values.items():
        try:
            check_text(clean_text(value))
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(problems)


@working_text
def save_head(
    *, edition: Edition, version: int, values: dict[str, str], token: str = "", own: Sequence[str] = (), by: Any
) -> Edition:
    """Save the preamble (of the edition) and the title (of the agreement). Raises Stale, Refused, ValidationError."""
    row = open_for_drafting(edition, by=by)
    _check(values)
    typed = {name: clean_text(value) for name, value in values.items()}
    title = typed.pop("title", row.agreement.title).strip()
    if not title:
        raise ValidationError({"title": _("The agreement needs a title.")})
    changed = {name: value for name, value in typed.items() if getattr(row, name) != value}
    if not changed and title == row.agreement.title:
        return row
    take_values(row, changed, version, token, own)
    row.agreement.title = title
    row.agreement.full_clean()
    row.agreement.save(update_fields=["title"])
    row.save(update_fields=["preamble", "version", "token"])
    touch(edition=row, part="head", by=by)
    return row


# --- the structure


@action("agreements.clause_added")
def add_clause(
    *, edition: Edition, after: Clause | None = None, level: int = 2, heading: str = "", text: str = "", by: Any
) -> Clause:
    """Add a clause after another with all below it, else at the end. Raises Refused: 2,000 are the most."""
    row = open_for_change(edition, by=by)
    clauses = Text(row).clauses
    refuse_many(len(clauses) + 1)
    place = len(clauses)
    if after is not None:
        start = next((n for n, clause in enumerate(clauses) if clause.pk == after.pk), len(clauses) - 1)
        end = _end_of(clauses, start)
        # A clause added to a section's own line becomes the first below it, any other comes after the whole branch.
        place = start + 1 if level > clauses[start].level else end
    above = clauses[place - 1].level if place else 0
    made = Clause(edition=row, order=0, level=max(1, min(level, above + 1, DEEPEST)), heading=heading, text=text)
    _check({"heading": heading, "text": text})
    made.full_clean(exclude=["edition"])
    made.save()
    reorder([*clauses[:place], made, *clauses[place:]])
    note(edition=row.number)
    return made


def refuse_many(count: int) -> None:
    """Raise Refused(many) for more clauses than an edition can have."""
    if count > MOST_CLAUSES:
        raise Refused(_("An edition has at most %s clauses.") % MOST_CLAUSES, code="many")


def _end_of(clauses: list[Clause], start: int) -> int:
    """The place after a clause and all below it."""
    end = start + 1
    while end < len(clauses) and clauses[end].level > clauses[start].level:
        end += 1
    return end


@action("agreements.clause_moved")
def move_clause(*, clause: Clause, step: str = "", before: Clause | None = None, by: Any) -> Clause:
    """Move a clause with all below it: `step` up, down, deeper or out; or `before` another clause.

    Numbers and references follow. What cannot move further stays. Raises Refused: into itself, no such step.
    """
    edition = open_for_change(clause.edition, by=by)
    clauses = Text(edition).clauses
    start = next((n for n, row in enumerate(clauses) if row.pk == clause.pk), None)
    if start is None:
        raise Refused(_("Somebody has taken this clause out; it can be put back below."), code="state")
    end = _end_of(clauses, start)
    branch, rest = clauses[start:end], [*clauses[:start], *clauses[end:]]
    if before is not None:
        place = _before(rest, before)
    elif step in {"deeper", "out"}:
        _shift(branch, 1 if step == "deeper" else -1)
        place = start
    elif step in {"up", "down"}:
        place = _up(clauses, start) if step == "up" else _down(rest, start, branch[0].level)
    else:
        raise Refused(_("A clause is moved up, down, deeper or out."), code="step")
    reorder([*rest[:place], *branch, *rest[place:]])
    note(edition=edition.number, clause=str(clause), step=step or "before")
    clause.refresh_from_db()
    return clause


def _before(rest: list[Clause], before: Clause) -> int:
    place = next((n for n, row in enumerate(rest) if row.pk == before.pk), None)
    if before.removed_at:
        raise Refused(_("Somebody has taken this clause out; it can be put back below."), code="state")
    if place is None:
        raise Refused(_("A clause cannot be put into itself."), code="circle")
    return place


def _shift(branch: list[Clause], by: int) -> None:
    if branch[0].level + by < 1 or max(row.level for row in branch) + by > DEEPEST:
        return
    for row in branch:
        row.level += by


def _up(clauses: list[Clause], start: int) -> int:
    """Before the branch above it, or before the clause it lies in: then it is the last of the one above that."""
    level, place = clauses[start].level, start - 1
    while place > 0 and clauses[place].level > level:
        place -= 1
    if place < 0:
        return start
    return place if place > 0 or level == 1 else start  # nothing but a section comes before the first section


def _down(rest: list[Clause], start: int, level: int) -> int:
    """After the branch below it, or after the line of the section below: then it is the first there."""
    if start >= len(rest):
        return start
    return start + 1 if rest[start].level < level else _end_of(rest, start)


@action("agreements.clause_removed")
def remove_clause(*, clause: Clause, by: Any) -> Clause:
    """Take a clause out with all below it; it can be put back. References to it are told as doubts. Raises Refused."""
    edition = open_for_change(clause.edition, by=by)
    clauses = Text(edition).clauses
    start = next((n for n, row in enumerate(clauses) if row.pk == clause.pk), None)
    if start is None:
        return clause
    end = _end_of(clauses, start)
    ids = [row.pk for row in clauses[start:end]]
    Clause.objects.filter(pk__in=ids).update(removed_at=clock.now())
    note(edition=edition.number, texts=[str(row) for row in clauses[start:end]][:50])
    clause.refresh_from_db()
    return clause


@action("agreements.clause_put_back")
def put_back(*, clause: Clause, by: Any) -> Clause:
    """Put back a clause that was taken out, where it stood. Raises Refused: forbidden, state, many."""
    edition = open_for_change(clause.edition, by=by)
    row = locked(clause)
    if row.removed_at is None:
        return row
    refuse_many(len(Text(edition).clauses) + 1)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    reorder(Text(edition).clauses)
    note(edition=edition.number, clause=str(row))
    return row


@action("agreements.ready")
def say_ready(*, edition: Edition, by: Any) -> Edition:
    """The group says that the edition is ready to be signed; the secretary is told. Raises Refused."""

    row = locked(edition)
    rules.may_work_on(by, row.agreement)
    if row.state not in rules.PUT_TO_SIGN.sources:
        raise Refused(_("The edition is “%s” already.") % row.get_state_display(), code="state")
    row.ready_at = clock.now()
    row.save(update_fields=["ready_at"])
    send(Ready(row), to=keepers(row.agreement.cluster))
    return row
