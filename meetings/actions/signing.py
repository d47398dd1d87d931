"""Minutes from «to be signed» to «signed»."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.notifications import ToSign
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note
from meetings import rules
from meetings.doubts import doubts, open_doubts
from meetings.exchange import to_data
from meetings.models import Meeting, Signatory
from meetings.protocol import protocol
from meetings.record import Record
from meetings.signing import KIND, office_of, place_words
from members.models import CaseFile, Person

MINUTES = "minutes_state"


@action("meetings.put_to_sign")
def put_to_sign(
    *,
    meeting: Meeting,
    signatories: dict[str, Person],
    until: datetime.date | None = None,
    case_file: CaseFile | None = None,
    marks: str = "",
    by: Any,
) -> Meeting:
    """Freeze the minutes and ask the signatories, by role (chair, secretary), to sign them.

    Raises Refused: not finished, doubts without a reason, nobody to sign; ValidationError: a day that has passed.
    """
    waiting = open_doubts(Record(meeting))
    if waiting:
        raise Refused(_("First write the reasons: %s.") % "; ".join(doubt.title for doubt in waiting), code="doubts")
    if not signatories:
        raise Refused(_("Name at least one person who signs."), code="empty", field="secretary")
    if until and until < clock.today():
        raise ValidationError({"until": _("A day from today on.")})
    row = move_state(meeting, rules.PUT_TO_SIGN, by=by, state_field=MINUTES)
    offices = [(office_of(row, role, person), person) for role, person in signatories.items()]
    row.document = _seal(row, offices, marks, by)
    row.sign_until, row.case_file = until, case_file
    row.save(update_fields=["document", "sign_until", "case_file"])
    row.steps.all().delete()  # what is to be signed is not taken back step by step
    for place, (office, person) in zip(row.document.places.order_by("order"), offices, strict=True):
        Signatory.objects.create(meeting=row, place=place, person=person, office=office)
        if person.user:
            send(ToSign(place), to=[person.user])
    note(signatories=[person.name for _office, person in offices], until=until)
    meeting.refresh_from_db()
    return meeting


def _seal(row: Meeting, offices: list[tuple[str, Person]], marks: str, by: Any) -> SealedDocument:
    record = Record(row)
    document = protocol(record, marks=marks)
    before = row.signed_editions.exclude(document=None).order_by("edition").last()
    return documents.seal(
        kind=KIND,
        series=f"meetings.meeting:{row.pk}",
        title=f"Протокол № {row.number} {row.cluster.council_genitive} {row.cluster.name_genitive} "
        f"от {row.date:%d.%m.%Y}",
        document=document,
        places=[(f"{office}-{person.pk}", place_words(office, person)) for office, person in offices],
        data={"minutes": to_data(record), "doubts": list(_explained(record))},
        edition=row.edition,
        replaces=before.document if before else None,
        because=row.edition_reason if before else "",
        by=by,
    )


def _explained(record: Record) -> Iterator[dict[str, str]]:
    """The doubts with their reasons, frozen beside the text: what was known when it was signed."""
    for doubt in doubts(record):
        why = record.reasons[doubt.key]
        told = {"title": str(doubt.title), "detail": str(doubt.detail), "anchor": doubt.anchor}
        yield {**told, "reason": why.reason, "by": why.by}


@action("meetings.taken_back")
def take_back(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    """Take minutes back from signature; signatures given stay recorded for that text. Raises Refused."""
    if meeting.document is not None:
        locked(meeting.document)  # first the document, then the meeting, as one who signs does
    row = move_state(meeting, rules.TAKE_BACK, by=by, reason=reason, state_field=MINUTES)
    if row.document is not None:
        documents.withdraw(document=row.document, reason=reason, by=by)
    row.document, row.sign_until = None, None
    row.save(update_fields=["document", "sign_until"])
    return row


@action("meetings.signed")
def complete(*, meeting: Meeting, document: SealedDocument, by: Any) -> Meeting:
    """The last signature was given: the minutes are signed. Raises Refused(unsigned) before that."""
    row = move_state(meeting, rules.COMPLETE, by=by, state_field=MINUTES, also={"signed_on": clock.today()})
    documents.put_in_force(document=document, by=by)
    return row
