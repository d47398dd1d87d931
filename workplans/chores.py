"""What the plan does by itself when a day comes."""

from __future__ import annotations

from contextlib import suppress

from cluster_portal import clock
from cluster_portal.workflow import Refused
from workplans import actions
from workplans.models import PlanRevision, ReportRequest


def due() -> None:
    """The day of a request for reports has passed: the chair is told once who is silent."""
    late = ReportRequest.objects.filter(until__lt=clock.today(), escalated_at=None)
    late = late.filter(plan__revisions__state=PlanRevision.State.APPROVED)
    for request in late.select_related("plan__cluster").distinct():
        with suppress(Refused):  # another process has told him
            actions.escalate(request=request, by=None)
