"""One's own account: where one is signed in, and what is stored about one."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cluster_portal import clock
from cluster_portal.accounts import actions
from cluster_portal.accounts.models import User
from cluster_portal.ui.registries import personal_data

SHOWN = 50  # rows of a part on the page; the download has them all
WORDS = 24  # words of a value on the page


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the user, or every other one if `keep` is sent."""
    assert isinstance(request.user, User)
    if request.POST.get("keep"):
        actions.sign_out_everywhere(user=request.user, keep=request.session.session_key, by=request.user)
        messages.success(request, _("You are signed out everywhere but here."))
        return redirect("accounts:me")
    actions.sign_out_everywhere(user=request.user, by=request.user)
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@require_safe
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    """What is stored about the user, in words (152-ФЗ)."""
    parts = [
        {"title": title, "rows": [_shown(row) for row in rows[:SHOWN]], "all": len(rows), "more": len(rows) > SHOWN}
        for title, rows in personal_data(request.user)
    ]
    return render(request, "accounts/data.html", {"parts": parts})


def _shown(row: dict[str, Any]) -> dict[str, str]:
    return {str(label): _words(value) for label, value in row.items()}


def _words(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    words = str("" if value is None else value).split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")


@require_safe
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """The same as a file, whole: JSON of parts with their rows."""
    parts = [
        {"title": str(title), "rows": [{str(label): value for label, value in row.items()} for row in rows]}
        for title, rows in personal_data(request.user)
    ]
    told = {"account": str(request.user), "made": clock.now(), "stored": parts}
    response = JsonResponse(told, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
