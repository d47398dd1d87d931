"""One-click sign-in of the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cluster_portal.accounts.models import User


@dataclass(frozen=True)
class DemoPerson:
    """Somebody the demo's sign-in page offers."""

    email: str
    name: str
    office: Any


def demo_people() -> list[DemoPerson]:
    """The people of settings.DEMO_SIGN_INS who have an account, in that order; none outside the demo."""
    if not settings.DEMO:
        return []
    wanted = [email for email, _name in settings.DEMO_SIGN_INS]
    users = User.objects.filter(email__in=wanted, is_active=True).in_bulk(field_name="email")
    return [
        DemoPerson(email, str(users[email]), settings.DEMO_OFFICES.get(email, "")) for email in wanted if email in users
    ]
