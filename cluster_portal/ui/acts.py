"""A page for one act: its form, its button, what happens then. Every act of every room looks and answers alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cluster_portal.workflow import Refused

CONFLICTS = {"stale", "state"}


@dataclass(frozen=True)
class ActPage:
    """What the page of an act says. `back` is (address, words); `then` tells in words what will happen.

    `about` is what the act is about, where the title does not say it.
    """

    title: Any
    button: Any
    back: tuple[str, Any]
    then: Iterable[Any] = ()
    wrong: Any = ""
    about: Any = ""


def act_page(
    request: HttpRequest,
    page: ActPage,
    form: forms.BaseForm,
    perform: Callable[..., tuple[str, Any] | str],
    **more: Any,
) -> HttpResponse:
    """GET shows the form; POST performs the act with the cleaned data and leads to the address it returns.

    `perform` returns the address, or the address and what to say there. What it refuses stands at the field it
    names, with everything typed (400; 409 where the state has changed); a missing right is for the caller (403).
    """
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _done(request, perform(**form.cleaned_data))
            except ValidationError as error:
                _add(form, error)
            except Refused as refused:
                if refused.code == "forbidden":
                    raise
                known = refused.field if refused.field in form.fields else None
                form.add_error(known, str(refused.reason))
                status = 409 if refused.code in CONFLICTS else 400
    return render(request, "ui/act.html", {"page": page, "form": form, **more}, status=status)


def _done(request: HttpRequest, told: tuple[str, Any] | str) -> HttpResponse:
    address, words = told if isinstance(told, tuple) else (told, "")
    if words:
        messages.success(request, words)
    return redirect(address)


def _add(form: forms.BaseForm, error: ValidationError) -> None:
    """Errors at the fields the form has; the others on top."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
