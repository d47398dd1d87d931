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
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.workflow import Refused, why_not
from meetings import actions, rules
from meetings.doubts import WHOLE, Doubt, doubts
from meetings.export import FORMATS, export
from meetings.models import Meeting
from meetings.protocol import protocol as make_protocol
from meetings.record import Record
from meetings.signing import may_sign_now
from meetings.views.common import may, meeting_for, meeting_to_record


def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it will print; doubts carry the same numbers in the margin of the paper."""
    meeting = meeting_for(request, pk)
    record = Record(meeting)
    document = make_protocol(record)
    found = _in_order(doubts(record), document)
    numbered = [(number, doubt, record.reasons.get(doubt.key)) for number, doubt in enumerate(found, 1)]
    may_write = may(rules.may_write, request.user, meeting)
    context = {
        "meeting": meeting,
        "brand": meeting.cluster.name,
        "groups": groups(document, _marks(numbered)),
        "doubts": numbered,
        "explained": sum(1 for _number, _doubt, reason in numbered if reason),
        "may_write": may_write,
        "may_record": may(rules.may_record, request.user, meeting),
        "paper_refused": _why_not_on_paper(request, meeting, numbered),
        "refused": {
            move.name: why_not(move, request.user, meeting, state_field="minutes_state")
            for move in rules.MINUTES_TRANSITIONS
        },
        "may_publish": may(rules.may_publish, request.user, meeting),
        "may_comment": may(rules.may_comment, request.user, meeting),
        "comments": record.comments,
        "editions": list(meeting.signed_editions.select_related("document")) if meeting.edition > 1 else [],
        "signing": state_of(meeting.document) if meeting.document else None,
        "my_place": may_sign_now(request.user, meeting),
    }
    return render(request, "meetings/protocol.html", context)


def _in_order(found: list[Doubt], document: Document) -> list[Doubt]:
    """As they stand on the paper: what concerns the whole first, then from top to bottom."""
    places = {block.anchor: place for place, block in reversed(list(enumerate(document.blocks)))}
    return sorted(found, key=lambda doubt: places.get(doubt.anchor, 0))


def _marks(numbered: list[tuple[int, Doubt, Any]]) -> dict[str, int]:
    """Anchor → the first doubt's number; what concerns the whole has no place on the paper."""
    marks: dict[str, int] = {}
    for number, doubt, _reason in numbered:
        if not doubt.anchor.startswith(WHOLE):
            marks.setdefault(doubt.anchor, number)
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
