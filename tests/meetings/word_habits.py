"""Minutes typed in Word by three people: with styles and automatic lists, with tables, all by hand."""

from __future__ import annotations

import io
import re

import docx
from docx.text.paragraph import Paragraph

NUMBER = re.compile(r"^(\d+)[.)]\s+(?=[А-ЯЁ])")
MARKER = re.compile(r"^(СЛУШАЛИ|ВЫСТУПИЛИ|РЕШИЛИ|ГОЛОСОВАЛИ|Слушали|Выступили|Решили|Голосовали):")


def _saved(document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _new_list(document) -> str:
    """A numbering that begins with 1 again, as «Начать заново» makes it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    root = document.part.numbering_part.element
    style = document.styles["List Number"].element
    base = style.find(qn("w:pPr")).find(qn("w:numPr")).find(qn("w:numId")).get(qn("w:val"))
    known = next(n for n in root.iter(qn("w:num")) if n.get(qn("w:numId")) == base)
    new = OxmlElement("w:num")
    ids = [int(n.get(qn("w:numId"))) for n in root.iter(qn("w:num"))]
    new.set(qn("w:numId"), str(max(ids) + 1))
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), known.find(qn("w:abstractNumId")).get(qn("w:val")))
    new.append(link)
    root.append(new)
    return str(max(ids) + 1)


def _number(paragraph: Paragraph, listed: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", listed)):
        node = OxmlElement(name)
        node.set(qn("w:val"), value)
        numbering.append(node)
    properties.append(numbering)


def headings(text: str) -> bytes:
    """Heading styles for what is in capitals, Word's own numbers in lists of people and the agenda."""
    document = docx.Document()
    listed = ""
    for line in text.splitlines():
        match = NUMBER.match(line)
        if match and not MARKER.match(line[match.end() :]):
            listed = _new_list(document) if match[1] == "1" else listed
            _number(document.add_paragraph(line[match.end() :]), listed)
        elif line.isupper() and len(line) < 60:
            document.add_heading(line, level=2)
        else:
            document.add_paragraph(line)
    return _saved(document)


def table(text: str) -> bytes:
    """People in a table, one a row; the words that begin a part in bold at the beginning of a line."""
    document = docx.Document()
    grid = None
    for line in text.splitlines():
        match = re.match(r"^(\d+\))\s+(.*)$", line)
        if match and "–" in line and not line.startswith("Решили"):
            grid = grid or document.add_table(rows=0, cols=2)
            row = grid.add_row()
            row.cells[0].text, row.cells[1].text = match[1], match[2]
            continue
        grid = None
        paragraph = document.add_paragraph()
        marker = MARKER.match(line)
        if marker:
            paragraph.add_run(marker[0]).bold = True
        paragraph.add_run(line[marker.end() if marker else 0 :])
    return _saved(document)


def by_hand(text: str) -> bytes:
    """Numbers, tabs and soft line breaks by hand, spaced capitals."""
    document = docx.Document()
    for block in text.replace("*", "").replace("#", "").split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        lines = [re.sub(r"^(\d+\.)\s+", r"\1\t", line) for line in lines]
        shown = [" ".join(line.rstrip(":").upper()) + ":" if line == "Слушали:" else line for line in lines]
        paragraph = document.add_paragraph()
        for number, line in enumerate(shown):
            if number:
                paragraph.add_run().add_break()
            paragraph.add_run(line)
        document.add_paragraph("")
    return _saved(document)
