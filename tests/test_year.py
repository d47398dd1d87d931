"""A year of the Council through pages alone: composition, rights and documents are right on every date of it."""

from __future__ import annotations

import datetime
import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cluster_portal import clock
from cluster_portal.journal.chain import verify
from meetings.models import Assignment, Decision, Meeting, Speech
from members.composition import composition, council_list
from members.models import Organization, Person
from members.rules import the_cluster
from tests import actors as people

POST = 302


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%d.%m.%Y").date()


class Office:
    """The secretary's office: everything is done with forms, as in the browser."""

    def __init__(self, user) -> None:
        self.client = Client()
        self.client.force_login(user)

    def send(self, name: str, args: list, /, expected: int = POST, **typed) -> str:
        url = reverse(name, args=args)
        answer = self.client.post(url, typed)
        assert answer.status_code == expected, (name, typed, answer.content.decode()[-3000:])
        return answer.headers.get("Location", "")

    def page(self, name: str, args: list, /, **query) -> str:
        answer = self.client.get(reverse(name, args=args), query)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer.content.decode()

    # --- composition

    def record(self, organization: Organization, act: str, **typed) -> None:
        self.send("members:on_organization", [organization.pk, act], **typed)

    # --- meetings

    def plan(self, number: str, date: str, kind: str, *agenda: str) -> Meeting:
        typed = {"number": number, "date": date, "time_start": "14:00", "format": kind, "place": "г. Томск"}
        typed |= {"remote_ground": "п. 7 Регламента" if kind != "in_person" else "", "agenda": "\n".join(agenda)}
        self.send("meetings:plan", [], **typed)
        return Meeting.objects.get(number=number)

    def hold(self, meeting: Meeting, mode: str, *, only: int | None = None) -> None:
        self.send("meetings:start", [meeting.pk])
        for line in meeting.attendances.order_by("place")[:only]:
            self.send("meetings:mark", [meeting.pk, line.pk], expected=200, mode=mode)

    def write(self, meeting: Meeting, place: int, heard: str, decided: str = "", **more) -> None:
        item = meeting.items.get(order=place)
        self.save(meeting, "speech", item.speeches.get(kind=Speech.Kind.HEARD), text=heard)
        self.save(meeting, "vote", item.votes.get(), way="unanimous")
        if decided:
            self.save(meeting, "decision", item.decisions.get(), text=decided, **more)

    def save(self, meeting: Meeting, kind: str, row, **typed) -> None:
        self.send("meetings:save", [meeting.pk, kind, row.pk], expected=200, version=row.version, **typed)

    def close(self, meeting: Meeting, signed: str) -> None:
        """Finish, explain what is odd, sign on paper."""
        if Meeting.objects.get(pk=meeting.pk).state == "in_session":
            self.send("meetings:finish", [meeting.pk])
        page = self.page("meetings:protocol", [meeting.pk])
        for key in re.findall(r'name="key" value="([^"]+)"', page):
            self.send("meetings:reason", [meeting.pk], key=key, reason="Так и было")
        scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7 scan")
        with on(signed):
            self.send("meetings:paper", [meeting.pk], signed_on=signed, original_kept="у секретаря", scan=scan)

    def text(self, meeting: Meeting) -> str:
        answer = self.client.get(reverse("meetings:download", args=[meeting.pk, "txt"]))
        return answer.content.decode()


@contextmanager
def on(date: str):
    with clock.day(day(date)):
        yield


@pytest.fixture
def office(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with on("09.04.2021"):
        people.make_actors(elected=True)
        return Office(people.secretary())


def of(short: str) -> Organization:
    return Organization.objects.get(short_name=short)


def names(date: str) -> list[str]:
    return [row.name for row in composition(the_cluster(), day(date)).rows]


def sits(organization: Organization, date: str) -> str | None:
    seats = council_list(the_cluster(), day(date))
    return next((seat.person.name for seat in seats if seat.organization == organization), None)


def read(user, url: str) -> int:
    client = Client()
    client.force_login(user)
    return client.get(url).status_code


def test_a_year_of_the_council(office):
    held = spring(office)
    summer(office)
    autumn(office, held)
    the_whole_year(office, held)
    assert verify() is None, "the journal's chain holds after a year"


def spring(office) -> Meeting:
    """A meeting in person and online; two members join; the first assignment."""
    with on("17.05.2021"):
        new = {"category": "business", "joins": "on", "joined": "17.05.2021", "ground": "Заявление", "has_vote": "on"}
        office.send("members:new_organization", [], name="ООО «Пример-1»", short_name="Пример-1", **new)
        office.send("members:new_organization", [], name="АО «Пример-2»", short_name="Пример-2", **new)
        office.record(of("Пример-1"), "head", person="Первых Пётр Петрович", title="директор", since="17.05.2021")
        meeting = office.plan("2", "21.05.2021", "mixed", "О приёме в Кластер (Матвеев Д.М.)", "Разное")
        office.send("meetings:convene", [meeting.pk], notice_number="15")
    with on("21.05.2021"):
        office.hold(meeting, "in_person")
        report = {"deadline_text": "01.06.2021", "responsible": "Матвеев Д.М."}
        office.write(meeting, 1, "Поступили заявления.", "Принять. Матвееву представить справку.", **report)
        office.write(meeting, 2, "Разное.", "Принять к сведению.")
        office.close(meeting, "24.05.2021")
    assert "Первых Пётр Петрович, директор ООО «Пример-1»" in office.text(meeting)
    return meeting


def summer(office) -> None:
    """A head goes on leave; an online meeting; one that did not take place; an absentee one; a report."""
    college = of("Северский промколледж")
    with on("01.06.2021"):
        acting = {"person": "Замов Зам Замович", "title": "и.о. директора"}
        office.record(college, "acting", **acting, started="01.06.2021", ended="30.06.2021")
        head = Office(people.head())
        task = Assignment.objects.filter(decision__meeting__number="2").order_by("order").last()
        head.send("decisions:report", [task.pk], text="Справка представлена", done_on="01.06.2021")
        office.send("decisions:accept", [task.reports.get().pk])
        assert Assignment.objects.get(pk=task.pk).state == "done"
        meeting = office.plan("3", "10.06.2021", "online", "О практике (Бенсон Г.Ф.)")
    with on("10.06.2021"):
        office.hold(meeting, "online")
        office.write(meeting, 1, "Доложено о практике.", "Одобрить.")
        office.close(meeting, "11.06.2021")
        assert "Замов Зам Замович, и.о. директора ОГБПОУ «Северский промышленный колледж»" in office.text(meeting)
        assert people.OTHER_HEAD not in office.text(meeting)
    with on("15.07.2021"):
        empty = office.plan("4", "15.07.2021", "in_person", "О плане")
        office.hold(empty, "in_person", only=3)
        office.send("meetings:not_held", [empty.pk], reason="нет кворума")
        assert "Заседание не состоялось: нет кворума" in office.text(empty)
    with on("20.08.2021"):
        poll = office.plan("1-з", "20.08.2021", "absentee", "Об утверждении отчёта")
        office.hold(poll, "absentee")
        office.write(poll, 1, "Отчёт разослан.", "Утвердить отчёт.")
        office.close(poll, "23.08.2021")
        assert "Участвовали опросными листами:" in office.text(poll)


def autumn(office, held) -> None:
    """One leaves, one is renamed, a meeting in person, a correction of minutes No. 2."""
    with on("01.09.2021"):
        office.record(of("ТЭТЗ"), "leave", left="31.08.2021", ground="Заявление")
        office.record(of("ТЭПК"), "rename", name="ОГАПОУ «Томский ЭПК»", since="01.09.2021", ground="Приказ")
        meeting = office.plan("5", "15.09.2021", "in_person", "Об итогах (Матвеев Д.М.)")
    with on("15.09.2021"):
        office.hold(meeting, "in_person")
        office.write(meeting, 1, "Доложено.", "Принять к сведению.")
        office.close(meeting, "16.09.2021")
        assert "директор ОГАПОУ «Томский ЭПК»" in office.text(meeting)
    with on("20.09.2021"):
        before = office.text(held)
        office.send("meetings:correct", [held.pk], reason="опечатка в решении 1")
        row = Decision.objects.filter(meeting=held).earliest("order")
        office.save(held, "decision", row, text="Принять в Кластер. Матвееву представить справку.")
        office.close(held, "21.09.2021")
        corrected = office.text(held)
        assert "Исправленная редакция № 2 (взамен редакции № 1, подписанной 24.05.2021)" in corrected
        assert "Принять в Кластер." in corrected
        kept = office.page("meetings:edition", [held.pk, 1])
        assert "Принять. Матвееву представить справку." in kept
        assert "Исправленная редакция" not in before


def the_whole_year(office, held) -> None:
    """What was true on each date of it."""
    old, new = "ОГБПОУ «Томский экономико-промышленный колледж»", "ОГАПОУ «Томский ЭПК»"
    assert len(names("16.05.2021")) == 21
    assert len(names("17.05.2021")) == 23
    assert "АО «Томский электротехнический завод»" in names("31.08.2021")
    assert "АО «Томский электротехнический завод»" not in names("01.09.2021")
    assert old in names("31.08.2021")
    assert new in names("01.09.2021")
    college = of("Северский промколледж")
    found = [sits(college, date) for date in ("31.05.2021", "01.06.2021", "30.06.2021", "01.07.2021")]
    assert found == [people.OTHER_HEAD, "Замов Зам Замович", "Замов Зам Замович", people.OTHER_HEAD]
    assert old in office.text(held), "minutes of May keep the name of May, corrected in September too"
    rights(held)
    documents(office, old, new)


def rights(held) -> None:
    """A head who came in May reads from then on; whoever left no longer does."""
    user = people.account("Первых Пётр Петрович", "pervyh@example.org")
    page = held.get_absolute_url()
    with on("16.05.2021"):
        assert read(user, page) == 404
    with on("17.05.2021"):
        assert read(user, page) == 200
    with on("01.10.2021"):
        office = Office(people.secretary())
        office.record(of("Пример-1"), "leave", left="30.09.2021", ground="Заявление")
        assert read(user, page) == 404


def documents(office, old: str, new: str) -> None:
    """Lists on a date, the year's meetings, decisions across them."""
    may = office.page("members:composition", [], on="20.05.2021")
    assert old in may
    assert new not in may
    with on("20.12.2021"):
        listed = office.page("meetings:list", [], year="2021")
        for state in ("Состоялось", "Не состоялось"):
            assert state in listed
        assert Person.objects.filter(name="Замов Зам Замович").exists()
        control = office.page("decisions:list", [], tab="closed")
        assert "Матвееву представить справку." in control
        assert office.client.get("/composition/composition.pdf?on=01.09.2021").status_code == 200
