"""Second factors: who has one, and who must. Apps say for whom; this app knows nobody's office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator

Source = Callable[[Any], bool]

_sources: list[Source] = [lambda user: user.is_superuser]


def require_for(source: Source) -> None:
    """Ask for a second factor from every user for whom the source says True; called in AppConfig.ready()."""
    if source not in _sources:
        _sources.append(source)


def must_have_one(user: Any) -> bool:
    """Whether what the user may do needs a second factor."""
    return any(source(user) for source in _sources)


def has_one(user: Any) -> bool:
    """Whether the user has an authenticator app or a passkey; recovery codes alone are none."""
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=types).exists()
