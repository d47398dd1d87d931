"""The course of a meeting: planned, begun, finished; its minutes signed on paper."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.workflow import Refused, action, locked, move_state, note
from meetings import rules, words
from meetings.actions.assignments import put_under_control
from meetings.actions.people import prepare_attendance
from meetings.actions.writing import add_item
from meetings.doubts import doubts, open_doubts
from meetings.models import AgendaItem, DoubtReason, Meeting
from meetings.numbering import next_number
from meetings.record import Record
from members.models import Charter, Cluster, Mandate
from members.rules import charter_on, offices_on


@action("meetings.planned")
def plan_meeting(
    *,
    cluster: Cluster,
    number: str,
    date: datetime.date,
    agenda: list[tuple[str, str]] | None = None,
    prepare: bool = True,
    by: Any,
    **head: Any,
) -> Meeting:
    """Plan a meeting: its number, day, head fields and agenda as (title, reporters).

    The attendance list is prepared from the council's list of that day. Raises Refused (rights; the number stands
    already in that year) and ValidationError by field.
    """
    rules.may_record(by)
    charter = charter_on(cluster, date)
    meeting = Meeting(cluster=cluster, number=number.strip(), date=date, charter=charter, **head)
    meeting.order = head.get("order") or (charter.order if charter else Charter.Order.BLOCK)
    meeting.made_at = meeting.saved_at = clock.now()
    meeting.saved_by = str(by or "")
    if "signature_lines" not in head:
        meeting.signature_lines = proposed_signatures(cluster, charter, date)
    _save_new(meeting)
    for title, reporters in agenda or []:
        add_item(meeting=meeting, title=title, reporters=reporters, by=by)
    if prepare:
        prepare_attendance(meeting=meeting, by=by)
    note(number=meeting.number, date=date)
    return meeting


def _save_new(meeting: Meeting) -> None:
    meeting.year = meeting.date.year
    meeting.full_clean(exclude=["cluster", "charter"], validate_constraints=False)
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise Refused(taken_message(meeting), code="taken", field="number") from error


def taken_message(meeting: Meeting) -> str:
    """Why the number cannot be used, and which is free."""
    same_year = Meeting.objects.filter(
        cluster=meeting.cluster, body_printed=meeting.body_printed, year=meeting.date.year
    )
    other = same_year.filter(number=meeting.number).first()
    return _("Meeting No. %(number)s stands in %(year)s already, %(date)s. The next number is %(next)s.") % {
        "number": meeting.number,
        "year": meeting.date.year,
        "date": f"{other.date:%d.%m.%Y}" if other else "–",
        "next": next_number(same_year.values_list("number", flat=True)),
    }


def proposed_signatures(cluster: Cluster, charter: Charter | None, day: datetime.date) -> list[dict[str, str]]:
    """The printed signature lines the Charter proposes, with the holders of the offices on that day."""
    holders = offices_on(cluster, day)
    lines = []
    for office in charter.signatories if charter else ["chair", "secretary"]:
        person = holders.get(office)
        if person:
            role = f"{words.OFFICES[Mandate.Office(office)]} {cluster.council_genitive}"
            lines.append(words.signature_line(role, person.name, office=office))
    return lines


@action("meetings.begun")
def start(*, meeting: Meeting, by: Any) -> Meeting:
    """Begin the meeting. Raises Refused in a state or by a person that may not."""
    move_state(meeting, rules.START, by=by)
    return meeting


@action("meetings.finished")
def finish(*, meeting: Meeting, by: Any) -> Meeting:
    """Finish the meeting: items with words count as considered, decisions are put under control. Raises Refused."""
    move_state(meeting, rules.FINISH, by=by)
    record = Record(meeting)
    for under in record.under:
        if under.item.status == AgendaItem.Status.AHEAD:
            under.item.status = AgendaItem.Status.CONSIDERED
            under.item.save(update_fields=["status"])
    note(assignments=sum(put_under_control(decision=decision, record=record) for decision in record.decisions))
    return meeting


@action("meetings.doubt_explained")
def explain_doubt(*, meeting: Meeting, key: str, reason: str, by: Any) -> Meeting:
    """Write why a doubt may stand; an empty reason takes it back. Raises Refused if there is no such doubt."""
    rules.may_write(by, meeting)
    locked(meeting)
    known = {doubt.key for doubt in doubts(Record(meeting))}
    if key not in known:
        raise Refused(_("This doubt is gone: its cause was mended."), code="state")
    if reason.strip():
        values = {"reason": reason.strip(), "by": str(by or ""), "at": clock.now()}
        DoubtReason.objects.update_or_create(meeting=meeting, key=key, defaults=values)
    else:
        DoubtReason.objects.filter(meeting=meeting, key=key).delete()
    note(doubt=key, reason=reason.strip())
    return meeting


@action("meetings.signed_on_paper")
def sign_on_paper(*, meeting: Meeting, signed_on: datetime.date, original_kept: str, by: Any) -> Meeting:
    """Record that the minutes stand signed on paper, and where the original is.

    Raises Refused: not finished, doubts without a reason; ValidationError: a date before the meeting or to come.
    """
    waiting = open_doubts(Record(meeting))
    if waiting:
        raise Refused(_("First write the reasons: %s.") % "; ".join(doubt.title for doubt in waiting), code="doubts")
    if not meeting.date <= signed_on <= clock.today():
        raise ValidationError({"signed_on": _("Between the meeting and today.")})
    row = locked(meeting)
    row.signed_on, row.original_kept = signed_on, original_kept.strip()
    row.save(update_fields=["signed_on", "original_kept"])
    move_state(row, rules.SIGN_ON_PAPER, by=by, state_field="minutes_state")
    meeting.refresh_from_db()
    note(signed_on=signed_on, kept=original_kept)
    return meeting
