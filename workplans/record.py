"""A revision as it reads: its sections with their activities, numbers, and what is odd; read with few queries."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agreements.models import Direction
from cluster_portal import clock
from members.models import Membership
from workplans.models import Activity, CoExecutor, Indicator, PlanRevision, Section, Uncovered

ONCE_APPROVED = [PlanRevision.State.APPROVED, PlanRevision.State.REPLACED, PlanRevision.State.CLOSED]


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


@dataclass(frozen=True)
class First:
    """The period of an activity as it was first approved: it is kept whatever is moved later."""

    period_words: str
    ended: Any


def with_first(rows: Any) -> Any:
    """Activities with the period they were first approved with, in an earlier revision, see `moved`."""
    earlier = Activity.objects.filter(
        revision__plan=OuterRef("revision__plan"),
        revision__number__lt=OuterRef("revision__number"),
        revision__state__in=ONCE_APPROVED,
        key=OuterRef("key"),
        removed_at=None,
    ).order_by("revision__number")
    first = {name: Subquery(earlier.values(name)[:1]) for name in ("period_words", "ended")}
    last = Subquery(earlier.order_by("-revision__number").values("ended")[:1])
    return rows.annotate(first_words=first["period_words"], first_ended=first["ended"], last_ended=last)


def moved(row: Any) -> First | None:
    """The period an activity of `with_first` was first approved with, where its end was moved since."""
    words = getattr(row, "first_words", None)
    return First(words, row.first_ended) if words is not None and row.first_ended != row.ended else None


def moved_now(row: Any) -> bool:
    """Whether this revision moves the end that holds; a move that was approved has its reason there."""
    return getattr(row, "first_words", None) is not None and row.last_ended != row.ended


def with_gone(rows: Any, name: str) -> Any:
    """Rows with `gone`: the organisation they name was a member of the cluster and has left it."""
    theirs = Membership.objects.filter(organization=OuterRef(name))
    now = Membership.objects.on(clock.today()).filter(organization=OuterRef(name))
    left = ExpressionWrapper(Exists(theirs) & ~Exists(now), output_field=BooleanField())
    return rows.annotate(gone=left)


def with_place(rows: Any) -> Any:
    """Activities with the places of their section and their own in it, see `printed_number`."""
    before = Q(order__lt=OuterRef("order")) | Q(order=OuterRef("order"), pk__lte=OuterRef("pk"))
    beside = Activity.objects.annotate(within=Coalesce("section_id", 0)).filter(
        before, revision=OuterRef("revision"), removed_at=None, within=Coalesce(OuterRef("section_id"), 0)
    )
    above = Q(order__lt=OuterRef("section__order")) | Q(order=OuterRef("section__order"), pk__lte=OuterRef("section"))
    sections = Section.objects.filter(above, revision=OuterRef("revision"))
    counted = {"own_place": beside, "section_place": sections}
    return rows.annotate(**{name: _count(found) for name, found in counted.items()})


def _count(rows: Any) -> Subquery:
    return Subquery(rows.order_by().values("revision").annotate(n=Count("pk")).values("n"))


def printed_number(row: Any) -> str:
    """The number of an activity of `with_place`, as `Record.numbers` has it; nothing where it was taken out."""
    if row.removed_at is not None:
        return ""
    places = (row.section_place, row.own_place)
    return row.number_words or ".".join(str(place) for place in places if place is not None)


class _Rows:
    """Rows of one revision, or of two that are compared; one query for each kind."""

    def __init__(self, revisions: tuple[PlanRevision, ...]) -> None:
        self.revisions = revisions

    @cached_property
    def sections(self) -> dict[int, list[Section]]:
        """Revision → its sections in their order, with their directions."""
        found: dict[int, list[Section]] = defaultdict(list)
        rows = Section.objects.filter(revision__in=self.revisions).select_related("direction")
        for row in rows.order_by("order", "pk"):
            found[row.revision_id].append(row)
        return found

    @cached_property
    def activities(self) -> dict[int, list[Any]]:
        """Revision → its activities in their order, without those taken out; `further` are ids of more directions."""
        rows = Activity.objects.filter(revision__in=self.revisions, removed_at=None)
        rows = rows.select_related("lead", "lead_organization").annotate(one_further=F("directions"))
        rows = with_gone(rows, "lead_organization")
        if any(revision.number > 1 for revision in self.revisions):
            rows = with_first(rows)
        found: dict[int, list[Any]] = defaultdict(list)
        known: dict[int, Any] = {}
        listed: Iterable[Any] = rows.order_by("order", "pk")
        for row in listed:  # as often as it has further directions
            if row.pk not in known:
                known[row.pk] = row
                row.further = set()
                found[row.revision_id].append(row)
            if row.one_further is not None:
                known[row.pk].further.add(row.one_further)
        return found

    @cached_property
    def indicators(self) -> dict[int, list[Indicator]]:
        """Activity → its indicators."""
        found: dict[int, list[Indicator]] = defaultdict(list)
        for row in Indicator.objects.filter(activity__revision__in=self.revisions, activity__removed_at=None):
            found[row.activity_id].append(row)
        return found


class Record:
    """A revision with everything its pages and papers ask for; at most four queries."""

    def __init__(self, revision: PlanRevision, rows: _Rows | None = None) -> None:
        self.revision = revision
        self.plan = revision.plan
        self._rows = rows or _Rows((revision,))

    @classmethod
    def pair(cls, one: PlanRevision, other: PlanRevision) -> tuple[Record, Record]:
        """Two revisions to be compared, read with as many queries as one."""
        rows = _Rows((one, other))
        return cls(one, rows), cls(other, rows)

    @cached_property
    def sections(self) -> list[Section]:
        """In their order, with their directions."""
        return self._rows.sections[self.revision.pk]

    @cached_property
    def activities(self) -> list[Activity]:
        """In their order, without those taken out."""
        return self._rows.activities[self.revision.pk]

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
        for row in with_gone(rows, "organization").select_related("organization", "person"):
            found[row.activity_id].append(row)
        return found

    @property
    def indicators(self) -> dict[int, list[Indicator]]:
        """Activity → its indicators; one query."""
        return self._rows.indicators

    @cached_property
    def directions(self) -> dict[int, set[int]]:
        """Activity → ids of its directions, its section's among them."""
        of_section = {row.pk: row.direction_id for row in self.sections}
        found: dict[int, set[int]] = defaultdict(set)
        for row in self._rows.activities[self.revision.pk]:
            own = of_section.get(row.section_id or 0)
            found[row.pk] = row.further | ({own} if own else set())
        return found

    def moved_from(self, row: Any) -> First | None:
        """The period as first approved, where its end was moved since; None where it was not."""
        return moved(row)

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
        return self._nothing() or [doubt for row in self.ordered for doubt in self._about(row)]

    def _nothing(self) -> list[Doubt]:
        words = _("Write the first, or bring a table from Excel.")
        return [] if self.activities else [Doubt(_("There are no activities"), words, stops=True)]

    def _about(self, row: Activity) -> list[Doubt]:
        told = {"number": self.numbers[row.pk]}
        first, last = self.plan.days
        found = self._stops(row)
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
        gone = self._gone(row)
        if gone:
            title = _("An organisation of activity %(number)s has left the cluster") % told
            found.append(Doubt(title, ", ".join(gone), row.key))
        unknown = [one.text for one in self.co_executors[row.pk] if not one.organization_id and not one.person_id]
        if unknown:
            title = _("A co-executor of activity %(number)s is not known") % told
            found.append(Doubt(title, ", ".join(unknown), row.key))
        refused = [one.text for one in self.co_executors[row.pk] if one.answer == CoExecutor.Answer.REFUSED]
        if refused:
            found.append(Doubt(_("A co-executor of activity %(number)s refuses") % told, ", ".join(refused), row.key))
        return found

    def _gone(self, row: Any) -> list[str]:
        parts: list[Any] = self.co_executors[row.pk]
        named = [(row.gone, row.lead_organization), *((one.gone, one.organization) for one in parts)]
        return [organization.name for gone, organization in named if gone]

    def _stops(self, row: Activity) -> list[Doubt]:
        told = {"number": self.numbers[row.pk]}
        found = []
        if not row.title.strip():
            title = _("Activity %(number)s has no title") % told
            found.append(Doubt(title, row.responsible_words, row.key, stops=True))
        if moved_now(row) and not row.moved_reason.strip():
            title = _("The date of activity %(number)s was moved: write the reason") % told
            found.append(Doubt(title, row.period_words, row.key, stops=True))
        return found

    @cached_property
    def stops(self) -> list[Doubt]:
        """The doubts the plan is not put before the council with."""
        return self._nothing() or [doubt for row in self.ordered for doubt in self._stops(row)]

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


def directions_of(revision: PlanRevision) -> dict[str, list[Any]]:
    """Source → the directions the plan must take into account; sources nobody has entered are there, empty.

    Each has `reason`, why it has no activity in this revision, or None; one query.
    """
    reasons = Uncovered.objects.filter(revision=revision, direction=OuterRef("pk")).values("reason")
    rows = Direction.objects.filter(cluster=revision.plan.cluster_id, removed_at=None)
    found: dict[str, list[Any]] = {str(source): [] for source in Direction.Source}
    for row in rows.annotate(reason=Subquery(reasons[:1])).order_by("order", "pk"):
        found[str(row.source)].append(row)
        if row.clause_key and row.source != Direction.Source.AGREEMENT:
            found[str(Direction.Source.AGREEMENT)].append(row)  # the Agreement has it as a clause of its own
    return found
