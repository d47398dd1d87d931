"""Who will come: answers to the invitation, and the quorum they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cluster_portal.workflow import Refused
from meetings import rules
from meetings.models import Answer, Attendance, Meeting
from meetings.record import Record
from members.models import Person
from members.rules import facts, person_of

Choice = Answer.Choice


@dataclass(frozen=True)
class Answers:
    """Lines of the list with their answers; organisations that come, that do not, that are silent."""

    rows: list[tuple[Attendance, Answer | None]]
    coming: int
    cannot: int
    silent: int
    total: int
    needed: int

    @property
    def answered(self) -> int:
        """Organisations that have answered."""
        return self.coming + self.cannot

    @property
    def holds(self) -> bool:
        """Whether those who come make a quorum."""
        return self.total > 0 and self.coming >= self.needed


def answers_of(meeting: Meeting, record: Record) -> Answers:
    """How the invited have answered; one query beside the record's."""
    given = {answer.person_id: answer for answer in meeting.answers.all()}
    lines = sorted(record.attendances, key=lambda line: (line.place, line.pk))
    rows = [(line, given.get(line.person_id or 0)) for line in lines]
    said: dict[int, bool] = {}
    for line, answer in rows:
        if answer and line.organization_id in record.voting:
            comes = answer.choice != Choice.CANNOT
            said[line.organization_id] = said.get(line.organization_id, False) or comes
    coming = sum(said.values())
    total = len(record.voting)
    return Answers(rows, coming, len(said) - coming, total - len(said), total, record.quorum.needed)


def my_answer(user: Any, meeting: Meeting) -> Answer | bool | None:
    """One's own answer; True where one may answer and has not; None where nothing is asked."""
    try:
        rules.may_answer(user, meeting)
    except Refused:
        return None
    return meeting.answers.filter(person=answers_as(user, meeting)).first() or True


def answers_as(user: Any, meeting: Meeting) -> Person | None:
    """For whom the user answers: himself, or the head he assists who is on the list while he is not."""
    own, assisted = person_of(user), facts(user).assisted
    listed = (
        set(meeting.attendances.filter(person__in=assisted).values_list("person", flat=True)) if assisted else set()
    )
    return next((head for head in assisted if head.pk in listed), own)
