"""Whoever must have a second factor sets it up before anything else opens; where one is signed in is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from cluster_portal.accounts import places
from cluster_portal.accounts.factors import has_one, must_have_one

OPEN_NAMESPACES = {"accounts", "ui"}
OPEN_PREFIXES = ("account_", "mfa_")


class SecondFactorRequired:
    """Leads people whose duties need a second factor to the page where they set it up; off where settings say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the second factors, or None to go on; what was sent is refused in words, so that it is not lost."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or _always_open(request):
            return None
        if not must_have_one(request.user) or has_one(request.user):
            return None
        return _lead(request) if request.method in ("GET", "HEAD") else _refuse(request)


def _lead(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Your duties need a second factor. Set up one of these to go on."))
    page = reverse("mfa_index")
    return HttpResponseClientRedirect(page) if getattr(request, "htmx", False) else HttpResponseRedirect(page)


def _refuse(request: HttpRequest) -> HttpResponse:
    template = "ui/_refused.html" if getattr(request, "htmx", False) else "accounts/second_factor_first.html"
    reason = _("Not saved: your duties need a second factor. Set it up, then send this again.")
    return render(request, template, {"reason": reason}, status=403)


def _always_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or match.namespace in OPEN_NAMESPACES:
        return True
    return (match.url_name or "").startswith(OPEN_PREFIXES)


class Seen:
    """Keeps where somebody is signed in: one write for a session and a day, none for the requests between."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """After the answer: a new day, or a new key of the same session, is noted."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            places.see(request, request.user)
        return response
