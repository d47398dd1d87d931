"""What may be done with meetings, by whom, when. Buttons, actions, admin and diagrams ask these functions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal.workflow import Refused, Transition
from meetings.models import Decision, Meeting
from members.rules import is_secretary, may_read_internal

State, Minutes = Meeting.State, Meeting.MinutesState


def may_read(actor: Any, meeting: Meeting | None = None) -> None:
    """Everything internal is read by members and office holders. Raises Refused."""
    if actor is not None and not may_read_internal(actor):
        raise Refused(_("Meetings are read by the members of the Council."), code="forbidden")


def may_record(actor: Any, meeting: Meeting | None = None) -> None:
    """Meetings and minutes are kept by the secretary of the Council; `None` is the portal itself. Raises Refused."""
    if actor is not None and not is_secretary(actor):
        raise Refused(_("Meetings are recorded by the secretary of the Council."), code="forbidden")


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
    if meeting.state != State.HELD:
        raise Refused(_("First finish the meeting."), code="state")


START = Transition("start", _("Begin the meeting"), (State.PLANNED, State.CONVENED), State.IN_SESSION, may_record)
FINISH = Transition("finish", _("Finish the meeting"), (State.IN_SESSION,), State.HELD, may_record)
TRANSITIONS = (START, FINISH)

SIGN_ON_PAPER = Transition(
    "sign_on_paper", _("Signed on paper"), (Minutes.DRAWN_UP,), Minutes.ON_PAPER, _may_sign_on_paper
)
MINUTES_TRANSITIONS = (SIGN_ON_PAPER,)


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
