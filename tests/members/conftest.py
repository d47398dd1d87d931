"""The seed's council and its people."""

import pytest

from members import seed
from tests.actors import make_actors


@pytest.fixture
def cluster(db):
    return seed.load()


@pytest.fixture
def actors(db):
    return make_actors(elected=True)
