"""Acts of this room as the journal words them."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "meetings.planned": _("Meeting planned"),
    "meetings.begun": _("Meeting begun"),
    "meetings.finished": _("Meeting finished"),
    "meetings.list_prepared": _("List of participants prepared"),
    "meetings.editing_begun": _("Minutes edited"),
    "meetings.item_added": _("Item added"),
    "meetings.part_removed": _("Part of the minutes taken out"),
    "meetings.doubt_explained": _("Reason written for a doubt"),
    "meetings.signed_on_paper": _("Minutes signed on paper"),
    "meetings.mandate_made": _("Mandate made by a decision"),
    "meetings.group_made": _("Working group created by a decision"),
    "meetings.recorded_from_data": _("Minutes recorded from data"),
}
