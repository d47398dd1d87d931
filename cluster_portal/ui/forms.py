"""Fields and layout every form shares: dates as people write them, plain text, sentences that help."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal.documents.plain import LIMIT, check_text, clean_text

DATE = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
MONTHS_IN_A_YEAR = 12


class DayField(forms.DateField):
    """A day written 09.04.2021 (an ISO date is read too); says how many days the month has."""

    widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _l("Write the date as day.month.year, for example 09.04.2021.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%d.%m.%Y", "%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        """Raise ValidationError that names the month's last day where the day does not exist."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if sentence := _no_such_day(str(value)):
                raise forms.ValidationError(sentence, code="no_such_day") from None
            raise


def _no_such_day(text: str) -> str:
    match = DATE.match(text.strip())
    if not match:
        return ""
    _day, month, year = (int(part) for part in match.groups())
    if not 1 <= month <= MONTHS_IN_A_YEAR or year < 1:
        return ""
    last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    return _("%(month)s has %(days)s days. For example, %(example)s.") % {
        "month": date_format(last, "F Y").capitalize(),
        "days": last.day,
        "example": f"{last:%d.%m.%Y}",
    }


class ClockField(forms.TimeField):
    """A time written 14:00."""

    widget = forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": _l("Write the time from 00:00 to 23:59, for example 14:00.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)


class PlainTextField(forms.CharField):
    """Text of a document: any letters and signs, nothing unprintable, 200,000 characters at most."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("strip", False)
        super().__init__(**kwargs)
        # Django's own answer to NUL does not say where it stands; check_text does.
        self.validators = [check for check in self.validators if "ProhibitNull" not in type(check).__name__]

    def to_python(self, value: Any) -> str:
        """Line ends become \\n; raise ValidationError where no document can hold the text."""
        text = clean_text(super().to_python(value) or "")
        check_text(text, limit=min(self.max_length or LIMIT, LIMIT))
        return text


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """A number that came in an address or a hidden field; None where it is no number or far too long for one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def helper(**attrs: Any) -> FormHelper:
    """Crispy's layout as we use it: inside a <form> the page writes itself, errors beside their fields."""
    made = FormHelper()
    made.form_tag = False
    made.disable_csrf = True
    made.form_show_errors = True
    made.attrs = attrs
    return made
