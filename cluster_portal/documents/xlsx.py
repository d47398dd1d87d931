"""Tables as XLSX."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_767  # characters Excel takes in a cell


def to_xlsx(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet with a heading row; `heads` are (words, width in characters). Text is text: nothing is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, (_words, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, words, bold=True) for words, _width in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if not isinstance(value, datetime.date | int | float | None):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:CELL]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # «=1+1» stays what somebody wrote
    if isinstance(value, datetime.date):
        cell.number_format = "DD.MM.YYYY"
    cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")
    return cell
