"""How allauth behaves here: by invitation only, letters in our words, a dead mail server said in words."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.accounts import actions
from cluster_portal.accounts.models import User

log = logging.getLogger(__name__)

UNKNOWN_ACCOUNT = "account/email/unknown_account"

# Ways to confirm who one is, the easiest first: recovery codes, which come with the app's, are for emergencies.
CONFIRMATIONS = ["reauthenticate", "mfa_reauthenticate:webauthn", "mfa_reauthenticate", "code"]


class InvitationOnly(DefaultAccountAdapter):
    """Nobody opens an account for himself, and nobody learns here whether an address has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts begin with an invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """Code and second factor; there is no phone and no address to be verified."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("accounts:me")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The first is proposed. A one-time code is always there: some people have neither password nor key."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated:
            address = reverse("accounts:confirm_by_code")
            methods.append({"id": "code", "description": _("A one-time code by e-mail"), "url": address})
        return sorted(methods, key=lambda method: CONFIRMATIONS.index(method["id"]))

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our words: plain text, the subject is the template's first line."""
        text = render_to_string(f"emails/{template_prefix.rpartition('/')[2]}.txt", context)
        subject, _break, body = text.strip().partition("\n")
        to = [email] if isinstance(email, str) else email
        return EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, to, headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once: somebody is waiting for a code or a link.

        To an unknown address nothing is sent, but the mail server is tried all the same: a dead one must not tell
        the addresses that have an account from those that have none.
        Raises ImmediateHttpResponse with a page in words where the mail server does not take the letter.
        """
        try:
            if template_prefix == UNKNOWN_ACCOUNT:
                with get_connection():
                    return
            self.render_mail(template_prefix, email, {**context, "site": settings.SITE_URL}).send()
        except (OSError, smtplib.SMTPException) as error:
            log.error("The mail server did not take a letter: %s", error)
            raise ImmediateHttpResponse(_no_mail(current.request)) from error

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Coming in by a code or a new password accepts an open invitation, where it has not expired."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        waiting = user.invitations.open().first()
        if refused or waiting is None:
            return refused
        if waiting.state != waiting.State.WAITING:
            clear_login(request)
            return invitation_over(request, waiting.state)
        actions.accept_invitation(invitation=waiting, password=None, by=user)
        return None


class SecondFactors(DefaultMFAAdapter):
    """Names of things that people see in their authenticator app or passkey dialogue."""

    def _get_site_name(self) -> str:
        return _("Portal of the Coordination Council")


def _no_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/no_mail.html", status=503)


def invitation_over(request: HttpRequest, state: str) -> HttpResponse:
    """A page that says why the invitation cannot be used: 409 used, 410 expired or withdrawn."""
    refused = actions.refusal(state)
    status = 409 if refused.code == "accepted" else 410
    return render(request, "accounts/invitation_over.html", {"reason": refused.reason}, status=status)
