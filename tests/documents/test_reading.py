"""What is read out of a Word file, and that what is no text is listed with its whole text."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cluster_portal.documents.reading import docx_text, read_docx
from tests.agreements.drafts import add_numbering, number, png, saved, tracked

SPACES = nsdecls("w", "r", "wp", "a", "m") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def run(text: str, holds: str = "t") -> str:
    return f'<w:r><w:{holds} xml:space="preserve">{text}</w:{holds}></w:r>'


def body(xml: str, document=None):
    """A document whose body is this XML."""
    document = document or docx.Document()
    wrapped = parse_xml(f"<w:body {SPACES}>{xml}</w:body>")
    for node in reversed(list(wrapped)):
        document.element.body.insert(0, node)
    return document


def read(document):
    return read_docx(io.BytesIO(saved(document)))


def read_xml(xml: str):
    return read(body(xml))


def texts(found) -> list[str]:
    return [line.text for line in found.lines]


def left(found) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in found.left]


def rewritten(change) -> io.BytesIO:
    """A document with its parts changed: change(name, data) → data."""
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Текст")
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    made.seek(0)
    return made


def test_a_tracked_insertion_is_text_and_a_deletion_is_quoted_whole():
    document = docx.Document()
    made = document.add_paragraph("Срок пять лет")
    tracked(made, "ins", " и один день")
    tracked(made, "del", " без продления" * 20)
    found = read(document)
    assert texts(found) == ["Срок пять лет и один день"]
    assert left(found) == [
        ("Tracked insertion, taken in", "и один день"),
        ("Tracked deletion, left out", ("без продления " * 20).strip()),
    ]
    assert docx_text(io.BytesIO(saved(document))) == "Срок пять лет и один день"


def test_what_was_moved_is_read_where_it_stands_now():
    found = read_xml(
        f"<w:p><w:moveFrom w:id='1' w:author='x'>{run('переехало')}</w:moveFrom>{run('первый')}</w:p>"
        f"<w:p>{run('второй ')}<w:moveTo w:id='2' w:author='x'>{run('переехало')}</w:moveTo></w:p>"
    )
    assert texts(found) == ["первый", "второй переехало"]
    assert left(found) == [("Tracked deletion, left out", "переехало"), ("Tracked insertion, taken in", "переехало")]


def test_links_controls_and_tags_keep_their_text():
    found = read_xml(
        f"<w:p><w:hyperlink>{run('ссылка ')}</w:hyperlink><w:smartTag w:element='x'>{run('метка ')}</w:smartTag>"
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('поле ')}</w:sdtContent></w:sdt>"
        f"<w:fldSimple w:instr='DATE'>{run('дата')}</w:fldSimple></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('блок')}</w:p><w:sdt><w:sdtContent><w:p>{run('внутри')}</w:p>"
        "</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
    )
    assert texts(found) == ["ссылка метка поле дата", "блок", "внутри"]
    assert left(found) == []


def test_tabs_breaks_and_hyphens():
    found = read_xml(
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr><w:r><w:t>а</w:t><w:tab/><w:t>б</w:t>"
        "<w:br/><w:t>в</w:t><w:cr/><w:t>г</w:t><w:noBreakHyphen/><w:t>д</w:t><w:br w:type='page'/></w:r></w:p>"
    )
    assert texts(found) == ["а\tб\nв\nг-д"]


def test_a_symbol_is_listed():
    found = read_xml(f"<w:p>{run('Метка ')}<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>")
    assert texts(found) == ["Метка "]
    assert left(found) == [("Symbol, left out", "F0FC of the font Wingdings in: Метка")]


def test_a_picture_is_listed_with_the_text_it_stands_near():
    document = docx.Document()
    document.add_paragraph("Схема взаимодействия:")
    document.add_picture(io.BytesIO(png()))
    assert left(read(document)) == [("Picture, left out; it stood near this text", "Схема взаимодействия:")]


TEXT_BOX = (
    "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp>"
    "<wps:txbx><w:txbxContent>{p}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{p}</w:txbxContent></v:textbox>"
    "</v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_a_text_box_is_listed_once_though_it_is_written_twice():
    inside = TEXT_BOX.format(p=f"<w:p>{run('в рамке')}</w:p><w:p>{run('и ещё')}</w:p>")
    found = read_xml(f"<w:p>{run('до ')}<w:r>{inside}</w:r>{run('после')}</w:p>")
    assert texts(found) == ["до после"]
    assert left(found) == [("Text box, left out", "в рамке\nи ещё")]


def test_alternate_content_between_paragraphs_is_read_once():
    ways = (
        f"<mc:Choice Requires='x'><w:p>{run('раз')}</w:p></mc:Choice><mc:Fallback><w:p>{run('раз')}</w:p></mc:Fallback>"
    )
    only = f"<mc:AlternateContent><mc:Fallback><w:p>{run('два')}</w:p></mc:Fallback></mc:AlternateContent>"
    assert texts(read_xml(f"<mc:AlternateContent>{ways}</mc:AlternateContent>{only}")) == ["раз", "два"]


def test_an_equation_and_an_object_are_listed():
    found = read_xml(
        f"<w:p>{run('Формула ')}<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"
        f"<w:p>{run('Таблица Excel ')}<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r></w:p>"
    )
    assert texts(found) == ["Формула ", "Таблица Excel "]
    assert left(found) == [
        ("Equation, left out", "a+b"),
        ("Embedded object, left out; it stood near this text", "Таблица Excel"),
    ]


def add_notes(document, kind: str, xml: str) -> None:
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    data = f"<w:{kind}s {SPACES}>{xml}</w:{kind}s>".encode()
    part = Part(PackURI(f"/word/{kind}s.xml"), content, data, document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))


def note(kind: str, key: int, *lines: str) -> str:
    inside = "".join(f"<w:p>{line}</w:p>" for line in lines)
    return f"<w:{kind} w:id='{key}'>{inside}</w:{kind}>"


@pytest.mark.parametrize(("kind", "said"), [("footnote", "Footnote, left out"), ("endnote", "Endnote, left out")])
def test_notes_are_listed_whole(kind, said):
    document = body(f"<w:p>{run('Текст')}<w:r><w:{kind}Reference w:id='2'/></w:r>{run(' дальше')}</w:p>")
    long = "сноска " * 100
    add_notes(document, kind, note(kind, 0, run("нет")) + note(kind, 2, run(long), run("второй абзац")))
    found = read(document)
    assert texts(found) == ["Текст дальше"]
    assert left(found) == [(said, f"{long.strip()}\nвторой абзац")]


def test_notes_that_refer_to_each_other_come_to_an_end():
    notes = "".join(note("footnote", n, f"{run(str(n))}{reference(n + 1) * 9}") for n in range(1, 40))
    document = body(f"<w:p>{run('Текст')}{reference(1)}</w:p>")
    add_notes(document, "footnote", notes.replace(reference(40), reference(1)))
    assert sorted(int(text) for _kind, text in left(read(document))) == list(range(1, 40))


def reference(key: int) -> str:
    return f"<w:r><w:footnoteReference w:id='{key}'/></w:r>"


def test_a_comment_is_listed():
    document = docx.Document()
    made = document.add_paragraph("Спорный текст")
    document.add_comment(made.runs, text="Почему так?", author="Учебный пример")
    found = read(document)
    assert texts(found) == ["Спорный текст"]
    assert left(found) == [("Comment, left out", "Почему так?")]


def test_a_table_becomes_lines_and_says_so():
    document = docx.Document()
    document.add_paragraph("до")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table._cells, ("а", "б", "в", "г", "", "д"), strict=True):
        cell.text = text
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "внутри"
    found = read(document)
    assert [(line.text, line.kind) for line in found.lines[:3]] == [
        ("до", ""),
        ("а\tб\tв", "row"),
        ("г\tвнутри\tд", "row"),
    ]
    assert ("Table, taken in as lines of text", "а б в") in left(found)


def test_a_merged_cell_is_read_once():
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, "абвг", strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    assert " ".join(texts(read(document))).split() == ["а", "в", "б", "г"]


def test_rows_and_cells_inside_content_controls_are_read():
    cell = "<w:sdt><w:sdtContent><w:tc><w:p>{}</w:p></w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell.format(run('а'))}{cell.format(run('б'))}</w:tr></w:sdtContent></w:sdt>"
    assert texts(read_xml(f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>")) == ["а\tб"]


def test_headers_and_footers_are_listed_but_not_the_number_of_the_page():
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Проект от 17.05.2021"
    section.first_page_header.paragraphs[0].text = "Проект от 17.05.2021"
    section.footer.paragraphs[0].text = "– 2 –"
    section.first_page_footer.paragraphs[0].text = "Учебный пример"
    assert left(read(document)) == [
        ("Header, left out", "Проект от 17.05.2021"),
        ("Footer, left out", "Учебный пример"),
    ]


def test_headings_titles_and_contents_are_told():
    document = docx.Document()
    document.add_paragraph("Название", style="Title")
    document.add_paragraph("Раздел", style="Heading 1")
    document.add_paragraph("Подраздел", style="Heading 2")
    own = document.add_paragraph("Сам по себе")
    own._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
    derived = document.styles.add_style("Мой раздел", 1)
    derived.base_style = document.styles["Heading 1"]
    document.add_paragraph("Свой стиль", style="Мой раздел")
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Раздел\t3", style="toc 1")
    document.add_paragraph("Текст")
    assert [(line.heading, line.kind) for line in read(document).lines] == [
        (0, "title"),
        (1, ""),
        (2, ""),
        (3, ""),
        (1, ""),
        (0, "contents"),
        (0, ""),
    ]


def numbered(document, *rows: tuple[int, str], listed: str = "77"):
    for level, text in rows:
        number(document.add_paragraph(text), level, listed)
    return document


def test_numbers_of_several_levels():
    document = docx.Document()
    add_numbering(document, "%1.", "%1.%2.", "%3)", formats=("decimal", "decimal", "russianLower"))
    numbered(document, (0, "а"), (1, "б"), (1, "в"), (2, "г"), (2, "д"), (0, "е"), (1, "ж"), (2, "з"))
    assert texts(read(document)) == ["1. а", "1.1. б", "1.2. в", "а) г", "б) д", "2. е", "2.1. ж", "а) з"]


def test_roman_numbers_and_lists_that_go_on():
    document = docx.Document()
    add_numbering(document, "Раздел %1.", "%2.", formats=("upperRoman", "decimal"))
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    override = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride>'
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="79"><w:abstractNumId w:val="77"/>{override}</w:num>'))
    numbered(document, *[(0, "х")] * 3)
    numbered(document, (0, "тот же список"), (1, "а"), listed="78")
    numbered(document, (1, "заново"), (1, "дальше"), listed="79")
    expected = [
        "Раздел I. х",
        "Раздел II. х",
        "Раздел III. х",
        "Раздел IV. тот же список",
        "1. а",
        "7. заново",
        "8. дальше",
    ]
    assert texts(read(document)) == expected


def test_a_number_comes_from_the_style_unless_the_paragraph_has_none():
    document = docx.Document()
    add_numbering(document, "Статья %1.")
    style = document.styles["Heading 1"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'))
    document.add_paragraph("Предмет", style="Heading 1")
    number(document.add_paragraph("Без номера", style="Heading 1"), 0, "0")
    document.add_paragraph("Срок", style="Heading 1")
    assert texts(read(document)) == ["Статья 1. Предмет", "Без номера", "Статья 2. Срок"]


def damaged(file) -> None:
    for function in (read_docx, docx_text):
        file.seek(0)
        with pytest.raises(ValidationError) as caught:
            function(file)
        assert caught.value.code == "damaged"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("entities", [f'<!ENTITY l0 "ха">{LAUGHS}', '<!ENTITY l11 SYSTEM "file:///etc/hostname">'])
def test_entities_do_no_harm(part, entities):
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        text = re.sub(r"^<\?xml.*?\?>", "", data.decode()).strip()
        root = re.match(r"<([\w:]+)", text)[1]
        return f"<!DOCTYPE {root} [{entities}]>{text}".replace("Текст", "&l11;").encode()

    if part.startswith("["):  # read before any part is there; nothing of it is ever shown
        assert docx_text(rewritten(change)) == "Текст"
    else:
        damaged(rewritten(change))


def test_entities_in_notes_do_no_harm():
    document = body(f"<w:p>{run('Текст')}{reference(1)}</w:p>")
    add_notes(document, "footnote", note("footnote", 1, run("сноска")))
    part = document.part.rels[list(document.part.rels)[-1]].target_part
    notes = note("footnote", 1, run("&l11;"))
    part._blob = f'<!DOCTYPE x [<!ENTITY l0 "ха">{LAUGHS}]><w:footnotes {SPACES}>{notes}</w:footnotes>'.encode()
    damaged(io.BytesIO(saved(document)))


@pytest.mark.parametrize("data", [b"<w:document", b"<nothing/>", b"", b"\xff\xfe"])
def test_a_broken_part_is_said_in_words(data):
    damaged(rewritten(lambda name, old: data if name == "word/document.xml" else old))


def test_a_document_nested_past_all_sense_is_refused():
    deep = f"<w:document {SPACES}><w:body>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:body></w:document>".encode()
    damaged(rewritten(lambda name, old: deep if name == "word/document.xml" else old))
