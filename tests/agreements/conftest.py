"""The seed's council after minutes No. 1: the chair is elected, the group for the Agreement is there."""

import pytest

from tests import signing


@pytest.fixture
def council(db):
    """Everybody with an account; documents can be sealed."""
    return signing.council()
