"""The text of a DOCX as one reads it: paragraphs and tables in their order, automatic numbers as they print."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from cluster_portal.documents.plain import LIMIT, UNPRINTABLE, clean_text

BULLETS = {"bullet", "none"}
LEVEL = re.compile(r"%(\d)")
LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"


def docx_text(file: Any) -> str:
    """The document's text, a paragraph a line, at most LIMIT characters; cells of a row in one line, divided by tabs.

    Raises ValidationError where the file cannot be read as DOCX.
    """
    try:
        document = docx.Document(file)
    except (KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise ValidationError(_("The file is damaged and cannot be opened."), code="damaged") from error
    text = clean_text("\n".join(_lines(document)))
    return UNPRINTABLE.sub("", text)[:LIMIT]


def _lines(document: Any) -> Iterator[str]:
    numbering = _Numbering(document)
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield numbering.marked(Paragraph(element, document))
        elif element.tag == qn("w:tbl"):
            yield from _rows(Table(element, document), numbering)


def _rows(table: Table, numbering: _Numbering) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell comes once for each column
                seen.add(id(cell._tc))
                cells.append(" ".join(filter(None, (numbering.marked(p).strip() for p in cell.paragraphs))))
        yield "\t".join(filter(None, cells))


class _Numbering:
    """Counts the automatic lists of a document as Word does, one counter a list and level."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.counts: dict[tuple[str, int], int] = defaultdict(int)
        self.formats = dict(self._formats())

    def _formats(self) -> Iterator[tuple[tuple[str, int], tuple[str, str]]]:
        """(list, level) → (kind of number, its pattern such as «%1.%2.»)."""
        try:
            root = self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # the document has no list at all
            return
        abstract = {node.get(qn("w:abstractNumId")): node for node in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            link = num.find(qn("w:abstractNumId"))
            known = abstract.get(link.get(qn("w:val"))) if link is not None else None
            for level in known.iter(qn("w:lvl")) if known is not None else ():
                kind, pattern = (_value(level, name) for name in ("w:numFmt", "w:lvlText"))
                yield (num.get(qn("w:numId")), int(level.get(qn("w:ilvl")))), (kind, pattern)

    def marked(self, paragraph: Paragraph) -> str:
        """The paragraph's text with the number Word would print before it."""
        text = paragraph.text
        place = self._place(paragraph)
        if place is None or not text.strip():
            return text
        listed, level = place
        kind, pattern = self.formats.get(place, ("decimal", f"%{level + 1}."))
        if kind in BULLETS:
            return f"– {text}"
        self.counts[place] += 1
        for key in [key for key in self.counts if key[0] == listed and key[1] > level]:
            del self.counts[key]
        return f"{self._number(listed, pattern)} {text}"

    def _number(self, listed: str, pattern: str) -> str:
        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            count = self.counts[listed, level] or 1
            kind = self.formats.get((listed, level), ("decimal", ""))[0]
            letters = kind in {"russianLower", "lowerLetter"}
            return LETTERS[(count - 1) % len(LETTERS)] if letters else str(count)

        return LEVEL.sub(shown, pattern)

    def _place(self, paragraph: Paragraph) -> tuple[str, int] | None:
        """The list and level of a paragraph, its own or its style's."""
        style = paragraph.style.element if paragraph.style is not None else None
        for holder in (paragraph._p, style):
            properties = holder.find(qn("w:pPr")) if holder is not None else None
            found = properties.find(qn("w:numPr")) if properties is not None else None
            listed = _value(found, "w:numId") if found is not None else ""
            if listed and listed != "0":
                return listed, int(_value(found, "w:ilvl") or 0)
        return None


def _value(node: Any, name: str) -> str:
    found = node.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")
