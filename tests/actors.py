"""Named people of the seed's council with accounts: who acts in the tests."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cluster_portal.accounts.models import User
from members import actions
from members.models import Cluster, Mandate, Person, Position
from tests import seeded

SECRETARY = "Жарких Елена Вячеславовна"
CHAIR = "Костарев Максим Михайлович"
HEAD = "Матвеев Дмитрий Михайлович"
OTHER_HEAD = "Бенсон Глеб Феликсович"
ACTING_HEAD = "Змеева Елена Евдокимовна"
REPRESENTATIVE = "Филонова Наталья Анатольевна"
GUEST = "Лаврушенко Светлана Владимировна"
ELECTED = datetime.date(2021, 4, 9)
DAY = datetime.date(2021, 5, 17)  # the demo's day, today of every test
TERM_ENDS = datetime.date(2026, 4, 9)


def person(name: str) -> Person:
    """A person of the seed by full name."""
    return Person.objects.get(name=name)


def account(name: str, email: str) -> User:
    """The account of a person of the seed, made if he has none."""
    bearer = person(name)
    if bearer.user is None:
        user = User.objects.create_user(email, name=name)
        bearer = actions.give_account(person=bearer, user=user, by=None)
    return bearer.user


def secretary() -> User:
    return account(SECRETARY, "secretary@example.org")


def head() -> User:
    """Heads a college and will lead both working groups."""
    return account(HEAD, "head@example.org")


def other_head() -> User:
    return account(OTHER_HEAD, "other.head@example.org")


def acting_head() -> User:
    return account(ACTING_HEAD, "acting.head@example.org")


def member() -> User:
    """Works in a member organisation and represents it; is no head."""
    return account(REPRESENTATIVE, "member@example.org")


def guest() -> User:
    """Has a position in an organisation outside the cluster."""
    return account(GUEST, "guest@example.org")


def stranger() -> User:
    """Has an account and is nobody in the register."""
    known = User.objects.filter(email="stranger@example.org").first()
    return known or User.objects.create_user("stranger@example.org", name="Посторонний Пётр Петрович")


def administrator() -> User:
    known = User.objects.filter(email="administrator@example.org").first()
    return known or User.objects.create_superuser("administrator@example.org", name="Администратор")


def chair_to_be() -> User:
    """Whom minutes No. 1 elect; a head until then."""
    return account(CHAIR, "chair@example.org")


def elect_chair(cluster: Cluster) -> Mandate:
    """The mandate decision 1 of minutes No. 1 makes."""
    return actions.grant_mandate(
        cluster=cluster,
        office=Mandate.Office.CHAIR,
        person=person(CHAIR),
        started=ELECTED,
        until=TERM_ENDS,
        ground="Протокол № 1 от 09.04.2021, решение № 1",
        by=None,
    )


@dataclass
class Actors:
    """Everybody at once; `chair` holds the office if `elected` was asked for."""

    cluster: Cluster
    secretary: User
    chair: User
    head: User
    other_head: User
    acting_head: User
    member: User
    guest: User
    stranger: User
    administrator: User


def make_actors(*, elected: bool = False) -> Actors:
    """Load the seed and give its people accounts."""
    cluster = seeded.load()
    if elected:
        elect_chair(cluster)
    return everybody()


def everybody() -> Actors:
    """The people with their accounts; who has none is given one."""
    return Actors(
        Cluster.objects.get(),
        secretary(),
        chair_to_be(),
        head(),
        other_head(),
        acting_head(),
        member(),
        guest(),
        stranger(),
        administrator(),
    )


def employee(council: Actors) -> User:
    """Who works where Матвеев heads, and neither heads nor represents it; nobody of the register until then."""
    worker = actions.add_person(name="Работников Иван Петрович", by=None)
    organization = person(HEAD).positions.get().organization
    actions.appoint(organization=organization, person=worker, title="методист", kind=Position.Kind.OTHER, by=None)
    actions.give_account(person=worker, user=council.stranger, by=None)
    return council.stranger


def assistant(council: Actors) -> User:
    """Who assists Матвеев, the head; nobody of the register until then."""
    helper = actions.add_person(name="Помощникова Ольга Ивановна", by=None)
    actions.give_account(person=helper, user=council.stranger, by=None)
    actions.name_assistant(person=helper, head=person(HEAD), started=DAY, by=None)
    return council.stranger
