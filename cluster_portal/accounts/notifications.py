"""Letters of this app."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.notifications.messages import Message


@dataclass(frozen=True)
class InvitationLetter(Message):
    """The link that opens an account; it stands in the letter alone, and not even there once the letter is gone."""

    kind = "accounts.invitation"
    in_inbox = False
    secret = True

    token: str
    invited_by: str
    expires_at: datetime.datetime

    def subject(self) -> str:
        """The letter's subject."""
        return _("Invitation to the portal of the Coordination Council")

    def text(self) -> str:
        """What the letter says."""
        return render_to_string("emails/invitation.txt", {"letter": self}).strip()

    def url(self) -> str:
        """The page where the invitation is accepted."""
        return reverse("accounts:accept", args=[self.token])
