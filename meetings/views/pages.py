"""Reading: the list of meetings, one meeting."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import may, why_not
from meetings import rules
from meetings.invited import answers_of, my_answer
from meetings.models import AgendaItem, Assignment, Attachment, Decision, Meeting
from meetings.record import Record
from meetings.standing import standing
from meetings.views.common import meeting_for

PAGE = 50  # meetings on a page


def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings of a year, or those a search finds in all years."""
    rules.may_read(request.user)
    years = _years()
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    year = _year(request.GET.get("year", ""), years)
    found = _search(search) if search else Meeting.objects.filter(year=year or 0)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "years": years,
        "year": year,
        "search": search,
        "page": page,
        "rows": _shown(list(page.object_list)),
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


def _shown(meetings: list[Meeting]) -> list[dict[str, Any]]:
    """The meetings of a page with their first item and how many items and decisions they have; two queries."""
    ids = [meeting.pk for meeting in meetings]
    titles: dict[int, list[str]] = {pk: [] for pk in ids}
    items = AgendaItem.objects.filter(meeting__in=ids).order_by("meeting", "order")
    for meeting_id, title in items.values_list("meeting", "title"):
        titles[meeting_id].append(title)
    decided = Counter(Decision.objects.filter(meeting__in=ids, text__gt="").values_list("meeting", flat=True))
    return [
        {
            "meeting": meeting,
            "first": next(iter(titles[meeting.pk]), ""),
            "more": len(titles[meeting.pk]) - 1,
            "decisions": decided[meeting.pk],
        }
        for meeting in meetings
    ]


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting as its protocol reads: agenda, what was decided, what follows; before it, who will come."""
    row, user = meeting_for(request, pk), request.user
    record = Record(row)
    assignments: dict[int, list[Any]] = {}
    for assignment in Assignment.objects.filter(decision__meeting=row).select_related("lead"):
        assignments.setdefault(assignment.decision_id, []).append((assignment, standing(assignment)))
    context = {
        "meeting": row,
        "brand": row.cluster.name,
        "record": record,
        "assignments": assignments,
        "materials": _materials(row),
        "answers": answers_of(row, record) if row.state == Meeting.State.CONVENED else None,
        "my_answer": my_answer(user, row),
        "proposals": list(row.proposals.select_related("person")) if row.is_ahead else [],
        "may_record": may(rules.may_record, user, row),
        "may_write": may(rules.may_write, user, row),
        "may_propose": may(rules.may_propose, user, row),
        "may_convene": may(rules.may_convene, user, row),
        "refused": {move.name: why_not(move, user, row) for move in rules.TRANSITIONS},
    }
    return render(request, "meetings/meeting.html", context)


def _materials(row: Meeting) -> dict[int, list[Attachment]]:
    """Item → its papers; 0 for those of the whole meeting."""
    found: dict[int, list[Attachment]] = {}
    for attachment in row.attachments.select_related("file"):
        found.setdefault(attachment.item_id or 0, []).append(attachment)
    return found
