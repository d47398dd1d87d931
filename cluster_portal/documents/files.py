"""Documents as files: one structure as text, DOCX or PDF, and as a download."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from cluster_portal.documents.blocks import Document
from cluster_portal.documents.docx import to_docx
from cluster_portal.documents.pdf import MissingGlyph, to_pdf
from cluster_portal.documents.txt import to_txt
from cluster_portal.documents.uploads import KINDS, attached
from cluster_portal.workflow import Refused


def marks() -> str:
    """The line every document of the demo carries above its pages."""
    return "Демонстрация" if settings.DEMO else ""


def as_file(document: Document, kind: str) -> bytes:
    """A document as txt, docx or pdf. Raises Refused where the PDF's font lacks a letter."""
    if kind == "txt":
        return to_txt(document).encode()
    if kind == "docx":
        return to_docx(document)
    try:
        return to_pdf(document)
    except MissingGlyph as error:
        raise Refused(str(error), code="state") from error


def file_answer(document: Document, kind: str, name: str) -> HttpResponse:
    """A document as a download. Raises Refused where the PDF's font lacks a letter."""
    data = as_file(document, kind)
    return attached(HttpResponse(data, content_type=KINDS[kind].content_type), f"{name}.{kind}")
