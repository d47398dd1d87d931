"""What is read without the portal's own pages: the published plan, the calendar feed."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from cluster_portal.accounts.models import User
from meetings.models import Decision
from members import actions as composition
from members.models import Membership, Person
from tests import actors as people
from tests.workplans import making
from tests.workplans.making import refusal
from workplans import actions
from workplans.views.public import feed_address

WORKSHOP, SURVEY = "Общая мастерская", "Опрос работодателей"


@pytest.fixture
def plan(council):
    """The plan of 2021, approved."""
    return making.approved(council)


# --- published


def test_only_what_was_published_is_seen_and_it_is_taken_away_again(council, plan, client):
    address = reverse("workplans:published_plan", args=[plan.plan_id])
    file = reverse("workplans:published_file", args=[plan.plan_id])
    listed = reverse("workplans:published")
    assert [client.get(page).status_code for page in (listed, address, file)] == [200, 404, 404]
    for who in (council.head, council.chair, council.member, council.administrator):
        assert refusal(actions.publish, plan=plan.plan, by=who) == "forbidden"
    actions.publish(plan=plan.plan, by=council.secretary)
    assert address in client.get(listed).text
    shown = client.get(address)
    assert shown.status_code == 200
    for title, period, responsible, result in making.ROWS:
        for words in (title, period, result):
            assert words in shown.text
        assert responsible.split(";")[0] in shown.text
    printed = client.get(file)
    assert b"".join(printed.streaming_content if printed.streaming else [printed.content]).startswith(b"%PDF")
    actions.unpublish(plan=plan.plan, by=council.secretary)
    assert address not in client.get(listed).text
    assert [client.get(page).status_code for page in (address, file)] == [404, 404]


def test_a_draft_and_a_plan_before_the_council_are_not_published(council):
    row = making.considered(council)
    assert refusal(actions.publish, plan=row.plan, by=council.secretary) == "state"


def test_the_public_page_has_neither_contacts_nor_reports_nor_remarks(council, client):
    considered = making.considered(council)
    making.commented(considered, by=council.other_head, text="Замечание для своих")
    plan = making.approved(council, considered)
    report = {"told": "running", "text": "Внутренний отчёт"}
    making.reported(plan, SURVEY, **report, by=council.chair)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Причина для своих", by=council.head)
    Person.objects.filter(name=people.HEAD).update(email="matveev.private@example.org")
    actions.publish(plan=plan.plan, by=council.secretary)
    text = client.get(reverse("workplans:published_plan", args=[plan.plan_id])).text
    for secret in ("Замечание для своих", "Внутренний отчёт", "Причина для своих", "@example.org"):
        assert secret not in text
    assert "/plan/activities/" not in text  # no way in


def test_while_the_next_revision_is_worked_on_the_public_sees_the_one_in_force(council, plan, client):
    actions.publish(plan=plan.plan, by=council.secretary)
    draft = making.next_draft(council, plan)
    making.add(draft, ("Тайное пока", "ноябрь 2021", "Матвеев Д.М.", ""), to=making.section(draft), by=council.head)
    address = reverse("workplans:published_plan", args=[plan.plan_id])
    assert "Тайное пока" not in client.get(address).text
    making.approved(council, draft)
    assert "Тайное пока" in client.get(address).text


def test_a_closed_plan_stays_published(council, plan, client):
    actions.publish(plan=plan.plan, by=council.secretary)
    making.annual_approved(council, plan)
    assert client.get(reverse("workplans:published_plan", args=[plan.plan_id])).status_code == 200


def test_the_buttons_publish_and_take_away(council, plan, client):
    client.force_login(council.secretary)
    making.post(client, "publish", plan.plan_id)
    plan.plan.refresh_from_db()
    assert plan.plan.published_at
    making.post(client, "publish", plan.plan_id, off="1")
    plan.plan.refresh_from_db()
    assert plan.plan.published_at is None


# --- the feed


def path_of(user):
    """The path of the address a calendar program is given."""
    return feed_address(user).removeprefix("http://localhost:8000")


def events(client, user):
    answer = client.get(path_of(user))
    assert answer.status_code == 200
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_the_address_stands_on_the_plan_and_everybody_has_his_own(council, plan, client):
    for user in (council.head, council.member):
        client.force_login(user)
        assert feed_address(user) in client.get(plan.get_absolute_url()).text
    assert feed_address(council.head) != feed_address(council.member)


def test_a_calendar_reads_it_without_signing_in(council, plan, client):
    answer = client.get(path_of(council.member))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer.headers["Cache-Control"]
    found = events(client, council.member)
    assert set(found) == set(making.titles(plan))
    programmes, register = found["Сетевые программы"], found["Реестр рабочих мест"]
    assert (programmes["dtstart"].dt, programmes["dtend"].dt) == (
        datetime.date(2021, 4, 1),
        datetime.date(2021, 10, 1),  # the day after the last one
    )
    assert (register["dtstart"].dt, register["dtend"].dt) == (datetime.date(2021, 6, 1), datetime.date(2021, 6, 2))
    assert str(register["description"]) == "Бенсон Г.Ф.; Костарев М.М. (по согласованию)"
    page = reverse("workplans:activity", args=[making.activity(plan, "Реестр рабочих мест").pk])
    assert str(register["url"]).endswith(page)
    assert {str(event["status"]) for event in found.values()} == {"CONFIRMED"}


def test_a_new_revision_moves_the_same_events(council, plan, client):
    before = events(client, council.member)
    draft = making.next_draft(council, plan)
    row = making.activity(draft, WORKSHOP)
    actions.save_activity(activity=row, version=1, values={"period_words": "ноябрь 2021"}, by=council.head)
    row = making.activity(draft, WORKSHOP)
    given = {"started": row.started, "ended": row.ended, "moved_reason": "Нет места"}
    actions.detail_activity(activity=row, **given, by=council.head)
    assert events(client, council.member)[WORKSHOP]["dtstart"].dt == datetime.date(2021, 8, 1)  # not approved yet
    making.approved(council, draft)
    after = events(client, council.member)
    assert after[WORKSHOP]["uid"] == before[WORKSHOP]["uid"]
    assert after[WORKSHOP]["sequence"] > before[WORKSHOP]["sequence"]
    assert after[WORKSHOP]["dtstart"].dt == datetime.date(2021, 11, 1)


def test_what_was_taken_out_or_carried_over_is_cancelled_in_the_calendar(council, plan, client):
    before = events(client, council.member)
    decision = Decision.objects.filter(adopted=True).latest("pk")
    actions.cancel_activity(activity=making.activity(plan, WORKSHOP), decision=decision, by=council.secretary)
    actions.carry_over(activity=making.activity(plan, SURVEY), reason="Нет людей", by=council.head)
    after = events(client, council.member)
    assert {title for title, event in after.items() if str(event["status"]) == "CANCELLED"} == {WORKSHOP, SURVEY}
    assert after[WORKSHOP]["sequence"] > before[WORKSHOP]["sequence"]


@pytest.mark.parametrize("token", ["no-such-token", "WzEsIngiXQ:1abc:xyz", "%00", "а" * 300])
def test_a_wrong_token_is_nothing(council, plan, client, token):
    assert client.get(f"/plan/feed/{token}.ics").status_code == 404


def test_a_token_that_was_signed_for_something_else_is_nothing(council, client):
    from django.core import signing as django_signing

    for value, salt in (
        ([council.head.pk, "x"], "workplans.feed"),
        ([council.head.pk, "x"], "other"),
        (7, "workplans.feed"),
    ):
        token = django_signing.dumps(value, salt=salt)
        assert client.get(reverse("workplans:feed", args=[token])).status_code == 404


def test_a_new_password_makes_the_address_void(council, plan, client):
    old = path_of(council.member)
    council.member.set_password("Совсем-другой-пароль-7")
    council.member.save()
    assert client.get(old).status_code == 404
    assert client.get(path_of(User.objects.get(pk=council.member.pk))).status_code == 200


def test_a_closed_account_and_one_who_has_left_read_nothing(council, plan, client):
    member, other = path_of(council.member), path_of(council.other_head)
    council.member.is_active = False
    council.member.save()
    assert client.get(member).status_code == 404
    membership = Membership.objects.get(organization=making.organization_of(council.other_head))
    yesterday = making.DAY - datetime.timedelta(days=1)
    composition.leave_cluster(membership=membership, left=yesterday, ground="Заявление", by=council.secretary)
    assert client.get(other).status_code == 404


def test_a_stranger_has_no_feed_to_read(council, plan, client):
    assert client.get(path_of(council.stranger)).status_code == 404


def test_before_anything_is_approved_the_calendar_is_empty(council, client):
    making.considered(council)
    assert events(client, council.member) == {}
