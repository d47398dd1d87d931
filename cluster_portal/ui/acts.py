"""A page for one act: its form, its button, what happens then. Every act of every room looks and answers alike."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cluster_portal.workflow import Refused

CONFLICTS = {"stale", "state"}
MARK = 16  # characters of the mark of what was stored


@dataclass(frozen=True)
class ActPage:
    """What the page of an act says. `back` is (address, words); `then` tells in words what will happen.

    `about` is what the act is about, where the title does not say it. `corrects`: the form begins with what is
    stored, and is refused (409) where somebody has saved something else since the page was opened.
    """

    title: Any
    button: Any
    back: tuple[str, Any]
    then: Iterable[Any] = ()
    wrong: Any = ""
    about: Any = ""
    corrects: bool = False


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
    status, seen = 200, _seen(form) if page.corrects else ""
    if request.method == "POST":
        status, opened = 400, request.POST.get("seen", seen)
        if not form.is_valid():
            seen = opened  # what was wrong hides no conflict: it is told once the form is right
        elif opened != seen and (changed := _changed_since(form)):
            form.add_error(None, changed)
            status = 409
        else:
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
    return render(request, "ui/act.html", {"page": page, "form": form, "seen": seen, **more}, status=status)


def _seen(form: forms.BaseForm) -> str:
    """The mark of what is stored, as the form begins with it."""
    return mark_of({name: form.get_initial_for_field(field, name) for name, field in form.fields.items()})


def mark_of(stored: Mapping[str, Any]) -> str:
    """A mark of what is stored; another one later means that somebody has saved since."""
    plain = {name: _plain(value) for name, value in stored.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:MARK]


def _plain(value: Any) -> Any:
    if isinstance(value, models.QuerySet | list | tuple | set):
        return sorted(_plain(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value.pk if isinstance(value, models.Model) else "" if value is None else value)


def _changed_since(form: forms.BaseForm) -> str:
    """The sentence with what is stored now where it differs from what was typed; '' where nothing does."""
    told, nothing = [], _("empty")
    for name, field in form.fields.items():
        stored = form.get_initial_for_field(field, name)
        if _plain(stored) != _plain(form.cleaned_data.get(name)):
            told.append(f"{field.label} – {_words(field, stored) or nothing}")
    if not told:
        return ""
    return _(
        "Somebody has changed this since you opened the page. Stored now: %s. What you typed is below: correct it, "
        "or save once more."
    ) % "; ".join(told)


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(_words(field, one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if type(field) is forms.ChoiceField:
        choices: Any = field.choices
        return str(dict(choices).get(value, ""))
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


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
