"""Styles and automatic numbers of a DOCX: what Word prints before a paragraph, and whether it is a heading."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

LEVEL = re.compile(r"%(\d)")
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # the letters Word counts with
LETTERS = {"russianLower": RUSSIAN, "lowerLetter": string.ascii_lowercase}
LETTERS |= {"russianUpper": RUSSIAN.upper(), "upperLetter": string.ascii_uppercase}
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
MOST_ROMAN = 999
HEADING = re.compile(r"(?:heading|заголовок)\s*([1-9])\b", re.IGNORECASE)
TITLES = {"title", "subtitle", "название", "заглавие", "подзаголовок"}
CONTENTS = re.compile(r"(?:toc|оглавление)\s*(?:heading|\d)", re.IGNORECASE)
BODY = 9  # the outline level that means «no heading»


@dataclass(frozen=True)
class Level:
    """One level of a list: the kind of its number, its pattern such as «%1.%2.», where it starts."""

    kind: str = "decimal"
    pattern: str = ""
    start: int = 1
    restarts: bool = True  # after a higher level
    legal: bool = False  # higher levels are shown in digits, whatever their kind


@dataclass(frozen=True)
class Style:
    """What a paragraph style says, with all it is based on. `listed` is list and level, the list "0" is none."""

    name: str = ""
    heading: int = 0
    listed: tuple[str, int] | None = None

    @property
    def kind(self) -> str:
        """ "title", "contents" (a line of the table of contents) or ""."""
        if self.name.lower() in TITLES:
            return "title"
        return "contents" if CONTENTS.match(self.name) else ""


class Styles:
    """The paragraph styles of a document by their id."""

    def __init__(self, document: Any) -> None:
        root = document.part.styles.element
        self.nodes = {node.get(qn("w:styleId")): node for node in root.findall(qn("w:style"))}
        self.known: dict[str, Style] = {}
        usual = (key for key, node in self.nodes.items() if _is_default(node))
        self.default = next(usual, "")

    def of(self, paragraph: Any) -> Style:
        """The style of a paragraph, with the paragraph's own list and outline level over it."""
        properties = paragraph.find(qn("w:pPr"))
        name = value(properties, "w:pStyle") or self.default
        if name not in self.known:
            self.known[name] = self._read(name)
        style = self.known[name]
        return style if properties is None else _over(style, properties)

    def _read(self, key: str) -> Style:
        chain: list[Any] = []
        while key in self.nodes and self.nodes[key] not in chain:  # a style may be based on itself in a broken file
            chain.append(self.nodes[key])
            key = value(chain[-1], "w:basedOn")
        style = Style()
        for node in reversed(chain):
            style = replace(style, name=value(node, "w:name"))
            if named := HEADING.match(style.name):
                style = replace(style, heading=int(named[1]))
            style = _over(style, node.find(qn("w:pPr")))
        return style


def _is_default(node: Any) -> bool:
    return node.get(qn("w:type")) == "paragraph" and node.get(qn("w:default")) in {"1", "true", "on"}


def _over(style: Style, properties: Any) -> Style:
    """The style with what these paragraph properties say instead."""
    outline = value(properties, "w:outlineLvl")
    if outline.isdecimal():
        style = replace(style, heading=(int(outline) + 1) % (BODY + 1))
    numbered = properties.find(qn("w:numPr")) if properties is not None else None
    if numbered is None:
        return style
    before = style.listed or ("", 0)
    listed = value(numbered, "w:numId") or before[0]
    return replace(style, listed=(listed, whole(value(numbered, "w:ilvl"), before[1])) if listed else None)


class Numbers:
    """Counts the automatic lists of a document as Word does, one counter an abstract list and level."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], Level] = {}
        self.of_style: dict[tuple[str, str], int] = {}  # (list, style) → its level, where the list says it
        self.abstract: dict[str, str] = {}
        self.starts: dict[str, dict[int, int]] = {}  # of a list that starts anew when it is first used
        self.counts: dict[tuple[str, int], int] = {}
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError):  # the document has no list at all
            return

    def _read(self, root: Any) -> None:
        nodes = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        linked = {value(node, "w:styleLink"): node for node in nodes.values()}
        for num in root.findall(qn("w:num")):
            listed, key = str(num.get(qn("w:numId"))), value(num, "w:abstractNumId")
            node = nodes.get(key)
            link = value(node, "w:numStyleLink")
            self.abstract[listed] = key
            self._read_list(listed, linked.get(link, node) if link else node)
            for change in num.findall(qn("w:lvlOverride")):
                self._override(listed, change)

    def _read_list(self, listed: str, node: Any) -> None:
        for level in node.findall(qn("w:lvl")) if node is not None else ():
            place = whole(level.get(qn("w:ilvl")), 0)
            self.levels[listed, place] = _level(level)
            if style := value(level, "w:pStyle"):
                self.of_style[listed, style] = place

    def _override(self, listed: str, change: Any) -> None:
        self._read_list(listed, change)
        if start := value(change, "w:startOverride"):
            self.starts.setdefault(listed, {})[whole(change.get(qn("w:ilvl")), 0)] = whole(start, 1)

    def marked(self, paragraph: Any, style: Style, text: str) -> str:
        """The text with the number Word would print before it; a blank paragraph is not counted."""
        if style.listed is None or style.listed[0] == "0" or not text.strip():
            return text
        listed, place = self._place(paragraph, style.listed)
        level = self.levels.get((listed, place), Level(pattern=f"%{place + 1}."))
        if level.kind == "bullet":
            return f"– {text}"
        self._count(listed, place, level)
        number = self._number(listed, level)
        return f"{number} {text}" if number.strip() else text

    def _place(self, paragraph: Any, listed: tuple[str, int]) -> tuple[str, int]:
        """List and level; a list may say itself on which level a style stands."""
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        by_style = self.of_style.get((listed[0], value(properties, "w:pStyle")))
        return listed if own is not None or by_style is None else (listed[0], by_style)

    def _count(self, listed: str, place: int, level: Level) -> None:
        key = self.abstract.get(listed, listed)
        for at, start in self.starts.pop(listed, {}).items():
            self.counts[key, at] = start - 1
        self.counts[key, place] = self.counts.get((key, place), level.start - 1) + 1
        for other, at in list(self.counts):
            if other == key and at > place and self.levels.get((listed, at), level).restarts:
                del self.counts[key, at]

    def _number(self, listed: str, level: Level) -> str:
        key = self.abstract.get(listed, listed)

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other = self.levels.get((listed, at), Level())
            return _printed(self.counts.get((key, at), other.start), "decimal" if level.legal else other.kind)

        return LEVEL.sub(shown, level.pattern)


def _level(node: Any) -> Level:
    return Level(
        kind=value(node, "w:numFmt") or "decimal",
        pattern=value(node, "w:lvlText"),
        start=whole(value(node, "w:start"), 1),
        restarts=value(node, "w:lvlRestart") != "0",
        legal=node.find(qn("w:isLgl")) is not None,
    )


def _printed(count: int, kind: str) -> str:
    if kind in LETTERS:
        return LETTERS[kind][(count - 1) % len(LETTERS[kind])]
    if kind in {"upperRoman", "lowerRoman"} and 0 < count <= MOST_ROMAN:
        return "".join(_roman(count)).lower() if kind == "lowerRoman" else "".join(_roman(count))
    return "" if kind == "none" else str(count)


def _roman(count: int) -> Iterator[str]:
    for worth, letters in ROMAN:
        times, count = divmod(count, worth)
        yield letters * times


def value(node: Any, name: str) -> str:
    """What a child such as <w:numId w:val="3"/> says; "" where there is none."""
    found = node.find(qn(name)) if node is not None else None
    return "" if found is None else str(found.get(qn("w:val")) or "")


def whole(text: Any, otherwise: int) -> int:
    """A whole number up to nine digits, else `otherwise`."""
    return int(text) if re.fullmatch(r"\d{1,9}", str(text or ""), re.ASCII) else otherwise
