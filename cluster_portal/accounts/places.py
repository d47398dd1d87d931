"""Where somebody is signed in: one line for each of his browsers, kept up to the day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from cluster_portal import clock
from cluster_portal.accounts.models import SignedIn

KEY = "place"  # what the session knows of its own line, so that most requests ask the database nothing


def see(request: HttpRequest, user: Any) -> None:
    """Note that the user is here today: one write for a session and a day, and one when the session's key changes."""
    session, today = request.session.session_key, clock.today().isoformat()
    known = request.session.get(KEY) or {}
    if session is None or (known.get("session"), known.get("day")) == (session, today):
        return
    since = parse_datetime(known.get("since", "")) or clock.now()
    SignedIn.objects.see(session=session, user=user, since=since, user_agent=request.META.get("HTTP_USER_AGENT", ""))
    request.session[KEY] = {"session": session, "day": today, "since": since.isoformat()}


def places(request: HttpRequest) -> list[tuple[SignedIn, bool]]:
    """Where the user is signed in, each with whether it is this browser, which comes first."""
    here = request.session.session_key
    found = [(row, row.session_id == here) for row in SignedIn.objects.of(request.user)]
    return sorted(found, key=lambda pair: not pair[1])
