"""What changed between two texts: line by line, then word by word, moved lines recognised. Readable without colour."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

TOKEN = re.compile(r"(\w+|[^\w\s])(\s*)")
SENTENCE = re.compile(r"[^\n.;!?]*[\n.;!?]+\s*|[^\n.;!?]+")
ALIKE = 0.5  # share of words two lines must have in common to be one line changed
LONG = 20  # characters: a shorter sentence («2.», «г.») says nothing of which place of the text it is
CELLS = 2**26  # of the table that finds what two texts share; it takes a bit a cell, so 8 MB


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


# --- lines


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
    i = j = 0
    for m, n, size in [*in_both(old, new), (len(old), len(new), 0)]:
        yield from _block(old[i:m], new[j:n], j + 1)
        i, j = m + size, n + size


def _block(old: Sequence[str], new: Sequence[str], place: int) -> Iterator[Change]:
    """Pair the lines of a replaced block in order where they are alike; the others are added or removed."""
    left = [(line, words_in(line)) for line in old]
    for shift, line in enumerate(new):
        its = words_in(line)
        index = next((n for n, (_other, theirs) in enumerate(left) if likeness(theirs, its) >= ALIKE), None)
        if index is None:
            yield Change("added", (Piece("+", line),), place + shift)
            continue
        yield from (Change("removed", (Piece("-", other),), place + shift) for other, _theirs in left[:index])
        yield Change("changed", tuple(words(left[index][0], line)), place + shift)
        left = left[index + 1 :]
    yield from (Change("removed", (Piece("-", other),), place + len(new)) for other, _theirs in left)


def words_in(text: str) -> frozenset[str]:
    """The words of a text, each once, however they are written: what `likeness` is measured on."""
    return frozenset(re.findall(r"\w+", text.lower()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words two texts have in common, from 0 to 1; a text without words is like none."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


# --- words


class _Run(NamedTuple):
    """A stretch of both texts; where it was kept, both say the same."""

    gone: str
    come: str
    kept: bool


def words(old: str, new: str) -> Iterator[Piece]:
    """The words of a changed text, with what was taken out before what was put in.

    '=' and '-' together are the old text, '=' and '+' the new one, to the letter. Sentences are compared first, then
    words between those that stayed; time grows with the length, not with its square, for any text that fits a field.
    """
    readable = _spaces_apart(_rewritten(_merged(_sentences(old, new))))
    for run in _merged(readable):
        if run.kept:
            yield Piece("=", run.come)
            continue
        yield from (Piece(kind, text) for kind, text in (("-", run.gone), ("+", run.come)) if text)


def _sentences(old: str, new: str) -> Iterator[_Run]:
    one, other = SENTENCE.findall(old), SENTENCE.findall(new)
    i = j = 0
    for m, n, size in in_both(_telling(one, "old"), _telling(other, "new")):
        yield from _words("".join(one[i:m]), "".join(other[j:n]))
        i, j = m + size, n + size
        yield _run("".join(one[m:i]), "".join(other[n:j]))
    yield from _words("".join(one[i:]), "".join(other[j:]))


def _telling(sentences: Iterable[str], side: str) -> list[Hashable]:
    """The sentences, short ones as something that equals nothing."""
    return [text if len(text) >= LONG else (side, place) for place, text in enumerate(sentences)]


def _words(old: str, new: str) -> Iterator[_Run]:
    one, other = _tokens(old), _tokens(new)
    i = j = 0
    for m, n, size in in_both([word for word, _space in one], [word for word, _space in other]):
        yield _run(_text(one[i:m]), _text(other[j:n]))
        i, j = m + size, n + size
        yield from _same_words(one[m:i], other[n:j])
    yield _run(_text(one[i:]), _text(other[j:]))


def _same_words(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> Iterator[_Run]:
    """The same words in both; the white space after each may differ."""
    if one == other:
        yield _run(_text(one), _text(other))
        return
    for mine, its in zip(one, other, strict=True):
        yield from map(_run, mine, its)


def _tokens(text: str) -> list[tuple[str, str]]:
    before = text[: len(text) - len(text.lstrip())]
    return [("", before), *TOKEN.findall(text)]


def _text(tokens: Iterable[tuple[str, str]]) -> str:
    return "".join(part for token in tokens for part in token)


def _run(gone: str, come: str) -> _Run:
    return _Run(gone, come, gone == come)


def _merged(runs: Iterable[_Run]) -> Iterator[_Run]:
    """The same runs, those of one kind that stand side by side in one."""
    for kept, same in groupby((run for run in runs if run.gone or run.come), key=lambda run: run.kept):
        group = list(same)
        yield _Run("".join(run.gone for run in group), "".join(run.come for run in group), kept)


def _rewritten(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Between longer runs that stayed, what was rewritten is replaced whole: a lone «и» that happened to stay, here
    and there, only tears both wordings apart."""
    for _long, stretch in groupby(runs, key=lambda run: run.kept and len(run.come) >= LONG):
        group = list(stretch)
        first, last = group[0].kept, len(group) > 1 and group[-1].kept
        yield from group[:first]
        inner = group[first : len(group) - last]
        yield from _whole(inner)
        yield from group[len(group) - last :]


def _whole(runs: list[_Run]) -> list[_Run]:
    """The same runs, or one in their place where less than a quarter of the shorter wording stayed."""
    gone, come = "".join(run.gone for run in runs), "".join(run.come for run in runs)
    stayed = sum(len(run.come) for run in runs if run.kept)
    return runs if stayed * 4 >= min(len(gone), len(come)) else [_run(gone, come)]


def _spaces_apart(runs: Iterable[_Run]) -> Iterator[_Run]:
    """White space with which both the old and the new words end was kept."""
    for run in runs:
        spaces = 0 if run.kept else _common(_end(run.gone), _end(run.come))
        yield _run(run.gone[: len(run.gone) - spaces], run.come[: len(run.come) - spaces])
        yield _run(run.gone[len(run.gone) - spaces :], run.come[len(run.come) - spaces :])


def _end(text: str) -> str:
    """The white space at the end, backwards."""
    return text[len(text.rstrip()) :][::-1]


# --- what two rows have in common


def in_both(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """What they have in common in the same order, as much of it as there is: place in one, place in the other, length.

    Rows of more than some 8,000 values each that hardly share a beginning or an end are compared part by part, and
    then more could have been found.
    """
    head = _common(one, other)
    tail = min(len(one) - head, len(other) - head, _common(one[::-1], other[::-1]))
    middle = _in_middle(one, other, (head, len(one) - tail), (head, len(other) - tail))
    return _joined([(0, 0, head), *middle, (len(one) - tail, len(other) - tail, tail)])


def _joined(blocks: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The same blocks without empty ones, those that touch in both rows in one."""
    made: list[tuple[int, int, int]] = []
    for m, n, size in blocks:
        a, b, before = made[-1] if made else (0, 0, 0)
        if made and (a + before, b + before) == (m, n):
            made[-1] = (a, b, before + size)
        elif size:
            made.append((m, n, size))
    return made


def _common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many values both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _in_middle(
    one: Sequence[Hashable], other: Sequence[Hashable], mine: tuple[int, int], theirs: tuple[int, int]
) -> Iterator[tuple[int, int, int]]:
    """Between these places; only values both have are compared, so texts with nothing in common cost nothing."""
    shared = set(one[slice(*mine)]) & set(other[slice(*theirs)])
    left = [place for place in range(*mine) if one[place] in shared]
    right = [place for place in range(*theirs) if other[place] in shared]
    parts = math.ceil(math.sqrt(len(left) * len(right) / CELLS))
    for part in range(parts):
        a, b = _part(left, part, parts), _part(right, part, parts)
        yield from ((a[m], b[n], 1) for m, n in _longest([one[place] for place in a], [other[place] for place in b]))


def _part(places: list[int], part: int, parts: int) -> list[int]:
    return places[len(places) * part // parts : len(places) * (part + 1) // parts]


def _longest(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest common subsequence, by rows of bits (H. Hyyrö, 2004): a row costs a few operations on long integers.

    A zero in the row of other[n] at one[m] says that the longest up to there is one longer than without one[m].
    """
    places: defaultdict[Hashable, int] = defaultdict(int)
    for place, value in enumerate(one):
        places[value] |= 1 << place
    row = full = (1 << len(one)) - 1
    rows = []
    for value in other:
        both = row & places[value]
        row = ((row + both) | (row - both)) & full
        rows.append(row)
    return _read_back(rows, len(one))


def _read_back(rows: list[int], width: int) -> list[tuple[int, int]]:
    found = []
    m, n = width - 1, len(rows) - 1
    while m >= 0 and n >= 0:
        if rows[n] >> m & 1:
            m -= 1
        elif n and not rows[n - 1] >> m & 1:
            n -= 1
        else:
            found.append((m, n))
            m, n = m - 1, n - 1
    return found[::-1]
