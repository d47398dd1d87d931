"""A table from a spreadsheet or the clipboard as rows of a plan.

Nothing is lost and nothing is changed: every cell comes out in a row as it stands or is listed in what was left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workplans.clipboard import pasted
from workplans.columns import FIELDS, MORE, Cells, Columns, guess

__all__ = ["FIELDS", "MORE", "Columns", "Merge", "PlanRow", "guess", "pasted", "rows"]

Merge = Sequence[int]  # first row, first column, last row, last column: from 0, the last ones included


@dataclass(frozen=True)
class PlanRow:
    """A row of a plan: texts by field as they stand. A section has a title, and a number if it had a cell of its own.

    `place`: its row in the source, from 1. `continued`: it goes on with the activity above, whose title it shares.
    """

    kind: Literal["section", "activity"]
    cells: dict[str, str]
    place: int
    continued: bool = False


HEADING = 200  # characters of a section's heading; longer ones are activities
LETTERS = re.compile(r"[^\W\d_]{3}")
NAMED = re.compile(r"\s*(?:раздел|глава|блок|направление|подраздел|этап|цель)\b", re.IGNORECASE)
ROMAN = re.compile(r"\s*[IVXІХ]{1,5}(?:[.)]|\s*$)")
NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*[.)]?\s+[^\W\d]")
STOPS = (".", ";", ",")
# Around a table: titles and approvals above, signatures and notes below.
ABOVE = re.compile(r"\s*(?:план\b|утвержд|согласован|приложени|проект\b|к протоколу|протокол)", re.IGNORECASE)
BELOW = re.compile(
    r"\s*(?:(?:(?:со|зам\w*[ .])?председатель|секретарь|директор|руководитель|начальник|президент|подпись|составил\w?"
    r"|согласован[оа]?|утвержд(?:аю|ен[оа]?))\b|исп(?:олнитель)?[.:]|примечани|приложени|\*|_{3,}|м\.\s?п\.|тел\.)",
    re.IGNORECASE,
)


def rows(cells: Cells, columns: Columns, merges: Iterable[Merge] = ()) -> tuple[list[PlanRow], list[str]]:
    """Rows of the plan, and what was left: rows above and below the table, columns left out that hold text.

    A field of several columns has their texts on lines of their own. The heading row itself is in neither.
    """
    table = _Table(cells, columns, merges)
    return list(table.rows()), table.left()


class _Table:
    """One table while it is read."""

    def __init__(self, cells: Cells, columns: Columns, merges: Iterable[Merge]) -> None:
        self.cells = cells
        self.head = min(max(columns.head_row, -1), len(cells) - 1)
        width = max(map(len, cells), default=0)
        self.fields = [*columns.fields, *[""] * (width - len(columns.fields))]
        self.several = any(field not in {"", "number", "title"} for field in self.fields)
        self.wide, self.shared = self._merged(merges, width)
        self.begin, self.end = self._bounds()
        self.skipped: list[int] = []  # headings that are repeated, rows of column numbers
        self.out: dict[int, list[str]] = defaultdict(list)  # texts of columns left out
        self.activity = False  # whether the row before is one

    def _merged(self, merges: Iterable[Merge], width: int) -> tuple[set[int], set[int]]:
        """Rows with a cell merged over half of the width, and rows whose title is merged with the one above."""
        wide, shared = set(), set()
        title = self.fields.index("title") if "title" in self.fields else -1
        for first, left, last, right in merges:
            if right - left + 1 >= max(width / 2, 2):
                wide.add(first)
            if left <= title <= right:
                shared |= set(range(first + 1, min(last, len(self.cells)) + 1))
        return wide, shared

    def _filled(self, at: int) -> list[tuple[int, str]]:
        return [(column, text) for column, text in enumerate(self.cells[at]) if text.strip()]

    def _known(self, at: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for column, text in self._filled(at):
            if field := self.fields[column]:
                found[field] = f"{found[field]}\n{text}" if field in found else text
        return found

    # --- where the plan begins and ends

    def _bounds(self) -> tuple[int, int]:
        begin, end = self.head + 1, len(self.cells)
        if self.head < 0:
            begin = next((at for at in range(end) if not self._is_above(at)), end)
        if not self.several:
            return begin, end  # in a mere list a signature cannot be told from an item
        last = next((at for at in reversed(range(begin, end)) if self._is_full(at)), end)
        return begin, next((at for at in range(last + 1, end) if self._is_below(at)), end)

    def _is_above(self, at: int) -> bool:
        filled = self._filled(at)
        return not filled or (self.several and len(filled) == 1 and bool(ABOVE.match(filled[0][1])))

    def _is_full(self, at: int) -> bool:
        """Whether the row is surely an activity: below the last one signatures and notes may stand."""
        known = self._known(at)
        return "title" in known and len(known) > 1 and not self._is_below(at)

    def _is_below(self, at: int) -> bool:
        filled, known = self._filled(at), self._known(at)
        return not filled or (not known.keys() & {"number", "period"} and bool(BELOW.match(filled[0][1])))

    # --- rows

    def rows(self) -> Iterator[PlanRow]:
        """The rows of the plan in their order."""
        for at in range(self.begin, self.end):
            if self._is_heading_again(at):
                self.skipped.append(at)
            elif row := self._section(at) or self._activity(at):
                self.activity = row.kind == "activity"
                yield row

    def _is_heading_again(self, at: int) -> bool:
        """A heading as each page repeats it, or the «1 | 2 | 3» below it."""
        texts = [text.strip() for _column, text in self._filled(at)]
        again = self.head >= 0 and texts == [text.strip() for _column, text in self._filled(self.head)]
        counted = len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]  # noqa: PLR2004
        return bool(texts) and (again or counted)

    def _section(self, at: int) -> PlanRow | None:
        filled = self._filled(at)
        if len(filled) == 1 and self._is_alone(at, *filled[0]):
            return PlanRow("section", {"title": filled[0][1]}, at + 1)
        known = self._known(at)
        if len(filled) == len(known) and known.keys() == {"number", "title"} and self._is_numbered(at, known):
            return PlanRow("section", known, at + 1)
        return None

    def _is_alone(self, at: int, column: int, text: str) -> bool:
        """Whether the only cell of a row is a heading: merged, or one of the first columns with fitting words."""
        if at in self.wide:
            return True
        if not LETTERS.search(text) or column > self._title() or self.fields[column] not in {"", "number", "title"}:
            return False
        first = self.fields[column] in {"", "number"}  # where the text of a merged row is pasted
        return _is_heading(text) or (self.several and (first or _may_be_heading(text)))

    def _title(self) -> int:
        return self.fields.index("title") if "title" in self.fields else 0

    def _is_numbered(self, at: int, known: dict[str, str]) -> bool:
        """Whether number and title alone are a heading: by their words, or because «1.1» follows «1»."""
        if _is_heading(known["title"]) or ROMAN.fullmatch(known["number"]) or NAMED.match(known["number"]):
            return True
        later = (self._known(below).get("number", "") for below in range(at + 1, self.end))
        below = next((number for number in later if number), "")
        return below.strip().startswith(known["number"].strip().rstrip(".)") + ".")

    def _activity(self, at: int) -> PlanRow | None:
        known = self._known(at)
        for column, text in self._filled(at):
            if not self.fields[column]:
                self.out[column].append(text)
        return PlanRow("activity", known, at + 1, self._continues(at, known)) if known else None

    def _continues(self, at: int, known: dict[str, str]) -> bool:
        if not self.activity:
            return False
        if "title" not in known:
            return "number" not in known or at in self.shared
        listed = self.several or "number" in self.fields
        return listed and known.keys() == {"title"} and known["title"].lstrip()[:1].islower()

    # --- what was left

    def left(self) -> list[str]:
        """Texts that are in no row; known when all rows are read."""
        above = [at for at in range(self.begin) if at != self.head]
        around = [*above, *self.skipped, *range(self.end, len(self.cells))]
        lines = [" | ".join(text for _column, text in self._filled(at)) for at in sorted(around)]
        return [*filter(None, lines), *(self._column(column) for column in sorted(self.out))]

    def _column(self, column: int) -> str:
        heading = self.cells[self.head][column : column + 1] if self.head >= 0 else []
        return ": ".join(filter(None, [*map(str.strip, heading), "; ".join(self.out[column])]))


def _is_heading(text: str) -> bool:
    """Whether the words can be nothing but a heading: «Раздел II», «III. …», capital letters."""
    return len(text) <= HEADING and bool(NAMED.match(text) or ROMAN.match(text) or (text.isupper() and " " in text))


def _may_be_heading(text: str) -> bool:
    """Whether the words of the only cell of a row are a heading: numbered, or short and no sentence."""
    if len(text) > HEADING or text.lstrip()[:1].islower():
        return False
    return bool(NUMBERED.match(text)) or not text.rstrip().endswith(STOPS)
