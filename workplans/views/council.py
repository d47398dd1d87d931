"""A revision before the council and the chair: put, commented on, confirmed, approved, returned."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.models import Direction
from agreements.rules import speaks_for
from cluster_portal import clock
from cluster_portal.documents.files import marks
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Refused, may, why_not
from members.models import Charter
from members.rules import charter_on
from workplans import actions, rules
from workplans.compare import changes_since
from workplans.coverage import coverage, open_directions
from workplans.forms import AnswerForm, ApproveForm, CommentForm, OptionalReasonForm, ReasonForm, UntilForm
from workplans.models import CoExecutor, PlanRemark, PlanRevision
from workplans.record import Record
from workplans.views.common import crumbs, may_know, revision_for

TWO_WEEKS = datetime.timedelta(days=14)
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a revision before the council."""
    row = revision_for(request, pk)
    if refused := why_not(rules.SUBMIT, request.user, row):
        raise refused
    then = (
        _("Heads of all members and the chair are told; they may comment on every activity until that day."),
        _("Co-executors “by agreement” confirm their part."),
    )
    page = ActPage(_("Put before the Council"), _("Put before the Council"), crumbs(row), then)

    def perform(until: datetime.date) -> str:
        actions.submit(revision=row, until=until, by=request.user)
        return row.get_absolute_url()

    form = UntilForm(request.POST or None, initial={"until": clock.today() + TWO_WEEKS})
    return act_page(request, page, form, perform)


def explain(request: HttpRequest, pk: int, direction: int) -> HttpResponse:
    """Write why a direction has no activity."""
    row = revision_for(request, pk)
    rules.may_draft(request.user, row)
    found = get_object_or_404(Direction, pk=direction, cluster=row.plan.cluster_id)
    page = ActPage(
        _("Direction without an activity"), _("Save"), (f"{row.get_absolute_url()}coverage/", row), about=found.text
    )

    def perform(reason: str) -> str:
        actions.explain_uncovered(revision=row, direction=found, reason=reason, by=request.user)
        return f"{row.get_absolute_url()}coverage/"

    known = row.uncovered.filter(direction=found).values_list("reason", flat=True).first() or ""
    return act_page(request, page, OptionalReasonForm(request.POST or None, initial={"reason": known}), perform)


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on an activity, or on the whole."""
    row = revision_for(request, pk)
    rules.may_comment(request.user, row)
    number = whole_number(request.GET.get("activity", ""))
    activity = get_object_or_404(row.activities, pk=number, removed_at=None) if number else None
    about = activity.title if activity else ""
    page = ActPage(_("Comment on the plan"), _("Send the comment"), crumbs(row), about=about)

    def perform(organization: Any, text: str) -> tuple[str, Any]:
        made = actions.comment(revision=row, organization=organization, activity=activity, text=text, by=request.user)
        return f"{row.get_absolute_url()}#r{made.pk}", _("The working group is told.")

    return act_page(request, page, CommentForm(speaks_for(request.user), request.POST or None), perform)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment or a remark of the chair."""
    may_know(request)
    rows = PlanRemark.objects.select_related("revision__plan__group", "person__user", "organization", "activity")
    row = get_object_or_404(rows, pk=pk)
    rules.may_answer(request.user, row)
    page = ActPage(_("Answer the comment"), _("Answer"), crumbs(row.revision), about=row.text)

    def perform(text: str) -> str:
        actions.answer_comment(remark=row, text=text, by=request.user)
        return f"{row.revision.get_absolute_url()}#r{row.pk}"

    return act_page(request, page, AnswerForm(request.POST or None), perform)


def _part(request: HttpRequest, pk: int) -> CoExecutor:
    may_know(request)
    rows = CoExecutor.objects.select_related("activity__revision__plan__group", "organization", "person")
    return get_object_or_404(rows, pk=pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-executor takes part."""
    row = _part(request, pk)
    actions.confirm_part(co_executor=row, takes_part=True, by=request.user)
    return redirect("workplans:activity", row.activity_id)


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """A co-executor does not take part, with the reason."""
    row = _part(request, pk)
    rules.may_confirm(request.user, row)
    back = (reverse("workplans:activity", args=[row.activity_id]), row.activity.title)
    page = ActPage(_("Not taking part"), _("Refuse"), back, about=row.text)

    def perform(reason: str) -> str:
        actions.confirm_part(co_executor=row, takes_part=False, reason=reason, by=request.user)
        return back[0]

    return act_page(request, page, ReasonForm(request.POST or None), perform)


# --- the chair


@GET_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """What the chair looks at before approving: what changed, coverage, objections; then the signature, or a return."""
    row = revision_for(request, pk)
    rules.may_approve(request.user, row)
    form = ApproveForm(actions.decisions_for(row), request.POST or None, initial=_proposed(row))
    status = 200
    if request.method == "POST":
        answer, status = _approve(request, row, form)
        if answer is not None:
            return answer
    before = _before(row)
    record, earlier = Record.pair(row, before) if before else (Record(row), None)
    sources = coverage(record)
    context = {
        "revision": row,
        "plan": row.plan,
        "record": record,
        "form": form,
        "before": before,
        "changes": changes_since(record, earlier) if earlier else None,
        "sources": sources,
        "open_directions": open_directions(sources),
        "remarks": list(row.remarks.select_related("organization", "person", "activity")),
        "unconfirmed": _unconfirmed(record),
        "doubts": record.doubts,
        "fingerprint": record.fingerprint,
        "can": row.state == PlanRevision.State.CONSIDERED,
    }
    return render(request, "workplans/approve.html", context, status=status)


def _proposed(row: PlanRevision) -> dict[str, Any]:
    """The ground the rules of the council give."""
    charter = charter_on(row.plan.cluster, clock.today())
    by_council = charter is not None and charter.plan_approver == Charter.Approver.COUNCIL
    grounds = PlanRevision.Ground
    return {"ground": row.ground or (grounds.DECISION if by_council else grounds.DELEGATION), "decision": row.decision}


def _before(row: PlanRevision) -> PlanRevision | None:
    """The revision in force, or the one this was made from."""
    rows = PlanRevision.objects.whole().filter(plan=row.plan_id).exclude(pk=row.pk)
    found: PlanRevision | None = rows.filter(state=PlanRevision.State.APPROVED).first()
    return found or rows.filter(pk=row.based_on_id).first()


def _unconfirmed(record: Record) -> list[CoExecutor]:
    """Parts «по согласованию» nobody has confirmed."""
    rows = [one for row in record.ordered for one in record.co_executors[row.pk]]
    return [one for one in rows if one.by_agreement and one.answer != CoExecutor.Answer.CONFIRMED]


def _approve(request: HttpRequest, row: PlanRevision, form: ApproveForm) -> tuple[HttpResponse | None, int]:
    """To the place where it is signed; None with the status where it was refused, the reason on the form."""
    if not form.is_valid():
        return None, 400
    try:
        _row, place = actions.seal_for_approval(
            revision=row,
            fingerprint=request.POST.get("fingerprint", ""),
            marks=marks(),
            by=request.user,
            **form.cleaned_data,
        )
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None, 400
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        form.add_error(None, str(refused.reason))
        return None, 409
    return redirect(place), 302


@GET_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a revision with the reason, and remarks by activity."""
    row = revision_for(request, pk)
    if refused := why_not(rules.RETURN, request.user, row):
        raise refused
    form = ReasonForm(request.POST or None)
    record = Record(row)
    said = {one.pk: request.POST.get(f"remark-{one.pk}", "") for one in record.ordered}
    if request.method == "POST" and form.is_valid():
        try:
            given = {pk: words for pk, words in said.items() if words.strip()}
            actions.return_plan(revision=row, reason=form.cleaned_data["reason"], remarks=given, by=request.user)
            return redirect(row)
        except Refused as refused_now:
            if refused_now.code == "forbidden":
                raise
            known = refused_now.field if refused_now.field in form.fields else None
            form.add_error(known, str(refused_now.reason))
    lines = [(one, record.numbers[one.pk], said.get(one.pk, "")) for one in record.ordered]
    context = {"revision": row, "form": form, "lines": lines, "may": may(rules.may_approve, request.user, row)}
    return render(request, "workplans/return.html", context, status=400 if request.method == "POST" else 200)
