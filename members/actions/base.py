"""How the actions of this app save."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.workflow import Refused
from members import rules

M = TypeVar("M", bound=models.Model)


def keep(row: M) -> M:
    """Validate and save. Raises Refused with the first thing wrong and its field."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise _refusal(error) from error
    row.save()
    rules.forget()
    return row


def _refusal(error: ValidationError) -> Refused:
    name, problems = next(iter(error.error_dict.items()))
    field = None if name == NON_FIELD_ERRORS else name
    return Refused(problems[0].messages[0], code=problems[0].code or "invalid", field=field)


def close(row: M, day: datetime.date, *, field: str = "ended", ground: str = "", ground_field: str = "") -> M:
    """Set the last day of something that lasts; a planned one that is still to come may be brought forward.

    Raises Refused: ended already, or before it began.
    """
    planned = getattr(row, field)
    if planned is not None and (planned < clock.today() or planned <= day):
        raise Refused(_("This has ended already."), code="ended", field=field)
    setattr(row, field, day)
    if ground_field:
        setattr(row, ground_field, ground)
    return keep(row)


def told(**values: object) -> dict[str, object]:
    """Details for the journal entry: what was given, models as their names."""
    return {
        name: str(value) if isinstance(value, models.Model) else value
        for name, value in values.items()
        if value not in (None, "", [])
    }
