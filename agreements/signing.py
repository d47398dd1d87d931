"""The agreement as rooms of the signing engine: its editions, accession sheets, statements of disagreements."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from agreements import rules
from agreements.models import Edition, Party
from agreements.standing import heads_of
from cluster_portal import clock
from cluster_portal.documents.models import Place, Refusal, SealedDocument, Signature, Standing
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.workflow import Refused
from members.models import CaseFile, Organization, PowerOfAttorney
from members.rules import facts, keepers, may_keep_papers, person_of
from members.signing import capacity_of_head, case_of

AGREEMENT, SHEET, DISAGREEMENTS = "agreement", "agreement_sheet", "disagreements"


def place_words(name: str) -> str:
    """A place's words on paper; the sheet is Russian, whoever prints it."""
    return f"{name}, руководитель"


def parties_by_place(document: SealedDocument) -> dict[int, Party]:
    """Place → its party, with the rows signing asks for; read once for a document that was read."""
    if not hasattr(document, "_parties"):
        rows = Party.objects.filter(place__document=document).select_related(
            "organization", "edition__agreement__cluster", "edition__agreement__group__leader__user", "disagreements"
        )
        document._parties = {row.place_id: row for row in rows}  # type: ignore[attr-defined]
    return document._parties  # type: ignore[attr-defined]


def _party(place: Place) -> Party:
    return parties_by_place(place.document)[place.pk]


def signs_for(user: Any) -> set[int]:
    """Organisations the person may sign for today: those he works in or holds a power of attorney of; one query more.

    Whether he really may is for `capacity_of_head`; this only spares asking it about two hundred others.
    """
    person = person_of(user)
    if person is None:
        return set()
    today = clock.today()
    if getattr(user, "_signs_for", (None, None))[0] != today:
        own = {*person.positions.on(today).values_list("organization", flat=True)}
        powers = PowerOfAttorney.objects.on(today).filter(person=person, until__gte=today)
        user._signs_for = (today, own | {*powers.values_list("organization", flat=True)})
    return user._signs_for[1]


class _OfParties(Room):
    """What the edition's own text and an accession sheet share: each place is a party's."""

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """As the agreement is read."""
        rules.may_read(user)

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """The secretary."""
        may_keep_papers(user)

    def capacity(self, place: Place, user: Any) -> Capacity:
        """The head of the party on this day, or who has its power of attorney; the head may have changed since."""
        party = _party(place)
        person = person_of(user)
        if person is None or party.organization_id not in signs_for(user):
            told = _("Here signs whoever heads %(organization)s today, or has its power of attorney.")
            raise Refused(told % {"organization": party.name}, code="forbidden")
        _refuse_who_left(party)
        return dataclasses.replace(capacity_of_head(party.organization, person), organisation=party.name)

    def expected(self, place: Place) -> Capacity:
        """The head of today, for the form of a signature on paper."""
        party = _party(place)
        return expected_of(party.organization, party.name)

    def accept(self, signature: Signature, by: Any) -> None:
        """The party has signed; perhaps the condition of the text is met now."""
        from agreements.actions import note_signature  # noqa: PLC0415 – the action knows this module

        note_signature(party=_party(signature.place), signature=signature, by=by)

    def refused(self, refusal: Refusal, by: Any) -> None:
        """The party refuses."""
        from agreements.actions import note_refusal  # noqa: PLC0415 – the action knows this module

        note_refusal(party=_party(refusal.place), reason=refusal.reason, by=by)

    def people(self, document: SealedDocument) -> list[Any]:
        """The secretary and the leader of the group that drafted it."""
        agreement = self._edition(document).agreement
        leader = agreement.group.leader if agreement.group else None
        return [*keepers(agreement.cluster), *([leader.user] if leader and leader.user else [])]

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The edition."""
        edition = self._edition(document)
        return edition.get_absolute_url(), edition

    def kept_for(self, document: SealedDocument) -> str:
        """The nomenclature's line for agreements."""
        return str(case_of(CaseFile.Kind.AGREEMENT) or "")

    def _edition(self, document: SealedDocument) -> Edition:
        raise NotImplementedError


def expected_of(organization: Organization, name: str) -> Capacity:
    """Who heads the organisation today, with its numbers; no name where nobody is known."""
    position = heads_of([organization.pk]).get(organization.pk)
    return Capacity(
        name=position.person.name if position else "",
        position=position.title if position else "",
        organisation=name,
        inn=organization.inn,
        ogrn=organization.ogrn,
        authority="Устав" if position else "",
    )


def _refuse_who_left(party: Party) -> None:
    today = clock.today()
    cluster = party.edition.agreement.cluster_id
    if party.left_on or not party.organization.memberships.on(today).filter(cluster=cluster).exists():
        told = _("%(organization)s is no longer in the cluster or has left the agreement: it does not sign.")
        raise Refused(told % {"organization": party.name}, code="forbidden")


class AgreementRoom(_OfParties):
    """Editions of the agreement: one text, a place for every party."""

    kind = AGREEMENT
    words = _l("Agreement")
    in_force_words = _l("in force between those who signed")

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of intent, with the statement of disagreements where there is one."""
        party = _party(place)
        frozen = party.disagreements
        with_them = f", с протоколом разногласий (код проверки {frozen.printed_code})" if frozen else ""
        return f"Подписываю от имени {party.name}: {place.document.title}{with_them}."

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """While the edition is to be signed, and by those who come later when it is in force already."""
        open_now = standing in {"", Standing.Kind.IN_FORCE}
        return open_now and self._edition(document).takes_signatures

    def deadline(self, document: SealedDocument) -> datetime.date | None:
        """By which day it is to be signed."""
        return self._edition(document).sign_until

    def is_public(self, document: SealedDocument) -> bool:
        """Published by the council's choice, once it is in force."""
        edition = self._edition(document)
        known = {Edition.State.IN_FORCE, Edition.State.ENDED}
        return edition.agreement.published_at is not None and edition.state in known

    def subjects(self, document: SealedDocument) -> list[tuple[str, Any]]:
        """Its edition and those after it, and the signatures under these: the one that met their condition ended it."""
        later = Edition.objects.filter(agreement=self._edition(document).agreement_id, number__gte=document.edition)
        signed = Signature.objects.filter(document__series=document.series, document__edition__gt=document.edition)
        editions = [("agreements.edition", pk) for pk in later.values_list("pk", flat=True)]
        return editions + [("documents.signature", pk) for pk in signed.values_list("pk", flat=True)]

    def _edition(self, document: SealedDocument) -> Edition:
        if not hasattr(document, "_edition"):
            document._edition = Edition.objects.whole().get(  # type: ignore[attr-defined]
                agreement=int(document.series.rpartition(":")[2]), number=document.edition
            )
        return document._edition  # type: ignore[attr-defined]


class AccessionRoom(_OfParties):
    """Sheets by which members that came later accede to the text in force."""

    kind = SHEET
    words = _l("Accession sheet to the agreement")
    in_force_words = _l("acceded")

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of acceding."""
        party = _party(place)
        return f"Присоединяюсь от имени {party.name} к документу: {party.edition.document}."

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """While the text acceded to is in force."""
        return not standing and self._edition(document).state == Edition.State.IN_FORCE

    def _edition(self, document: SealedDocument) -> Edition:
        return next(iter(parties_by_place(document).values())).edition


class DisagreementsRoom(Room):
    """Statements of disagreements: nobody signs them apart, the signature under the edition names them."""

    kind = DISAGREEMENTS
    words = _l("Statement of disagreements")
    in_force_words = _l("frozen, goes with the signature")

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """As the agreement is read."""
        rules.may_read(user)

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """The secretary."""
        may_keep_papers(user)

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The edition."""
        edition = Party.objects.select_related("edition__agreement").get(disagreements=document).edition
        return edition.get_absolute_url(), edition

    def kept_for(self, document: SealedDocument) -> str:
        """The nomenclature's line for agreements."""
        return str(case_of(CaseFile.Kind.AGREEMENT) or "")


def my_place(user: Any, edition: Edition) -> Party | None:
    """The party of the edition that waits for this user's signature; None where none does."""
    headed = {row.organization_id for row in facts(user).headed}
    waiting = {*Party.SILENT, Party.State.DECLINED}
    if not edition.takes_signatures:
        return None
    rows = edition.parties.filter(organization__in=headed or signs_for(user), state__in=waiting, place__isnull=False)
    return rows.select_related("place").first()
