"""The journal's entries that lead to a sealed document, and what they repeat of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from cluster_portal.documents.models import SealedDocument
from cluster_portal.journal.chain import hash_of
from cluster_portal.journal.models import Entry


def entries_of(document: SealedDocument) -> list[Entry]:
    """Entries about the row it was made from, about the document and about its signatures, oldest first."""
    label, _dot, pk = document.series.partition(":")
    about = Q(object_type=label, object_id=pk)
    about |= Q(object_type=document._meta.label_lower, object_id=str(document.pk))
    signatures = [str(key) for key in document.signatures.values_list("pk", flat=True)]
    about |= Q(object_type="documents.signature", object_id__in=signatures)
    for name in ("standing", "refusal", "sealedcopy"):
        rows = _rows(document, name)
        about |= Q(object_type=f"documents.{name}", object_id__in=rows)
    return list(Entry.objects.filter(about).order_by("number"))


def _rows(document: SealedDocument, name: str) -> list[str]:
    from cluster_portal.documents import models  # noqa: PLC0415 – read by name

    made: Any = {"standing": models.Standing, "refusal": models.Refusal, "sealedcopy": models.SealedCopy}[name]
    key = "place__document" if name == "refusal" else "document"
    return [str(pk) for pk in made.objects.filter(**{key: document}).values_list("pk", flat=True)]


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
