"""Rows of the composition for tests: plain functions, every state a keyword, everything through the actions."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from members import actions
from members.models import Charter, Cluster, Mandate, Membership, Organization, Person, Position, Representation

DAY = datetime.date(2021, 4, 9)
LONG_AGO = datetime.date(2020, 1, 1)

_number = itertools.count(1)


def make_cluster(**rules: Any) -> Cluster:
    """A cluster with an edition of the rules that may differ from the defaults."""
    cluster = actions.found_cluster(name="Пробный кластер", name_genitive="Пробного кластера", city="г. Томск", by=None)
    make_charter(cluster, **rules)
    return cluster


def make_charter(cluster: Cluster, *, in_force_from: datetime.date = LONG_AGO, **rules: Any) -> Charter:
    return actions.adopt_charter(cluster=cluster, in_force_from=in_force_from, by=None, **rules)


def make_organization(
    name: str = "",
    *,
    category: str = Organization.Category.EDUCATION,
    branch_of: Organization | None = None,
    **more: Any,
) -> Organization:
    """An organisation outside the cluster; `branch_of`, `former_names`, `aliases`, `inn` … are its states."""
    name = name or f"ОГБПОУ «Колледж № {next(_number)}»"
    return actions.add_organization(name=name, category=category, parent=branch_of, by=None, **more)


def make_member(
    cluster: Cluster,
    name: str = "",
    *,
    joined: datetime.date | None = None,
    left: datetime.date | None = None,
    **more: Any,
) -> Organization:
    """An organisation of the cluster; `left` makes it a former one, `has_vote=False` one without a seat."""
    of_membership = {key: more.pop(key) for key in ("has_vote", "seat", "order", "signs_itself") if key in more}
    organization = make_organization(name, **more)
    row = actions.join_cluster(cluster=cluster, organization=organization, joined=joined, by=None, **of_membership)
    if left:
        actions.leave_cluster(membership=row, left=left, ground="Заявление", by=None)
    return organization


def make_membership(cluster: Cluster, **more: Any) -> Membership:
    return make_member(cluster, **more).memberships.get()


def make_person(name: str = "", **more: Any) -> Person:
    return actions.add_person(name=name or f"Пробный Пётр {next(_number)}-ович", by=None, **more)


def make_position(
    organization: Organization,
    person: Person | None = None,
    *,
    kind: str = Position.Kind.OTHER,
    title: str = "сотрудник",
    started: datetime.date | None = None,
    ended: datetime.date | None = None,
) -> Position:
    return actions.appoint(
        person=person or make_person(),
        organization=organization,
        title=title,
        kind=kind,
        started=started,
        ended=ended,
        by=None,
    )


def make_head(organization: Organization, person: Person | None = None, **more: Any) -> Person:
    """A head of the organisation."""
    return make_position(organization, person, kind=Position.Kind.HEAD, title="директор", **more).person


def make_acting_head(organization: Organization, person: Person | None = None, **more: Any) -> Person:
    return make_position(organization, person, kind=Position.Kind.ACTING, title="и.о. директора", **more).person


def make_representation(organization: Organization, person: Person | None = None, **more: Any) -> Representation:
    return actions.delegate(
        organization=organization, person=person or make_person(), ground="Письмо № 1", by=None, **more
    )


def make_mandate(
    cluster: Cluster,
    person: Person,
    *,
    office: str = Mandate.Office.CHAIR,
    started: datetime.date = DAY,
    ended: datetime.date | None = None,
    **more: Any,
) -> Mandate:
    """An office held; `ended` makes it a past one."""
    mandate = actions.grant_mandate(
        cluster=cluster, office=office, person=person, started=started, ground="Протокол", by=None, **more
    )
    return actions.end_mandate(mandate=mandate, ended=ended, by=None) if ended else mandate


def valid_inn(first_nine: str) -> str:
    """Nine digits and the check digit that fits them."""
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return first_nine + str(sum(w * int(d) for w, d in zip(weights, first_nine, strict=True)) % 11 % 10)


def valid_ogrn(first_twelve: str) -> str:
    """Twelve digits and the check digit that fits them."""
    return first_twelve + str(int(first_twelve) % 11 % 10)
