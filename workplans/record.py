"""A revision as it reads: its sections with their activities, numbers, and what is odd; read with few queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Direction
from workplans.models import Activity, CoExecutor, Indicator, PlanRevision, Section


@dataclass(frozen=True)
class Doubt:
    """Something to look at; `stops`: the plan is not put before the council with it."""

    title: str
    detail: str
    key: str = ""
    stops: bool = False


@dataclass
class Part:
    """A section (None: activities without one) with its activities."""

    section: Section | None
    number: str
    activities: list[Activity] = field(default_factory=list)


class Record:
    """A revision with everything its pages and papers ask for; at most six queries."""

    def __init__(self, revision: PlanRevision) -> None:
        self.revision = revision
        self.plan = revision.plan

    @cached_property
    def sections(self) -> list[Section]:
        """In their order, with their directions."""
        return list(self.revision.sections.select_related("direction").order_by("order", "pk"))

    @cached_property
    def activities(self) -> list[Activity]:
        """In their order, without those taken out."""
        rows = self.revision.activities.filter(removed_at=None).select_related("lead", "lead_organization")
        return list(rows.order_by("order", "pk"))

    @cached_property
    def parts(self) -> list[Part]:
        """Sections with their activities; those without a section come first, if there are any."""
        by_section: dict[int | None, list[Activity]] = defaultdict(list)
        known = {section.pk for section in self.sections}
        for row in self.activities:
            by_section[row.section_id if row.section_id in known else None].append(row)
        loose = [Part(None, "", by_section[None])] if by_section[None] else []
        return loose + [Part(row, str(n), by_section[row.pk]) for n, row in enumerate(self.sections, 1)]

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Activity → its number as printed: its own words where it has any, else counted within its section."""
        found = {}
        for part in self.parts:
            for place, row in enumerate(part.activities, 1):
                counted = f"{part.number}.{place}" if part.number else str(place)
                found[row.pk] = row.number_words or counted
        return found

    @cached_property
    def ordered(self) -> list[Activity]:
        """Activities in the order they print."""
        return [row for part in self.parts for row in part.activities]

    @cached_property
    def co_executors(self) -> dict[int, list[CoExecutor]]:
        """Activity → who takes part; one query."""
        found: dict[int, list[CoExecutor]] = defaultdict(list)
        rows = CoExecutor.objects.filter(activity__revision=self.revision, activity__removed_at=None)
        for row in rows.select_related("organization", "person"):
            found[row.activity_id].append(row)
        return found

    @cached_property
    def indicators(self) -> dict[int, list[Indicator]]:
        """Activity → its indicators; one query."""
        found: dict[int, list[Indicator]] = defaultdict(list)
        for row in Indicator.objects.filter(activity__revision=self.revision, activity__removed_at=None):
            found[row.activity_id].append(row)
        return found

    @cached_property
    def directions(self) -> dict[int, set[int]]:
        """Activity → ids of its directions, its section's among them; one query."""
        found: dict[int, set[int]] = defaultdict(set)
        of_section = {row.pk: row.direction_id for row in self.sections}
        for activity in self.activities:
            if direction := of_section.get(activity.section_id or 0):
                found[activity.pk].add(direction)
        further = Activity.directions.through.objects.filter(activity__revision=self.revision)
        for activity_id, direction_id in further.values_list("activity", "direction"):
            found[activity_id].add(direction_id)
        return found

    @cached_property
    def first_dates(self) -> dict[str, Activity]:
        """Key → the activity as it was first approved: its date is kept whatever is moved later; one query."""
        approved = [PlanRevision.State.APPROVED, PlanRevision.State.REPLACED, PlanRevision.State.CLOSED]
        earlier = Activity.objects.filter(
            revision__plan=self.plan, revision__state__in=approved, revision__number__lt=self.revision.number
        )
        found: dict[str, Activity] = {}
        for row in earlier.filter(removed_at=None).order_by("revision__number"):
            found.setdefault(row.key, row)
        return found

    def moved_from(self, row: Activity) -> Activity | None:
        """The activity as first approved, where its end was moved since; None where it was not."""
        first = self.first_dates.get(row.key) if self.revision.number > 1 else None
        return first if first is not None and first.ended != row.ended else None

    def data(self) -> list[dict[str, Any]]:
        """The plan as JSON values: what is sealed, compared and fingerprinted."""
        return [self._part_data(part) for part in self.parts]

    def _part_data(self, part: Part) -> dict[str, Any]:
        return {
            "heading": part.section.heading if part.section else "",
            "direction": part.section.direction_id if part.section else None,
            "activities": [self._activity_data(row) for row in part.activities],
        }

    def _activity_data(self, row: Activity) -> dict[str, Any]:
        return {
            "key": row.key,
            "number": self.numbers[row.pk],
            "title": row.title,
            "period": row.period_words,
            "started": row.started.isoformat() if row.started else None,
            "ended": row.ended.isoformat() if row.ended else None,
            "responsible": row.responsible_words,
            "result": row.result,
            "mark": row.mark_words,
            "funding": row.funding,
            "place": row.place,
            "moved_reason": row.moved_reason,
            "directions": sorted(self.directions[row.pk]),
            "indicators": [_indicator_data(one) for one in self.indicators[row.pk]],
        }

    @property
    def fingerprint(self) -> str:
        """A hash of everything it says: whether it changed since somebody looked at it."""
        return hashlib.sha256(json.dumps(self.data(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    # --- what is odd

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What is odd, in the order of the plan."""
        if not self.activities:
            return [Doubt(_("There are no activities"), _("Write the first, or bring a table from Excel."), stops=True)]
        return [doubt for row in self.ordered for doubt in self._about(row)]

    def _about(self, row: Activity) -> list[Doubt]:
        told = {"number": self.numbers[row.pk]}
        first, last = self.plan.days
        found = []
        if not row.title.strip():
            found.append(
                Doubt(_("Activity %(number)s has no title") % told, row.responsible_words, row.key, stops=True)
            )
        if row.section_id is None:
            found.append(Doubt(_("Activity %(number)s stands in no section") % told, row.title, row.key))
        if row.ended is None and row.period_kind != Activity.PeriodKind.REPEATED:
            words = row.period_words or _("nothing is written")
            found.append(Doubt(_("The period of activity %(number)s is not understood") % told, words, row.key))
        elif (row.ended and not first <= row.ended <= last) or (row.started and not first <= row.started <= last):
            title = _("The period of activity %(number)s lies outside the year of the plan") % told
            found.append(Doubt(title, row.period_words, row.key))
        if row.lead_id is None and row.lead_organization_id is None:
            words = row.responsible_words or _("nobody is named")
            found.append(Doubt(_("Nobody known is responsible for activity %(number)s") % told, words, row.key))
        if self.moved_from(row) and not row.moved_reason.strip():
            title = _("The date of activity %(number)s was moved: write the reason") % told
            found.append(Doubt(title, row.period_words, row.key, stops=True))
        refused = [one.text for one in self.co_executors[row.pk] if one.answer == CoExecutor.Answer.REFUSED]
        if refused:
            found.append(Doubt(_("A co-executor of activity %(number)s refuses") % told, ", ".join(refused), row.key))
        return found

    @property
    def stops(self) -> list[Doubt]:
        """The doubts the plan is not put before the council with."""
        return [doubt for doubt in self.doubts if doubt.stops]

    def number_of(self, key: str) -> str:
        """The number of an activity named by its key."""
        return next((self.numbers[row.pk] for row in self.activities if row.key == key), "")


def _indicator_data(row: Indicator) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "unit": row.unit,
        "baseline": _plain(row.baseline),
        "target": _plain(row.target),
        "rule": row.rule,
    }


def _plain(value: Any) -> str | None:
    """A number as people write it, without trailing noughts."""
    return None if value is None else f"{value.normalize():f}"


def directions_of(plan: Any) -> dict[str, list[Direction]]:
    """Source → the directions the plan must take into account; sources nobody has entered are there, empty."""
    rows = Direction.objects.filter(cluster=plan.cluster_id, removed_at=None).order_by("order", "pk")
    found: dict[str, list[Direction]] = {str(source): [] for source in Direction.Source}
    for row in rows:
        found[str(row.source)].append(row)
    return found
