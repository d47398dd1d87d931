"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People who sign in; knows nobody's office."""

    name = "cluster_portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Name the acts for the journal."""
        from cluster_portal.accounts.verbs import VERBS
        from cluster_portal.journal.access import name_verbs

        name_verbs(VERBS)
