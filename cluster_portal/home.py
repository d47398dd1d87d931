"""Сегодня: what waits for you, and the next meeting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cluster_portal import clock
from cluster_portal.ui import registries
from cluster_portal.workflow import Refused
from meetings.invited import answers_of, my_answer
from meetings.models import Meeting
from meetings.record import Record
from meetings.rules import may_read, may_record
from members.rules import the_cluster

Coming = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.MOVED, Meeting.State.IN_SESSION)


def home(request: HttpRequest) -> HttpResponse:
    """One list «Ждёт вас», the next meeting, the margin of panels other apps offer."""
    lines, cluster = registries.waiting(request.user), the_cluster()
    context = {
        "waiting": lines,
        "minutes": sum(line.minutes for line in lines),
        "panels": registries.panels("home", request.user, None),
        "has_cluster": cluster is not None,
        "brand": cluster.name if cluster else "",
        **_meetings(request.user),
    }
    return render(request, "home.html", context)


def _meetings(user: Any) -> dict[str, Any]:
    if _refused(may_read, user):
        return {"stranger": True, "next_meeting": None, "may_record": False, "answers": None, "my_answer": None}
    coming = Meeting.objects.filter(state__in=Coming, date__gte=clock.today()).order_by("date", "time_start")
    found = coming.select_related("cluster", "charter").prefetch_related("items").first()
    convened = found is not None and found.state == Meeting.State.CONVENED
    return {
        "stranger": False,
        "next_meeting": found,
        "may_record": not _refused(may_record, user),
        "answers": answers_of(found, Record(found)) if found and convened else None,
        "my_answer": my_answer(user, found) if found else None,
    }


def _refused(rule: Any, user: Any) -> Refused | None:
    try:
        rule(user)
    except Refused as refused:
        return refused
    return None
