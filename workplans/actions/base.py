"""What acts on a draft of a plan share: called inside an action, never by a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cluster_portal import clock
from members.models import Membership, Organization, Position
from members.recognise import Index
from workplans import periods, responsible
from workplans.actions.sessions import open_for_drafting
from workplans.models import Activity, CoExecutor, Indicator, PlanRevision, Section


def open_for_change(revision: PlanRevision, *, by: Any) -> PlanRevision:
    """Open the draft, see `open_for_drafting`, for what is no typing; it is saved with the act. Raises Refused."""
    row = open_for_drafting(revision, by=by)
    row.saved_at, row.saved_by = clock.now(), str(by or "")
    row.save(update_fields=["saved_at", "saved_by"])
    return row


# --- copies


def copy_rows(
    source: PlanRevision, target: PlanRevision, activities: Iterable[Activity], *, carried_from: int | None = None
) -> dict[int, Activity]:
    """Copy sections and these activities with all that hangs on them; keys stay. Returns old id → new activity.

    Answers of co-executors come along: what was confirmed stays confirmed.
    """
    sections = {row.pk: row for row in source.sections.all()}
    made_sections = {pk: copied(row, revision=target) for pk, row in sections.items()}
    Section.objects.bulk_create(made_sections.values())
    old = list(activities)
    made = {
        row.pk: copied(
            row,
            revision=target,
            section=made_sections.get(row.section_id or 0),
            moved_reason="",
            carried_from=carried_from or row.carried_from,
            version=1,
            token="",
        )
        for row in old
    }
    Activity.objects.bulk_create(made.values(), batch_size=500)
    hanging: tuple[type[CoExecutor | Indicator], ...] = (CoExecutor, Indicator)
    for model in hanging:
        rows = model.objects.filter(activity__in=list(made))
        model.objects.bulk_create([copied(row, activity=made[row.activity_id]) for row in rows], batch_size=500)
    links: tuple[tuple[Any, str], ...] = (
        (Activity.directions.through, "direction_id"),
        (Activity.decisions.through, "decision_id"),
        (Activity.files.through, "storedfile_id"),
    )
    for link, name in links:
        rows = link.objects.filter(activity__in=list(made))
        link.objects.bulk_create(link(activity=made[row.activity_id], **{name: getattr(row, name)}) for row in rows)
    return made


def copied(row: Any, **changes: Any) -> Any:
    """A new row with the values of another, not saved."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


# --- what the words say


def read_period(row: Activity, year: int) -> None:
    """Set kind, dates and recurrence from the words; dates that cannot be stay empty and are doubted."""
    found = periods.read(row.period_words, year)
    in_order = found.start is None or found.end is None or found.start <= found.end
    row.period_kind, row.repeat = str(found.kind), found.repeat
    row.started, row.ended = (found.start, found.end) if in_order else (None, None)


def read_responsible(row: Activity, index: Index) -> None:
    """Set lead and co-executors from the words; who had answered keeps the answer."""
    made = understood(row, responsible.read(row.responsible_words, index), workplaces())
    row.save(update_fields=["lead", "lead_organization"])
    answered = {_who(one): one for one in row.co_executors.all()}
    row.co_executors.all().delete()
    for one in made:
        if before := answered.get(_who(one)):
            one.answer, one.answer_reason = before.answer, before.answer_reason
            one.answered_by, one.answered_at = before.answered_by, before.answered_at
    CoExecutor.objects.bulk_create(made)


def understood(
    row: Activity, parts: Sequence[responsible.Responsible], works: dict[int, Organization]
) -> list[CoExecutor]:
    """Who leads an activity and, made but not saved, who takes part; the first named leads. `works`: `workplaces()`."""
    lead = parts[0] if parts else None
    row.lead = lead.person if lead else None
    row.lead_organization = _of(lead, works) if lead else None
    return [
        CoExecutor(
            activity=row,
            order=order,
            text=part.text[:400],
            organization=_of(part, works),
            person=part.person,
            by_agreement=part.by_agreement,
        )
        for order, part in enumerate(parts[1:], 1)
    ]


def _who(row: CoExecutor) -> tuple[Any, Any, str]:
    known = row.organization_id or row.person_id
    return row.organization_id, row.person_id, "" if known else row.text


def workplaces() -> dict[int, Organization]:
    """Person → the member organisation he works in today, for those who work in one; one query."""
    today = clock.today()
    members = Membership.objects.on(today).values("organization")
    rows = Position.objects.on(today).filter(organization__in=members).select_related("organization")
    found: dict[int, set[Organization]] = {}
    for row in rows:
        found.setdefault(row.person_id, set()).add(row.organization)
    return {person: next(iter(places)) for person, places in found.items() if len(places) == 1}


def _of(part: responsible.Responsible, works: dict[int, Organization]) -> Organization | None:
    """The organisation a part names, else the one its person works in."""
    if part.organization is not None or part.person is None:
        return part.organization
    return works.get(part.person.pk)
