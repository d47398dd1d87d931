"""What a decision makes: the mandate of the elected, the working group."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.workflow import Refused, action, locked, note
from meetings import control, rules
from meetings.models import Candidate, Decision, Vote
from meetings.record import Record
from members.actions import create_group as make_group
from members.actions import grant_mandate
from members.models import Mandate, Person, WorkingGroup


def election_of(decision: Decision) -> Vote | None:
    """The election the decision confirms: the vote on it, else the only one of its item."""
    votes = Vote.objects.filter(item=decision.item_id).exclude(office="").prefetch_related("candidates")
    return next((vote for vote in votes if vote.decision_id == decision.pk), votes.first() if votes else None)


def winner_of(vote: Vote) -> Candidate | None:
    """The elected candidate."""
    return next((candidate for candidate in vote.candidates.all() if candidate.elected), None)


def ground_of(decision: Decision) -> str:
    """How other papers name the decision."""
    meeting = decision.meeting
    number = Record(meeting).numbers.get(decision.pk, "")
    return f"протокол № {meeting.number} от {meeting.date:%d.%m.%Y}, решение {number or 'б/н'}"


def term_end(start: datetime.date, years: int | None) -> datetime.date | None:
    """The day so many years later; 29 February ends on the 28th."""
    if not years:
        return None
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


@action("meetings.mandate_made")
def make_mandate(*, decision: Decision, end_previous: bool = False, by: Any) -> Mandate:
    """Make the mandate of whoever the decision's election elected, from the day of the meeting.

    Raises Refused: nobody elected, the elected is unknown to the register or no head of a member organisation,
    the office has a holder and `end_previous` was not chosen.
    """
    rules.may_make_mandate(by, decision)
    row = locked(decision)
    rules.may_make_mandate(by, row)
    vote = election_of(row)
    elected = winner_of(vote) if vote else None
    if vote is None or elected is None:
        raise Refused(_("Nobody is recorded as elected."), code="nobody")
    if elected.person is None:
        raise Refused(_("%s is not in the register of people.") % elected.name, code="unknown")
    start = vote.term_from or row.meeting.date
    mandate = grant_mandate(
        cluster=row.meeting.cluster,
        office=vote.office,
        person=elected.person,
        started=start,
        until=vote.term_to or term_end(start, vote.term_years),
        ground=ground_of(row),
        end_previous=end_previous,
        by=by,
    )
    row.mandate = mandate
    row.save(update_fields=["mandate"])
    note(office=vote.office, person=elected.name)
    return mandate


@action("meetings.group_made")
def create_group(*, decision: Decision, by: Any) -> WorkingGroup:
    """Create the working group the decision words; its leader is the responsible person.

    Raises Refused: the wording creates none, or it was created already.
    """
    rules.may_make_group(by, decision)
    row = locked(decision)
    rules.may_make_group(by, row)
    task = control.group_task(row)
    if not task:
        raise Refused(_("The decision does not create a working group."), code="nothing")
    group = make_group(
        cluster=row.meeting.cluster,
        task=task,
        product=control.product_of(task),
        leader=_responsible(row),
        members=[],
        created=row.meeting.date,
        deadline=row.deadline,
        ground=ground_of(row),
        by=by,
    )
    row.group = group
    row.save(update_fields=["group"])
    note(task=task)
    return group


def _responsible(decision: Decision) -> Person | None:
    record = Record(decision.meeting)
    references = record.people(decision.responsible)
    return next((record.persons[r.name] for r in references if r.name in record.persons), None)
