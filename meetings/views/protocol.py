"""The protocol: the page as it prints beside «Обратите внимание», and the files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cluster_portal.documents.blocks import Document
from cluster_portal.documents.paper import groups
from cluster_portal.documents.sealed.canonical import document_from, text_of
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.workflow import Refused, may, why_not
from meetings import actions, rules
from meetings.doubts import WHOLE, Doubt, doubts
from meetings.export import FORMATS, export
from meetings.models import Meeting
from meetings.protocol import protocol as make_protocol
from meetings.record import Record
from meetings.signing import may_sign_now
from meetings.views.common import meeting_for, meeting_to_record


def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it will print; doubts carry the same numbers in the margin of the paper.

    Sealed minutes are shown from what was sealed, not from the rows: what was signed is what is shown.
    """
    meeting = meeting_for(request, pk)
    own = _sealed(meeting) if meeting.document else _being_written(request, meeting)
    context = {
        "meeting": meeting,
        "brand": meeting.cluster.name,
        "may_write": may(rules.may_write, request.user, meeting),
        "may_record": may(rules.may_record, request.user, meeting),
        "refused": {
            move.name: why_not(move, request.user, meeting, state_field="minutes_state")
            for move in rules.MINUTES_TRANSITIONS
            if move is not rules.COMPLETE
        },
        "may_publish": may(rules.may_publish, request.user, meeting),
        "may_comment": may(rules.may_comment, request.user, meeting),
        "comments": meeting.comments.select_related("person") if meeting.circulated_until else [],
        "editions": list(meeting.signed_editions.select_related("document")) if meeting.edition > 1 else [],
        "my_place": may_sign_now(request.user, meeting),
        **own,
    }
    context["explained"] = sum(1 for _number, _doubt, reason in context["doubts"] if reason)
    return render(request, "meetings/protocol.html", context)


def _being_written(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    record = Record(meeting)
    document = make_protocol(record)
    found = _in_order(doubts(record), document)
    numbered = [(number, doubt, record.reasons.get(doubt.key)) for number, doubt in enumerate(found, 1)]
    return {
        "groups": groups(document, _marks([(number, doubt.anchor) for number, doubt, _why in numbered])),
        "doubts": numbered,
        "paper_refused": _why_not_on_paper(request, meeting, numbered),
    }


def _sealed(meeting: Meeting) -> dict[str, Any]:
    """The text, the doubts and their reasons as they were frozen, and how the signing stands."""
    assert meeting.document is not None
    told = text_of(meeting.document)
    numbered = [(number, row, row) for number, row in enumerate(told["data"]["doubts"], 1)]
    marks = _marks([(number, row["anchor"]) for number, row, _why in numbered])
    state = state_of(meeting.document)
    return {"groups": groups(document_from(told["document"]), marks), "doubts": numbered, "signing": state}


def _in_order(found: list[Doubt], document: Document) -> list[Doubt]:
    """As they stand on the paper: what concerns the whole first, then from top to bottom."""
    places = {block.anchor: place for place, block in reversed(list(enumerate(document.blocks)))}
    return sorted(found, key=lambda doubt: places.get(doubt.anchor, 0))


def _marks(numbered: list[tuple[int, str]]) -> dict[str, int]:
    """Anchor → the first doubt's number; what concerns the whole has no place on the paper."""
    marks: dict[str, int] = {}
    for number, anchor in numbered:
        if not anchor.startswith(WHOLE):
            marks.setdefault(anchor, number)
    return marks


def _why_not_on_paper(request: HttpRequest, meeting: Meeting, numbered: list[Any]) -> Refused | None:
    refused = why_not(rules.SIGN_ON_PAPER, request.user, meeting, state_field="minutes_state")
    waiting = sum(1 for _number, _doubt, reason in numbered if reason is None)
    if refused is None and waiting:
        return Refused(_("Without a reason: %s.") % waiting, code="doubts")
    return refused


@require_POST
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """Write why a doubt may stand."""
    meeting = meeting_to_record(request, pk)
    key = request.POST.get("key", "")
    actions.explain_doubt(meeting=meeting, key=key, reason=request.POST.get("reason", ""), by=request.user)
    return redirect(f"{request.path.removesuffix('reason/')}#doubts")


def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The protocol as a file; a letter the PDF's font lacks is answered in words (409)."""
    meeting = meeting_for(request, pk)
    marks = _("Demonstration") if settings.DEMO else ""
    response = HttpResponse(export(meeting, kind, marks=marks), content_type=FORMATS[kind])
    name = f"protokol-{meeting.number}-{meeting.date:%Y-%m-%d}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response
