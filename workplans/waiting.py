"""What the plan puts on the home page and on pages of other rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.rules import speaks_for
from cluster_portal import clock
from cluster_portal.ui.registries import Panel, Waiting
from cluster_portal.workflow import may
from members.rules import person_of
from workplans import rules
from workplans.models import (
    Activity,
    ActivityReport,
    AnnualReport,
    CoExecutor,
    Plan,
    PlanRemark,
    PlanRevision,
    ReportRequest,
)
from workplans.standing import joined_fate, missing_of, standing_of, with_decisive, with_newest, with_standing

SHOWN = 20  # lines of one kind
MOST = 200  # activities that are looked at for them
State = PlanRevision.State


def waiting(user: Any) -> Iterator[Waiting]:
    """Lines of «Ждёт вас»: to approve, to comment, to confirm, to report, to answer; two queries.

    Where reports were asked for, one more for each organisation the person speaks for.
    """
    person, mine = person_of(user), speaks_for(user)
    if person is None:
        return
    revisions = _under_work(mine)
    if may(rules.may_approve, user):
        yield from _to_approve(revisions)
    if mine:
        yield from _to_comment(revisions)
    yield from _of_activities(person, mine) if revisions else ()
    yield from _to_report(mine, revisions)
    yield from _of_the_group(user, revisions)


def _under_work(mine: list[Any]) -> list[Any]:
    """Revisions before the council, returned, or in force; whether mine have said something, what reports are asked."""
    remarks = PlanRemark.objects.filter(revision=OuterRef("pk"))
    asked = ReportRequest.objects.filter(plan=OuterRef("plan")).order_by("-quarter")
    rows = PlanRevision.objects.filter(state__in=[State.CONSIDERED, State.RETURNED, State.APPROVED])
    rows = rows.select_related("plan__group", "plan__annual_report")
    return list(
        rows.annotate(
            said=Exists(remarks.filter(organization__in=mine)),
            unanswered=Exists(remarks.filter(answer="")),
            asked_for=Subquery(asked.values("quarter")[:1]),
            asked_until=Subquery(asked.values("until")[:1]),
        )
    )


def _to_approve(revisions: list[Any]) -> Iterator[Waiting]:
    for row in revisions:
        if row.state == State.CONSIDERED:
            until = row.comments_until
            yield Waiting(
                kind=_("To be approved"),
                title=str(row),
                detail=_("comments until %s") % f"{until:%d.%m.%Y}" if until else "",
                url=reverse("workplans:approve", args=[row.pk]),
                button=_("Look and approve"),
                minutes=10,
            )
    for row in revisions:
        report = getattr(row.plan, "annual_report", None) if row.state == State.APPROVED else None
        if report is not None and report.state == AnnualReport.State.PROPOSED:
            yield Waiting(
                kind=_("To be approved"),
                title=str(report),
                url=report.get_absolute_url(),
                button=_("Look and approve"),
                minutes=10,
            )


def _to_comment(revisions: list[Any]) -> Iterator[Waiting]:
    for row in revisions:
        until = row.comments_until
        if row.state == State.CONSIDERED and until and until >= clock.today() and not row.said:
            yield Waiting(
                kind=_("To read"),
                title=str(row),
                detail=_("comments until %s") % f"{until:%d.%m.%Y}",
                url=row.get_absolute_url(),
                button=_("Open"),
                minutes=10,
            )


def _of_activities(person: Any, mine: list[Any]) -> Iterator[Waiting]:
    """Parts «по согласованию» that are not confirmed; activities whose end is past and nobody has told."""
    parts = CoExecutor.objects.filter(Q(organization__in=mine) | Q(person=person), activity=OuterRef("pk"))
    part = Subquery(parts.filter(by_agreement=True, answer="").values("text")[:1])
    own = Q(lead=person) | Q(lead_organization__in=mine)
    past = Q(revision__state=State.APPROVED, ended__lt=clock.today(), fate=None)
    past &= ~Q(decisive=ActivityReport.Told.DONE) & ~Q(newest=ActivityReport.Told.NOT_DONE)
    rows = Activity.objects.filter(removed_at=None, revision__state__in=[State.CONSIDERED, State.APPROVED])
    rows = with_newest(with_decisive(joined_fate(rows.annotate(part=part))))
    rows = rows.annotate(is_past=ExpressionWrapper(own & past, BooleanField()))
    rows = rows.filter(Q(part__isnull=False) | Q(is_past=True)).order_by("ended", "pk")
    found = list(rows.values_list("pk", "title", "ended", "part", "is_past")[:MOST])
    for pk, title, _ended, words, _is_past in [one for one in found if one[3] is not None][:SHOWN]:
        yield Waiting(
            kind=_("To confirm"),
            title=title,
            detail=words,
            url=reverse("workplans:activity", args=[pk]),
            button=_("Answer"),
            minutes=1,
        )
    for pk, title, ended, _words, _is_past in [one for one in found if one[4]][:SHOWN]:
        yield Waiting(
            kind=_("Overdue"),
            title=title,
            detail=_("deadline %s") % f"{ended:%d.%m.%Y}",
            url=reverse("workplans:report", args=[pk]),
            button=_("Report"),
            minutes=3,
        )


def _to_report(mine: list[Any], revisions: list[Any]) -> Iterator[Waiting]:
    """The quarter reports were last asked for: how many activities an organisation has not reported on."""
    for row in revisions:
        if row.state != State.APPROVED or row.asked_for is None:
            continue
        for organization in mine:
            count = missing_of(row, row.asked_for, organization).count()
            if count:
                title = _("%(plan)s: report for quarter %(quarter)s") % {"plan": row.plan, "quarter": row.asked_for}
                told = {"count": count, "organization": organization.short, "day": f"{row.asked_until:%d.%m.%Y}"}
                yield Waiting(
                    kind=_("To report"),
                    title=title,
                    detail=_("%(organization)s, activities: %(count)s, until %(day)s") % told,
                    url=f"{row.plan.get_absolute_url()}reports/?quarter={row.asked_for}",
                    button=_("Report"),
                    minutes=3 * count,
                )


def _of_the_group(user: Any, revisions: list[Any]) -> Iterator[Waiting]:
    """A returned plan, comments without an answer: for those who draft."""
    for row in revisions:
        returned = row.state == State.RETURNED
        asked = row.state == State.CONSIDERED and row.unanswered
        if (returned or asked) and rules.in_group(user, row.plan):
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
    if not may(rules.may_read, user):
        return None
    today = clock.today()
    rows = Activity.objects.filter(revision__plan__year=today.year, revision__state=State.APPROVED, removed_at=None)
    done = Q(fate=None, decisive=ActivityReport.Told.DONE)
    late = Q(fate=None, ended__lt=today) & ~Q(decisive=ActivityReport.Told.DONE)
    found = with_newest(with_decisive(joined_fate(rows))).aggregate(
        revision=Max("revision"),
        total=Count("pk"),
        done=Count("pk", filter=done),
        overdue=Count("pk", filter=late & ~Q(newest=ActivityReport.Told.NOT_DONE)),
    )
    if not found["total"]:
        return None
    revision = PlanRevision(pk=found["revision"], plan=Plan(year=today.year))
    return Panel(40, "workplans/_home_panel.html", {**found, "revision": revision, "counts": found})


def organization_panel(_user: Any, organization: Any) -> Panel | None:
    """An organisation's page: its activities in plans in force."""
    parts = CoExecutor.objects.filter(activity=OuterRef("pk"), organization=organization)
    return _activities(Q(lead_organization=organization) | Exists(parts))


def person_panel(_user: Any, person: Any) -> Panel | None:
    """A person's page: activities he leads."""
    parts = CoExecutor.objects.filter(activity=OuterRef("pk"), person=person)
    return _activities(Q(lead=person) | Exists(parts))


def _activities(own: Any) -> Panel | None:
    rows = Activity.objects.filter(own, removed_at=None, revision__state=State.APPROVED)
    found = list(with_standing(rows).order_by("-revision__plan__year", "ended", "pk")[:SHOWN])
    if not found:
        return None
    shown = [(row, standing_of(row, clock.today())) for row in found]
    return Panel(40, "workplans/_activities_panel.html", {"activities": shown})


def group_panel(_user: Any, group: Any) -> Panel | None:
    """A working group's page: what it drafts."""
    return _plans(group.plans.all())


def assignment_panel(_user: Any, assignment: Any) -> Panel | None:
    """An assignment's page: the plan it asked for."""
    return _plans(assignment.plans.all())


def _plans(rows: Any) -> Panel | None:
    newest = PlanRevision.objects.filter(plan=OuterRef("pk")).order_by("-number")
    told = {name: Subquery(newest.values(name)[:1]) for name in ("number", "state")}
    found: list[Any] = list(rows.annotate(newest_number=told["number"], newest_state=told["state"]))
    for row in found:
        row.newest = PlanRevision(number=row.newest_number, state=row.newest_state)
    return Panel(20, "workplans/_plans_panel.html", {"plans": found}) if found else None


def handover_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: plans under way."""
    rows = PlanRevision.objects.exclude(state__in=[State.REPLACED, State.CLOSED]).select_related("plan")
    lines = [f"{row}: {row.get_state_display()}" for row in rows.order_by("pk")]
    return Panel(50, "components/lines.html", {"title": _("Work plans"), "lines": lines})
