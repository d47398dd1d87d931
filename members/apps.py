"""The members app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """The cluster, its organisations and people, offices and groups."""

    name = "members"
    verbose_name = _("Composition")

    def ready(self) -> None:
        """Offer a room, the words beside a user's name, what is stored of him, and words for the journal."""
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries
        from members import rules
        from members.stored import stored
        from members.verbs import VERBS

        registries.add_room(
            registries.Room(60, _("Composition"), "members:composition", "members", visible=_reads_composition)
        )
        registries.add_roles(rules.words)
        registries.add_personal_data(stored)
        registries.add_panel("home", _accounts_panel)
        name_verbs(VERBS)


def _reads_composition(user: Any) -> bool:
    from members.rules import may_read_internal

    return may_read_internal(user)


def _accounts_panel(user: Any, _obj: Any) -> Any:
    """Invitations nobody used, for those who invite."""
    from cluster_portal.ui.registries import Panel
    from cluster_portal.workflow import Refused
    from members import access, rules

    try:
        rules.may_invite(user)
    except Refused:
        return None
    return Panel(80, "members/_accounts_panel.html", {"expired": access.expired()})
