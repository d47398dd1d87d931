"""The composition root as an app: what only the portal as a whole can say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The home page's room, the letterhead, who reads the journal."""

    name = "cluster_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Tie together what the rooms may not know of each other."""
        from cluster_portal import sqlite
        from cluster_portal.accounts.factors import require_for
        from cluster_portal.journal import access
        from cluster_portal.ui import registries
        from members.rules import acts_as_chair, is_secretary, may_read_journal, the_cluster

        sqlite.connect()
        registries.add_room(registries.Room(10, _("Today"), "home", "home"))
        registries.add_brand(lambda: getattr(the_cluster(), "name", ""))
        access.let_read(may_read_journal)
        require_for(lambda user: is_secretary(user) or acts_as_chair(user))
        registries.add_room(registries.Room(90, _("Journal"), "journal:entries", "journal", visible=access.may_read))
