"""Sealing a text, and how it stands afterwards. Rooms call these from their own actions."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.blocks import Document, Seal
from cluster_portal.documents.models import Place, SealedContent, SealedDocument, Standing
from cluster_portal.documents.pdf import MissingGlyph
from cluster_portal.documents.sealed.canonical import canonical_bytes, document_data, pdf_of
from cluster_portal.documents.sealed.codes import new_code, printed
from cluster_portal.documents.sealed.records import digest_of
from cluster_portal.workflow import Refused, action, note


@action("documents.sealed")
def seal(
    *,
    kind: str,
    series: str,
    title: str,
    document: Document,
    places: Iterable[tuple[str, str]],
    data: dict[str, Any],
    edition: int = 1,
    replaces: SealedDocument | None = None,
    because: str = "",
    by: Any,
) -> SealedDocument:
    """Freeze a document with the places to be signed, each a key and its words on paper.

    Canonical JSON, PDF/A and their SHA-256 are kept in the caller's transaction. Raises Refused: `replaces` – a
    correction says why; `state` – the PDF's font lacks a sign.
    """
    if replaces is not None and not because.strip():
        raise Refused(_("Say why the new edition replaces the old one."), code="replaces", field="reason")
    row = SealedDocument(
        code=new_code(),
        kind=kind,
        series=series,
        edition=edition,
        title=title,
        sealed_at=clock.now(),
        sealed_by=str(by or ""),
        replaces=replaces,
        because=because.strip(),
    )
    lines = list(places)
    canonical = canonical_bytes(_told(row, document, lines, data))
    pdf = _typeset(canonical)
    row.canonical_sha256 = hashlib.sha256(canonical).hexdigest()
    row.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    row.save(force_insert=True)
    SealedContent.objects.create(document=row, canonical=canonical, pdf=pdf)
    Place.objects.bulk_create(
        Place(document=row, key=key, label=label, order=order) for order, (key, label) in enumerate(lines, 1)
    )
    note(code=row.code, canonical=row.canonical_sha256, pdf=row.pdf_sha256, record=digest_of(row))
    return row


def _told(
    row: SealedDocument, document: Document, places: list[tuple[str, str]], data: dict[str, Any]
) -> dict[str, Any]:
    """What the canonical JSON says: the document with its code and date, who is to sign, and the room's own data."""
    address = f"{settings.SITE_URL}{row.check_url()}"
    sealed = dataclasses.replace(document, seal=Seal(address, printed(row.code)))
    before = row.replaces
    return {
        "kind": row.kind,
        "series": row.series,
        "edition": row.edition,
        "title": row.title,
        "code": row.code,
        "sealed_at": row.sealed_at.isoformat(),
        "replaces": {"code": before.code, "sha256": before.pdf_sha256, "because": row.because} if before else None,
        "places": [{"key": key, "label": label} for key, label in places],
        "document": document_data(sealed),
        "data": data,
    }


def _typeset(canonical: bytes) -> bytes:
    try:
        return pdf_of(canonical)
    except MissingGlyph as error:
        raise Refused(str(error), code="state") from error


@action("documents.in_force")
def put_in_force(*, document: SealedDocument, by: Any) -> Standing:
    """From this moment the document is in force; the room has seen that all who must have signed."""
    return _stand(document, Standing.Kind.IN_FORCE, "", by)


@action("documents.withdrawn")
def withdraw(*, document: SealedDocument, reason: str, by: Any) -> Standing:
    """Take a document back from signature; its signatures stay recorded for that text. Raises Refused: no reason."""
    if not reason.strip():
        raise Refused(_("Give the reason: it goes into the journal."), code="reason", field="reason")
    return _stand(document, Standing.Kind.WITHDRAWN, reason.strip(), by)


@action("documents.ended")
def end(*, document: SealedDocument, reason: str, by: Any) -> Standing:
    """The document is no longer in force; what was signed stays signed. Raises Refused: no reason."""
    if not reason.strip():
        raise Refused(_("Give the reason: it goes into the journal."), code="reason", field="reason")
    return _stand(document, Standing.Kind.ENDED, reason.strip(), by)


def _stand(document: SealedDocument, kind: str, reason: str, by: Any) -> Standing:
    row = Standing.objects.create(document=document, kind=kind, at=clock.now(), reason=reason, by_name=str(by or ""))
    note(record=digest_of(row))
    return row
