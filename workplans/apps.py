"""The work plans app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplansConfig(AppConfig):
    """The annual work plan: drafted, approved by the chair, carried out, reported on."""

    name = "workplans"
    verbose_name = _("Work plan")

    def ready(self) -> None:
        """Offer a room, lines of «Ждёт вас», panels, rooms of the signing engine, and what is done by itself."""
        from cluster_portal import chores
        from cluster_portal.documents.sealed.rooms import register
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries
        from workplans import chores as own_chores
        from workplans import waiting as offers
        from workplans.signing import PlanRoom, ReportRoom
        from workplans.stored import stored
        from workplans.verbs import VERBS

        registries.add_room(registries.Room(50, _("Work plan"), "workplans:index", "workplans", visible=_reads_plan))
        registries.add_waiting(offers.waiting)
        registries.add_panel("home", offers.home_panel)
        registries.add_panel("members.organization", offers.organization_panel)
        registries.add_panel("members.person", offers.person_panel)
        registries.add_panel("members.group", offers.group_panel)
        registries.add_panel("decisions.assignment", offers.assignment_panel)
        registries.add_panel("members.handover", offers.handover_panel)
        registries.add_personal_data(stored)
        name_verbs(VERBS)
        for room in (PlanRoom(), ReportRoom()):
            register(room)
        chores.add(own_chores.due)


def _reads_plan(user: object) -> bool:
    from cluster_portal.workflow import may
    from workplans.rules import may_read

    return may(may_read, user)
