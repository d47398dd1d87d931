"""Whose accounts letters about the plan go to."""

from __future__ import annotations

from typing import Any

from agreements.standing import heads_of
from cluster_portal import clock
from members.models import Organization, Representation
from members.rules import acting_chair, keepers
from workplans.models import Plan


def accounts_of(organization: Organization) -> list[Any]:
    """Accounts of who heads and represents an organisation today."""
    today = clock.today()
    heads = heads_of([organization.pk]).values()
    rows = Representation.objects.on(today).filter(organization=organization).select_related("person__user")
    people = [*(row.person for row in heads), *(row.person for row in rows)]
    return [person.user for person in people if person.user]


def writers_of(plan: Plan) -> list[Any]:
    """Accounts of the secretary and of the leader of the group that drafts the plan."""
    leader = plan.group.leader if plan.group else None
    return [*keepers(plan.cluster), *([leader.user] if leader and leader.user else [])]


def group_of(plan: Plan) -> list[Any]:
    """Accounts of the secretary, and of the leader and the members of the group."""
    members = plan.group.members.select_related("user") if plan.group else []
    return [*writers_of(plan), *(person.user for person in members if person.user)]


def chair_of(plan: Plan) -> list[Any]:
    """The account of who acts as chair today, if there is one."""
    person = acting_chair(plan.cluster, clock.today())
    return [person.user] if person and person.user else []
