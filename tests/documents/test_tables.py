"""Approval blocks, groups in tables, landscape sheets: the same text in every format, and how it lies on paper."""

import io
import itertools
import json
import re
import subprocess

import docx
import pypdf
import pytest
from django.template.loader import render_to_string
from docx.enum.section import WD_ORIENT
from docx.table import Table as DocxTable
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cluster_portal.documents.blocks import Approval, Document, Line, Seal, Signature, Table, Title, text_of
from cluster_portal.documents.docx import to_docx
from cluster_portal.documents.paper import groups
from cluster_portal.documents.pdf import to_pdf
from cluster_portal.documents.sealed.canonical import (
    canonical_bytes,
    document_data,
    document_from,
    pdf_of,
    read,
)
from cluster_portal.documents.txt import to_txt

from .samples import DATE, letters, pypdf_text, words

APPROVAL = Approval(("УТВЕРЖДЕН", "решением Координационного совета", "(протокол от 17.05.2021 № 2)"))
HEAD = ("№", "Мероприятие", "Срок", "Ответственные", "Ожидаемые результаты", "Отметка о выполнении")
SIGNATURE = Signature("Председатель", "М.М. Костарев")
POINTS = 72 / 25.4  # in a millimetre


def of(*blocks, **kwargs) -> Document:
    return Document("План", blocks, DATE, **kwargs)


def plan(count: int, *, each: int = 5) -> Table:
    """A plan of so many measures, each few under a heading."""
    rows, headings = [], []
    for number in range(1, count + 1):
        if number % each == 1:
            headings.append(len(rows))
            rows.append(("", f"Раздел {number // each + 1}", "", "", "", ""))
        what = "Совершенствование материально-технического обеспечения образовательных программ. " * (number % 4 + 1)
        rows.append((f"{number}.", what, "до 28 мая 2021 г.", "Матвеев Д.М.", "Высокотехнологичное", ""))
    return Table(HEAD, tuple(rows), (1, 7, 3, 4, 6, 3), groups=tuple(headings))


def docx_text(data: bytes) -> str:
    """As a person reads it: a merged cell once."""
    parts = docx.Document(io.BytesIO(data)).iter_inner_content()
    return "\n".join(_table_text(part) if isinstance(part, DocxTable) else part.text for part in parts)


def _table_text(table: DocxTable) -> str:
    return "\n".join("\t".join(cell.text for cell in dict.fromkeys(row.cells)) for row in table.rows)


def pages_of(data: bytes) -> list[str]:
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return told.stdout.decode().strip("\f\n").split("\f")


def places(data: bytes) -> list[tuple[int, float, float, str]]:
    """Words with their page, left and right edge in points."""
    told = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    pages = told.stdout.decode().split("<page ")[1:]
    word = re.compile(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')
    return [(n, float(a), float(b), text) for n, page in enumerate(pages, 1) for a, b, text in word.findall(page)]


# --- the same text everywhere

TEXT = st.text("#$<>*_\\\"'«»№–/[]{};:.,- абвгдеёжАБВabcABC0123456789", max_size=60)


@st.composite
def grouped(draw):
    columns = draw(st.integers(1, 4))
    row = st.tuples(*[TEXT | st.just("первая\nвторая")] * columns)
    rows = tuple(draw(st.lists(row, max_size=6)))
    headings = draw(st.sets(st.integers(0, max(0, len(rows) - 1)), max_size=len(rows)))
    return Table(draw(row), rows, groups=tuple(sorted(headings)) if rows else ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXT, min_size=1, max_size=3).map(tuple), grouped(), st.booleans(), st.booleans())
@example(("а",), Table(("а",), (("",), ("б",)), groups=(0, 1)), True, True)
@example(("",), Table(("а", "б"), (("в", "г"), ("", "")), groups=(0, 1)), False, True)
def test_approvals_and_groups_are_the_same_in_every_format(lines, table, landscape, signed):
    document = of(Approval(lines), table, *[SIGNATURE] * signed, landscape=landscape)
    whole = text_of(document)
    assert to_txt(document).replace("|", " ").split() == whole.split()
    assert docx_text(to_docx(document)).split() == whole.split()
    assert letters(pypdf_text(to_pdf(document))) == letters(whole)
    assert document_from(json.loads(json.dumps(document_data(document)))) == document


def test_the_heading_of_a_group_is_a_line_without_cells():
    table = Table(("№", "Что"), (("", "Раздел I"), ("1", "а"), ("II.", "Раздел\nвторой")), groups=(0, 2))
    document = of(APPROVAL, table)
    assert text_of(document).split("\n") == [*APPROVAL.lines, "№\tЧто", "Раздел I", "1\tа", "II. Раздел второй"]
    assert to_txt(document).split("\n")[4:] == ["№ | Что", "Раздел I", "1 | а", "II. Раздел второй", ""]


def test_txt_has_the_approval_at_the_right():
    assert to_txt(of(Approval(("УТВЕРЖДЕН", "решением"))))[40:] == f"    УТВЕРЖДЕН\n{' ' * 44}решением\n"


def test_a_group_that_is_no_row_is_refused():
    with pytest.raises(ValueError, match="one of the rows"):
        Table(("а",), (("б",),), groups=(1,))


# --- PDF


def test_the_approval_stands_in_the_right_45_percent_and_is_not_bold():
    for landscape, width in ((False, 170), (True, 257)):
        data = to_pdf(of(APPROVAL, Title(("ПЛАН",)), landscape=landscape))
        left = min(edge for _page, edge, _right, text in places(data) if text == "УТВЕРЖДЕН")
        assert left == pytest.approx((30 + width * 0.55) * POINTS, abs=1)
    fonts = pypdf.PdfReader(io.BytesIO(to_pdf(of(APPROVAL)))).pages[0]["/Resources"]["/Font"]
    assert not any("Bold" in str(font.get_object()["/BaseFont"]) for font in fonts.values())


def test_a_landscape_sheet_keeps_the_margins():
    data = to_pdf(of(Line("слово " * 400), plan(30), landscape=True, marks="Образец"))
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {(842, 595)}
    edges = [(left, right) for _page, left, right, _text in places(data)]
    assert min(left for left, _right in edges) == pytest.approx(30 * POINTS, abs=6)
    assert max(right for _left, right in edges) <= 287 * POINTS + 1


def test_a_group_is_never_alone_at_the_foot_of_a_page():
    for count in range(20, 44):
        pages = pages_of(to_pdf(of(*[Line("строка")] * count, plan(12, each=3), landscape=True)))
        assert sum(page.count("Раздел") for page in pages) == 4
        assert not any(page.rstrip().split("\n")[-1].strip().startswith("Раздел") for page in pages)


def test_headings_of_groups_one_under_the_other_stay_together():
    rows = (("1", "а"), ("Раздел", ""), ("Подраздел", ""), ("2", "б"))
    for count in range(40, 56):
        pages = pages_of(to_pdf(of(*[Line("строка")] * count, Table(("№", "Что"), rows, groups=(1, 2)))))
        page = next(page for page in pages if "Раздел" in page)
        assert "Подраздел" in page and re.search(r"2\s+б", page)


def test_a_long_plan_has_its_head_on_every_page_and_tears_no_row():
    document = of(plan(120), landscape=True)
    pages = [page.split("\n") for page in pages_of(to_pdf(document))]
    assert len(pages) > 8
    assert all(sum("Мероприятие" in line for line in page) == 1 for page in pages)
    starts = re.compile(r"\s*\d{1,3}\. |\s*Раздел|\s*№|\s*\d{1,2}$|$")
    for number, page in enumerate(pages, 1):
        place = next(n for n, line in enumerate(page) if "Мероприятие" in line)
        body = next(line for line in page[place + 1 :] if line.strip() and "выполнении" not in line)
        assert starts.match(body), (number, body)


def test_groups_are_tagged_as_headings_over_all_columns():
    data = to_pdf(of(plan(10), landscape=True))
    told = subprocess.run(["pdfinfo", "-struct", "-"], input=data, capture_output=True, check=True)
    structure = told.stdout.decode(errors="replace")
    assert structure.count("/ColSpan 6") == 2
    assert (structure.count("Table (block)"), structure.count("THead")) == (1, 1)
    assert (len(re.findall(r"\bTH\b", structure)), len(re.findall(r"\bTD\b", structure))) == (6 + 2, 60)


@pytest.mark.parametrize("landscape", [False, True])
def test_a_signature_never_stands_on_a_page_without_a_row(landscape):
    rows = tuple((str(number), "слово " * 40) for number in range(12))
    for count in range(0, 40, 2):
        document = of(
            *[Line("строка")] * count, Table(("№", "Что"), rows, (1, 9)), SIGNATURE, SIGNATURE, landscape=landscape
        )
        *others, last = pages_of(to_pdf(document))
        assert last.count("Председатель") == 2
        assert re.search(r"^\s*11\s+слово", last, re.MULTILINE)
        assert "Председатель" not in "".join(others)
        assert all(page.count("№") <= 1 for page in [*others, last])


def test_a_table_and_its_signature_share_a_page_where_there_is_room():
    for count in range(0, 24, 2):
        document = of(*[Line("строка")] * count, Table(("№", "Что"), (("1", "а"),) * 8), SIGNATURE, landscape=True)
        pages = pages_of(to_pdf(document))
        room = count * 12 * 1.2 + 8 * 20 + 120 < 170 * POINTS  # about: lines, rows, head and signature
        assert len(pages) == 1 or not room, count


def test_a_table_over_a_signature_starts_where_it_stands():
    document = of(Line("до"), plan(60), SIGNATURE, landscape=True, seal=Seal("https://localhost/check/1", "1"))
    first = pages_of(to_pdf(document))[0]
    assert "Раздел 1" in first


def test_a_column_is_as_wide_as_its_longest_word():
    long = "Профессионально-общественная высокотехнологичного"
    table = Table(("№", *["Ответственный"] * 5), (("1.", *[long] * 5),), (1, 1, 1, 9, 1, 1))
    found = places(to_pdf(of(table, landscape=True)))
    assert_nothing_overlaps(found, "высокотехнологичного", 5)


def test_words_no_size_of_type_fits_are_broken_and_stay_in_their_column():
    table = Table(tuple("абвгдежз"), (("высокотехнологичногооборудования",) * 8,))
    data = to_pdf(of(table))
    columns = [(30 + 170 / 8 * n) * POINTS for n in range(9)]
    for _page, left, right, _text in places(data):
        column = sum(edge <= left for edge in columns)
        assert right < columns[column]
    assert letters(pypdf_text(data)) == letters(text_of(of(table)))


def assert_nothing_overlaps(found, word, times):
    edges = sorted((left, right) for _page, left, right, text in found if text == word)
    assert len(edges) == times
    assert all(before[1] < after[0] for before, after in itertools.pairwise(edges))
    assert edges[-1][1] < 287 * POINTS


# --- DOCX


def test_docx_columns_are_as_wide_as_their_longest_word_and_fill_the_sheet():
    table = Table(("№", "Организация", "Действует с"), (("10.", "Колледж", "17.05.2021"),) * 2, (1, 40, 1))
    made = docx.Document(io.BytesIO(to_docx(of(table))))
    number, organization, since = (cell.width.mm for cell in made.tables[0].rows[0].cells)
    assert number > 10
    assert since > 25
    assert organization > number + since
    assert 169 < number + organization + since < 170.1


def test_docx_words_no_column_has_room_for_leave_the_widths_as_they_are():
    made = docx.Document(
        io.BytesIO(to_docx(of(Table(tuple("абвгдежз"), (("высокотехнологичногооборудования",) * 8,)))))
    )
    assert {round(cell.width.mm, 2) for cell in made.tables[0].rows[0].cells} == {21.25}


def test_docx_lies_on_its_side_with_the_same_margins():
    made = docx.Document(io.BytesIO(to_docx(of(plan(3), SIGNATURE, landscape=True))))
    page = made.sections[0]
    assert (page.orientation, round(page.page_width.mm), round(page.page_height.mm)) == (WD_ORIENT.LANDSCAPE, 297, 210)
    margins = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [30, 10, 20, 20]
    assert sum(column.width.mm for column in made.tables[0].columns) == pytest.approx(257, abs=1)
    assert made.styles["No Spacing"].font.size.pt == 10
    assert round(made.styles["Signature"].paragraph_format.tab_stops[0].position.mm) == 257


def test_docx_has_groups_over_the_whole_width_that_stay_with_the_next_row():
    table = docx.Document(io.BytesIO(to_docx(of(plan(6), landscape=True)))).tables[0]
    heading = table.rows[1]
    assert heading._tr.xml.count('<w:gridSpan w:val="6"/>') == 1
    paragraph = heading.cells[0].paragraphs[0]
    assert (paragraph.text, paragraph.runs[0].bold, paragraph.paragraph_format.keep_with_next) == (
        "Раздел 1",
        True,
        True,
    )
    assert len(heading.cells[0].paragraphs) == 1
    assert table._tbl.xml.count("<w:cantSplit/>") == 9


def test_docx_approval_stands_at_the_right():
    made = docx.Document(io.BytesIO(to_docx(of(APPROVAL))))
    assert made.paragraphs[0].text == "\n".join(APPROVAL.lines)
    assert made.paragraphs[0].style.paragraph_format.left_indent.mm == pytest.approx(170 * 0.55, abs=0.1)
    assert not made.paragraphs[0].style.font.bold


# --- the page


def page(*blocks, marks=None, **kwargs) -> str:
    return render_to_string("documents/paper.html", {"groups": groups(of(*blocks, **kwargs), marks)})


def test_the_page_shows_approval_groups_and_the_turned_sheet():
    table = Table(("№", "Что"), (("", "<Раздел>"), ("1", "а"), ("Раздел\nII", ""), ("2", "б")), groups=(0, 2))
    html = page(Approval(("УТВЕРЖДЕН", "решением"), anchor="a"), table, marks={"a": 1}, landscape=True)
    assert '<article class="paper landscape"' in html
    assert 'class="approval"><span class="at" data-n="1" id="at-1">УТВЕРЖДЕН<br>решением</span></p>' in html
    heading = '<tbody><tr><th colspan="2" scope="rowgroup">{}</th></tr><tr><td>{}</td><td>{}</td></tr></tbody>'
    assert heading.format("&lt;Раздел&gt;", 1, "а") + heading.format("Раздел<br>II", 2, "б") in html


def test_rows_before_the_first_group_have_a_body_of_their_own():
    html = page(Table(("а",), (("1",), ("Раздел",), ("2",)), groups=(1,)))
    assert "<tbody><tr><td>1</td></tr></tbody><tbody><tr><th" in html
    assert '<article class="paper" ' in html


def test_a_page_without_blocks_is_upright():
    assert '<article class="paper" ' in page(landscape=True)


# --- what was sealed before

SEALED = (
    '{"document":{"blocks":[{"anchor":"","kind":"Table","head":["\u2116","\u0427\u0442\u043e"],'
    '"rows":[["1","\u0430"]],"widths":[1,4]}],"date":"2021-04-09","marks":"","seal":null,"title":"\u041f"},'
    '"format":"sealed-document/1"}'
)


def test_what_was_sealed_before_groups_and_landscape_is_read_and_written_as_it_was():
    data = json.loads(SEALED)
    before = canonical_bytes({"document": data["document"]})
    document = document_from(read(before)["document"])
    assert document == Document("П", (Table(("№", "Что"), (("1", "а"),), (1, 4)),), DATE)
    assert canonical_bytes({"document": document_data(document)}) == before
    assert pdf_of(before) == to_pdf(document)


def test_what_is_sealed_now_says_groups_and_landscape_only_where_there_are_any():
    said = document_data(of(Table(("а",), (("б",),), groups=(0,)), Table(("а",), ()), landscape=True))
    assert said["landscape"] is True
    assert [block.get("groups") for block in said["blocks"]] == [(0,), None]
    sealed = canonical_bytes({"document": said})
    assert pdf_of(sealed) == to_pdf(document_from(read(sealed)["document"]))
    assert "landscape" not in document_data(of(APPROVAL))


def test_the_same_landscape_document_gives_the_same_bytes():
    document = of(APPROVAL, plan(20), SIGNATURE, landscape=True)
    assert to_pdf(document) == to_pdf(document)
    assert to_docx(document) == to_docx(document)
    assert words(to_txt(document).replace("|", " ")) == words(text_of(document))
