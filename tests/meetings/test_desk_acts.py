"""The desk beside its rows: order, presence by item, dissents, undo, «Как в прошлый раз», drafts, one's own saves."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from cluster_portal import demo
from cluster_portal.documents.blocks import text_of
from cluster_portal.journal.models import Entry
from cluster_portal.workflow import Refused, Stale
from meetings import actions
from meetings.doubts import doubts
from meetings.draft import read_draft
from meetings.exchange import to_data
from meetings.models import AgendaItem, Attendance, Decision, Meeting, Speech, Vote
from meetings.protocol import protocol
from meetings.record import Record
from members.actions import grant_mandate
from tests import actors as people


def record(meeting):
    return Record(Meeting.objects.get(pk=meeting.pk))


def titles(meeting):
    return [item.title for item in meeting.items.order_by("order")]


def save(row, by, **values):
    row.refresh_from_db()
    return actions.save_row(row=row, version=row.version, values=values, by=by)


@pytest.fixture
def second(cluster):
    """Another secretary: handing over may overlap."""
    user = people.other_head()
    grant_mandate(
        cluster=cluster,
        office="secretary",
        person=people.person(people.OTHER_HEAD),
        started=people.ELECTED,
        ground="Передача дел",
        by=None,
    )
    return user


def mark_everybody(meeting, by):
    for line in meeting.attendances.all():
        actions.mark(attendance=line, mode="in_person", by=by)


def test_items_change_places(meeting, secretary):
    one, two = meeting.items.order_by("order")
    actions.add_item(meeting=meeting, title="Разное", by=secretary)
    actions.place_item(item=one, place=3, by=secretary)
    assert titles(meeting) == ["О Плане", "Разное", "О Соглашении"]
    actions.place_item(item=two, place=99, by=secretary)
    assert titles(meeting) == ["Разное", "О Соглашении", "О Плане"]
    assert list(meeting.items.values_list("order", flat=True)) == [1, 2, 3]


def test_presence_by_item_changes_quorum_votes_and_paper(meeting, secretary):
    mark_everybody(meeting, secretary)
    item, other = meeting.items.order_by("order")
    whole = record(meeting).quorum.present
    line = meeting.attendances.get(person=people.person(people.HEAD))
    colleague = meeting.attendances.get(person=people.person(people.SECRETARY))  # of the same organisation
    for row in (line, colleague):
        actions.set_presence(attendance=row, item=item, kind="recused", reason="конфликт интересов", by=secretary)
    assert record(meeting).quorum_at(item).present == whole - 1
    assert record(meeting).quorum_at(other).present == whole
    vote = item.votes.get()
    save(vote, secretary, way="counts", for_count=whole, against_count=0, abstained_count=0)
    assert "VOTES_EXCEED" in {doubt.code for doubt in doubts(record(meeting))}
    assert "Не участвуют в голосовании: Матвеев Дмитрий Михайлович (конфликт интересов)" in text_of(
        protocol(record(meeting))
    )
    actions.set_presence(attendance=line, item=item, kind="", by=secretary)
    assert record(meeting).quorum_at(item).present == whole
    with pytest.raises(ValidationError):
        actions.set_presence(attendance=line, item=item, kind="asleep", by=secretary)


def test_presence_by_time(meeting, secretary):
    mark_everybody(meeting, secretary)
    item = meeting.items.earliest("order")
    whole = record(meeting).quorum.present
    save(item, secretary, begun_at=datetime.time(14, 30))
    line = meeting.attendances.get(person=people.person("Беляев Егор Викторович"))
    save(line, secretary, came_at=datetime.time(15, 0))
    assert record(meeting).quorum_at(AgendaItem.objects.get(pk=item.pk)).present == whole - 1
    save(line, secretary, came_at=datetime.time(14, 0), left_at=datetime.time(14, 30))
    assert record(meeting).quorum_at(AgendaItem.objects.get(pk=item.pk)).present == whole - 1


def test_an_illness_is_doubted(meeting, secretary):
    line = meeting.attendances.first()
    actions.mark(attendance=line, mode="absent", by=secretary)
    save(line, secretary, absence_reason="по болезни")
    assert "ABSENCE_TELLS_ILLNESS" in {doubt.code for doubt in doubts(record(meeting))}
    save(line, secretary, absence_reason="отпуск")
    assert "ABSENCE_TELLS_ILLNESS" not in {doubt.code for doubt in doubts(record(meeting))}


def test_co_chairs_and_several_days_are_printed(meeting, secretary):
    for name in (people.HEAD, people.OTHER_HEAD):
        line = meeting.attendances.get(person=people.person(name))
        actions.mark(attendance=line, mode="in_person", by=secretary)
        save(line, secretary, roles=["chair"])
    save(meeting, secretary, date_end=datetime.date(2021, 4, 10))
    words = text_of(protocol(record(meeting)))
    assert "Сопредседательствующие: " in words
    assert "09 апреля 2021 г. – 10 апреля 2021 г." in words
    assert [person["name"] for person in to_data(record(meeting))["co_chairs"]] == [people.HEAD] or [people.OTHER_HEAD]


def test_a_dissent_is_appended_and_taken_out(meeting, secretary):
    item = meeting.items.earliest("order")
    with pytest.raises(ValidationError):
        actions.add_dissent(meeting=meeting, item=item, name="", text="Против", by=secretary)
    actions.add_dissent(meeting=meeting, item=item, name="Бенсон Г.Ф.", text="Считаю срок нереальным.", by=secretary)
    assert "Особое мнение (Бенсон Г.Ф.): Считаю срок нереальным." in text_of(protocol(record(meeting)))
    actions.remove_dissent(meeting=meeting, place=0, by=secretary)
    with pytest.raises(Refused):
        actions.remove_dissent(meeting=meeting, place=0, by=secretary)


# --- one's own saves


def test_a_save_that_had_arrived_succeeds_when_repeated(meeting, secretary):
    speech = meeting.items.earliest("order").speeches.first()
    first = actions.save_row(row=speech, version=1, values={"text": "а"}, token="t1", by=secretary)
    again = actions.save_row(row=speech, version=1, values={"text": "а"}, token="t2", own=["t1"], by=secretary)
    assert again.version == first.version
    more = actions.save_row(row=speech, version=1, values={"text": "аб"}, token="t3", own=["t1", "t2"], by=secretary)
    assert more.text == "аб"


def test_somebody_elses_save_is_a_conflict_whatever_marks_one_sends(meeting, secretary, second):
    speech = meeting.items.earliest("order").speeches.first()
    actions.save_row(row=speech, version=1, values={"text": "моё"}, token="t1", by=secretary)
    actions.save_row(row=speech, version=2, values={"text": "чужое"}, token="x", by=second)
    with pytest.raises(Stale):
        actions.save_row(row=speech, version=1, values={"text": "моё ещё"}, token="t2", own=["t1", ""], by=secretary)
    assert Speech.objects.get(pk=speech.pk).text == "чужое"


# --- undo


def test_a_burst_of_typing_is_one_step_back(meeting, secretary):
    speech = meeting.items.earliest("order").speeches.first()
    save(speech, secretary, text="было")
    meeting.steps.update(last=datetime.datetime(2021, 4, 9, tzinfo=datetime.UTC))
    for text in ("н", "но", "ново", "новое"):
        save(speech, secretary, text=text)
    assert meeting.steps.filter(kind="changed").count() == 2
    actions.undo(meeting=meeting, by=secretary)
    assert Speech.objects.get(pk=speech.pk).text == "было"
    actions.undo(meeting=meeting, by=secretary)
    assert Speech.objects.get(pk=speech.pk).text == ""


def test_a_removed_item_comes_back_with_everything_under_it(meeting, secretary):
    item = meeting.items.earliest("order")
    save(item.speeches.first(), secretary, text="Доложено.")
    save(item.decisions.get(), secretary, text="Одобрить.", responsible="Матвеев Д.М.")
    save(item.votes.get(), secretary, way="unanimous")
    before = text_of(protocol(record(meeting)))
    actions.remove(row=item, by=secretary)
    assert titles(meeting) == ["О Плане"]
    actions.undo(meeting=meeting, by=secretary)
    assert text_of(protocol(record(meeting))) == before


def test_a_mark_and_an_added_person_are_taken_back(meeting, secretary):
    line = meeting.attendances.first()
    actions.mark(attendance=line, mode="online", by=secretary)
    added = actions.add_attendance(meeting=meeting, text="Гостев Иван Петрович, эксперт", by=secretary)
    actions.undo(meeting=meeting, by=secretary)
    assert not Attendance.objects.filter(pk=added.pk).exists()
    actions.undo(meeting=meeting, by=secretary)
    assert Attendance.objects.get(pk=line.pk).mode == ""


def test_nobody_takes_back_what_another_changed_since(meeting, secretary, second):
    speech = meeting.items.earliest("order").speeches.first()
    save(speech, secretary, text="моё")
    save(speech, second, text="чужое")
    with pytest.raises(Refused) as caught:
        actions.undo(meeting=meeting, by=secretary)
    assert caught.value.code == "stale"
    assert Speech.objects.get(pk=speech.pk).text == "чужое"


def test_with_nothing_done_there_is_nothing_to_take_back(meeting, second):
    with pytest.raises(Refused):
        actions.undo(meeting=meeting, by=second)


# --- like last time, drafts


def test_like_last_time_fills_people_place_and_asks_for_reports(cluster, secretary):
    demo.record_minutes_1(by=secretary)
    new = actions.plan_meeting(
        cluster=cluster, number="2", date=datetime.date(2021, 5, 17), agenda=[("О плане", "")], by=secretary
    )
    before = Entry.objects.count()
    actions.like_last_time(meeting=new, by=secretary)
    assert Entry.objects.count() == before + 1
    new.refresh_from_db()
    assert (new.place, new.format) == ("г. Томск", "mixed")
    assert titles(new) == ["Об исполнении решений", "О плане"]
    heard = new.items.earliest("order").speeches.get(kind="heard").text
    assert heard.count("\n") == 3
    assert "срок 28.05.2021" in heard
    marked = new.attendances.exclude(mode="")
    assert marked.count() == 15  # the two guests of No. 1 are not in the Council's list
    assert new.attendances.get(person=people.person("Репин Владимир Николаевич")).mode == "online"


def test_without_a_meeting_before_it_is_refused(meeting, secretary):
    with pytest.raises(Refused):
        actions.like_last_time(meeting=meeting, by=secretary)


DRAFT = """Председатель – Костарев М.М.
Присутствовали очно:
1. Костарев Максим Михайлович, президент Союза «Томская торгово-промышленная палата»;
2. Гостев Иван Петрович – эксперт ООО «Пример».
Отсутствовали:
1. Бенсон Глеб Феликсович – директор (отпуск).
Повестка дня:
1. О ходе работы (Матвеев Д.М.)

1. СЛУШАЛИ: Матвеева Д.М. – доложил о ходе.
РЕШИЛИ:
1.1. Одобрить. Срок: 01.06.2021. Ответственный: Матвеев Д.М.
ГОЛОСОВАЛИ: единогласно.

Секретарь      Е.В. Жарких
"""


def test_a_draft_becomes_rows_in_one_act(cluster, secretary):
    new = actions.plan_meeting(cluster=cluster, number="8", date=datetime.date(2021, 4, 9), by=secretary)
    actions.start(meeting=new, by=secretary)
    before = Entry.objects.count()
    actions.take_draft(meeting=new, parts=read_draft(DRAFT), by=secretary)
    assert Entry.objects.count() == before + 1
    assert titles(new) == ["О ходе работы"]
    decision = Decision.objects.get(meeting=new)
    assert (decision.number, decision.deadline_text, decision.responsible) == ("1.1", "01.06.2021", "Матвеев Д.М.")
    assert Vote.objects.get(item__meeting=new).way == "unanimous"
    chair = new.attendances.get(person=people.person(people.CHAIR))
    assert (chair.mode, chair.roles) == ("in_person", ["chair"])
    guest = new.attendances.get(name="Гостев Иван Петрович")
    assert (guest.mode, guest.position, guest.organisation) == ("in_person", "эксперт", "ООО «Пример»")
    away = new.attendances.get(person=people.person(people.OTHER_HEAD))
    assert (away.mode, away.absence_reason) == ("absent", "отпуск")
    assert [line["printed"] for line in Meeting.objects.get(pk=new.pk).signature_lines] == ["Е.В. Жарких"]


def test_a_draft_with_a_sign_no_document_holds_leaves_nothing_behind(meeting, secretary):
    parts = read_draft("Повестка:\n1. О новом\n\nСлушали:\nобратный \u202e порядок")
    with pytest.raises(ValidationError):
        actions.take_draft(meeting=meeting, parts=parts, by=secretary)
    assert titles(meeting) == ["О Соглашении", "О Плане"]
    with pytest.raises(Refused):
        actions.take_draft(meeting=meeting, parts=[], by=secretary)


def test_a_draft_of_too_many_parts_is_refused_in_words(client, meeting, secretary):
    client.force_login(secretary)
    page = client.post(f"/meetings/{meeting.pk}/conduct/draft/", {"text": "а\n" * 2000})
    assert page.status_code == 400
    assert "2000 частей" in page.content.decode()
    assert "а\r\nа" in page.content.decode() or "а\nа" in page.content.decode(), "nothing typed is lost"
