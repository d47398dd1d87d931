"""The seed's council after minutes No. 1, with the seven directions of its protocol entered."""

import pytest

from tests import signing
from tests.workplans import making


@pytest.fixture
def council(db):
    """Everybody with an account; the chair is elected, Матвеев leads both groups; documents can be sealed."""
    found = signing.council()
    making.enter_directions(found)
    return found
