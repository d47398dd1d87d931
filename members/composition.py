"""Who is in the cluster and in its council on a day: the read side, for pages and for documents."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from members.models import (
    Absence,
    Charter,
    Cluster,
    FormerName,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    Representation,
)
from members.models.organizations import genitive

Category, Kind = Organization.Category, Position.Kind

# Headings as documents print them, in their order (minutes No. 1); documents are always Russian.
HEADINGS = {
    Category.STATE: "Органы государственной власти",
    Category.NONPROFIT: "Некоммерческие организации",
    Category.BUSINESS: "Работодатели и представители бизнеса",
    Category.EDUCATION: "Образовательные организации",
}
COMPOSITION_HEADING = "Состав Кластера:"


@dataclass(frozen=True)
class Row:
    """A line of the composition; `name` is that day's."""

    membership: Membership
    organization: Organization
    name: str
    parent: Organization | None

    @property
    def order(self) -> int:
        """Its place in the composition."""
        return self.membership.order

    @property
    def is_branch(self) -> bool:
        """Whether another legal entity stands behind it."""
        return self.parent is not None


@dataclass(frozen=True)
class Section:
    """A category and its lines, branches among them in the order kept."""

    category: Organization.Category
    heading: str
    rows: list[Row]


@dataclass(frozen=True)
class Composition:
    """The cluster on a day."""

    day: datetime.date
    sections: list[Section]

    @cached_property
    def rows(self) -> list[Row]:
        """All lines, category by category."""
        return [row for section in self.sections for row in section.rows]

    @cached_property
    def legal_entities(self) -> list[Row]:
        """Lines that are legal entities: 19 of the 21 of minutes No. 1."""
        return [row for row in self.rows if not row.is_branch]

    @cached_property
    def by_category(self) -> dict[str, int]:
        """Category → number of lines."""
        return {section.category.value: len(section.rows) for section in self.sections}

    @cached_property
    def vocational(self) -> list[Row]:
        """Vocational education organisations with their branches: 8 + 2 in minutes No. 1, which say 11."""
        kind = Organization.Education.VOCATIONAL
        return [row for row in self.rows if row.organization.education == kind]

    @cached_property
    def vocational_entities(self) -> list[Row]:
        """The same without branches."""
        return [row for row in self.vocational if not row.is_branch]


def _former(field: str, on: datetime.date) -> Subquery:
    rows = FormerName.objects.filter(organization=OuterRef("organization"), until__gte=on).order_by("until")
    return Subquery(rows.values(field)[:1])


def _with_names(rows: QuerySet[Any], on: datetime.date) -> QuerySet[Any]:
    """Rows with their organisations and the name each bore that day, in the same query."""
    named = rows.annotate(former=_former("name", on), former_genitive=_former("name_genitive", on))
    return named.select_related("organization__parent")


def _name(row: Any) -> str:
    return row.former or row.organization.name


def _genitive(row: Any) -> str:
    stored = row.former_genitive if row.former else row.organization.name_genitive
    return genitive(_name(row), stored)


def _memberships(cluster: Cluster, on: datetime.date) -> list[Any]:
    edition = Charter.objects.filter(cluster=cluster, in_force_from__lte=on).order_by("-in_force_from")
    rows = cluster.memberships.on(on).annotate(branches_vote=Subquery(edition.values("branches_vote")[:1]))
    return list(_with_names(rows, on).order_by("order", "pk"))


def _has_seat(row: Any) -> bool:
    return row.has_vote and (row.organization.parent_id is None or bool(row.branches_vote))


def composition(cluster: Cluster, on: datetime.date) -> Composition:
    """The cluster's organisations on the day, by category; one query."""
    lines: dict[str, list[Row]] = {category: [] for category in HEADINGS}
    for row in _memberships(cluster, on):
        organization = row.organization
        lines[organization.category].append(Row(row, organization, _name(row), organization.parent))
    sections = [Section(c, heading, lines[c]) for c, heading in HEADINGS.items() if lines[c]]
    return Composition(on, sections)


def composition_text(cluster: Cluster, on: datetime.date) -> str:
    """The composition as minutes print it; paragraphs are divided by blank lines."""
    parts = [COMPOSITION_HEADING]
    for section in composition(cluster, on).sections:
        parts += [section.heading, *(row.name for row in section.rows)]
    return "\n\n".join(parts)


@dataclass(frozen=True)
class Seated:
    """A member organisation as plain values; `name` is that day's."""

    pk: int
    name: str
    short: str
    parent: int | None
    education: str
    has_vote: bool


def seated(cluster: Cluster, on: datetime.date) -> list[Seated]:
    """The composition for counting and looking up: one query, no model rows, a third of the cost of composition()."""
    of = "organization__"
    columns = ("organization", of + "name", of + "short_name", of + "parent", of + "education", "has_vote", "former")
    rows = cluster.memberships.on(on).annotate(former=_former("name", on)).order_by("order", "pk")
    return [
        Seated(pk, former or name, short or former or name, parent, education, has_vote)
        for pk, name, short, parent, education, has_vote, former in rows.values_list(*columns)
    ]


def voting_organizations(cluster: Cluster, on: datetime.date) -> list[Organization]:
    """Organisations with a vote that day, in the order of the composition; branches as the Charter says."""
    return [row.organization for row in _memberships(cluster, on) if _has_seat(row)]


@dataclass(frozen=True)
class Seat:
    """A line of the council's list: who sits there, the title as printed, for whom.

    `organization` is None for an officer whose organisation is unknown; `organization_printed` is the genitive
    of that day's name; `kind` a value of Position.Kind; `office` a value of Mandate.Office or «».
    """

    person: Person
    title: str
    organization: Organization | None
    organization_printed: str
    kind: str
    office: str = ""


@dataclass
class _Council:
    """What the list is made of, read with four queries; mandates of the day that were read before save one."""

    cluster: Cluster
    on: datetime.date
    mandates: Iterable[Mandate] | None = None

    @cached_property
    def members(self) -> list[Any]:
        rows = _memberships(self.cluster, self.on)
        seated = [row for row in rows if _has_seat(row) or row.organization_id in self.representatives]
        return sorted(seated, key=lambda row: (row.seat is None, row.seat or 0))

    @cached_property
    def representatives(self) -> dict[int, Person]:
        rows = Representation.objects.on(self.on).filter(kind=Representation.Kind.MAIN).order_by("pk")
        return {row.organization_id: row.person for row in rows.select_related("person")}

    @cached_property
    def offices(self) -> dict[Person, str]:
        rows = mandates_on(self.cluster, self.on) if self.mandates is None else self.mandates
        return {row.person: row.office for row in sorted(rows, key=lambda row: row.office, reverse=True)}

    @cached_property
    def positions(self) -> list[Any]:
        people = [*self.representatives.values(), *self.offices]
        known = Position.objects.on(self.on).filter(Q(kind__in=[Kind.HEAD, Kind.ACTING]) | Q(person__in=people))
        rank = {Kind.ACTING: 0, Kind.HEAD: 1, Kind.OTHER: 2}
        rows = _with_names(known, self.on).select_related("person", "organization__parent")
        return sorted(rows, key=lambda row: (rank[Kind(row.kind)], row.pk))

    @cached_property
    def positions_of(self) -> dict[tuple[int, int], Any]:
        """(organisation, person) → the position, the highest first."""
        return {(row.organization_id, row.person_id): row for row in reversed(self.positions)}

    @cached_property
    def heads(self) -> dict[int, Person]:
        """Organisation → who leads it: an acting head, while there is one, sits for the head on leave."""
        lead = (row for row in reversed(self.positions) if row.kind != Kind.OTHER)
        return {row.organization_id: row.person for row in lead}

    def seat(self, person: Person, member: Any) -> Seat:
        """The line of a person for an organisation (a membership or a position, both with names)."""
        position = self.positions_of.get((member.organization_id, person.pk))
        return Seat(
            person,
            position.title if position else "",
            member.organization,
            _genitive(member),
            position.kind if position else Kind.OTHER,
            self.offices.get(person, ""),
        )

    def seats(self) -> Iterable[Seat]:
        """A line for each organisation that somebody is known to sit for, its officers right after."""
        sitting = {row.organization_id: self._sits(row.organization_id) for row in self.members}
        left = {person: self._works(person) for person in self.offices if person not in sitting.values()}
        for row in self.members:
            person = sitting[row.organization_id]
            if person:
                yield self.seat(person, row)
            here = [officer for officer, at in left.items() if at and at.organization_id == row.organization_id]
            for officer in here:
                yield self.seat(officer, left.pop(officer))
        for officer, at in left.items():
            yield (self.seat(officer, at) if at else Seat(officer, "", None, "", Kind.OTHER, self.offices[officer]))

    def _sits(self, organization: int) -> Person | None:
        return self.representatives.get(organization) or self.heads.get(organization)

    def _works(self, person: Person) -> Any:
        own = [row for row in self.positions if row.person_id == person.pk]
        members = {row.organization_id for row in self.members}
        return next((row for row in own if row.organization_id in members), own[0] if own else None)


def mandates_on(cluster: Cluster, on: datetime.date) -> QuerySet[Mandate]:
    """Mandates of the day with their holders, the older first."""
    return cluster.mandates.on(on).select_related("person").order_by("started")


def council_list(cluster: Cluster, on: datetime.date, mandates: Iterable[Mandate] | None = None) -> list[Seat]:
    """The council's list on the day, four queries.

    One line for each organisation with a seat: its main representative, else its (acting) head; organisations
    nobody is known to sit for have none. Officers who sit for nobody stand after their organisation's line, as
    the secretary does in minutes No. 1. The order is the memberships' `seat`, then the composition's.
    """
    return list(_Council(cluster, on, mandates).seats())


SOON = 90  # days before the planned end of a mandate from which the page announces it


@dataclass(frozen=True)
class Officer:
    """An office on a day; `mandate` is None while the office is vacant."""

    office: Any
    mandate: Mandate | None = None
    days_left: int | None = None
    absence: Absence | None = None  # that lasts or is to come

    @property
    def is_over(self) -> bool:
        """The term is over and nobody has ended the mandate or granted a new one."""
        return self.days_left is not None and self.days_left < 0

    @property
    def ends_soon(self) -> bool:
        """The end of the term is near enough to be announced."""
        return self.days_left is not None and 0 <= self.days_left <= SOON


def officers(cluster: Cluster, on: datetime.date) -> list[Officer]:
    """Chair, deputy and secretaries of the day, and who is away; a vacant office is told, two queries."""
    away = Prefetch("absences", Absence.objects.filter(Q(ended__isnull=True) | Q(ended__gte=on)).order_by("started"))
    held = list(mandates_on(cluster, on).prefetch_related(away))
    told = []
    for office in Mandate.Office:
        mine = [_officer(mandate, on) for mandate in held if mandate.office == office]
        told += mine or ([] if office == Mandate.Office.DEPUTY else [Officer(office.label)])
    return told


def _officer(mandate: Mandate, on: datetime.date) -> Officer:
    away = next(iter(mandate.absences.all()), None)
    return Officer(mandate.get_office_display(), mandate, _days_left(mandate, on), away)


def _days_left(mandate: Mandate, on: datetime.date) -> int | None:
    return (mandate.until - on).days if mandate.until else None
