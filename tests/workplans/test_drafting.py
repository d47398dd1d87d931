"""Writing a plan: cells and what is read from them, two people at once, structure, details, who may and when."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext as _

from cluster_portal.journal.models import Entry
from tests import actors as people
from tests.workplans import making
from tests.workplans.making import doubts, fields, post, refusal, save, three
from workplans import actions
from workplans.actions.drafting import WORDS
from workplans.models import Activity, Plan

FIRST, SECOND, THIRD = "Сетевые программы", "Общая мастерская", "Экспертиза программ"
Kind = Activity.PeriodKind


@pytest.fixture
def draft(council):
    """Seven activities, one in each of seven sections."""
    return making.drafted(council)


@pytest.fixture
def leader(client, council):
    """The browser of Матвеев, who leads the group."""
    client.force_login(council.head)
    return client


def words(row):
    """All cells of an activity as they are stored."""
    return Activity.objects.values(*WORDS).get(pk=row.pk)


# --- the plan


def test_the_leader_begins_a_plan_and_it_has_an_empty_draft(leader, council):
    group, task = making.group(), making.assignment()
    answer = post(leader, "begin", year=2021, group=group.pk, assignment=task.pk)
    plan = Plan.objects.get()
    revision = plan.revisions.get()
    assert answer.url == f"{revision.get_absolute_url()}draft/"
    assert (plan.year, plan.group, plan.assignment) == (2021, group, task)
    assert (revision.number, revision.state, revision.activities.count()) == (1, making.State.DRAFT, 0)
    page = leader.get(answer.url)
    assert page.status_code == 200
    assert [doubt.title for doubt in page.context["doubts"]] == [_("There are no activities")]


def test_there_is_one_plan_a_year(leader, council):
    making.begun(council)
    group = making.group()
    assert post(leader, "begin", year=2021, group=group.pk).status_code == 400
    act = {"cluster": council.cluster, "year": 2021, "group": group, "by": council.head}
    assert fields(actions.begin_plan, **act) == {"__all__"}
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("year", ["1999", "2201", "", "двадцать первый"])
def test_a_year_that_cannot_be_is_refused_at_its_field(leader, year):
    answer = post(leader, "begin", year=year)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["year"]
    assert not Plan.objects.exists()


def test_the_leader_of_another_group_names_his_own(council):
    act = {"cluster": council.cluster, "year": 2021, "group": None, "by": council.head}
    assert refusal(actions.begin_plan, **act) == "group"
    actions.begin_plan(**(act | {"by": council.secretary}))


@pytest.mark.parametrize("actor", ["chair", "other_head", "member", "administrator"])
def test_others_do_not_begin_a_plan(client, council, actor):
    user = getattr(council, actor)
    assert refusal(actions.begin_plan, cluster=council.cluster, year=2021, by=user) == "forbidden"
    client.force_login(user)
    assert post(client, "begin", year=2021).status_code == 403
    assert not Plan.objects.exists()


# --- cells


def test_a_cell_is_saved_and_what_is_read_from_it_is_shown(leader, council, draft):
    row = making.activity(draft, FIRST)
    typed = {"period_words": "апрель–май 2021", "responsible_words": "Матвеев Д.М.; АО «ЭлеСи» (по согласованию)"}
    answer = save(leader, row, **typed)
    assert (answer.status_code, answer["X-Version"]) == (200, "2")
    shown = answer.content.decode()
    assert "01.04–31.05.2021" in shown
    assert "Матвеев Дмитрий Михайлович" in shown
    saved = making.activity(draft, FIRST)
    span = (datetime.date(2021, 4, 1), datetime.date(2021, 5, 31))
    assert (saved.period_kind, saved.started, saved.ended) == (Kind.MONTH, *span)
    assert (saved.lead.name, saved.lead_organization) == (people.HEAD, making.organization_of(council.head))
    (one,) = saved.co_executors.all()
    assert (one.organization.name, one.by_agreement, one.answer) == ("АО «ЭлеСи»", True, "")
    assert (saved.title, saved.result) == (FIRST, "Две программы согласованы"), "half a form took the other cells"
    assert making.fresh(draft).saved_by == str(council.head)


@pytest.mark.parametrize(
    ("typed", "kind", "days"),
    [
        ("в течение года", Kind.YEAR, "2021-01-01 2021-12-31"),
        ("III квартал", Kind.QUARTER, "2021-07-01 2021-09-30"),
        ("до 15.05.2021", Kind.DATES, "None 2021-05-15"),
        ("", "", "None None"),
    ],
)
def test_a_period_is_read_from_its_words(leader, draft, typed, kind, days):
    assert save(leader, making.activity(draft, FIRST), period_words=typed).status_code == 200
    row = making.activity(draft, FIRST)
    assert (row.period_words, row.period_kind, f"{row.started} {row.ended}") == (typed, kind, days)


def test_what_is_repeated_says_how_often(leader, draft):
    assert save(leader, making.activity(draft, FIRST), period_words="ежемесячно").status_code == 200
    row = making.activity(draft, FIRST)
    assert (row.period_kind, row.repeat) == (Kind.REPEATED, "monthly")
    assert doubts(draft, FIRST) == []


@pytest.mark.parametrize(
    ("field", "typed", "doubt"),
    [
        ("period_words", "когда-нибудь", "The period of activity %(number)s is not understood"),
        ("period_words", "с 30.05.2021 по 01.05.2021", "The period of activity %(number)s is not understood"),
        ("period_words", "март 2022 года", "The period of activity %(number)s lies outside the year of the plan"),
        ("period_words", "", "The period of activity %(number)s is not understood"),
        ("responsible_words", "Неизвестный Никто Никакович", "Nobody known is responsible for activity %(number)s"),
        ("responsible_words", "", "Nobody known is responsible for activity %(number)s"),
        ("title", "  ", "Activity %(number)s has no title"),
    ],
)
def test_what_is_odd_is_saved_and_doubted_beside_its_row(leader, draft, field, typed, doubt):
    row = making.activity(draft, SECOND)
    answer = save(leader, row, **{field: typed})
    assert answer.status_code == 200
    assert words(row)[field] == typed, "what was typed was changed or lost"
    found = [one.title for one in answer.context["line"]["doubts"]]
    assert found == [_(doubt) % {"number": "2.1"}]
    assert found[0] in answer.content.decode()


def test_who_has_answered_keeps_the_answer_when_the_words_are_typed_anew(council):
    revision = making.considered(council)
    part = making.co_executor(revision, "Реестр рабочих мест")
    actions.confirm_part(co_executor=part, takes_part=True, by=council.chair)
    making.returned(council, revision)
    row = making.activity(revision, "Реестр рабочих мест")
    typed = "Змеева Е.Е.; АО «ЭлеСи»; Костарев М.М. (по согласованию)"
    actions.save_activity(activity=row, version=row.version, values={"responsible_words": typed}, by=council.head)
    answers = {one.text: one.answer for one in row.co_executors.all()}
    assert sorted(answers.values()) == ["", "confirmed"]
    assert next(text for text, answer in answers.items() if answer).startswith("Костарев")


def test_typing_is_one_entry_for_each_row_and_session(leader, draft):
    before = Entry.objects.count()
    for title in (FIRST, SECOND, FIRST, FIRST):
        save(leader, making.activity(draft, title), result=f"Результат {Entry.objects.count()}", funding=title)
    assert Entry.objects.count() - before == 2


@pytest.mark.parametrize("typed", ["до\0 мая", "слово\x0bслово", "\u202eтекст"])
def test_text_no_document_can_hold_is_refused_in_words(leader, draft, typed):
    row = making.activity(draft, FIRST)
    before = words(row)
    answer = save(leader, row, result=typed, title="Другое")
    assert answer.status_code == 400
    assert "U+" in answer.content.decode()
    assert words(row) == before
    act = {"activity": row, "version": 1, "values": {"result": typed}, "by": None}
    assert fields(actions.save_activity, **act) == {"result"}


def test_words_longer_than_their_field_are_refused_and_nothing_is_cut(leader, draft):
    row = making.activity(draft, FIRST)
    assert save(leader, row, period_words="май " * 100).status_code == 400
    assert words(row)["period_words"] == "апрель–сентябрь 2021"


def test_a_field_that_is_none_is_refused(council, draft):
    row = making.activity(draft, FIRST)
    values = {"version": "7", "lead": "1"}
    assert fields(actions.save_activity, activity=row, version=1, values=values, by=council.head) == set(values)


# --- two at once


def test_a_stale_save_is_refused_with_both_texts(leader, council, draft):
    row = making.activity(draft, FIRST)
    actions.save_activity(activity=row, version=1, values={"result": "Три программы"}, by=council.secretary)
    answer = save(leader, row, version=1, result="Четыре программы")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Три программы" in shown
    assert "Четыре программы" in shown
    assert 'data-version="2"' in shown
    assert words(row)["result"] == "Три программы"
    assert save(leader, row, version=2, result="Четыре программы").status_code == 200
    assert words(row)["result"] == "Четыре программы"


@pytest.mark.parametrize("version", ["", "нет", "-1"])
def test_a_save_without_a_version_is_stale(leader, draft, version):
    row = making.activity(draft, FIRST)
    assert save(leader, row, version=version, result="Иначе").status_code == 409
    assert words(row)["result"] == "Две программы согласованы"


def test_a_save_whose_answer_was_lost_is_sent_again(leader, draft):
    row = making.activity(draft, FIRST)
    assert save(leader, row, version=1, result="Раз", token="t1").status_code == 200
    again = save(leader, row, version=1, result="Раз", token="t1", own="t1")
    assert (again.status_code, again["X-Version"]) == (200, "2"), "the same words counted as a second save"
    assert save(leader, row, version=1, result="Два", token="t2", own="t1").status_code == 200
    assert save(leader, row, version=1, result="Три", token="t3", own="чужой").status_code == 409
    assert words(row)["result"] == "Два"


def test_a_stale_heading_is_refused_with_both_texts(leader, council, draft):
    section = making.section(draft)
    answer = post(leader, "save_section", section, version=1, heading="Кадры")
    assert (answer.status_code, answer["X-Version"]) == (200, "2")
    answer = post(leader, "save_section", section, version=1, heading="Люди")
    assert answer.status_code == 409
    assert "Кадры" in answer.content.decode()
    assert "Люди" in answer.content.decode()
    assert making.section(draft).heading == "Кадры"
    assert post(leader, "save_section", section, version=2, heading="а\0").status_code == 400
    act = {"section": section, "version": 2, "heading": "а\0", "by": council.head}
    assert fields(actions.save_section, **act) == {"heading"}


# --- rows


def test_rows_move_by_steps_within_their_section(leader, council):
    draft = three(council)
    moves = [
        ("В", "up", "АВБГ"),
        ("В", "up", "ВАБГ"),
        ("В", "up", "ВАБГ"),
        ("В", "down", "АВБГ"),
        ("Б", "down", "АВБГ"),
    ]
    for title, step, order in [*moves, ("Г", "up", "АВБГ"), ("А", "вбок", "АВБГ")]:
        answer = post(leader, "place", making.activity(draft, title), step=step)
        assert answer.status_code == 200
        assert answer["X-Row"] == str(making.activity(draft, title).pk)
        assert "".join(making.titles(draft)) == order, (title, step)


def test_a_row_is_put_before_another_or_into_a_section(leader, council):
    draft = three(council)
    post(leader, "place", making.activity(draft, "А"), before=making.activity(draft, "Г").pk)
    assert "".join(making.titles(draft)) == "БВАГ"
    assert making.activity(draft, "А").section.heading == "Раздел II"
    answer = post(leader, "into_section", making.activity(draft, "Г"), section=making.section(draft, 1).pk)
    assert answer.status_code == 302
    assert "".join(making.titles(draft)) == "БВГА"
    other = making.activity(draft, "А")
    assert post(leader, "into_section", other, section="0").status_code == 400


def test_a_row_put_before_itself_stays(leader, council):
    draft = three(council)
    row = making.activity(draft, "А")
    post(leader, "place", row, before=row.pk)
    assert "".join(making.titles(draft)) == "АБВГ"


def test_a_row_is_added_below_another_or_at_the_end_of_a_section(leader, council):
    draft = three(council)
    answer = post(leader, "add", draft, after=making.activity(draft, "А").pk)
    assert making.titles(draft) == ["А", "", "Б", "В", "Г"]
    save(leader, Activity.objects.get(pk=answer["X-Row"]), title="Новое")
    post(leader, "add", draft, into=making.section(draft, 1).pk)
    assert making.titles(draft) == ["А", "Новое", "Б", "В", "", "Г"]


def test_a_copy_has_the_same_words_and_is_a_new_activity(leader, council, draft):
    old = making.activity(draft, SECOND)
    actions.set_indicator(activity=old, name="Заявок", unit="единиц", target=Decimal(1), by=council.head)
    actions.detail_activity(
        activity=old, started=old.started, ended=old.ended, directions=making.directions()[:1], by=council.head
    )
    answer = post(leader, "copy", old)
    made = Activity.objects.get(pk=answer["X-Row"])
    assert (made.key != old.key, words(made)) == (True, words(old))
    assert making.titles(draft)[1:3] == [SECOND, SECOND]
    assert [one.text for one in made.co_executors.all()] == [one.text for one in old.co_executors.all()]
    assert list(made.directions.all()) == making.directions()[:1]
    (copied,) = made.indicators.all()
    assert (copied.name, copied.target, copied.key != old.indicators.get().key) == ("Заявок", 1, True)


def test_a_copy_asks_its_co_executors_anew(council):
    revision = making.considered(council)
    part = making.co_executor(revision, "Реестр рабочих мест")
    actions.confirm_part(co_executor=part, takes_part=False, reason="Нет людей", by=council.chair)
    making.returned(council, revision)
    made = actions.copy_activity(activity=part.activity, by=council.head)
    one = made.co_executors.get()
    assert (one.answer, one.answer_reason, one.answered_by, one.answered_at) == ("", "", "", None)


def test_what_is_taken_out_is_kept_and_put_back_where_it_stood(leader, council):
    draft = three(council)
    row = making.activity(draft, "Б")
    answer = post(leader, "remove", row)
    assert [one.title for one in answer.context["removed"]] == ["Б"]
    assert "".join(making.titles(draft)) == "АВГ"
    assert save(leader, row, result="Иначе").status_code == 409
    assert refusal(actions.save_activity, activity=row, version=1, values={"title": "Я"}, by=council.head) == "state"
    assert post(leader, "put_back", row).status_code == 200
    assert "".join(making.titles(draft)) == "АБВГ"
    assert (words(row)["title"], words(row)["result"]) == ("Б", "")


def test_five_thousand_activities_are_the_most(leader, council):
    draft = making.begun(council)
    actions.paste(revision=draft, text="\n".join(f"Дело {n}\tмай" for n in range(4999)), by=council.head)
    last = actions.add_activity(revision=draft, title="Последнее", by=council.head)
    assert draft.activities.count() == 5000
    assert refusal(actions.add_activity, revision=draft, title="Лишнее", by=council.head) == "many"
    assert refusal(actions.copy_activity, activity=last, by=council.head) == "many"
    assert refusal(actions.paste, revision=draft, text="Лишнее\tмай", by=council.head) == "many"
    assert post(leader, "add", draft).status_code in {400, 409}
    gone = actions.remove_activity(activity=last, by=council.head)
    actions.add_activity(revision=draft, title="Другое", by=council.head)
    assert refusal(actions.put_back, activity=gone, by=council.head) == "many"
    assert draft.activities.filter(removed_at=None).count() == 5000
