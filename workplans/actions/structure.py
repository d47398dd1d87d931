"""The structure of a revision: sections and activities added, moved, copied, taken out; what hangs on an activity."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from agreements.models import Direction, new_key
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note
from members.recognise import Index
from workplans.actions.base import copied, open_for_change, read_period, read_responsible
from workplans.actions.drafting import typed_words
from workplans.models import Activity, CoExecutor, Indicator, PlanRevision, Section

MOST_ACTIVITIES = 5000
MOST_SECTIONS = 500
NOT_ANSWERED: dict[str, Any] = {"answer": "", "answer_reason": "", "answered_by": "", "answered_at": None}


@action("workplans.section_added")
def add_section(*, revision: PlanRevision, heading: str, direction: Direction | None = None, by: Any) -> Section:
    """Add a section at the end, of a direction or with words of its own. Raises Refused, ValidationError."""
    row = open_for_change(revision, by=by)
    words = clean_text(heading).strip() or (direction.text if direction else "")
    if not words:
        raise ValidationError({"heading": _("Write the heading, or choose a direction.")})
    check_text(words)
    count, last = row.sections.count(), row.sections.aggregate(last=Max("order"))["last"] or 0
    if count >= MOST_SECTIONS:
        raise Refused(_("A plan has at most %s sections.") % MOST_SECTIONS, code="many")
    made = Section.objects.create(revision=row, order=last + 1, heading=words, direction=direction)
    note(heading=words[:200])
    return made


@action("workplans.sections_from_directions")
def add_sections_of_directions(*, revision: PlanRevision, source: str, by: Any) -> PlanRevision:
    """Add a section for every direction of a source that has none yet. Raises Refused: nothing to add."""
    row = open_for_change(revision, by=by)
    known = set(row.sections.values_list("direction", flat=True))
    rows = Direction.objects.filter(cluster=row.plan.cluster_id, source=source, removed_at=None).order_by("order")
    new = [direction for direction in rows if direction.pk not in known]
    if not new:
        raise Refused(_("Every direction of this source has a section, or none is entered."), code="empty")
    last = row.sections.aggregate(last=Max("order"))["last"] or 0
    Section.objects.bulk_create(
        Section(revision=row, order=last + place, heading=_headed(direction), direction=direction)
        for place, direction in enumerate(new, 1)
    )
    note(source=source, sections=len(new))
    return row


def _headed(direction: Direction) -> str:
    """A direction as a heading: with a capital letter."""
    return direction.words[:1].upper() + direction.words[1:]


@action("workplans.section_tied")
def tie_section(*, section: Section, direction: Direction | None, by: Any) -> Section:
    """Say which direction a section is. Raises Refused."""
    open_for_change(section.revision, by=by)
    row = locked(section)
    row.direction = direction
    row.save(update_fields=["direction"])
    note(section=str(row)[:200], direction=str(direction or ""))
    return row


@action("workplans.section_moved")
def move_section(*, section: Section, step: str, by: Any) -> Section:
    """Move a section up or down with its activities. Raises Refused."""
    revision = open_for_change(section.revision, by=by)
    rows = list(revision.sections.order_by("order", "pk"))
    place = next(n for n, row in enumerate(rows) if row.pk == section.pk)
    target = place + {"up": -1, "down": 1}.get(step, 0)
    if 0 <= target < len(rows):
        rows.insert(target, rows.pop(place))
        _number(rows)
    note(step=step)
    return section


def _number(rows: Sequence[Any]) -> None:
    """Give rows their places in this order; only those that change are written."""
    changed = []
    for order, row in enumerate(rows, 1):
        if row.order != order:
            row.order = order
            changed.append(row)
    if changed:
        type(changed[0])._base_manager.bulk_update(changed, ["order"], batch_size=500)


@action("workplans.section_removed")
def remove_section(*, section: Section, by: Any) -> PlanRevision:
    """Take a section out; its activities stay, without one. Raises Refused."""
    revision = open_for_change(section.revision, by=by)
    note(heading=str(section)[:200])
    Activity.objects.filter(section=section).update(section=None)
    section.delete()
    return revision


@action("workplans.activity_added")
def add_activity(
    *, revision: PlanRevision, section: Section | None = None, after: Activity | None = None, by: Any, **values: str
) -> Activity:
    """Add an activity at the end of a section, or below another. Raises Refused: 5,000 are the most."""
    row = open_for_change(revision, by=by)
    _refuse_many(row)
    if after is not None:
        section = after.section
    made = Activity(revision=row, section=section, order=_place_after(row, section, after), **typed_words(values))
    read_period(made, row.plan.year)
    made.full_clean(exclude=["revision", "section"])
    row.activities.filter(order__gte=made.order).update(order=F("order") + 1)
    made.save()
    if made.responsible_words:
        read_responsible(made, Index(clock.today()))
    note(title=made.title[:200])
    return made


def _refuse_many(revision: PlanRevision) -> None:
    if revision.activities.filter(removed_at=None).count() >= MOST_ACTIVITIES:
        raise Refused(_("A plan has at most %s activities.") % MOST_ACTIVITIES, code="many")


def _place_after(revision: PlanRevision, section: Section | None, after: Activity | None) -> int:
    if after is not None:
        return after.order + 1
    last = revision.activities.filter(section=section).aggregate(last=Max("order"))["last"]
    if last is None:
        last = revision.activities.aggregate(last=Max("order"))["last"]
    return int(last or 0) + 1


@action("workplans.activity_moved")
def move_activity(
    *, activity: Activity, step: str = "", section: Section | None = None, before: Activity | None = None, by: Any
) -> Activity:
    """Move an activity: `step` up or down within its section, before another one, or to the end of a section."""
    revision = open_for_change(activity.revision, by=by)
    row = locked(activity)
    if before is not None and before.pk == row.pk:
        before, step = None, ""  # it is there already
    rows = [one for one in revision.activities.filter(removed_at=None).order_by("order", "pk") if one.pk != row.pk]
    if before is not None:
        row.section_id = before.section_id
        place = next((n for n, one in enumerate(rows) if one.pk == before.pk), len(rows))
    elif section is not None:
        row.section_id = section.pk
        place = max([n + 1 for n, one in enumerate(rows) if one.section_id == section.pk], default=len(rows))
    else:
        place = _stepped(rows, row, step)
    row.save(update_fields=["section"])
    rows.insert(place, row)
    _number(rows)
    note(title=row.title[:200], step=step or "section")
    return row


def _stepped(rows: list[Activity], row: Activity, step: str) -> int:
    """The place before the one above of the same section, or after the one below; itself where there is none."""
    own = [n for n, one in enumerate(rows) if one.section_id == row.section_id]
    here = sum(one.order < row.order or (one.order == row.order and one.pk < row.pk) for one in rows)
    above, below = [n for n in own if n < here], [n for n in own if n >= here]
    if step == "up" and above:
        return above[-1]
    if step == "down" and below:
        return below[0] + 1
    return here


@action("workplans.activity_copied")
def copy_activity(*, activity: Activity, by: Any) -> Activity:
    """A second activity with the same words below the first; it is a new one, with a key of its own.

    Raises Refused: 5,000 are the most.
    """
    revision = open_for_change(activity.revision, by=by)
    _refuse_many(revision)
    made: Activity = copied(activity, key=new_key(), order=activity.order + 1, version=1, token="", carried_from=None)
    revision.activities.filter(order__gt=activity.order).update(order=F("order") + 1)
    made.save()
    hanging: tuple[type[CoExecutor | Indicator], ...] = (CoExecutor, Indicator)
    for model in hanging:
        for row in model.objects.filter(activity=activity):
            changes = {"key": new_key()} if model is Indicator else NOT_ANSWERED
            copied(row, activity=made, **changes).save()
    made.directions.set(activity.directions.all())
    note(title=made.title[:200])
    return made


@action("workplans.activity_removed")
def remove_activity(*, activity: Activity, by: Any) -> Activity:
    """Take an activity out of a draft; it can be put back. Raises Refused."""
    open_for_change(activity.revision, by=by)
    row = locked(activity)
    row.removed_at = row.removed_at or clock.now()
    row.save(update_fields=["removed_at"])
    note(title=row.title[:200])
    return row


@action("workplans.activity_put_back")
def put_back(*, activity: Activity, by: Any) -> Activity:
    """Put back an activity that was taken out, where it stood. Raises Refused: 5,000 are the most."""
    revision = open_for_change(activity.revision, by=by)
    row = locked(activity)
    if row.removed_at is not None:
        _refuse_many(revision)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    note(title=row.title[:200])
    return row


# --- details


@action("workplans.activity_detailed")
def detail_activity(
    *,
    activity: Activity,
    started: datetime.date | None,
    ended: datetime.date | None,
    directions: Iterable[Direction] = (),
    decisions: Iterable[Any] = (),
    moved_reason: str = "",
    funding: str | None = None,
    place: str | None = None,
    by: Any,
) -> Activity:
    """Correct the dates the portal read, name further directions and decisions, say why a date was moved.

    `funding` and `place` stay as they are where they are None. Raises Refused, ValidationError: the end before the
    beginning, outside the plan's year.
    """
    revision = open_for_change(activity.revision, by=by)
    row = locked(activity)
    first, last = revision.plan.days
    for name, day in (("started", started), ("ended", ended)):
        if day is not None and not first <= day <= last:
            raise ValidationError({name: _("A day of the plan's year, %s.") % revision.plan.year})
    if started and ended and ended < started:
        raise ValidationError({"ended": _("The end is before the beginning.")})
    row.started, row.ended, row.moved_reason = started, ended, clean_text(moved_reason).strip()
    words = {name: value for name, value in (("funding", funding), ("place", place)) if value is not None}
    for name, value in typed_words(words).items():
        setattr(row, name, value)
    if ended and not row.period_kind:
        row.period_kind = Activity.PeriodKind.DATES
    row.version += 1
    row.full_clean(exclude=["revision", "section"], validate_unique=False)
    row.save()
    row.directions.set(directions)
    row.decisions.set(decisions)
    note(title=row.title[:200], started=started, ended=ended)
    return row


@action("workplans.indicator_set")
def set_indicator(
    *,
    activity: Activity,
    indicator: Indicator | None = None,
    name: str,
    unit: str,
    baseline: Any = None,
    target: Any = None,
    rule: str = Indicator.Rule.SUM,
    by: Any,
) -> Indicator:
    """Add an indicator to an activity, or change one. Raises Refused, ValidationError: no unit, a negative number."""
    open_for_change(activity.revision, by=by)
    row = indicator or Indicator(activity=activity, order=activity.indicators.count() + 1)
    row.name, row.unit = name.strip(), unit.strip()
    row.baseline, row.target, row.rule = baseline, target, rule
    row.full_clean(exclude=["activity"])
    for field in ("name", "unit"):
        try:
            check_text(getattr(row, field))
        except ValidationError as error:
            raise ValidationError({field: error}) from error
    row.save()
    note(activity=activity.title[:200], name=row.name, unit=row.unit, target=str(target or ""))
    return row


@action("workplans.indicator_removed")
def remove_indicator(*, indicator: Indicator, by: Any) -> Activity:
    """Take an indicator out of a draft. Raises Refused."""
    activity = indicator.activity
    open_for_change(activity.revision, by=by)
    note(name=indicator.name)
    indicator.delete()
    return activity
