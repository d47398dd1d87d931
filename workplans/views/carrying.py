"""Carrying out: reports, requests, what is carried over or taken out, the annual report, the next year."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal import clock
from cluster_portal.documents.files import file_answer, marks
from cluster_portal.documents.uploads import attached, served
from cluster_portal.documents.xlsx import XLSX
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.ui.saves import answered, saving, versioned
from cluster_portal.workflow import Refused, may, why_not
from members.models import Organization
from workplans import actions, rules
from workplans.actions.carrying import approved
from workplans.exchange import quarter_workbook
from workplans.forms import CancelForm, ReasonForm, ReportForm, RequestForm
from workplans.measures import consolidated
from workplans.models import Activity, ActivityReport, AnnualReport, Plan, PlanRevision
from workplans.papers import counted, report_paper
from workplans.record import Record
from workplans.standing import QUARTERS, Carrying, owed, quarter_of
from workplans.views.common import activity_for, may_know, plan_for

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
TWO_WEEKS = datetime.timedelta(days=14)


# --- reports


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report on an activity, with evidence and measured values."""
    row = activity_for(request, pk)
    rules.may_report(request.user, row)
    organizations = rules.answers_for(request.user, row) or _named(row)
    then = (
        _("Evidence can be added by a further report; without it the report is taken and marked so."),
        _("The day it was done decides whether it was in time."),
    )
    page = ActPage(_("Report on an activity"), _("Report"), (row_url(row), row.title), then)

    def perform(**values: Any) -> tuple[str, Any]:
        actions.report(activity=row, by=request.user, **values)
        return row_url(row), _("The report is taken.")

    initial = {"quarter": quarter_of(clock.today()), "told": ActivityReport.Told.RUNNING}
    form = ReportForm(
        organizations, list(row.indicators.all()), request.POST or None, request.FILES or None, initial=initial
    )
    return act_page(request, page, form, perform)


def row_url(row: Activity) -> str:
    """The activity's page."""
    return reverse("workplans:activity", args=[row.pk])


def _named(row: Activity) -> list[Organization]:
    """Organisations the secretary reports for: those the activity names, else all members it could be."""
    named = [row.lead_organization] if row.lead_organization else []
    named += [one.organization for one in row.co_executors.select_related("organization") if one.organization]
    return list(dict.fromkeys(named)) or list(Organization.objects.filter(memberships__left=None).distinct())


@require_safe
def evidence(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A file of a report."""
    may_know(request)
    row = get_object_or_404(ActivityReport, pk=pk)
    return served(get_object_or_404(row.files, pk=number))


@require_safe
def reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Who owes reports on a quarter, who has answered, what is missing."""
    plan = plan_for(request, pk)
    revision = _in_force(plan)
    quarter = _quarter(request)
    record, carrying = Record(revision), Carrying(plan, closed=revision.state == PlanRevision.State.CLOSED)
    found = owed(record, carrying, quarter)
    asked = plan.requests.filter(quarter=quarter).first()
    context = {
        "plan": plan,
        "revision": revision,
        "quarter": quarter,
        "quarters": QUARTERS,
        "owed": found,
        "answered": sum(not one.missing for one in found),
        "asked": asked,
        "late": asked is not None and asked.until < clock.today(),
        "numbers": record.numbers,
        "may_keep": may(rules.may_keep, request.user),
    }
    return render(request, "workplans/reports.html", context)


def _in_force(plan: Plan) -> PlanRevision:
    """The revision reports are on; of a plan that is closed they are still read. Raises Refused."""
    closed = PlanRevision.objects.whole().filter(plan=plan, state=PlanRevision.State.CLOSED)
    return closed.first() or approved(plan)


def _quarter(request: HttpRequest) -> int:
    number = whole_number(request.GET.get("quarter", ""))
    return number if number in QUARTERS else quarter_of(clock.today())


@require_safe
def quarter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The consolidated reports of a quarter as XLSX."""
    plan = plan_for(request, pk)
    revision = _in_force(plan)
    quarter = _quarter(request)
    record, carrying = Record(revision), Carrying(plan, closed=revision.state == PlanRevision.State.CLOSED)
    data = quarter_workbook(record, carrying, quarter, owed(record, carrying, quarter))
    return attached(HttpResponse(data, content_type=XLSX), f"svod-{plan.year}-{quarter}.xlsx")


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """One request to all who owe reports on a quarter."""
    plan = plan_for(request, pk)
    rules.may_keep(request.user)
    then = (
        _("Everyone who owes a report gets one letter with the number of activities."),
        _("When the day passes, the chair is told once who is silent."),
    )
    page = ActPage(_("Ask for reports"), _("Ask all who owe"), (f"{plan.get_absolute_url()}reports/", plan), then)

    def perform(quarter: int, until: datetime.date) -> str:
        actions.request_reports(plan=plan, quarter=quarter, until=until, by=request.user)
        return f"{plan.get_absolute_url()}reports/?quarter={quarter}"

    initial = {"quarter": _quarter(request), "until": clock.today() + TWO_WEEKS}
    return act_page(request, page, RequestForm(request.POST or None, initial=initial), perform)


def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry an activity over to the next year."""
    row = activity_for(request, pk)
    rules.may_carry(request.user, row)
    then = (_("It stays in this plan, marked; the plan of the next year can go on with it."),)
    page = ActPage(_("Carry over to the next year"), _("Carry over"), (row_url(row), row.title), then)

    def perform(reason: str) -> str:
        actions.carry_over(activity=row, reason=reason, by=request.user)
        return row_url(row)

    return act_page(request, page, ReasonForm(request.POST or None), perform)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity out by a decision of the Council."""
    row = activity_for(request, pk)
    rules.may_cancel(request.user, row)
    page = ActPage(_("Take out by a decision"), _("Take out"), (row_url(row), row.title))

    def perform(**values: Any) -> str:
        actions.cancel_activity(activity=row, by=request.user, **values)
        return row_url(row)

    return act_page(request, page, CancelForm(actions.decisions_for(row.revision), request.POST or None), perform)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody read the approved plan, or no longer."""
    plan = plan_for(request, pk)
    if request.POST.get("off"):
        actions.unpublish(plan=plan, by=request.user)
    else:
        actions.publish(plan=plan, by=request.user)
    return redirect(plan)


# --- the annual report


def _report_for(request: HttpRequest, pk: int) -> AnnualReport:
    plan = plan_for(request, pk)
    found = AnnualReport.objects.select_related("document").filter(plan=plan).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found


def _held(plan: Plan) -> PlanRevision:
    """The revision the report is about. Raises Http404."""
    found: PlanRevision | None = (
        PlanRevision.objects.whole()
        .select_related("plan__annual_report__document")
        .filter(plan=plan, state__in=PlanRevision.HELD)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
def annual(request: HttpRequest, pk: int) -> HttpResponse:
    """The annual report: words of the group, tables from the reports; how it stands."""
    plan, user = plan_for(request, pk), request.user
    revision = _held(plan)
    found = getattr(revision.plan, "annual_report", None)
    if found is not None:
        found.plan = plan
    record, carrying = Record(revision), Carrying(plan, closed=found is not None and found.state != "draft")
    actual = consolidated(record)
    context = {
        "plan": plan,
        "revision": revision,
        "report": found,
        "counted": counted(record, carrying),
        "lines": [(row, record.numbers[row.pk], carrying.standing(row)) for row in record.ordered],
        "indicators": [(one, actual.get(one.key)) for row in record.ordered for one in record.indicators[row.pk]],
        "may_work": may(rules.may_work_on, user, plan),
        "may_write": found is not None and may(rules.may_write_report, user, found),
        "may_approve": found is not None
        and found.state == AnnualReport.State.PROPOSED
        and may(rules.may_approve, user),
        "place": found.document.places.first() if found is not None and found.document else None,
        "saved_at": timezone.localtime(clock.now()),
    }
    return render(request, "workplans/annual.html", context)


@require_POST
def begin_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the annual report."""
    actions.begin_report(plan=plan_for(request, pk), by=request.user)
    return redirect("workplans:annual", pk)


@require_POST
def save_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the words of the report as they are typed."""
    found = _report_for(request, pk)
    rules.may_work_on(request.user, found.plan)
    typed = {name: request.POST[name] for name in ("summary", "proposals") if name in request.POST}
    saved = answered(request, typed, lambda: actions.save_report(report=found, values=typed, **saving(request)))
    if isinstance(saved, HttpResponse):
        return saved
    return versioned(saved)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the report before the chair."""
    actions.propose_report(report=_report_for(request, pk), marks=marks(), by=request.user)
    return redirect("workplans:annual", pk)


def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair returns the report."""
    found = _report_for(request, pk)
    if refused := why_not(rules.RETURN_REPORT, request.user, found):
        raise refused
    page = ActPage(_("Return the report"), _("Return"), (found.get_absolute_url(), found))

    def perform(reason: str) -> str:
        actions.return_report(report=found, reason=reason, by=request.user)
        return found.get_absolute_url()

    return act_page(request, page, ReasonForm(request.POST or None), perform)


@require_safe
def annual_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The report as a document, as it stands."""
    found = _report_for(request, pk)
    record = Record(_held(found.plan))
    made = report_paper(found, record, Carrying(found.plan, closed=True), day=clock.today(), marks=marks())
    return file_answer(made, form, f"report-{found.plan.year}")


# --- the next year


@GET_POST
def next_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the plan of the next year: copy what repeats, carry over what is not finished."""
    plan = plan_for(request, pk)
    rules.may_work_on(request.user, plan)
    revision = _held(plan)
    record, carrying = Record(revision), Carrying(plan)
    copied, carried = set(request.POST.getlist("copy")), set(request.POST.getlist("carry"))
    problem = ""
    if request.method == "POST":
        try:
            made = actions.begin_next_year(
                plan=plan, keys=copied, carry=carried, reason=request.POST.get("reason", ""), by=request.user
            )
            return redirect(f"{made.revisions.get().get_absolute_url()}draft/")
        except ValidationError as error:
            problem = "; ".join(error.messages)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            problem = str(refused.reason)
    lines = [
        {"row": row, "number": record.numbers[row.pk], "standing": carrying.standing(row)} for row in record.ordered
    ]
    context = {
        "plan": plan,
        "revision": revision,
        "lines": lines,
        "copied": copied,
        "carried": carried if request.method == "POST" else _unfinished(lines),
        "reason": request.POST.get("reason", ""),
        "problem": problem,
        "year": plan.year + 1,
    }
    return render(request, "workplans/next_year.html", context, status=400 if problem else 200)


def _unfinished(lines: list[dict[str, Any]]) -> set[str]:
    """What is proposed to go on: neither done nor taken out."""
    over = {"done", "late", "cancelled"}
    return {line["row"].key for line in lines if line["standing"].code not in over}
