"""Minutes No. 1 as a document, and how the text of a rendering is read back."""

import datetime
import re
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pypdf
from docx.table import Table as DocxTable

from cluster_portal.documents.blocks import (
    Block,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Title,
)

DATE = datetime.date(2021, 4, 9)
HEADER = 57  # points: the top margin, where the page number stands


def minutes_1(**changes) -> Document:
    """Minutes No. 1 of 09.04.2021: every line of the file says by its first letter what it is."""
    lines = (Path(__file__).parent / "minutes_1.txt").read_text().splitlines()
    title = tuple(line[2:] for line in lines if line.startswith("T "))
    blocks = [_block(line[0], line[2:]) for line in lines if not line.startswith("T ")]
    return Document(**{"title": "Протокол № 1", "blocks": (Title(title), *blocks), "date": DATE, "marks": ""} | changes)


def _block(letter: str, text: str) -> Block:
    match letter:
        case "L":
            return Line(text)
        case "H":
            return Heading(text)
        case "h":
            return Heading(text, level=2)
        case "I":
            return ListItem(*text.split(" ", 1), anchor=f"item-{text.partition('.')[0]}")
        case "S":
            return Signature(*text.split(" | "))
        case _:
            return Paragraph(text, lead=text.endswith(":"))


def words(text: str) -> list[str]:
    """Words in order; a compound that the layout broke after its hyphen is whole again."""
    return re.sub(r"(?<=\w-)\n(?=\w)", "", text.replace("\f", "\n")).split()


def letters(text: str) -> str:
    """All that is printed, without the spaces."""
    return "".join(text.split())


def docx_text(data: bytes) -> str:
    return "\n".join(map(_docx_part, docx.Document(BytesIO(data)).iter_inner_content()))


def _docx_part(part) -> str:
    """A paragraph's text; a table's, row by row."""
    if isinstance(part, DocxTable):
        return "\n".join("\t".join(cell.text for cell in row.cells) for row in part.rows)
    return part.text


def pypdf_text(data: bytes) -> str:
    """What pypdf reads, without the page numbers."""
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages]
    return "\n".join(re.sub(rf"^{number}\s*\n", "", text) for number, text in enumerate(pages, 1))


def poppler_text(data: bytes, *options: str) -> str:
    """What pdftotext reads below the page header."""
    area = ["-x", "0", "-y", str(HEADER), "-W", "600", "-H", "900"]
    command = ["pdftotext", *area, *options, "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
