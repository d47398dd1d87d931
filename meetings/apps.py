"""The meetings app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings, minutes, decisions and what follows from them."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Offer a room, lines of «Ждёт вас» and panels."""
        from cluster_portal.documents.sealed.rooms import register
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries
        from meetings import waiting as offers
        from meetings.signing import Minutes
        from meetings.stored import stored
        from meetings.verbs import VERBS

        registries.add_room(registries.Room(20, _("Meetings"), "meetings:list", "meetings", visible=_reads_meetings))
        registries.add_room(
            registries.Room(30, _("Decisions, the room"), "decisions:list", "decisions", visible=_reads_meetings)
        )
        registries.add_waiting(offers.waiting)
        registries.add_panel("home", offers.control_panel)
        registries.add_panel("members.organization", offers.organization_panel)
        registries.add_panel("members.person", offers.person_panel)
        for source in (offers.drafts_panel, offers.open_tasks_panel, offers.originals_panel):
            registries.add_panel("members.handover", source)
        registries.add_personal_data(stored)
        name_verbs(VERBS)
        register(Minutes())


def _reads_meetings(user: object) -> bool:
    from cluster_portal.workflow import may
    from meetings.rules import may_read

    return may(may_read, user)
