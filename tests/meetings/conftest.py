"""The seed's council, its secretary at work, and meetings in each state."""

import datetime

import pytest

from cluster_portal import demo
from meetings import actions
from tests import actors as people
from tests import seeded

DAY = datetime.date(2021, 4, 9)


@pytest.fixture
def cluster(db):
    """The seed's composition, nothing recorded."""
    return seeded.load()


@pytest.fixture
def secretary(cluster):
    return people.secretary()


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
def minutes_1(secretary):
    """Minutes No. 1 as the demo records them, still being drawn up."""
    return demo.record_minutes_1(by=secretary)
