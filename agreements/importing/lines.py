"""The lines of a draft, with the numbers they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agreements.importing.references import NUMBER, OTHER
from cluster_portal.documents.reading import ReadLine

SHORT = 200  # characters of a heading; the longest of real agreements have about 150
NUMBERED = re.compile(rf"(?P<number>{NUMBER})(?:(?P<end>[.)])(?!\d)|(?=\s|$))\s*")
LABELLED = re.compile(
    r"(?P<label>(?:Статья|СТАТЬЯ|Раздел|РАЗДЕЛ|Глава|ГЛАВА)\s+(?:[1-9]\d{0,2}|[IVXLC]{1,7}))"
    r"(?:(?P<end>[.):])(?!\d)|(?=\s|$))\s*"
)
ROMAN = re.compile(r"(?P<label>[IVX]{1,6})(?P<end>\.)\s+")
ITEM = re.compile(r"[–—•·▪●○‣*-]\s|\(?(?:[а-яёa-z]|\d{1,3})\)", re.IGNORECASE)
PLACE = re.compile(r"г\.|город\s|[«\"]?[_\d]", re.IGNORECASE)  # of the place and date below a title
STOPS = (".", ";", ":", ",", "!", "?")


@dataclass(frozen=True)
class Piece:
    """A line. `label` is «Статья 3» or «IV», `number` is «2.4»; `end` what stood after it, `rest` what follows.

    `soft` says that it goes on with the paragraph of the line before.
    """

    text: str
    heading: int = 0
    kind: str = ""
    soft: bool = False
    label: str = ""
    number: str = ""
    end: str = ""
    rest: str = ""

    @property
    def depth(self) -> int:
        """How many parts the number has, 0 where there is none."""
        return self.number.count(".") + 1 if self.number else 0


def paragraphs(text: str) -> list[ReadLine]:
    """The lines of a pasted text; one that goes on in small letters is put to the one before."""
    found: list[list[str]] = []
    before = ""
    for line in map(str.strip, text.splitlines()):
        goes_on = line[:1].islower() and not ITEM.match(line) and not PLACE.match(line)
        if before and goes_on and not before.endswith(STOPS[:3]):
            found[-1].append(line)
        else:
            found.append([line])
        before = line
    return [ReadLine("\n".join(lines)) for lines in found]


def pieces(lines: Iterable[ReadLine]) -> list[Piece]:
    """Every line that is not blank, its number read off; cells of a table's row are divided by « | »."""
    found: list[Piece] = []
    for line in lines:
        text = line.text.replace("\t", " | ") if line.kind == "row" else line.text
        parts = list(filter(None, map(str.strip, text.splitlines())))
        found += [_piece(part, line, soft=at > 0) for at, part in enumerate(parts)]
    return found


def _piece(text: str, line: ReadLine, *, soft: bool) -> Piece:
    plain = Piece(text, line.heading, line.kind, soft)
    match = None if line.kind == "row" else LABELLED.match(text) or ROMAN.match(text) or NUMBERED.match(text)
    if match is None:
        return plain
    named, end, rest = match.groupdict(), match["end"] or "", text[match.end() :]
    if not end and (not rest if "number" in named else bool(OTHER.match(f" {rest}"))):
        return plain  # the number of a page; the article of a law in the middle of a sentence
    if not end and rest[:1].islower():
        return plain  # «15 мая», «2.5 млн»
    return Piece(text, line.heading, line.kind, soft, named.get("label") or "", named.get("number") or "", end, rest)


def is_short(text: str) -> bool:
    """Whether it is short enough for a heading."""
    return 0 < len(text) <= SHORT


def is_heading(text: str) -> bool:
    """Whether it reads like a heading: short, no full stop at its end."""
    return is_short(text) and not text.endswith(STOPS)
