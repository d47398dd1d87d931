"""After a meeting: comments, corrected editions, extracts, old meetings, publishing; papers as files."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_portal import clock
from cluster_portal.documents.blocks import Document
from cluster_portal.documents.files import as_file, marks
from cluster_portal.documents.paper import groups
from cluster_portal.documents.uploads import attached, served
from cluster_portal.documents.views.common import original_file
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Refused
from meetings import actions, papers, rules
from meetings.export import FORMATS
from meetings.forms import AnswerCommentForm, CirculateForm, CommentForm, DropForm, OldMeetingForm
from meetings.models import Comment, Meeting
from meetings.protocol import protocol
from meetings.record import Record
from meetings.views.common import meeting_for, meeting_to_record
from members.rules import the_cluster

PAGE = 50


def _minutes(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}protocol/"


def _back(meeting: Meeting) -> tuple[str, Any]:
    return _minutes(meeting), meeting


# --- comments


def circulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the minutes for comments."""
    meeting = meeting_to_record(request, pk)
    then = (
        _("Everybody invited is told and may comment until that day."),
        _("Each comment wants an answer before the minutes are signed."),
    )
    page = ActPage(_("Circulate for comments"), _("Circulate"), _back(meeting), then)
    proposed = {"until": clock.today() + datetime.timedelta(days=3)}

    def perform(until: datetime.date) -> str:
        actions.circulate(meeting=meeting, until=until, by=request.user)
        return _minutes(meeting)

    return act_page(request, page, CirculateForm(request.POST or None, initial=proposed), perform)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the minutes for comments."""
    meeting = meeting_to_record(request, pk)
    actions.withdraw(meeting=meeting, by=request.user)
    return redirect(_minutes(meeting))


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on circulated minutes."""
    meeting = meeting_for(request, pk)
    rules.may_comment(request.user, meeting)
    parts = [f"{item.order}. {item.title}"[:300] for item in meeting.items.all()]
    page = ActPage(_("Comment on the minutes"), _("Send"), _back(meeting), (_("The secretary answers it."),))

    def perform(part: str, text: str) -> str:
        actions.comment(meeting=meeting, part=part, text=text, by=request.user)
        return f"{_minutes(meeting)}#comments"

    return act_page(request, page, CommentForm(parts, request.POST or None), perform)


def answer_comment(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Take a comment or decline it."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Comment.objects.select_related("meeting", "person__user"), pk=comment, meeting=meeting)
    page = ActPage(_("Answer the comment"), _("Answer"), _back(meeting), (str(row.person), row.part, row.text))

    def perform(taken: str, answer: str) -> str:
        actions.answer_comment(comment=row, taken=taken == "yes", answer=answer, by=request.user)
        return f"{_minutes(meeting)}#comments"

    return act_page(request, page, AnswerCommentForm(request.POST or None), perform)


# --- corrected editions


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a corrected edition."""
    meeting = meeting_to_record(request, pk)
    then = (
        _("The signed text stays as it is, beside the new edition, with this reason."),
        _("The new edition names what it replaces and is signed anew."),
    )
    page = ActPage(_("Correct by a new edition"), _("Begin the new edition"), _back(meeting), then)

    def perform(reason: str) -> str:
        actions.correct(meeting=meeting, reason=reason, by=request.user)
        return _minutes(meeting)

    return act_page(request, page, DropForm(request.POST or None), perform)


@require_safe
def edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A signed edition that was replaced, as it was."""
    meeting = meeting_for(request, pk)
    row = get_object_or_404(meeting.signed_editions.select_related("scan"), edition=number)
    return render(request, "meetings/edition.html", {"meeting": meeting, "row": row})


@require_safe
def scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of the paper original."""
    meeting = meeting_for(request, pk)
    if meeting.scan is None:
        raise Http404
    return served(meeting.scan)


@require_safe
def edition_scan(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The scan of a replaced edition."""
    meeting = meeting_for(request, pk)
    row = get_object_or_404(meeting.signed_editions.select_related("scan"), edition=number)
    if row.scan is None:
        raise Http404
    return served(row.scan)


def old(request: HttpRequest) -> HttpResponse:
    """Enter an old meeting with the scan of its minutes."""
    rules.may_record(request.user)
    cluster = the_cluster()
    if cluster is None:
        raise Refused(_("First describe the cluster and its rules."), code="state")
    then = (
        _("The minutes stand as signed on paper; the scan is their text."),
        _("Decisions can be written in later by a corrected edition."),
    )
    page = ActPage(_("Enter an old meeting"), _("Enter"), ("/meetings/", _("Meetings")), then)

    def perform(**values: Any) -> str:
        return _minutes(actions.enter_old(cluster=cluster, by=request.user, **values))

    form = OldMeetingForm(request.POST or None, request.FILES or None)
    return act_page(request, page, form, perform)


# --- papers

PAPERS: dict[str, tuple[Callable[..., Document], Any, str]] = {
    "notice": (papers.notice, rules.may_read, "izveschenie"),
    "registration": (papers.registration, rules.may_record, "list-registracii"),
    "script": (papers.script, rules.may_convene, "poryadok-vedeniya"),
}


@require_safe
def paper(request: HttpRequest, pk: int, paper: str, kind: str) -> HttpResponse:
    """Извещение, лист регистрации, порядок ведения as PDF, DOCX or TXT."""
    meeting = meeting_for(request, pk)
    make, rule, name = PAPERS[paper]
    rule(request.user, meeting)
    return _file(make(Record(meeting), marks=marks()), kind, name, meeting)


def _file(document: Document, kind: str, name: str, meeting: Meeting) -> HttpResponse:
    response = HttpResponse(as_file(document, kind), content_type=FORMATS[kind])
    return attached(response, f"{name}-{meeting.number}-{meeting.date:%Y-%m-%d}.{kind}")


@require_safe
def extract(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what the extract holds; look at it, or take it as a file."""
    meeting = meeting_for(request, pk)
    record = Record(meeting)
    items, decisions = (_numbers(request, name) for name in ("item", "decision"))
    kind = request.GET.get("as", "")
    document = papers.extract(record, items, decisions, marks=marks()) if items or decisions else None
    if document and kind in {"pdf", "docx", "txt"}:
        return _file(document, kind, "vypiska", meeting)
    context = {
        "meeting": meeting,
        "record": record,
        "items": items,
        "chosen": decisions,
        "groups": groups(document) if document else None,
    }
    return render(request, "meetings/extract.html", context)


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {number for text in request.GET.getlist(name)[:1000] if (number := whole_number(text)) is not None}


# --- what everybody may read


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the signed minutes, or take them back."""
    meeting = meeting_to_record(request, pk)
    act = actions.unpublish if request.POST.get("back") == "1" else actions.publish
    act(meeting=meeting, by=request.user)
    return redirect(_minutes(meeting))


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Minutes the Council has published."""
    found = Meeting.objects.filter(published_at__isnull=False)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/published.html", {"page": page})


def _published(pk: int) -> Meeting:
    rows = Meeting.objects.select_related("cluster", "charter").filter(published_at__isnull=False)
    return get_object_or_404(rows, pk=pk)


@login_not_required
@require_safe
def published_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Published minutes as they print; no contacts, no comments, no doubts."""
    meeting = _published(pk)
    context = {"meeting": meeting, "brand": meeting.cluster.name, "groups": groups(protocol(Record(meeting)))}
    return render(request, "meetings/published_minutes.html", context)


@login_not_required
@require_safe
def published_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Published minutes as PDF."""
    meeting = _published(pk)
    if meeting.document is not None:
        return original_file(meeting.document)
    return _file(protocol(Record(meeting), marks=marks()), "pdf", "protokol", meeting)
