"""The notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Messages: the inbox and the outbox."""

    name = "cluster_portal.notifications"
    label = "notifications"
    verbose_name = _("Notifications")
