"""A document as DOCX, to be edited in a word processor. The same document gives the same bytes."""

from __future__ import annotations

import datetime
import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as DocxParagraph

from cluster_portal.documents.blocks import (
    Approval,
    Block,
    Changed,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Signature,
    Table,
    Title,
    kept_with_next,
    longest_words,
    marked,
    text_of_block,
)
from cluster_portal.documents.packed import with_fixed_times

FONT = "Times New Roman"
SIZE = Pt(12)
IN_TABLE = Pt(11)
IN_WIDE_TABLE = Pt(10)  # of a landscape sheet
INDENT = Mm(12.5)
LETTER = 0.62  # width of a letter, bold ones among them, in parts of the type's size
BESIDE = Mm(4)  # left and right of what stands in a cell
SHORT, LONG = Mm(210), Mm(297)  # sides of A4
MARGINS = Mm(40)  # left and right together
STYLES: dict[type[Block], str] = {
    Title: "Title",
    Approval: "Block Text",
    Paragraph: "Body Text",
    Changed: "Body Text",
    ListItem: "List Paragraph",
    Signature: "Signature",
}
UNDATED = datetime.date(1980, 1, 1)  # the earliest a ZIP archive can say; the same every day


def to_docx(document: Document) -> bytes:
    """The document as DOCX bytes, its text block by block as `text_of` has it."""
    made = docx.Document()
    _set_page(made, document)
    _set_styles(made, document)
    _set_properties(made, document)
    for block, keep in zip(document.blocks, kept_with_next(document), strict=True):
        added = _add_table(made, block, document) if isinstance(block, Table) else [_add(made, block)]
        for paragraph in added:
            paragraph.paragraph_format.keep_with_next = keep or None
    packed = io.BytesIO()
    made.save(packed)
    return with_fixed_times(packed)


def _width(document: Document) -> int:
    """The text's width."""
    return (LONG if document.landscape else SHORT) - MARGINS


def _add(made: Any, block: Block) -> DocxParagraph:
    paragraph: DocxParagraph = made.add_paragraph(style=_style_of(block))
    if isinstance(block, Paragraph) and not block.indent:
        paragraph.paragraph_format.first_line_indent = Mm(0)
    if isinstance(block, Signature):
        paragraph.add_run(f"{block.role}\t{block.name}")
    elif isinstance(block, Changed):
        _add_pieces(paragraph, block)
    else:
        paragraph.add_run(text_of_block(block))
    return paragraph


def _add_pieces(paragraph: DocxParagraph, block: Changed) -> None:
    if block.marker:
        paragraph.add_run(f"{block.marker} ")
    for kind, text in marked(block.pieces):
        font = paragraph.add_run(text).font
        font.strike, font.underline = kind == "-" or None, kind == "+" or None


def _add_table(made: Any, block: Table, document: Document) -> list[DocxParagraph]:
    """The table and the empty line that parts it from what follows; returns the paragraphs of its last row."""
    table = made.add_table(rows=len(block.rows) + 1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    widths = _widths(block, _width(document), IN_WIDE_TABLE if document.landscape else IN_TABLE)
    for column, one in zip(table.columns, widths, strict=True):
        column.width = one
    head, *rows = table.rows
    written = _write_row(head, block.head, widths)
    _head(head)
    for place, row in enumerate(rows):
        heading = block.heading(place)
        if heading is None:
            written = _write_row(row, block.rows[place], widths)
        else:
            written = [_write_heading(row, heading, sum(widths))]
    made.add_paragraph(style="Normal")
    return written


def _widths(block: Table, width: int, size: int) -> list[int]:
    """Widths by parts, but no column narrower than its longest word where there is room: the others share the rest."""
    parts = dict(enumerate(block.widths or (1,) * len(block.head)))
    needs = [BESIDE + round(max(map(len, words), default=0) * LETTER * size) for words in _words_of(block)]
    fixed: dict[int, int] = {}
    while sum(needs) <= width:
        left = width - sum(fixed.values())
        among = sum(part for place, part in parts.items() if place not in fixed)
        tight = {n: needs[n] for n, part in parts.items() if n not in fixed and left * part < needs[n] * among}
        if not tight:
            return [fixed.get(n) or left * part // among for n, part in parts.items()]
        fixed |= tight
    return [width * part // sum(parts.values()) for part in parts.values()]


def _words_of(block: Table) -> list[list[str]]:
    return [[*column["head"], *column["cells"]] for column in longest_words(block)]


def _write_row(row: Any, texts: tuple[str, ...], widths: list[int]) -> list[DocxParagraph]:
    _mark_row(row, "w:cantSplit")
    return [_write_cell(*what) for what in zip(row.cells, texts, widths, strict=True)]


def _write_heading(row: Any, text: str, width: int) -> DocxParagraph:
    """The heading of a group: the whole row, bold, on the page of the row that follows."""
    _mark_row(row, "w:cantSplit")
    paragraph = _write_cell(row.cells[0].merge(row.cells[-1]), text, width)
    paragraph.runs[0].bold = True
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _write_cell(cell: Any, text: str, width: int) -> DocxParagraph:
    cell.width = width
    paragraph: DocxParagraph = cell.paragraphs[0]
    paragraph.style = "No Spacing"
    paragraph.add_run(text)
    return paragraph


def _head(row: Any) -> None:
    _mark_row(row, "w:tblHeader")
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True


def _mark_row(row: Any, mark: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def _style_of(block: Block) -> str:
    return f"Heading {block.level}" if isinstance(block, Heading) else STYLES.get(type(block), "Normal")


def _set_page(made: Any, document: Document) -> None:
    """A4 with the margins of ГОСТ Р 7.0.97-2025, the page number top centre from the second page."""
    page = made.sections[0]
    page.page_width, page.page_height = (LONG, SHORT) if document.landscape else (SHORT, LONG)
    page.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    page.left_margin, page.right_margin = Mm(30), Mm(10)
    page.top_margin = page.bottom_margin = Mm(20)
    page.header_distance = page.footer_distance = Mm(10)
    page.different_first_page_header_footer = True
    _write_header(page.first_page_header.paragraphs[0], document.marks, numbered=False)
    _write_header(page.header.paragraphs[0], document.marks, numbered=True)


def _write_header(paragraph: DocxParagraph, marks: str, *, numbered: bool) -> None:
    paragraph.add_run("\t")
    if numbered:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        field.append(paragraph.add_run()._r)  # a run is where the number's look is taken from
        paragraph._p.append(field)
    if marks:
        paragraph.add_run(f"\t{marks}")


def _set_styles(made: Any, document: Document) -> None:
    width = _width(document)
    body: dict[str, Any] = {"first_line_indent": INDENT, "alignment": WD_ALIGN_PARAGRAPH.JUSTIFY}
    heading: dict[str, Any] = {"keep_with_next": True, "bold": True}
    _set_style(made, "Normal", widow_control=True, line_spacing=1.0)
    _set_style(made, "Title", **heading, alignment=WD_ALIGN_PARAGRAPH.CENTER, space_after=Pt(14))
    _set_style(made, "Heading 1", **heading, space_before=Pt(10))
    _set_style(made, "Heading 2", **heading, space_before=Pt(8))
    _set_style(made, "Body Text", **body)
    _set_style(made, "List Paragraph", **body)
    _set_style(made, "Block Text", left_indent=width * 55 // 100, space_after=Pt(14), keep_together=True)
    _set_style(made, "No Spacing").font.size = IN_WIDE_TABLE if document.landscape else IN_TABLE
    _set_tabs(_set_style(made, "Signature", space_before=Pt(24), keep_together=True), name=width)
    _set_tabs(_set_style(made, "Header"), number=width // 2, marks=width)


def _set_style(made: Any, name: str, *, bold: bool = False, **layout: Any) -> ParagraphStyle:
    """The style anew: black, in the one font, without what the word processor's own template gave it."""
    style = _style(made, name)
    for old in [*style.element.findall(qn("w:rPr")), *style.element.findall(qn("w:pPr"))]:
        style.element.remove(old)
    _set_font(style, bold=bold)
    spacing = {"space_before": Pt(0), "space_after": Pt(0), **layout}
    for field, value in spacing.items():
        setattr(style.paragraph_format, field, value)
    return style


def _style(made: Any, name: str) -> ParagraphStyle:
    style: ParagraphStyle
    if name in made.styles:
        style = made.styles[name]
        return style
    style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.base_style = made.styles["Normal"]
    return style


def _set_font(style: ParagraphStyle, *, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, SIZE, bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    properties.append(language)


def _set_tabs(style: ParagraphStyle, **stops: int) -> None:
    """Tab stops by what stands at them: a page number is centred, all else ends there."""
    for what, place in stops.items():
        alignment = WD_TAB_ALIGNMENT.CENTER if what == "number" else WD_TAB_ALIGNMENT.RIGHT
        style.paragraph_format.tab_stops.add_tab_stop(place, alignment)


def _set_properties(made: Any, document: Document) -> None:
    """Core properties: title, language, the document's own date; nothing about the machine it was made on."""
    properties = made.core_properties
    moment = datetime.datetime.combine(document.date or UNDATED, datetime.time())
    properties.title, properties.language = document.title, "ru-RU"
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1
