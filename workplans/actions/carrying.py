"""Carrying the plan out: requests, reports with evidence, measured values, what was carried over or taken out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.documents.uploads import store
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, note
from meetings.models import Decision
from meetings.record import printed_number
from members.models import Organization
from members.rules import person_of
from workplans import notifications, rules
from workplans.models import Activity, ActivityReport, Fate, Indicator, Measure, Plan, PlanRevision, ReportRequest
from workplans.people import accounts_of, chair_of
from workplans.record import Record
from workplans.standing import Carrying, owed

Told = ActivityReport.Told
MOST_NUMBER = Decimal(10) ** 12


def approved(plan: Plan) -> PlanRevision:
    """The revision in force. Raises Refused where none is approved."""
    found: PlanRevision | None = (
        PlanRevision.objects.whole().filter(plan=plan, state=PlanRevision.State.APPROVED).first()
    )
    if found is None:
        raise Refused(_("No revision of this plan is approved."), code="state")
    return found


@action("workplans.reports_requested")
def request_reports(*, plan: Plan, quarter: int, until: datetime.date, by: Any) -> ReportRequest:
    """Ask everybody who owes reports on a quarter, at once; asked again, the day is moved. Raises Refused."""
    rules.may_keep(by)
    if until < clock.today():
        raise ValidationError({"until": _("A day from today on.")})
    locked(plan)  # two requests at once are one
    revision = approved(plan)
    row = ReportRequest.objects.filter(plan=plan, quarter=quarter).first() or ReportRequest(plan=plan, quarter=quarter)
    row.until, row.asked_at, row.escalated_at = until, clock.now(), None
    row.full_clean()
    row.save()
    told = 0
    for one in owed(Record(revision), Carrying(plan), quarter):
        if one.missing:
            told += 1
            send(notifications.ReportsAsked(row, one.organization, len(one.missing)), to=accounts_of(one.organization))
    note(quarter=quarter, until=until, organizations=told)
    return row


@action("workplans.escalated")
def escalate(*, request: ReportRequest, by: Any) -> ReportRequest:
    """The day has passed: the chair is told once who has not reported. Raises Refused: he was told already."""
    row = locked(request)
    row.plan = request.plan
    if row.escalated_at is not None:
        raise Refused(_("The chair was told already."), code="state")
    row.escalated_at = clock.now()
    row.save(update_fields=["escalated_at"])
    silent = [one for one in owed(Record(approved(row.plan)), Carrying(row.plan), row.quarter) if one.missing]
    if silent:
        send(notifications.Escalated(row, [one.organization.short for one in silent]), to=chair_of(row.plan))
    note(silent=[one.organization.name for one in silent])
    return row


@action("workplans.reported")
def report(
    *,
    activity: Activity,
    organization: Organization,
    quarter: int,
    told: str,
    text: str,
    done_on: datetime.date | None = None,
    files: Iterable[Any] = (),
    values: Mapping[int, Decimal | None] | None = None,
    by: Any,
) -> ActivityReport:
    """Report what an organisation did on an activity in a quarter, with actual values by indicator (id → number).

    Evidence is asked for and not forced: its absence is a doubt. Raises Refused: forbidden, state; ValidationError.
    """
    rules.may_report(by, activity, organization)
    _refuse_report(activity, quarter, told, text, done_on)
    plan = activity.revision.plan
    made = ActivityReport(
        plan=plan,
        key=activity.key,
        quarter=quarter,
        organization=organization,
        person=person_of(by),
        told=told,
        text=clean_text(text).strip(),
        done_on=done_on if told == Told.DONE else None,
        at=clock.now(),
    )
    made.full_clean()
    made.save()
    made.files.set([store(file, by=by) for file in files])
    _measure(plan, activity, organization, quarter, values or {})
    note(
        activity=activity.title[:200],
        quarter=quarter,
        told=told,
        text=made.text[:1000],
        files=[file.sha256 for file in made.files.all()],
    )
    return made


def _refuse_report(activity: Activity, quarter: int, told: str, text: str, done_on: datetime.date | None) -> None:
    problems = {}
    if told not in Told.values:
        problems["told"] = _("Choose one.")
    if not 1 <= quarter <= 4:  # noqa: PLR2004 – quarters of a year
        problems["quarter"] = _("A quarter is 1, 2, 3 or 4.")
    if not clean_text(text).strip():
        problems["text"] = _("Write what was done.")
    if told == Told.DONE and done_on is None:
        problems["done_on"] = _("Write the day it was done.")
    if done_on is not None and done_on > clock.today():
        problems["done_on"] = _("Done on a day that has come.")
    if problems:
        raise ValidationError(problems)
    check_text(clean_text(text))
    if activity.removed_at is not None:
        raise Refused(_("This activity is no longer in the plan."), code="state")


def _measure(
    plan: Plan, activity: Activity, organization: Organization, quarter: int, values: Mapping[int, Decimal | None]
) -> None:
    for indicator in Indicator.objects.filter(activity=activity, pk__in=values):
        value = values[indicator.pk]
        if value is None:
            continue
        if abs(value) >= MOST_NUMBER:
            raise ValidationError({f"value-{indicator.pk}": _("The number is too large.")})
        key: dict[str, Any] = {
            "plan": plan,
            "indicator_key": indicator.key,
            "organization": organization,
            "quarter": quarter,
        }
        Measure.objects.update_or_create(defaults={"actual": value}, **key)


@action("workplans.targets_set")
def set_targets(
    *, indicator: Indicator, targets: Mapping[tuple[Organization, int], Decimal | None], by: Any
) -> Indicator:
    """Set targets of an indicator by organisation and quarter. Raises Refused, ValidationError: a negative one."""
    rules.may_work_on(by, indicator.activity.revision.plan)
    plan = indicator.activity.revision.plan
    for (organization, quarter), target in targets.items():
        if target is not None and target < 0:
            raise ValidationError({"target": _("A target is not negative.")})
        given: dict[str, Any] = {"organization": organization, "quarter": quarter}
        found = Measure.objects.filter(plan=plan, indicator_key=indicator.key, **given)
        if not found.update(target=target) and target is not None:
            Measure.objects.create(plan=plan, indicator_key=indicator.key, target=target, **given)
    note(indicator=str(indicator), targets=len(targets))
    return indicator


@action("workplans.carried_over")
def carry_over(*, activity: Activity, reason: str, by: Any) -> Fate:
    """Record that an activity is carried over to the next year, with the reason; its history goes with it.

    Raises Refused, ValidationError.
    """
    rules.may_carry(by, activity)
    if Carrying(activity.revision.plan).standing(activity).is_done:
        raise Refused(_("This activity was done."), code="done")
    return _fate(activity, Fate.Kind.CARRIED, reason, to_year=activity.revision.plan.year + 1, by=by)


@action("workplans.cancelled")
def cancel_activity(*, activity: Activity, decision: Decision, reason: str = "", by: Any) -> Fate:
    """Take an activity out by a decision of the Council; it stays in the plan, marked. Raises Refused."""
    rules.may_cancel(by, activity)
    if not decision.adopted:
        raise ValidationError({"decision": _("This decision was not adopted.")})
    words = reason.strip() or f"{decision.meeting}, решение № {printed_number(decision)}"
    return _fate(activity, Fate.Kind.CANCELLED, words, decision=decision, by=by)


def _fate(activity: Activity, kind: str, reason: str, *, by: Any, **more: Any) -> Fate:
    words = clean_text(reason).strip()
    if not words:
        raise ValidationError({"reason": _("Give the reason: it stays with the activity.")})
    check_text(words)
    plan = locked(activity.revision.plan)
    if Fate.objects.filter(plan=plan, key=activity.key).exists():
        raise Refused(_("This is recorded already."), code="state")
    note(activity=activity.title[:200], reason=words)
    return Fate.objects.create(
        plan=plan, key=activity.key, kind=kind, reason=words, by_name=str(by or "")[:200], at=clock.now(), **more
    )


@action("workplans.published")
def publish(*, plan: Plan, by: Any) -> Plan:
    """Let anybody read the approved plan; reports and contacts are never shown. Raises Refused."""
    rules.may_publish(by, plan)
    row = locked(plan)
    row.published_at = row.published_at or clock.now()
    row.save(update_fields=["published_at"])
    return row


@action("workplans.unpublished")
def unpublish(*, plan: Plan, by: Any) -> Plan:
    """Take the public page away. Raises Refused."""
    rules.may_publish(by, plan)
    row = locked(plan)
    row.published_at = None
    row.save(update_fields=["published_at"])
    return row
