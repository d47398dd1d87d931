"""The seed's council and its people."""

import pytest

from tests import seeded
from tests.actors import make_actors


@pytest.fixture
def cluster(db):
    return seeded.load()


@pytest.fixture
def actors(db):
    return make_actors(elected=True)
