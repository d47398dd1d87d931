"""Writing a revision: sections and activities added, typed, moved, copied, taken out and put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.rules import refuse_other_group
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note, working_text
from meetings.models import Assignment
from members.models import Cluster, Membership, Organization, Position, WorkingGroup
from members.recognise import Index
from workplans import periods, responsible, rules
from workplans.actions.sessions import open_for_drafting, take_values, touch
from workplans.models import Activity, CoExecutor, Indicator, Plan, PlanRevision, Section

WORDS = ("number_words", "title", "period_words", "responsible_words", "result", "mark_words", "funding", "place")


@action("workplans.begun")
def begin_plan(
    *,
    cluster: Cluster,
    year: int,
    group: WorkingGroup | None = None,
    assignment: Assignment | None = None,
    by: Any,
) -> Plan:
    """Begin the plan of a year with its first revision, an empty draft. Raises Refused, ValidationError: a plan of
    that year is there."""
    rules.may_begin(by)
    refuse_other_group(by, group, WorkingGroup.Product.PLAN)
    row = Plan(cluster=cluster, year=year, group=group, assignment=assignment, made_at=clock.now())
    row.full_clean()
    row.save()
    PlanRevision.objects.create(plan=row, number=1, made_at=clock.now())
    note(year=year, group=str(group or ""), assignment=str(assignment or ""))
    return row


@action("workplans.changed")
def change_plan(*, plan: Plan, group: WorkingGroup | None, assignment: Assignment | None, by: Any) -> Plan:
    """Say anew which group drafts the plan and which assignment asked for it. Raises Refused."""
    rules.may_keep(by)
    row = locked(plan)
    row.group, row.assignment = group, assignment
    row.save(update_fields=["group", "assignment"])
    note(group=str(group or ""), assignment=str(assignment or ""))
    return row


@action("workplans.revision_begun")
def begin_next(*, revision: PlanRevision, by: Any) -> PlanRevision:
    """Make the next revision, a draft with the same activities; the approved one holds until it is approved.

    Raises Refused.
    """
    plan = locked(revision.plan)
    row = locked(revision)
    row.plan = plan
    rules.may_begin_next(by, row)
    last = plan.revisions.aggregate(last=Max("number"))["last"] or 0
    made = PlanRevision.objects.create(plan=plan, number=last + 1, based_on=row, made_at=clock.now())
    copy_rows(row, made, row.activities.filter(removed_at=None))
    note(number=made.number, based_on=row.number)
    return made


def copy_rows(
    source: PlanRevision, target: PlanRevision, activities: Iterable[Activity], *, carried_from: int | None = None
) -> dict[int, Activity]:
    """Copy sections and these activities with all that hangs on them; keys stay. Returns old id → new activity.

    Called inside an action. Answers of co-executors come along: what was confirmed stays confirmed.
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


# --- typing


@working_text
def save_activity(
    *,
    activity: Activity,
    version: int,
    values: dict[str, str],
    token: str = "",
    own: Sequence[str] = (),
    by: Any,
) -> Activity:
    """Save cells of an activity as they are typed; period and responsible people are read from their words.

    Raises Stale, Refused, ValidationError by field.
    """
    revision = open_for_drafting(activity.revision, by=by)
    row = locked(activity)
    if row.removed_at:
        raise Refused(_("Somebody has taken this activity out; it can be put back below."), code="state")
    typed = typed_words(values)
    changed = {name: value for name, value in typed.items() if getattr(row, name) != value}
    if not changed:
        return row
    take_values(row, changed, version, token, own)
    _derive(row, changed, revision.plan.year)
    row.full_clean(exclude=["revision", "section"], validate_unique=False)
    row.save()
    if "responsible_words" in changed:
        read_responsible(row, Index(clock.today()))
    touch(revision=revision, part=f"activity-{row.key}", by=by)
    return row


def typed_words(values: dict[str, str]) -> dict[str, str]:
    """Cleaned words of an activity by field. Raises ValidationError: no such field, text no document can hold."""
    unknown = set(values) - set(WORDS)
    if unknown:
        raise ValidationError({name: _("This cannot be changed here.") for name in unknown})
    problems, typed = {}, {}
    for name, value in values.items():
        typed[name] = clean_text(value)
        try:
            check_text(typed[name])
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(problems)
    return typed


def _derive(row: Activity, changed: dict[str, Any], year: int) -> None:
    if "period_words" in changed:
        read_period(row, year)


def read_period(row: Activity, year: int) -> None:
    """Set kind, dates and recurrence from the words; dates that cannot be stay empty and are doubted."""
    found = periods.read(row.period_words, year)
    in_order = found.start is None or found.end is None or found.start <= found.end
    row.period_kind, row.repeat = str(found.kind), found.repeat
    row.started, row.ended = (found.start, found.end) if in_order else (None, None)


def read_responsible(row: Activity, index: Index) -> None:
    """Set lead and co-executors from the words; who had answered keeps the answer. Called inside an action."""
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


@working_text
def save_section(
    *, section: Section, version: int, heading: str, token: str = "", own: Sequence[str] = (), by: Any
) -> Section:
    """Save the heading of a section as it is typed. Raises Stale, Refused, ValidationError."""
    revision = open_for_drafting(section.revision, by=by)
    row = locked(section)
    words = clean_text(heading)
    try:
        check_text(words)
    except ValidationError as error:
        raise ValidationError({"heading": error}) from error
    if row.heading == words:
        return row
    take_values(row, {"heading": words}, version, token, own)
    row.save()
    touch(revision=revision, part=f"section-{row.pk}", by=by)
    return row
