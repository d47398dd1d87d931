"""Minutes that come as data: recorded through the same actions as in the browser."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from cluster_portal.documents.russian import long_date
from cluster_portal.workflow import Refused, action, note
from meetings import words
from meetings.actions.course import finish, plan_meeting, start
from meetings.actions.people import write_attendance
from meetings.actions.writing import (
    add_candidate,
    add_decision,
    add_election,
    add_item,
    add_speech,
    add_vote,
)
from meetings.exchange import SCHEMA
from meetings.models import AgendaItem, Decision, Meeting, Vote
from members.models import Charter, Cluster, Mandate
from members.recognise import Index

Data = dict[str, Any]
OFFICE_WORDS = (
    ("заместител", Mandate.Office.DEPUTY),
    ("секретар", Mandate.Office.SECRETARY),
    ("председател", Mandate.Office.CHAIR),
)


@action("meetings.recorded_from_data")
def record_minutes(*, cluster: Cluster, data: Data, by: Any) -> Meeting:
    """Record a held meeting from the structure «minutes-expected/1».

    Raises Refused: not this structure, a part is malformed, or the number stands in that year already.
    """
    _check_shape(data)
    try:
        meeting = _plan(cluster, data, by)
        start(meeting=meeting, by=by)
        items = {row["no"]: _item(meeting, row, by) for row in data["agenda"]}
        _attendees(meeting, data, by)
        decisions = _decisions(meeting, items, data, by)
        _discussion(items, data, by)
        _votes(items, decisions, data, by)
        _elections(items, decisions, data, by)
        finish(meeting=meeting, by=by)
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(_("The structure is malformed near %s.") % error, code="malformed") from error
    note(number=meeting.number)
    return meeting


def _check_shape(data: Data) -> None:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise Refused(_("The file does not hold minutes in the structure %s.") % SCHEMA, code="malformed")
    if not isinstance(data.get("date"), str) or not parse_date(data["date"]):
        raise Refused(_("The minutes have no date."), code="malformed")


def _day(text: str | None) -> datetime.date | None:
    return parse_date(text) if text else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _own_organ(cluster: Cluster, body: str) -> bool:
    own = (cluster.council, cluster.name), (cluster.council_genitive, cluster.name_genitive)
    return body.casefold() in {" ".join(pair).casefold() for pair in own} or cluster.name_genitive in body


def _plan(cluster: Cluster, data: Data, by: Any) -> Meeting:
    body, date = _text(data["body"]), parse_date(data["date"])
    assert date is not None
    quorum = data["quorum"]
    order = Charter.Order.BY_ITEM if _is_by_item(data) else Charter.Order.BLOCK
    return plan_meeting(
        cluster=cluster,
        number=_text(data["number"]),
        date=date,
        date_end=_day(data["date_end"]),
        time_start=parse_time(data["time_start"]) if data["time_start"] else None,
        time_end=parse_time(data["time_end"]) if data["time_end"] else None,
        voting_end=parse_datetime(data["voting_end"]) if data["voting_end"] else None,
        place=_text(data["place"]),
        venue=_text(data["venue"]),
        format=_text(data["format"]),
        body_printed="" if _own_organ(cluster, body) else body,
        date_printed=_own_date(data, date),
        order=order,
        quorum_raw=_text(quorum["raw"]),
        quorum_total=quorum["total"],
        quorum_present=quorum["present"],
        quorum_holds=quorum["holds"],
        counts_stated=data["counts_stated"],
        vote_note=_text(data["vote_note"]),
        signature_lines=[_signature(line, place, data) for place, line in enumerate(data["signatures"])],
        appendices=data["appendices"],
        dissents=data["dissents"],
        prepare=False,
        by=by,
    )


def _own_date(data: Data, date: datetime.date) -> str:
    """The date as printed, unless the portal would print the same."""
    raw = _text(data["date_raw"])
    return "" if raw == long_date(date) else raw


def _is_by_item(data: Data) -> bool:
    return any(row["agenda_link"] == "explicit" for row in data["decisions"])


def _signature(line: Data, place: int, data: Data) -> Data:
    chair, secretary = (data[key] or {} for key in ("chair", "secretary"))
    office = "presiding" if line["name"] == chair.get("name") else ""
    office = office or ("secretary" if line["name"] == secretary.get("name") else "")
    return {"role": line["role"], "name": line["name"], "printed": line["raw"], "office": office}


def _attendees(meeting: Meeting, data: Data, by: Any) -> None:
    index, through = Index(meeting.date), _numbers_run_through(data)
    for row in data["attendees"]:
        organisation = _text(row["organisation"])
        match = index.organization(organisation) if organisation else None
        person = index.person(row["name"]) if row["name"] else None
        values = {
            "mode": row["mode"],
            "number_printed": (_text(row["no"]) or words.NO_NUMBER) if through else "",
            "name": _text(row["name"]),
            "position": _text(row["position"]),
            "organisation": organisation,
            "suffix": "секретарь заседания" if "secretary" in row["roles"] and data["chair"] is None else "",
            "roles": row["roles"],
            "council_role": _council_role(row, data),
            "voting": row["voting"],
            "listed": row["listed"],
            "absence_reason": _text(row["absence_reason"]),
            "represents": _text(row["represents"]),
            "represented_by": _text(row["represented_by"]),
            "basis": _text(row["basis"]),
            "note": _own_note(row),
            "person": person,
            "organization": match.organization if match else None,
        }
        write_attendance(meeting=meeting, values=values, by=by)


def _council_role(row: Data, data: Data) -> str:
    chair = data["chair"] or {}
    return _text(chair.get("council_role")) if chair.get("name") == row["name"] else ""


def _numbers_run_through(data: Data) -> bool:
    """Whether the printed numbers do not restart in each part of the list, as the portal's own do."""
    expected: dict[str, int] = {}
    for row in data["attendees"]:
        part = "invited" if "invited" in row["roles"] else row["mode"]
        expected[part] = expected.get(part, 0) + 1
        if row["listed"] and row["no"] != str(expected[part]):
            return True
    return False


def _own_note(row: Data) -> str:
    """What is printed with the line; notes of a reader of the document («организации нет в перечне») are not."""
    printed = bool(row["name"]) and "organisation_in_register" not in row
    return _text(row["note"]) if printed else ""


def _item(meeting: Meeting, row: Data, by: Any) -> AgendaItem:
    return add_item(
        meeting=meeting,
        title=row["title"],
        reporters=", ".join(row["reporters"]),
        co_reporters=", ".join(row["co_reporters"]),
        on_agenda=row["on_agenda"],
        status=row["status"],
        prepare=False,
        by=by,
    )


def _discussion(items: dict[str, AgendaItem], data: Data, by: Any) -> None:
    for row in data["discussion"]:
        if _election_told_in(row, data):
            continue
        item = items[row["agenda_no"]]
        add_speech(item=item, kind=row["kind"], speaker=_text(row["speaker"]), text=row["text"], by=by)


def _election_told_in(said: Data, data: Data) -> Data | None:
    """The vote of an election that this paragraph of the discussion tells, if any."""
    elected = {(row["agenda_no"], row["decision_no"]) for row in data["elections"]}
    return next(
        (
            vote
            for vote in data["votes"]
            if (vote["agenda_no"], vote["decision_no"]) in elected
            and vote["agenda_no"] == said["agenda_no"]
            and vote["raw"] in said["text"]
        ),
        None,
    )


def _nomination(election: Data, vote: Data | None, data: Data) -> str:
    """What the paragraph that tells the election says before the vote."""
    for said in data["discussion"]:
        if vote and said["agenda_no"] == election["agenda_no"] and _election_told_in(said, data) is vote:
            return str(said["text"]).replace(vote["raw"], "").strip()
    return ""


def _decisions(meeting: Meeting, items: dict[str, AgendaItem], data: Data, by: Any) -> dict[str, Decision]:
    made: dict[str, Decision] = {}
    for row in data["decisions"]:
        decision = _decision(meeting, items, made, row, by)
        if row["no"]:
            made[row["no"]] = decision
    return made


def _decision(meeting: Meeting, items: Data, made: dict[str, Decision], row: Data, by: Any) -> Decision:
    values = {
        "parent": made.get(row["parent_no"]) if row["parent_no"] else None,
        "number": _text(row["no"]),
        "unnumbered": not row["no"],
        "text": row["text"],
        "adopted": row["adopted"],
        "deadline_text": _text(row["deadline_raw"]),
        "deadline": _day(row["deadline"]),
        "deadline_kind": row["deadline_kind"],
        "stages": row["stages"],
        "amends": row["amends"],
        "responsible": ", ".join(map(_responsible, row["responsible"])),
        "controller": _text(row["controller"]),
    }
    plain = Decision(**{k: values[k] for k in ("text", "deadline_text", "responsible", "controller")})
    if words.clause(plain) != row["raw"]:
        values["clause"] = row["raw"]
    return add_decision(meeting=meeting, item=items.get(row["agenda_no"]), by=by, **values)


def _responsible(row: Data) -> str:
    return f"{row['raw']} (созыв)" if row["lead"] else _text(row["raw"])


def _votes(items: dict[str, AgendaItem], decisions: dict[str, Decision], data: Data, by: Any) -> None:
    elected = {(row["agenda_no"], row["decision_no"]) for row in data["elections"]}
    for row in data["votes"]:
        if (row["agenda_no"], row["decision_no"]) not in elected:
            values = _vote_values(row)
            decision = decisions.get(row["decision_no"])
            add_vote(item=items[row["agenda_no"]], decision=decision, by=by, **values)


def _vote_values(row: Data) -> Data:
    counted = row["for"] is not None
    way = Vote.Way.COUNTS if counted else Vote.Way.UNANIMOUS if row["unanimous"] else Vote.Way.UNSAID
    return {
        "way": way,
        "question": _text(row["subject"]),
        "method": _text(row["method"]),
        "for_count": row["for"],
        "against_count": row["against"],
        "abstained_count": row["abstained"],
        "unanimous": row["unanimous"],
        "adopted": row["adopted"],
        "named": row["named"],
        "sentence": _text(row["raw"]),
    }


def _elections(items: dict[str, AgendaItem], decisions: dict[str, Decision], data: Data, by: Any) -> None:
    votes = {(row["agenda_no"], row["decision_no"]): row for row in data["votes"]}
    for row in data["elections"]:
        vote_row = votes.get((row["agenda_no"], row["decision_no"]))
        values = _vote_values(vote_row) if vote_row else {}
        own = {
            "office_printed": row["office"],
            "term_years": row["term_years"],
            "term_from": _day(row["term_from"]),
            "term_to": _day(row["term_to"]),
            "method": _text(row["method"]),
            "ballots": row["ballots"],
            "decision": decisions.get(row["decision_no"]),
            "nomination": _nomination(row, vote_row, data),
        }
        office = next((code for stem, code in OFFICE_WORDS if stem in row["office"].lower()), "")
        vote = add_election(item=items[row["agenda_no"]], office=office, by=by, **(values | own))
        for candidate in row["candidates"]:
            add_candidate(
                vote=vote,
                name=candidate["name"],
                position=_text(candidate["position"]),
                organisation=_text(candidate["organisation"]),
                nominated_by=_text(candidate["nominated_by"]),
                for_count=candidate["for"],
                elected=candidate["name"] == row["elected"],
                by=by,
            )
