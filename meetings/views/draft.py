"""«Внести черновик»: a draft is split, the secretary looks through the parts and confirms them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.documents.reading import docx_text
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Refused
from meetings import actions, rules
from meetings.draft import Part, read_draft
from meetings.forms import DRAFT_KINDS, DraftForm
from meetings.models import Meeting
from meetings.views.common import meeting_to_record

IN_HEAD = {"title", "number", "date"}
MOST_PARTS = 1000


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste a draft or open a DOCX; then confirm its parts; then they are in the minutes."""
    meeting = meeting_to_record(request, pk)
    rules.may_write(request.user, meeting)
    if "parts" in request.POST:
        return _take(request, meeting)
    form = DraftForm(request.POST or None, request.FILES or None)
    context = {"meeting": meeting, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            text = docx_text(form.cleaned_data["file"]) if form.cleaned_data["file"] else form.cleaned_data["text"]
            return _show(request, meeting, _few_enough(read_draft(text)))
        except ValidationError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", error)
    return render(request, "meetings/draft.html", context, status=400 if form.is_bound else 200)


def _few_enough(parts: list[Part]) -> list[Part]:
    """The parts, unless nobody could look through them. Raises ValidationError."""
    if len(parts) > MOST_PARTS:
        reason = _("The draft falls into %(count)s parts, at most %(most)s are taken at once. Divide it.")
        raise ValidationError(reason % {"count": len(parts), "most": MOST_PARTS}, code="too_many")
    return parts


def _show(request: HttpRequest, meeting: Meeting, parts: list[Part], wrong: Any = "") -> HttpResponse:
    rows = [(n, part, "skip" if part.kind in IN_HEAD else part.kind) for n, part in enumerate(parts)]
    context = {
        "meeting": meeting,
        "rows": rows,
        "kinds": DRAFT_KINDS.items(),
        "unread": sum(1 for _n, part, kind in rows if kind == "text"),
        "wrong": wrong,
    }
    return render(request, "meetings/draft_parts.html", context, status=400 if wrong else 200)


def _take(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    parts = _confirmed(request)
    try:
        actions.take_draft(meeting=meeting, parts=[part for part in parts if part.kind != "skip"], by=request.user)
    except ValidationError as error:
        return _show(request, meeting, parts, "; ".join(error.messages))
    except Refused as refused:
        return _show(request, meeting, parts, refused.reason)
    return redirect(reverse("meetings:desk", args=[meeting.pk]))


def _confirmed(request: HttpRequest) -> list[Part]:
    """The parts as the secretary has left them."""
    count = min(whole_number(request.POST.get("parts", "")) or 0, MOST_PARTS)
    return [_part(request, n) for n in range(count)]


def _part(request: HttpRequest, n: int) -> Part:
    def told(name: str) -> str:
        return request.POST.get(f"{name}-{n}", "").replace("\r\n", "\n").strip()

    kind = told("kind")
    return Part(
        kind=kind if kind in DRAFT_KINDS else "text",
        text=told("text"),
        item=whole_number(told("item")),
        speaker=told("speaker"),
        number=told("number"),
        deadline=told("deadline"),
        responsible=told("responsible"),
        mode=told("mode"),
    )
