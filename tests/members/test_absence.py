"""The chair is away: recorded by the secretary with its ground, told to the chair; the deputy acts meanwhile."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal import clock
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Notice
from cluster_portal.workflow import Refused
from members import actions, rules
from members.composition import officers
from members.models import Absence, Mandate
from tests import actors as people
from tests import factories as make

TODAY = datetime.date(2021, 5, 17)
LAST = datetime.date(2021, 5, 28)
GROUND = "Приказ об отпуске № 41-к от 12.05.2021"


def days(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture(autouse=True)
def today():
    with clock.day(TODAY):
        yield


@pytest.fixture
def deputy(actors):
    """Бенсон is deputy chair."""
    make.make_mandate(actors.cluster, people.person(people.OTHER_HEAD), office=Mandate.Office.DEPUTY)
    return actors.other_head


@pytest.fixture
def record(actors, deputy):
    """Record an absence as the secretary does."""
    given = {"cluster": actors.cluster, "started": TODAY, "ended": LAST, "ground": GROUND, "by": actors.secretary}
    return lambda **more: actions.record_absence(**given | more)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.field


def acting(actors, day=None):
    """Who acts as chair of the two, and whom the portal asks."""
    on = day or TODAY
    both = {"chair": actors.chair, "deputy": actors.other_head}
    (found,) = [name for name, user in both.items() if rules.acts_as_chair(user, on)]
    assert rules.acting_chair(actors.cluster, on) == rules.person_of(both[found])
    return found


def test_the_deputy_acts_from_the_first_day_to_the_last(actors, record):
    assert acting(actors) == "chair"
    record()
    told = {day: acting(actors, day) for day in (days(-1), TODAY, LAST, LAST + datetime.timedelta(days=1))}
    assert list(told.values()) == ["chair", "deputy", "deputy", "chair"]


def test_an_open_end_lasts_until_the_return_is_recorded(actors, record):
    row = record(ended=None)
    assert acting(actors, days(400)) == "deputy"
    actions.end_absence(absence=row, ended=days(3), by=actors.secretary)
    assert (acting(actors, days(3)), acting(actors, days(4))) == ("deputy", "chair")


def test_the_chair_keeps_reading_and_the_frame_says_away(actors, record, client):
    record()
    assert rules.is_chair(actors.chair)
    assert [role.code for role in rules.roles_of(actors.chair)] == ["away", "head", "member"]
    assert not rules.has(actors.chair, rules.May.CONVENE)
    assert [role.code for role in rules.roles_of(actors.other_head)][:2] == ["chair", "deputy"]
    client.force_login(actors.chair)
    assert "председатель, отсутствует" in client.get("/").content.decode()
    assert rules.words(actors.other_head)[0] == "заместитель председателя"


def test_both_are_told_with_the_ground_and_who_acts(actors, record):
    row = record()
    actions.end_absence(absence=row, ended=days(2), by=actors.secretary)
    for user in (actors.chair, actors.other_head):
        back, away = Notice.objects.filter(user=user).order_by("-pk")[:2]
        assert GROUND in away.text
        assert "28.05.2021" in away.text
        assert "19.05.2021" in back.text
    verbs = list(Entry.objects.order_by("-pk").values_list("verb", flat=True)[:2])
    assert verbs == ["members.absence_ended", "members.absence_recorded"]


def test_only_the_secretary_records_it_and_the_chair_may_come_back(actors, record):
    for who in (actors.chair, actors.other_head, actors.head, actors.guest):
        assert refused(record, by=who)[0] == "forbidden"
    row = record()
    for who in (actors.other_head, actors.head, actors.guest, actors.stranger):
        assert refused(actions.end_absence, absence=row, ended=days(1), by=who)[0] == "forbidden"
    actions.end_absence(absence=row, ended=days(1), by=actors.chair)
    assert acting(actors, days(2)) == "chair"


def test_what_cannot_be_is_refused_in_words(actors, record):
    assert refused(record, ended=days(-1)) == ("dates", "ended")
    assert refused(record, ground="") == ("blank", "ground")
    record()
    assert refused(record, started=days(5)) == ("overlap", "started")
    record(started=days(12), ended=None)
    assert Absence.objects.count() == 2


def test_without_a_chair_or_a_deputy_there_is_nothing_to_record(actors, record):
    chair, deputy = (Mandate.objects.get(office=office, ended=None) for office in ("chair", "deputy"))
    actions.end_mandate(mandate=deputy, ended=days(-1), by=None)
    assert refused(record) == ("no_deputy", "started")
    actions.end_mandate(mandate=chair, ended=days(-1), by=None)
    assert refused(record) == ("vacant", "started")


def test_an_absence_ends_with_the_mandate(actors, record):
    record(ended=None)
    actions.end_mandate(mandate=Mandate.objects.get(office="chair", ended=None), ended=TODAY, by=None)
    make.make_mandate(actors.cluster, people.person(people.HEAD), started=days(1))
    assert rules.absence_of_chair(actors.cluster, days(1)) is None
    assert rules.acting_chair(actors.cluster, days(1)).name == people.HEAD


def test_without_a_deputy_the_chair_acts_again(actors, record):
    record(ended=None)
    actions.end_mandate(mandate=Mandate.objects.get(office="deputy", ended=None), ended=TODAY, by=None)
    assert acting(actors, TODAY) == "deputy"
    assert rules.acts_as_chair(actors.chair, days(1))
    assert rules.acting_chair(actors.cluster, days(1)) == rules.person_of(actors.chair)


@pytest.mark.parametrize("first", [0, 5])
def test_an_absence_that_does_not_take_place_is_taken_back(actors, record, first):
    row = record(started=days(first), ended=None)
    actions.end_absence(absence=row, ended=days(-1), by=actors.chair)
    assert not Absence.objects.exists()
    assert acting(actors) == acting(actors, days(5)) == "chair"
    assert "не состоится" in Notice.objects.filter(user=actors.other_head).latest("pk").text
    assert Entry.objects.latest("number").verb == "members.absence_ended"


def test_days_on_which_the_deputy_has_acted_are_not_taken_from_him(actors, record):
    row = record(started=days(-5), ended=None)
    assert refused(actions.end_absence, absence=row, ended=days(-2), by=actors.secretary) == ("dates", "ended")
    actions.end_absence(absence=row, ended=days(-1), by=actors.secretary)
    assert acting(actors) == "chair"


def test_in_the_pages(client, actors, deputy):
    client.force_login(actors.secretary)
    url = reverse("members:on_cluster", args=["absence"])
    assert url in client.get(reverse("members:composition")).content.decode()
    wrong = client.post(url, {"started": "17.05.2021", "ended": "16.05.2021", "ground": GROUND})
    assert wrong.status_code == 400
    assert GROUND.encode() in wrong.content
    assert client.post(url, {"started": "20.05.2021", "ended": "28.05.2021", "ground": GROUND}).status_code == 302
    row = Absence.objects.get()
    end = reverse("members:end", args=["absence", row.pk])
    for who, may in ((actors.secretary, True), (actors.chair, True), (actors.other_head, False)):
        client.force_login(who)
        page = client.get(reverse("members:composition")).content.decode()
        assert GROUND in page
        assert (end in page) == may
        assert client.get(end).status_code == (200 if may else 403)
    client.force_login(actors.chair)
    assert client.post(end, {"ended": "21.05.2021"}).status_code == 302
    row.refresh_from_db()
    assert row.ended == datetime.date(2021, 5, 21)
    stored = client.get(reverse("accounts:data")).content.decode()
    assert GROUND in stored


def test_officers_of_a_day_cost_two_queries(actors, record):
    row = record()
    with CaptureQueriesContext(connection) as asked:
        found = officers(actors.cluster, TODAY)
    assert len(asked) == 2
    assert [officer.absence for officer in found if officer.absence] == [row]
