"""The notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Messages: the inbox and the outbox."""

    name = "cluster_portal.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Name the acts for the journal."""
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.notifications.verbs import VERBS

        name_verbs(VERBS)
