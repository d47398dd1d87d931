"""What may be done with meetings, by whom, when. Buttons, actions, admin and diagrams ask these functions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal import clock
from cluster_portal.documents.models import Place
from cluster_portal.workflow import Refused, Transition
from meetings.models import Assignment, Decision, Meeting, Signatory
from members.models import Person
from members.roles import May
from members.rules import acts_as_chair, facts, has, is_chair, is_secretary, may_read_internal, person_of

State, Minutes = Meeting.State, Meeting.MinutesState


def may_read(actor: Any, meeting: Meeting | None = None) -> None:
    """Everything internal is read by members and office holders. Raises Refused."""
    if actor is not None and not may_read_internal(actor):
        raise Refused(_("Meetings are read by the members of the Council."), code="forbidden")


def may_record(actor: Any, meeting: Meeting | None = None) -> None:
    """Meetings and minutes are kept by the secretary of the Council; `None` is the portal itself. Raises Refused."""
    if actor is not None and not is_secretary(actor):
        raise Refused(_("Meetings are recorded by the secretary of the Council."), code="forbidden")


def may_convene(actor: Any, meeting: Meeting | None = None) -> None:
    """Meetings are convened, moved and cancelled by the secretary or the chair. Raises Refused."""
    if actor is not None and not has(actor, May.CONVENE):
        raise Refused(_("Meetings are convened by the secretary or the chair of the Council."), code="forbidden")


def may_write(actor: Any, meeting: Meeting) -> None:
    """Minutes may be written in until they are passed on for signing. Raises Refused."""
    may_record(actor, meeting)
    if not meeting.is_open:
        raise Refused(
            _("The minutes are “%s”: they can be corrected only by a new edition.")
            % meeting.get_minutes_state_display(),
            code="state",
        )


def _may_sign_on_paper(actor: Any, meeting: Meeting) -> None:
    may_record(actor, meeting)
    if not meeting.is_over:
        raise Refused(_("First finish the meeting."), code="state")


def _all_have_signed(_actor: Any, meeting: Meeting) -> None:
    waiting = Place.objects.filter(document=meeting.document_id, signatures__isnull=True)
    if meeting.document_id is None or waiting.exists():
        raise Refused(_("Not everybody has signed yet."), code="unsigned")


def may_sign(actor: Any, signatory: Signatory) -> None:
    """The person named, while he still is what he signs as: an office is read from today's mandates. Raises Refused."""
    person = person_of(actor)
    if person is None or person.pk != signatory.person_id:
        raise Refused(_("This place is %s's to sign.") % signatory.person, code="forbidden")
    holds = {
        Signatory.Office.CHAIR: is_chair(actor) or acts_as_chair(actor),
        Signatory.Office.SECRETARY: is_secretary(actor),
        Signatory.Office.PRESIDING: has(actor, May.TAKE_PART),
    }
    if not holds[Signatory.Office(signatory.office)]:
        told = _("You are no longer the %s: the minutes must be put to signature anew.")
        raise Refused(told % signatory.get_office_display(), code="forbidden")


AHEAD = (State.PLANNED, State.CONVENED, State.MOVED)

CONVENE = Transition("convene", _("Convene"), (State.PLANNED, State.MOVED), State.CONVENED, may_convene)
START = Transition("start", _("Begin the meeting"), AHEAD, State.IN_SESSION, may_record)
FINISH = Transition("finish", _("Finish the meeting"), (State.IN_SESSION,), State.HELD, may_record)
MOVE = Transition("move", _("Move to another date"), AHEAD, State.MOVED, may_convene, needs_reason=True)
NOT_HELD = Transition(
    "not_held", _("It did not take place"), (*AHEAD, State.IN_SESSION), State.NOT_HELD, may_record, needs_reason=True
)
CANCEL = Transition("cancel", _("Cancel the meeting"), AHEAD, State.CANCELLED, may_convene, needs_reason=True)
ENTER_OLD = Transition("enter_old", _("Enter an old meeting"), (State.PLANNED,), State.HELD, may_record)
TRANSITIONS = (CONVENE, START, FINISH, MOVE, NOT_HELD, CANCEL, ENTER_OLD)

CIRCULATE = Transition(
    "circulate", _("Circulate for comments"), (Minutes.DRAWN_UP,), Minutes.CIRCULATED, _may_sign_on_paper
)
WITHDRAW = Transition("withdraw", _("Back to drawing up"), (Minutes.CIRCULATED,), Minutes.DRAWN_UP, _may_sign_on_paper)
SIGN_ON_PAPER = Transition(
    "sign_on_paper",
    _("Signed on paper"),
    (Minutes.DRAWN_UP, Minutes.CIRCULATED),
    Minutes.ON_PAPER,
    _may_sign_on_paper,
)
PUT_TO_SIGN = Transition(
    "put_to_sign",
    _("Put to signature"),
    (Minutes.DRAWN_UP, Minutes.CIRCULATED),
    Minutes.TO_SIGN,
    _may_sign_on_paper,
)
TAKE_BACK = Transition(
    "take_back", _("Take back from signature"), (Minutes.TO_SIGN,), Minutes.DRAWN_UP, may_record, needs_reason=True
)
# Made by the last signature, whoever gives it; nobody can make it by hand.
COMPLETE = Transition("complete", _("Signed by all"), (Minutes.TO_SIGN,), Minutes.SIGNED, _all_have_signed)
CORRECT = Transition(
    "correct",
    _("Correct by a new edition"),
    (Minutes.ON_PAPER, Minutes.SIGNED),
    Minutes.DRAWN_UP,
    may_record,
    needs_reason=True,
)
MINUTES_TRANSITIONS = (CIRCULATE, WITHDRAW, SIGN_ON_PAPER, PUT_TO_SIGN, TAKE_BACK, COMPLETE, CORRECT)


# --- What members do


def may_propose(actor: Any, meeting: Meeting) -> None:
    """Whoever reads what is internal proposes items until the meeting begins. Raises Refused."""
    _need_person(actor, _("Items are proposed by people of the member organisations."))
    if not meeting.is_ahead:
        raise Refused(_("Items are proposed until the meeting begins."), code="state")


def may_answer(actor: Any, meeting: Meeting) -> None:
    """The invited answer until the meeting begins. Raises Refused."""
    _need_person(actor, _("Only those invited answer."))
    if meeting.state != State.CONVENED:
        raise Refused(_("An invitation can be answered while the meeting is convened."), code="state")


def may_answer_for(actor: Any, meeting: Meeting, person: Person) -> None:
    """Everybody for himself; the secretary writes down what was told by phone. Raises Refused."""
    if actor is not None and is_secretary(actor):
        if meeting.state != State.CONVENED:
            raise Refused(_("An invitation can be answered while the meeting is convened."), code="state")
        return
    may_answer(actor, meeting)
    if person not in (person_of(actor), *facts(actor).assisted):
        raise Refused(_("Everybody answers for himself, an assistant for the head."), code="forbidden")


def may_comment(actor: Any, meeting: Meeting) -> None:
    """Members comment on minutes while they are circulated. Raises Refused."""
    _need_person(actor, _("Minutes are commented on by people of the member organisations."))
    if meeting.minutes_state != Minutes.CIRCULATED:
        raise Refused(_("Comments are taken while the minutes are circulated."), code="state")
    if meeting.circulated_until and clock.today() > meeting.circulated_until:
        raise Refused(_("Comments were taken until %s.") % f"{meeting.circulated_until:%d.%m.%Y}", code="state")


def _need_person(actor: Any, reason: Any) -> None:
    if actor is None or person_of(actor) is None or not has(actor, May.TAKE_PART):
        raise Refused(reason, code="forbidden")


def may_publish(actor: Any, meeting: Meeting) -> None:
    """Signed minutes are published by the secretary's choice, item by item (152-ФЗ). Raises Refused."""
    may_record(actor, meeting)
    if meeting.minutes_state not in {Minutes.SIGNED, Minutes.ON_PAPER}:
        raise Refused(_("Only signed minutes are published."), code="state")


# --- Assignments

Task = Assignment.State


def may_report(actor: Any, assignment: Assignment) -> None:
    """The lead, a co-executor, whoever heads the lead organisation, his assistant; the secretary for those without
    an account. Raises Refused."""
    if actor is None or is_secretary(actor) or _answers_for(actor, assignment):
        return
    raise Refused(_("The responsible person reports."), code="forbidden")


def _answers_for(actor: Any, assignment: Assignment) -> bool:
    person = person_of(actor)
    if person is None:
        return False
    known = facts(actor)
    mine = {person.pk, *(head.pk for head in known.assisted)}
    if assignment.lead_id in mine:
        return True
    led = {position.organization_id for position in known.headed}
    if assignment.lead_organization_id in led:
        return True
    return assignment.co_executors.filter(pk__in=mine).exists()


def may_accept(actor: Any, assignment: Assignment | None = None) -> None:
    """Control is kept by the secretary and the chair. Raises Refused."""
    if actor is not None and not (is_secretary(actor) or acts_as_chair(actor)):
        raise Refused(_("Reports are accepted by the secretary or the chair of the Council."), code="forbidden")


def may_drop(actor: Any, assignment: Assignment) -> None:
    """Dropped by the chair with a reason. Raises Refused."""
    if actor is not None and not acts_as_chair(actor):
        raise Refused(_("An assignment is dropped from control by the chair of the Council."), code="forbidden")


def may_cancel(actor: Any, assignment: Assignment) -> None:
    """Cancelled by a decision of the Council, recorded by the secretary. Raises Refused."""
    may_record(actor)


def may_ask_to_extend(actor: Any, assignment: Assignment) -> None:
    """Who reports asks to move the deadline, where there is one. Raises Refused."""
    may_report(actor, assignment)
    if not assignment.is_open or assignment.deadline is None:
        raise Refused(_("There is no deadline to move."), code="state")


REPORT = Transition("report", _("Report"), (Task.OPEN, Task.RETURNED), Task.REPORTED, may_report)
ACCEPT = Transition("accept", _("Accept as done"), (Task.REPORTED,), Task.DONE, may_accept)
RETURN = Transition("return", _("Return"), (Task.REPORTED,), Task.RETURNED, may_accept, needs_reason=True)
DROP = Transition("drop", _("Drop from control"), Assignment.OPEN_STATES, Task.DROPPED, may_drop, needs_reason=True)
CANCEL_TASK = Transition(
    "cancel", _("Cancelled by a decision"), Assignment.OPEN_STATES, Task.CANCELLED, may_cancel, needs_reason=True
)
ASSIGNMENT_TRANSITIONS = (REPORT, ACCEPT, RETURN, DROP, CANCEL_TASK)


def may_make_mandate(actor: Any, decision: Decision) -> None:
    """A mandate is made once, by an adopted decision whose election has a winner. Raises Refused."""
    may_write(actor, decision.meeting)
    if decision.mandate_id:
        raise Refused(_("This decision has made its mandate already."), code="made")
    if not decision.adopted:
        raise Refused(_("The decision was not adopted."), code="rejected")


def may_make_group(actor: Any, decision: Decision) -> None:
    """A working group is made once by an adopted decision. Raises Refused."""
    may_write(actor, decision.meeting)
    if decision.group_id:
        raise Refused(_("This decision has made its working group already."), code="made")
    if not decision.adopted:
        raise Refused(_("The decision was not adopted."), code="rejected")
