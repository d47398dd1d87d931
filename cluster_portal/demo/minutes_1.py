"""The demo's minutes No. 1 of 09.04.2021 as they are, recorded through the actions and signed on paper."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from meetings import actions
from meetings.doubts import open_doubts
from meetings.models import AgendaItem, Decision, Meeting, Speech, Vote
from meetings.record import Record
from members.models import Cluster, Mandate
from members.rules import the_cluster

MINUTES_1 = Path(__file__).parent / "minutes_1.json"
DAY = datetime.date(2021, 4, 9)
KEPT = "у секретаря Координационного совета (Учебный пример)"

# Why the oddities of minutes No. 1 may stand: the paper is signed, the portal only repeats it.
REASON = "Так в подписанном подлиннике протокола № 1 (Учебный пример)"


def minutes_1() -> dict[str, Any]:
    """What the secretary types to record minutes No. 1."""
    data: dict[str, Any] = json.loads(MINUTES_1.read_text(encoding="utf-8"))
    return data


def record_minutes_1(*, by: Any) -> Meeting:
    """Record the meeting of 09.04.2021 as the secretary does in the browser."""
    data = minutes_1()
    cluster = the_cluster()
    assert cluster is not None
    meeting = _plan(cluster, data, by)
    actions.start(meeting=meeting, by=by)
    _people(meeting, data, by)
    for item, heard in zip(meeting.items.order_by("order"), data["heard"], strict=True):
        _hear(item, heard, data, by)
    _elect(meeting, data, by)
    _decide(meeting, data, by)
    actions.finish(meeting=meeting, by=by)
    return meeting


def _plan(cluster: Cluster, data: dict[str, Any], by: Any) -> Meeting:
    return actions.plan_meeting(
        cluster=cluster,
        number=data["number"],
        date=datetime.date.fromisoformat(data["date"]),
        place=data["place"],
        format=data["format"],
        agenda=[(title, reporters) for title, reporters in data["agenda"]],
        by=by,
    )


def _people(meeting: Meeting, data: dict[str, Any], by: Any) -> None:
    """Mark the prepared list in the order of the minutes, add the two who are not in it."""
    for mode, name in data["present"]:
        line = meeting.attendances.filter(name=name).first()
        if line is None:
            actions.add_attendance(meeting=meeting, text=name, mode=mode, by=by)
            continue
        line = actions.mark(attendance=line, mode=mode, by=by)
        if spelling := data["spellings"].get(name):
            _save(line, {"organisation": spelling}, by)


def _save(row: Any, values: dict[str, Any], by: Any) -> Any:
    return actions.save_row(row=row, version=row.version, values=values, by=by)


def _hear(item: AgendaItem, heard: str, data: dict[str, Any], by: Any) -> None:
    speech = item.speeches.get(kind=Speech.Kind.HEARD)
    if heard:
        _save(speech, {"text": heard}, by)
        return
    speech = _save(speech, {"text": data["before_composition"]}, by)
    speech = actions.insert_composition(speech=speech, version=speech.version, by=by)
    _save(speech, {"text": f"{speech.text}\n\n{data['after_composition']}"}, by)


def _elect(meeting: Meeting, data: dict[str, Any], by: Any) -> None:
    item = meeting.items.earliest("order")
    vote = actions.add_election(item=item, office=Mandate.Office.CHAIR, by=by)
    actions.add_candidate(vote=vote, name="Костарев М.М.", by=by)
    _save(vote, {"way": Vote.Way.UNANIMOUS, "nomination": data["nomination"], "sentence": data["vote"]}, by)


def _decide(meeting: Meeting, data: dict[str, Any], by: Any) -> None:
    for decision, told in zip(meeting.decisions.order_by("order"), data["decisions"], strict=True):
        values = {"text": told["text"], "deadline_text": told["deadline"], "responsible": told["responsible"]}
        _save(decision, values, by)
        if told["responsible"]:
            actions.create_group(decision=Decision.objects.get(pk=decision.pk), by=by)
        else:
            actions.make_mandate(decision=Decision.objects.get(pk=decision.pk), by=by)


def sign_minutes_1(meeting: Meeting, *, by: Any) -> None:
    """The secretary signed minutes No. 1 on paper; what is odd in them stands so in the original."""
    for doubt in open_doubts(Record(meeting)):
        actions.explain_doubt(meeting=meeting, key=doubt.key, reason=REASON, by=by)
    actions.sign_on_paper(meeting=meeting, signed_on=DAY, original_kept=KEPT, originals=1, by=by)
