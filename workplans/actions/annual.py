"""The annual report and what follows: approved by the chair like the plan; the next year's plan begins from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import new_key
from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.notifications import ToSign
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note, take_values, working_text
from members.rules import acting_chair
from workplans import notifications, rules
from workplans.actions.base import copy_rows, read_period
from workplans.actions.carrying import approved
from workplans.actions.drafting import begin_plan
from workplans.models import Activity, AnnualReport, CoExecutor, Fate, Indicator, Plan, PlanRevision
from workplans.papers import report_paper
from workplans.people import writers_of
from workplans.record import Record
from workplans.signing import REPORT, place_words
from workplans.standing import Carrying

WORDS = ("summary", "proposals")
IN_NEXT_YEAR = ("key", "carried_from", "period_words", "mark_words", "period_kind", "repeat", "started", "ended")


@action("workplans.report_begun")
def begin_report(*, plan: Plan, by: Any) -> AnnualReport:
    """Begin the annual report of an approved plan; there is one a year. Raises Refused."""
    rules.may_work_on(by, plan)
    approved(plan)
    row, made = AnnualReport.objects.get_or_create(plan=plan, defaults={"made_at": clock.now()})
    if not made:
        raise Refused(_("The report is begun already."), code="state")
    note(year=plan.year)
    return row


@working_text
def save_report(
    *, report: AnnualReport, version: int, values: dict[str, str], token: str = "", own: Sequence[str] = (), by: Any
) -> AnnualReport:
    """Save the words of the report as they are typed. Raises Stale, Refused, ValidationError."""
    row = locked(report)
    row.plan = report.plan
    rules.may_write_report(by, row)
    typed = {name: clean_text(value) for name, value in values.items() if name in WORDS}
    for name, value in typed.items():
        try:
            check_text(value)
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    changed = {name: value for name, value in typed.items() if getattr(row, name) != value}
    if changed:
        take_values(row, changed, version, token, own)
        row.save()
    return row


@action("workplans.report_proposed")
def propose_report(*, report: AnnualReport, marks: str = "", by: Any) -> AnnualReport:
    """Freeze the report and put it before the chair. Raises Refused: no word of what the year brought."""
    row = locked(report)
    row.plan = report.plan
    rules.PROPOSE.check(by, row)
    if not row.summary.strip():
        raise Refused(_("Write what the year brought."), code="empty", field="summary")
    row = move_state(row, rules.PROPOSE, by=by, also={"state_reason": ""})
    row.plan = report.plan
    revision = approved(row.plan)
    record, carrying = Record(revision), Carrying(row.plan, closed=True)
    chair = acting_chair(row.plan.cluster, clock.today())
    if chair is None:
        raise Refused(_("The office of the chair is vacant: nobody can approve the report."), code="vacant")
    with override("ru"):
        paper = report_paper(row, record, carrying, day=clock.today(), marks=marks)
    row.document = documents.seal(
        kind=REPORT,
        series=f"workplans.annualreport:{row.pk}",
        title=paper.title,
        document=paper,
        places=[("chair", place_words(chair))],
        data={"year": row.plan.year, "plan": revision.document.code if revision.document else ""},
        edition=_edition(row),
        by=by,
    )
    row.save(update_fields=["document"])
    if chair.user:
        place = row.document.places.select_related("document").get()
        send(ToSign(place), to=[chair.user])
    note(code=row.document.code)
    return row


def _edition(row: AnnualReport) -> int:
    return SealedDocument.objects.filter(series=f"workplans.annualreport:{row.pk}").count() + 1


@action("workplans.report_returned")
def return_report(*, report: AnnualReport, reason: str, by: Any) -> AnnualReport:
    """The chair returns the report with the reason. Raises Refused."""
    if report.document is not None:
        locked(report.document)
    row = move_state(report, rules.RETURN_REPORT, by=by, reason=reason, also={"state_reason": reason.strip()})
    if row.document is not None:
        documents.withdraw(document=row.document, reason=reason, by=by)
    row.document = None
    row.save(update_fields=["document"])
    row.plan = report.plan
    send(notifications.ReportReturned(row), to=writers_of(row.plan))
    return row


@action("workplans.report_approved")
def approve_report(*, report: AnnualReport, document: SealedDocument, by: Any) -> AnnualReport:
    """The chair has signed: the report is approved and the plan closed."""
    row = move_state(report, rules.APPROVE_REPORT, by=by, also={"approved_on": clock.today()})
    documents.put_in_force(document=document, by=by)
    for revision in report.plan.revisions.filter(state=PlanRevision.State.APPROVED):
        move_state(revision, rules.CLOSE, by=by)
    send(notifications.ReportApproved(row), to=writers_of(report.plan))
    return row


@action("workplans.next_year_begun")
def begin_next_year(*, plan: Plan, keys: Iterable[str], carry: Iterable[str] = (), reason: str = "", by: Any) -> Plan:
    """Begin the plan of the next year with chosen activities; those carried over keep their key and history.

    `keys` are copied as new ones of the same words, `carry` are unfinished ones that go on. Raises Refused.
    """
    rules.may_work_on(by, plan)
    rows = PlanRevision.objects.filter(plan=plan, state__in=PlanRevision.HELD)
    source = rows.select_related("plan").first()
    if source is None:
        raise Refused(_("No revision of this plan is approved."), code="state")
    carried = set(carry)
    wanted = source.activities.filter(removed_at=None, key__in=carried | set(keys)).order_by("order", "pk")
    going = list(wanted)
    going_on = [row for row in going if row.key in carried]
    _refuse_settled(plan, going_on)
    made: Plan = begin_plan(cluster=plan.cluster, year=plan.year + 1, group=plan.group, by=by)
    copies = copy_rows(source, made.revisions.get(), going)
    CoExecutor.objects.filter(activity__in=list(copies.values())).update(  # a part of another year is asked for anew
        answer="", answer_reason="", answered_by="", answered_at=None
    )
    _into_next_year([(copies[row.pk], row.key in carried) for row in going], plan.year)
    _record_fates(plan, {row.key for row in going_on}, reason, by)
    note(year=made.year, copied=len(going) - len(going_on), carried=len(going_on))
    return made


def _refuse_settled(plan: Plan, rows: list[Any]) -> None:
    """Raise Refused where one that was done, or taken out by a decision, would be carried over."""
    carrying = Carrying(plan)
    standings = [(row, carrying.standing(row)) for row in rows]
    if done := [row.title for row, standing in standings if standing.is_done]:
        raise Refused(_("This was done, it is not carried over: %s.") % "; ".join(done[:5]), code="done")
    if out := [row.title for row, standing in standings if standing.code == "cancelled"]:
        told = _("This was taken out by a decision, it is not carried over: %s.")
        raise Refused(told % "; ".join(out[:5]), code="cancelled")


def _into_next_year(rows: list[tuple[Any, bool]], year: int) -> None:
    """Dates move a year on; a copy is a new activity, one carried over (True) remembers where it came from."""
    copied = [row for row, carried in rows if not carried]
    for row, carried in rows:
        if carried:
            row.carried_from = row.carried_from or year
        else:
            row.key, row.carried_from = new_key(), None
        row.period_words = row.period_words.replace(str(year), str(year + 1))
        row.mark_words = ""
        read_period(row, year + 1)
    Activity.objects.bulk_update([row for row, _carried in rows], IN_NEXT_YEAR, batch_size=200)
    indicators = list(Indicator.objects.filter(activity__in=copied))
    for indicator in indicators:
        indicator.key = new_key()
    Indicator.objects.bulk_update(indicators, ["key"], batch_size=500)


def _record_fates(plan: Plan, carried: set[str], reason: str, by: Any) -> None:
    known = set(plan.fates.values_list("key", flat=True))
    new = carried - known
    if new and not reason.strip():
        raise ValidationError({"reason": _("Say why these are carried over.")})
    Fate.objects.bulk_create(
        Fate(
            plan=plan,
            key=key,
            kind=Fate.Kind.CARRIED,
            to_year=plan.year + 1,
            reason=reason.strip(),
            by_name=str(by or "")[:200],
            at=clock.now(),
        )
        for key in new
    )
