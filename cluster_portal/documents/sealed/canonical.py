"""The canonical JSON of a sealed document, and the PDF it always gives."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.documents import blocks
from cluster_portal.documents.blocks import Document, Seal
from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.models.sealed import digest
from cluster_portal.documents.pdf import to_pdf
from cluster_portal.journal.chain import canonical
from cluster_portal.workflow import Refused

FORMAT = "sealed-document/1"
KINDS = {
    made.__name__: made
    for made in (
        blocks.Title,
        blocks.Approval,
        blocks.Line,
        blocks.Heading,
        blocks.Paragraph,
        blocks.ListItem,
        blocks.Signature,
        blocks.Space,
        blocks.Stamp,
        blocks.Changed,
        blocks.Table,
    )
}
# What data structures got after documents had been sealed: written only where it says something, so that the same
# document keeps the bytes and the hash it was sealed with.
LATER = {"groups", "landscape"}


def document_data(document: Document) -> dict[str, Any]:
    """A document as JSON values; `document_from` reads them back."""
    data = {
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "marks": document.marks,
        "seal": dataclasses.asdict(document.seal) if document.seal else None,
        "landscape": document.landscape,
        "blocks": [_told({"kind": type(block).__name__, **dataclasses.asdict(block)}) for block in document.blocks],
    }
    return _told(data)


def _told(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value or name not in LATER}


def document_from(data: dict[str, Any]) -> Document:
    """The document whose values these are.

    Raises KeyError, TypeError or ValueError where they are those of no document.
    """
    return Document(
        title=data["title"],
        blocks=tuple(_block(dict(row)) for row in data["blocks"]),
        date=datetime.date.fromisoformat(data["date"]) if data["date"] else None,
        marks=data["marks"],
        seal=Seal(**data["seal"]) if data["seal"] else None,
        landscape=data.get("landscape", False),
    )


def _block(row: dict[str, Any]) -> Any:
    kind: Any = KINDS[row.pop("kind")]
    return kind(**{name: _frozen(value) for name, value in row.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def canonical_bytes(data: dict[str, Any]) -> bytes:
    """The one way sealed data are written: sorted keys, no spaces, UTF-8; the journal's own way."""
    return canonical({"format": FORMAT, **data})


def read(data: bytes | memoryview) -> dict[str, Any]:
    """Canonical JSON as values. Raises ValueError where it is none."""
    told = json.loads(bytes(data))
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError(f"not {FORMAT}")
    return told


def text_of(document: SealedDocument) -> dict[str, Any]:
    """The sealed data of a document, once they are seen to be those that were sealed. Raises Refused(broken)."""
    if digest(document.content.canonical) != document.canonical_sha256:
        raise _broken()
    return read(document.content.canonical)


def original_of(document: SealedDocument) -> bytes:
    """The sealed PDF, once it is seen to be the one that was sealed. Raises Refused(broken)."""
    if digest(document.content.pdf) != document.pdf_sha256:
        raise _broken()
    return bytes(document.content.pdf)


def _broken() -> Refused:
    told = _("The stored text was changed behind the portal's back, so it is not shown: see the check of the document.")
    return Refused(told, code="state")


def pdf_of(data: bytes) -> bytes:
    """The PDF of a sealed document: the same canonical JSON gives the same bytes.

    Raises MissingGlyph, TypesettingFailed; see documents.pdf.
    """
    return to_pdf(document_from(read(data)["document"]))
