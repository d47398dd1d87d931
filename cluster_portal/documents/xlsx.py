"""Tables as XLSX: written so that text stays text, read so that nothing is lost silently."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from cluster_portal.documents.packed import with_fixed_times
from cluster_portal.documents.plain import UNPRINTABLE, clean_text
from cluster_portal.documents.reading import BROKEN, Left
from cluster_portal.documents.reading.book import CODED, Book, Cell, Parts, Sheet
from cluster_portal.documents.reading.package import Package
from cluster_portal.documents.reading.sheet import SheetReader

__all__ = ["XLSX", "Book", "Cell", "Left", "Sheet", "SheetOut", "read_xlsx", "to_xlsx", "write_xlsx"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_767  # characters Excel takes in a cell
TITLE = 31  # and in the name of a sheet
FIRST_DAY = datetime.date(1900, 1, 1)  # spreadsheets know no day before
MOST_DIGITS = 10**15  # larger numbers lose digits in a spreadsheet
UNDATED = datetime.datetime(1980, 1, 1)
NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\n\t]")
WIDTH = 20  # characters
LINE = 15.0  # points: the height of a line
MILLIMETRES = 25.4  # in an inch
EDGE = Side(style="thin", color="808080")
RULED = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
FONTS = {bold: Font(bold=bold) for bold in (False, True)}
WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class SheetOut:
    """A sheet to be written.

    `rows` hold str, int, float, bool, date, datetime or None; anything else is written as its text. `widths` are in
    characters. The first `head_rows` rows are bold, stay in sight and are printed on every page. `merges` are (row,
    column, last row, last column) from 0: of what stands there only the first cell is written. `groups` are indexes
    of rows that are headings: the first value in them is written bold over all columns.
    """

    title: str
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()
    head_rows: int = 0
    merges: Sequence[tuple[int, int, int, int]] = ()
    groups: Sequence[int] = ()


def read_xlsx(file: Any) -> Book:
    """The sheets of a spreadsheet with cells, and all that did not come over or came over in another shape.

    A formula gives the value its program kept, and is listed. Raises ValidationError: "damaged" where the file cannot
    be read as XLSX, "too_many" where a sheet or the file has more cells than a worker should hold (see reading.book).
    """
    try:
        return _read(Parts(Package(file)))
    except (*BROKEN, ArithmeticError) as error:
        raise ValidationError(_("The file is damaged and cannot be opened."), code="damaged") from error


def _read(parts: Parts) -> Book:
    book = Book([], [])
    for place in parts.sheets():
        if place.path:
            sheet, left = SheetReader(parts, place.title, place.path).read(hidden=place.hidden)
            book.sheets.append(sheet)
            book.left.extend(left)
        else:
            book.left.append(Left(_("Sheet without cells, left out"), place.title))
    return book


def to_xlsx(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet with a heading row; `heads` are (words, width in characters). Text is text: nothing is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:TITLE])
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
    return _fill(WriteOnlyCell(sheet), value, bold=bold)


def _fill(cell: Any, value: Any, *, bold: bool = False) -> Any:
    cell.value = _writable(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # «=1+1» stays what somebody wrote
    if isinstance(value, datetime.datetime):
        cell.number_format = "DD.MM.YYYY HH:MM"
    elif isinstance(value, datetime.date):
        cell.number_format = "DD.MM.YYYY"
    cell.font, cell.alignment = FONTS[bold], WRAPPED
    return cell


def _writable(value: Any) -> Any:
    """What a spreadsheet can hold of a value: text without unprintable characters, numbers and days it knows."""
    match value:
        case None | bool():
            return value
        case datetime.datetime() if value.date() >= FIRST_DAY:
            return timezone.make_naive(value) if timezone.is_aware(value) else value
        case datetime.date() if not isinstance(value, datetime.datetime) and value >= FIRST_DAY:
            return value
        case datetime.date():
            return f"{value:%d.%m.%Y}"
        case int() | float() if math.isfinite(value) and abs(value) < MOST_DIGITS:
            return value
    text = UNPRINTABLE.sub("", clean_text(str(value)))[:CELL]
    return CODED.sub(lambda match: f"_x005F{match[0]}", text)


def write_xlsx(sheets: Sequence[SheetOut]) -> bytes:
    """The sheets as a file: ruled, wrapped, A4 landscape as wide as the sheet. The same sheets give the same bytes.

    Names of sheets are made such as the format allows: 31 characters, each its own. Raises ValueError without
    sheets, and where merged cells or groups lie over one another.
    """
    if not sheets:
        raise ValueError("a spreadsheet has at least one sheet")
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.create_sheet(_title(sheet.title, taken)), sheet)
    made = io.BytesIO()
    book.save(made)
    core = DocumentProperties(creator="", created=UNDATED, modified=UNDATED)
    return with_fixed_times(made, {ARC_CORE: tostring(core.to_tree())})


def _title(title: str, taken: set[str]) -> str:
    """The nearest name that is allowed and not taken; names that differ in capitals are one name."""
    clean = NOT_IN_TITLES.sub(" ", UNPRINTABLE.sub("", clean_text(title)))[:TITLE].strip(" '") or "Лист"
    name, number = clean, 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = clean[: TITLE - len(ending)] + ending
    taken.add(name.lower())
    return name


def _write_sheet(made: Any, sheet: SheetOut) -> None:
    columns = max([len(sheet.widths), *map(len, sheet.rows)])
    widths = [*sheet.widths, *[WIDTH] * (columns - len(sheet.widths))]
    for place, width in enumerate(widths, 1):
        made.column_dimensions[get_column_letter(place)].width = width
    merges = _merges(sheet, columns)
    under = {place for area in merges for place in _places(area) if place != area[:2]}
    for row, values in enumerate(sheet.rows):
        bold = row < sheet.head_rows or row in sheet.groups
        written = _of_group(values) if row in sheet.groups else values
        for column in range(columns):
            value = written[column] if column < len(written) and (row, column) not in under else None
            _fill(made.cell(row + 1, column + 1), value, bold=bold).border = RULED
    for area in merges:
        _merge(made, area, widths)
    _set_print(made, sheet)


def _of_group(values: Sequence[Any]) -> list[Any]:
    return [next((value for value in values if value not in (None, "")), None)]


def _merges(sheet: SheetOut, columns: int) -> list[tuple[int, int, int, int]]:
    groups = [(row, 0, row, columns - 1) for row in sheet.groups]
    merges = [area for area in (*sheet.merges, *groups) if area[:2] != area[2:]]
    places = [place for area in merges for place in _places(area)]
    if len(places) != len(set(places)):
        raise ValueError("merged cells lie over one another")
    return merges


def _places(area: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    top, left, bottom, right = area
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _merge(made: Any, area: tuple[int, int, int, int], widths: Sequence[int]) -> None:
    """Merge, and make the row as high as its text: a program does that by itself for single cells only."""
    top, left, bottom, right = area
    room = sum(widths[left : right + 1]) or 1
    lines = sum(-(-len(line) // room) or 1 for line in str(made.cell(top + 1, left + 1).value or "").split("\n"))
    made.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    if lines > bottom - top + 1:
        made.row_dimensions[bottom + 1].height = LINE * (lines - (bottom - top))


def _set_print(made: Any, sheet: SheetOut) -> None:
    """A4 landscape with the margins of documents, as many pages high as it takes."""
    made.page_setup.orientation, made.page_setup.paperSize = "landscape", made.PAPERSIZE_A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    left, right, other = 30 / MILLIMETRES, 10 / MILLIMETRES, 20 / MILLIMETRES
    made.page_margins = PageMargins(left=left, right=right, top=other, bottom=other)
    if sheet.head_rows:
        made.freeze_panes = f"A{sheet.head_rows + 1}"
        made.print_title_rows = f"1:{sheet.head_rows}"
