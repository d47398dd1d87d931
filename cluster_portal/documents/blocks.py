"""The one data structure official documents are made from.

A document is a title and a row of blocks. Every renderer (PDF, DOCX, TXT, page) prints the text of the blocks
as it stands and adds none of its own, so all say the same words in the same order; `text_of` says which.
Text is plain: no markup, and a block's text is one line.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Title:
    """The document's name, centred and bold, line by line."""

    lines: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Line:
    """A line at the left margin: date, place."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Heading:
    """A bold heading; level 1 for a part of the document, 2 for what stands under it."""

    text: str
    level: Literal[1, 2] = 1
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Justified body text; a lead ends with a colon and stays on the page of what it introduces."""

    text: str
    indent: bool = True
    lead: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class ListItem:
    """An item of a list, its marker («1.», «–») printed as given."""

    marker: str
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Signature:
    """A signature line: the office at the left, the name at the right, room for the hand between them."""

    role: str
    name: str
    anchor: str = ""


@dataclass(frozen=True)
class Space:
    """An empty line."""

    anchor: str = ""


@dataclass(frozen=True)
class Stamp:
    """The visible stamp of an electronic signature: lines in a frame, the first one bold."""

    lines: tuple[str, ...]
    anchor: str = ""


MOST_SIGNATURES = 6  # on one page; more are a list of signatures

Block = Title | Line | Heading | Paragraph | ListItem | Signature | Space | Stamp


@dataclass(frozen=True)
class Seal:
    """What stands at the foot of sheet 1 of a sealed document: the address of the check page, the code to type."""

    address: str
    code: str


@dataclass(frozen=True)
class Document:
    """A document ready to be printed.

    `title` goes into the metadata, `date` is their timestamp (00:00 UTC of that day). `marks` is a line for
    the page header of PDF and DOCX («Демонстрация»); it is no part of the text. Nor is `seal`, which PDF alone prints.
    """

    title: str
    blocks: tuple[Block, ...]
    date: datetime.date | None = None
    marks: str = ""
    seal: Seal | None = None


def text_of_block(block: Block) -> str:
    """The text of a block as printed: lines of a title by \\n, other parts by a space."""
    match block:
        case Title(lines=lines) | Stamp(lines=lines):
            return "\n".join(lines)
        case ListItem(marker=marker, text=text):
            return " ".join(filter(None, [marker, text]))
        case Signature(role=role, name=name):
            return " ".join(filter(None, [role, name]))
        case Space():
            return ""
        case _:
            return block.text


def text_of(document: Document) -> str:
    """The text every rendering has, a block a line: what is compared, searched and counted."""
    return "\n".join(filter(None, map(text_of_block, document.blocks)))


def kept_with_next(document: Document) -> list[bool]:
    """For each block, whether a page may not end after it.

    Headings and leads stay with what follows; a signature never stands alone on a page (ГОСТ Р 7.0.97-2025), but a
    long list of lines to be signed breaks like any list.
    """
    following = [*document.blocks[1:], None]
    together = sum(isinstance(block, Signature) for block in document.blocks) <= MOST_SIGNATURES
    return [
        after is not None and (_leads(block) or (isinstance(after, Signature) and together))
        for block, after in zip(document.blocks, following, strict=True)
    ]


def _leads(block: Block) -> bool:
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and block.lead)
