"""«Вести заседание»: one page; its parts come and go by htmx, what is typed is saved row by row."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cluster_portal.documents.russian import initials
from cluster_portal.ui import saves
from cluster_portal.ui.forms import whole_number
from cluster_portal.ui.saves import answered, saving
from cluster_portal.workflow import Refused, may, why_not
from meetings import actions, control, rules, words
from meetings.actions.outcome import winner_of
from meetings.doubts import doubts
from meetings.forms import ROW_FORMS, read_agenda_line
from meetings.models import AgendaItem, Attendance, Candidate, Decision, Meeting, Speech, Vote
from meetings.record import Record, Under
from meetings.views.common import meeting_to_record
from members.models import Charter

Mode = Attendance.Mode
LAST = 10_000  # place of whoever was added and not prepared
ROLES = [(role, role.label) for role in (Attendance.Role.CHAIR, Attendance.Role.SECRETARY)]
FILTERS = {
    Meeting: "pk",
    Attendance: "meeting",
    AgendaItem: "meeting",
    Speech: "item__meeting",
    Vote: "item__meeting",
    Decision: "meeting",
    Candidate: "vote__item__meeting",
}


@require_GET
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole screen, on the item the address names."""
    meeting = meeting_to_record(request, pk)
    record = Record(meeting)
    wanted = request.GET.get("item", "")
    under = next((u for u in record.under if str(u.item.pk) == wanted), record.under[0] if record.under else None)
    return render(request, "meetings/desk.html", _context(request, record, under))


@require_GET
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item for the middle of the screen (and the agenda, whose current line has changed)."""
    record = Record(meeting_to_record(request, pk))
    return panel(request, record, item)


def panel(
    request: HttpRequest, record: Record, item: int | None, template: str = "meetings/_item.html"
) -> HttpResponse:
    """An item for the middle of the screen. Raises Http404 where the meeting has none of that id."""
    under = next((u for u in record.under if u.item.pk == item), None)
    if under is None and item is not None:
        raise Http404
    return render(request, template, _context(request, record, under) | {"partial": True})


def _context(request: HttpRequest, record: Record, under: Under | None) -> dict[str, Any]:
    meeting = record.meeting
    by_anchor: dict[str, list[Any]] = {}
    for doubt in doubts(record):
        by_anchor.setdefault(doubt.anchor, []).append(doubt)
    place = record.under.index(under) if under in record.under else -1
    may_write_now = may(rules.may_write, request.user, meeting)
    return {
        "meeting": meeting,
        "brand": meeting.cluster.name,
        "record": record,
        "desk_url": reverse("meetings:desk", args=[meeting.pk]),  # once: a page names it a hundred times
        "under": under,
        "place": place + 1,
        "previous": record.under[place - 1].item if place > 0 else None,
        "next": record.under[place + 1].item if 0 <= place < len(record.under) - 1 else None,
        "doubts": by_anchor,
        "outcomes": _outcomes(record, under) if under else {},
        "sentences": _sentences(record, under) if under else {},
        "orders": Charter.Order.choices,
        "signatures": words.signatures_text(meeting.signature_lines),
        "numbers": record.numbers,
        "people": _people(record),
        "names": list(dict.fromkeys(_short_names(record))),
        "may_write": may_write_now,
        "item_quorum": _item_quorum(record, under),
        "may_fill": may_write_now and not any(line.mode for line in record.attendances),
        "formats": Meeting.Format.choices,
        "finish_refused": why_not(rules.FINISH, request.user, meeting),
        "start_refused": why_not(rules.START, request.user, meeting),
        "saved_at": timezone.localtime(meeting.saved_at) if meeting.saved_at else None,
    }


def _item_quorum(record: Record, under: Under | None) -> Any:
    """The quorum at the item where it differs from that of the whole meeting."""
    here = record.quorum_at(under.item) if under else record.quorum
    return None if here == record.quorum else here


def _short_names(record: Record) -> list[str]:
    return [initials(name) for name in record.names]


def _people(record: Record) -> list[dict[str, Any]]:
    """The list on the right, in the council's order, each with his printed number and what is said below the name."""
    numbers = {row.pk: no for _part, rows in words.numbered_sections(record.listed) for no, row in rows}
    lines = sorted(record.attendances, key=lambda line: (line.place or LAST, line.pk))
    three = [(Mode.IN_PERSON, _("in person"), "1"), (Mode.ONLINE, _("online"), "2"), (Mode.ABSENT, _("no"), "3")]
    usual = {"", *(mode for mode, _word, _key in three)}
    return [
        {
            "pk": line.pk,
            "number": numbers.get(line.pk, ""),
            "whole": line.name or line.organisation,
            "name": initials(line.name) if line.name else _("Representative"),
            "mode": line.mode,
            "modes": three if line.mode in usual else [*three, (line.mode, Mode(line.mode).label, "")],
            **_about(record, line),
        }
        for line in lines
        if line.listed
    ]


def _about(record: Record, line: Attendance) -> dict[str, Any]:
    """What stands below the name, and whether it is odd: nobody named, or an organisation outside the composition."""
    if not line.name:
        return {"about": _("name not given, %s") % line.organisation, "odd": True}
    if line.organisation and line.organization_id not in record.members:
        return {"about": _("%s: not in the composition") % line.organisation, "odd": True}
    short = line.organization.short if line.organization else line.organisation
    roles = [str(role).lower() for code, role in ROLES if code in line.roles]
    return {
        "about": ", ".join(filter(None, [short, *roles, _("invited") if line.invited else ""])),
        "odd": False,
    }


def _sentences(record: Record, under: Under) -> dict[int, dict[str, str]]:
    """What will be printed of each vote."""
    made = {}
    for vote in under.votes:
        candidates = list(vote.candidates.all())
        made[vote.pk] = {
            "sentence": words.vote_sentence(vote, len(candidates)),
            "nomination": words.nomination(vote, candidates, record.meeting.cluster) if vote.is_election else "",
        }
    return made


def _outcomes(record: Record, under: Under) -> dict[int, dict[str, Any]]:
    """What each decision of the item leads to: parts under control, mandate, group."""
    made = {}
    for decision in under.decisions:
        mine = {None, decision.pk}
        vote = next((v for v in under.votes if v.is_election and v.decision_id in mine), None)
        made[decision.pk] = {
            "parts": control.parts(decision),
            "winner": winner_of(vote) if vote else None,
            "vote": vote,
            "group": control.group_task(decision),
        }
    return made


# --- saving


def _row(meeting: Meeting, kind: str, pk: int) -> Any:
    model = Candidate if kind == "candidate" else ROW_FORMS[kind][0]
    return get_object_or_404(model.objects.filter(**{FILTERS[model]: meeting.pk}), pk=pk)


@require_POST
def save(request: HttpRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Save a row as it is being typed: 200 with what changed around it, 400 with the sentence, 409 if stale."""
    meeting = meeting_to_record(request, pk)
    if kind not in ROW_FORMS:
        raise Http404
    instance = _row(meeting, kind, row)
    form = ROW_FORMS[kind][1](request.POST, instance=instance)
    if not form.is_valid():
        return problem(request, form.errors)
    values = form.values()
    saved = answered(request, values, lambda: actions.save_row(row=instance, values=values, **saving(request)))
    if isinstance(saved, HttpResponse):
        return saved
    return _saved(request, meeting, kind, saved)


def problem(request: HttpRequest, errors: Any) -> HttpResponse:
    """Sentences for the field that was sent (400)."""
    return saves.problem(request, [sentence for field in errors.values() for sentence in field])


def _saved(request: HttpRequest, meeting: Meeting, kind: str, saved: Any) -> HttpResponse:
    """The new version for the form, and the parts of the page that depend on the row."""
    record = Record(Meeting.objects.select_related("cluster", "charter").get(pk=meeting.pk))
    item_id = saved.pk if kind == "item" else getattr(saved, "item_id", None)
    under = next((u for u in record.under if u.item.pk == item_id), None)
    context = _context(request, record, under) | {"saved": saved, "kind": kind}
    response = render(request, "meetings/_saved.html", context)
    response["X-Version"] = str(saved.version)
    return response


# --- people


def _people_answer(request: HttpRequest, meeting: Meeting, template: str = "meetings/_marked.html") -> HttpResponse:
    record = Record(Meeting.objects.select_related("cluster", "charter").get(pk=meeting.pk))
    return render(request, template, _context(request, record, None))


@require_POST
def mark(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Mark somebody in person, online or absent: one key or tap."""
    meeting = meeting_to_record(request, pk)
    attendance = get_object_or_404(Attendance, pk=line, meeting=meeting)
    try:
        actions.mark(attendance=attendance, mode=request.POST.get("mode", ""), by=request.user)
    except ValidationError as error:
        return problem(request, error.message_dict)
    return _people_answer(request, meeting)


@require_POST
def move(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Move a line up or down within its part of the list."""
    meeting = meeting_to_record(request, pk)
    attendance = get_object_or_404(Attendance, pk=line, meeting=meeting)
    actions.move(attendance=attendance, up=request.POST.get("up") == "1", by=request.user)
    return _people_answer(request, meeting)


@require_POST
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who is not in the prepared list."""
    meeting = meeting_to_record(request, pk)
    mode = request.POST.get("mode", "")
    mode = mode if mode in Attendance.Mode.values else Attendance.Mode.IN_PERSON
    text, invited = request.POST.get("text", ""), request.POST.get("invited") == "1"
    try:
        actions.add_attendance(meeting=meeting, text=text, mode=mode, invited=invited, by=request.user)
    except ValidationError as error:
        return problem(request, error.message_dict)
    return _people_answer(request, meeting, "meetings/_people.html")


@require_GET
def person(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """The printed parts of one line, to edit."""
    meeting = meeting_to_record(request, pk)
    attendance = get_object_or_404(Attendance, pk=line, meeting=meeting)
    printed = words.attendance_line(attendance)
    return render(
        request,
        "meetings/_person.html",
        {
            "desk_url": reverse("meetings:desk", args=[pk]),
            "line": attendance,
            "printed": printed,
            "roles": ROLES,
            "modes": Mode.choices,
            "reasons": words.ABSENCE_REASONS,
        },
    )


# --- adding and taking away


@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to the agenda and open it."""
    meeting = meeting_to_record(request, pk)
    title, reporters = read_agenda_line(" ".join(request.POST.get("title", "").split()))
    try:
        made = actions.add_item(meeting=meeting, title=title, reporters=reporters, by=request.user)
    except ValidationError:
        return problem(request, {"title": [_("Write what the item is about.")]})
    return panel(request, Record(meeting), made.pk)


@require_POST
def add(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Add a speech, a vote, an election or a decision to an item."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    what = request.POST.get("what", "")
    adders = {
        "speech": lambda: actions.add_speech(item=row, by=request.user),
        "vote": lambda: actions.add_vote(item=row, by=request.user),
        "decision": lambda: actions.add_decision(meeting=meeting, item=row, by=request.user),
        "election": lambda: actions.add_election(item=row, office=request.POST.get("office", ""), by=request.user),
    }
    if what not in adders:
        raise Http404
    adders[what]()
    return panel(request, Record(meeting), item)


@require_POST
def add_candidate(request: HttpRequest, pk: int, vote: int) -> HttpResponse:
    """Add a candidate by name; his office comes from the attendance list."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Vote, pk=vote, item__meeting=meeting)
    try:
        actions.add_candidate(vote=row, name=request.POST.get("name", ""), by=request.user)
    except ValidationError:
        return problem(request, {"name": [_("Write the candidate's name.")]})
    return panel(request, Record(meeting), row.item_id)


@require_POST
def composition(request: HttpRequest, pk: int, speech: int) -> HttpResponse:
    """Put the composition of the day into the text at the cursor."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Speech, pk=speech, item__meeting=meeting)
    place = whole_number(request.POST.get("at", ""))
    actions.insert_composition(speech=row, at=place, version=saving(request)["version"], by=request.user)
    return panel(request, Record(meeting), row.item_id)


@require_POST
def remove(request: HttpRequest, pk: int, kind: str, row: int) -> HttpResponse:
    """Take out a row; what follows from it protects it."""
    meeting = meeting_to_record(request, pk)
    instance = _row(meeting, kind, row)
    item_id = instance.vote.item_id if kind == "candidate" else getattr(instance, "item_id", None)
    actions.remove(row=instance, by=request.user)
    if kind == "person":
        return _people_answer(request, meeting, "meetings/_people.html")
    if item_id is None:
        return redirect("meetings:desk", pk)
    return panel(request, Record(meeting), item_id)


# --- what follows


@require_http_methods(["POST"])
def mandate(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Make the mandate of the elected."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Decision, pk=decision, meeting=meeting)
    try:
        actions.make_mandate(decision=row, end_previous=request.POST.get("end_previous") == "1", by=request.user)
    except Refused as refused:
        return problem(request, {"": [str(refused.reason)]})
    return panel(request, Record(meeting), row.item_id)


@require_POST
def group(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """Create the working group."""
    meeting = meeting_to_record(request, pk)
    row = get_object_or_404(Decision, pk=decision, meeting=meeting)
    actions.create_group(decision=row, by=request.user)
    return panel(request, Record(meeting), row.item_id)
