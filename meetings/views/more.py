"""«Вести заседание», beside the rows: order of items, presence, dissents, files, undo, who else is here."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cluster_portal import clock
from cluster_portal.documents.uploads import UploadField
from cluster_portal.ui.forms import whole_number
from meetings import actions
from meetings.models import AgendaItem, AtDesk, Attendance, Meeting, Presence
from meetings.record import Record
from meetings.views.common import meeting_to_record
from meetings.views.desk import panel, problem

NEAR = datetime.timedelta(seconds=15)  # whoever was seen so lately is still here


def _item(request: HttpRequest, pk: int, item: int) -> AgendaItem:
    meeting = meeting_to_record(request, pk)
    return get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=item, meeting=meeting)


@require_GET
def extras(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What is seldom needed at an item: presence, dissenting opinions, papers."""
    return _extras(request, _item(request, pk, item))


def _extras(request: HttpRequest, item: AgendaItem) -> HttpResponse:
    meeting = Meeting.objects.select_related("cluster", "charter").get(pk=item.meeting_id)
    record = Record(meeting)
    exceptions = record.exceptions.get(item.pk, {})
    here = [line for line in record.listed if line.takes_part]
    context = {
        "meeting": meeting,
        "item": item,
        "desk_url": reverse("meetings:desk", args=[meeting.pk]),
        "record": record,
        "exceptions": [(line, exceptions[line.pk]) for line in here if line.pk in exceptions],
        "present": [line for line in here if line.pk not in exceptions],
        "kinds": Presence.Kind.choices,
        "dissents": [(n, d) for n, d in enumerate(meeting.dissents) if d.get("agenda_no") == str(item.order)],
        "materials": list(item.attachments.select_related("file")),
        "item_quorum": record.quorum_at(item) if exceptions else None,
    }
    return render(request, "meetings/_extras.html", context)


@require_POST
def presence(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Note who was away for the item or takes no part in its vote; an empty kind takes it back."""
    row = _item(request, pk, item)
    line = get_object_or_404(Attendance, pk=whole_number(request.POST.get("line", "")) or 0, meeting=row.meeting_id)
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    try:
        actions.set_presence(attendance=line, item=row, kind=kind, reason=reason, by=request.user)
    except ValidationError as error:
        return problem(request, _by_field(error))
    return _extras(request, row)


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


@require_POST
def dissent(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Append a dissenting opinion."""
    row = _item(request, pk, item)
    name, text = request.POST.get("name", ""), request.POST.get("text", "")
    try:
        actions.add_dissent(meeting=row.meeting, item=row, name=name, text=text, by=request.user)
    except ValidationError as error:
        return problem(request, _by_field(error))
    return _extras(request, row)


@require_POST
def remove_dissent(request: HttpRequest, pk: int, item: int, place: int) -> HttpResponse:
    """Take out a dissenting opinion."""
    row = _item(request, pk, item)
    actions.remove_dissent(meeting=row.meeting, place=place, by=request.user)
    return _extras(request, row)


@require_POST
def attach(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Attach a paper to the item."""
    row = _item(request, pk, item)
    try:
        file = UploadField().clean(request.FILES.get("file"))
        title = request.POST.get("title", "")
        actions.attach(meeting=row.meeting, item=row, file=file, title=title, by=request.user)
    except ValidationError as error:
        return problem(request, _by_field(error))
    return _extras(request, row)


@require_POST
def place(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Put an item at another place of the agenda: by number, or a step up or down."""
    row = _item(request, pk, item)
    wanted = whole_number(request.POST.get("place", ""))
    if wanted is None:
        orders = list(AgendaItem.objects.filter(meeting=row.meeting_id).values_list("pk", flat=True))
        step = {"up": -1, "down": 1}.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        wanted = orders.index(row.pk) + 1 + step
    actions.place_item(item=row, place=max(wanted, 1), by=request.user)
    return panel(request, Record(meeting_to_record(request, pk)), row.pk)


@require_POST
def other_business(request: HttpRequest, pk: int) -> HttpResponse:
    """«Разное» as the last item."""
    meeting = meeting_to_record(request, pk)
    made = actions.add_item(meeting=meeting, title="Разное", by=request.user)
    return panel(request, Record(meeting), made.pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last step and show the screen anew."""
    meeting = meeting_to_record(request, pk)
    actions.undo(meeting=meeting, by=request.user)
    item = whole_number(request.POST.get("item", ""))
    known = AgendaItem.objects.filter(pk=item or 0, meeting=meeting).exists()
    return redirect(reverse("meetings:desk", args=[pk]) + (f"?item={item}" if known else ""))


@require_POST
def like_last_time(request: HttpRequest, pk: int) -> HttpResponse:
    """«Как в прошлый раз»."""
    meeting = meeting_to_record(request, pk)
    actions.like_last_time(meeting=meeting, by=request.user)
    return redirect("meetings:desk", pk)


@require_POST
def by_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the list as people answered the invitation."""
    meeting = meeting_to_record(request, pk)
    actions.mark_by_answers(meeting=meeting, by=request.user)
    return redirect("meetings:desk", pk)


@require_POST
def who(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where I am, learn where the others are and whether one of them has written."""
    meeting = meeting_to_record(request, pk)
    part = request.POST.get("part", "")
    actions.be_at(meeting=meeting, part=part, by=request.user)
    now = clock.now()
    others = AtDesk.objects.filter(meeting=meeting, seen__gte=now - NEAR).exclude(user=request.user.pk)
    titles = {f"item-{item.pk}": item for item in meeting.items.all()}
    context = {
        "others": [(row.user, titles.get(row.part), row.part == part) for row in others.select_related("user")],
        "written": _written_by_another(request.user, meeting),
        "part": part,
        "desk_url": reverse("meetings:desk", args=[pk]),
        "item": titles.get(part),
    }
    return render(request, "meetings/_who.html", context)


def _written_by_another(user: Any, meeting: Meeting) -> str:
    """«Иванова, 14:05», where somebody else has saved within the last minute."""
    lately = meeting.saved_at and clock.now() - meeting.saved_at < datetime.timedelta(minutes=1)
    if not lately or meeting.saved_by == str(user):
        return ""
    assert meeting.saved_at is not None
    return _("%(who)s wrote at %(when)s") % {
        "who": meeting.saved_by,
        "when": f"{timezone.localtime(meeting.saved_at):%H:%M:%S}",
    }
