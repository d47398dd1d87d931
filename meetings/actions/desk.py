"""What the desk does beside saving rows: order of items, dissents, «Как в прошлый раз», who else is here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note, working_text
from meetings.actions.people import mark
from meetings.actions.sessions import open_for_writing, touch
from meetings.actions.writing import add_item, save_row
from meetings.models import AgendaItem, Assignment, AtDesk, Attendance, Meeting, Speech

FAR = 100_000  # further than any order: items step aside there while they change places
OPEN_ASSIGNMENTS = "Об исполнении решений"


@working_text
def place_item(*, item: AgendaItem, place: int, by: Any) -> Meeting:
    """Put an item at a place of the agenda, counted from 1; beyond either end is the end."""
    meeting = open_for_writing(item.meeting, by=by)
    ids = list(meeting.items.values_list("pk", flat=True))
    ids.remove(item.pk)
    ids.insert(max(0, min(place - 1, len(ids))), item.pk)
    meeting.items.update(order=F("order") + FAR)  # the order is unique: nobody may stand on another's place
    for order, pk in enumerate(ids, 1):
        AgendaItem.objects.filter(pk=pk).update(order=order)
    touch(meeting=meeting, part="agenda", by=by)
    return meeting


@working_text
def add_dissent(*, meeting: Meeting, item: AgendaItem | None, name: str, text: str, by: Any) -> Meeting:
    """Append a dissenting opinion. Raises ValidationError by field."""
    row = open_for_writing(meeting, by=by)
    name, text = " ".join(name.split()), clean_text(text).strip()
    for field, value, sentence in (
        ("name", name, _("Write whose opinion it is.")),
        ("text", text, _("Write the dissenting opinion.")),
    ):
        if not value:
            raise ValidationError({field: sentence})
        check_text(value)
    made = {"name": name, "agenda_no": str(item.order) if item else None, "text": text}
    return _set_dissents(row, [*row.dissents, made], by)


@working_text
def remove_dissent(*, meeting: Meeting, place: int, by: Any) -> Meeting:
    """Take out the dissenting opinion at a place, counted from 0. Raises Refused where there is none."""
    row = open_for_writing(meeting, by=by)
    if not 0 <= place < len(row.dissents):
        raise Refused(_("This opinion is gone already."), code="state")
    return _set_dissents(row, [d for n, d in enumerate(row.dissents) if n != place], by)


def _set_dissents(row: Meeting, dissents: list[Any], by: Any) -> Meeting:
    row.dissents = dissents
    row.version += 1
    row.save(update_fields=["dissents", "version"])
    touch(meeting=row, part="head", by=by)
    return row


@working_text
def be_at(*, meeting: Meeting, part: str, by: Any) -> Meeting:
    """Note where somebody's cursor is."""
    AtDesk.objects.update_or_create(meeting=meeting, user=by, defaults={"part": part[:60], "seen": clock.now()})
    return meeting


def last_held(meeting: Meeting) -> Meeting | None:
    """The meeting before this one that was held."""
    earlier = Meeting.objects.filter(cluster=meeting.cluster, state=Meeting.State.HELD, date__lte=meeting.date)
    return earlier.exclude(pk=meeting.pk).order_by("-date", "-pk").first()


@action("meetings.filled_like_last_time")
def like_last_time(*, meeting: Meeting, by: Any) -> Meeting:
    """«Как в прошлый раз»: place, time, format and people where nothing stands yet; open assignments as first item.

    Raises Refused where no meeting was held before.
    """
    row = open_for_writing(meeting, by=by)
    last = last_held(row)
    if last is None:
        raise Refused(_("No meeting was held before this one."), code="state")
    _same_head(row, last)
    people = _same_people(row, last, by)
    tasks = _ask_for_reports(row, by)
    note(like=str(last), people=people, assignments=tasks)
    return row


def _same_head(row: Meeting, last: Meeting) -> None:
    for name in ("place", "venue", "format", "remote_ground", "time_start"):
        if not getattr(row, name):
            setattr(row, name, getattr(last, name))
    row.version += 1
    row.save()


def _same_people(row: Meeting, last: Meeting, by: Any) -> int:
    """Mark those who took part last time, in the order of last time, unless they are marked already."""
    free = {line.person_id: line for line in row.attendances.filter(mode="", person__isnull=False)}
    count = 0
    for before in last.attendances.filter(mode__in=[Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE]):
        line = free.get(before.person_id)
        if line is not None:
            mark(attendance=line, mode=before.mode, by=by)
            count += 1
    return count


def _ask_for_reports(row: Meeting, by: Any) -> int:
    """The first item asks what became of what is still to be done."""
    tasks = list(
        Assignment.objects.filter(state__in=Assignment.OPEN_STATES, decision__meeting__cluster=row.cluster)
        .filter(decision__meeting__state=Meeting.State.HELD)
        .exclude(decision__meeting=row)
        .select_related("decision__meeting", "lead")
        .order_by("deadline", "pk")
    )
    if not tasks or row.items.filter(title=OPEN_ASSIGNMENTS).exists():
        return len(tasks)
    item = add_item(meeting=row, title=OPEN_ASSIGNMENTS, on_agenda=True, by=by)
    place_item(item=item, place=1, by=by)
    heard = item.speeches.get(kind=Speech.Kind.HEARD)
    save_row(row=heard, version=heard.version, values={"text": "\n".join(map(_task_line, tasks))}, by=by)
    return len(tasks)


def _task_line(task: Assignment) -> str:
    meeting = task.decision.meeting
    lead = task.lead.name if task.lead else task.lead_text
    until = f", срок {task.deadline:%d.%m.%Y}" if task.deadline else ""
    return f"– {task.part} ({', '.join(filter(None, [lead, f'протокол № {meeting.number}']))}{until})"


@working_text
def mark_by_answers(*, meeting: Meeting, by: Any) -> int:
    """Mark whoever is not marked yet as he answered the invitation; how many were."""
    row = locked(meeting)
    answers = {answer.person_id: answer for answer in row.answers.all()}
    count = 0
    for line in row.attendances.filter(mode="", person__in=answers):
        answer = answers[line.person_id or 0]
        absent = answer.choice == answer.Choice.CANNOT
        mark(attendance=line, mode=Attendance.Mode.ABSENT if absent else answer.choice, by=by)
        if absent and answer.reason:
            line.refresh_from_db()
            save_row(row=line, version=line.version, values={"absence_reason": answer.reason}, by=by)
        count += 1
    return count
