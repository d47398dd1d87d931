"""A draft typed elsewhere becomes rows of the minutes, part by part as the secretary has confirmed them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.documents.plain import check_text
from cluster_portal.documents.russian import same_person
from cluster_portal.workflow import Refused, action, note
from meetings import words
from meetings.actions.course import proposed_signatures
from meetings.actions.people import add_attendance, mark
from meetings.actions.sessions import open_for_writing
from meetings.actions.writing import add_decision, add_item, add_speech, add_vote, save_row
from meetings.draft import Part
from meetings.forms import read_clock
from meetings.models import AgendaItem, Attendance, Decision, Meeting, Speech, Vote

SPEECHES = {"heard": Speech.Kind.HEARD, "spoke": Speech.Kind.SPOKE, "noted": Speech.Kind.NOTED}
UNREAD = "Из черновика"  # the item that takes what belongs to none


@dataclass
class _Taking:
    """What is under way: the meeting, the item written last, items by their number in the draft."""

    meeting: Meeting
    by: Any
    current: AgendaItem | None = None
    items: dict[int, AgendaItem] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


@action("meetings.draft_taken")
def take_draft(*, meeting: Meeting, parts: Iterable[Part], by: Any) -> Meeting:
    """Write the confirmed parts of a draft into the minutes; what is there already stays.

    Raises Refused where the minutes are closed or nothing was confirmed, ValidationError for text no document holds.
    """
    row = open_for_writing(meeting, by=by)
    taking = _Taking(row, by)
    told = list(parts)
    if any(part.kind == "signature" for part in told) and row.signature_lines == _proposed(row):
        _save(taking, row, signature_lines=[])  # the draft has lines of its own
        row.refresh_from_db()
    # Who presided is named before the list, often by initials: the list knows the full name.
    for part in sorted(told, key=lambda part: part.kind in {"chair", "secretary"}):
        check_text(part.text)
        _take(taking, part)
        taking.counts[part.kind] = taking.counts.get(part.kind, 0) + 1
    if not taking.counts:
        raise Refused(_("Nothing was chosen to be taken."), code="empty")
    note(**taking.counts)
    row.refresh_from_db()
    return row


def _proposed(meeting: Meeting) -> list[dict[str, str]]:
    return proposed_signatures(meeting.cluster, meeting.charter, meeting.date)


def _take(taking: _Taking, part: Part) -> None:
    if part.kind == "item":
        _take_item(taking, part)
    elif part.kind in SPEECHES:
        _take_speech(taking, part, SPEECHES[part.kind])
    elif part.kind == "decision":
        _take_decision(taking, part)
    elif part.kind == "vote":
        _take_vote(taking, part)
    elif part.kind in {"person", "chair", "secretary"}:
        _take_person(taking, part)
    elif part.kind in {"time_start", "time_end", "place", "quorum", "signature"}:
        _take_head(taking, part)
    elif part.kind == "text":
        _take_speech(taking, part, Speech.Kind.NOTED)


def _save(taking: _Taking, row: Any, **values: Any) -> Any:
    row.refresh_from_db()
    return save_row(row=row, version=row.version, values=values, by=taking.by)


# --- items and what lies under them


def _take_item(taking: _Taking, part: Part) -> None:
    title = part.text.strip().rstrip(".")
    known = next((i for i in taking.meeting.items.all() if i.title.casefold() == title.casefold()), None)
    item = known or add_item(meeting=taking.meeting, title=title, reporters=part.speaker, on_agenda=True, by=taking.by)
    taking.current = item
    taking.items[part.item or item.order] = item


def _item(taking: _Taking, part: Part) -> AgendaItem:
    """The item a part belongs to; text before the first item waits under one of its own."""
    item = taking.items.get(part.item or 0) or taking.current or taking.meeting.items.first()
    if item is None:
        item = add_item(meeting=taking.meeting, title=UNREAD, on_agenda=False, by=taking.by)
    taking.current = item
    return item


def _take_speech(taking: _Taking, part: Part, kind: str) -> None:
    item = _item(taking, part)
    empty = item.speeches.filter(kind=kind, text="", speaker="").first()
    row = empty or add_speech(item=item, kind=kind, by=taking.by)
    _save(taking, row, speaker=part.speaker, text=part.text)


def _take_decision(taking: _Taking, part: Part) -> None:
    item = _item(taking, part)
    empty = Decision.objects.filter(item=item, text="", mandate=None, group=None).first()
    row = empty or add_decision(meeting=taking.meeting, item=item, by=taking.by)
    _save(taking, row, text=part.text, deadline_text=part.deadline, responsible=part.responsible, number=part.number)


def _take_vote(taking: _Taking, part: Part) -> None:
    item = _item(taking, part)
    empty = Vote.objects.filter(item=item, way="", sentence="", office="").first()
    row = empty or add_vote(item=item, by=taking.by)
    unanimous = "единогласн" in part.text.lower()
    way = Vote.Way.UNANIMOUS if unanimous else Vote.Way.UNSAID
    _save(taking, row, sentence=part.text.strip(), way=way)


# --- people and the head


# «Титулов Герман Артурович – директор …» for «Титулов Герман Артурович, директор …».
DASHED = re.compile(r"^(?P<name>[А-ЯЁ][\w-]+(?:\s+[А-ЯЁ][\w-]+){1,2})\s+[–—-]\s+")
REASON = re.compile(r"\s*\((?P<reason>[^()]+)\)$")


def _take_person(taking: _Taking, part: Part) -> None:
    text = DASHED.sub(r"\g<name>, ", part.text.strip().rstrip(".;"))
    absent = REASON.search(text) if part.mode == Attendance.Mode.ABSENT else None
    text = text[: absent.start()] if absent else text
    name = text.partition(",")[0].strip()
    line = next((row for row in taking.meeting.attendances.all() if row.name and _same(name, row.name)), None)
    mode = part.mode if part.mode in Attendance.Mode.values else Attendance.Mode.IN_PERSON
    if line is None:
        line = add_attendance(
            meeting=taking.meeting, text=text, mode=mode, invited=part.mode == "invited", by=taking.by
        )
    elif not line.mode:
        line = mark(attendance=line, mode=mode, by=taking.by)
    if absent and not line.absence_reason:
        _save(taking, line, absence_reason=absent["reason"])
    role = {"chair": Attendance.Role.CHAIR, "secretary": Attendance.Role.SECRETARY}.get(part.kind)
    if role and role not in line.roles:
        _save(taking, line, roles=[*line.roles, role])


def _same(name: str, known: str) -> bool:
    return name.casefold() == known.casefold() or same_person(name, known)


def _take_head(taking: _Taking, part: Part) -> None:
    text = part.text.strip()
    values: dict[str, Any] = {}
    if part.kind in {"time_start", "time_end"}:
        time = read_clock(text)
        values = {part.kind: time} if time else {}
    elif part.kind == "quorum":
        values = {"quorum_raw": text.removeprefix("Кворум:").strip()}
    elif part.kind == "place" and not taking.meeting.place:
        values = {"place": text[:300]}
    elif part.kind == "signature":
        names = [line.name for line in taking.meeting.attendances.all() if line.name]
        made = words.read_signatures(text, names)
        known = {(line["role"], line["printed"]) for line in taking.meeting.signature_lines}
        fresh = [line for line in made if (line["role"], line["printed"]) not in known]
        values = {"signature_lines": [*taking.meeting.signature_lines, *fresh]}
    if values:
        _save(taking, taking.meeting, **values)
        taking.meeting.refresh_from_db()
