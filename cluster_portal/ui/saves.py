"""Saves of text as it is typed: what every save carries, and the answers that keep what was typed on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Stale

TOKEN = 40  # characters of the mark a browser gives its save
MOST_OWN = 200  # saves under way without an answer that are believed


def saving(request: HttpRequest) -> dict[str, Any]:
    """What every save carries besides its words."""
    version = whole_number(request.POST.get("version", ""))
    return {
        "version": -1 if version is None else version,  # no version is older than every version
        "token": request.POST.get("token", "")[:TOKEN],
        "own": [mark for mark in request.POST.get("own", "").split(",") if mark][:MOST_OWN],
        "by": request.user,
    }


def answered(
    request: HttpRequest,
    typed: Mapping[str, Any],
    perform: Callable[[], Any],
    shown: Callable[[Any, str], Any] = getattr,
) -> Any:
    """What the save returned, or the answer where it was refused: 400 with the sentences, 409 with both texts.

    `shown(row, name)` is a field of the row as the page shows it.
    """
    try:
        return perform()
    except Stale as stale:
        current: Any = stale.current
        theirs = {name: shown(current, name) for name in typed}
        pairs = [
            {"name": name, "mine": mine, "theirs": theirs[name]}
            for name, mine in typed.items()
            if str(theirs[name] or "") != str(mine or "")
        ]
        context = {"pairs": pairs, "version": getattr(current, "version", 1)}
        return render(request, "components/stale.html", context, status=409)
    except ValidationError as error:
        return problem(request, error.messages)


def problem(request: HttpRequest, sentences: Iterable[str]) -> HttpResponse:
    """Sentences for what was sent (400)."""
    return render(request, "components/problem.html", {"sentences": list(sentences)}, status=400)


def versioned(row: Any) -> HttpResponse:
    """The empty answer to a save that nothing else on the page depends on."""
    response = HttpResponse()
    response["X-Version"] = str(row.version)
    return response
