"""The journal app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Puts the append-only triggers back after every migration."""

    name = "cluster_portal.journal"
    label = "journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        """Have the triggers put back."""
        from cluster_portal.journal.triggers import restore_triggers

        post_migrate.connect(restore_triggers, dispatch_uid="journal_triggers")
