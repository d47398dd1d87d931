"""People with and without accounts, and ways to act as them."""

import re

import pytest

from cluster_portal.accounts import actions
from cluster_portal.accounts.models import User
from cluster_portal.notifications.models import Letter

PASSWORD = "Протокол-2021-апрель"
ADDRESS = "matveev@college.example"


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("root@portal.example", PASSWORD, name="Администратор")


@pytest.fixture
def member(db):
    return User.objects.create_user("member@college.example", PASSWORD, name="Бенсон Г.Ф.")


@pytest.fixture
def code_only(db):
    """Somebody without a password: he comes in with codes."""
    return User.objects.create_user("codes@college.example", name="Без Пароля")


@pytest.fixture
def invitation(administrator):
    return actions.invite(email=ADDRESS, name="Матвеев Д.М.", by=administrator)


def token_of(letter):
    return re.search(r"/invitations/([\w-]+)/", letter.body)[1]


@pytest.fixture
def link(invitation):
    """The address in the invitation's letter."""
    return f"/invitations/{token_of(Letter.objects.latest('pk'))}/"


def code_in(mail):
    return mail.body.split("\n\n")[1].strip()
