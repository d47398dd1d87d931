"""What the plan puts on the home page and on pages of other rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.rules import speaks_for
from cluster_portal import clock
from cluster_portal.ui.registries import Panel, Waiting
from cluster_portal.workflow import Refused
from members.rules import facts, person_of
from workplans import rules
from workplans.models import Activity, ActivityReport, AnnualReport, CoExecutor, Fate, Plan, PlanRemark, PlanRevision
from workplans.record import Record
from workplans.standing import Carrying

SHOWN = 20  # lines of one kind
State = PlanRevision.State


def waiting(user: Any) -> Iterator[Waiting]:
    """Lines of «Ждёт вас»: to approve, to comment, to confirm, to report, to answer."""
    yield from _to_approve(user)
    yield from _to_comment(user)
    yield from _to_confirm(user)
    yield from _to_report(user)
    yield from _of_the_group(user)


def _may(rule: Any, user: Any) -> bool:
    try:
        rule(user)
    except Refused:
        return False
    return True


def _to_approve(user: Any) -> Iterator[Waiting]:
    if not _may(rules.may_approve, user):
        return
    for row in PlanRevision.objects.filter(state=State.CONSIDERED).select_related("plan")[:SHOWN]:
        until = row.comments_until
        yield Waiting(
            kind=_("To be approved"),
            title=str(row),
            detail=_("comments until %s") % f"{until:%d.%m.%Y}" if until else "",
            url=reverse("workplans:approve", args=[row.pk]),
            button=_("Look and approve"),
            minutes=10,
        )
    for report in AnnualReport.objects.filter(state=AnnualReport.State.PROPOSED).select_related("plan")[:SHOWN]:
        yield Waiting(
            kind=_("To be approved"),
            title=str(report),
            url=report.get_absolute_url(),
            button=_("Look and approve"),
            minutes=10,
        )


def _to_comment(user: Any) -> Iterator[Waiting]:
    mine = speaks_for(user)
    if not mine:
        return
    said = PlanRemark.objects.filter(revision=OuterRef("pk"), organization__in=mine)
    rows = PlanRevision.objects.filter(state=State.CONSIDERED, comments_until__gte=clock.today())
    for row in rows.exclude(Exists(said)).select_related("plan")[:SHOWN]:
        yield Waiting(
            kind=_("To read"),
            title=str(row),
            detail=_("comments until %s") % f"{row.comments_until:%d.%m.%Y}",
            url=row.get_absolute_url(),
            button=_("Open"),
            minutes=10,
        )


def _to_confirm(user: Any) -> Iterator[Waiting]:
    """Parts «по согласованию» that this person's organisation has not confirmed."""
    person = person_of(user)
    mine = speaks_for(user)
    if person is None:
        return
    rows = CoExecutor.objects.filter(Q(organization__in=mine) | Q(person=person), by_agreement=True, answer="")
    rows = rows.filter(activity__removed_at=None, activity__revision__state__in=[State.CONSIDERED, State.APPROVED])
    for row in rows.select_related("activity")[:SHOWN]:
        yield Waiting(
            kind=_("To confirm"),
            title=row.activity.title,
            detail=row.text,
            url=reverse("workplans:activity", args=[row.activity_id]),
            button=_("Answer"),
            minutes=1,
        )


def _to_report(user: Any) -> Iterator[Waiting]:
    """Activities whose end is near or past, that wait for a report of this person's organisation."""
    person = person_of(user)
    if person is None:
        return
    mine = [row.pk for row in speaks_for(user)]
    today = clock.today()
    told = ActivityReport.objects.filter(
        plan=OuterRef("revision__plan"), key=OuterRef("key"), told=ActivityReport.Told.DONE
    )
    rows = Activity.objects.filter(Q(lead=person) | Q(lead_organization__in=mine), revision__state=State.APPROVED)
    settled = Fate.objects.filter(plan=OuterRef("revision__plan"), key=OuterRef("key"))
    rows = rows.filter(removed_at=None, ended__lt=today).exclude(Exists(told)).exclude(Exists(settled))
    for row in rows.order_by("ended")[:SHOWN]:
        yield Waiting(
            kind=_("Overdue"),
            title=row.title,
            detail=_("deadline %s") % f"{row.ended:%d.%m.%Y}",
            url=reverse("workplans:report", args=[row.pk]),
            button=_("Report"),
            minutes=3,
        )


def _of_the_group(user: Any) -> Iterator[Waiting]:
    """A returned plan, comments without an answer: for those who draft."""
    person = facts(user).person
    if person is None:
        return
    groups = Q(plan__group__leader=person) | Q(plan__group__members=person)
    unanswered = PlanRemark.objects.filter(revision=OuterRef("pk"), answer="")
    rows = PlanRevision.objects.filter(groups, plan__group__completed=None).annotate(unanswered=Exists(unanswered))
    wanted = Q(state=State.RETURNED) | Q(state=State.CONSIDERED, unanswered=True)
    for row in rows.filter(wanted).select_related("plan").distinct()[:SHOWN]:
        returned = row.state == State.RETURNED
        yield Waiting(
            kind=pgettext("plan", "Returned") if returned else _("To answer"),
            title=str(row),
            detail=row.state_reason if returned else _("comments without an answer"),
            url=row.get_absolute_url(),
            button=_("Open"),
            minutes=10,
        )


# --- panels


def home_panel(user: Any, _nothing: Any) -> Panel | None:
    """Home page, margin: how the plan of the year stands."""
    if not _may(rules.may_read, user):
        return None
    rows = PlanRevision.objects.whole().filter(plan__year=clock.today().year, state=State.APPROVED)
    revision = rows.first()
    if revision is None:
        return None
    record = Record(revision)
    carrying = Carrying(revision.plan)
    counts = carrying.counts(record.activities)
    total = len(record.activities)
    done = counts.get("done", 0) + counts.get("late", 0)
    context = {"revision": revision, "total": total, "done": done, "counts": counts}
    return Panel(40, "workplans/_home_panel.html", context)


def organization_panel(_user: Any, organization: Any) -> Panel | None:
    """An organisation's page: its activities in plans in force."""
    own = Q(lead_organization=organization) | Q(co_executors__organization=organization)
    return _activities(Activity.objects.filter(own))


def person_panel(_user: Any, person: Any) -> Panel | None:
    """A person's page: activities he leads."""
    return _activities(Activity.objects.filter(Q(lead=person) | Q(co_executors__person=person)))


def _activities(rows: Any) -> Panel | None:
    rows = rows.filter(removed_at=None, revision__state=State.APPROVED).select_related("revision__plan").distinct()
    found = list(rows.order_by("-revision__plan__year", "ended", "pk")[:SHOWN])
    if not found:
        return None
    carryings = {row.revision.plan_id: Carrying(row.revision.plan) for row in found}
    shown = [(row, carryings[row.revision.plan_id].standing(row)) for row in found]
    return Panel(40, "workplans/_activities_panel.html", {"activities": shown})


def group_panel(_user: Any, group: Any) -> Panel | None:
    """A working group's page: what it drafts."""
    return _plans(group.plans.all())


def assignment_panel(_user: Any, assignment: Any) -> Panel | None:
    """An assignment's page: the plan it asked for."""
    return _plans(assignment.plans.all())


def _plans(rows: Any) -> Panel | None:
    found: list[Plan] = list(rows.prefetch_related("revisions"))
    return Panel(20, "workplans/_plans_panel.html", {"plans": found}) if found else None


def handover_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: plans under way."""
    rows = PlanRevision.objects.exclude(state__in=[State.REPLACED, State.CLOSED]).select_related("plan")
    lines = [f"{row}: {row.get_state_display()}" for row in rows.order_by("pk")]
    return Panel(50, "components/lines.html", {"title": _("Work plans"), "lines": lines})
