"""How an assignment stands today: overdue and late are derived from its dates, never stored."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal import clock
from meetings.models import Assignment, Meeting

State = Assignment.State


@dataclass(frozen=True)
class Standing:
    """A word for the chip, its tone, and a line under the deadline."""

    words: str
    tone: str
    line: str = ""
    overdue: bool = False


def standing(task: Assignment, today: datetime.date | None = None) -> Standing:
    """How the assignment stands on the day."""
    day = today or clock.today()
    if not task.is_open:
        return _closed(task)
    if task.deadline and task.deadline < day:
        days = (day - task.deadline).days
        line = ngettext("%s day has passed", "%s days have passed", days) % days
        if task.state == State.REPORTED:
            return Standing(str(State.REPORTED.label), "wait", line)
        words = _("Overdue by %s days") % days
        return Standing(words, "over", line, overdue=True)
    line = ""
    if task.deadline:
        days = (task.deadline - day).days
        line = ngettext("%s day is left", "%s days are left", days) % days
    tone = "now" if task.state == State.OPEN else "wait"
    return Standing(str(task.get_state_display()), tone, line)


def _closed(task: Assignment) -> Standing:
    day = f"{task.closed_on:%d.%m.%Y}" if task.closed_on else ""
    if task.state == State.DONE:
        line = _("done %s") % day if day else ""
        late = task.deadline and task.closed_on and task.closed_on > task.deadline
        return Standing(_("Done late") if late else str(State.DONE.label), "", line)
    return Standing(str(task.get_state_display()), "", day)


TABS = ("all", "mine", "overdue", "reported", "open", "closed")


def tasks() -> QuerySet[Assignment]:
    """Assignments of meetings that were held, with what a list shows, in the order of their deadlines."""
    held = Assignment.objects.filter(decision__meeting__state=Meeting.State.HELD)
    related = held.select_related("decision__meeting", "lead", "lead_organization")
    return related.order_by(F("deadline").asc(nulls_last=True), "pk")


def tab(name: str, person: Any) -> Q:
    """What a tab holds."""
    still = Q(state__in=Assignment.OPEN_STATES)
    mine = Q(lead=person) | Q(pk__in=Assignment.co_executors.through.objects.filter(person=person).values("assignment"))
    return {
        "mine": mine if person else Q(pk=None),
        "overdue": Q(state__in=[State.OPEN, State.RETURNED], deadline__lt=clock.today()),
        "reported": Q(state=State.REPORTED),
        "open": still & ~Q(state=State.REPORTED),
        "closed": ~still,
    }.get(name, Q())
