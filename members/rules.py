"""Facts of the day that give rights, and the rights: one truth for pages, buttons and actions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.workflow import Refused
from members import roles
from members.models import (
    Absence,
    Charter,
    Cluster,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    Representation,
    WorkingGroup,
)
from members.roles import May, Role


@dataclass(frozen=True)
class Facts:
    """What is known of a user on a day; positions and representations are those in member organisations."""

    person: Person | None = None
    offices: frozenset[str] = frozenset()
    positions: tuple[Position, ...] = ()
    representations: tuple[Representation, ...] = ()
    charter: Charter | None = None
    chair_away: bool = False
    assisted: tuple[Person, ...] = ()
    inspects: bool = False

    @property
    def headed(self) -> list[Position]:
        """The positions that make a head, acting heads and branches as the Charter says."""
        return [position for position in self.positions if counts_as_head(position, self.charter)]


class _Written:
    """How often this process has changed facts: what a user object keeps from before is not believed."""

    times = 0


def forget() -> None:
    """Facts have changed: ask the database again. Called by every action of this app."""
    _Written.times += 1


def facts(user: Any, on: datetime.date | None = None) -> Facts:
    """The facts of a day (today), kept on the user object, so that a page asks the database once.

    A superuser's account acts for nobody, whatever person it is tied to.
    """
    if user is None or not user.is_authenticated or user.is_superuser:
        return Facts()
    day = on or clock.today()
    kept: dict[Any, Facts] = getattr(user, "_member_facts", {})
    key = (_Written.times, day)
    if key not in kept:
        user._member_facts = kept = {key: _read_facts(user, day)}
    return kept[key]


def _read_facts(user: Any, day: datetime.date) -> Facts:
    person = Person.objects.filter(user=user).first()
    if person is None:
        return Facts()
    recorded = Absence.objects.on(day).filter(mandate=OuterRef("pk"))
    held = dict(person.mandates.on(day).annotate(away=Exists(recorded)).values_list("office", "away"))
    positions = _in_members(person.positions.on(day), day)
    return Facts(
        person=person,
        offices=frozenset(held),
        positions=tuple(positions),
        representations=tuple(_in_members(person.representations.on(day), day)),
        charter=_charter_of(positions, day),
        assisted=_assisted(person, day),
        inspects=person.inspections.on(day).filter(until__gte=day).exists(),
        chair_away=_chair_is_away(held, day),
    )


def _chair_is_away(held: dict[str, bool], day: datetime.date) -> bool:
    """Whether the deputy stands in for the chair; asked for these two alone. Without a deputy the chair acts."""
    in_office = Mandate.objects.on(day)
    if Mandate.Office.CHAIR in held:
        return held[Mandate.Office.CHAIR] and in_office.filter(office=Mandate.Office.DEPUTY).exists()
    if Mandate.Office.DEPUTY not in held:
        return False
    chairs = in_office.filter(office=Mandate.Office.CHAIR)
    return not chairs.exclude(pk__in=Absence.objects.on(day).values("mandate")).exists()


def _assisted(person: Person, day: datetime.date) -> tuple[Person, ...]:
    """Heads of member organisations the person assists on the day."""
    rows = person.assists.on(day).select_related("head")
    leading = [Position.Kind.HEAD, Position.Kind.ACTING]
    members = Membership.objects.on(day).values("organization")
    heads = Position.objects.on(day).filter(kind__in=leading, organization__in=members).values("person")
    return tuple(row.head for row in rows.filter(head__in=heads))


def _in_members(rows: QuerySet[Any], day: datetime.date) -> list[Any]:
    members = Membership.objects.on(day).values("organization")
    return list(rows.filter(organization__in=members).select_related("organization"))


def _charter_of(positions: Iterable[Position], day: datetime.date) -> Charter | None:
    leads = any(position.kind == Position.Kind.ACTING or position.organization.parent_id for position in positions)
    return charter_on(the_cluster(), day) if leads else None


def person_of(user: Any) -> Person | None:
    """The person behind an account; None for a stranger, an administrator, a visitor."""
    return facts(user).person


def offices(user: Any, on: datetime.date | None = None) -> set[str]:
    """Offices of the council (values of Mandate.Office) the user holds on the day."""
    return set(facts(user, on).offices)


def is_secretary(user: Any, on: datetime.date | None = None) -> bool:
    """Whether the user is the council's secretary on the day."""
    return Mandate.Office.SECRETARY in facts(user, on).offices


def is_chair(user: Any, on: datetime.date | None = None) -> bool:
    """Whether the user is the council's chair on the day; a deputy is not, see `acts_as_chair`."""
    return Mandate.Office.CHAIR in facts(user, on).offices


def acts_as_chair(user: Any, on: datetime.date | None = None) -> bool:
    """The chair; the deputy while the office of the chair is vacant or the chair's absence is recorded."""
    known = facts(user, on)
    return (Mandate.Office.DEPUTY if known.chair_away else Mandate.Office.CHAIR) in known.offices


def roles_of(user: Any, on: datetime.date | None = None) -> list[Role]:
    """The roles the facts of the day give, most important first."""
    if getattr(user, "is_superuser", False):
        return [roles.ADMINISTRATOR]
    known = facts(user, on)
    given = {
        roles.CHAIR: acts_as_chair(user, on),
        roles.AWAY: is_chair(user, on) and known.chair_away,
        roles.DEPUTY: Mandate.Office.DEPUTY in known.offices,
        roles.SECRETARY: Mandate.Office.SECRETARY in known.offices,
        roles.HEAD: bool(known.headed),
        roles.REPRESENTATIVE: bool(known.representations),
        roles.MEMBER: bool(known.positions),
        roles.ASSISTANT: bool(known.assisted),
        roles.INSPECTOR: known.inspects,
    }
    return [role for role in roles.ROLES if given.get(role)]


def has(user: Any, permission: May, on: datetime.date | None = None) -> bool:
    """Whether one of the user's roles carries the permission."""
    return any(permission in role.may for role in roles_of(user, on))


def words(user: Any) -> list[str]:
    """What stands beside a user's name in the frame: the office, else the organisation."""
    known = facts(user)
    told = {roles.AWAY, roles.DEPUTY, roles.SECRETARY, roles.ASSISTANT, roles.INSPECTOR}
    told |= {roles.CHAIR} if is_chair(user) else set()  # a deputy who acts for the chair stays the deputy
    named = [str(role.name) for role in roles_of(user) if role in told]
    headed = [_("head, %(organization)s") % {"organization": row.organization.short} for row in known.headed]
    led = {row.organization for row in known.headed}
    placed: list[Position | Representation] = [*known.positions, *known.representations]
    rest = dict.fromkeys(row.organization for row in placed)
    administrator = [str(roles.ADMINISTRATOR.name)] if getattr(user, "is_superuser", False) else []
    return named + headed + [organization.short for organization in rest if organization not in led] + administrator


def acting_for(user: Any) -> Organization | None:
    """The organisation a person speaks for: the one he represents, else heads, else works in."""
    known = facts(user)
    placed: list[Position | Representation] = [*known.representations, *known.headed, *known.positions]
    return placed[0].organization if placed else None


def keeper_on(cluster: Cluster, day: datetime.date) -> Person | None:
    """The secretary of the day; None while the office is vacant."""
    return offices_on(cluster, day).get(Mandate.Office.SECRETARY)


def keepers(cluster: Cluster, on: datetime.date | None = None) -> list[Any]:
    """Accounts of the secretaries of the day: whom a member's act is told to."""
    held = cluster.mandates.on(on or clock.today()).filter(office=Mandate.Office.SECRETARY)
    return [mandate.person.user for mandate in held.select_related("person__user") if mandate.person.user]


# --- The cluster and its rules


def the_cluster() -> Cluster | None:
    """The cluster this portal serves; None before the first steps."""
    return Cluster.objects.first()


def charter_on(cluster: Cluster | None, day: datetime.date) -> Charter | None:
    """The edition of the rules in force on the day; None before the first one."""
    if cluster is None:
        return None
    return Charter.objects.filter(cluster=cluster, in_force_from__lte=day).order_by("-in_force_from").first()


def counts_as_head(position: Position, charter: Charter | None) -> bool:
    """Whether the position makes its holder a head of the organisation; without an edition its defaults hold.

    Minutes No. 1 list an acting head («и.о. директора») and do not say whether she counts as one: the Charter
    does. A branch is an organisation of its own only where the Charter gives branches a seat.
    """
    edition = charter or Charter()
    if position.organization.parent_id and not edition.branches_vote:
        return False
    return position.kind == Position.Kind.HEAD or (position.kind == Position.Kind.ACTING and edition.acting_is_head)


def is_head(person: Person, on: datetime.date, charter: Charter | None) -> bool:
    """Whether the person heads a member organisation on the day."""
    return any(counts_as_head(row, charter) for row in _in_members(person.positions.on(on), on))


# --- Rights


def may_read_journal(user: Any) -> bool:
    """The secretary, the inspector, the administrator."""
    return has(user, May.READ_JOURNAL)


def may_write_note(actor: Any, group: WorkingGroup) -> None:
    """Notes of a group are written by its leader and members, and by the secretary. Raises Refused(forbidden)."""
    person = person_of(actor)
    own = person is not None and (group.leader_id == person.pk or group.places.filter(person=person).exists())
    if not own:
        may_edit_composition(actor)


def _need(user: Any, permission: May, reason: str) -> None:
    if not has(user, permission):
        raise Refused(reason, code="forbidden")


def may_read_internal(user: Any) -> bool:
    """People of member organisations, holders of offices and the administrator read what is internal."""
    return has(user, May.READ_INTERNAL)


def refuse_strangers(user: Any) -> None:
    """Raises Refused(forbidden) for whoever may not read what is internal."""
    reason = _("This is read by people of the organisations of the cluster. Ask the secretary of the Council.")
    _need(user, May.READ_INTERNAL, reason)


def may_edit_composition(actor: Any) -> None:
    """The secretary and the administrator; None is the portal itself. Raises Refused(forbidden)."""
    if actor is not None:
        _need(actor, May.EDIT_COMPOSITION, _("The composition is kept by the secretary of the Council."))


def may_keep_papers(actor: Any) -> None:
    """Papers that are signed are taken in and kept by the secretary; None is the portal itself. Raises Refused."""
    if actor is not None:
        _need(actor, May.KEEP_PAPERS, _("Papers that are signed are kept by the secretary of the Council."))


def may_hold_chair(person: Person, on: datetime.date, cluster: Cluster | None = None) -> None:
    """The chair is elected «из числа руководителей организаций, входящих в кластер» (minutes No. 1, item 1).

    Raises Refused(not_head).
    """
    charter = charter_on(cluster or the_cluster(), on)
    if is_head(person, on, charter):
        return
    acting = Position.objects.on(on).filter(person=person, kind=Position.Kind.ACTING).exists()
    reason = _("%(person)s is no head of a member organisation on %(day)s; the chair is elected from among heads.")
    if acting and charter is not None and not charter.acting_is_head:
        reason = _("%(person)s is an acting head on %(day)s; by the rules of the council that makes no head.")
    raise Refused(reason % {"person": person, "day": f"{on:%d.%m.%Y}"}, code="not_head", field="person")


def offices_on(cluster: Cluster, day: datetime.date) -> dict[str, Person]:
    """Office → its holder on the day; of two secretaries who hand over, the newer."""
    held = cluster.mandates.on(day).select_related("person").order_by("started")
    return {mandate.office: mandate.person for mandate in held}


def acting_chair(cluster: Cluster, day: datetime.date) -> Person | None:
    """Who approves and is told on the day, see `acts_as_chair`: the chair, or the deputy who stands in."""
    held = offices_on(cluster, day)
    chair, deputy = held.get(Mandate.Office.CHAIR), held.get(Mandate.Office.DEPUTY)
    stands_in = chair is None or (deputy is not None and absence_of_chair(cluster, day) is not None)
    return deputy if stands_in else chair


def absence_of_chair(cluster: Cluster, day: datetime.date) -> Absence | None:
    """The recorded absence of who holds the office of the chair on the day."""
    chairs = cluster.mandates.on(day).filter(office=Mandate.Office.CHAIR)
    return Absence.objects.on(day).filter(mandate__in=chairs).select_related("mandate__person__user").first()


def may_be_away(cluster: Cluster, started: datetime.date) -> Mandate:
    """The chair's mandate that an absence from that day belongs to.

    Raises Refused: vacant (there is no chair on that day), no_deputy (nobody would act for the chair).
    """
    held = {row.office: row for row in cluster.mandates.on(started).select_related("person__user")}
    if Mandate.Office.CHAIR not in held:
        raise Refused(_("The office of the chair is vacant on that day."), code="vacant", field="started")
    if Mandate.Office.DEPUTY not in held:
        told = _("The Council has no deputy chair on that day: record the deputy's mandate first.")
        raise Refused(told, code="no_deputy", field="started")
    return held[Mandate.Office.CHAIR]


def may_end_absence(actor: Any, absence: Absence) -> None:
    """The secretary; the chair, who says so on the first day back. Raises Refused(forbidden)."""
    person = person_of(actor)
    if person is None or absence.mandate.person_id != person.pk:
        may_edit_composition(actor)


def holders(cluster: Cluster, office: str, since: datetime.date) -> QuerySet[Mandate]:
    """Mandates of the office that last on that day or later."""
    lasting = Q(ended__isnull=True) | Q(ended__gte=since)
    return cluster.mandates.filter(lasting, office=office).select_related("person").order_by(F("started").desc())


def may_hold(
    office: str, person: Person, *, cluster: Cluster, started: datetime.date, end_previous: bool = False
) -> None:
    """Check a mandate before it is made.

    The secretary's may overlap while the office is handed over; a second chair or deputy there is never.
    Raises Refused: not_head; second_holder (the caller offers «Прежние полномочия прекратить этим решением»);
    dates (the previous mandate began on that day or later, so it cannot end the day before).
    """
    if office == Mandate.Office.CHAIR:
        may_hold_chair(person, started, cluster)
    previous = holders(cluster, office, started).first() if office != Mandate.Office.SECRETARY else None
    if previous is not None and not end_previous:
        raise Refused(
            _("The office is held by %(person)s since %(day)s. End that mandate by this decision?")
            % {"person": previous.person, "day": f"{previous.started:%d.%m.%Y}"},
            code="second_holder",
            field="office",
        )
    if previous is not None and previous.started >= started:
        raise Refused(
            _("The mandate of %(person)s began on %(day)s: the new one must begin later.")
            % {"person": previous.person, "day": f"{previous.started:%d.%m.%Y}"},
            code="dates",
            field="started",
        )


def may_invite(actor: Any) -> None:
    """The secretary and the administrator let people of the composition into the portal; None is the portal itself.

    Raises Refused(forbidden).
    """
    if actor is not None:
        _need(actor, May.EDIT_COMPOSITION, _("People are invited to the portal by the secretary of the Council."))
