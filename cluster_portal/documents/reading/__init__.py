"""The text of a DOCX as one reads it: paragraphs and tables in their order, automatic numbers as they print.

What is no plain text (pictures, notes, tracked changes) is not lost silently: `read_docx` lists it.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import Any

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cluster_portal.documents.plain import LIMIT
from cluster_portal.documents.reading.walk import Left, Read, Reader, ReadLine

__all__ = ["Left", "Read", "ReadLine", "docx_text", "read_docx"]

# XMLSyntaxError is a SyntaxError; a locked package raises RuntimeError, one nested past all sense RecursionError.
BROKEN = (
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    OSError,
    EOFError,
    SyntaxError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_docx(file: Any) -> Read:
    """The document's lines, and all that did not come over as text or came over in another shape.

    Raises ValidationError, code "damaged", where the file cannot be read as DOCX.
    """
    try:
        document = docx.Document(file)
        _refuse_entities(document)
        return Reader(document).read()
    except BROKEN as error:
        raise ValidationError(_("The file is damaged and cannot be opened."), code="damaged") from error


def docx_text(file: Any) -> str:
    """The document's text, a paragraph a line, at most LIMIT characters; cells of a row in one line, divided by tabs.

    Tracked insertions are in it, tracked deletions are not. Raises ValidationError, code "damaged", where the file
    cannot be read as DOCX.
    """
    return "\n".join(line.text for line in read_docx(file).lines)[:LIMIT]


def _refuse_entities(document: Any) -> None:
    """Raise ValueError where a part declares a document type: the format forbids it, and entities come with it."""
    for part in document.part.package.iter_parts():
        element = getattr(part, "element", None)
        if element is not None and element.getroottree().docinfo.internalDTD is not None:
            raise ValueError("a document type is declared")
