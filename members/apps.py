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
        from cluster_portal.documents.sealed.rooms import register
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui import registries
        from members import rules
        from members.signing import AccessionSheets
        from members.stored import stored
        from members.verbs import VERBS

        registries.add_room(
            registries.Room(60, _("Composition"), "members:composition", "members", visible=_reads_composition)
        )
        registries.add_roles(rules.words)
        registries.add_personal_data(stored)
        registries.add_panel("home", _accounts_panel)
        registries.add_panel("members.organization", _signing_panel)
        name_verbs(VERBS)
        register(AccessionSheets())


def _reads_composition(user: Any) -> bool:
    from members.rules import may_read_internal

    return may_read_internal(user)


def _accounts_panel(user: Any, _obj: Any) -> Any:
    """Invitations nobody used, for those who invite."""
    from cluster_portal.ui.registries import Panel
    from cluster_portal.workflow import may
    from members import access, rules

    if not may(rules.may_invite, user):
        return None
    return Panel(80, "members/_accounts_panel.html", {"expired": access.expired()})


def _signing_panel(user: Any, organization: Any) -> Any:
    """An organisation's page: whether it has joined simple signatures, its powers of attorney."""
    from cluster_portal.ui.registries import Panel
    from cluster_portal.workflow import may
    from members import rules
    from members.models import Accession, PowerOfAttorney

    rows = Accession.objects.filter(organization=organization).select_related("document").prefetch_related("people")
    powers = PowerOfAttorney.objects.filter(organization=organization).select_related("person")
    keeps = may(rules.may_keep_papers, user)
    context = {"accessions": list(rows), "powers": list(powers), "keeps": keeps, "organization": organization}
    return Panel(10, "members/_signing_panel.html", context) if keeps or rows or powers else None
