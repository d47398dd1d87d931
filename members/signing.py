"""Signing for an organisation: the agreement on simple signatures, powers of attorney, and the sheet's own room."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.documents.models import Place, SealedDocument, Signature
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.workflow import Refused
from members import rules
from members.models import AccessionPerson, CaseFile, Organization, Person, Position, PowerOfAttorney
from members.roles import May

SHEET = "accession"


def ground_of(person: Person, day: datetime.date | None = None) -> str:
    """The agreement on simple signatures that names the person, in words; '' if none of his organisations joined."""
    on = day or clock.today()
    own = {*person.positions.on(on).values_list("organization", flat=True)}
    own |= {*person.representations.on(on).values_list("organization", flat=True)}
    rows = AccessionPerson.objects.filter(person=person, accession__organization__in=own, accession__joined__lte=on)
    rows = rows.exclude(accession__ended__lt=on).select_related("accession__organization", "accession__document")
    row = rows.order_by("-accession__joined").first()
    if row is None:
        return ""
    joined = row.accession
    sheet = f" (лист {joined.document.printed_code})" if joined.document else ""
    return (
        "Соглашение об использовании простой электронной подписи, "
        f"{joined.organization.name} присоединилась {joined.joined:%d.%m.%Y}{sheet}"
    )


NO_GROUND = _l(
    "Your organisation has not joined the agreement on simple electronic signatures, or its sheet does not name you. "
    "Sign by a qualified signature or on paper, or ask the secretary for the sheet."
)


def capacity_of_head(organization: Organization, person: Person, day: datetime.date | None = None) -> Capacity:
    """As what the person signs for the organisation today: its head, its acting head, or by a power of attorney.

    Raises Refused(forbidden) where he may not, or no longer.
    """
    on = day or clock.today()
    charter = rules.charter_on(rules.the_cluster(), on)
    for row in person.positions.on(on).filter(organization=organization).select_related("organization"):
        if rules.counts_as_head(row, charter):
            acting = row.kind == Position.Kind.ACTING
            return _capacity(person, organization, row.title, _acting_words() if acting else "Устав")
    power = PowerOfAttorney.objects.on(on).filter(organization=organization, person=person, until__gte=on).first()
    if power is None:
        told = _("%(person)s does not head %(organization)s today and has no power of attorney to sign for it.")
        raise Refused(told % {"person": person, "organization": organization}, code="forbidden")
    kind = "машиночитаемая доверенность" if power.machine_readable else "доверенность"
    words = f"{kind} № {power.number} от {power.started:%d.%m.%Y}, действует до {power.until:%d.%m.%Y}"
    title = person.positions.on(on).filter(organization=organization).values_list("title", flat=True).first()
    return dataclasses.replace(
        _capacity(person, organization, title or "представитель", words), authority_file=power.file
    )


def _acting_words() -> str:
    return "исполняющий обязанности руководителя, приказ и Устав"


def _capacity(person: Person, organization: Organization, position: str, authority: str) -> Capacity:
    return Capacity(
        name=person.name,
        position=position,
        organisation=organization.name,
        inn=organization.inn,
        ogrn=organization.ogrn,
        authority=authority,
        accession=ground_of(person),
        lacks=NO_GROUND,
        paper_first=organization.category == Organization.Category.STATE,
    )


def case_of(kind: str) -> CaseFile | None:
    """The line of the nomenclature for a kind of document, if the council has one."""
    return CaseFile.objects.filter(kind=kind).first()


class AccessionSheets(Room):
    """Sheets by which organisations join: never signed by the signature they are the ground of."""

    kind = SHEET
    words = _l("Accession sheet")

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """Those who see contacts (the sheet has addresses), and who signs for the organisation."""
        if rules.has(user, May.SEE_CONTACTS):
            return
        person = rules.person_of(user)
        if person is None:
            raise Refused(_("This document is not yours to read."), code="forbidden")
        capacity_of_head(document.accession.organization, person)

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """The secretary takes the paper in."""
        rules.may_keep_papers(user)

    def capacity(self, place: Place, user: Any) -> Capacity:
        """Only for who heads the organisation or holds its power of attorney."""
        person = rules.person_of(user)
        if person is None:
            raise Refused(_("This place is not yours to sign."), code="forbidden")
        found = capacity_of_head(place.document.accession.organization, person)
        return dataclasses.replace(found, accession="", lacks=self._not_by_itself())

    @staticmethod
    def _not_by_itself() -> Any:
        return _("The sheet is the ground of simple signatures, so it is signed on paper or by a qualified one.")

    def expected(self, place: Place) -> Capacity:
        """The head of the organisation."""
        organization = place.document.accession.organization
        leading = [Position.Kind.HEAD, Position.Kind.ACTING]
        rows = organization.positions.on(clock.today()).filter(kind__in=leading)
        head = rows.select_related("person").order_by("kind").first()
        if head is None:
            return Capacity(name="", organisation=organization.name, inn=organization.inn, ogrn=organization.ogrn)
        return _capacity(head.person, organization, head.title, "Устав")

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of joining."""
        organization = place.document.accession.organization.name
        return f"Присоединяюсь от имени {organization} к Соглашению об использовании простой электронной подписи."

    def routes(self, place: Place) -> tuple[str, ...]:
        """Paper or a qualified signature."""
        return (Signature.Route.PAPER, Signature.Route.QUALIFIED)

    def accept(self, signature: Signature, by: Any) -> None:
        """The organisation has joined."""
        from members.actions import complete_accession  # noqa: PLC0415 – the action knows this module

        complete_accession(accession=signature.document.accession, by=by)

    def people(self, document: SealedDocument) -> list[Any]:
        """Secretaries."""
        cluster = rules.the_cluster()
        return rules.keepers(cluster) if cluster else []

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The organisation's page."""
        organization = document.accession.organization
        return organization.get_absolute_url(), organization

    def kept_for(self, document: SealedDocument) -> str:
        """The nomenclature's line."""
        return str(case_of(CaseFile.Kind.ACCESSION) or "")
