"""The seed's council, its secretary at work, and meetings in each state."""

import datetime

import pytest

from cluster_portal import demo
from meetings import actions
from tests.actors import make_actors

DAY = datetime.date(2021, 4, 9)


@pytest.fixture
def actors(db):
    """Named people of the seed with accounts: secretary, head, other_head, stranger, administrator …"""
    return make_actors()


@pytest.fixture
def secretary(actors):
    return actors.secretary


@pytest.fixture
def cluster(actors):
    return actors.cluster


@pytest.fixture
def meeting(cluster, secretary):
    """In session, two items, the list prepared and nobody marked."""
    planned = actions.plan_meeting(
        cluster=cluster,
        number="5",
        date=DAY,
        place="г. Томск",
        format="mixed",
        agenda=[("О Соглашении", "Матвеев Д.М."), ("О Плане", "Матвеев Д.М.")],
        by=secretary,
    )
    actions.start(meeting=planned, by=secretary)
    return planned


@pytest.fixture
def minutes_1(actors):
    """Minutes No. 1 as the demo records them, still being drawn up."""
    return demo.record_minutes_1(by=actors.secretary)
