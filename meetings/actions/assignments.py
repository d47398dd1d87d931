"""Assignments that follow from a decision: written when the meeting is finished, anew while the minutes are open."""

from __future__ import annotations

from cluster_portal.workflow import working_text
from meetings.control import parts
from meetings.models import Assignment, Decision
from meetings.record import Record


@working_text
def put_under_control(*, decision: Decision, record: Record) -> int:
    """Write the assignments of a decision anew; how many there are. Those somebody works on already stay."""
    if decision.assignments.exclude(state=Assignment.State.OPEN).exists():
        return decision.assignments.count()
    decision.assignments.all().delete()
    people = record.persons
    references = record.people(decision.responsible)
    lead = next((r for r in references if r.lead), references[0] if references else None)
    for order, part in enumerate(parts(decision), 1):
        assignment = decision.assignments.create(
            order=order,
            part=part,
            deadline=decision.deadline,
            recurrence=decision.deadline_text if decision.deadline_kind == "recurring" else "",
            lead=people.get(lead.name or "") if lead else None,
            lead_text=lead.raw if lead else "",
        )
        others = [people[r.name] for r in references if r is not lead and r.name in people]
        assignment.co_executors.set(others)
    return decision.assignments.count()
