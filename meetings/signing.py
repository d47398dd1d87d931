"""Minutes as a room of the signing engine: who reads, who signs as what, what a signature moves."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.documents.models import Place, SealedDocument, Signature
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.workflow import Refused
from meetings import rules
from meetings.models import Attendance, Meeting, Signatory
from meetings.record import Record
from members.models import Mandate, Organization, Person
from members.rules import keepers, may_keep_papers, offices_on, person_of
from members.signing import NO_GROUND, ground_of

KIND = "minutes"
Office = Signatory.Office


def proposed(meeting: Meeting) -> dict[str, Person]:
    """Who signs by the rules of that day: of the chair and the secretary those the Charter names."""
    named = meeting.charter.signatories if meeting.charter else [Office.CHAIR, Office.SECRETARY]
    record = Record(meeting)
    presiding, secretary = record.presiding(), record.with_role(Attendance.Role.SECRETARY)
    holders = offices_on(meeting.cluster, meeting.date)
    known = {
        Office.CHAIR: next((line.person for line in presiding if line.person), holders.get(Mandate.Office.CHAIR)),
        Office.SECRETARY: (secretary.person if secretary else None) or holders.get(Mandate.Office.SECRETARY),
    }
    return {str(office): person for office, person in known.items() if office in named and person}


def office_of(meeting: Meeting, role: str, person: Person) -> str:
    """As what the person signs: the office he held on the day of the meeting, else as the presiding person."""
    if role == Office.SECRETARY:
        return Office.SECRETARY
    held = person.mandates.on(meeting.date).filter(office=Mandate.Office.CHAIR)
    return Office.CHAIR if held.exists() else Office.PRESIDING


def place_words(office: str, person: Person) -> str:
    """A place's words on paper; the sheet is Russian, whoever prints it."""
    words = {
        Office.CHAIR: "Председатель Координационного совета",
        Office.PRESIDING: "Председательствующий на заседании",
        Office.SECRETARY: "Секретарь Координационного совета",
    }
    return f"{words[Office(office)]}: {person.name}"


def meeting_of(document: SealedDocument) -> Meeting:
    """The meeting of sealed minutes, of a replaced edition too; asked for once."""
    if signatories := getattr(document, "_signatories", []):
        return signatories[0].meeting
    if not hasattr(document, "_meeting"):
        _label, _colon, pk = document.series.partition(":")
        rows = Meeting.objects.select_related("cluster", "charter", "case_file")
        document._meeting = rows.get(pk=int(pk))  # type: ignore[attr-defined]
    return document._meeting  # type: ignore[attr-defined]


def signatories_of(document: SealedDocument) -> list[Any]:
    """Who signs the document, with the meeting, each with `signed`; asked for once for a document that was read."""
    if not hasattr(document, "_signatories"):
        signed = Signature.objects.filter(place=OuterRef("place"))
        rows = Signatory.objects.filter(place__document=document).annotate(signed=Exists(signed))
        rows = rows.select_related("person__user", "meeting__cluster", "meeting__case_file").order_by("place__order")
        document._signatories = list(rows)  # type: ignore[attr-defined]
    return document._signatories  # type: ignore[attr-defined]


def _signatory(place: Place) -> Signatory:
    found: Signatory = next(row for row in signatories_of(place.document) if row.place_id == place.pk)
    return found


class Minutes(Room):
    """Minutes of meetings."""

    kind = KIND
    words = _l("Minutes")
    in_force_words = _l("signed, the word of a state")
    by_attorney = False  # minutes are signed by the person who presided or kept them

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """As the meeting itself is read."""
        rules.may_read(user)

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """The secretary."""
        may_keep_papers(user)

    def capacity(self, place: Place, user: Any) -> Capacity:
        """The person the place names, in the office of today."""
        signatory = _signatory(place)
        rules.may_sign(user, signatory)
        return _capacity(signatory)

    def expected(self, place: Place) -> Capacity:
        """The same person, for the form of a signature on paper."""
        return _capacity(_signatory(place))

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of intent; official, so Russian."""
        return f"Подписываю: {place.document.title}, редакция {place.document.edition}. {place.label}."

    def accept(self, signature: Signature, by: Any) -> None:
        """The last signature makes the minutes signed."""
        from meetings.actions import complete  # noqa: PLC0415 – the action knows this module

        document = signature.document
        rows = signatories_of(document)
        if all(row.signed or row.place_id == signature.place_id for row in rows):
            complete(meeting=rows[0].meeting, document=document, by=by)

    def people(self, document: SealedDocument) -> list[Any]:
        """The secretary and the other signatories."""
        rows = signatories_of(document)
        return [*keepers(rows[0].meeting.cluster), *(row.person.user for row in rows if row.person.user)]

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The protocol's page."""
        meeting = meeting_of(document)
        return reverse("meetings:protocol", args=[meeting.pk]), meeting

    def deadline(self, document: SealedDocument) -> datetime.date | None:
        """By which day the minutes are to be signed."""
        return meeting_of(document).sign_until

    def is_public(self, document: SealedDocument) -> bool:
        """Published by the secretary's choice."""
        meeting = meeting_of(document)
        return meeting.published_at is not None and meeting.document_id == document.pk

    def kept_for(self, document: SealedDocument) -> str:
        """The line of the nomenclature chosen for these minutes."""
        return str(meeting_of(document).case_file or "")


def _capacity(signatory: Signatory) -> Capacity:
    person = signatory.person
    words = {
        Office.CHAIR: "председатель Координационного совета",
        Office.PRESIDING: "председательствующий на заседании",
        Office.SECRETARY: "секретарь Координационного совета",
    }
    mandate = person.mandates.filter(office=signatory.office).order_by("-started").first()
    ground = f"с {mandate.started:%d.%m.%Y}: {mandate.ground}" if mandate else "ведение заседания"
    place = _works(person)
    return Capacity(
        name=person.name,
        position=words[Office(signatory.office)],
        organisation=place.name if place else "",
        inn=place.inn if place else "",
        ogrn=place.ogrn if place else "",
        authority=ground[:500],
        accession=ground_of(person),
        lacks=NO_GROUND,
    )


def _works(person: Person) -> Organization | None:
    row = person.positions.on(clock.today()).select_related("organization").order_by("kind").first()
    return row.organization if row else None


def may_sign_now(user: Any, meeting: Meeting) -> Place | None:
    """The place of the meeting's minutes that waits for this user; None where none does."""
    person = person_of(user)
    if person is None or meeting.document_id is None:
        return None
    rows = Signatory.objects.filter(place__document=meeting.document_id, person=person, place__signatures__isnull=True)
    for row in rows.select_related("place", "person"):
        try:
            rules.may_sign(user, row)
        except Refused:
            continue
        return row.place
    return None
