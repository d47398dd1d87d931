"""What the engine asks of the room a sealed document comes from: who may read, who may sign and as what.

A room (minutes, agreement, plan) registers an instance for its kind when it is ready. The engine knows no room.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models import Place, Refusal, SealedDocument, Signature, StoredFile
from cluster_portal.workflow import Refused

ROUTES = (Signature.Route.SIMPLE, Signature.Route.QUALIFIED, Signature.Route.PAPER)


@dataclass(frozen=True)
class Capacity:
    """As whom somebody signs, in words. `accession` is the ground of a simple signature; if empty, `lacks` says why
    it is not offered. `paper_first`: a state body is offered the other routes before it."""

    name: str
    position: str = ""
    organisation: str = ""
    inn: str = ""
    ogrn: str = ""
    authority: str = ""
    authority_file: StoredFile | None = None
    accession: str = ""
    lacks: Any = ""
    paper_first: bool = False


class Room:
    """One kind of document. Methods that check raise Refused with the reason; defaults refuse."""

    kind: str = ""
    words: Any = ""
    in_force_words: Any = _("in force")
    by_attorney = True  # whether an employee may sign by a qualified signature with a power of attorney

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """Whether the user may read the document. Raises Refused."""
        raise Refused(_("This document is not yours to read."), code="forbidden")

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """Whether the user enters paper signatures and takes the court's copy. Raises Refused."""
        raise Refused(_("Signatures on paper are entered by the secretary of the Council."), code="forbidden")

    def capacity(self, place: Place, user: Any) -> Capacity:
        """As whom the user may sign the place now, read from the facts of this moment. Raises Refused."""
        raise Refused(_("This place is not yours to sign."), code="forbidden")

    def expected(self, place: Place) -> Capacity:
        """Who is to sign the place: what the form for a signature on paper proposes."""
        return Capacity(name="")

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The exact words of intent; asked for once somebody may sign. Raises Refused."""
        raise Refused(_("This place is not yours to sign."), code="forbidden")

    def routes(self, place: Place) -> tuple[str, ...]:
        """How the place may be signed."""
        return ROUTES

    def otherwise(self, place: Place, user: Any) -> Iterable[tuple[str, Any]]:
        """What the signer can do beside signing and refusing: (address, words), shown where he reads what he signs."""
        return ()

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """Whether it may be signed while it stands so ('' – to be signed)."""
        return not standing

    def accept(self, signature: Signature, by: Any) -> None:
        """A signature was made; called in its transaction: the room moves its own row on."""

    def refused(self, refusal: Refusal, by: Any) -> None:
        """Somebody refused; called in the transaction of the refusal."""

    def people(self, document: SealedDocument) -> Iterable[Any]:
        """Accounts told when somebody signs or refuses."""
        return ()

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The page the document belongs to: address and words."""
        return document.get_absolute_url(), document.title

    def deadline(self, document: SealedDocument) -> datetime.date | None:
        """By which day it is to be signed, if any."""
        return None

    def is_public(self, document: SealedDocument) -> bool:
        """Whether anybody may take the files from the check page."""
        return False

    def subjects(self, document: SealedDocument) -> Iterable[tuple[str, Any]]:
        """(label, id) of the rows whose journal entries tell of the document: the one it was made from."""
        label, _colon, pk = document.series.partition(":")
        return [(label, pk)]

    def kept_for(self, document: SealedDocument) -> str:
        """The line of the council's nomenclature: where and how long it is kept."""
        return ""


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Let the engine know a room."""
    _rooms[room.kind] = room


def room_of(document: SealedDocument) -> Room:
    """The room of a document; one that nobody registered refuses everything."""
    return _rooms.get(document.kind) or Room()
