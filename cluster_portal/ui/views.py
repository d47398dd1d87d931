"""Switches of the frame, the gallery of components, the error pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cluster_portal.ui.context import VISION_COOKIE

YEAR = 60 * 60 * 24 * 365  # seconds


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if safe else "/")


@login_not_required
@require_POST
def switch_vision(request: HttpRequest) -> HttpResponse:
    """Turn «Версия для слабовидящих» on or off for this browser."""
    response = _back(request)
    value = "off" if request.COOKIES.get(VISION_COOKIE) == "on" else "on"
    response.set_cookie(VISION_COOKIE, value, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@login_not_required
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak the other language to this browser; unknown codes change nothing."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    return render(request, "ui/gallery.html")


@login_not_required
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words what a missing CSRF token means: mostly a page kept open over a sign-out."""
    return render(request, "403_csrf.html", status=403)
