"""What the agreement stores of a person: shown to him on «Что хранится обо мне» (152-ФЗ)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import EditionReading, Opinion, Remark, Support
from members.rules import person_of

Part = tuple[Any, list[dict[Any, Any]]]


def stored(user: Any) -> list[Part]:
    """Remarks he made, remarks he supported, consent he gave, editions he opened."""
    readings = EditionReading.objects.filter(user=user).select_related("edition__agreement").order_by("-first")
    parts: list[Part] = [
        (_("Editions of the agreement opened"), [_row(row.edition, _("opened"), _when(row.first)) for row in readings])
    ]
    person = person_of(user)
    if person is None:
        return parts
    remarks = Remark.objects.filter(person=person).select_related("edition__agreement")
    supports = Support.objects.filter(person=person).select_related("remark__edition__agreement")
    opinions = Opinion.objects.filter(person=person).select_related("edition__agreement")
    return [
        (_("Remarks on the agreement"), [_row(row.edition, str(row), _when(row.at)) for row in remarks]),
        (_("Remarks supported"), [_row(row.remark.edition, str(row.remark), _when(row.at)) for row in supports]),
        (_("Consent to editions"), [_row(row.edition, str(row.organization), _when(row.at)) for row in opinions]),
        *parts,
    ]


def _row(edition: Any, what: str, when: str) -> dict[Any, Any]:
    return {_("Edition"): str(edition), _("What"): what, _("When"): when}


def _when(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
