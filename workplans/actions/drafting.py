"""Writing a revision: sections and activities added, typed, moved, copied, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.rules import refuse_other_group
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note, take_values, working_text
from meetings.models import Assignment
from members.models import Cluster, WorkingGroup
from members.recognise import Index
from workplans import rules
from workplans.actions.base import copy_rows, read_period, read_responsible
from workplans.actions.sessions import open_for_drafting, touch
from workplans.models import Activity, Plan, PlanRevision, Section

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
