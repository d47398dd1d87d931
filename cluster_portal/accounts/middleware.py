"""Whoever must have a second factor sets it up before anything else opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

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

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseRedirect | None:
        """Redirect to the second factors, or None to go on."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or _always_open(request):
            return None
        if not must_have_one(request.user) or has_one(request.user):
            return None
        messages.warning(request, _("Your duties need a second factor. Set up one of these to go on."))
        return HttpResponseRedirect(reverse("mfa_index"))


def _always_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or match.namespace in OPEN_NAMESPACES:
        return True
    return (match.url_name or "").startswith(OPEN_PREFIXES)
