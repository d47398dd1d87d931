"""Acts of this room as the journal words them."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "members.cluster_founded": _("Cluster entered"),
    "members.charter_adopted": _("Edition of the rules entered"),
    "members.joined": _("Organisation joined the cluster"),
    "members.left": _("Organisation left the cluster"),
    "members.organization_added": _("Organisation added"),
    "members.organization_renamed": _("Organisation renamed"),
    "members.alias_added": _("Other spelling added"),
    "members.person_added": _("Person added"),
    "members.appointed": _("Position recorded"),
    "members.position_ended": _("Position ended"),
    "members.delegated": _("Representative recorded"),
    "members.representation_ended": _("Representation ended"),
    "members.account_given": _("Account given to a person"),
    "members.invited": _("Person invited to the portal"),
    "members.mandate_granted": _("Mandate granted"),
    "members.mandate_ended": _("Mandate ended"),
    "members.group_created": _("Working group created"),
    "members.group_completed": _("Working group completed its work"),
    "members.edited": _("Composition edited in the admin site"),
    "members.removed": _("Row of the composition deleted"),
}
