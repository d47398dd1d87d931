"""A draft that came as DOCX or pasted text, as clauses for people to look through.

Nothing is lost: every line goes into title, preamble or one clause, in its order; what is no text is listed in `left`,
what was guessed or looks wrong is said in `doubts`. Nothing is decided either: a wrong reading is corrected by hand.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from agreements.importing.build import Builder
from agreements.importing.draft import Draft, Found
from agreements.importing.lines import paragraphs, pieces
from agreements.importing.references import linked
from cluster_portal.documents.reading import Left, read_docx

__all__ = ["Draft", "Found", "from_docx", "from_text", "linked"]


def from_text(text: str) -> Draft:
    """A pasted text as a draft. A line that goes on in small letters belongs to the paragraph before it."""
    return Builder(pieces(paragraphs(text))).draft([])


def from_docx(file: Any) -> Draft:
    """A DOCX as a draft. Raises ValidationError, code "damaged", where it cannot be read."""
    read = read_docx(file)
    contents = "\n".join(line.text for line in read.lines if line.kind == "contents")
    left = [Left(_("Table of contents, left out"), contents)] if contents.strip() else []
    return Builder(pieces(line for line in read.lines if line.kind != "contents")).draft(left + read.left)
