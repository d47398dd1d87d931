"""The agreements app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The agreement between the members: drafted, discussed, signed, in force."""

    name = "agreements"
    verbose_name = _("Agreement")

    def ready(self) -> None:
        """Offer a room, lines of «Ждёт вас», panels, rooms of the signing engine, and what is done by itself."""
        from agreements import chores as own_chores
        from agreements import waiting as offers
        from agreements.signing import AccessionRoom, AgreementRoom, DisagreementsRoom
        from agreements.stored import stored
        from agreements.verbs import VERBS
        from cluster_portal import chores
        from cluster_portal.documents.sealed.rooms import register
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries

        registries.add_room(
            registries.Room(40, _("Agreement"), "agreements:index", "agreements", visible=_reads_agreement)
        )
        registries.add_waiting(offers.waiting)
        registries.add_panel("members.organization", offers.organization_panel)
        registries.add_panel("members.group", offers.group_panel)
        registries.add_panel("decisions.assignment", offers.assignment_panel)
        registries.add_panel("members.handover", offers.handover_panel)
        registries.add_personal_data(stored)
        name_verbs(VERBS)
        for room in (AgreementRoom(), AccessionRoom(), DisagreementsRoom()):
            register(room)
        chores.add(own_chores.due)


def _reads_agreement(user: object) -> bool:
    from agreements.rules import may_read
    from cluster_portal.workflow import may

    return may(may_read, user)
