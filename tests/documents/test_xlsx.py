"""Spreadsheets: what is written is read back cell by cell; of other programs' files nothing is lost silently."""

import datetime
import io
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from cluster_portal.documents.reading import book as limits
from cluster_portal.documents.reading.shown import general, moment, moment_text, number
from cluster_portal.documents.uploads import kind_of
from cluster_portal.documents.xlsx import Book, Cell, Left, SheetOut, read_xlsx, to_xlsx, write_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = (
    'xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def rels(*targets: tuple[str, str]) -> str:
    found = (
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(found)}</Relationships>'


def packed(data: str, *, before="", after="", workbook="", state="visible", **parts: str) -> io.BytesIO:
    """A file as other programs write it: `data` is what stands in sheetData; `parts` are more parts by path."""
    content = {
        "_rels/.rels": rels(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>'
        f'<sheet name="План" sheetId="1" state="{state}" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "/xl/sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>общая</t></si><si><r><t>жир</t></r><r><rPr><b/></rPr>'
        '<t xml:space="preserve">ный </t></r><rPh><t>ЧТО</t></rPh></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/>'
        '<numFmt numFmtId="165" formatCode="#,##0.00\\ [$₽-419]"/></numFmts><cellXfs><xf/><xf numFmtId="14"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}'
        "</worksheet>",
        **parts,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    made.seek(0)
    return made


def of(file) -> tuple[list[list[str]], list[str]]:
    """The texts of the only sheet, and what is left, in words."""
    book = read_xlsx(file)
    return texts(book), [f"{left.kind}|{left.text}" for left in book.left]


def texts(book: Book) -> list[list[str]]:
    (sheet,) = book.sheets
    return [[cell.text for cell in row] for row in sheet.rows]


def saved(workbook) -> io.BytesIO:
    made = io.BytesIO()
    workbook.save(made)
    made.seek(0)
    return made


# --- there and back

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])
    | st.sampled_from("\n\t"),
    max_size=20,
) | st.sampled_from(
    [" по краям ", "=1+1", "+7", "'апостроф", '"кавычки"', "😀", "\n", "_x000D_", "#N/A", "1904", "ИСТИНА"]
)
NUMBER = st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(-1e14, 1e14).map(lambda value: float(f"{value:.15g}"))
DAY = st.dates(datetime.date(1900, 1, 1), datetime.date(9999, 12, 31))
MOMENT = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)).map(
    lambda value: value.replace(microsecond=0)
)
VALUE = st.one_of(st.none(), TEXT, NUMBER, st.booleans(), DAY, MOMENT)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(VALUE, max_size=5), max_size=5))
@example([["=1+1", " а ", "\n", "😀", '"'], [datetime.date(1900, 2, 28), datetime.date(1900, 3, 1), 0.1, -5, True]])
@example([[" "], [], [None, ""]])
def test_what_was_written_is_read_back_cell_by_cell(rows):
    (sheet,) = read_xlsx(io.BytesIO(write_xlsx([SheetOut("Лист", rows)]))).sheets
    found = [[cell.value for cell in row] for row in sheet.rows]
    wanted = [[None if value == "" else value for value in row] for row in rows]
    width = max((n for row in wanted for n, value in enumerate(row, 1) if value is not None), default=0)
    height = max((n for n, row in enumerate(wanted, 1) if any(value is not None for value in row)), default=0)
    assert found == [(row + [None] * width)[:width] for row in wanted[:height]]
    pairs = [
        (cell, row[n]) for line, row in zip(sheet.rows, rows, strict=False) for n, cell in enumerate(line[: len(row)])
    ]
    assert all(cell.text == value for cell, value in pairs if isinstance(value, str))
    assert all(type(cell.value) is type(value) for cell, value in pairs if isinstance(value, bool | datetime.date))
    assert not any(cell.formula for line in sheet.rows for cell in line)


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_names_of_sheets_are_made_such_as_are_allowed(titles):
    read = [sheet.title for sheet in read_xlsx(io.BytesIO(write_xlsx([SheetOut(one, []) for one in titles]))).sheets]
    assert len({title.lower() for title in read}) == len(titles)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in read)


def test_names_that_are_taken_are_numbered():
    long = "Очень длинное название листа книги"
    made = write_xlsx([SheetOut(title, []) for title in ("План", "план", "", "a/b", long, long)])
    assert load_workbook(io.BytesIO(made)).sheetnames == [
        "План",
        "план (2)",
        "Лист",
        "a b",
        long[:31],
        f"{long[:27]} (2)",
    ]


PLAN = SheetOut(
    "План",
    [
        ["План работы", None, None],
        ["№", "Мероприятие", "Срок"],
        ["", "Раздел I", ""],
        ["1", "=СУММ(1)", datetime.date(2021, 5, 28)],
    ],
    widths=[5, 40, 12],
    head_rows=2,
    merges=[(0, 0, 0, 2)],
    groups=[2],
)


def test_a_written_sheet_is_printed_on_a4_across_with_its_head_on_every_page():
    sheet = load_workbook(io.BytesIO(write_xlsx([PLAN]))).active
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
    assert (int(setup.fitToWidth), int(setup.fitToHeight)) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [5, 40, 12]
    assert all(cell.font.bold for row in sheet["A1:A3"] for cell in row)
    assert not sheet["A4"].font.bold
    assert sheet["C4"].border.left.style == "thin" and sheet["B4"].alignment.wrap_text
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:C1", "A3:C3"]
    assert (sheet["B4"].data_type, sheet["C4"].number_format) == ("s", "DD.MM.YYYY")


def test_merges_and_groups_are_read_back():
    book = read_xlsx(io.BytesIO(write_xlsx([PLAN, SheetOut("Пусто", [])])))
    assert book.left == []
    plan, empty = book.sheets
    assert plan.merges == [(0, 0, 0, 2), (2, 0, 2, 2)]
    assert [[cell.text for cell in row] for row in plan.rows] == [
        ["План работы", "", ""],
        ["№", "Мероприятие", "Срок"],
        ["Раздел I", "", ""],
        ["1", "=СУММ(1)", "28.05.2021"],
    ]
    assert (empty.rows, empty.merges, empty.hidden) == ([], [], False)


def test_the_row_of_a_long_heading_is_as_high_as_its_text():
    made = write_xlsx([SheetOut("а", [["слово " * 30, ""], ["", ""]], widths=[20, 20], groups=[0])])
    assert load_workbook(io.BytesIO(made)).active.row_dimensions[1].height == 5 * 15


def test_the_same_sheets_give_the_same_bytes():
    made = write_xlsx([PLAN])
    assert write_xlsx([PLAN]) == made
    members = zipfile.ZipFile(io.BytesIO(made)).infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    properties = load_workbook(io.BytesIO(made)).properties
    assert (properties.creator or "", properties.created.year, properties.modified.year) == ("", 1980, 1980)


@pytest.mark.parametrize(
    "sheets",
    [
        [],
        [SheetOut("а", [["1", "2"]] * 2, merges=[(0, 0, 1, 0), (1, 0, 1, 1)])],
        [SheetOut("а", [["1", "2"]], merges=[(0, 0, 0, 1)], groups=[0])],
    ],
)
def test_sheets_that_no_program_opens_are_not_written(sheets):
    with pytest.raises(ValueError, match=r"at least one sheet|over one another"):
        write_xlsx(sheets)


def test_what_a_spreadsheet_cannot_hold_is_written_as_text():
    moment = datetime.datetime(2021, 5, 17, 5, 30, tzinfo=datetime.UTC)
    row = [datetime.date(1899, 12, 31), 10**15, float("nan"), "а\x00\x07\ud800б\r\nв", moment]
    (sheet,) = read_xlsx(io.BytesIO(write_xlsx([SheetOut("а", [row])]))).sheets
    assert [cell.text for cell in sheet.rows[0]] == [
        "31.12.1899",
        "1000000000000000",
        "nan",
        "аб\nв",
        "17.05.2021 12:30",
    ]


def test_the_list_for_download_takes_the_same_care_of_text():
    made = to_xlsx("Лист", [("А", 5)], [["_x000D_"], ["\ud800я" * 40_000]])
    assert texts(read_xlsx(io.BytesIO(made)))[1:] == [["_x000D_"], ["я" * 32_767]]


# --- what a person sees


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (5, "General", "5"),
        (5.0, "General", "5"),
        (701712345678, "General", "701712345678"),
        (0.1 + 0.2, "General", "0,3"),
        (1 / 3, "General", "0,333333333"),
        (-1.5, "General", "-1,5"),
        (1e-12, "General", "1E-12"),
        (1e20, "General", "1E+20"),
        (0.155, "0%", "16%"),
        (0.1234, "0.0%", "12,3%"),
        (1234567.891, "#,##0.00", "1\u00a0234\u00a0567,89"),
        (1234.5, '#,##0.00\\ "руб."', "1\u00a0234,50 руб."),
        (1234.5, "#,##0.00\\ [$₽-419]", "1\u00a0234,50 ₽"),
        (-1234.5, "#,##0.00;[Red]\\-#,##0.00", "-1\u00a0234,50"),
        (-7, "0;(0)", "(7)"),
        (-7, "0.0", "-7,0"),
        (0, '0;-0;"нет"', "нет"),
        (0, ";;;", ""),
        (5, "000", "005"),
        (0.5, "#.##", ",5"),
        (2.5, "0.##", "2,5"),
        (2, "0.##", "2"),
        (1500000, "#,##0.0,", "1\u00a0500,0"),
        (2.5, "# ?/?", "2,5"),
        (1234, "0.00E+00", "1234"),
        (89131234567, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "89131234567"),
        (1.005, "0.00", "1,01"),
        (7, '"№ "0', "№ 7"),
        (1234.5, '_-* #,##0.00\\ _₽_-;\\-* #,##0.00\\ _₽_-;_-* "-"??\\ _₽_-;_-@_-', "1\u00a0234,50"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value, code, text):
    assert number(value, code) == text


@given(st.floats() | st.integers(), st.text('#0?,.%;"\\[]<>$-_* @E+/Generalдня', max_size=15))
def test_any_number_in_any_format_is_shown(value, code):
    assert isinstance(number(value, code), str)
    assert isinstance(general(value), str)


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        (44344, "mm-dd-yy", "28.05.2021"),
        (44344, 'd mmmm yyyy" г."', "28.05.2021"),
        (44344, "[$-419]d\\ mmm;@", "28.05.2021"),
        (44344, "mmmm yyyy", "май 2021"),
        (44344, "mm.yyyy", "05.2021"),
        (44344, "mmmm", "май"),
        (44344, "yyyy", "2021"),
        (44344.5, "dd.mm.yyyy hh:mm", "28.05.2021 12:00"),
        (44344.5, "dd.mm.yyyy", "28.05.2021"),
        (44344, "dd.mm.yyyy hh:mm:ss", "28.05.2021 00:00:00"),
        (0.75, "h:mm", "18:00"),
        (44344.75, "h:mm AM/PM", "18:00"),
        (1.5, "[h]:mm", "36:00"),
        (-0.5, "[h]:mm:ss", "-12:00:00"),
        (1, "dd.mm.yyyy", "01.01.1900"),
        (59, "dd.mm.yyyy", "28.02.1900"),
        (61, "dd.mm.yyyy", "01.03.1900"),
    ],
)
def test_dates_are_shown_day_first(serial, code, text):
    assert moment_text(moment(serial, code, CALENDAR_WINDOWS_1900), code) == text


def test_dates_may_be_counted_from_1904():
    assert moment(0, "dd.mm.yyyy", CALENDAR_MAC_1904) == datetime.date(1904, 1, 1)
    told = packed('<row><c s="1"><v>42882</v></c></row>', workbook='<workbookPr date1904="1"/>')
    assert read_xlsx(told).sheets[0].rows == [[Cell("28.05.2021", datetime.date(2021, 5, 28))]]


def test_what_looks_like_a_date_and_is_none_is_a_number():
    data = '<row><c s="1"><v>-5</v></c><c s="1"><v>0</v></c><c s="1"><v>99999999</v></c></row>'
    assert of(packed(data))[0] == [["-5", "0", "99999999"]]


# --- cells of other programs


def test_every_kind_of_cell():
    data = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1" t="e"><v>#REF!</v></c><c r="E1" t="inlineStr"><is><r><t>а</t></r><r><t> б</t></r></is></c></row>'
        '<row r="3"><c r="A3"><v>5.0</v></c><c r="B3" s="2"><v>44344</v></c><c r="C3" s="3"><v>1E3</v></c>'
        '<c r="D3" s="4"><v>0.5</v></c><c r="E3" t="str"><v>а_x000D_\nб_x0007__x005F_x000D_</v></c></row>'
        '<row><c t="d"><v>2021-05-28</v></c><c t="d"><v>2021-05-28T10:30:00Z</v></c><c t="b"><v>0</v></c>'
        '<c t="e"><v>#NEW!</v></c><c r="F4" s="1"/></row>'
    )
    (sheet,) = read_xlsx(packed(data)).sheets
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        ["общая", "жирный ", "ИСТИНА", "#ССЫЛКА!", "а б"],
        ["", "", "", "", ""],
        ["5", "28.05.2021", "1\u00a0000,00 ₽", "50%", "а\nб_x000D_"],
        ["28.05.2021", "28.05.2021 10:30", "ЛОЖЬ", "#NEW!", ""],
    ]
    assert [cell.value for cell in sheet.rows[2][:4]] == [5, datetime.date(2021, 5, 28), 1000, 0.5]
    assert (sheet.rows[0][2].value, sheet.rows[0][3].value, sheet.rows[1][0].value) == (True, "#REF!", None)


def test_formulas_give_what_their_program_kept_and_are_listed():
    data = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>TODAY()</f></c>'
        '<c r="C1" t="str"><f>T(1)</f><v></v></c>'
        '<c r="D1" s="1"><f t="shared" ref="D1:D2" si="0">A1+$B$1</f><v>44344</v></c></row>'
        '<row r="2"><c r="A2"><f>2+2</f><v/></c><c r="D2" t="e"><f t="shared" si="0"/><v>#DIV/0!</v></c>'
        '<c r="E2"><f t="array" ref="E2">SUM(A1:A2)</f><v>3</v></c></row>'
    )
    book = read_xlsx(packed(data))
    (sheet,) = book.sheets
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        ["2", "", "", "28.05.2021", ""],
        ["", "", "", "#ДЕЛ/0!", "3"],
    ]
    assert sheet.rows[0][0] == Cell("2", 2, True)
    assert [cell.formula for cell in sheet.rows[1]] == [True, False, False, True, True]
    taken, empty = "Formula, its value is taken in", "Formula without a value, left empty"
    assert {left.text: left.kind for left in book.left} == {
        "План!A1: =1+1": gettext(taken),
        "План!B1: =TODAY()": gettext(empty),
        "План!C1: =T(1)": gettext(taken),
        "План!D1: =A1+$B$1": gettext(taken),
        "План!A2: =2+2": gettext(empty),
        "План!D2: =A2+$B$1": gettext(taken),
        "План!E2: ={SUM(A1:A2)}": gettext(taken),
    }


def test_hidden_rows_columns_and_sheets_are_taken_in_and_told():
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2" hidden="1"><c r="C2"><v>1</v></c></row>'
    data += '<row r="9" hidden="1"/>'
    file = packed(data, before='<cols><col min="2" max="16384" hidden="1"/></cols>', state="veryHidden")
    book = read_xlsx(file)
    assert book.sheets[0].hidden
    assert texts(book) == [["общая", "", ""], ["", "", "1"]]
    kinds = ("Hidden sheet, taken in", "Hidden rows, taken in", "Hidden columns, taken in")
    assert [left.kind for left in book.left] == list(map(gettext, kinds))
    assert [left.text for left in book.left] == ["План", "План: 2", "План: B, C"]


def test_merged_cells_are_told_and_what_is_under_them_is_listed():
    data = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c r="C2"><v>1</v></c></row>'
    after = '<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="C2:C9"/><mergeCell ref="X1:Z9"/></mergeCells>'
    book = read_xlsx(packed(data, after=after))
    assert texts(book) == [["общая", "", ""], ["", "", "1"]]
    assert book.sheets[0].merges == [(0, 0, 0, 2)]
    assert [left.text for left in book.left] == ["План!B1: жирный "]


def test_comments_and_charts_are_listed():
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "План"
    sheet["B2"] = 1
    sheet["B2"].comment = Comment("Уточнить срок", "Матвеев")
    chart = BarChart()
    chart.title = "Ход работ"
    sheet.add_chart(chart, "D5")
    workbook.create_chartsheet("Диаграмма")
    sheet.oddHeader.center.text = "Проект &P из &N"
    sheet.oddFooter.center.text = "&P"
    _rows, left = of(saved(workbook))
    assert [words.partition("|")[2] for words in left] == [
        "План: Проект из",
        "План!B2: Уточнить срок",
        "План!D5: Ход работ",
        "Диаграмма",
    ]


def test_pictures_text_boxes_discussions_and_embedded_files_are_listed():
    picture = '<x:from><x:col>1</x:col><x:row>2</x:row></x:from><x:pic><x:cNvPr name="Рисунок 1"/></x:pic>'
    box = "<x:sp><x:txBody><a:p><a:r><a:t>Согласовано</a:t></a:r></a:p></x:txBody></x:sp>"
    drawing = f"<x:twoCellAnchor>{picture}</x:twoCellAnchor>" + (
        f"<x:absoluteAnchor><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></x:absoluteAnchor><x:oneCellAnchor><x:sp/></x:oneCellAnchor>"
    )
    thread = '<t><threadedComment ref="A1"><text>Почему май?</text></threadedComment></t>'
    comments = (
        '<comments><comment ref="A1"><text><t>[Threaded]</t></text></comment>'
        '<comment ref="B1"><text><r><t>Уточнить</t></r></text></comment></comments>'
    )
    kinds = [("drawing", "../d.xml"), ("threadedComment", "../t.xml"), ("comments", "../c.xml"), ("oleObject", "../o")]
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": rels(*kinds),
        "xl/d.xml": f"<x:wsDr {DRAWING}>{drawing}</x:wsDr>",
        "xl/t.xml": thread,
        "xl/c.xml": comments,
    }
    _rows, left = of(packed("", **parts))
    assert [words.partition("|")[2] for words in left] == [
        "План!A1: Почему май?",
        "План!B1: Уточнить",
        "План!B3: Рисунок 1",
        "План: Согласовано",
        "План",
        "План",
    ]
    assert len({words.partition("|")[0] for words in left}) == 4


# --- too much, and damaged


def test_a_sheet_that_claims_every_row_is_read_at_once():
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    file = packed(data, before='<dimension ref="A1:XFD1048576"/>')
    assert of(file) == ([["1"]], [])


@pytest.mark.parametrize("address", ["A20001", "GS1", "XFD1048576"])
def test_a_sheet_with_more_rows_or_columns_than_are_read_is_refused(address):
    row = address.lstrip("ABCDEFGSX")
    with pytest.raises(ValidationError, match=r"20000|20.000") as refused:
        read_xlsx(packed(f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'))
    assert refused.value.code == "too_many"


def test_the_last_cell_that_is_read():
    (sheet,) = read_xlsx(packed('<row r="20000"><c r="GR20000"><v>1</v></c></row>')).sheets
    assert (len(sheet.rows), len(sheet.rows[0]), sheet.rows[-1][-1].text) == (20_000, 200, "1")


@pytest.mark.parametrize("limit", ["MOST_CELLS", "MOST_FILLED", "MOST_CHARACTERS"])
def test_a_file_with_more_cells_than_a_worker_should_hold_is_refused(monkeypatch, limit):
    file = packed('<row><c><v>1</v></c><c><v>1</v></c><c t="s"><v>1</v></c></row>')
    assert of(file)[0] == [["1", "1", "жирный "]]
    monkeypatch.setattr(limits, limit, 2)
    with pytest.raises(ValidationError) as refused:
        read_xlsx(file)
    assert refused.value.code == "too_many"


def test_empty_cells_by_the_hundred_thousand_take_no_memory():
    row = "<row>" + '<c s="1"/>' * 100 + "</row>"
    file = packed('<row><c r="B1"><v>1</v></c></row>' + row * 3000)
    tracemalloc.start()
    try:
        assert of(file)[0] == [["", "1"]]
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


DECLARED = f'<!DOCTYPE w [<!ENTITY e "а">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
BROKEN = {
    "no package": io.BytesIO(b"PK\x03\x04 broken"),
    "no workbook": io.BytesIO(b"PK\x05\x06" + b"\0" * 18),
    "broken XML": packed("<row><c>"),
    "no such string": packed('<row><c t="s"><v>9</v></c></row>'),
    "no number": packed("<row><c><v>пять</v></c></row>"),
    "no sheet": packed("", **{"xl/_rels/workbook.xml.rels": rels()}),
    "no part": packed("", **{"xl/_rels/workbook.xml.rels": rels(("worksheet", "nowhere.xml"))}),
    "entities": packed("", **{"xl/worksheets/sheet1.xml": DECLARED}),
    "entities in texts": packed("", **{"xl/sharedStrings.xml": DECLARED.replace("sheetData", "si")}),
    "merged cells overlap": packed(
        '<row><c><v>1</v></c><c r="B2"><v>1</v></c></row>',
        after='<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1:B1"/></mergeCells>',
    ),
    "a merge of nothing": packed("", after='<mergeCells><mergeCell ref="A"/></mergeCells>'),
    "an element without end": packed("<row>" + "<c></c>" * 2_500_000),
    "wrong day": packed('<row><c t="d"><v>вчера</v></c></row>'),
}


@pytest.mark.parametrize("file", BROKEN.values(), ids=BROKEN)
def test_a_damaged_file_is_told_in_words(file):
    file.seek(0)
    with pytest.raises(ValidationError) as refused:
        read_xlsx(file)
    assert refused.value.code == "damaged"
    assert refused.value.messages == [gettext("The file is damaged and cannot be opened.")]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_file_with_any_byte_changed_is_read_or_refused(data):
    whole = bytearray(write_xlsx([PLAN]))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_xlsx(io.BytesIO(bytes(whole)))
    except ValidationError as refused:
        assert refused.code in {"damaged", "too_many"}


def test_what_is_written_is_taken_in_as_an_upload():
    file = SimpleUploadedFile("план.xlsx", write_xlsx([PLAN]))
    assert kind_of(file) == "xlsx"
    assert len(read_xlsx(file).sheets) == 1


def test_what_is_left_is_told_as_of_documents():
    assert read_xlsx(packed("", state="hidden")).left == [Left(gettext("Hidden sheet, taken in"), "План")]
