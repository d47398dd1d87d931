"""The seed's council after minutes No. 1, with the seven directions of its protocol entered."""

import pytest

from cluster_portal import demo
from tests import actors as people
from tests import signing
from tests.workplans import making


@pytest.fixture
def council(db):
    """Everybody with an account; the chair is elected, Матвеев leads both groups; documents can be sealed."""
    found = people.make_actors()
    signing.portal_key()
    demo.record_minutes_1(by=found.secretary)
    making.enter_directions(found)
    return found
