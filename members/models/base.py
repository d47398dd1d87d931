"""What the nouns of the composition share: sizes of text and spans of time.

Dates: `None` at a beginning means "not known", at an end "still so". An end is the last day it holds.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

NAME = 400  # characters of an organisation's name
LINE = 300  # characters of a line of text
ENDS_BEFORE_IT_BEGINS = _("The end is before the beginning.")


class Dated(models.QuerySet[Any]):
    """Rows that hold for a time; `start` and `end` name their fields."""

    start, end = "started", "ended"

    def on(self, day: datetime.date) -> Any:
        """Those that hold on the day; an unknown beginning counts as long ago."""
        begun = Q(**{f"{self.start}__isnull": True}) | Q(**{f"{self.start}__lte": day})
        lasting = Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gte": day})
        return self.filter(begun & lasting)


def in_order(name: str, start: str = "started", end: str = "ended") -> models.CheckConstraint:
    """The end is not before the beginning."""
    unknown = Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True})
    return models.CheckConstraint(
        condition=unknown | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=ENDS_BEFORE_IT_BEGINS,
    )


class Lasting(models.Model):
    """What lasts from a day to a day; `spans` names the pairs of fields that must be in order."""

    spans: tuple[tuple[str, str], ...] = (("started", "ended"),)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Say at the end's own field that it is before the beginning."""
        super().clean()
        for start, end in self.spans:
            begun, over = getattr(self, start), getattr(self, end)
            if isinstance(begun, datetime.date) and isinstance(over, datetime.date) and over < begun:
                raise ValidationError({end: ValidationError(ENDS_BEFORE_IT_BEGINS, code="dates")})


def refuse_overlap(row: models.Model, others: models.QuerySet[Any], message: Any, start: str = "started") -> None:
    """Raise ValidationError at the beginning's field where another of these rows lasts at the same time."""
    end = {"started": "ended", "joined": "left"}[start]
    begun, over = getattr(row, start), getattr(row, end)
    still = Q(**{f"{end}__isnull": True}) | (Q(**{f"{end}__gte": begun}) if begun else Q())
    before = Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": over}) if over else Q()
    other = others.exclude(pk=row.pk).filter(still if begun else Q(), before).first()
    if other is not None:
        raise ValidationError({start: ValidationError(message % {"other": other}, code="overlap")})
