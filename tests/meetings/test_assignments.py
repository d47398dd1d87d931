"""Assignments across meetings: lists, reports with evidence, acceptance, deadlines moved, dropped, cancelled."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cluster_portal import clock, demo
from cluster_portal.documents.xlsx import to_xlsx
from cluster_portal.notifications.models import Notice
from cluster_portal.workflow import Refused
from meetings import actions
from meetings.models import Assignment
from meetings.standing import standing
from tests import actors as people

TODAY = datetime.date(2021, 5, 17)
LIST = "/decisions/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def council(db):
    with clock.day(TODAY):
        made = people.make_actors()
        demo.record_minutes_1(by=made.secretary)
        yield made


@pytest.fixture
def tasks(council):
    """Those of decision 2 (28.05.2021) and decision 3 (12.04.2021), both Матвеев's."""
    found = list(Assignment.objects.order_by("decision__order", "order"))
    assert len(found) == 4
    return found


def fresh(task):
    return Assignment.objects.get(pk=task.pk)


def test_finishing_the_meeting_tells_the_responsible(council, tasks):
    assert Notice.objects.filter(kind="meetings.assigned", user=council.head).count() == 4


def test_how_an_assignment_stands(tasks):
    assert (standing(tasks[0]).words, standing(tasks[0]).line) == ("На исполнении", "осталось 11 дней")
    late = standing(tasks[2])
    assert (late.words, late.overdue) == ("Просрочено на 35 дн.", True)


def test_a_report_with_evidence_is_accepted_and_late_stays_visible(client, council, tasks):
    client.force_login(council.head)
    task = tasks[2]
    url = reverse("decisions:report", args=[task.pk])
    evidence = SimpleUploadedFile("приказ.pdf", b"%PDF-1.7 order")
    assert client.post(url, {"text": " "}).status_code == 400
    assert client.post(url, {"text": "Сделано", "done_on": "01.01.2030"}).status_code == 400
    sent = client.post(url, {"text": "Группа создана", "done_on": "26.04.2021", "file": evidence})
    assert sent.status_code == 302
    assert fresh(task).state == "reported"
    assert Notice.objects.filter(kind="meetings.reported", user=council.secretary).exists()
    again = client.post(url, {"text": "Ещё раз"})
    assert again.status_code == 409
    report = task.reports.get()
    file = report.files.get()
    got = client.get(reverse("decisions:evidence", args=[report.pk, file.pk]))
    assert b"".join(got.streaming_content) == b"%PDF-1.7 order"
    client.force_login(council.secretary)
    assert client.post(reverse("decisions:accept", args=[report.pk])).status_code == 302
    done = fresh(task)
    assert (done.state, str(done.closed_on)) == ("done", "2021-04-26")
    assert standing(done).words == "Исполнено с нарушением срока"
    assert client.post(reverse("decisions:accept", args=[report.pk])).status_code == 409


def test_a_returned_report_opens_the_assignment_again(council, tasks):
    report = actions.report(assignment=tasks[0], text="Готово", by=council.head)
    with pytest.raises(Refused) as caught:
        actions.return_report(report=report, answer="", by=council.chair)
    assert caught.value.code == "reason"
    actions.return_report(report=report, answer="Нет приложения", by=council.chair)
    assert fresh(tasks[0]).state == "returned"
    assert Notice.objects.filter(kind="meetings.report_answered", user=council.head).exists()
    actions.report(assignment=fresh(tasks[0]), text="С приложением", by=council.head)
    assert fresh(tasks[0]).state == "reported"


def test_a_stranger_to_the_task_may_not_report(council, tasks):
    with pytest.raises(Refused) as caught:
        actions.report(assignment=tasks[0], text="Я сделал", by=council.other_head)
    assert caught.value.code == "forbidden"
    assert not tasks[0].reports.exists()


def test_a_deadline_moves_with_its_reason_and_the_first_stays(council, tasks):
    task = tasks[0]
    later = datetime.date(2021, 6, 30)
    with pytest.raises(Refused) as caught:
        actions.ask_to_extend(assignment=task, until=TODAY, reason="Рано", by=council.head)
    assert caught.value.field == "until"
    asked = actions.ask_to_extend(assignment=task, until=later, reason="Ждём письма", by=council.head)
    with pytest.raises(Refused):
        actions.ask_to_extend(assignment=task, until=later, reason="Ещё", by=council.head)
    with pytest.raises(Refused):
        actions.answer_extension(extension=asked, granted=True, by=council.head)
    actions.answer_extension(extension=asked, granted=True, by=council.chair)
    moved = fresh(task)
    assert moved.deadline == later
    assert moved.earlier_deadlines[0]["deadline"] == "2021-05-28"
    with pytest.raises(Refused):
        actions.answer_extension(extension=asked, granted=False, by=council.chair)


def test_the_chair_drops_with_a_reason_and_the_secretary_records_a_cancelling_decision(council, tasks):
    with pytest.raises(Refused):
        actions.drop(assignment=tasks[0], reason="Утратило смысл", by=council.secretary)
    actions.drop(assignment=tasks[0], reason="Утратило смысл", by=council.chair)
    assert fresh(tasks[0]).state == "dropped"
    actions.cancel_assignment(assignment=tasks[1], reason="Отменено решением № 4, протокол № 2", by=council.secretary)
    assert standing(fresh(tasks[1])).words == "Отменено решением"
    with pytest.raises(ValidationError):
        actions.report(assignment=tasks[1], text="", by=council.head)
    with pytest.raises(Refused):
        actions.report(assignment=tasks[1], text="Всё равно сделал", by=council.head)


def test_the_list_filters_by_tab_organisation_meeting_and_words(client, council, tasks):
    client.force_login(council.head)

    def shown(query):
        return [task.pk for task, _standing in client.get(LIST + query).context["rows"]]

    assert len(shown("")) == 4
    assert shown("?tab=overdue") == [tasks[2].pk, tasks[3].pk]
    assert len(shown("?tab=mine")) == 4
    assert shown("?tab=closed") == []
    assert len(shown(f"?organization={people.person(people.HEAD).positions.get().organization_id}")) == 4
    assert shown("?organization=999999") == []
    assert len(shown(f"?meeting={tasks[0].decision.meeting_id}")) == 4
    assert shown("?q=формата Соглашения") == [tasks[0].pk]
    assert shown("?until=12.04.2021") == [tasks[2].pk, tasks[3].pk]
    wrong = client.get(LIST + "?until=31.02.2021")
    assert wrong.status_code == 400
    assert "28" in wrong.content.decode()
    for odd in ("?tab=%00", "?organization=-1", "?meeting=99999999999999999", "?page=x", "?q=%00'\";--"):
        assert client.get(LIST + odd).status_code == 200


def test_the_list_as_xlsx_holds_text_and_dates_and_no_formula(client, council, tasks):
    Assignment.objects.filter(pk=tasks[0].pk).update(part="=1+1")
    client.force_login(council.member)
    sheet = load_workbook(io.BytesIO(client.get("/decisions/assignments.xlsx").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Срок", "Поручение")
    assert len(rows) == 5
    assert any(row[1] == "=1+1" for row in rows)
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert rows[1][0].date() == datetime.date(2021, 4, 12)


def test_a_sheet_takes_any_text():
    made = to_xlsx("Лист", [("А", 5)], [["\x00\x07я" * 20_000]])
    assert load_workbook(io.BytesIO(made)).active["A2"].value.startswith("яя")


def test_pages_of_decisions_and_of_one_assignment(client, council, tasks):
    client.force_login(council.chair)
    assert "Создать рабочую группу" in client.get("/decisions/all/?q=Создать").content.decode()
    page = client.get(tasks[0].get_absolute_url()).content.decode()
    assert "Снять с контроля" in page
    client.force_login(council.member)
    page = client.get(tasks[0].get_absolute_url()).content.decode()
    assert "Снять с контроля" not in page
    assert "Отчитывается ответственный." in page


def test_an_organisation_shows_its_attendance_and_what_it_owes(client, council, tasks):
    client.force_login(council.member)
    place = people.person(people.HEAD).positions.get().organization
    page = client.get(place.get_absolute_url()).content.decode()
    assert "на 1 из 1 заседаний" in page
    assert "Представить План на рассмотрение" in page
