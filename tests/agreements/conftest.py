"""The seed's council after minutes No. 1: the chair is elected, the group for the Agreement is there."""

import pytest

from cluster_portal import demo
from tests import actors as people
from tests import signing


@pytest.fixture
def council(db):
    """Everybody with an account; documents can be sealed."""
    found = people.make_actors()
    signing.portal_key()
    demo.record_minutes_1(by=found.secretary)
    return found
