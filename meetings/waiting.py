"""What meetings put on the home page: minutes to finish, assignments to carry out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.ui.registries import Panel, Waiting
from cluster_portal.workflow import may
from meetings.models import (
    Answer,
    Assignment,
    Attendance,
    Comment,
    Extension,
    Meeting,
    Proposal,
    Report,
    Signatory,
)
from meetings.rules import may_accept, may_record
from meetings.standing import standing, tab
from members.recognise import Index
from members.rules import person_of

SHOWN_LINES = 60  # lines of attendance on an organisation's page
SHOWN = 20  # lines of one kind on the home page


def waiting(user: Any) -> Iterator[Waiting]:
    """Lines of «Ждёт вас» for the user; three queries."""
    yield from _of_meetings(user)
    yield from _of_assignments(user)


def _of_meetings(user: Any) -> Iterator[Waiting]:
    """Minutes to sign or to finish, invitations to answer, circulated minutes to read; one query."""
    person, keeps = person_of(user), may(may_record, user, None)
    if person is None and not keeps:
        return
    today, states = clock.today(), Meeting.State
    mine = Signatory.objects.filter(person=person, place__document=OuterRef("document"), place__signatures=None)
    answered = Answer.objects.filter(meeting=OuterRef("pk"), person=person)
    commented = Comment.objects.filter(meeting=OuterRef("pk"), person=person)
    was_there = Exists(Attendance.objects.filter(meeting=OuterRef("pk"), person=person))
    invited = Q(state=states.CONVENED, date__gte=today) & Q(was_there) & ~Exists(answered)
    read = Q(minutes_state=Meeting.MinutesState.CIRCULATED, circulated_until__gte=today)
    kinds = [
        When(invited, then=Value("invited")),
        When(read & Q(was_there) & ~Exists(commented), then=Value("read")),
        When(minutes_state=Meeting.MinutesState.TO_SIGN, my_place__isnull=False, then=Value("sign")),
    ]
    minutes = Meeting.MinutesState
    near = Q(state=states.CONVENED, date__gte=today) | Q(minutes_state__in=[minutes.CIRCULATED, minutes.TO_SIGN])
    if keeps:
        drawn_up = Q(state__in=[states.IN_SESSION, states.HELD], minutes_state=minutes.DRAWN_UP)
        kinds.append(When(drawn_up, then=Value("unfinished")))
        near |= drawn_up
    # What cannot wait for anybody is left aside before anything is asked of each meeting.
    rows = Meeting.objects.filter(near).annotate(my_place=Subquery(mine.values("place")[:1]))
    rows = rows.annotate(kind=Case(*kinds, default=Value(""))).exclude(kind="")
    found: dict[str, list[Any]] = {"sign": [], "unfinished": [], "invited": [], "read": []}
    for row in rows.order_by("kind", "date")[: len(found) * SHOWN]:
        found[row.kind].append(row)
    lines = {"sign": _to_sign, "unfinished": _unfinished, "invited": _invitation, "read": _to_comment}
    for kind, of_kind in found.items():
        yield from (lines[kind](row) for row in of_kind[:SHOWN])


def _invitation(meeting: Meeting) -> Waiting:
    return Waiting(
        kind=_("To answer"),
        title=str(meeting),
        detail=", ".join(filter(None, [f"{meeting.date:%d.%m.%Y}", meeting.place])),
        url=meeting.get_absolute_url(),
        button=_("Will you come?"),
        minutes=1,
    )


def _to_comment(meeting: Meeting) -> Waiting:
    return Waiting(
        kind=_("To read"),
        title=str(meeting),
        detail=_("Comments are taken until %s") % f"{meeting.circulated_until:%d.%m.%Y}",
        url=reverse("meetings:protocol", args=[meeting.pk]),
        button=_("Open"),
        minutes=10,
    )


def _of_assignments(user: Any) -> Iterator[Waiting]:
    """Reports and requests for those who keep control, proposals for the secretary; what one has to carry out."""
    person, controls = person_of(user), may(may_accept, user, None)
    if person is None and not controls:
        return
    reports = Report.objects.filter(assignment=OuterRef("pk"), state=Report.State.WAITING)
    requests = Extension.objects.filter(assignment=OuterRef("pk"), state=Extension.State.WAITING)
    open_ones = Q(lead=person, state__in=[Assignment.State.OPEN, Assignment.State.RETURNED])
    own = When(open_ones & Q(decision__meeting__state=Meeting.State.HELD), then=Value(value=True))
    nobodys = Value(value=False)
    rows = Assignment.objects.annotate(
        reported=Exists(reports), asked=Exists(requests), mine=Case(own, default=nobodys) if person else nobodys
    )
    wanted = Q(mine=True) | (Q(reported=True) | Q(asked=True) if controls else Q())
    tasks = list(rows.filter(wanted).select_related("lead", "decision__meeting").order_by("deadline")[: 5 * SHOWN])
    for task in [one for one in tasks if controls and (one.reported or one.asked)][:SHOWN]:
        kind = _("Report") if task.reported else _("New deadline")
        yield _check(kind, task, str(task.lead or task.lead_text), task.get_absolute_url())
    if controls and may(may_record, user, None):
        proposed = Proposal.objects.filter(state=Proposal.State.WAITING).select_related("meeting", "person")
        for proposal in proposed[:SHOWN]:
            url = f"{proposal.meeting.get_absolute_url()}#proposals"
            yield _check(_("Proposal"), proposal, str(proposal.person), url)
    yield from (_assignment(task) for task in [one for one in tasks if one.mine][:SHOWN])


def _check(kind: Any, about: Any, detail: str, url: str) -> Waiting:
    return Waiting(kind=kind, title=str(about), detail=detail, url=url, button=_("Look"), minutes=3)


def _to_sign(meeting: Any) -> Waiting:
    until = meeting.sign_until
    return Waiting(
        kind=_("To be signed"),
        title=_("Minutes No. %s") % meeting.number,
        detail=_("until %s") % f"{until:%d.%m.%Y}" if until else "",
        url=reverse("documents:sign", args=[meeting.my_place]),
        button=_("Sign"),
        minutes=4,
    )


def _unfinished(meeting: Meeting) -> Waiting:
    going = meeting.state == Meeting.State.IN_SESSION
    return Waiting(
        kind=_("Minutes"),
        title=str(meeting),
        detail=str(meeting.get_state_display()),
        url=reverse("meetings:desk" if going else "meetings:protocol", args=[meeting.pk]),
        button=_("Conduct") if going else _("Finish off"),
        minutes=15,
    )


def _assignment(task: Assignment) -> Waiting:
    return Waiting(
        kind=_("To carry out"),
        title=task.part,
        detail=", ".join(filter(None, [str(task.decision.meeting), due(task)])),
        url=task.get_absolute_url(),
        button=_("Report"),
        minutes=5,
    )


def due(assignment: Assignment) -> str:
    """How the deadline stands today, in words."""
    if assignment.deadline is None:
        return assignment.recurrence
    shown = _("deadline %s") % f"{assignment.deadline:%d.%m.%Y}"
    return ", ".join(filter(None, [shown, standing(assignment).line]))


def control_panel(user: Any, _nothing: Any) -> Panel | None:
    """Home page, margin: how the assignments stand."""
    if not may(may_accept, user, None):
        return None
    held = Assignment.objects.filter(decision__meeting__state=Meeting.State.HELD)
    counts = held.aggregate(**{name: Count("pk", filter=tab(name, None)) for name in ("overdue", "reported", "open")})
    return Panel(20, "meetings/_control_panel.html", counts)


def organization_panel(user: Any, organization: Any) -> Panel | None:
    """An organisation's page: who came to which meeting, what it has to do."""
    lines = Attendance.objects.filter(organization=organization, meeting__state=Meeting.State.HELD).exclude(mode="")
    came: dict[Meeting, list[Attendance]] = {}
    for line in lines.select_related("meeting").order_by("-meeting__date", "-meeting", "order")[:SHOWN_LINES]:
        came.setdefault(line.meeting, []).append(line)
    owed = Assignment.objects.filter(Q(lead_organization=organization) | Q(lead__positions__organization=organization))
    tasks = owed.filter(decision__meeting__state=Meeting.State.HELD).distinct().select_related("decision__meeting")
    rows = [(task, standing(task)) for task in tasks.order_by("-decision__meeting__date", "order")[:SHOWN]]
    met = _unknown_spellings(organization, lines) if may(may_record, user, None) else []
    if not came and not rows and not met:
        return None
    present = sum(1 for rows_of in came.values() if any(line.takes_part for line in rows_of))
    context = {"came": list(came.items()), "present": present, "total": len(came), "tasks": rows, "met": met}
    context["organization"] = organization
    return Panel(20, "meetings/_organization_panel.html", context)


def _unknown_spellings(organization: Any, lines: Any) -> list[tuple[str, str]]:
    """Spellings of its name met in lists of participants that the register does not know, and where they were met."""
    met: dict[str, str] = {}
    for line in lines.select_related("meeting").order_by("-meeting__date")[:SHOWN_LINES]:
        match = Index(line.meeting.date).organization(line.organisation) if line.organisation else None
        if line.organisation and (match is None or match.organization != organization):
            met.setdefault(line.organisation, str(line.meeting))
    return list(met.items())


def person_panel(user: Any, person: Any) -> Panel | None:
    """A person's page: what he has to do."""
    tasks = Assignment.objects.filter(tab("mine", person), decision__meeting__state=Meeting.State.HELD)
    rows = [(task, standing(task)) for task in tasks.select_related("decision__meeting").order_by("deadline")[:SHOWN]]
    return Panel(20, "meetings/_organization_panel.html", {"tasks": rows}) if rows else None


def _lines(order: int, title: Any, lines: list[str]) -> Panel:
    return Panel(order, "components/lines.html", {"title": title, "lines": lines})


def drafts_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: minutes that are not signed, meetings to come."""
    unsigned = Meeting.objects.exclude(state__in=[Meeting.State.CANCELLED]).exclude(
        minutes_state__in=[Meeting.MinutesState.SIGNED, Meeting.MinutesState.ON_PAPER]
    )
    lines = [
        f"{row}: {row.get_state_display()}, {row.get_minutes_state_display()}" for row in unsigned.order_by("date")
    ]
    return _lines(10, _("Meetings and minutes under way"), lines)


def open_tasks_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: what is under control."""
    rows = Assignment.objects.filter(state__in=Assignment.OPEN_STATES, decision__meeting__state=Meeting.State.HELD)
    told = rows.select_related("decision__meeting", "lead").order_by("deadline", "pk")
    lines = [
        f"{row.part} ({row.lead or row.lead_text or '–'}; {row.decision.meeting}; {standing(row).words})"
        for row in told
    ]
    return _lines(20, _("Assignments under control"), lines)


def originals_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: paper originals and where they are."""
    rows = Meeting.objects.filter(minutes_state=Meeting.MinutesState.ON_PAPER).order_by("date")
    return _lines(30, _("Paper originals"), [f"{row}: {row.original_kept}" for row in rows])
