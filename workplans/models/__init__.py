"""The annual work plan: revisions and activities, what is said of them, how they are carried out."""

from workplans.models.carrying import ActivityReport, AnnualReport, Fate, Measure, ReportRequest
from workplans.models.plan import (
    Activity,
    CoExecutor,
    Indicator,
    Plan,
    PlanRevision,
    PlanSession,
    Section,
    Sheet,
)
from workplans.models.remarks import PlanRemark, Uncovered

__all__ = [
    "Activity",
    "ActivityReport",
    "AnnualReport",
    "CoExecutor",
    "Fate",
    "Indicator",
    "Measure",
    "Plan",
    "PlanRemark",
    "PlanRevision",
    "PlanSession",
    "ReportRequest",
    "Section",
    "Sheet",
    "Uncovered",
]
