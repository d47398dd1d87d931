"""Before and after a meeting: convened, moved, answered, proposed, circulated, corrected, published."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cluster_portal import clock, demo
from cluster_portal.documents.blocks import text_of
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter, Notice
from cluster_portal.workflow import Refused
from meetings import actions, papers
from meetings.doubts import doubts, open_doubts
from meetings.invited import answers_of
from meetings.models import Meeting, Proposal
from meetings.protocol import protocol
from meetings.record import Record
from members import actions as composition
from members.models import Mandate
from tests import actors as people

TODAY = datetime.date(2021, 5, 17)
SOON = datetime.date(2021, 5, 28)
PDF = b"%PDF-1.7\n%%EOF"


def scan(name: str = "Протокол.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def council(db):
    with clock.day(TODAY):
        yield people.make_actors()


@pytest.fixture
def planned(council):
    return actions.plan_meeting(
        cluster=council.cluster,
        number="2",
        date=SOON,
        time_start=datetime.time(14),
        place="г. Томск",
        format="mixed",
        agenda=[("О ходе подписания Соглашения", "Матвеев Д.М."), ("Разное", "")],
        by=council.secretary,
    )


@pytest.fixture
def convened(council, planned):
    return actions.convene(meeting=planned, notice_number="12", by=council.secretary)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


# --- before


def test_convening_tells_everybody_of_the_list_once(council, convened):
    told = set(Notice.objects.filter(kind="meetings.convened").values_list("user__email", flat=True))
    assert {"head@example.org", "secretary@example.org", "member@example.org"} <= told
    assert "stranger@example.org" not in told
    assert Letter.objects.filter(subject__contains="извещение").count() == len(told)
    assert convened.notice_number == "12"
    with pytest.raises(Refused) as caught:
        actions.convene(meeting=convened, by=council.secretary)
    assert caught.value.code == "state"


def test_a_meeting_without_an_agenda_is_not_convened(council):
    empty = actions.plan_meeting(cluster=council.cluster, number="3", date=SOON, by=council.secretary)
    with pytest.raises(Refused, match="повестк"):
        actions.convene(meeting=empty, by=council.secretary)
    assert fresh(empty).state == Meeting.State.PLANNED
    assert Notice.objects.count() == 0


def test_the_notice_says_all_and_the_calendar_has_the_time_in_utc(client, council, convened):
    words = text_of(papers.notice(Record(fresh(convened))))
    for said in ("исх. № 12 от 17.05.2021", "28 мая 2021 г. в 14:00", "О ходе подписания Соглашения", "г. Томск"):
        assert said in words
    client.force_login(council.member)
    event = client.get(reverse("meetings:calendar", args=[convened.pk])).content.decode()
    assert "DTSTART:20210528T070000Z" in event
    assert "METHOD:PUBLISH" in event


def test_moving_keeps_the_earlier_date_and_tells(council, convened):
    moved = actions.move_meeting(
        meeting=convened, date=datetime.date(2021, 6, 4), reason="Нет кворума по ответам", by=council.secretary
    )
    assert moved.state == Meeting.State.MOVED
    assert moved.earlier_dates == [{"date": "2021-05-28", "reason": "Нет кворума по ответам"}]
    assert Notice.objects.filter(kind="meetings.moved", user=council.head).exists()
    assert "перенесено с 28.05.2021" in text_of(papers.notice(Record(fresh(moved))))
    with pytest.raises(Refused) as caught:
        actions.move_meeting(meeting=moved, date=datetime.date(2021, 6, 4), reason="Ещё раз", by=council.secretary)
    assert caught.value.field == "date"
    assert actions.convene(meeting=moved, by=council.secretary).state == Meeting.State.CONVENED


def test_a_number_that_stands_in_the_other_year_stops_the_move(council, planned):
    actions.plan_meeting(cluster=council.cluster, number="2", date=datetime.date(2022, 1, 20), by=council.secretary)
    with pytest.raises(Refused) as caught:
        actions.move_meeting(meeting=planned, date=datetime.date(2022, 1, 27), reason="Праздники", by=council.secretary)
    assert caught.value.code == "taken"
    assert fresh(planned).date == SOON


def test_cancelling_tells_only_those_who_were_invited(council, planned):
    actions.cancel(meeting=planned, reason="Не нужно", by=council.secretary)
    assert not Notice.objects.exists()
    assert fresh(planned).state == Meeting.State.CANCELLED


def test_answers_count_towards_the_expected_quorum(council, convened):
    head = people.person(people.HEAD)
    actions.answer(meeting=convened, person=head, choice="in_person", by=council.head)
    with pytest.raises(ValidationError):
        actions.answer(meeting=convened, person=head, choice="cannot", by=council.head)
    with pytest.raises(Refused, match="за себя"):
        actions.answer(meeting=convened, person=head, choice="online", by=council.other_head)
    actions.answer(
        meeting=convened,
        person=people.person(people.OTHER_HEAD),
        choice="cannot",
        reason="отпуск",
        by=council.secretary,
    )
    found = answers_of(fresh(convened), Record(fresh(convened)))
    assert (found.coming, found.cannot, found.needed) == (1, 1, 10)
    actions.start(meeting=convened, by=council.secretary)
    assert actions.mark_by_answers(meeting=convened, by=council.secretary) == 2
    absent = convened.attendances.get(person=people.person(people.OTHER_HEAD))
    assert (absent.mode, absent.absence_reason) == ("absent", "отпуск")


def test_one_click_answers_and_cannot_asks_why(client, council, convened):
    client.force_login(council.head)
    page = client.get("/")
    assert "Буду очно" in page.content.decode()
    url = reverse("meetings:answer", args=[convened.pk])
    assert client.post(url, {"choice": "online"}).status_code == 302
    assert convened.answers.get().choice == "online"
    asked = client.post(url, {"choice": "cannot"})
    assert asked.url == reverse("meetings:cannot", args=[convened.pk])
    assert client.post(asked.url, {"reason": ""}).status_code == 400
    client.post(asked.url, {"reason": "командировка"})
    assert convened.answers.get().reason == "командировка"


def test_an_assistant_answers_for_the_head(client, council, convened):
    helper = composition.add_person(name="Помощникова Ольга Ивановна", by=None)
    helper = composition.give_account(person=helper, user=council.stranger, by=None)
    composition.name_assistant(person=helper, head=people.person(people.HEAD), started=TODAY, by=None)
    client.force_login(council.stranger)
    client.post(reverse("meetings:answer", args=[convened.pk]), {"choice": "in_person"})
    given = convened.answers.get()
    assert given.person.name == people.HEAD
    assert given.given_by == "Посторонний Пётр Петрович"


def test_a_proposal_is_taken_or_declined_and_its_author_told(council, planned):
    proposal = actions.propose(meeting=planned, title="О приёме в Кластер", ground="Письмо", by=council.member)
    assert Notice.objects.get(kind="meetings.proposed").user == council.secretary
    actions.take_proposal(proposal=proposal, by=council.secretary)
    assert planned.items.filter(title="О приёме в Кластер").exists()
    with pytest.raises(Refused) as caught:
        actions.decline_proposal(proposal=proposal, answer="Поздно", by=council.secretary)
    assert caught.value.code == "state"
    other = actions.propose(meeting=planned, title="О погоде", by=council.member)
    with pytest.raises(Refused):
        actions.decline_proposal(proposal=other, answer=" ", by=council.secretary)
    actions.decline_proposal(proposal=other, answer="Не наш вопрос", by=council.secretary)
    assert Proposal.objects.get(pk=other.pk).state == "declined"
    assert Notice.objects.filter(kind="meetings.proposal_answered", user=council.member).count() == 2


def test_materials_are_checked_by_content_and_read_by_members(client, council, planned):
    client.force_login(council.secretary)
    url = reverse("meetings:attach", args=[planned.pk])
    answer = client.post(url, {"file": scan("письмо.pdf", b"MZ\x90\x00")})
    assert answer.status_code == 400
    assert "По содержимому" in answer.content.decode()
    assert client.post(url, {"file": scan(), "title": "Проект", "item": planned.items.first().pk}).status_code == 302
    attachment = planned.attachments.get()
    client.force_login(council.member)
    page = client.get(planned.get_absolute_url()).content.decode()
    assert "Проект" in page
    got = client.get(reverse("meetings:material", args=[planned.pk, attachment.pk]))
    assert b"".join(got.streaming_content) == PDF


def test_a_file_of_200_megabytes_is_refused_in_words(client, council, planned, settings):
    settings.UPLOAD_LIMIT = 1024
    client.force_login(council.secretary)
    huge = scan("видео.pdf", PDF + b"0" * (3 * 1024 * 1024))
    answer = client.post(reverse("meetings:attach", args=[planned.pk]), {"file": huge, "title": "Запись"})
    assert answer.status_code == 400
    assert "Файл больше" in answer.content.decode()
    assert "Запись" in answer.content.decode()
    assert not planned.attachments.exists()


def test_the_script_names_people_in_the_right_case(council, convened):
    words = text_of(papers.script(Record(fresh(convened))))
    assert "Слово предоставляется Матвееву Дмитрию Михайловичу." in words
    assert "для кворума нужны 10" in words
    listed = text_of(papers.registration(Record(fresh(convened))))
    assert re.search(r"1\. Неизвестных Михаил Николаевич, директор", listed)


def test_a_meeting_that_did_not_take_place_has_minutes_that_say_so(council, convened):
    actions.start(meeting=convened, by=council.secretary)
    line = convened.attendances.get(person=people.person(people.HEAD))
    actions.mark(attendance=line, mode="in_person", by=council.secretary)
    over = actions.not_held(meeting=convened, reason="нет кворума: 1 из 19", by=council.secretary)
    words = text_of(protocol(Record(fresh(over))))
    assert "Заседание не состоялось: нет кворума: 1 из 19" in words
    assert "Матвеев Дмитрий Михайлович" in words


# --- after


@pytest.fixture
def held(council):
    return demo.record_minutes_1(by=council.secretary)


def explain_all(meeting, by):
    for doubt in open_doubts(Record(fresh(meeting))):
        actions.explain_doubt(meeting=meeting, key=doubt.key, reason="Так в подлиннике", by=by)


def test_comments_are_taken_while_circulated_and_must_be_answered(council, held):
    with pytest.raises(Refused):
        actions.comment(meeting=held, text="Рано", by=council.member)
    with pytest.raises(ValidationError):
        actions.circulate(meeting=held, until=TODAY - datetime.timedelta(days=1), by=council.secretary)
    actions.circulate(meeting=held, until=TODAY, by=council.secretary)
    assert Notice.objects.filter(kind="meetings.circulated", user=council.head).exists()
    comment = actions.comment(meeting=held, text="Опечатка в решении 2", by=council.member)
    with pytest.raises(ValidationError):
        actions.comment(meeting=held, text="  ", by=council.member)
    assert "COMMENT_UNANSWERED" in {doubt.code for doubt in doubts(Record(fresh(held)))}
    explained = fresh(held)
    with pytest.raises(Refused, match="причин"):
        actions.answer_comment(comment=comment, taken=False, by=council.secretary)
    actions.answer_comment(comment=comment, taken=True, by=council.secretary)
    assert "COMMENT_UNANSWERED" not in {doubt.code for doubt in doubts(Record(fresh(held)))}
    assert Notice.objects.filter(kind="meetings.comment_answered", user=council.member).exists()
    explain_all(explained, council.secretary)
    actions.sign_on_paper(meeting=fresh(held), signed_on=TODAY, original_kept="у секретаря", by=council.secretary)
    with pytest.raises(Refused):
        actions.comment(meeting=fresh(held), text="Поздно", by=council.member)


def test_comments_end_with_their_day(council, held):
    actions.circulate(meeting=held, until=TODAY, by=council.secretary)
    with clock.day(TODAY + datetime.timedelta(days=1)), pytest.raises(Refused, match=r"17\.05\.2021"):
        actions.comment(meeting=fresh(held), text="Поздно", by=council.member)


def signed(held, by, **more):
    explain_all(held, by)
    return actions.sign_on_paper(meeting=held, signed_on=TODAY, original_kept="у секретаря", by=by, **more)


def test_a_corrected_edition_names_what_it_replaces_and_freezes_the_signed_text(client, council, held):
    before = text_of(protocol(Record(held)))
    signed(held, council.secretary, scan=scan())
    with pytest.raises(Refused):
        actions.correct(meeting=held, reason="", by=council.secretary)
    again = actions.correct(meeting=fresh(held), reason="опечатка в решении 2", by=council.secretary)
    assert (again.edition, again.minutes_state, again.scan) == (2, "drawn_up", None)
    words = text_of(protocol(Record(fresh(held))))
    assert "Исправленная редакция № 2 (взамен редакции № 1, подписанной 17.05.2021)" in words
    assert "Основание исправления: опечатка в решении 2" in words
    kept = held.signed_editions.get()
    assert "".join(kept.text.split()) == "".join(before.split())
    client.force_login(council.member)
    page = client.get(reverse("meetings:edition", args=[held.pk, 1]))
    assert page.status_code == 200
    response = client.get(reverse("meetings:edition_scan", args=[held.pk, 1]))
    assert b"".join(response.streaming_content) == PDF


def test_only_signed_minutes_are_published_and_without_contacts(client, council, held):
    with pytest.raises(Refused):
        actions.publish(meeting=held, by=council.secretary)
    signed(held, council.secretary)
    actions.publish(meeting=fresh(held), by=council.secretary)
    page = client.get(reverse("meetings:published_minutes", args=[held.pk]))
    assert page.status_code == 200
    words = page.content.decode()
    assert "Костарев" in words
    assert "@example.org" not in words
    assert client.get(reverse("meetings:published_file", args=[held.pk])).content.startswith(b"%PDF")
    actions.unpublish(meeting=fresh(held), by=council.secretary)
    assert client.get(reverse("meetings:published_minutes", args=[held.pk])).status_code == 404


def test_an_extract_holds_the_chosen_decisions_word_for_word(client, council, held):
    decision = held.decisions.order_by("order")[1]
    words = text_of(papers.extract(Record(fresh(held)), set(), {decision.pk}))
    assert "2. Создать рабочую группу для определения формата Соглашения" in words
    assert "Утвердить сроком на 5 лет" not in words
    assert "Выписка верна." in words
    client.force_login(council.member)
    url = reverse("meetings:extract", args=[held.pk])
    assert client.get(url).status_code == 200
    for kind in ("pdf", "docx", "txt"):
        assert client.get(url, {"decision": decision.pk, "as": kind}).status_code == 200
    assert client.get(url, {"item": "99999999999999", "decision": "x"}).status_code == 200


def test_an_old_meeting_stands_as_signed_on_paper_with_its_scan(client, council):
    client.force_login(council.secretary)
    typed = {
        "number": "14",
        "date": "20.11.2020",
        "format": "in_person",
        "place": "г. Томск",
        "agenda": "О создании Совета (Матвеев Д.М.)",
        "signed_on": "23.11.2020",
        "original_kept": "архив колледжа, дело 3",
        "scan": scan(),
    }
    answer = client.post(reverse("meetings:old"), typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    old = Meeting.objects.get(number="14")
    assert (old.state, old.minutes_state, str(old.signed_on)) == ("held", "on_paper", "2020-11-23")
    assert old.scan is not None
    future = client.post(reverse("meetings:old"), {**typed, "number": "15", "date": "20.11.2031", "scan": scan()})
    assert future.status_code == 400
    assert not Meeting.objects.filter(number="15").exists()


def test_every_act_writes_exactly_one_entry(council, planned):
    def entries(act):
        before = Entry.objects.count()
        made = act()
        assert Entry.objects.count() == before + 1
        return made

    convened = entries(lambda: actions.convene(meeting=planned, by=council.secretary))
    entries(
        lambda: actions.answer(meeting=convened, person=people.person(people.HEAD), choice="online", by=council.head)
    )
    proposal = entries(lambda: actions.propose(meeting=convened, title="О разном", by=council.member))
    entries(lambda: actions.take_proposal(proposal=proposal, by=council.secretary))
    entries(lambda: actions.attach(meeting=convened, file=scan(), by=council.secretary))
    entries(lambda: actions.cancel(meeting=convened, reason="Не нужно", by=council.secretary))


def test_the_chair_convenes_too(council, planned):
    people.elect_chair(council.cluster)
    assert Mandate.objects.filter(office="chair").exists()
    assert actions.convene(meeting=planned, by=council.chair).state == Meeting.State.CONVENED


def test_a_spelling_met_in_minutes_is_proposed_as_another_one(client, council, held):
    line = held.attendances.get(person=people.person(people.HEAD))
    actions.save_row(
        row=line, version=line.version, values={"organisation": "Томского колледжа ТЭПК-21"}, by=council.secretary
    )
    client.force_login(council.secretary)
    page = client.get(line.organization.get_absolute_url()).content.decode()
    assert "Томского колледжа ТЭПК-21" in page
    act = reverse("members:on_organization", args=[line.organization.pk, "spelling"])
    proposed = client.get(act, {"spelling": "Томского колледжа ТЭПК-21"})
    assert proposed.context["form"]["spelling"].value() == "Томского колледжа ТЭПК-21"
    client.post(act, {"spelling": "Томского колледжа ТЭПК-21"})
    page = client.get(line.organization.get_absolute_url()).content.decode()
    assert "Встречалось в протоколах" not in page
    client.force_login(council.member)
    assert "Встречалось" not in client.get(line.organization.get_absolute_url()).content.decode()
