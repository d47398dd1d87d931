"""A plan before the council: put there, commented on, answered, parts confirmed and refused."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.notifications.models import Notice
from members import actions as composition
from tests import actors as people
from tests.workplans import making
from tests.workplans.making import fields, post, refusal
from workplans import actions
from workplans.models import CoExecutor, PlanRemark
from workplans.record import Record

FIRST, SHOP, REGISTER = "Сетевые программы", "Общая мастерская", "Реестр рабочих мест"
AFTER = making.UNTIL + datetime.timedelta(days=1)
State = making.State


@pytest.fixture
def revision(council):
    """Before the council for two weeks."""
    return making.considered(council)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


def emails(*users):
    return {user.email for user in users}


# --- put before the council


def test_heads_of_all_members_and_the_chair_are_told(client, council):
    draft = making.drafted(council)
    client.force_login(council.head)
    page = client.get(reverse("workplans:submit", args=[draft.pk]))
    assert (page.status_code, page.context["form"]["until"].value()) == (200, making.UNTIL)
    assert post(client, "submit", draft, until="31.05.2021").url == draft.get_absolute_url()
    row = making.fresh(draft)
    assert (row.state, row.submitted_on, row.comments_until) == (State.CONSIDERED, making.DAY, making.UNTIL)
    assert told("workplans.submitted") == emails(council.chair, council.head, council.other_head, council.acting_head)
    assert "31.05.2021" in Notice.objects.filter(kind="workplans.submitted").first().subject


@pytest.mark.parametrize("until", ["16.05.2021", "31.02.2022", "завтра", ""])
def test_a_day_that_cannot_be_is_refused_at_its_field(client, council, until):
    draft = making.drafted(council)
    client.force_login(council.head)
    answer = post(client, "submit", draft, until=until)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["until"])
    yesterday = making.DAY - datetime.timedelta(days=1)
    assert fields(actions.submit, revision=draft, until=yesterday, by=council.head) == {"until"}
    assert making.fresh(draft).state == State.DRAFT
    actions.submit(revision=draft, until=making.DAY, by=council.head)  # today is a day one can comment on


@pytest.mark.parametrize(("title", "rows"), [("There are no activities", 0), ("Activity %(number)s has no title", 7)])
def test_a_plan_that_says_nothing_is_not_put_before_the_council(client, council, title, rows):
    draft = making.drafted(council, activities=rows)
    if rows:
        row = making.activity(draft, FIRST)
        actions.save_activity(activity=row, version=1, values={"title": " "}, by=council.head)
    assert refusal(actions.submit, revision=draft, until=making.UNTIL, by=council.head) == "doubts"
    client.force_login(council.head)
    answer = post(client, "submit", draft, until="31.05.2021")
    assert answer.status_code in {400, 409}
    assert _(title) % {"number": "1.1"} in answer.content.decode()
    assert making.fresh(draft).state == State.DRAFT
    assert told("workplans.submitted") == set()


def test_other_doubts_do_not_stop_it(council):
    draft = making.drafted(council)
    row = making.activity(draft, FIRST)
    values = {"period_words": "март 2022", "responsible_words": "никто"}
    actions.save_activity(activity=row, version=1, values=values, by=council.head)
    assert len(Record(making.fresh(draft)).doubts) == 2
    assert making.considered(council, draft).state == State.CONSIDERED


# --- comments


def comment(client, revision, text, about=None, **more):
    query = f"?activity={about.pk}" if about else ""
    return client.post(reverse("workplans:comment", args=[revision.pk]) + query, {"text": text, **more})


def test_a_member_comments_on_an_activity_and_the_group_is_told(client, council, revision):
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    row = making.activity(revision, FIRST)
    client.force_login(council.member)
    answer = comment(client, revision, " Срок мал.\r\nПродлить. ", row)
    remark = PlanRemark.objects.get()
    assert answer.url == f"{revision.get_absolute_url()}#r{remark.pk}"
    assert (remark.activity, remark.text, remark.late) == (row, "Срок мал.\nПродлить.", False)
    assert (remark.organization, remark.person.name) == (making.organization_of(council.member), people.REPRESENTATIVE)
    assert told("workplans.commented") == emails(council.head, council.other_head, council.secretary)
    for user in (council.head, council.acting_head):
        client.force_login(user)
        assert "Продлить." in client.get(revision.get_absolute_url()).content.decode()


def test_one_comments_on_the_whole_plan(client, council, revision):
    client.force_login(council.other_head)
    assert comment(client, revision, "Мало мероприятий").status_code == 302
    remark = PlanRemark.objects.get()
    assert (remark.activity, remark.organization) == (None, making.organization_of(council.other_head))


def test_a_comment_after_the_day_is_taken_and_marked(client, council, revision):
    with clock.day(making.UNTIL):
        making.commented(revision, by=council.member, text="Вовремя")
    with clock.day(AFTER):
        making.commented(revision, by=council.member, text="Поздно")
    assert list(PlanRemark.objects.values_list("text", "late")) == [("Вовремя", False), ("Поздно", True)]


def test_nothing_said_is_refused_at_its_field(client, council, revision):
    client.force_login(council.member)
    organization = making.organization_of(council.member)
    for text in ("", "  \n", "а\0"):
        answer = comment(client, revision, text)
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["text"])
    act = {"revision": revision, "organization": organization, "by": council.member}
    assert fields(actions.comment, text=" ", **act) == {"text"}
    assert not PlanRemark.objects.exists()


@pytest.mark.parametrize(
    ("actor", "status"), [("secretary", 403), ("administrator", 403), ("guest", 404), ("stranger", 404)]
)
def test_comments_are_made_by_those_who_speak_for_a_member(client, council, revision, actor, status):
    user = getattr(council, actor)
    act = {"revision": revision, "organization": making.organization_of(council.head), "text": "так", "by": user}
    assert refusal(actions.comment, **act) == "forbidden"
    client.force_login(user)
    assert comment(client, revision, "так").status_code == status
    assert not PlanRemark.objects.exists()


def test_an_employee_reads_and_does_not_comment(client, council, revision):
    client.force_login(people.employee(council))
    assert client.get(revision.get_absolute_url()).status_code == 200
    assert comment(client, revision, "так").status_code == 403


def test_nobody_comments_for_another_organisation(council, revision):
    act = {"revision": revision, "organization": making.organization_of(council.head), "text": "так"}
    assert refusal(actions.comment, by=council.member, **act) == "forbidden"


def test_a_comment_is_on_an_activity_of_this_revision(client, council, revision):
    other = making.next_draft(council, making.approved(council, revision))
    making.considered(council, other)
    about = making.activity(revision, FIRST)
    act = {"revision": other, "organization": making.organization_of(council.member), "activity": about, "text": "так"}
    assert refusal(actions.comment, by=council.member, **act) == "state"
    client.force_login(council.member)
    assert comment(client, other, "так", about).status_code == 404


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_comments_are_taken_while_the_council_considers_the_plan(client, council, state):
    revision = making.MAKERS[state](council)
    assert refusal(making.commented, revision, by=council.member) == "state"
    client.force_login(council.member)
    assert comment(client, revision, "так").status_code == 409


# --- answers


def test_the_group_answers_once_and_who_commented_is_told(client, council, revision):
    remark = making.commented(revision, by=council.member)
    client.force_login(council.head)
    answer = post(client, "answer", remark, text="Учтём.")
    assert answer.url == f"{revision.get_absolute_url()}#r{remark.pk}"
    remark = PlanRemark.objects.get()
    assert (remark.answer, remark.answered_by, remark.text) == ("Учтём.", str(council.head), "Срок мал.")
    assert told("workplans.comment_answered") == emails(council.member)
    assert post(client, "answer", remark, text="Иначе.").status_code == 409
    assert refusal(actions.answer_comment, remark=remark, text="Иначе.", by=council.secretary) == "state"
    assert PlanRemark.objects.get().answer == "Учтём."


def test_an_answer_says_something_and_is_the_groups(client, council, revision):
    remark = making.commented(revision, by=council.member)
    assert fields(actions.answer_comment, remark=remark, text=" ", by=council.head) == {"text"}
    for actor, status in (("member", 403), ("chair", 403), ("administrator", 403), ("stranger", 404)):
        client.force_login(getattr(council, actor))
        assert post(client, "answer", remark, text="так").status_code == status
    client.force_login(council.secretary)
    assert post(client, "answer", remark, text="").status_code == 400
    assert post(client, "answer", remark, text="так").status_code == 302


def test_remarks_of_the_chair_are_answered_while_the_plan_is_mended(client, council):
    revision = making.returned(council, remarks={FIRST: "Назовите число программ."})
    client.force_login(council.head)
    assert post(client, "answer", PlanRemark.objects.get(), text="Назвали.").status_code == 302
    assert told("workplans.comment_answered") == emails(council.chair)
    assert "Назвали." in client.get(revision.get_absolute_url()).content.decode()


# --- parts


def part(revision, title=REGISTER):
    return making.co_executor(revision, title)


def test_a_co_executor_confirms_its_part(client, council, revision):
    one = part(revision)
    assert (one.by_agreement, one.organization) == (True, making.organization_of(council.chair))
    client.force_login(council.chair)
    answer = post(client, "confirm", one)
    assert answer.url == reverse("workplans:activity", args=[one.activity_id])
    one = part(revision)
    assert (one.answer, one.answered_by, one.answer_reason) == ("confirmed", str(council.chair), "")
    assert client.get(answer.url).status_code == 200
    assert told("workplans.part_refused") == set()


def test_a_co_executor_refuses_with_the_reason_and_the_group_is_told(client, council, revision):
    one = part(revision)
    client.force_login(council.chair)
    for reason in ("", " "):
        answer = post(client, "refuse", one, reason=reason)
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert fields(actions.confirm_part, co_executor=one, takes_part=False, by=council.chair) == {"reason"}
    assert post(client, "refuse", one, reason="Нет людей").status_code == 302
    assert (part(revision).answer, part(revision).answer_reason) == ("refused", "Нет людей")
    assert told("workplans.part_refused") == emails(council.head, council.secretary)
    doubt = _("A co-executor of activity %(number)s refuses") % {"number": "4.1"}
    assert making.doubts(revision, REGISTER) == [doubt]
    post(client, "confirm", one)
    assert (part(revision).answer, part(revision).answer_reason) == ("confirmed", "")
    assert making.doubts(revision, REGISTER) == []


def test_a_long_reason_is_kept_whole_or_refused_at_its_field(client, council, revision):
    one, reason = part(revision), "Нет людей. " * 100
    client.force_login(council.chair)
    answer = post(client, "refuse", one, reason=reason)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert fields(actions.confirm_part, co_executor=one, takes_part=False, reason=reason, by=council.chair) == {
        "reason"
    }
    assert part(revision).answer == ""


@pytest.mark.parametrize(
    ("actor", "status"),
    [("head", 403), ("other_head", 403), ("secretary", 403), ("administrator", 403), ("guest", 404), ("stranger", 404)],
)
def test_nobody_confirms_for_a_co_executor(client, council, revision, actor, status):
    one, user = part(revision), getattr(council, actor)
    for takes_part in (True, False):
        act = {"co_executor": one, "takes_part": takes_part, "reason": "так", "by": user}
        assert refusal(actions.confirm_part, **act) == "forbidden"
    client.force_login(user)
    assert post(client, "confirm", one).status_code == status
    assert post(client, "refuse", one, reason="так").status_code == status
    assert part(revision).answer == ""


def test_the_person_named_confirms_for_himself(council):
    draft = making.drafted(council)
    worker = people.employee(council)
    row = making.activity(draft, SHOP)
    values = {"responsible_words": "Бенсон Г.Ф.; Работников И.П. (по согласованию)"}
    actions.save_activity(activity=row, version=1, values=values, by=council.head)
    revision = making.considered(council, draft)
    actions.confirm_part(co_executor=part(revision, SHOP), takes_part=True, by=worker)
    assert part(revision, SHOP).answer == CoExecutor.Answer.CONFIRMED


def test_an_assistant_confirms_for_the_head(council):
    draft = making.drafted(council)
    row = making.activity(draft, SHOP)
    values = {"responsible_words": "Бенсон Г.Ф.; Матвеев Д.М. (по согласованию)"}
    actions.save_activity(activity=row, version=1, values=values, by=council.head)
    revision = making.considered(council, draft)
    actions.confirm_part(co_executor=part(revision, SHOP), takes_part=True, by=people.assistant(council))
    assert part(revision, SHOP).answer == CoExecutor.Answer.CONFIRMED


@pytest.mark.parametrize("state", ["draft", "returned", "replaced", "closed"])
def test_parts_are_confirmed_while_the_plan_is_considered_or_holds(client, council, state):
    revision = making.MAKERS[state](council)
    one = part(revision)
    assert refusal(actions.confirm_part, co_executor=one, takes_part=True, by=council.chair) == "state"
    client.force_login(council.chair)
    assert post(client, "confirm", one).status_code == 409


def test_what_was_confirmed_stays_confirmed_in_the_next_revision(council, revision):
    actions.confirm_part(co_executor=part(revision), takes_part=True, by=council.chair)
    second = making.next_draft(council, making.approved(council, revision))
    assert (part(second).answer, part(second).answered_by) == ("confirmed", str(council.chair))
