"""Working text: one journal entry for each part of the minutes and editing session, not for each key."""

from __future__ import annotations

import datetime
from typing import Any

from cluster_portal import clock
from cluster_portal.workflow import action, locked, note, working_text
from meetings import rules
from meetings.models import AgendaItem, Attendance, Candidate, Decision, EditingSession, Meeting, Speech, Vote

PAUSE = datetime.timedelta(minutes=15)  # after so long without a save a new session begins
Written = Meeting | Attendance | AgendaItem | Speech | Vote | Decision  # rows saved as they are typed
Row = Written | Candidate


def meeting_of(row: Row) -> Meeting:
    """The meeting a row belongs to."""
    if isinstance(row, Meeting):
        return row
    if isinstance(row, Speech | Vote):
        return row.item.meeting
    return row.vote.item.meeting if isinstance(row, Candidate) else row.meeting


def part_of(row: Row) -> str:
    """The part of the minutes a row lies in: «head», «people», «item-12» or «decisions»."""
    if isinstance(row, Meeting):
        return "head"
    if isinstance(row, Attendance):
        return "people"
    if isinstance(row, AgendaItem):
        return f"item-{row.pk}"
    item_id = row.vote.item_id if isinstance(row, Candidate) else row.item_id
    return f"item-{item_id}" if item_id else "decisions"


def open_for_writing(meeting: Meeting, *, by: Any) -> Meeting:
    """Lock the meeting and check that this person may write in its minutes now. Raises Refused."""
    row = locked(meeting)
    rules.may_write(by, row)
    return row


@working_text
def touch(*, meeting: Meeting, part: str, by: Any) -> None:
    """Note that somebody writes in a part; the first time in a session that is a journal entry."""
    now = clock.now()
    mine = EditingSession.objects.filter(meeting=meeting, user=by, part=part, last__gte=now - PAUSE)
    if not mine.update(last=now):
        begin_editing(meeting=meeting, part=part, by=by)
    Meeting.objects.filter(pk=meeting.pk).update(saved_at=now, saved_by=str(by or ""))


@action("meetings.editing_begun")
def begin_editing(*, meeting: Meeting, part: str, by: Any) -> Meeting:
    """Begin an editing session on a part of the minutes."""
    now = clock.now()
    EditingSession.objects.create(meeting=meeting, user=by, part=part, started=now, last=now)
    note(part=part)
    return meeting
