"""What the pages of the plan share."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from agreements.models import Direction
from cluster_portal.workflow import may
from workplans import rules
from workplans.models import Activity, CoExecutor, Plan, PlanRevision
from workplans.record import with_first, with_place
from workplans.standing import with_fate


def may_know(request: HttpRequest) -> None:
    """Strangers get 404, as for what does not exist."""
    if not may(rules.may_read, request.user):
        raise Http404


def plan_for(request: HttpRequest, pk: int) -> Plan:
    """The plan, if this person may know of it."""
    may_know(request)
    rows = Plan.objects.select_related("cluster", "group__leader", "assignment__decision__meeting")
    return get_object_or_404(rows, pk=pk)


def revision_for(request: HttpRequest, pk: int) -> PlanRevision:
    """The revision with the rows every page asks for, if this person may know of it."""
    may_know(request)
    found: PlanRevision = get_object_or_404(PlanRevision.objects.whole(), pk=pk)
    return found


def activity_for(request: HttpRequest, pk: int) -> Activity:
    """The activity with its revision and plan, if this person may know of it."""
    may_know(request)
    rows = Activity.objects.select_related(
        "revision__plan__cluster", "revision__plan__group__leader", "section__direction", "lead", "lead_organization"
    ).prefetch_related(Prefetch("co_executors", CoExecutor.objects.select_related("organization", "person")))
    return get_object_or_404(with_first(with_place(with_fate(rows))), pk=pk)


def drafted(request: HttpRequest, pk: int) -> Activity:
    """An activity this person works on. Raises Http404, Refused."""
    row = activity_for(request, pk)
    rules.may_work_on(request.user, row.revision.plan)
    return row


def directions_for(revision: PlanRevision) -> Any:
    """The directions a section or an activity of this revision can be tied to."""
    return Direction.objects.filter(cluster=revision.plan.cluster_id, removed_at=None).order_by("source", "order")


def current(plan: Plan) -> PlanRevision | None:
    """The revision that matters now: the approved one, else the newest."""
    revisions = list(PlanRevision.objects.whole().filter(plan=plan).order_by("-number"))
    held = (row for row in revisions if row.state in PlanRevision.HELD)
    return next(held, revisions[0] if revisions else None)


def crumbs(revision: PlanRevision) -> tuple[str, Any]:
    """Where the acts of a revision lead back to."""
    return revision.get_absolute_url(), revision
