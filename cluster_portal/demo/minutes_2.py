"""The demo's meeting No. 2 of 17.05.2021, all of it invented: its minutes are signed electronically by two people."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile

from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Place
from meetings import actions
from meetings.doubts import open_doubts
from meetings.models import AgendaItem, Meeting, Vote
from meetings.record import Record
from members import actions as composition
from members.models import CaseFile, Cluster, Mandate, Organization, Person
from members.rules import the_cluster

DAY = datetime.date(2021, 5, 17)
MARKS = "Демонстрация"
KEPT = "у секретаря Координационного совета (Учебный пример)"
REASON = "Учебный пример"
CASE = {
    "index": "01-03",
    "title": "Протоколы заседаний Координационного совета и документы к ним (Учебный пример)",
    "kind": CaseFile.Kind.MINUTES,
    "term": "постоянно",
    "ground": "Перечень типовых управленческих архивных документов 2019 г. (Учебный пример)",
}
JOIN = ("Жарких Елена Вячеславовна", "Матвеев Дмитрий Михайлович"), ("Костарев Максим Михайлович",)
ONLINE = ("Репин Владимир Николаевич", "Саидова Юлия Насриддиновна")
ITEMS = (
    (
        "О ходе подготовки Соглашения и плана работы Кластера (Учебный пример)",
        "Матвеев Д.М.",
        "Матвеев Д.М. доложил о работе рабочих групп, созданных решениями протокола № 1 (Учебный пример).",
        "Принять к сведению информацию о ходе подготовки Соглашения и плана работы (Учебный пример).",
    ),
    (
        "О подписании документов Координационного совета на портале (Учебный пример)",
        "Жарких Е.В.",
        "Жарких Е.В. рассказала, как организации присоединяются к Соглашению об использовании простой электронной "
        "подписи (Учебный пример).",
        "Рекомендовать участникам Кластера присоединиться к Соглашению об использовании простой электронной подписи "
        "(Учебный пример).",
    ),
)


def load_minutes_2(*, by: Any) -> Meeting:
    """Record the meeting, let two organisations join simple signatures, sign the minutes with one-time codes."""
    with clock.day(DAY):
        cluster = the_cluster()
        assert cluster is not None
        case = composition.enter_case_file(cluster=cluster, by=by, **CASE)
        for names in JOIN:
            join(names, by)
        meeting = _record(cluster, by)
        for doubt in open_doubts(Record(meeting)):
            actions.explain_doubt(meeting=meeting, key=doubt.key, reason=REASON, by=by)
        _sign(meeting, case, by)
    return meeting


def join(names: tuple[str, ...], by: Any) -> None:
    """An organisation joins simple signatures on paper: its sheet is frozen, signed by hand, and the scan entered."""
    people = [Person.objects.get(name=name) for name in names]
    organization = Organization.objects.get(positions__person=people[0], memberships__isnull=False)
    accession = composition.prepare_accession(
        organization=organization, people=people, checked_how="лично, по паспорту (Учебный пример)", marks=MARKS, by=by
    )
    sheet = accession.document
    assert sheet is not None
    head = organization.positions.on(DAY).exclude(kind="other").select_related("person").get()
    documents.sign_on_paper(
        place=sheet.places.get(),
        name=head.person.name,
        position=head.title,
        signed_on=DAY,
        scan=ContentFile(bytes(sheet.content.pdf), name="list-prisoedineniya-uchebnyi-primer.pdf"),
        code=sheet.code,
        kept=KEPT,
        authority="Устав",
        by=by,
    )


def _record(cluster: Cluster, by: Any) -> Meeting:
    meeting = actions.plan_meeting(
        cluster=cluster,
        number="2",
        date=DAY,
        time_start=datetime.time(14, 0),
        place="г. Томск",
        format=Meeting.Format.MIXED,
        agenda=[(title, reporter) for title, reporter, _heard, _decided in ITEMS],
        by=by,
    )
    actions.start(meeting=meeting, by=by)
    for line in meeting.attendances.all():
        mode = "online" if line.name in ONLINE else "in_person"
        actions.mark(attendance=line, mode=mode, by=by)
    for item, (_title, _reporter, heard, decided) in zip(meeting.items.order_by("order"), ITEMS, strict=True):
        _item(item, heard, decided, by)
    actions.finish(meeting=meeting, by=by)
    return meeting


def _item(item: AgendaItem, heard: str, decided: str, by: Any) -> None:
    speech = item.speeches.get(kind="heard")
    actions.save_row(row=speech, version=speech.version, values={"text": heard}, by=by)
    decision = item.decisions.get()
    actions.save_row(row=decision, version=decision.version, values={"text": decided}, by=by)
    vote = item.votes.first() or actions.add_vote(item=item, decision=decision, by=by)
    actions.save_row(row=vote, version=vote.version, values={"way": Vote.Way.UNANIMOUS}, by=by)


def _sign(meeting: Meeting, case: CaseFile, by: Any) -> None:
    """The secretary first, then the chair, each with a code sent for this text."""
    holders = {
        office: Mandate.objects.on(DAY).get(office=office).person
        for office in (Mandate.Office.SECRETARY, Mandate.Office.CHAIR)
    }
    people = {str(office): person for office, person in holders.items()}
    until = DAY + datetime.timedelta(days=3)
    actions.put_to_sign(meeting=meeting, signatories=people, until=until, case_file=case, marks=MARKS, by=by)
    assert meeting.document is not None
    for place in meeting.document.places.order_by("order"):
        sign_place(Place.objects.select_related("document").get(pk=place.pk), place.signatory.person.user)


def sign_place(place: Place, user: Any) -> None:
    """Sign a place with a one-time code, as in the browser."""
    document = place.document
    opened = documents.open_to_read(document=document, by=user)
    _row, digits = documents.send_code(place=place, sha256=document.pdf_sha256, by=user)
    documents.try_code(place=place, sha256=document.pdf_sha256, digits=digits, by=user)
    documents.sign(
        place=place,
        sha256=document.pdf_sha256,
        confirmed=documents.Confirmed("code", clock.now()),
        opened=opened,
        seen=documents.Seen(user_agent="Учебный пример"),
        by=user,
    )
