"""Whether the person at the keyboard has lately shown who he is: asked before anything is signed or approved."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ONE_CLICK = "demo"  # how the demo's sign-in is recorded


def fresh(request: HttpRequest) -> bool:
    """Whether he signed in or confirmed it within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    The demo's one-click people have nothing to confirm with, so they always have.
    """
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    if settings.DEMO and records[-1]["method"] == ONE_CLICK:
        return True
    return bool(time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def require_fresh(request: HttpRequest) -> None:
    """Send him to confirm who he is if that was too long ago; what he posted goes on by itself afterwards.

    Raises allauth's ReauthenticationRequired, which its middleware turns into the redirect.
    """
    if not fresh(request):
        raise ReauthenticationRequired


def fresh_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: the view opens only to somebody who has lately shown who he is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return guarded
