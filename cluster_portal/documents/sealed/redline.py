"""What changed between two texts: line by line, then word by word, moved lines recognised. Readable without colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.5  # share of words two lines must have in common to be one line changed


@dataclass(frozen=True)
class Piece:
    """A run of words: kept ('='), added ('+') or taken out ('-')."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A line that differs. `kind`: changed, added, removed, moved; `place` is its number in the new text, from 1."""

    kind: str
    pieces: tuple[Piece, ...]
    place: int


def redline(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The lines that differ, in the order of the new text; removed ones where they stood."""
    found = list(_changes(old, new))
    gone = {change.pieces[0].text for change in found if change.kind == "removed"}
    come = {change.pieces[0].text for change in found if change.kind == "added"}
    moved = gone & come
    return [
        Change("moved", (Piece("=", change.pieces[0].text),), change.place) if _is(change, "added", moved) else change
        for change in found
        if not _is(change, "removed", moved)
    ]


def _is(change: Change, kind: str, texts: set[str]) -> bool:
    return change.kind == kind and change.pieces[0].text in texts


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        yield from _block(old[i1:i2], new[j1:j2], j1 + 1)


def _block(old: Sequence[str], new: Sequence[str], place: int) -> Iterator[Change]:
    """Pair the lines of a replaced block in order where they are alike; the others are added or removed."""
    left = list(old)
    for shift, line in enumerate(new):
        index = next((n for n, other in enumerate(left) if _alike(other, line)), None)
        if index is None:
            yield Change("added", (Piece("+", line),), place + shift)
            continue
        yield from (Change("removed", (Piece("-", other),), place + shift) for other in left[:index])
        yield Change("changed", tuple(words(left[index], line)), place + shift)
        left = left[index + 1 :]
    yield from (Change("removed", (Piece("-", other),), place + len(new)) for other in left)


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, WORD.findall(one), WORD.findall(other), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def words(old: str, new: str) -> Iterator[Piece]:
    """The words of a changed line, with what was taken out before what was put in."""
    one, other = WORD.findall(old), WORD.findall(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("=", "".join(one[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("-", "".join(one[i1:i2]))
        if j1 < j2:
            yield Piece("+", "".join(other[j1:j2]))
