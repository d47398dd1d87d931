"""The one-time code by which somebody who is signed in shows again who he is. It lives in his session."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from cluster_portal.accounts.models import User

KEY = "confirm_by_code"


def send_code(request: HttpRequest, user: User) -> None:
    """Send a new code to the user's address; it replaces the one before.

    Raises allauth's ImmediateHttpResponse with a page in words where the mail server is down.
    """
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    adapter.send_mail("account/email/login_code", user.email, {"code": code})
    request.session[KEY] = {"code": code, "at": time.time(), "wrong": 0}


def expected(request: HttpRequest) -> str:
    """The code under way; empty if none was sent or it is too old."""
    kept = request.session.get(KEY)
    if not kept or time.time() - kept["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return ""
    return str(kept["code"])


def forget(request: HttpRequest) -> None:
    """The code has served."""
    request.session.pop(KEY, None)


def count_wrong(request: HttpRequest) -> None:
    """One wrong try more; the last allowed one makes the code void."""
    kept = request.session.get(KEY)
    if not kept:
        return
    kept["wrong"] += 1
    if kept["wrong"] >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
        forget(request)
    request.session.modified = True
