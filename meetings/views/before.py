"""Before a meeting: convened, moved, cancelled; answers, proposals, materials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_portal.documents.calendar import ICS, to_ics
from cluster_portal.documents.uploads import attached, served
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from meetings import actions, rules
from meetings.forms import AttachForm, CannotForm, ConveneForm, DeclineForm, DropForm, MoveForm, ProposeForm
from meetings.invited import answers_as
from meetings.models import Answer, Attachment, Meeting, Proposal
from meetings.papers import appointment
from meetings.views.common import meeting_for, meeting_to_record
from members.models import Person


def _back(meeting: Meeting) -> tuple[str, Any]:
    return meeting.get_absolute_url(), meeting


def _act(
    request: HttpRequest, meeting: Meeting, act: Callable[..., Any], form: forms.Form, page: ActPage
) -> HttpResponse:
    """An act on a meeting that leads back to it."""

    def perform(**values: Any) -> str:
        act(meeting=meeting, by=request.user, **values)
        return meeting.get_absolute_url()

    return act_page(request, page, form, perform)


def _to_convene(request: HttpRequest, pk: int) -> Meeting:
    meeting = meeting_for(request, pk)
    rules.may_convene(request.user, meeting)
    return meeting


def convene(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the notices."""
    meeting = _to_convene(request, pk)
    then = (
        _("Everybody of the Council's list with an account gets the notice by e-mail and in the portal."),
        _("They answer by one click whether they will come."),
    )
    page = ActPage(_("Convene the meeting"), _("Send the notices"), _back(meeting), then)
    return _act(request, meeting, actions.convene, ConveneForm(request.POST or None), page)


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move to another date."""
    meeting = _to_convene(request, pk)
    then = (_("The earlier date stays in the history; whoever was invited is told."),)
    page = ActPage(_("Move to another date"), _("Move"), _back(meeting), then)
    initial = {"time_start": meeting.time_start}
    return _act(request, meeting, actions.move_meeting, MoveForm(request.POST or None, initial=initial), page)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the meeting."""
    meeting = _to_convene(request, pk)
    page = ActPage(
        _("Cancel the meeting"), _("Cancel the meeting"), _back(meeting), (_("Whoever was invited is told why."),)
    )
    return _act(request, meeting, actions.cancel, DropForm(request.POST or None), page)


def not_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the meeting did not take place."""
    meeting = meeting_to_record(request, pk)
    then = (_("Who came stays recorded; the minutes say that the meeting did not take place, and why."),)
    page = ActPage(_("The meeting did not take place"), _("Record"), _back(meeting), then)
    return _act(request, meeting, actions.not_held, DropForm(request.POST or None), page)


# --- answers


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own answer: one click."""
    meeting = meeting_for(request, pk)
    rules.may_answer(request.user, meeting)
    person = answers_as(request.user, meeting)
    assert person is not None
    choice = request.POST.get("choice", "")
    if choice == Answer.Choice.CANNOT and not request.POST.get("reason", "").strip():
        return redirect("meetings:cannot", pk)
    if choice not in Answer.Choice.values:
        return redirect(meeting)
    reason = request.POST.get("reason", "")
    actions.answer(meeting=meeting, person=person, choice=choice, reason=reason, by=request.user)
    home = reverse("home")
    return redirect(home if request.POST.get("next") == home else meeting.get_absolute_url())


def cannot(request: HttpRequest, pk: int) -> HttpResponse:
    """«Не смогу», with the reason."""
    meeting = meeting_for(request, pk)
    rules.may_answer(request.user, meeting)

    def act(meeting: Meeting, by: Any, reason: str) -> None:
        person = answers_as(by, meeting)
        assert person is not None
        actions.answer(meeting=meeting, person=person, choice=Answer.Choice.CANNOT, reason=reason, by=by)

    page = ActPage(_("I cannot come"), _("Send"), _back(meeting), (_("The secretary sees the reason."),))
    return _act(request, meeting, act, CannotForm(request.POST or None), page)


@require_POST
def answer_for(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The secretary writes down an answer given by phone."""
    meeting = meeting_to_record(request, pk)
    who = get_object_or_404(Person, pk=person)
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "") or _("told by phone")
    if choice not in Answer.Choice.values:
        return redirect(meeting)
    actions.answer(meeting=meeting, person=who, choice=choice, reason=reason, by=request.user)
    return redirect(f"{meeting.get_absolute_url()}#answers")


# --- proposals


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """A member proposes an item."""
    meeting = meeting_for(request, pk)
    rules.may_propose(request.user, meeting)
    then = (_("The secretary of the Council answers; the answer comes as a message."),)
    page = ActPage(_("Propose an item"), _("Propose"), _back(meeting), then)
    return _act(request, meeting, actions.propose, ProposeForm(request.POST or None), page)


def _proposal(request: HttpRequest, pk: int, proposal: int) -> Proposal:
    meeting = meeting_to_record(request, pk)
    return get_object_or_404(Proposal.objects.select_related("meeting", "person__user"), pk=proposal, meeting=meeting)


@require_POST
def take(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Put a proposed item on the agenda."""
    row = _proposal(request, pk, proposal)
    actions.take_proposal(proposal=row, by=request.user)
    return redirect(row.meeting)


def decline(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """Decline a proposed item with the reason."""
    row = _proposal(request, pk, proposal)
    page = ActPage(_("Decline the proposal"), _("Decline"), _back(row.meeting), (row.title,))

    def perform(answer: str) -> str:
        actions.decline_proposal(proposal=row, answer=answer, by=request.user)
        return row.meeting.get_absolute_url()

    return act_page(request, page, DeclineForm(request.POST or None), perform)


# --- materials


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper to the meeting or an item."""
    meeting = meeting_to_record(request, pk)
    rules.may_write(request.user, meeting)
    form = AttachForm(meeting, request.POST or None, request.FILES or None, initial={"item": request.GET.get("item")})
    page = ActPage(_("Add a material"), _("Add"), _back(meeting), (_("Whoever reads the meeting opens it."),))
    return _act(request, meeting, actions.attach, form, page)


@require_safe
def material(request: HttpRequest, pk: int, attachment: int) -> FileResponse:
    """A paper of the meeting."""
    meeting = meeting_for(request, pk)
    row = get_object_or_404(Attachment.objects.select_related("file"), pk=attachment, meeting=meeting)
    return served(row.file)


@require_POST
def detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a paper off."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Attachment.objects.select_related("file", "meeting"), pk=attachment, meeting=meeting)
    actions.detach(attachment=row, by=request.user)
    desk = whole_number(request.POST.get("item", ""))
    return redirect(f"{reverse('meetings:desk', args=[pk])}?item={desk}" if desk else meeting.get_absolute_url())


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as .ics."""
    meeting = meeting_for(request, pk)
    response = HttpResponse(to_ics(appointment(meeting)), content_type=ICS)
    return attached(response, f"zasedanie-{meeting.number}-{meeting.date:%Y-%m-%d}.ics")
