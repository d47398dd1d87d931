"""Reading: the list of meetings, one meeting."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import why_not
from meetings import rules
from meetings.models import AgendaItem, Assignment, Decision, Meeting
from meetings.record import Record
from meetings.views.common import may, meeting_for

PAGE = 50  # meetings on a page


def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings of a year, or those a search finds in all years."""
    rules.may_read(request.user)
    years = _years()
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    year = _year(request.GET.get("year", ""), years)
    found = _search(search) if search else Meeting.objects.filter(year=year or 0)
    page = Paginator(_counted(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "years": years,
        "year": year,
        "search": search,
        "page": page,
        "may_record": may(rules.may_record, request.user),
    }
    return render(request, "meetings/list.html", context)


def _years() -> list[int]:
    """From the newest year to the oldest; two index look-ups however many meetings there are."""
    ordered = Meeting.objects.values_list("year", flat=True)
    first, last = ordered.order_by("year").first(), ordered.order_by("-year").first()
    return list(range(last, first - 1, -1)) if first and last else []


def _year(text: str, years: list[int]) -> int | None:
    wanted = whole_number(text)
    return wanted if wanted in years else (years[0] if years else None)


def _search(text: str) -> QuerySet[Meeting]:
    items = AgendaItem.objects.filter(title__icontains=text).values("meeting")
    decisions = Decision.objects.filter(text__icontains=text).values("meeting")
    own = Q(number=text) | Q(place__icontains=text) | Q(venue__icontains=text)
    return Meeting.objects.filter(own | Q(pk__in=items) | Q(pk__in=decisions))


def _counted(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    def count(model: Any, **only: Any) -> Coalesce:
        rows = model.objects.filter(meeting=OuterRef("pk"), **only).order_by().values("meeting")
        return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)

    first = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by("order").values("title")[:1]
    return found.annotate(
        first_item=Subquery(first),
        items_count=count(AgendaItem),
        decisions_count=count(Decision, text__gt=""),
    )


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting as its protocol reads: agenda, what was decided, what follows."""
    row = meeting_for(request, pk)
    record = Record(row)
    assignments: dict[int, list[Assignment]] = {}
    for assignment in Assignment.objects.filter(decision__meeting=row).select_related("lead"):
        assignments.setdefault(assignment.decision_id, []).append(assignment)
    context = {
        "meeting": row,
        "brand": row.cluster.name,
        "record": record,
        "assignments": assignments,
        "may_record": may(rules.may_record, request.user, row),
        "start_refused": why_not(rules.START, request.user, row),
    }
    return render(request, "meetings/meeting.html", context)
