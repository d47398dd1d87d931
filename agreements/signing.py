"""The agreement as rooms of the signing engine: its editions, accession sheets, statements of disagreements."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from agreements import rules
from agreements.models import Edition, Party
from agreements.standing import heads_of
from cluster_portal import clock
from cluster_portal.documents.models import Place, Refusal, SealedDocument, Signature, Standing
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.workflow import Refused
from members.models import CaseFile, Membership, Organization, PowerOfAttorney
from members.rules import facts, keepers, may_keep_papers, person_of
from members.signing import capacity_of_head, case_of

AGREEMENT, SHEET, DISAGREEMENTS = "agreement", "agreement_sheet", "disagreements"


def place_words(name: str) -> str:
    """A place's words on paper; the sheet is Russian, whoever prints it."""
    return f"{name}, руководитель"


def parties_by_place(document: SealedDocument) -> dict[int, Party]:
    """Place → its party, with the rows signing asks for; read once for a document that was read.

    Each has `is_member`: whether its organisation, or a branch it signs for, is in the cluster today.
    """
    if not hasattr(document, "_parties"):
        members = Membership.objects.on(clock.today()).filter(
            Q(organization=OuterRef("organization")) | Q(organization__parent=OuterRef("organization")),
            cluster=OuterRef("edition__agreement__cluster"),
        )
        rows = Party.objects.filter(place__document=document).annotate(is_member=Exists(members))
        rows = rows.select_related(
            "organization",
            "edition__agreement__cluster",
            "edition__agreement__group__leader__user",
            "edition__document",
            "disagreements",
        )
        document._parties = {row.place_id: row for row in rows}  # type: ignore[attr-defined]
    return document._parties  # type: ignore[attr-defined]


def _party(place: Place) -> Party:
    return parties_by_place(place.document)[place.pk]


def signs_for(user: Any) -> set[int]:
    """Organisations the person signs for today: those he heads or holds a power of attorney of; one query more.

    Whether he really may is for `capacity_of_head`; this only spares asking it about two hundred others.
    """
    known = facts(user)
    if known.person is None:
        return set()
    kept = getattr(user, "_signs_for", None)
    if kept is None or kept[0] is not known:
        today = clock.today()
        powers = PowerOfAttorney.objects.on(today).filter(person=known.person, until__gte=today)
        headed = {row.organization_id for row in known.headed}
        user._signs_for = kept = (known, headed | {*powers.values_list("organization", flat=True)})
    return kept[1]


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
        """The edition the places belong to, as it was read with them."""
        return next(iter(parties_by_place(document).values())).edition


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


def _refuse_who_left(party: Any) -> None:
    if party.left_on or not party.is_member:
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

    def otherwise(self, place: Place, user: Any) -> list[tuple[str, Any]]:
        """Sign with a statement of disagreements; say that it is being agreed inside."""
        party = _party(place)
        ways = [(reverse("agreements:agreeing", args=[party.pk]), _("say that it is being agreed"))]
        if party.disagreements_id is None:
            ways.insert(0, (reverse("agreements:disagree", args=[party.pk]), _("sign with disagreements")))
        return ways

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """While the edition is to be signed, and by those who come later when it is in force already."""
        open_now = standing in {"", Standing.Kind.IN_FORCE}
        return open_now and self._edition(document).takes_signatures

    def deadline(self, document: SealedDocument) -> datetime.date | None:
        """By which day it is to be signed."""
        return self._edition(document).sign_until

    def is_public(self, document: SealedDocument) -> bool:
        """Published by the council's choice, once it is in force."""
        known = {Edition.State.IN_FORCE, Edition.State.ENDED}
        return any(
            row["number"] == document.edition and row["agreement__published_at"] and row["state"] in known
            for row in self._from(document)
        )

    def subjects(self, document: SealedDocument) -> list[tuple[str, Any]]:
        """Its edition and those after it, and the signatures under these: the one that met their condition ended it."""
        rows = self._from(document)
        later = {row["document__signatures"] for row in rows if row["number"] > document.edition}
        editions = [("agreements.edition", pk) for pk in {row["pk"] for row in rows}]
        return editions + [("documents.signature", pk) for pk in later if pk]

    @staticmethod
    def _from(document: SealedDocument) -> list[dict[str, Any]]:
        """What the check page asks about its edition and those after it, a row for each signature; one query."""
        if not hasattr(document, "_from"):
            agreement = int(document.series.rpartition(":")[2])
            rows = Edition.objects.filter(agreement=agreement, number__gte=document.edition)
            told = rows.values("pk", "number", "state", "agreement__published_at", "document__signatures")
            document._from = list(told)  # type: ignore[attr-defined]
        return document._from  # type: ignore[attr-defined]


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


def my_place(user: Any, edition: Edition, parties: Iterable[Party]) -> Party | None:
    """The party among those of the edition that waits for this user's signature; None where none does."""
    mine = signs_for(user) if edition.takes_signatures else set()
    waiting = {*Party.SILENT, Party.State.DECLINED}
    rows = (row for row in parties if row.organization_id in mine and row.state in waiting and row.place_id)
    return next((row for row in rows if row.left_on is None), None)
