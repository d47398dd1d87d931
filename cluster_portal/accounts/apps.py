"""The accounts app."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People who sign in; knows nobody's office."""

    name = "cluster_portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Name the acts for the journal, tell what is stored, sign out whoever came in with an old password."""
        from allauth.account import signals
        from django.contrib.auth.signals import user_logged_in

        from cluster_portal.accounts.stored import stored
        from cluster_portal.accounts.verbs import VERBS
        from cluster_portal.journal.access import name_verbs
        from cluster_portal.ui.registries import add_personal_data

        name_verbs(VERBS)
        add_personal_data(stored)
        for signal in (signals.password_changed, signals.password_set, signals.password_reset):
            signal.connect(_password_changed, dispatch_uid="accounts.password_changed")
        user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")


def _signed_in(request: Any, user: Any, **_signal: Any) -> None:
    """The browser stands on his page from the moment he comes in."""
    from cluster_portal.accounts.places import see

    see(request, user)


def _password_changed(request: Any, user: Any, **_signal: Any) -> None:
    """This browser stays signed in if it was; the key is the one it has got with the new password."""
    from cluster_portal.accounts import actions

    actions.password_changed(user=user, keep=request.session.session_key, by=user)
