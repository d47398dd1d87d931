"""Решения и поручения: across meetings, one of them, what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_portal.documents.uploads import attached, served
from cluster_portal.documents.xlsx import XLSX, to_xlsx
from cluster_portal.journal import access
from cluster_portal.journal.access import history
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.ui.registries import panels
from cluster_portal.workflow import may, why_not
from meetings import actions, rules
from meetings.forms import AnswerExtensionForm, DeadlineForm, DropForm, ExtendForm, ReportForm, ReturnForm
from meetings.models import Assignment, Decision, Extension, Meeting, Report
from meetings.standing import TABS, standing, tab, tasks
from meetings.views.common import may_know
from members.models import Organization
from members.rules import person_of

PAGE = 50
HEADS = [
    ("Срок", 12),
    ("Поручение", 60),
    ("Основание", 24),
    ("Ответственный", 32),
    ("Состояние", 28),
    ("Закрыто", 12),
]


@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    """Assignments across meetings: tabs, by organisation, by meeting, by words."""
    rules.may_read(request.user)
    person, chosen = person_of(request.user), request.GET.get("tab", "all")
    chosen = chosen if chosen in TABS else "all"
    found = _filtered(request)
    page = Paginator(found.filter(tab(chosen, person)), PAGE).get_page(request.GET.get("page"))
    until = DeadlineForm(request.GET or None)
    context = {
        "tabs": _tabs(found, person),
        "tab": chosen,
        "page": page,
        "rows": [(task, standing(task)) for task in page.object_list],
        "organizations": Organization.objects.filter(positions__person__assignments__isnull=False).distinct(),
        "meetings": Meeting.objects.filter(decisions__assignments__isnull=False).distinct()[:PAGE],
        "until": until,
        "wanted": {name: request.GET.get(name, "") for name in ("organization", "meeting", "q", "until")},
    }
    status = 400 if until.errors else 200
    return render(request, "decisions/list.html", context, status=status)


def _tabs(found: QuerySet[Assignment], person: Any) -> list[tuple[str, str, int]]:
    words = {
        "all": _("All"),
        "mine": _("Mine"),
        "overdue": _("Overdue"),
        "reported": _("Reports to check"),
        "open": _("Being carried out"),
        "closed": _("Closed"),
    }
    counts = found.order_by().aggregate(**{name: Count("pk", filter=tab(name, person)) for name in TABS[1:]})
    counts["all"] = found.count()
    return [(name, words[name], counts[name]) for name in TABS]


def _filtered(request: HttpRequest) -> QuerySet[Assignment]:
    found = tasks()
    organization = whole_number(request.GET.get("organization", ""))
    meeting = whole_number(request.GET.get("meeting", ""))
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if organization:
        own = Q(lead_organization=organization) | Q(lead__positions__organization=organization)
        found = found.filter(pk__in=Assignment.objects.filter(own).values("pk"))
    if meeting:
        found = found.filter(decision__meeting=meeting)
    until = DeadlineForm(request.GET)
    if until.is_valid() and until.cleaned_data["until"]:
        found = found.filter(deadline__lte=until.cleaned_data["until"])
    if words:
        found = found.filter(Q(part__icontains=words) | Q(lead__name__icontains=words))
    return found


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same list as XLSX."""
    rules.may_read(request.user)
    chosen = request.GET.get("tab", "all")
    found = _filtered(request).filter(tab(chosen, person_of(request.user)))
    heads = [
        ("Срок", 12),
        ("Поручение", 60),
        ("Основание", 24),
        ("Ответственный", 32),
        ("Состояние", 28),
        ("Закрыто", 12),
    ]
    response = HttpResponse(to_xlsx("Поручения", heads, map(_row, found.iterator(chunk_size=2000))), content_type=XLSX)
    return attached(response, "porucheniya.xlsx")


def _row(task: Assignment) -> list[Any]:
    meeting = task.decision.meeting
    ground = f"протокол № {meeting.number} от {meeting.date:%d.%m.%Y}"
    return [task.deadline or task.recurrence, task.part, ground, _lead(task), standing(task).words, task.closed_on]


def _lead(task: Assignment) -> str:
    if task.lead:
        return task.lead.name
    return task.lead_organization.name if task.lead_organization else task.lead_text


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions of all meetings, newest first, found by words."""
    rules.may_read(request.user)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Decision.objects.exclude(text="").select_related("meeting").order_by("-meeting__date", "-meeting", "order")
    if words:
        found = found.filter(text__icontains=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "decisions/decisions.html", {"page": page, "search": words})


def _task(request: HttpRequest, pk: int) -> Assignment:
    may_know(request)
    rows = Assignment.objects.select_related(
        "decision__meeting", "decision__item", "lead", "lead_organization", "controller"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: what it is, how it stands, its reports, requests and history."""
    task, user = _task(request, pk), request.user
    context = {
        "task": task,
        "lead": _lead(task),
        "standing": standing(task),
        "reports": task.reports.select_related("person").prefetch_related("files"),
        "extensions": task.extensions.select_related("person"),
        "panels": panels("decisions.assignment", user, task),
        "refused": {
            "report": why_not(rules.REPORT, user, task),
            "accept": why_not(rules.ACCEPT, user, task),
            "drop": why_not(rules.DROP, user, task),
            "cancel": why_not(rules.CANCEL_TASK, user, task),
        },
        "may_extend": may(rules.may_ask_to_extend, user, task),
        "may_accept": may(rules.may_accept, user, task),
        "history": history(task, *task.reports.all(), *task.extensions.all()) if access.may_read(user) else [],
    }
    return render(request, "decisions/assignment.html", context)


def _back(task: Assignment) -> tuple[str, str]:
    return task.get_absolute_url(), _("Assignment")


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what was done."""
    task = _task(request, pk)
    rules.may_report(request.user, task)
    form = ReportForm(request.POST or None, request.FILES or None)
    page = ActPage(
        _("Report on the assignment"),
        _("Send the report"),
        _back(task),
        (task.part, _("The secretary of the Council is told and checks the report.")),
    )

    def perform(text: str, done_on: Any, file: Any) -> tuple[str, Any]:
        files = [file] if file else []
        actions.report(assignment=task, text=text, done_on=done_on, files=files, by=request.user)
        return task.get_absolute_url(), _("The report is sent.")

    return act_page(request, page, form, perform)


def _close(request: HttpRequest, task: Assignment, act: Callable[..., Any], title: str, then: str) -> HttpResponse:

    def perform(reason: str) -> str:
        act(assignment=task, reason=reason, by=request.user)
        return task.get_absolute_url()

    return act_page(
        request, ActPage(title, title, _back(task), (task.part, then)), DropForm(request.POST or None), perform
    )


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop from control, with a reason."""
    then = _("Nothing is asked about it any more; the reason stays in the history.")
    task = _task(request, pk)
    rules.may_drop(request.user, task)
    return _close(request, task, actions.drop, _("Drop from control"), then)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a decision has cancelled it."""
    then = _("Name the decision that cancels it: its number and the minutes.")
    task = _task(request, pk)
    rules.may_cancel(request.user, task)
    return _close(request, task, actions.cancel_assignment, _("Cancelled by a decision"), then)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report."""
    row = _report(request, pk)
    actions.accept(report=row, answer=request.POST.get("answer", ""), by=request.user)
    return redirect(row.assignment)


def _report(request: HttpRequest, pk: int) -> Report:
    may_know(request)
    row = get_object_or_404(Report.objects.select_related("assignment"), pk=pk)
    rules.may_accept(request.user, row.assignment)
    return row


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a report with the reason."""
    row = _report(request, pk)
    page = ActPage(_("Return the report"), _("Return"), _back(row.assignment), (row.text,))

    def perform(answer: str) -> str:
        actions.return_report(report=row, answer=answer, by=request.user)
        return row.assignment.get_absolute_url()

    return act_page(request, page, ReturnForm(request.POST or None), perform)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to move the deadline."""
    task = _task(request, pk)
    rules.may_report(request.user, task)
    page = ActPage(
        _("Ask for a new deadline"),
        _("Ask"),
        _back(task),
        (task.part, _("The first deadline stays in the history.")),
    )

    def perform(until: Any, reason: str) -> tuple[str, Any]:
        actions.ask_to_extend(assignment=task, until=until, reason=reason, by=request.user)
        return task.get_absolute_url(), _("The request is sent.")

    return act_page(request, page, ExtendForm(request.POST or None), perform)


def answer_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a new deadline or refuse it."""
    may_know(request)
    row = get_object_or_404(Extension.objects.select_related("assignment"), pk=pk)
    rules.may_accept(request.user, row.assignment)
    page = ActPage(_("New deadline: %s") % f"{row.until:%d.%m.%Y}", _("Answer"), _back(row.assignment), (row.reason,))

    def perform(granted: str, answer: str) -> str:
        actions.answer_extension(extension=row, granted=granted == "yes", answer=answer, by=request.user)
        return row.assignment.get_absolute_url()

    return act_page(request, page, AnswerExtensionForm(request.POST or None), perform)


@require_safe
def evidence(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """A file of a report."""
    may_know(request)
    row = get_object_or_404(Report, pk=pk)
    found = row.files.filter(pk=file).first()
    if found is None:
        raise Http404
    return served(found)
