"""Two revisions compared by activity and field; moved dates keep the first one; the paper says it in every format."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.documents.blocks import text_of
from tests.documents.samples import docx_text, letters, pypdf_text
from tests.workplans import making
from tests.workplans.making import refusal
from workplans import actions
from workplans.compare import changes_since
from workplans.papers import changes_paper
from workplans.record import Record

FIRST, SHOP, REGISTER, LAST = "Сетевые программы", "Общая мастерская", "Реестр рабочих мест", "Типовой договор"


def typed(revision, name, /, by, **values):
    """Cells of an activity typed anew."""
    row = making.activity(revision, name)
    return actions.save_activity(activity=row, version=row.version, values=values, by=by)


def move(revision, words, reason, by, title=REGISTER):
    """A date moved, with the reason."""
    row = typed(revision, title, by, period_words=words)
    given = {"started": row.started, "ended": row.ended, "moved_reason": reason}
    return actions.detail_activity(activity=row, by=by, **given)


def changes(revision, before):
    return changes_since(Record(making.fresh(revision)), Record(making.fresh(before)))


def marked(field):
    """Words of a field with what was taken out and put in."""
    return "".join(piece.text if piece.kind == "=" else f"[{piece.kind}{piece.text}]" for piece in field.pieces)


@pytest.fixture
def first(council):
    """The approved revision 1."""
    return making.approved(council)


def test_the_same_plan_differs_in_nothing(council, first):
    assert changes(making.next_draft(council, first), first) == []


def test_what_was_added_taken_out_and_changed_is_told(council, first):
    second, by = making.next_draft(council, first), council.head
    making.add(second, ("Круглый стол", "ноябрь 2021", "Матвеев Д.М.", ""), to=making.section(second, 2), by=by)
    actions.remove_activity(activity=making.activity(second, LAST), by=by)
    typed(second, FIRST, by, result="Три программы согласованы", title="Сетевые программы кластера")
    found = changes(second, first)
    assert [(one.kind, one.number, one.title) for one in found] == [
        ("changed", "1.1", "Сетевые программы кластера"),
        ("added", "2.2", "Круглый стол"),
        ("removed", "7.1", LAST),
    ]
    told = {str(field.label): marked(field) for field in found[0].fields}
    assert set(told) == {_("activity"), _("expected result")}
    assert "[-" in told[_("expected result")]
    assert "Три" in told[_("expected result")]
    assert "кластера" in told[_("activity")]


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"title": "Иначе"}, "activity"),
        ({"period_words": "май 2021"}, "period"),
        ({"responsible_words": "Змеева Е.Е."}, "responsible"),
        ({"result": "Иначе"}, "expected result"),
        ({"mark_words": "выполнено"}, "mark of execution"),
        ({"funding": "10 тыс. руб."}, "funding"),
        ({"place": "г. Томск"}, "place"),
    ],
)
def test_every_field_is_compared(council, first, values, label):
    second = making.next_draft(council, first)
    typed(second, FIRST, council.head, **values)
    (found,) = changes(second, first)
    assert [str(field.label) for field in found.fields] == [_(label)]
    assert next(iter(values.values())) in marked(found.fields[0]).replace("[+", "").replace("]", "")


def test_a_move_into_another_section_and_indicators_are_told(council, first):
    second, by = making.next_draft(council, first), council.head
    actions.move_activity(activity=making.activity(second, FIRST), section=making.section(second, 2), by=by)
    actions.set_indicator(activity=making.activity(second, SHOP), name="Заявок", unit="единиц", target=2, by=by)
    found = {one.title: [str(field.label) for field in one.fields] for one in changes(second, first)}
    assert found == {FIRST: [_("section")], SHOP: [_("indicators")]}


def test_only_the_order_differs_is_no_change(council, first):
    second, by = making.next_draft(council, first), council.head
    making.add(second, ("Ярмарка", "май 2021", "Матвеев Д.М.", ""), to=making.section(second, 1), by=by)
    actions.move_activity(activity=making.activity(second, FIRST), step="down", by=by)
    assert [(one.kind, one.title) for one in changes(second, first)] == [("added", "Ярмарка")]


# --- moved dates


def test_a_date_is_not_moved_without_a_reason(client, council, first):
    second = making.next_draft(council, first)
    typed(second, REGISTER, council.head, period_words="до 01.07.2021")
    doubt = _("The date of activity %(number)s was moved: write the reason") % {"number": "4.1"}
    assert making.doubts(second, REGISTER) == [doubt]
    assert refusal(actions.submit, revision=second, until=making.UNTIL, by=council.head) == "doubts"
    client.force_login(council.head)
    row = making.activity(second, REGISTER)
    given = {"started": "", "ended": "01.07.2021", "moved_reason": "Опрос ещё идёт"}
    assert client.post(reverse("workplans:detail", args=[row.pk]), given).status_code == 302
    assert making.doubts(second, REGISTER) == []
    (found,) = changes(second, first)
    assert found.reason == "Опрос ещё идёт"
    assert making.considered(council, second).state == making.State.CONSIDERED


def test_the_first_date_is_kept_through_three_revisions(client, council, first):
    by, days = council.head, []
    second = making.next_draft(council, first)
    move(second, "до 01.07.2021", "Опрос ещё идёт", by)
    second = making.approved(council, second)
    third = making.next_draft(council, second)
    assert making.doubts(third, REGISTER) == [], "a move that was approved asks for its reason again"
    move(third, "до 01.09.2021", "Отпуска", by)
    third = making.approved(council, third)
    fourth = making.next_draft(council, third)
    for revision in (first, second, third, fourth):
        record = Record(making.fresh(revision))
        row = next(one for one in record.activities if one.title == REGISTER)
        from_ = record.moved_from(row)
        days.append((row.ended, from_ and (from_.ended, from_.period_words)))
    baseline = (datetime.date(2021, 6, 1), "до 01.06.2021")
    assert days == [
        (datetime.date(2021, 6, 1), None),
        (datetime.date(2021, 7, 1), baseline),
        (datetime.date(2021, 9, 1), baseline),
        (datetime.date(2021, 9, 1), baseline),
    ]
    assert [one.reason for one in changes(second, first)] == ["Опрос ещё идёт"]
    assert [one.reason for one in changes(third, second)] == ["Отпуска"]
    client.force_login(council.member)
    page = client.get(reverse("workplans:activity", args=[making.activity(third, REGISTER).pk])).content.decode()
    assert "до 01.06.2021" in page
    assert "Отпуска" in page


def test_a_date_moved_back_needs_a_reason_too(council, first):
    second = making.next_draft(council, first)
    move(second, "до 01.07.2021", "Опрос ещё идёт", council.head)
    third = making.next_draft(council, making.approved(council, second))
    typed(third, REGISTER, council.head, period_words="до 01.06.2021")
    assert refusal(actions.submit, revision=third, until=making.UNTIL, by=council.head) == "doubts"
    move(third, "до 01.06.2021", "Опрос закончен", council.head)
    assert making.considered(council, third).state == making.State.CONSIDERED


def test_an_added_activity_has_no_first_date(council, first):
    second = making.second(council, first)
    third = making.next_draft(council, second)
    typed(third, "Круглый стол", council.head, period_words="декабрь 2021")
    record = Record(making.fresh(third))
    row = next(one for one in record.activities if one.title == "Круглый стол")
    assert record.moved_from(row).ended == datetime.date(2021, 11, 30)
    assert record.moved_from(next(one for one in record.activities if one.title == FIRST)) is None


# --- the page and the paper


@pytest.fixture
def second(council, first):
    """Revision 2, a draft: one activity added, one taken out, a date moved."""
    row, by = making.next_draft(council, first), council.head
    making.add(row, ("Круглый стол", "ноябрь 2021", "Матвеев Д.М.", ""), to=making.section(row, 1), by=by)
    actions.remove_activity(activity=making.activity(row, LAST), by=by)
    move(row, "до 01.07.2021", "Опрос ещё идёт", by)
    return making.fresh(row)


def test_the_page_shows_what_differs_from_the_approved_or_any_other_revision(client, council, first, second):
    client.force_login(council.member)
    page = client.get(reverse("workplans:changes", args=[second.pk]))
    assert page.status_code == 200
    assert page.context["before"] == first
    shown = page.content.decode()
    assert "Круглый стол" in shown
    assert LAST in shown
    assert "Опрос ещё идёт" in shown
    assert client.get(reverse("workplans:changes", args=[first.pk])).status_code == 404, "nothing was before it"
    back = client.get(reverse("workplans:changes", args=[first.pk]) + "?since=2")
    assert [one.kind for one in back.context["changes"]] == ["changed", "added", "removed"]
    for since in ("9", "0"):
        assert client.get(reverse("workplans:changes", args=[second.pk]) + f"?since={since}").status_code == 404


def test_the_paper_is_the_same_text_in_every_format(client, council, first, second):
    client.force_login(council.member)
    paper = changes_paper(
        second.plan, "редакция 1", "редакция 2", changes(second, first), day=making.DAY, marks="Демонстрация"
    )
    whole = text_of(paper)
    assert "Добавлено: 1.2 Круглый стол" in whole
    assert f"Исключено: 7.1 {LAST}" in whole
    assert "Причина переноса срока: Опрос ещё идёт" in whole
    files = {}
    for form in ("txt", "docx", "pdf"):
        answer = client.get(reverse("workplans:changes_file", args=[second.pk, form]))
        assert answer.status_code == 200
        assert f"plan-2021-changes-1-2.{form}" in answer["Content-Disposition"]
        files[form] = b"".join(answer.streaming_content) if answer.streaming else answer.content
    read = {"txt": files["txt"].decode(), "docx": docx_text(files["docx"]), "pdf": pypdf_text(files["pdf"])}
    same = {form: letters(text).replace("Демонстрация", "") for form, text in read.items()}
    assert same == dict.fromkeys(read, letters(whole))


def test_a_paper_of_two_equal_revisions_says_so(council, first):
    second = making.next_draft(council, first)
    paper = changes_paper(second.plan, "редакция 1", "редакция 2", changes(second, first), day=making.DAY)
    assert "Различий нет." in text_of(paper)
