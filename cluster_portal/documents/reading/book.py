"""A spreadsheet as a person sees it: sheets of cells with their text, and all that is no cell, listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from cluster_portal.documents.plain import UNPRINTABLE, clean_text
from cluster_portal.documents.reading.package import Package
from cluster_portal.documents.reading.shown import GENERAL
from cluster_portal.documents.reading.walk import Left

ROWS, COLUMNS = 20_000, 200  # the largest sheet that is read
MOST_FILLED = 500_000  # cells with something in them, in all sheets together
MOST_CELLS = ROWS * COLUMNS  # in all sheets together, empty ones too
MOST_CHARACTERS = 50_000_000  # in the texts of the whole file
CODED = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes characters XML has no place for
TRUE = {"1", "true", "on"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text as a person sees it, and the value behind it.

    `value` is a str, int, float, bool, date, datetime, time, timedelta, or None where the cell is empty; of an error
    it is its English name. Text has \\n for line ends and its spaces kept. `formula` tells that it was calculated.
    """

    text: str
    value: Any = None
    formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows of the same length without empty ones at the end.

    `merges` are (row, column, last row, last column) from 0, inside the rows; the text is that of the first cell.
    """

    title: str
    hidden: bool
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Book:
    """A spreadsheet that has been read."""

    sheets: list[Sheet]
    left: list[Left]


EMPTY = Cell("")


@dataclass(frozen=True)
class Place:
    """Where a sheet is in the file; "" for one without cells, such as a chart that fills a sheet."""

    title: str
    path: str
    hidden: bool


class Parts:
    """What all sheets of a file share: texts, number formats, the day dates are counted from; and the limits."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = [one.target for one in package.relations("").values() if one.kind == "officeDocument"]
        self.path = main[0] if main else "xl/workbook.xml"
        self.root = package.root(self.path)
        self.relations = package.relations(self.path)
        self.epoch = CALENDAR_MAC_1904 if self._starts_1904() else CALENDAR_WINDOWS_1900
        self.cells = self.area = self.filled = self.characters = 0
        self.strings = list(self._strings())
        self.formats = list(self._formats())

    def sheets(self) -> Iterator[Place]:
        """The sheets in their order. Raises KeyError where one is missing."""
        for node in self.root.iterfind("{*}sheets/{*}sheet"):
            known = next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
            relation = self.relations[known]
            path = relation.target if relation.kind == "worksheet" else ""
            yield Place(str(node.get("name")), path, node.get("state", "visible") != "visible")

    def format(self, style: str) -> str:
        """The number format of a cell's style."""
        place = int(style)
        return self.formats[place] if 0 <= place < len(self.formats) else GENERAL

    def count(self, *, cells: int = 0, area: int = 0, filled: int = 0, characters: int = 0) -> None:
        """Count what was met; `area` is of sheets as they are given back. Raises ValidationError, code "too_many"."""
        self.cells += cells
        self.area += area
        self.filled += filled
        self.characters += characters
        most = max(self.cells, self.area)
        if most > MOST_CELLS or self.filled > MOST_FILLED or self.characters > MOST_CHARACTERS:
            raise too_many()

    def _starts_1904(self) -> bool:
        said = self.root.find("{*}workbookPr")
        return said is not None and said.get("date1904") in TRUE

    def _one(self, kind: str) -> str | None:
        return next((one.target for one in self.relations.values() if one.kind == kind), None)

    def _strings(self) -> Iterator[str]:
        part = self._one("sharedStrings")
        for node in self.package.elements(part, ("si",)) if part else ():
            text = text_of(node)
            self.count(characters=len(text))
            yield text

    def _formats(self) -> Iterator[str]:
        part = self._one("styles")
        if part is None:
            return
        root = self.package.root(part)
        own = {node.get("numFmtId"): node.get("formatCode") for node in root.iterfind("{*}numFmts/{*}numFmt")}
        for node in root.iterfind("{*}cellXfs/{*}xf"):
            known = node.get("numFmtId", "0")
            yield own.get(known) or BUILTIN_FORMATS.get(int(known), GENERAL)


def text_of(node: Any) -> str:
    """The text of a shared or an inline string, rich or plain, without the hints how to pronounce it."""
    return decoded("".join(part.text or "" for part in (*node.iterfind("{*}t"), *node.iterfind("{*}r/{*}t"))))


def decoded(text: str) -> str:
    """Text as it was typed: coded characters decoded, line ends as \\n, without what cannot be printed."""
    return UNPRINTABLE.sub("", clean_text(CODED.sub(lambda match: chr(int(match[1], 16)), text)))


def too_many() -> ValidationError:
    """The refusal of a file that has more cells or text than a worker should hold."""
    told = _("The file has too much in it: at most %(filled)s cells with content are read.")
    return ValidationError(told % {"filled": MOST_FILLED}, code="too_many")
