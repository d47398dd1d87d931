"""The look of the portal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Components, navigation, registries, gallery."""

    name = "cluster_portal.ui"
    label = "ui"
    verbose_name = _("Interface")
