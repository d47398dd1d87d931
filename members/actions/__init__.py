"""What people do with the composition: the only code of this app that writes.

Every function is keyword-only, takes `by=` (a user; None is the portal itself: loaders, first steps), checks
the right inside, and refuses with Refused, whose `field` names the field at fault.
"""

from members.actions.cluster import adopt_charter, found_cluster, join_cluster, leave_cluster, place_membership
from members.actions.offices import (
    add_group_member,
    complete_group,
    create_group,
    end_absence,
    end_mandate,
    grant_mandate,
    record_absence,
    remove_group_member,
    write_group_note,
)
from members.actions.organizations import (
    add_alias,
    add_organization,
    change_organization,
    merge_organization,
    rename_organization,
)
from members.actions.people import (
    add_person,
    appoint,
    change_head,
    change_person,
    delegate,
    end_assistant,
    end_inspection,
    end_position,
    end_representation,
    give_account,
    grant_inspection,
    invite_person,
    name_assistant,
)
from members.actions.records import edit, remove
from members.actions.signing import (
    complete_accession,
    end_accession,
    end_attorney,
    enter_attorney,
    enter_case_file,
    prepare_accession,
)

__all__ = [
    "add_alias",
    "add_group_member",
    "add_organization",
    "add_person",
    "adopt_charter",
    "appoint",
    "change_head",
    "change_organization",
    "change_person",
    "complete_accession",
    "complete_group",
    "create_group",
    "delegate",
    "edit",
    "end_absence",
    "end_accession",
    "end_assistant",
    "end_attorney",
    "end_inspection",
    "end_mandate",
    "end_position",
    "end_representation",
    "enter_attorney",
    "enter_case_file",
    "found_cluster",
    "give_account",
    "grant_inspection",
    "grant_mandate",
    "invite_person",
    "join_cluster",
    "leave_cluster",
    "merge_organization",
    "name_assistant",
    "place_membership",
    "prepare_accession",
    "record_absence",
    "remove",
    "remove_group_member",
    "rename_organization",
    "write_group_note",
]
