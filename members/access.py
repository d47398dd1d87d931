"""Who of the council comes into the portal: accounts and invitations of everybody of the composition."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal import clock
from cluster_portal.accounts.models import Invitation
from members.composition import council_list
from members.models import Cluster, Membership, Organization, Person, Position, Representation

STATES = Invitation.State


class Comes(Enum):
    """Whether somebody comes into the portal, those for whom there is something to do first."""

    UNINVITED = _("Not invited")
    EXPIRED = _("The invitation has expired")
    WITHDRAWN = _("The invitation was withdrawn")
    WAITING = _("Invited")
    ACCOUNT = _("Have an account")
    CLOSED = _("The account is closed")


@dataclass(frozen=True)
class Line:
    """A person, what he is where, and how he comes in; `invitation` is the last one, None if there was none."""

    person: Person
    title: str
    organization: Organization | None
    invitation: Invitation | None

    @cached_property
    def comes(self) -> Comes:
        """How he stands with the portal today."""
        user, state = self.person.user, self.invitation.state if self.invitation else None
        if user is None:
            return Comes.UNINVITED
        if not user.is_active:
            return Comes.WITHDRAWN if state == STATES.WITHDRAWN else Comes.CLOSED
        return {STATES.WAITING: Comes.WAITING, STATES.EXPIRED: Comes.EXPIRED}.get(state, Comes.ACCOUNT)  # type: ignore[arg-type]

    @property
    def may_be_invited(self) -> bool:
        """Nobody waits for him yet: he has no account, or it was taken back before he came."""
        return self.comes in (Comes.UNINVITED, Comes.WITHDRAWN)

    @property
    def is_under_way(self) -> bool:
        """There is an invitation to send again or to withdraw."""
        return self.comes in (Comes.WAITING, Comes.EXPIRED)


Placed = dict[int, tuple[str, Organization | None]]


def lines(cluster: Cluster, on: datetime.date) -> list[Line]:
    """Everybody of the council's list, who represents a member or works in one on the day; eight queries.

    The order is the council's list, then the organisations'.
    """
    placed = _placed(cluster, on)
    people = Person.objects.select_related("user").in_bulk(placed)
    last = _last_invitations(person.user_id for person in people.values())
    return [Line(people[pk], *where, last.get(people[pk].user_id)) for pk, where in placed.items() if pk in people]


def _placed(cluster: Cluster, on: datetime.date) -> Placed:
    """Person → title and organisation, the first that is found."""
    found: Placed = {seat.person.pk: (seat.title, seat.organization) for seat in council_list(cluster, on)}
    members = Membership.objects.on(on).filter(cluster=cluster).values("organization")
    for rows in (Position.objects.on(on), Representation.objects.on(on)):
        here = rows.filter(organization__in=members).select_related("organization")
        for row in here.order_by("organization__name", "person__name"):
            found.setdefault(row.person_id, (getattr(row, "title", ""), row.organization))
    return found


def _last_invitations(users: Iterable[int | None]) -> dict[Any, Invitation]:
    """Account → its newest invitation; the oldest come first, so the newest stays."""
    wanted = [user for user in users if user is not None]
    return {row.user_id: row for row in Invitation.objects.filter(user__in=wanted).order_by("created_at", "pk")}


def groups(found: list[Line]) -> list[tuple[Comes, list[Line]]]:
    """The lines by how they come in, in the order of Comes, without the empty ones."""
    told = [(comes, [line for line in found if line.comes is comes]) for comes in Comes]
    return [(comes, mine) for comes, mine in told if mine]


def to_invite(found: list[Line]) -> list[Person]:
    """Who was never invited and has an address; a withdrawn invitation is not sent again behind anybody's back."""
    return [line.person for line in found if line.comes is Comes.UNINVITED and line.person.email]


def expired() -> int:
    """How many invitations of people of the register nobody used in time; one query."""
    over = Invitation.objects.open().filter(expires_at__lte=clock.now())
    return over.filter(user__is_active=True, user__person__isnull=False).count()
