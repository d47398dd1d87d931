"""PDF, DOCX and TXT of one document: the same words in the same order, the same bytes every time."""

import datetime
import io
import json
import re
import subprocess
import zipfile

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cluster_portal.documents import pdf
from cluster_portal.documents.blocks import (
    Changed,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Space,
    Table,
    Title,
    text_of,
)
from cluster_portal.documents.docx import to_docx
from cluster_portal.documents.pdf import MissingGlyph, TypesettingFailed, to_pdf
from cluster_portal.documents.sealed.canonical import document_data, document_from
from cluster_portal.documents.txt import to_txt

from .samples import DATE, docx_text, letters, minutes_1, poppler_text, pypdf_text, words

MARKUP = "#let x = 1 $a^2$ <label> *b* _i_ @ref \\n `c` // d /* e */ -- --- ~ [f] {g} & \"q\" 'q' = h"
EMOJI = "Решение принято 😀 единогласно"
READERS = {
    "txt": to_txt,
    "docx": lambda document: docx_text(to_docx(document)),
    "pdftotext": lambda document: poppler_text(to_pdf(document), "-raw"),
    "pypdf": lambda document: pypdf_text(to_pdf(document)),
}


def of(*blocks, **kwargs) -> Document:
    return Document("Документ", blocks, DATE, **kwargs)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_minutes_1_have_the_same_words_in_the_same_order(read):
    document = minutes_1()
    assert words(read(document)) == words(text_of(document))


def test_pdftotext_loses_nothing_but_hyphens_at_line_ends():
    document = minutes_1()
    assert letters(poppler_text(to_pdf(document))).replace("-", "") == letters(text_of(document)).replace("-", "")


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_markup_is_printed_as_it_stands(read):
    document = of(Title((MARKUP,)), Heading(MARKUP), Paragraph(MARKUP), ListItem("–", MARKUP), Signature("#x", "$y"))
    assert words(read(document)) == words(text_of(document))


TEXT = st.text("#$<>*_@\\\"'«»№–—/~`[]{}&=;:.,- абвгдеёжзАБВЯabcxyzABC0123456789", min_size=1, max_size=60)
PIECES = st.lists(st.tuples(st.sampled_from("=-+"), TEXT), max_size=5).map(tuple)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Line, TEXT),
        st.builds(Heading, TEXT, st.sampled_from([1, 2])),
        st.builds(Paragraph, TEXT, st.booleans(), st.booleans()),
        st.builds(ListItem, st.sampled_from(["1.", "–", ""]), TEXT),
        st.builds(Signature, TEXT, TEXT),
        st.builds(Title, st.tuples(TEXT, TEXT)),
        st.builds(Changed, st.sampled_from(["1.", ""]), PIECES),
        st.just(Space()),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BLOCKS)
@example([Heading("а", 2), Heading("б", 1), Title(("в", "г"))])
@example([Line(" ")])
def test_any_text_is_the_same_in_every_format(blocks):
    document = of(*blocks)
    whole = letters(text_of(document))
    assert to_txt(document).split() == text_of(document).split()
    assert docx_text(to_docx(document)).split() == text_of(document).split()
    assert letters(pypdf_text(to_pdf(document))) == whole


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 4))
    row = st.tuples(*[TEXT | st.sampled_from(["", "первая\nвторая"])] * columns)
    widths = st.tuples(*[st.integers(1, 3)] * columns)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=3))), draw(st.just(()) | widths))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
@example(Table(("",), ()))
def test_a_table_is_the_same_in_every_format(table):
    document = of(Line("до"), table, Line("после"))
    whole = text_of(document)
    assert to_txt(document).replace("|", " ").split() == whole.split()
    assert docx_text(to_docx(document)).split() == whole.split()
    assert letters(pypdf_text(to_pdf(document))) == letters(whole)
    assert document_from(json.loads(json.dumps(document_data(document)))) == document


@given(BLOCKS)
def test_blocks_are_read_back_from_what_was_sealed(blocks):
    assert document_from(json.loads(json.dumps(document_data(of(*blocks))))) == of(*blocks)


HEAD = ("№", "Редакция Организации", "Согласовано")
LONG = Table(HEAD, tuple((str(n), "Стороны представляют сведения. " * 5, "да") for n in range(1, 61)), (1, 6, 2))
REDLINE = Changed("2.", (("=", "Срок – "), ("-", "28"), ("+", "30"), ("=", " мая"), ("+", " 2021 года ")))


def test_a_long_table_repeats_its_head_and_tears_no_row():
    pages = poppler_text(to_pdf(of(LONG)), "-raw").strip("\f\n").split("\f")
    assert len(pages) > 3
    head = " ".join(HEAD)
    assert all(words(page)[:4] == head.split() for page in pages)
    body = "".join(letters(page).removeprefix(letters(head)) for page in pages)
    assert letters(head) + body == letters(text_of(of(LONG)))
    assert all(words(page)[-1] == "да" for page in pages)


def test_only_a_row_taller_than_half_a_page_is_torn():
    rows = tuple((str(number), "слово " * number, "") for number in (100, 260, 250, 1500))
    pages = poppler_text(to_pdf(of(Table(HEAD, rows, (1, 6, 2)))), "-raw").strip("\f\n").split("\f")
    counts = [page.count("слово") for page in pages]
    assert counts[0] == 100 + 260
    assert counts[1] > 250
    assert sum(counts) == 2110


def test_tables_and_redlines_are_tagged():
    told = subprocess.run(["pdfinfo", "-struct", "-"], input=to_pdf(of(LONG, REDLINE)), capture_output=True, check=True)
    structure = told.stdout.decode(errors="replace")
    assert structure.count("THead") == 1
    assert (len(re.findall(r"\bTH\b", structure)), len(re.findall(r"\bTD\b", structure))) == (3, 180)
    assert "/TextDecorationType /LineThrough" in structure
    assert "/TextDecorationType /Underline" in structure


def test_docx_table_has_its_head_on_every_page_and_whole_rows():
    table = docx.Document(io.BytesIO(to_docx(of(LONG)))).tables[0]
    xml = table._tbl.xml
    assert (xml.count("<w:tblHeader/>"), xml.count("<w:cantSplit/>")) == (1, 61)
    assert '<w:tblLayout w:type="fixed"/>' in xml
    assert [round(column.width.mm) for column in table.columns] == [19, 113, 38]
    assert table.style.name == "Table Grid"
    assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)


def test_docx_redline_is_struck_and_underlined():
    runs = docx.Document(io.BytesIO(to_docx(of(REDLINE)))).paragraphs[0].runs
    assert "".join(run.text for run in runs) == "2. Срок – [28]{30} мая {2021 года} "
    assert [run.text for run in runs if run.font.strike] == ["28"]
    assert [run.text for run in runs if run.font.underline] == ["30", "2021 года"]


@pytest.mark.parametrize("make", [to_pdf, to_docx])
def test_the_same_document_gives_the_same_bytes(make):
    first = make(minutes_1())
    to_pdf(of(Line("другой документ")))
    assert make(minutes_1()) == first
    assert make(minutes_1(date=None)) == make(minutes_1(date=None))
    assert make(minutes_1(date=DATE + datetime.timedelta(1))) != first


def test_marks_stand_in_the_page_headers_of_pdf_and_docx_and_nowhere_else():
    marked = minutes_1(marks="Образец")
    pages = pypdf.PdfReader(io.BytesIO(to_pdf(marked))).pages
    assert all("Образец" in page.extract_text() for page in pages)
    section = docx.Document(io.BytesIO(to_docx(marked))).sections[0]
    assert "Образец" in section.header.paragraphs[0].text
    assert "Образец" in section.first_page_header.paragraphs[0].text
    assert "Образец" not in docx_text(to_docx(marked))
    assert "Образец" not in to_txt(marked)


def test_pdf_says_what_it_is():
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(minutes_1(title="Протокол № 1 от 09.04.2021"))))
    metadata = reader.metadata
    assert metadata.title == "Протокол № 1 от 09.04.2021"
    assert metadata.creation_date == datetime.datetime(2021, 4, 9, tzinfo=datetime.UTC)
    assert reader.root_object["/Lang"] == "ru"
    xmp = reader.xmp_metadata
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("2", "A")
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_pdf_is_tagged_with_headings_and_paragraphs():
    command = ["pdfinfo", "-struct", "-"]
    told = subprocess.run(command, input=to_pdf(minutes_1()), capture_output=True, check=True)
    structure = told.stdout.decode(errors="replace")
    found = re.findall(r"^\s*(H\d|P)\b", structure, re.MULTILINE)
    assert (found.count("H1"), found.count("H2"), found.count("H3")) == (1, 5, 3)
    assert found.count("P") > 60


def test_pdf_is_a4_and_numbered_from_the_second_page():
    pages = pypdf.PdfReader(io.BytesIO(to_pdf(minutes_1()))).pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert len(pages) == 3
    first_lines = [page.extract_text().split("\n")[0].strip() for page in pages]
    assert first_lines[0].startswith("ПРОТОКОЛ")
    assert first_lines[1:] == ["2", "3"]


def test_only_the_fonts_of_the_wheel_are_used():
    page = pypdf.PdfReader(io.BytesIO(to_pdf(minutes_1()))).pages[0]
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert fonts and all("LibertinusSerif" in font for font in fonts)


@pytest.mark.parametrize(("character", "code"), [("😀", "U+1F600"), ("漢", "U+6F22"), ("\ue000", "U+E000")])
def test_a_character_the_font_lacks_is_named_with_its_place(character, code):
    document = of(Line("Строка"), Paragraph(f"Решение принято {character} единогласно"))
    with pytest.raises(MissingGlyph) as missing:
        to_pdf(document)
    assert missing.value.character == character
    assert missing.value.place == f"Строка Решение принято {character} единогласно"
    assert code in str(missing.value)


def test_the_first_of_several_missing_characters_is_named():
    with pytest.raises(MissingGlyph) as missing:
        to_pdf(of(Paragraph("а" * 200 + " 漢 затем 😀")))
    assert missing.value.character == "漢"
    assert missing.value.place == "а" * 29 + " 漢 затем 😀"


def test_rouble_and_box_signs_are_printed():
    document = of(Paragraph("5 000 ₽, ☐ за ☑ против – 10 °C ≥ 3"))
    assert words(pypdf_text(to_pdf(document))) == words(text_of(document))


def test_emoji_stay_in_docx_and_txt():
    document = of(Paragraph(EMOJI))
    assert docx_text(to_docx(document)) == EMOJI
    assert to_txt(document) == f"{EMOJI}\n"


def test_a_warning_of_the_typesetter_is_an_error(tmp_path):
    template = tmp_path / "document.typ"
    template.write_text('#set document(title: "x")\n#set text(font: "No Such Font", lang: "ru")\nА')
    with pytest.raises(TypesettingFailed, match="no such font"):
        pdf.typeset(template, {}, DATE)


def test_what_is_not_about_a_glyph_is_told_in_the_typesetters_words():
    with pytest.raises(TypesettingFailed, match="title"):
        to_pdf(Document("", (Line("Строка"),), DATE))


def test_a_signature_never_stands_alone_on_a_page():
    for count in range(40, 60):
        lines = [Line(f"строка {number}") for number in range(count)]
        data = to_pdf(of(*lines, Signature("Секретарь", "Е.В. Жарких")))
        last = poppler_text(data, "-raw").strip("\f").split("\f")[-1]
        assert f"строка {count - 1}\nСекретарь" in last


def test_docx_has_the_margins_of_the_standard_and_real_headings():
    made = docx.Document(io.BytesIO(to_docx(minutes_1())))
    page = made.sections[0]
    margins = (page.left_margin, page.right_margin, page.top_margin, page.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [30, 10, 20, 20]
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml
    assert "PAGE" not in page.first_page_header._element.xml
    styles = [paragraph.style.name for paragraph in made.paragraphs]
    assert styles[0] == "Title"
    assert (styles.count("Heading 1"), styles.count("Heading 2")) == (5, 3)
    assert styles[-1] == "Signature"


def test_docx_body_is_justified_with_an_indent_and_without_one_where_said():
    made = docx.Document(io.BytesIO(to_docx(of(Paragraph("с отступом"), Paragraph("без", indent=False)))))
    body = made.styles["Body Text"].paragraph_format
    assert body.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.first_line_indent.mm == pytest.approx(12.5, abs=0.02)
    assert made.paragraphs[1].paragraph_format.first_line_indent == 0


def test_docx_says_nothing_of_the_machine_it_was_made_on():
    data = to_docx(minutes_1())
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.language) == ("Протокол № 1", "ru-RU")
    assert properties.created.date() == properties.modified.date() == DATE
    assert (properties.author, properties.comments) == ("", "")
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
