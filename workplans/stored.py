"""What the plan stores of a person: shown to him on «Что хранится обо мне» (152-ФЗ)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.rules import person_of
from workplans.models import Activity, ActivityReport, CoExecutor, PlanRemark, PlanRevision

Part = tuple[Any, list[dict[Any, Any]]]
OVER = [PlanRevision.State.REPLACED]


def stored(user: Any) -> list[Part]:
    """Activities he leads or takes part in, comments he made, reports he wrote."""
    person = person_of(user)
    if person is None:
        return []
    led = Activity.objects.filter(lead=person, removed_at=None).exclude(revision__state__in=OVER)
    parts = CoExecutor.objects.filter(person=person, activity__removed_at=None).exclude(
        activity__revision__state__in=OVER
    )
    remarks = PlanRemark.objects.filter(person=person).select_related("revision__plan")
    reports = ActivityReport.objects.filter(person=person).select_related("plan")
    return [
        (_("Activities of plans led"), [_row(row.revision, row.title) for row in led.select_related("revision__plan")]),
        (
            _("Activities of plans taken part in"),
            [
                _row(row.activity.revision, row.activity.title)
                for row in parts.select_related("activity__revision__plan")
            ],
        ),
        (_("Comments on plans"), [_row(row.revision, row.text, _when(row.at)) for row in remarks]),
        (_("Reports on activities"), [_row(row.plan, row.text, _when(row.at)) for row in reports]),
    ]


def _row(about: Any, what: str, when: str = "") -> dict[Any, Any]:
    told = {_("Work plan"): str(about), _("What"): what}
    return told | ({_("When"): when} if when else {})


def _when(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
