"""Who is there: the list prepared, people marked, added, moved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from cluster_portal.documents.plain import check_text
from cluster_portal.workflow import Refused, action, locked, note, working_text
from meetings import words
from meetings.actions.sessions import open_for_writing, touch
from meetings.actions.steps import remember_added, remember_change
from meetings.models import AgendaItem, Attendance, Meeting, Presence
from meetings.models.meeting import LINE
from members.composition import council_list
from members.models import Organization, Person
from members.recognise import Index

Role = Attendance.Role
LEGAL_FORM = re.compile(r"\s(?=[А-ЯЁ]{2,}\b|Департамент|Союз|Администраци|Министерств|Комитет|Центр\b|ИП\b)")


@action("meetings.list_prepared")
def prepare_attendance(*, meeting: Meeting, by: Any) -> Meeting:
    """Write the council's list of that day into the meeting, nobody marked; people already there stay as they are."""
    open_for_writing(meeting, by=by)
    there = set(meeting.attendances.filter(person__isnull=False).values_list("person_id", flat=True))
    seats = [seat for seat in council_list(meeting.cluster, meeting.date) if seat.person.pk not in there]
    for place, seat in enumerate(seats, 1):
        secretary = seat.office == Role.SECRETARY
        meeting.attendances.create(
            place=place,
            name=seat.person.name,
            position=seat.title,
            organisation=seat.organization_printed,
            person=seat.person,
            organization=seat.organization,
            suffix=words.SECRETARY_SUFFIX if secretary else "",
            roles=[Role.SECRETARY] if secretary else [],
        )
    note(people=len(seats))
    return meeting


@working_text
def mark(*, attendance: Attendance, mode: str, by: Any) -> Attendance:
    """Set how somebody takes part; the order of marking gives the printed number. An empty mode takes it back.

    Raises ValidationError for an unknown mode, Refused where the minutes are closed.
    """
    if mode and mode not in Attendance.Mode.values:
        raise ValidationError({"mode": _("Choose one of the ways offered.")})
    meeting = open_for_writing(attendance.meeting, by=by)
    row = locked(attendance)
    if row.mode != mode:
        before = {"mode": row.mode, "order": row.order}
        row.mode, row.order = mode, (_next_order(meeting) if mode else None)
        row.version += 1
        row.save(update_fields=["mode", "order", "version"])
        remember_change(row=row, before=before, after={"mode": row.mode, "order": row.order}, by=by)
        touch(meeting=meeting, part="people", by=by)
    return row


def _next_order(meeting: Meeting) -> int:
    return (meeting.attendances.aggregate(last=Max("order"))["last"] or 0) + 1


@working_text
def move(*, attendance: Attendance, up: bool, by: Any) -> Attendance:
    """Swap a line with its neighbour in the same part of the list; at the edge nothing happens."""
    meeting = open_for_writing(attendance.meeting, by=by)
    row = locked(attendance)
    part = [line for line in meeting.attendances.order_by("order") if words.section_of(line) == words.section_of(row)]
    here = next((i for i, line in enumerate(part) if line.pk == row.pk), 0)
    there = here + (-1 if up else 1)
    if row.order is not None and 0 <= there < len(part):
        other = part[there]
        row.order, other.order = other.order, row.order
        row.save(update_fields=["order"])
        other.save(update_fields=["order"])
        touch(meeting=meeting, part="people", by=by)
    return row


@dataclass(frozen=True)
class Typed:
    """What was read from a typed line of the list."""

    name: str = ""
    position: str = ""
    organisation: str = ""
    person: Person | None = None
    organization: Organization | None = None


def read_line(text: str, meeting: Meeting) -> Typed:
    """Read «Фамилия Имя Отчество, должность Организация», a known person's name, or «Представитель Организации»."""
    index, text = Index(meeting.date), " ".join(text.split()).rstrip(".;")
    if text.startswith(f"{words.UNNAMED} "):
        organisation = text.removeprefix(words.UNNAMED).strip()
        return Typed(organisation=organisation, organization=_organization(index, organisation))
    name, _comma, office = text.partition(",")
    person = index.person(name.strip())
    if person and not office.strip():
        return _known(person, meeting)
    position, organisation = _split_office(office.strip(), index)
    full = person.name if person else name.strip()
    return Typed(full, position, organisation, person, _organization(index, organisation))


def _organization(index: Index, text: str) -> Organization | None:
    match = index.organization(text) if text else None
    return match.organization if match else None


def _known(person: Person, meeting: Meeting) -> Typed:
    position = person.positions.on(meeting.date).select_related("organization").first()
    if position is None:
        return Typed(person.name, person=person)
    printed = Index(meeting.date).genitive(position.organization)
    return Typed(person.name, position.title, printed, person, position.organization)


def _split_office(office: str, index: Index) -> tuple[str, str]:
    """Position and organisation: the longest tail that is a known organisation, else from the legal form on."""
    parts = office.split(" ")
    for start in range(len(parts)):
        tail = " ".join(parts[start:])
        if index.organization(tail):
            return " ".join(parts[:start]), tail
    cut = LEGAL_FORM.search(f" {office}")
    return (office[: cut.start()].strip(), office[cut.start() :].strip()) if cut else (office, "")


@working_text
def add_attendance(*, meeting: Meeting, text: str, mode: str = "", invited: bool = False, by: Any) -> Attendance:
    """Add somebody who is not in the prepared list, by one typed line.

    Raises Refused where the person stands in the list already, ValidationError for an empty line.
    """
    if not text.strip():
        raise ValidationError({"text": _("Write a surname, or “Представитель …”.")})
    row = open_for_writing(meeting, by=by)
    typed = read_line(text, row)
    if typed.person and row.attendances.filter(person=typed.person).exists():
        raise Refused(_("%s stands in the list already.") % typed.person.name, code="twice", field="text")
    line = Attendance(meeting=row, **vars(typed), roles=[Role.INVITED] if invited else [])
    line.place = (row.attendances.aggregate(last=Max("place"))["last"] or 0) + 1
    line.mode, line.order = mode, (_next_order(row) if mode else None)
    line.full_clean(exclude=["meeting"])
    line.save()
    remember_added(row=line, by=by)
    touch(meeting=row, part="people", by=by)
    return line


@working_text
def set_presence(*, attendance: Attendance, item: AgendaItem, kind: str, reason: str = "", by: Any) -> Attendance:
    """Note that somebody was away for an item or took no part in its vote; an empty kind: present as everywhere.

    Raises ValidationError for an unknown kind, Refused where the minutes are closed.
    """
    if kind and kind not in Presence.Kind.values:
        raise ValidationError({"kind": _("Choose one of the ways offered.")})
    meeting = open_for_writing(attendance.meeting, by=by)
    if item.meeting_id != meeting.pk:
        raise Refused(_("The item belongs to another meeting."), code="state")
    if kind:
        check_text(reason)
        values = {"kind": kind, "reason": reason.strip()[:LINE]}
        Presence.objects.update_or_create(attendance=attendance, item=item, defaults=values)
    else:
        Presence.objects.filter(attendance=attendance, item=item).delete()
    touch(meeting=meeting, part="people", by=by)
    return attendance


@working_text
def write_attendance(*, meeting: Meeting, values: dict[str, Any], by: Any) -> Attendance:
    """Write a line of the list from its parts, as an archive states them, in the order given."""
    row = open_for_writing(meeting, by=by)
    line = Attendance(meeting=row, order=_next_order(row), **values)
    line.full_clean(exclude=["meeting"])
    line.save()
    touch(meeting=row, part="people", by=by)
    return line
