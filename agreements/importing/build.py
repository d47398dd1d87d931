"""Puts the lines of a draft together: title, preamble, clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from agreements import texts
from agreements.importing.doubts import empty, out_of_order
from agreements.importing.draft import Draft, Found
from agreements.importing.lines import ITEM, PLACE, SHORT, STOPS, Piece, is_heading, is_short
from cluster_portal.documents.reading import Left

TITLE = re.compile(r"соглашение|договор\b|меморандум|с ?о ?г ?л ?а ?ш ?е ?н ?и ?е", re.IGNORECASE)
SIGNATURES = re.compile(r"(?:[\w,]+\s+){0,4}?(?:реквизиты|подписи)\b", re.IGNORECASE)
FIRST = re.compile(r"\d+\.1")
RULE = re.compile(r"_{5,}")
APPENDIX = re.compile(r"приложени[ея]\b", re.IGNORECASE)


@dataclass
class _Text:
    """Gathers a plain text line by line."""

    parts: list[str] = field(default_factory=list)

    def add(self, text: str, joint: str = "\n\n") -> None:
        """Put a line to the text, below a blank line unless another joint is told."""
        if text:
            self.parts += [joint, text] if self.parts else [text]

    def __str__(self) -> str:
        return "".join(self.parts)


@dataclass
class _Open:
    """A clause that lines are still added to."""

    level: int
    printed: str = ""
    heading: str = ""
    text: _Text = field(default_factory=_Text)

    def found(self) -> Found:
        """The clause as it is now."""
        return Found(self.level, self.printed, self.heading, str(self.text))


class Builder:
    """Takes the lines one by one, each into exactly one place."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.follows = _follows(pieces)
        self.title: list[str] = []
        self.preamble = _Text()
        self.clauses: list[_Open] = []
        self.doubts: list[str] = []
        self.shift: int | None = 0  # level less depth of a number in this section; None until its first number
        self.section = 0  # the last plain number of a section
        self.label = ""  # what this section has as its number, «Статья 3»
        self.item = 0  # the last number of a list «1. …; 2. …» inside a clause
        self.last = ""  # where the last line went: "title", "heading", "text"
        self.signatures = False

    def draft(self, left: list[Left]) -> Draft:
        """The whole draft; `left` is what the reader of the file could not take over."""
        for at, piece in enumerate(self.pieces):
            self._take(at, piece)
        clauses = [clause.found() for clause in self.clauses]
        if not clauses and self.pieces:
            self.doubts.append(_("No numbered clause was found; the whole text is in the preamble."))
        doubts = [*self.doubts, *empty(clauses), *out_of_order(clauses)]
        return Draft(" ".join(self.title), str(self.preamble), clauses, left, doubts)

    def _take(self, at: int, piece: Piece) -> None:
        steps = (self._goes_on, self._in_signatures, self._heads, self._numbered, self._unnumbered_section)
        if not any(step(at, piece) for step in steps):
            self._text(piece)

    def _goes_on(self, _at: int, piece: Piece) -> bool:
        """A further line of the same paragraph."""
        if not piece.soft or piece.label or piece.number or ITEM.match(piece.text):
            return False
        if self.last == "title":
            self.title.append(piece.text)
        elif self.last == "heading" and is_short(self.clauses[-1].heading):
            self.clauses[-1].heading += f" {piece.text}"
        else:
            self._into().add(piece.text, "\n")
        return True

    def _in_signatures(self, at: int, piece: Piece) -> bool:
        """Whether a line is of the signatures; only what is plainly a clause again ends them."""
        if not self.signatures:
            return False
        signs = bool(RULE.search(piece.text))  # «4. Колледж, директор ______» of a numbered list of those who sign
        goes_on_counting = piece.number == str(self.section + 1) and self._opens_section(at, piece) and not signs
        again = piece.label or piece.depth > 1 or goes_on_counting or self._is_unnumbered_section(at, piece)
        self.signatures = not again
        if self.signatures:
            self._add(piece.text)
        return self.signatures

    def _heads(self, at: int, piece: Piece) -> bool:
        """Lines of the title."""
        if self.clauses or piece.number or piece.label or piece.kind == "row" or not is_heading(piece.text):
            return False
        opens = piece.kind == "title" or (not self.title and TITLE.search(piece.text))
        if not opens and not (self.last == "title" and self._like_title(at, piece)):
            return False
        self.title.append(piece.text)
        self.last = "title"
        return True

    def _like_title(self, at: int, piece: Piece) -> bool:
        """Whether it goes on with the title in the line before."""
        as_before = piece.heading > 0 and piece.heading == self.pieces[at - 1].heading
        like = piece.text[0].islower() or self._in_capitals(at, piece) or as_before
        return like and not PLACE.match(piece.text)

    def _in_capitals(self, at: int, piece: Piece) -> bool:
        return piece.text.isupper() and not self._is_above_first(at)

    # Numbered lines

    def _numbered(self, at: int, piece: Piece) -> bool:
        if piece.label:
            heading = not piece.rest or is_heading(piece.rest) or bool(piece.heading)
            self._open(1, piece.label, piece.rest, heading=heading)
            self.shift = None
            return True
        if not piece.number or self._is_item(at, piece):
            return False
        opens = piece.depth == 1 and self._opens_section(at, piece)
        shift = self._shift(at, piece, opens=opens)
        if piece.depth + shift > texts.DEEPEST:
            self._too_deep(piece)
            return True
        level = piece.depth + shift
        self._open(level, piece.number, piece.rest, heading=opens and level == 1)
        if level == 1:
            self.shift, self.section = 0, int(piece.number)
        return True

    def _shift(self, at: int, piece: Piece, *, opens: bool) -> int:
        """How much deeper a clause lies than its number says: «1.» below «Статья 2» is level 2."""
        if self.shift is None:
            self.shift = int(piece.depth == 1)
        bare = bool(self.clauses) and not self.label
        if opens and bare and (piece.heading or self._has_below(at, piece)):
            self.shift = 0
        return self.shift

    def _is_item(self, at: int, piece: Piece) -> bool:
        """Whether «1. …» is an item of a list in a clause."""
        number, rest = piece.number, piece.rest
        if piece.end == ")" and piece.depth == 1:
            return True
        if piece.depth > 1 or piece.heading or rest.isupper() or self._has_below(at, piece):
            return False
        before = self.pieces[at - 1].text if self.clauses and self.last == "text" else ""
        led = number == "1" and before.endswith(":")
        # where items end with a stop, a line that does not is a heading again
        goes_on = number == str(self.item + 1) and self.item > 0 and rest.endswith(STOPS) >= before.endswith(STOPS)
        is_item = rest[:1].islower() or rest.endswith(";") or led or goes_on
        self.item = int(number) if is_item else 0
        return is_item

    def _opens_section(self, at: int, piece: Piece) -> bool:
        """Whether «1. …» reads like the heading of a section."""
        rest = piece.rest
        if piece.depth != 1 or piece.end == ")" or len(rest) > SHORT:
            return False
        if not rest or piece.heading or rest.isupper() or is_heading(rest):
            return True
        return self._has_below(at, piece) and not rest.endswith(STOPS[1:4])

    def _has_below(self, at: int, piece: Piece) -> bool:
        return self.follows[at].startswith(f"{piece.number}.")

    def _too_deep(self, piece: Piece) -> None:
        self._add(piece.text, "\n")
        if self.clauses:
            said = _("%(number)s is deeper than three levels: it became a line of %(clause)s.")
            self.doubts.append(said % {"number": piece.number, "clause": self.clauses[-1].found().name})

    def _open(self, level: int, printed: str, rest: str, *, heading: bool) -> None:
        clause = _Open(level, printed, rest if heading else "")
        self.label = printed if level == 1 else self.label
        if not heading:
            clause.text.add(rest)
        self.clauses.append(clause)
        self.item = 0
        self.last = "heading" if heading and rest else "text"
        if heading and SIGNATURES.match(rest):
            self._doubt_signatures()

    # Lines without a number

    def _unnumbered_section(self, at: int, piece: Piece) -> bool:
        if not self._is_unnumbered_section(at, piece):
            return False
        awaited = self.clauses[-1] if self.clauses else None
        if awaited and awaited.level == 1 and awaited.printed and not awaited.heading and not awaited.text.parts:
            awaited.heading, self.last = piece.text, "heading"  # «Статья 1», its heading a line below
            return True
        self._open(1, "", piece.text, heading=True)
        self.shift = None
        if APPENDIX.match(piece.text):
            said = _("An appendix begins with the line %(line)s: decide whether it belongs to the text.")
            self.doubts.append(said % {"line": self.clauses[-1].found().name})
        return True

    def _is_unnumbered_section(self, at: int, piece: Piece) -> bool:
        text = piece.text
        if piece.number or piece.label or piece.kind == "row" or not is_short(text) or ITEM.match(text):
            return False
        if self.clauses and not self.signatures and SIGNATURES.match(text) and not text.endswith(STOPS[:2]):
            return True
        if not is_heading(text):
            return False
        above = self.clauses[-1] if self.clauses else None
        bare = above is not None and above.level == 1 and not above.heading and not above.text.parts
        led = text.isupper() and self._is_above_first(at)
        return bool(piece.heading or piece.kind == "title" or bare or led or (above and APPENDIX.match(text)))

    def _is_above_first(self, at: int) -> bool:
        """Whether the next line is «1.1», «2.1» …, so that this one may be its section's heading."""
        return at + 1 < len(self.pieces) and bool(FIRST.fullmatch(self.pieces[at + 1].number))

    def _text(self, piece: Piece) -> None:
        listed = bool(piece.number or ITEM.match(piece.text)) and piece.kind != "row"
        self.item = self.item if piece.number else 0
        signs = bool(self.clauses) and is_heading(piece.text) and bool(RULE.search(piece.text))
        self._add(piece.text, "\n" if listed else "\n\n")
        if signs and piece.kind != "row":
            self._doubt_signatures()

    def _doubt_signatures(self) -> None:
        self.signatures = True
        said = _("Signatures or details of the parties stand in %(clause)s as text: the portal prints its own.")
        self.doubts.append(said % {"clause": self.clauses[-1].found().name})

    def _into(self) -> _Text:
        return self.clauses[-1].text if self.clauses else self.preamble

    def _add(self, text: str, joint: str = "\n\n") -> None:
        self._into().add(text, joint)
        self.last = "text"


def _follows(pieces: Sequence[Piece]) -> list[str]:
    """For each line the number of the next numbered line."""
    found: list[str] = []
    number = ""
    for piece in reversed(pieces):
        found.append(number)
        number = piece.number if piece.depth > 1 or (piece.depth and piece.end != ")") else number
    return found[::-1]
