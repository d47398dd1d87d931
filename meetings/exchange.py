"""Minutes as data: the structure «minutes-expected/1», which holds what a document states and nothing besides.

What is not stated is null or empty, never a guess. Names are the fullest form the document has for the person.
"""

from __future__ import annotations

from typing import Any

from meetings import words
from meetings.doubts import doubts
from meetings.models import Attendance, Decision, Meeting, Speech, Vote
from meetings.protocol import printed_date
from meetings.record import Record, Under, recorded
from members.models import Charter

SCHEMA = "minutes-expected/1"
Role = Attendance.Role


def to_data(record: Record) -> dict[str, Any]:
    """The minutes in the structure, ready for JSON."""
    meeting = record.meeting
    return {
        "schema": SCHEMA,
        "doc_kind": "absentee_minutes" if meeting.format == Meeting.Format.ABSENTEE else "minutes",
        **_head(record),
        "attendees": [
            row for _part, rows in words.numbered_sections(_all_marked(record)) for row in map(_attendee, rows)
        ],
        "agenda": [_item(record, under) for under in record.under],
        "discussion": [said for under in record.under for said in _discussion(record, under)],
        "decisions": [_decision(record, decision) for decision in record.decisions],
        "votes": [_vote(record, u, v) for u in record.under for v in u.votes if recorded(v)],
        "vote_note": meeting.vote_note or None,
        "elections": [_election(record, u, v) for u in record.under for v in u.votes if v.is_election],
        "dissents": meeting.dissents,
        "signatures": [
            {"role": line["role"], "name": line["name"], "raw": line["printed"]} for line in meeting.signature_lines
        ],
        "appendices": meeting.appendices,
        "warnings": _warnings(record),
        "extra": {},
    }


def _all_marked(record: Record) -> list[Attendance]:
    return [line for line in record.attendances if line.mode]


def _head(record: Record) -> dict[str, Any]:
    meeting = record.meeting
    return {
        "number": meeting.number or None,
        "date": meeting.date.isoformat(),
        "date_end": meeting.date_end.isoformat() if meeting.date_end else None,
        "date_raw": printed_date(record),
        "time_start": f"{meeting.time_start:%H:%M}" if meeting.time_start else None,
        "time_end": f"{meeting.time_end:%H:%M}" if meeting.time_end else None,
        "voting_end": meeting.voting_end.isoformat() if meeting.voting_end else None,
        "place": meeting.place or None,
        "venue": meeting.venue or None,
        "body": " ".join(words.organ(meeting)),
        "format": meeting.format or None,
        "chair": _officer(record.with_role(Role.CHAIR)),
        "co_chairs": [_officer(line) for line in record.presiding()[1:]],
        "secretary": _officer(record.with_role(Role.SECRETARY)),
        "counts_stated": meeting.counts_stated,
        "quorum": {
            "stated": bool(meeting.quorum_raw),
            "total": meeting.quorum_total,
            "present": meeting.quorum_present,
            "holds": meeting.quorum_holds,
            "raw": meeting.quorum_raw or None,
        },
    }


def _officer(line: Attendance | None) -> dict[str, Any] | None:
    if line is None:
        return None
    said = {"name": line.name, "position": line.position or None, "organisation": line.organisation or None}
    return said | ({"council_role": line.council_role} if line.council_role else {})


def _attendee(numbered: tuple[str, Attendance]) -> dict[str, Any]:
    number, line = numbered
    return {
        "no": number if line.listed and number != words.NO_NUMBER else None,
        "name": line.name or None,
        "position": line.position or None,
        "organisation": line.organisation or None,
        "mode": line.mode,
        "roles": line.roles,
        "voting": line.voting,
        "listed": line.listed,
        "absence_reason": line.absence_reason or None,
        "represents": line.represents or None,
        "represented_by": line.represented_by or None,
        "basis": line.basis or None,
        "note": line.note or (None if line.name else words.attendance_line(line)),
    }


def _item(record: Record, under: Under) -> dict[str, Any]:
    item = under.item
    ahead = item.status == item.Status.AHEAD
    return {
        "no": str(item.order),
        "title": item.title,
        "reporters": [r.name or r.raw for r in record.people(item.reporters)],
        "co_reporters": [r.name or r.raw for r in record.people(item.co_reporters)],
        "on_agenda": item.on_agenda,
        "status": item.Status.CONSIDERED if ahead else item.status,
    }


def _discussion(record: Record, under: Under) -> list[dict[str, Any]]:
    no = str(under.item.order)
    said = [
        {
            "agenda_no": no,
            "speaker": record.full_name(speech.speaker) if speech.speaker else None,
            "kind": speech.kind,
            "text": _one_line(speech.text),
        }
        for speech in under.speeches
        if speech.text.strip()
    ]
    for vote in under.votes:
        if vote.is_election:
            candidates = list(vote.candidates.all())
            sentences = (
                words.nomination(vote, candidates, record.meeting.cluster),
                words.vote_sentence(vote, len(candidates)),
            )
            text = _one_line(" ".join(filter(None, sentences)))
            said.append({"agenda_no": no, "speaker": None, "kind": Speech.Kind.HEARD, "text": text})
    return said


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _decision(record: Record, decision: Decision) -> dict[str, Any]:
    numbers = record.numbers
    item = next((u.item for u in record.under if u.item.pk == decision.item_id), None)
    block = record.meeting.order == Charter.Order.BLOCK
    return {
        "no": numbers[decision.pk] or None,
        "agenda_no": str(item.order) if item else None,
        "agenda_link": "none" if item is None else "inferred" if block else "explicit",
        "parent_no": numbers.get(decision.parent_id or 0),
        "text": _one_line(decision.text),
        "raw": _one_line(words.clause(decision)),
        "deadline": decision.deadline.isoformat() if decision.deadline else None,
        "deadline_kind": decision.deadline_kind,
        "deadline_raw": decision.deadline_text or None,
        "responsible": [
            {
                "name": reference.name,
                "raw": reference.raw,
                "type": "person" if reference.name else "group",
                "lead": reference.lead,
                "organisation": None,
            }
            for reference in record.people(decision.responsible)
        ],
        "controller": record.full_name(decision.controller) if decision.controller else None,
        "adopted": decision.adopted,
        "stages": decision.stages,
        "amends": decision.amends,
    }


def _vote(record: Record, under: Under, vote: Vote) -> dict[str, Any]:
    return {
        "agenda_no": str(under.item.order),
        "decision_no": record.numbers.get(vote.decision_id or 0) or None,
        "subject": vote.question or None,
        "method": vote.method or None,
        "for": vote.for_count,
        "against": vote.against_count,
        "abstained": vote.abstained_count,
        "unanimous": bool(vote.unanimous),
        "adopted": vote.adopted,
        "named": vote.named,
        "raw": _one_line(words.vote_sentence(vote, len(vote.candidates.all()))),
    }


def _election(record: Record, under: Under, vote: Vote) -> dict[str, Any]:
    candidates = list(vote.candidates.all())
    office = vote.office_printed or words.office_title(vote.office, record.meeting.cluster)
    return {
        "agenda_no": str(under.item.order),
        "decision_no": record.numbers.get(vote.decision_id or 0) or None,
        "office": office,
        "term_years": vote.term_years,
        "term_from": vote.term_from.isoformat() if vote.term_from else None,
        "term_to": vote.term_to.isoformat() if vote.term_to else None,
        "method": vote.method or None,
        "candidates": [
            {
                "name": candidate.name,
                "position": candidate.position or None,
                "organisation": candidate.organisation or None,
                "nominated_by": candidate.nominated_by or None,
                "for": candidate.for_count,
            }
            for candidate in candidates
        ],
        "ballots": vote.ballots,
        "elected": next((candidate.name for candidate in candidates if candidate.elected), None),
    }


def _warnings(record: Record) -> list[dict[str, str]]:
    """One entry a code, its places joined, in the order they were found."""
    found: dict[str, list[str]] = {}
    for doubt in doubts(record):
        found.setdefault(doubt.code, []).append(": ".join(filter(None, [doubt.title, doubt.detail])))
    return [{"code": code, "detail": "; ".join(places)} for code, places in found.items()]
