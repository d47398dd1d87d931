"""Assignments: written when the meeting is finished, reported on, accepted, moved, closed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.uploads import store
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, Transition, action, locked, move_state, note, working_text
from meetings import notifications, rules
from meetings.control import parts
from meetings.models import Assignment, Decision, Extension, Meeting, Report
from meetings.record import Record
from members.rules import keepers, person_of


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


def tell_the_responsible(meeting: Meeting) -> None:
    """Tell the responsible of a finished meeting what they have to do, a message each; call inside an action."""
    new = Assignment.objects.filter(decision__meeting=meeting)
    for assignment in new.select_related("lead__user", "decision__meeting"):
        send(notifications.Assigned(assignment), to=_who_answers(assignment))


def _kept_by(assignment: Assignment) -> list[Any]:
    return keepers(assignment.decision.meeting.cluster)


def _who_answers(assignment: Assignment) -> list[Any]:
    people = [assignment.lead, *assignment.co_executors.select_related("user")]
    return [person.user for person in people if person and person.user]


@action("meetings.reported")
def report(*, assignment: Assignment, text: str, done_on: Any = None, files: Any = (), by: Any) -> Report:
    """Report what was done, with evidence; the secretary is told.

    Raises Refused: not his, not open; ValidationError: no text, a day to come, a file that is not taken.
    """
    if not text.strip():
        raise ValidationError({"text": _("Write what was done.")})
    if done_on and done_on > clock.today():
        raise ValidationError({"done_on": _("Done on a day that has come.")})
    row = move_state(assignment, rules.REPORT, by=by)
    made = Report(assignment=row, text=text.strip(), person=person_of(by), done_on=done_on, at=clock.now())
    made.full_clean(exclude=["assignment", "person"])
    made.save()
    made.files.set([store(file, by=by) for file in files])
    send(notifications.Reported(made), to=_kept_by(row))
    note(text=made.text, files=[file.sha256 for file in made.files.all()])
    return made


@action("meetings.report_accepted")
def accept(*, report: Report, answer: str = "", by: Any) -> Report:
    """Accept a report: the assignment is done, on the day the report says. Raises Refused."""
    row = _answer_report(report, rules.ACCEPT, Report.State.ACCEPTED, answer, by)
    task = row.assignment
    task.closed_on = row.done_on or timezone.localdate(row.at)
    task.save(update_fields=["closed_on"])
    return row


@action("meetings.report_returned")
def return_report(*, report: Report, answer: str, by: Any) -> Report:
    """Return a report with the reason; the assignment is to be carried out further. Raises Refused."""
    return _answer_report(report, rules.RETURN, Report.State.RETURNED, answer, by)


def _answer_report(report: Report, move: Transition, state: str, answer: str, by: Any) -> Report:
    row = locked(report)
    if row.state != Report.State.WAITING:
        raise Refused(_("This was answered already: %s.") % row.get_state_display(), code="state")
    row.assignment = move_state(row.assignment, move, by=by, reason=answer)
    row.state, row.answer, row.answered_by, row.answered_at = state, answer.strip(), str(by or ""), clock.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    send(notifications.ReportAnswered(row), to=_who_answers(row.assignment))
    return row


@action("meetings.dropped")
def drop(*, assignment: Assignment, reason: str, by: Any) -> Assignment:
    """Drop an assignment from control with a reason: the chair's act. Raises Refused."""
    return _close(assignment, rules.DROP, reason, by)


@action("meetings.assignment_cancelled")
def cancel_assignment(*, assignment: Assignment, reason: str, by: Any) -> Assignment:
    """Record that a decision of the Council has cancelled an assignment; the reason names it. Raises Refused."""
    return _close(assignment, rules.CANCEL_TASK, reason, by)


def _close(assignment: Assignment, move: Transition, reason: str, by: Any) -> Assignment:
    row = move_state(assignment, move, by=by, reason=reason)
    row.closed_on, row.closed_reason = clock.today(), reason.strip()
    row.save(update_fields=["closed_on", "closed_reason"])
    row.reports.filter(state=Report.State.WAITING).update(state=Report.State.RETURNED, answer=reason.strip())
    send(notifications.AssignmentClosed(row), to=_who_answers(row))
    return row


@action("meetings.extension_asked")
def ask_to_extend(*, assignment: Assignment, until: datetime.date, reason: str, by: Any) -> Extension:
    """Ask to move the deadline. Raises Refused: no deadline, asked already, no reason; an earlier day than now."""
    row = locked(assignment)
    rules.may_ask_to_extend(by, row)
    if row.extensions.filter(state=Extension.State.WAITING).exists():
        raise Refused(_("A new deadline has been asked for already."), code="state")
    if not reason.strip():
        raise Refused(_("Give the reason."), code="reason", field="reason")
    if row.deadline and until <= row.deadline:
        raise Refused(_("The new deadline is later than %s.") % f"{row.deadline:%d.%m.%Y}", code="dates", field="until")
    made = Extension.objects.create(
        assignment=row, until=until, reason=reason.strip(), person=person_of(by), at=clock.now()
    )
    send(notifications.ExtensionAsked(made), to=_kept_by(row))
    note(until=until, reason=made.reason)
    return made


@action("meetings.extension_answered")
def answer_extension(*, extension: Extension, granted: bool, answer: str = "", by: Any) -> Extension:
    """Move the deadline or refuse to; the earlier one stays in the list. Raises Refused."""
    row = locked(extension)
    task = locked(row.assignment)
    rules.may_accept(by, task)
    if row.state != Extension.State.WAITING or not task.is_open:
        raise Refused(_("This was answered already: %s.") % row.get_state_display(), code="state")
    row.state = Extension.State.GRANTED if granted else Extension.State.REFUSED
    row.answer, row.answered_by, row.answered_at = answer.strip(), str(by or ""), clock.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if granted:
        earlier = {"deadline": str(task.deadline), "reason": row.reason, "moved": str(clock.today())}
        task.earlier_deadlines, task.deadline = [*task.earlier_deadlines, earlier], row.until
        task.save(update_fields=["earlier_deadlines", "deadline"])
    send(notifications.ExtensionAnswered(row), to=_who_answers(task))
    note(granted=granted, until=row.until, answer=row.answer)
    return row
