"""The members app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """The cluster, its organisations and people, offices and groups."""

    name = "members"
    verbose_name = _("Composition")
