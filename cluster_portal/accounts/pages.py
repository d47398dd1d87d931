"""allauth's views as pages of this portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]


def page(view: View) -> View:
    """A form sent with mistakes answers 400, and no placeholder repeats a label."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            found = [form for form in (response.context_data or {}).values() if isinstance(form, forms.BaseForm)]
            _without_placeholders(found)
            if response.status_code == 200 and any(form.errors for form in found if form.is_bound):  # noqa: PLR2004
                response.status_code = 400
        return response

    return shown


def _without_placeholders(found: list[forms.BaseForm]) -> None:
    for form in found:
        for field in form.fields.values():
            field.widget.attrs.pop("placeholder", None)
