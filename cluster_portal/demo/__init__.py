"""The demo: the composition, minutes No. 1 as they are, and what is invented beside them, marked «Учебный пример».

Nothing here writes to the database itself, so journal, notices, seals and signatures are as real as any user's.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cluster_portal import clock
from cluster_portal.accounts import actions as accounts
from cluster_portal.accounts.models import Invitation
from cluster_portal.demo.agreement import load_agreement
from cluster_portal.demo.minutes_1 import DAY, minutes_1, record_minutes_1, sign_minutes_1
from cluster_portal.demo.minutes_2 import load_minutes_2
from cluster_portal.demo.workplan import load_plan
from cluster_portal.documents.sealed import marks
from meetings.models import Meeting
from members import actions as composition
from members import seed
from members.models import Mandate, Person
from members.rules import the_cluster

__all__ = ["is_empty", "load", "load_people", "minutes_1", "record_minutes_1", "sign_minutes_1"]


def load() -> Meeting:
    """Fill an empty database with the demo; its day must be set by DEMO. Returns the meeting of minutes No. 1."""
    with clock.day(DAY):
        secretary = load_people()
        meeting = record_minutes_1(by=secretary)
        sign_minutes_1(meeting, by=secretary)
    if not marks.keys().exist:
        marks.make_key("Демонстрация портала")
    load_minutes_2(by=secretary)
    load_agreement(by=secretary)
    load_plan(by=secretary)
    return meeting


def load_people() -> Any:
    """The composition and the accounts alone; returns the secretary's account."""
    seed.load()
    return _accounts()


def is_empty() -> bool:
    """Whether nothing has been entered yet."""
    return the_cluster() is None


def _accounts() -> Any:
    """Accounts for the people the sign-in page offers; returns the secretary's."""
    for email, name in settings.DEMO_SIGN_INS:
        person = Person.objects.filter(name=name).first()
        if person:
            composition.invite_person(person=person, email=email, by=None)
            invitation = Invitation.objects.get(email=email)
            accounts.accept_invitation(invitation=invitation, password=None, by=invitation.user)
        else:
            accounts.make_administrator(email=email, name=str(name), by=None)
    mandate = Mandate.objects.filter(office=Mandate.Office.SECRETARY).select_related("person__user").get()
    return mandate.person.user
