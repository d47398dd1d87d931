"""Reads one sheet of a spreadsheet: its cells in one pass over its XML, then comments and drawings."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple

from cluster_portal.documents.reading.book import COLUMNS, EMPTY, ROWS, TRUE, Cell, Parts, Sheet, decoded, text_of
from cluster_portal.documents.reading.drawings import drawn
from cluster_portal.documents.reading.shown import (
    ERRORS,
    NO,
    YES,
    Moment,
    general,
    is_moment,
    moment,
    moment_text,
    number,
)
from cluster_portal.documents.reading.walk import Left

PRINTED = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
ELEMENTS = ("col", "row", "mergeCell", *PRINTED)
# Codes in a printed header: places, fonts, sizes, colours; the number of the page, the day, the name of the file.
HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])', re.IGNORECASE)
NOTHING_PRINTED = re.compile(r"[\W\d_]*")
Area = tuple[int, int, int, int]


class SheetReader:
    """Reads one sheet once."""

    def __init__(self, parts: Parts, title: str, path: str) -> None:
        self.parts = parts
        self.title = title
        self.path = path
        self.cells: dict[tuple[int, int], Cell] = {}
        self.areas: dict[Area, None] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.shared: dict[str, Translator] = {}  # formulas that are written once and used in many cells
        self.place = (-1, -1)  # of the last cell: neither rows nor cells need say where they stand
        self.left: list[Left] = []

    def read(self, *, hidden: bool) -> tuple[Sheet, list[Left]]:
        """The sheet, and what is left. Raises ValidationError, code "too_many", where it is too large."""
        if hidden:
            self._leave(_("Hidden sheet, taken in"), "")
        for node in self.parts.package.elements(self.path, ELEMENTS):
            self._meet(node.tag.rpartition("}")[2], node)
        filled = [place for place, cell in self.cells.items() if cell.text or (cell.formula and cell.value is None)]
        height = max((row for row, _column in filled), default=-1) + 1
        width = max((column for _row, column in filled), default=-1) + 1
        self.parts.count(area=height * width)
        merges = self._merges(height, width)
        self._tell_hidden(height, width)
        self.left += drawn(self.parts.package, self.path, self.title)
        rows = [[self.cells.get((row, column), EMPTY) for column in range(width)] for row in range(height)]
        return Sheet(self.title, hidden, rows, merges), self.left

    def _meet(self, name: str, node: Any) -> None:
        if name == "row":
            self._meet_row(node)
        elif name == "col" and node.get("hidden") in TRUE:
            first, last = int(node.get("min")), int(node.get("max"))
            self.hidden_columns += range(first - 1, min(last, COLUMNS))
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(node.get("ref"))
            self.areas[top - 1, left - 1, bottom - 1, right - 1] = None
            self.parts.count(cells=1)
        elif name in PRINTED:
            self._meet_header(name, node.text or "")

    # Cells.

    def _meet_row(self, node: Any) -> None:
        said = node.get("r")
        row = int(said) - 1 if said else self.place[0] + 1
        self.place = (row, -1)
        self.parts.count(cells=1 + len(node))
        if node.get("hidden") in TRUE:
            self.hidden_rows.append(row)
        for one in node.iterchildren("{*}c"):
            said = one.get("r")
            if said is None:
                self.place = (self.place[0], self.place[1] + 1)
            if len(one):  # most cells of a large sheet have a format and nothing else
                self._meet_cell(said, one)

    def _meet_cell(self, said: str | None, node: Any) -> None:
        if said:
            row, column = coordinate_to_tuple(said)
            self.place = (row - 1, column - 1)
        cell = self._cell(node)
        if cell is EMPTY:
            return
        if self.place[0] >= ROWS or self.place[1] >= COLUMNS:
            raise ValidationError(
                _("Sheet “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. Divide it."),
                code="too_many",
                params={"sheet": self.title, "rows": ROWS, "columns": COLUMNS},
            )
        self.parts.count(filled=1)
        self.cells[self.place] = cell

    def _cell(self, node: Any) -> Cell:
        kind, raw = node.get("t", "n"), node.findtext("{*}v")
        formula = node.find("{*}f")
        inline = node.find("{*}is")
        if inline is not None:
            value = text = text_of(inline)
            self.parts.count(characters=len(text))
        elif raw is None or (not raw and kind != "str"):
            value, text = None, ""
        else:
            value, text = self._value(kind, raw, self.parts.format(node.get("s", "0")))
        if formula is not None:
            self._meet_formula(formula, known=value is not None)
        return Cell(text, value, formula is not None) if formula is not None or value not in (None, "") else EMPTY

    def _value(self, kind: str, raw: str, code: str) -> tuple[Any, str]:
        match kind:
            case "s":
                text = self.parts.strings[int(raw)]
                return text, text
            case "str" | "inlineStr":
                return decoded(raw), decoded(raw)
            case "b":
                return raw in TRUE, YES if raw in TRUE else NO
            case "e":
                return raw, ERRORS.get(raw, raw)
            case "d":
                return _iso(raw)
        value = float(raw) if set(raw) & set(".eEnN") else int(raw)
        return self._moment(value, code) if is_moment(code) else (value, number(value, code))

    def _moment(self, value: float, code: str) -> tuple[float | Moment, str]:
        try:
            found = moment(value, code, self.parts.epoch)
        except (ValueError, OverflowError):  # the program itself shows no date here
            return value, general(value)
        return found, moment_text(found, code)

    def _meet_formula(self, node: Any, *, known: bool) -> None:
        said = _("Formula, its value is taken in") if known else _("Formula without a value, left empty")
        self._leave(said, f"={self._formula(node)}", self.place)

    def _formula(self, node: Any) -> str:
        text, address = decoded(node.text or ""), _address(self.place)
        if node.get("t") == "array":
            return f"{{{text}}}"
        if node.get("t") != "shared":
            return text
        known = self.shared.get(str(node.get("si")))
        if known is None or text:
            self.shared[str(node.get("si"))] = Translator(f"={text}", address)
            return text
        return str(known.translate_formula(address)).removeprefix("=")

    # What lies over the cells.

    def _merges(self, height: int, width: int) -> list[Area]:
        """The merged areas inside the rows. What stands under one is not seen, so it is taken out and listed.

        Raises ValueError where areas lie over one another: no program writes that.
        """
        cut = [(top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in self.areas]
        found = [area for area in cut if area[0] < height and area[1] < width and area[:2] != area[2:]]
        if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in found) > height * width:
            raise ValueError("merged cells overlap")
        for area in found:
            self._uncover(area)
        return sorted(found)

    def _uncover(self, area: Area) -> None:
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                under = self.cells.pop((row, column), EMPTY) if (row, column) != (top, left) else EMPTY
                if under.text:
                    self._leave(_("Text under merged cells, left out"), under.text, (row, column))

    def _tell_hidden(self, height: int, width: int) -> None:
        rows = [str(row + 1) for row in self.hidden_rows if row < height]
        columns = [column for column in sorted(set(self.hidden_columns)) if column < width]
        if rows:
            self._leave(_("Hidden rows, taken in"), ", ".join(rows))
        if columns:
            self._leave(_("Hidden columns, taken in"), ", ".join(get_column_letter(one + 1) for one in columns))

    def _meet_header(self, name: str, text: str) -> None:
        words = " ".join(decoded(HEADER_CODES.sub(" ", text.replace("&&", "\0"))).replace("\0", "&").split())
        if not NOTHING_PRINTED.fullmatch(words):
            self._leave(_("Header, left out") if name.endswith("Header") else _("Footer, left out"), words)

    def _leave(self, kind: str, text: str, place: tuple[int, int] | None = None) -> None:
        where = self.title if place is None else f"{self.title}!{_address(place)}"
        self.left.append(Left(kind, f"{where}: {text}" if text else where))


def _address(place: tuple[int, int]) -> str:
    return f"{get_column_letter(place[1] + 1)}{place[0] + 1}"


def _iso(raw: str) -> tuple[Any, str]:
    """A date or a moment written in words of the standard, without its offset."""
    found = datetime.datetime.fromisoformat(raw).replace(tzinfo=None)
    if len(raw) <= len("2021-05-17"):
        return found.date(), f"{found:%d.%m.%Y}"
    return found, f"{found:%d.%m.%Y %H:%M}"
