"""Walks through the XML of a DOCX and takes every letter either into a line or into the list of what is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from cluster_portal.documents.plain import UNPRINTABLE, clean_text
from cluster_portal.documents.reading.numbers import Numbers, Styles

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
TEXT = {qn("w:t"), qn("w:delText")}
MARKS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
PICTURED = {"blip", "imagedata", "chart", "relIds"}  # what a drawing with text boxes has besides if it is a picture too
NUMBER_OF_PAGE = re.compile(r"[\d\s–—-]*")
NEAR = 80  # characters that tell where something stood


@dataclass(frozen=True)
class ReadLine:
    """A paragraph, or a row of a table with its cells divided by tabs; `text` may hold line breaks.

    `heading` is the outline level 1..9 of a heading, 0 of body text. `kind` is "title", "row", "contents" (a line of
    the table of contents) or "".
    """

    text: str
    heading: int = 0
    kind: str = ""


@dataclass(frozen=True)
class Left:
    """What did not come over, or came over in another shape. `kind` says it to people and in their language.

    `text` is its whole text where it has one, else the beginning of the text near which it stood.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Read:
    """A document that has been read."""

    lines: list[ReadLine]
    left: list[Left]


class Reader:
    """Reads one document once."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles = Styles(document)
        self.numbers = Numbers(document)
        self.left: list[Left] = []
        self.near = ""
        self.notes = {kind: self._notes(kind) for kind in ("footnote", "endnote", "comment")}
        self.handlers = self._handlers()

    def read(self) -> Read:
        """The lines of the body, and what is left of body, headers and footers."""
        lines = list(self._blocks(self.document.element.body))
        for kind in ("header", "footer"):
            self._margins(kind)
        return Read(lines, self.left)

    def _handlers(self) -> dict[str, Callable[[Any], str]]:
        names: dict[str, Callable[[Any], str]] = {
            "br": self._break,
            "ins": self._inserted,
            "moveTo": self._inserted,
            "del": self._deleted,
            "moveFrom": self._deleted,
            "drawing": self._drawing,
            "pict": self._drawing,
            "txbxContent": self._text_box,
            "object": self._object,
            "contentPart": self._object,
            "subDoc": self._object,
            "altChunk": self._object,
            "sym": self._symbol,
            "footnoteReference": lambda node: self._note(_("Footnote, left out"), "footnote", node),
            "endnoteReference": lambda node: self._note(_("Endnote, left out"), "endnote", node),
            "commentReference": lambda node: self._note(_("Comment, left out"), "comment", node),
        }
        handlers = {qn(f"w:{name}"): handler for name, handler in names.items()}
        handlers |= {f"{MATH}oMath": self._equation, f"{MATH}oMathPara": self._equation}
        return handlers | {f"{ALTERNATE}AlternateContent": lambda node: self._inline(_chosen(node))}

    # Blocks: paragraphs and tables, also those inside content controls.

    def _blocks(self, parent: Any) -> Iterator[ReadLine]:
        for node in parent.iterchildren("*"):
            if node.tag == PARAGRAPH:
                yield self._paragraph(node)
            elif node.tag == TABLE:
                yield from self._table(node)
            elif node.tag == f"{ALTERNATE}AlternateContent":
                yield from self._blocks(_chosen(node))
            elif node.tag in self.handlers and not _holds_blocks(node):
                self._piece(node)
            elif not _is_properties(node):
                yield from self._blocks(node)

    def _paragraph(self, node: Any) -> ReadLine:
        self.near = _shortened("".join(part.text or "" for part in node.iter(qn("w:t")))) or self.near
        style = self.styles.of(node)
        text = self.numbers.marked(node, style, self._inline(node))
        return ReadLine(UNPRINTABLE.sub("", clean_text(text)), style.heading, style.kind)

    def _table(self, node: Any) -> Iterator[ReadLine]:
        rows = [self._row(row) for row in _inside(node, qn("w:tr"))]
        first = next((row.text for row in rows if row.text), "")
        self._leave(_("Table, taken in as lines of text"), _shortened(first))
        yield from rows

    def _row(self, row: Any) -> ReadLine:
        cells = [" ".join(self._texts(cell)) for cell in _inside(row, qn("w:tc"))]
        return ReadLine("\t".join(filter(None, cells)), kind="row")

    def _texts(self, parent: Any) -> list[str]:
        return [text for line in self._blocks(parent) if (text := line.text.strip())]

    # Pieces of a paragraph. What is no text of the line is listed and gives "".

    def _inline(self, parent: Any) -> str:
        return "".join(map(self._piece, parent.iterchildren("*"))) if parent is not None else ""

    def _piece(self, node: Any) -> str:
        if node.tag in TEXT:
            return node.text or ""
        if node.tag in MARKS:
            return MARKS[node.tag]
        if node.tag in self.handlers:
            return self.handlers[node.tag](node)
        return "" if _is_properties(node) else self._inline(node)

    def _break(self, node: Any) -> str:
        return "\n" if node.get(qn("w:type")) in {None, "textWrapping"} else ""

    def _inserted(self, node: Any) -> str:
        text = self._inline(node)
        self._leave_text(_("Tracked insertion, taken in"), text)
        return text

    def _deleted(self, node: Any) -> str:
        self._leave_text(_("Tracked deletion, left out"), self._inline(node))
        return ""

    def _drawing(self, node: Any) -> str:
        before = len(self.left)
        self._inline(node)
        names = {part.tag.rpartition("}")[2] for part in node.iter("*")}
        if len(self.left) == before or names & PICTURED:
            self._leave(_("Picture, left out; it stood near this text"), self.near)
        return ""

    def _text_box(self, node: Any) -> str:
        near = self.near
        self._leave_text(_("Text box, left out"), "\n".join(self._texts(node)))
        self.near = near
        return ""

    def _object(self, _node: Any) -> str:
        self._leave(_("Embedded object, left out; it stood near this text"), self.near)
        return ""

    def _symbol(self, node: Any) -> str:
        said = _("%(code)s of the font %(font)s in: %(near)s") % {
            "code": node.get(qn("w:char"), ""),
            "font": node.get(qn("w:font"), ""),
            "near": self.near,
        }
        self._leave(_("Symbol, left out"), said)
        return ""

    def _equation(self, node: Any) -> str:
        self._leave(_("Equation, left out"), "".join(part.text or "" for part in node.iter(f"{MATH}t")))
        return ""

    def _note(self, said: str, kind: str, reference: Any) -> str:
        """Listed where it is referred to, once: notes that refer to each other would have no end."""
        note = self.notes[kind].pop(str(reference.get(qn("w:id"))), None)
        if note is not None:
            near = self.near
            self._leave(said, "\n".join(self._texts(note)))
            self.near = near
        return ""

    # Other parts of the package.

    def _parts(self, kind: str) -> Iterator[Any]:
        for relation in self.document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                part = relation.target_part
                yield part.element if hasattr(part, "element") else _parsed(part.blob)

    def _notes(self, kind: str) -> dict[str, Any]:
        found = (node for root in self._parts(f"{kind}s") for node in root.iter(qn(f"w:{kind}")))
        return {str(node.get(qn("w:id"))): node for node in found}

    def _margins(self, kind: str) -> None:
        """The text of headers or footers; the same text on the first and on other pages is said once."""
        said = _("Header, left out") if kind == "header" else _("Footer, left out")
        texts: dict[str, None] = {}
        for root in self._parts(kind):
            self.near = ""
            texts["\n".join(self._texts(root))] = None
        for text in texts:
            if not NUMBER_OF_PAGE.fullmatch(text):
                self._leave(said, text)

    def _leave(self, kind: str, text: str) -> None:
        self.left.append(Left(kind, UNPRINTABLE.sub("", clean_text(text)).strip()))

    def _leave_text(self, kind: str, text: str) -> None:
        if text.strip():
            self._leave(kind, text)


def _parsed(blob: bytes) -> Any:
    """The root of a part that python-docx keeps as bytes. Raises ValueError where it declares a document type."""
    root: Any = parse_xml(blob)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is declared")
    return root


def _chosen(alternate: Any) -> Any:
    """One of the ways the same content is written: the first, which Word itself shows, else the fallback."""
    choice = alternate.find(f"{ALTERNATE}Choice")
    found = choice if choice is not None else alternate.find(f"{ALTERNATE}Fallback")
    return found if found is not None else alternate


def _inside(node: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside content controls, but none of a table inside."""
    for child in node.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag != TABLE:
            yield from _inside(child, tag)


def _holds_blocks(node: Any) -> bool:
    return any(child.tag in {PARAGRAPH, TABLE} for child in node.iterchildren("*"))


def _is_properties(node: Any) -> bool:
    return str(node.tag).endswith("Pr")


def _shortened(text: str) -> str:
    line = " ".join(text[: NEAR * 3].split())
    return line if len(line) <= NEAR else f"{line[:NEAR]}…"
