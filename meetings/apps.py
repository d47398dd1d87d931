"""The meetings app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings, minutes, decisions and what follows from them."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Offer a room, lines of «Ждёт вас» and panels."""
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries
        from meetings.verbs import VERBS
        from meetings.waiting import control_panel, organization_panel, person_panel, waiting

        registries.add_room(registries.Room(20, _("Meetings"), "meetings:list", "meetings", visible=_reads_meetings))
        registries.add_room(
            registries.Room(30, _("Decisions, the room"), "decisions:list", "decisions", visible=_reads_meetings)
        )
        registries.add_waiting(waiting)
        registries.add_panel("home", control_panel)
        registries.add_panel("members.organization", organization_panel)
        registries.add_panel("members.person", person_panel)
        name_verbs(VERBS)


def _reads_meetings(user: object) -> bool:
    from cluster_portal.workflow import Refused
    from meetings.rules import may_read

    try:
        may_read(user)
    except Refused:
        return False
    return True
