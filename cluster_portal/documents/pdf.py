"""A document as PDF/A-2a and PDF/UA-1, typeset by Typst.

Only the fonts inside the typst wheel are used, so the same document gives the same bytes on every machine.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import qrcode  # type: ignore[import-untyped]
import typst
from django.utils.translation import gettext as _

from cluster_portal.documents.blocks import (
    Block,
    Changed,
    Document,
    Heading,
    Seal,
    Table,
    Title,
    kept_with_next,
    longest_words,
    marked,
    text_of_block,
)
from cluster_portal.documents.plain import code_point

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
UNDATED = datetime.date(1980, 1, 1)  # PDF/A demands a date; this one is the same every day
AROUND = 30  # characters quoted on either side of what cannot be printed
# Typst's two sentences about a character it cannot print; it quotes as Rust does.
UNPRINTED = re.compile(r'the text `"(.+?)"` could not be displayed|disallowed codepoint `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class TypesettingFailed(RuntimeError):
    """Typst refused the document or warned about it; the message is Typst's own."""


class MissingGlyph(Exception):
    """The PDF's font has no picture of a character (emoji, hieroglyphs); DOCX and TXT keep it.

    `character` is the first such character, `place` the text around it.
    """

    def __init__(self, character: str, place: str) -> None:
        super().__init__(character, place)
        self.character = character
        self.place = place

    def __str__(self) -> str:
        return _("The PDF's font has no sign “%(character)s” (%(code)s), met in “%(place)s”.") % {
            "character": self.character,
            "code": code_point(self.character),
            "place": self.place,
        }


def to_pdf(document: Document) -> bytes:
    """The document as PDF; the same document gives the same bytes.

    Raises MissingGlyph where the font lacks a character, TypesettingFailed for anything else.
    """
    date = document.date or UNDATED
    data = {
        "title": document.title,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "marks": document.marks,
        "blocks": list(_blocks(document)),
        "seal": _seal(document.seal) if document.seal else None,
        "landscape": document.landscape,
    }
    try:
        return typeset(TEMPLATE, data, date)
    except typst.TypstError as error:
        raise _explained(error, document) from error


def typeset(template: Path, data: dict[str, Any], date: datetime.date) -> bytes:
    """The bytes Typst makes of a template and its data, dated 00:00 UTC of the day.

    Raises typst.TypstError where it refuses, TypesettingFailed where it only warns (a missing font, for one).
    """
    compiled, warnings = typst.compile_with_warnings(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=datetime.datetime.combine(date, datetime.time(), datetime.UTC),
    )
    if warnings:
        raise TypesettingFailed("; ".join(warning.message for warning in warnings))
    return compiled


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts of the wheel, read once for a process."""
    return typst.Fonts(include_system_fonts=False)


def _blocks(document: Document) -> Iterator[dict[str, Any]]:
    """Blocks as the template reads them; `level` is the outline's, where PDF/UA allows no gaps."""
    level = 0
    for block, keep in zip(document.blocks, kept_with_next(document), strict=True):
        fields = {**dataclasses.asdict(block), "kind": type(block).__name__, "keep": keep}
        if isinstance(block, Title | Heading):
            level = min(_depth(block), level + 1)
            fields["level"] = level
        yield fields | _made_ready(block)


def _made_ready(block: Block) -> dict[str, Any]:
    """What is not left to Typst: where brackets stand; cells line by line, how wide the columns are."""
    if isinstance(block, Changed):
        return {"pieces": list(marked(block.pieces))}
    if isinstance(block, Table):
        return {
            "head": [cell.split("\n") for cell in block.head],
            "rows": list(_rows(block)),
            "widths": block.widths or [1] * len(block.head),
            "longest": longest_words(block),
        }
    return {}


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    """Rows with their cells line by line; the heading of a group is one cell."""
    for place, row in enumerate(table.rows):
        heading = table.heading(place)
        cells = row if heading is None else (heading,)
        yield {"group": heading is not None, "cells": [cell.split("\n") for cell in cells]}


def _seal(seal: Seal) -> dict[str, Any]:
    """The seal with its QR code: rows of squares, dark ones true."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(seal.address)
    return {"address": seal.address, "code": seal.code, "squares": code.get_matrix()}


def _depth(block: Block) -> int:
    return block.level + 1 if isinstance(block, Heading) else 1


def _explained(error: typst.TypstError, document: Document) -> Exception:
    quoted = [a or b for a, b in UNPRINTED.findall(error.diagnostic)]
    if not quoted:
        return TypesettingFailed(error.diagnostic)
    text = "\n".join([*map(text_of_block, document.blocks), document.marks])
    # Of a letter with its accents the accent is what the font lacks.
    characters = {max(ESCAPED.sub(lambda match: chr(int(match[1], 16)), cluster)) for cluster in quoted}
    place = min(text.find(character) for character in characters)
    around = text[max(0, place - AROUND) : place + AROUND + 1]
    return MissingGlyph(text[place], " ".join(around.split()))
