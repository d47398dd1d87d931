"""The language of a page; refusals become answers in words, never a server error."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation

from cluster_portal.workflow import Refused, Stale


class ChosenLanguage(LocaleMiddleware):
    """Russian unless this browser's user chose another language; what the browser itself prefers does not count.

    Official business is in Russian, and a browser set to English is often nobody's choice.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of the cookie, or the portal's."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


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
