"""Refusals become answers in words, never a server error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from cluster_portal.workflow import Refused, Stale


class AnswersInWords:
    """Turns a Refused that a view let through into a page (or a fragment for htmx) with the reason.

    409 for a stale or impossible state, 403 for a right the person lacks, 400 otherwise.
    """

    STATUS = {"stale": 409, "state": 409, "forbidden": 403}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception alone."""
        if not isinstance(exception, Refused):
            return None
        template = "ui/_refused.html" if getattr(request, "htmx", False) else "ui/refused.html"
        status = self.STATUS.get(exception.code, 400)
        stale = exception.current if isinstance(exception, Stale) else None
        return render(request, template, {"reason": exception.reason, "stale": stale}, status=status)
