"""Two people who get messages."""

import pytest

from cluster_portal.accounts.models import User
from cluster_portal.notifications.messages import send
from tests.notifications.messages_for_tests import Called


@pytest.fixture
def reader(db):
    return User.objects.create_user("reader@college.example", name="Читатель")


@pytest.fixture
def other(db):
    return User.objects.create_user("other@college.example", language="en")


@pytest.fixture
def letter(reader):
    return send(Called(), to=[reader])[0]
