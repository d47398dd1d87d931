"""What people do with the composition: the only code of this app that writes.

Every function is keyword-only, takes `by=` (a user; None is the portal itself: loaders, first steps), checks
the right inside, and refuses with Refused, whose `field` names the field at fault.
"""

from members.actions.cluster import adopt_charter, found_cluster, join_cluster, leave_cluster
from members.actions.offices import complete_group, create_group, end_mandate, grant_mandate
from members.actions.organizations import add_alias, add_organization, rename_organization
from members.actions.people import (
    add_person,
    appoint,
    delegate,
    end_position,
    end_representation,
    give_account,
    invite_person,
)
from members.actions.records import edit, remove

__all__ = [
    "add_alias",
    "add_organization",
    "add_person",
    "adopt_charter",
    "appoint",
    "complete_group",
    "create_group",
    "delegate",
    "edit",
    "end_mandate",
    "end_position",
    "end_representation",
    "found_cluster",
    "give_account",
    "grant_mandate",
    "invite_person",
    "join_cluster",
    "leave_cluster",
    "remove",
    "rename_organization",
]
