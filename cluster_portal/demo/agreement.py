"""The demo's agreement: drafted, discussed and in signature by 17.05.2021. All but the directions is invented."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from agreements import actions
from agreements.models import Agreement, Direction, Edition, Party
from agreements.record import Text
from agreements.texts import Line
from cluster_portal import clock
from cluster_portal.demo.minutes_2 import KEPT, MARKS, join, sign_place
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Place
from cluster_portal.documents.sealed.example import example_sig
from meetings.models import Assignment, Meeting
from members.models import Person, WorkingGroup
from members.rules import the_cluster

DATA = Path(__file__).parent / "agreement.json"
BEGUN, DISCUSSED, REMARKED, ANSWERED, PUT = (datetime.date(2021, 4, day) for day in (12, 14, 22, 29, 30))
UNTIL_REMARKS, UNTIL_SIGNED = datetime.date(2021, 4, 28), datetime.date(2021, 5, 28)
TODAY = datetime.date(2021, 5, 17)
LEADER, CHAIR, JOINING = "Матвеев Дмитрий Михайлович", "Костарев Максим Михайлович", "Бенсон Глеб Феликсович"
REASON = "Учебный пример"


def load_agreement(*, by: Any) -> Edition:
    """Draft it as the group's leader, discuss it, make edition 2 and put it to signature; by=secretary keeps papers."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    leader = Person.objects.get(name=LEADER).user
    with clock.day(BEGUN):
        agreement = _begin(data, leader)
        _directions(agreement, data, by)
    edition = _discuss(agreement, data, leader)
    with clock.day(PUT):
        edition = _put(edition, data, leader, by)
    _sign(edition, data, by)
    return edition


def _begin(data: dict[str, Any], leader: Any) -> Agreement:
    cluster = the_cluster()
    assert cluster is not None
    asked_for = Assignment.objects.filter(decision__meeting__number="1", part__contains="Соглашение").first()
    agreement = actions.begin_agreement(
        cluster=cluster,
        title=data["title"],
        group=WorkingGroup.objects.filter(product=WorkingGroup.Product.AGREEMENT).first(),
        assignment=asked_for,
        by=leader,
    )
    edition = agreement.editions.get()
    actions.save_head(edition=edition, version=1, values={"preamble": data["preamble"]}, by=leader)
    clauses = []
    for section in data["sections"]:
        clauses.append((actions.add_clause(edition=edition, level=1, heading=section["heading"], by=leader), ""))
        for text in section["clauses"]:
            clauses.append((actions.add_clause(edition=edition, level=2, by=leader), text))
    for clause, text in clauses:
        if text:
            actions.save_clause(clause=clause, version=1, values={"text": text}, by=leader)
    return agreement


def _line(edition: Edition, number: str) -> Line:
    return next(line for line in Text(edition).lines if line.number == number)


def _directions(agreement: Agreement, data: dict[str, Any], by: Any) -> None:
    """The seven directions of minutes No. 1 in their six paragraphs, each tied to its clause."""
    text = "\n\n".join("\n".join(paragraph) for paragraph in data["directions"])
    meeting = Meeting.objects.get(number="1")
    actions.enter_directions(
        cluster=agreement.cluster,
        source=Direction.Source.PROTOCOL,
        source_words=data["source"],
        text=text,
        meeting=meeting,
        by=by,
    )
    edition = agreement.editions.get()
    for direction in Direction.objects.filter(source=Direction.Source.PROTOCOL):
        key = _line(edition, f"2.{direction.paragraph}").key
        actions.tie(direction=direction, agreement=agreement, clause_key=key, by=by)


def _discuss(agreement: Agreement, data: dict[str, Any], leader: Any) -> Edition:
    edition = agreement.editions.get()
    told = data["remark"]
    with clock.day(DISCUSSED):
        edition = actions.put_up(edition=edition, until=UNTIL_REMARKS, by=leader)
    with clock.day(REMARKED):
        chair = Person.objects.get(name=CHAIR)
        clause = edition.clauses.get(key=_line(edition, told["clause"]).key)
        remark = actions.remark(
            edition=edition,
            organization=_headed(chair),
            clause=clause,
            wording=told["wording"],
            text=told["text"],
            by=chair.user,
        )
    with clock.day(ANSWERED):
        actions.answer(remark=remark, answer=told["answer"], text=told["words"], by=leader)
    return edition


def _headed(person: Person) -> Any:
    return person.positions.filter(kind="head", organization__memberships__isnull=False).get().organization


def _put(edition: Edition, data: dict[str, Any], leader: Any, by: Any) -> Edition:
    """Edition 2 with what was taken, put to signature by the secretary."""
    made = actions.begin_next(edition=edition, by=leader)
    changed = data["changed"]
    clause = made.clauses.get(key=_line(made, changed["place"]).key)
    actions.save_clause(clause=clause, version=1, values={"text": changed["text"]}, by=leader)
    made = actions.say_ready(edition=made, by=leader)
    terms = actions.Terms(
        until=UNTIL_SIGNED,
        condition=Edition.Condition.COUNT,
        condition_count=10,
        condition_key=_line(made, data["force"]).key,
    )
    return actions.put_to_sign(edition=made, terms=terms, reason=REASON, marks=MARKS, by=by)


# --- signatures by all three routes


def _party(edition: Edition, name: str) -> Party:
    rows = Party.objects.select_related("place__document__content", "edition__agreement", "organization")
    return rows.get(edition=edition, organization__name=name)


def _place(party: Party) -> Place:
    assert party.place is not None
    return party.place


def _sign(edition: Edition, data: dict[str, Any], by: Any) -> None:
    for name, day in data["paper"]:
        with clock.day(datetime.date.fromisoformat(day)):
            _on_paper(_party(edition, name), by)
    _qualified(edition, data, by)
    with clock.day(datetime.date(2021, 5, 12)):
        for name, expected, words in data["agreeing"]:
            day = datetime.date.fromisoformat(expected) if expected else None
            actions.note_agreeing(party=_party(edition, name), expected_on=day, reason=words, by=by)
        name, reason = data["declined"]
        actions.decline_for(party=_party(edition, name), reason=reason, by=by)
    with clock.day(TODAY):
        join((JOINING,), by)
        for person in (LEADER, CHAIR):
            bearer = Person.objects.get(name=person)
            sign_place(_place(_party(edition, _headed(bearer).name)), bearer.user)


def _on_paper(party: Party, by: Any) -> None:
    place = _place(party)
    head = party.organization.positions.exclude(kind="other").select_related("person").first()
    assert head is not None
    documents.sign_on_paper(
        place=place,
        name=head.person.name,
        position=head.title,
        signed_on=clock.today(),
        scan=ContentFile(bytes(place.document.content.pdf), name="soglashenie-uchebnyi-primer.pdf"),
        code=place.document.code,
        originals=2,
        kept=KEPT,
        authority="Устав",
        by=by,
    )


def _qualified(edition: Edition, data: dict[str, Any], by: Any) -> None:
    name, day, owner = data["qualified"]
    on = datetime.date.fromisoformat(day)
    place = _place(_party(edition, name))
    with clock.day(on):
        content = bytes(place.document.content.pdf)
        cms = example_sig(content, owner=owner, organisation=f"{name} (Учебный пример)", title="директор", day=on)
        documents.sign_qualified(place=place, cms=cms, by=by)
