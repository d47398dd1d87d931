"""The journal's entries that lead to a sealed document, and what they repeat of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, Q

from cluster_portal.documents.models import SealedCopy
from cluster_portal.documents.sealed.rooms import room_of
from cluster_portal.documents.sealed.sheet import State
from cluster_portal.journal.chain import hash_of
from cluster_portal.journal.models import Entry


def entries_of(state: State, copies: Iterable[SealedCopy]) -> list[Entry]:
    """Entries about the rows its room names, about the document and about everything it has, oldest first."""
    about = Q()
    for label, pk in room_of(state.document).subjects(state.document):
        about |= Q(object_type=label, object_id=str(pk))
    refusals = [row for place in state.places for row in place.refusals]
    rows: list[Model] = [state.document, *state.signatures, *state.standings, *refusals, *copies]
    kinds = {row._meta.label_lower for row in rows}
    for kind in kinds:
        about |= Q(object_type=kind, object_id__in=[str(row.pk) for row in rows if row._meta.label_lower == kind])
    return list(Entry.objects.filter(about).order_by("number"))


def changed(entries: list[Entry]) -> list[Entry]:
    """Entries that no longer agree with their own hash."""
    return [entry for entry in entries if entry.hash != hash_of(entry)]


def told(entries: list[Entry]) -> set[str]:
    """Every text the entries say: digests of rows among them."""
    return {text for entry in entries for text in _texts(entry.data)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
