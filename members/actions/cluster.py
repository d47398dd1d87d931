"""The cluster, its rules, and who is in it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from cluster_portal.workflow import Refused, action, locked, note
from members import rules
from members.actions.base import close, keep, told
from members.models import Charter, Cluster, Membership, Organization


@action("members.cluster_founded")
def found_cluster(
    *, name: str, name_genitive: str, city: str, founding_order: str = "", by: Any, **council: str
) -> Cluster:
    """Enter the cluster; `council` may give `council` and `council_genitive`.

    The portal serves one: a second is refused (second_cluster).
    """
    rules.may_edit_composition(by)
    if rules.the_cluster():
        raise Refused(_("The portal serves one cluster, and it is entered already."), code="second_cluster")
    cluster = Cluster(name=name, name_genitive=name_genitive, city=city, founding_order=founding_order, **council)
    note(**told(city=city, founding_order=founding_order))
    return keep(cluster)


@action("members.charter_adopted")
def adopt_charter(*, cluster: Cluster, in_force_from: datetime.date, by: Any, **rules_of_it: Any) -> Charter:
    """Enter an edition of the rules; `rules_of_it` are fields of Charter, the rest stay default.

    `assumed` names the fields the Regulation does not state.
    """
    rules.may_edit_composition(by)
    note(in_force_from=in_force_from, **rules_of_it)
    return keep(Charter(cluster=cluster, in_force_from=in_force_from, **rules_of_it))


@action("members.joined")
def join_cluster(
    *,
    cluster: Cluster,
    organization: Organization,
    joined: datetime.date | None = None,
    ground: str = "",
    order: int | None = None,
    seat: int | None = None,
    has_vote: bool = True,
    signs_itself: bool = True,
    by: Any,
) -> Membership:
    """Take an organisation into the cluster; without `order` it stands last in the composition."""
    rules.may_edit_composition(by)
    locked(cluster)
    last = cluster.memberships.aggregate(last=Max("order"))["last"] or 0
    row = Membership(
        cluster=cluster,
        organization=organization,
        joined=joined,
        ground=ground,
        order=order or last + 1,
        seat=seat,
        has_vote=has_vote,
        signs_itself=signs_itself,
    )
    note(**told(joined=joined, ground=ground, order=row.order))
    return keep(row)


@action("members.left")
def leave_cluster(*, membership: Membership, left: datetime.date, ground: str = "", by: Any) -> Membership:
    """End a membership; `left` is its last day."""
    rules.may_edit_composition(by)
    note(**told(left=left, ground=ground))
    return close(locked(membership), left, field="left", ground=ground, ground_field="left_ground")


@action("members.placed")
def place_membership(*, membership: Membership, up: bool, by: Any) -> Membership:
    """Change places with the neighbour of the same category in the composition; at the edge nothing happens."""
    rules.may_edit_composition(by)
    locked(membership.cluster)
    same = Membership.objects.filter(
        cluster=membership.cluster, left=None, organization__category=membership.organization.category
    )
    rows = list(same.order_by("order", "pk"))
    here = next((n for n, row in enumerate(rows) if row.pk == membership.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return membership
    one, two = rows[here], rows[there]
    one.order, two.order = two.order, one.order
    for row in (one, two):
        keep(row)
    note(order=one.order)
    return one
