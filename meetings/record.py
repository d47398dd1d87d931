"""The whole of a meeting's minutes, read in a fixed number of queries: what pages, documents and doubts look at."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from meetings.models import AgendaItem, Attendance, Comment, Decision, DoubtReason, Meeting, Presence, Speech, Vote
from meetings.numbering import Slot, decision_numbers
from meetings.references import Reference, read_people, resolve
from members.composition import Seated, seated
from members.models import Charter, Person


@dataclass
class Under:
    """What stands under one agenda item."""

    item: AgendaItem
    speeches: list[Speech] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether anything is written under the item."""
        texts = [*(speech.text for speech in self.speeches), *(decision.text for decision in self.decisions)]
        return any(text.strip() for text in texts)

    def said(self, kind: str) -> list[Speech]:
        """Speeches of the kind that hold any words."""
        return [speech for speech in self.speeches if speech.kind == kind and speech.text.strip()]


@dataclass(frozen=True)
class Quorum:
    """Votes present of all, how many are needed, by whom the rest are missing."""

    present: int
    total: int
    needed: int
    missing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether there are enough votes."""
        return self.total > 0 and self.present >= self.needed


class Record:
    """Minutes as they are now. Decisions and votes without words are prepared lines, not part of the record."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.charter: Charter | None = meeting.charter
        self.attendances = list(meeting.attendances.select_related("organization").order_by("order", "place", "pk"))
        self.under = self._under()

    def _under(self) -> list[Under]:
        items = {item.pk: Under(item) for item in self.meeting.items.all()}
        for speech in Speech.objects.filter(item__meeting=self.meeting):
            items[speech.item_id].speeches.append(speech)
        votes = Vote.objects.filter(item__meeting=self.meeting).prefetch_related("candidates")
        for vote in votes:
            vote.item = items[vote.item_id].item
            items[vote.item_id].votes.append(vote)
        self.loose: list[Decision] = []
        for decision in self.meeting.decisions.select_related("mandate", "group"):
            under = items.get(decision.item_id or 0)
            (under.decisions if under else self.loose).append(decision)
        return list(items.values())

    @cached_property
    def reasons(self) -> dict[str, DoubtReason]:
        """Written reasons by the doubt they are for."""
        return {reason.key: reason for reason in self.meeting.reasons.all()}

    @cached_property
    def comments(self) -> list[Comment]:
        """Comments on the minutes; none before they were circulated."""
        return list(self.meeting.comments.select_related("person")) if self.meeting.circulated_until else []

    # --- people

    @property
    def listed(self) -> list[Attendance]:
        """Lines somebody has marked."""
        return [line for line in self.attendances if line.mode and line.listed]

    @cached_property
    def names(self) -> list[str]:
        """Full names this document knows, for resolving references."""
        stated = [line.name for line in self.attendances if line.name]
        return stated + [line.represented_by for line in self.attendances if line.represented_by]

    @cached_property
    def persons(self) -> dict[str, Person]:
        """People of the register among those in the list, by the name in the list."""
        rows = Person.objects.in_bulk([line.person_id for line in self.attendances if line.person_id])
        return {line.name: rows[line.person_id] for line in self.attendances if line.person_id}

    def with_role(self, role: str) -> Attendance | None:
        """The first line that states the role."""
        return next((line for line in self.attendances if role in line.roles), None)

    def presiding(self) -> list[Attendance]:
        """Everybody who presided: one, or co-chairs."""
        return [line for line in self.attendances if Attendance.Role.CHAIR in line.roles]

    def full_name(self, reference: str) -> str:
        """The fullest form this document has for the person, else the words as they are."""
        return resolve(reference, self.names) or reference

    def people(self, text: str) -> list[Reference]:
        """The people (and groups) a wording names."""
        return read_people(text, self.names)

    # --- composition of the day

    @cached_property
    def members(self) -> dict[int, Seated]:
        """Who belonged to the cluster on the day of the meeting, by id."""
        return {row.pk: row for row in seated(self.meeting.cluster, self.meeting.date)}

    @cached_property
    def voting(self) -> dict[int, str]:
        """Organisations with a vote that day: id → short name."""
        branches = self.charter.branches_vote if self.charter else False
        rows = self.members.values()
        return {row.pk: row.short for row in rows if row.has_vote and (branches or row.parent is None)}

    @cached_property
    def exceptions(self) -> dict[int, dict[int, Presence]]:
        """Item → line of the list → who was not there, or took no part in the vote."""
        found: dict[int, dict[int, Presence]] = defaultdict(dict)
        for row in Presence.objects.filter(item__meeting=self.meeting):
            found[row.item_id][row.attendance_id] = row
        return found

    def votes_at(self, line: Attendance, item: AgendaItem | None = None) -> bool:
        """Whether the line counts for quorum and votes: in the whole meeting, or at an item."""
        if not line.takes_part or line.invited:
            return False
        if item is None:
            return True
        return line.pk not in self.exceptions.get(item.pk, {}) and in_time(line, item.begun_at)

    @cached_property
    def quorum(self) -> Quorum:
        """One organisation, one vote: organisations of those who take part and are not invited."""
        return self.quorum_at(None)

    def quorum_at(self, item: AgendaItem | None) -> Quorum:
        """The quorum at an item: without those who were away for it or took no part in its vote."""
        if item is not None and item.pk not in self.exceptions and item.begun_at is None:
            return self.quorum
        here: set[int] = set()
        for line in self.attendances:
            if line.organization and self.votes_at(line, item):
                here |= {line.organization_id, line.organization.parent_id or 0}  # type: ignore[arg-type]
        present = here & set(self.voting)
        missing = tuple(name for pk, name in self.voting.items() if pk not in here)
        needed = self.charter.quorum_needed(len(self.voting)) if self.charter else len(self.voting) // 2 + 1
        return Quorum(len(present), len(self.voting), needed, missing)

    def away(self, item: AgendaItem, kind: str) -> list[tuple[Attendance, str]]:
        """Who was away for an item (or took no part in its vote), with the reason."""
        rows = self.exceptions.get(item.pk, {})
        return [(line, rows[line.pk].reason) for line in self.listed if line.pk in rows and rows[line.pk].kind == kind]

    # --- decisions

    @cached_property
    def decisions(self) -> list[Decision]:
        """Decisions that say anything, item by item, those without an item last."""
        by_item: Iterable[Decision] = [d for under in self.under for d in under.decisions]
        return [d for d in [*by_item, *self.loose] if d.text.strip()]

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Printed number of each decision by id."""
        order = {under.item.pk: under.item.order for under in self.under}
        slots = [Slot(d.pk, order.get(d.item_id or 0, 0), d.number, d.unnumbered, d.parent_id) for d in self.decisions]
        return decision_numbers(slots, by_item=self.meeting.order == Charter.Order.BY_ITEM)

    @cached_property
    def votes_of(self) -> dict[int, list[Vote]]:
        """Recorded votes by decision; a vote that names none speaks for every decision of its item."""
        found: dict[int, list[Vote]] = defaultdict(list)
        for under in self.under:
            for vote in filter(recorded, under.votes):
                targets = [vote.decision_id] if vote.decision_id else [d.pk for d in under.decisions]
                for pk in targets:
                    found[pk].append(vote)
        return found

    @property
    def year(self) -> int:
        """The year a deadline without one belongs to."""
        return self.meeting.date.year

    @property
    def last_day(self) -> datetime.date:
        """The last day of the meeting."""
        return self.meeting.date_end or self.meeting.date


def printed_number(decision: Decision) -> str:
    """The number a decision has in its protocol; for many decisions of one meeting make a Record."""
    return decision.number or Record(decision.meeting).numbers.get(decision.pk, "")


def in_time(line: Attendance, at: datetime.time | None) -> bool:
    """Whether somebody was there when the item was taken up; unknown times do not exclude anybody."""
    if at is None:
        return True
    return not (line.came_at and at < line.came_at) and not (line.left_at and at >= line.left_at)


def recorded(vote: Vote) -> bool:
    """Whether the vote says how it was voted."""
    return bool(vote.sentence.strip() or vote.way in {Vote.Way.UNANIMOUS, Vote.Way.COUNTS})
