"""The one data structure official documents are made from.

A document is a title and a row of blocks. Every renderer (PDF, DOCX, TXT, page) prints the text of the blocks
as it stands and adds none of its own, so all say the same words in the same order; `text_of` says which.
Text is plain: no markup, and a block's text is one line.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

# What a line of a cell is not broken inside of; document.typ keeps the names and numbers whole.
UNBROKEN = re.compile(
    r"(?:№ \d{1,9}|(?:[А-ЯЁ]\.){2} [А-ЯЁ][а-яё]{1,30}|[А-ЯЁ][а-яё]{1,30} (?:[А-ЯЁ]\.){2})\S*|[^\s/]+/*|/+"
)
MEASURED = 5  # words of a column: the one with most letters need not be the widest


@dataclass(frozen=True)
class Title:
    """The document's name, centred and bold, line by line."""

    lines: tuple[str, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Approval:
    """The approval block («УТВЕРЖДЕН решением …»): lines at the left of the right 45 % of the width; stands first."""

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


@dataclass(frozen=True)
class Changed:
    """A paragraph of a redline, a line of text: pieces that were kept ('='), taken out ('-') and put in ('+').

    It prints as `marked` has it, so that it is understood without colour and in plain text.
    """

    marker: str
    pieces: tuple[tuple[str, str], ...]
    anchor: str = ""


@dataclass(frozen=True)
class Table:
    """A ruled table; its head is repeated on every page. Line ends in a cell are kept.

    `widths` are parts of the text's width, column by column; none where all are equal; a column narrower than its
    longest word is widened. `groups` are the indexes of rows that are headings of a group: what stands
    in their cells is one bold line over the whole width and stays with the next row. Raises ValueError where a row
    or the widths are not those of the columns, or a group is no row.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    anchor: str = ""
    groups: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        columns = {len(self.head), *map(len, self.rows), len(self.widths or self.head)}
        if len(columns) > 1 or not self.head:
            raise ValueError("every row of a table has a cell for each column of its head")
        if not set(self.groups) <= set(range(len(self.rows))):
            raise ValueError("the heading of a group is one of the rows")

    def heading(self, place: int) -> str | None:
        """What the row at this index says as the heading of a group; None where it is none."""
        return " ".join(filter(None, self.rows[place])) if place in self.groups else None


def longest_words(table: Table) -> list[dict[str, list[str]]]:
    """For each column the longest words of its head and of its cells, a few of each: no line is broken inside one."""
    rows = [row for place, row in enumerate(table.rows) if place not in table.groups]
    columns = zip(table.head, *rows, strict=True)
    return [{"head": _longest(head), "cells": _longest(*cells)} for head, *cells in columns]


def _longest(*cells: str) -> list[str]:
    words = {word for cell in cells for word in UNBROKEN.findall(cell)}
    return sorted(words, key=lambda word: (-len(word), word))[:MEASURED]


MOST_SIGNATURES = 6  # on one page; more are a list of signatures

Block = Title | Approval | Line | Heading | Paragraph | ListItem | Signature | Space | Stamp | Changed | Table


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
    `landscape` turns the sheet; the margins stay where they are seen: 30 mm left, 10 mm right, 20 mm top and bottom.
    """

    title: str
    blocks: tuple[Block, ...]
    date: datetime.date | None = None
    marks: str = ""
    seal: Seal | None = None
    landscape: bool = False


def text_of_block(block: Block) -> str:
    """The text of a block as printed: lines of a title and rows by \\n, cells by a tab, other parts by a space."""
    match block:
        case Title(lines=lines) | Approval(lines=lines) | Stamp(lines=lines):
            return "\n".join(lines)
        case ListItem(marker=first, text=rest) | Signature(role=first, name=rest):
            return " ".join(filter(None, [first, rest]))
        case Space():
            return ""
        case Changed(marker=marker, pieces=pieces):
            return " ".join(filter(None, [marker, "".join(text for _kind, text in marked(pieces))]))
        case Table(head=head):
            return "\n".join(["\t".join(map(_one_line, head)), *_rows(block)])
        case _:
            return block.text


def marked(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pieces as printed: what was taken out in [brackets], put in in {braces}, white space around them outside.

    The signs themselves are pieces that were kept: a line through a bracket would hide it.
    """
    for kind, text in pieces:
        inner = text.strip()
        if kind == "=" or not inner:
            yield "=", text
            continue
        before, _inner, after = text.partition(inner)
        opening, closing = "[]" if kind == "-" else "{}"
        yield from (("=", before + opening), (kind, inner), ("=", closing + after))


def _rows(table: Table) -> Iterator[str]:
    for place, row in enumerate(table.rows):
        heading = table.heading(place)
        yield "\t".join(map(_one_line, row)) if heading is None else _one_line(heading)


def _one_line(cell: str) -> str:
    return " ".join(cell.split("\n"))


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
