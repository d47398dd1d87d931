"""What meetings put on the home page: minutes to finish, assignments to carry out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.ui.registries import Panel, Waiting
from cluster_portal.workflow import Refused
from meetings.models import Assignment, Meeting
from meetings.rules import may_record
from members.rules import person_of

SHOWN = 20  # lines of one kind on the home page


def waiting(user: Any) -> Iterator[Waiting]:
    """Lines of «Ждёт вас» for the user."""
    yield from _minutes(user)
    yield from _assignments(user)


def _minutes(user: Any) -> Iterator[Waiting]:
    try:
        may_record(user)
    except Refused:
        return
    unfinished = Meeting.objects.filter(
        state__in=[Meeting.State.IN_SESSION, Meeting.State.HELD], minutes_state=Meeting.MinutesState.DRAWN_UP
    )
    for meeting in unfinished.order_by("date")[:SHOWN]:
        going = meeting.state == Meeting.State.IN_SESSION
        yield Waiting(
            kind=_("Minutes"),
            title=str(meeting),
            detail=str(meeting.get_state_display()),
            url=reverse("meetings:desk" if going else "meetings:protocol", args=[meeting.pk]),
            button=_("Conduct") if going else _("Finish off"),
            minutes=15,
        )


def _assignments(user: Any) -> Iterator[Waiting]:
    person = person_of(user)
    if person is None:
        return
    mine = Assignment.objects.filter(lead=person, state__in=[Assignment.State.OPEN, Assignment.State.RETURNED])
    mine = mine.filter(decision__meeting__state=Meeting.State.HELD).select_related("decision__meeting")
    for assignment in mine.order_by("deadline")[:SHOWN]:
        meeting = assignment.decision.meeting
        yield Waiting(
            kind=_("To carry out"),
            title=assignment.part,
            detail=", ".join(filter(None, [str(meeting), due(assignment)])),
            url=meeting.get_absolute_url(),
            button=_("Open"),
            minutes=5,
        )


def due(assignment: Assignment) -> str:
    """How the deadline stands today, in words."""
    if assignment.deadline is None:
        return assignment.recurrence
    days = (assignment.deadline - clock.today()).days
    shown = f"{assignment.deadline:%d.%m.%Y}"
    if days < 0:
        return _("deadline %(date)s, %(days)s days overdue") % {"date": shown, "days": -days}
    return _("deadline %(date)s, %(days)s days left") % {"date": shown, "days": days}


def control_panel(user: Any, _nothing: Any) -> Panel | None:
    """Home page, margin: how the assignments stand."""
    try:
        may_record(user)
    except Refused:
        return None
    open_ones = Assignment.objects.filter(state=Assignment.State.OPEN, decision__meeting__state=Meeting.State.HELD)
    deadlines = list(open_ones.values_list("deadline", flat=True)[:1000])
    overdue = sum(1 for day in deadlines if day and day < clock.today())
    return Panel(20, "meetings/_control_panel.html", {"open": len(deadlines), "overdue": overdue})
