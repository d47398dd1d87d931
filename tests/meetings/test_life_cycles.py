"""Every move of every life cycle, from every state, by every actor: legal ones pass, the rest are refused in words."""

from __future__ import annotations

import datetime

import pytest

from cluster_portal import demo
from cluster_portal.workflow import Refused, why_not
from meetings import actions, rules
from meetings.models import Assignment, Meeting
from tests import actors as people

ACTORS = ("secretary", "chair", "head", "member", "guest", "stranger", "administrator")
LIFE = [
    (Meeting, "state", rules.TRANSITIONS, {}),
    (Meeting, "minutes_state", rules.MINUTES_TRANSITIONS, {"state": Meeting.State.HELD}),
    (Assignment, "state", rules.ASSIGNMENT_TRANSITIONS, {}),
]
# Whose act each move is; Матвеев, the head, leads every assignment of minutes No. 1.
BY = {
    "convene": {"secretary", "chair"},
    "move": {"secretary", "chair"},
    "cancel": {"secretary"},
    "report": {"secretary", "head"},
    "accept": {"secretary", "chair"},
    "return": {"secretary", "chair"},
    "drop": {"chair"},
    "complete": set(),  # the last signature makes it, nobody's hand
}
CANCELS_MEETING = {"secretary", "chair"}


@pytest.fixture
def council(db):
    return people.make_actors()


@pytest.fixture
def world(council):
    """Minutes No. 1, which elect the chair and make four assignments."""
    meeting = demo.record_minutes_1(by=council.secretary)
    return council, meeting, Assignment.objects.first()


@pytest.mark.parametrize(("model", "field", "moves", "also"), LIFE)
def test_every_move_from_every_state_by_every_actor(world, model, field, moves, also):
    council, meeting, task = world
    obj = meeting if model is Meeting else task
    states = [state for state, _label in model._meta.get_field(field).choices]
    for move in moves:
        own = CANCELS_MEETING if move is rules.CANCEL else BY.get(move.name, {"secretary"})
        for state in states:
            for name, value in {**also, field: state}.items():
                setattr(obj, name, value)
            for actor in ACTORS:
                refused = why_not(move, getattr(council, actor), obj, state_field=field)
                legal = state in move.sources and actor in own
                assert (refused is None) == legal, (move.name, state, actor, refused)
                if refused is not None:
                    assert str(refused.reason).endswith((".", "»", "”")), refused.reason


def test_a_move_that_needs_a_reason_is_refused_without(council):
    meeting = actions.plan_meeting(
        cluster=council.cluster, number="9", date=datetime.date(2021, 6, 1), by=council.secretary
    )
    for act in (actions.cancel, actions.not_held):
        with pytest.raises(Refused) as caught:
            act(meeting=meeting, reason="  ", by=council.secretary)
        assert caught.value.field == "reason"
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED
