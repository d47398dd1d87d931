"""The course of a meeting: planned, begun, finished; its minutes signed on paper."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.uploads import store
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, Transition, action, locked, move_state, note
from meetings import notifications, rules, words
from meetings.actions.assignments import put_under_control, tell_the_responsible
from meetings.actions.people import prepare_attendance
from meetings.actions.writing import add_item
from meetings.doubts import doubts, open_doubts
from meetings.models import AgendaItem, DoubtReason, Meeting
from meetings.numbering import next_number
from meetings.record import Record
from members.composition import council_list
from members.models import CaseFile, Charter, Cluster, Mandate, Person
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


def recipients(meeting: Meeting) -> list[Any]:
    """Accounts of the people in the meeting's list and of the Council's list of that day."""
    seated = [seat.person for seat in council_list(meeting.cluster, meeting.date)]
    listed = Person.objects.filter(attendances__meeting=meeting)
    people = Person.objects.filter(pk__in=[*(person.pk for person in seated), *listed.values_list("pk", flat=True)])
    return [person.user for person in people.exclude(user=None).select_related("user")]


@action("meetings.convened")
def convene(*, meeting: Meeting, notice_number: str = "", by: Any) -> Meeting:
    """Send everybody invited the notice with the agenda; its number and day are kept. Raises Refused."""
    row = move_state(meeting, rules.CONVENE, by=by)
    if not row.items.exists():
        raise Refused(_("First write the agenda: people must know what they are invited to."), code="empty")
    row.notice_number, row.notice_date = notice_number.strip(), clock.today()
    row.save(update_fields=["notice_number", "notice_date"])
    sent = send(notifications.Convened(row), to=recipients(row))
    note(notice=row.notice_number, letters=len(sent))
    return row


@action("meetings.moved")
def move_meeting(
    *, meeting: Meeting, date: datetime.date, time_start: datetime.time | None = None, reason: str, by: Any
) -> Meeting:
    """Move a meeting that has not begun to another date; the earlier one is kept with the reason.

    Raises Refused: not ahead, the same day, the number stands already in that year.
    """
    row = locked(meeting)
    if date == row.date and time_start == row.time_start:
        raise Refused(_("This is the date it stands on already."), code="same", field="date")
    told = row.state == Meeting.State.CONVENED
    row.earlier_dates = [*row.earlier_dates, {"date": row.date.isoformat(), "reason": reason}]
    row.date, row.time_start, row.date_end = date, time_start, None
    row.charter, row.state_reason = charter_on(row.cluster, date), reason
    _save_moved(row)
    row = move_state(row, rules.MOVE, by=by, reason=reason)
    if told:
        send(notifications.Moved(row), to=recipients(row))
    note(date=date)
    return row


def _save_moved(row: Meeting) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(taken_message(row), code="taken", field="date") from error


@action("meetings.cancelled")
def cancel(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    """Cancel a meeting that has not begun; those invited are told. Raises Refused."""
    told = locked(meeting).state == Meeting.State.CONVENED
    row = _end(meeting, rules.CANCEL, reason, by)
    if told:
        send(notifications.Cancelled(row), to=recipients(row))
    return row


@action("meetings.not_held")
def not_held(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    """Record that the meeting did not take place, with the reason (no quorum); who came stays recorded."""
    return _end(meeting, rules.NOT_HELD, reason, by)


def _end(meeting: Meeting, move: Transition, reason: str, by: Any) -> Meeting:
    row = move_state(meeting, move, by=by, reason=reason)
    row.state_reason = reason
    row.save(update_fields=["state_reason"])
    return row


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
    tell_the_responsible(meeting)
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
def sign_on_paper(
    *,
    meeting: Meeting,
    signed_on: datetime.date,
    original_kept: str,
    originals: int | None = None,
    case_file: CaseFile | None = None,
    scan: Any = None,
    from_archive: bool = False,
    by: Any,
) -> Meeting:
    """Record that the minutes stand signed on paper, where the original is, and its scan if there is one.

    `from_archive`: the scan is the text, the portal holds the head alone and has nothing to doubt.
    Raises Refused: not finished, doubts without a reason; ValidationError: a date before the meeting or to come.
    """
    waiting = [] if from_archive else open_doubts(Record(meeting))
    if waiting:
        raise Refused(_("First write the reasons: %s.") % "; ".join(doubt.title for doubt in waiting), code="doubts")
    if not meeting.date <= signed_on <= clock.today():
        raise ValidationError({"signed_on": _("Between the meeting and today.")})
    row = locked(meeting)
    row.signed_on, row.original_kept = signed_on, original_kept.strip()
    row.originals, row.case_file = originals, case_file
    row.scan = store(scan, by=by) if scan else None
    row.save(update_fields=["signed_on", "original_kept", "originals", "case_file", "scan"])
    move_state(row, rules.SIGN_ON_PAPER, by=by, state_field="minutes_state")
    row.steps.all().delete()  # what is signed is not taken back step by step
    meeting.refresh_from_db()
    note(signed_on=signed_on, kept=original_kept)
    return meeting
