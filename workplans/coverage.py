"""Coverage: every direction of every source × the activities that serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Direction
from workplans.models import Activity
from workplans.record import Record, directions_of


@dataclass(frozen=True)
class Covered:
    """A direction, the activities that serve it, and why it has none where that was written."""

    direction: Direction
    activities: list[Activity]
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether neither an activity nor a reason is there."""
        return not self.activities and not self.reason


@dataclass(frozen=True)
class OfSource:
    """A source of directions; `empty` says that nobody has entered them: never «covered»."""

    source: str
    label: Any
    rows: list[Covered]

    @property
    def covered(self) -> int:
        """How many directions have an activity."""
        return sum(bool(row.activities) for row in self.rows)

    @property
    def words(self) -> str:
        """«6 of 7», or that they are not entered."""
        if not self.rows:
            return _("not entered")
        return _("%(covered)s of %(all)s") % {"covered": self.covered, "all": len(self.rows)}


def coverage(record: Record) -> list[OfSource]:
    """Every source with its directions; one query beside the record's own."""
    serving: dict[int, list[Activity]] = {}
    for activity in record.ordered:
        for direction in record.directions[activity.pk]:
            serving.setdefault(direction, []).append(activity)
    return [
        OfSource(
            source,
            Direction.Source(source).label,
            [Covered(row, serving.get(row.pk, []), row.reason or "") for row in rows],
        )
        for source, rows in directions_of(record.revision).items()
    ]


def open_directions(sources: list[OfSource]) -> list[Direction]:
    """Directions that have neither an activity nor a reason: with these the plan is not put before the council."""
    found = {row.direction.pk: row.direction for source in sources for row in source.rows if row.is_open}
    return list(found.values())
