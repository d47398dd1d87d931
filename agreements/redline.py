"""What differs between two editions of an agreement: clause by clause, then word by word."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agreements.texts import Line
from cluster_portal.documents import blocks
from cluster_portal.documents.russian import plural
from cluster_portal.documents.sealed.redline import ALIKE, Piece, likeness, words, words_in

KINDS = ("same", "changed", "added", "removed", "moved")
DONE = {"changed": "изменён", "moved": "перемещён"}
COUNTED = {"changed": "изменено", "added": "добавлено", "removed": "исключено", "moved": "перемещено"}
LEGEND = (
    "Исключённые слова зачёркнуты и стоят в [квадратных скобках], добавленные подчёркнуты и стоят в {фигурных скобках}."
)
Stored = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """A clause of either edition and what became of it.

    `kind` is one of KINDS; a moved clause may also be changed, its pieces show it. `number` is that of the new
    edition ('' for a removed one), `before` that of the old one ('' for an added one); another number alone is no
    change. `text` is plain text as everywhere, the numbers of references in it.
    """

    kind: str
    key: str
    number: str
    before: str
    level: int
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]

    @property
    def parts(self) -> tuple[tuple[Piece, ...], ...]:
        """Heading and text, those of them that are there."""
        return tuple(filter(None, (self.heading, self.text)))

    @property
    def reworded(self) -> bool:
        """Whether it is in both editions and its words differ."""
        return bool(self.number and self.before) and any(piece.kind != "=" for piece in self.heading + self.text)


def compare(old: Sequence[Line], new: Sequence[Line], *, stored: Stored | None = None) -> list[Row]:
    """Every clause of the new edition in its order, removed ones after the clause they followed in the old edition.

    Clauses are the same by their key; one without a key is new. `stored` are the texts of both editions by key, with
    `[#key]` where they refer to a clause: a text equal there did not change, whatever numbers it prints now.
    """
    before = {line.key: line for line in old if line.key}
    moved = _moved(old, new)
    gone = _removed(old, {line.key for line in new})
    rows = gone.pop("", [])
    for line in new:
        rows.append(_row(before.get(line.key), line, line.key in moved, stored))
        rows += gone.pop(line.key, [])
    return rows


def changed(rows: Iterable[Row]) -> list[Row]:
    """The clauses that differ."""
    return [row for row in rows if row.kind != "same"]


def summary(rows: Iterable[Row]) -> dict[str, int]:
    """How many clauses there are of each kind, every kind named."""
    counts = dict.fromkeys(KINDS, 0)
    for row in rows:
        counts[row.kind] += 1
    return counts


# --- clauses


def _row(was: Line | None, now: Line, moved: bool, stored: Stored | None) -> Row:
    if was is None:
        return Row("added", now.key, now.number, "", now.level, _pieces("+", now.heading), _pieces("+", now.text))
    heading = tuple(words(was.heading, now.heading))
    text = _pieces("=", now.text) if _stayed(now.key, stored) else tuple(words(was.text, now.text))
    differs = any(piece.kind != "=" for piece in heading + text)
    kind = "moved" if moved else "changed" if differs else "same"
    return Row(kind, now.key, now.number, was.number, now.level, heading, text)


def _pieces(kind: str, text: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),) if text else ()


def _stayed(key: str, stored: Stored | None) -> bool:
    return stored is not None and key in stored[0] and stored[0][key] == stored[1].get(key)


def _removed(old: Iterable[Line], kept: set[str]) -> dict[str, list[Row]]:
    """Rows of the clauses that are gone, by the key of the kept clause they stood after; '' for those at the top."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    after = ""
    for line in old:
        if line.key and line.key in kept:
            after = line.key
            continue
        pieces = _pieces("-", line.heading), _pieces("-", line.text)
        found[after].append(Row("removed", line.key, "", line.number, line.level, *pieces))
    return found


def _moved(old: Sequence[Line], new: Sequence[Line]) -> set[str]:
    """Keys of the clauses that came under another clause or changed places with their neighbours under the same one.

    So a clause moved with all that stands under it is one clause moved, and those it passed are none.
    """
    above, over = _parents(old), _parents(new)
    place = {key: number for number, key in enumerate(above)}
    under: defaultdict[str | None, list[str]] = defaultdict(list)
    moved = set()
    for key in filter(place.__contains__, over):
        if above[key] == over[key]:
            under[over[key]].append(key)
        else:
            moved.add(key)
    for keys in under.values():
        moved |= set(keys) - _in_order(keys, place)
    return moved


def _parents(lines: Iterable[Line]) -> dict[str, str | None]:
    """For each key, in order, that of the clause it stands under; None for a section."""
    found: dict[str, str | None] = {}
    path: list[Line] = []
    for line in lines:
        path = [other for other in path if other.level < line.level]
        if line.key:
            found[line.key] = path[-1].key if path else None
        path.append(line)
    return found


def _in_order(keys: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """The most keys that stand in the order of their places: the longest increasing subsequence."""
    ends: list[int] = []  # the least place a subsequence of each length ends at
    before: dict[int, int | None] = {}
    for key in keys:
        at = bisect_left(ends, place[key])
        before[place[key]] = ends[at - 1] if at else None
        ends[at : at + 1] = [place[key]]
    step = ends[-1] if ends else None
    found = set()
    while step is not None:
        found.add(step)
        step = before[step]
    return {key for key in keys if place[key] in found}


# --- a text that came back without keys


def match(old: Sequence[Line], new: Sequence[Line]) -> list[Line]:
    """The new clauses with the keys of the old ones they are, each key once; '' where a clause is like none.

    First those with the same text, then those alike under the same number, then the most alike. Keys that the new
    clauses have already stay as they are.
    """
    known = {line.key for line in new}
    matching = _Matching(
        {line.key: line for line in old if line.key and line.key not in known},
        {place: line for place, line in enumerate(new) if not line.key},
    )
    matching.by_text()
    matching.by_number()
    matching.by_likeness()
    return [replace(line, key=matching.found.get(place, line.key)) for place, line in enumerate(new)]


class _Matching:
    """Old clauses by key and new ones by place that are not matched yet, and what is found."""

    def __init__(self, old: dict[str, Line], new: dict[int, Line]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, str] = {}
        self.place = {key: number for number, key in enumerate(old)}
        self.old_words = {key: words_in(line.whole) for key, line in old.items()}
        self.new_words = {place: words_in(line.whole) for place, line in new.items()}

    def by_text(self) -> None:
        """The same words and marks; of several such clauses the first with the first."""
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for key, line in reversed(self.old.items()):
            keys[_squeezed(line)].append(key)
        for place, line in list(self.new.items()):
            if keys[_squeezed(line)]:
                self._pair(place, keys[_squeezed(line)].pop())

    def by_number(self) -> None:
        """Alike and under the same number."""
        keys = {line.number: key for key, line in self.old.items() if line.number}
        for place, line in list(self.new.items()):
            key = keys.get(line.number)
            if key in self.old and self._likeness(place, key) >= ALIKE:
                self._pair(place, key)

    def by_likeness(self) -> None:
        """The most alike first; of clauses equally alike those nearest in place."""
        for _unlike, _far, place, key in sorted(self._alike()):
            if place in self.new and key in self.old:
                self._pair(place, key)

    def _alike(self) -> Iterator[tuple[float, int, int, str]]:
        for place in self.new:
            for key in self.old:
                if (share := self._likeness(place, key)) >= ALIKE:
                    yield -share, abs(place - self.place[key]), place, key

    def _likeness(self, place: int, key: str) -> float:
        return likeness(self.new_words[place], self.old_words[key])

    def _pair(self, place: int, key: str) -> None:
        self.found[place] = key
        del self.new[place], self.old[key]


def _squeezed(line: Line) -> str:
    return " ".join(line.whole.split())


# --- on paper


def redline_document(
    title: str,
    old_words: str,
    new_words: str,
    rows: Sequence[Row],
    *,
    day: datetime.date | None,
    marks: str = "",
) -> blocks.Document:
    """The redline as a document: what is compared, how many clauses differ, those clauses.

    `title` is a line or several; `old_words` and `new_words` name the editions («редакция 1 от 12.03.2021»).
    """
    made = (
        blocks.Title(tuple(title.splitlines())),
        blocks.Line(f"Сравнение: {old_words} и {new_words}"),
        *_compared(changed(rows)),
    )
    return blocks.Document(title=" ".join(title.split()), blocks=made, date=day, marks=marks)


def _compared(rows: Sequence[Row]) -> Iterator[blocks.Block]:
    if not rows:
        yield blocks.Paragraph("Различий в тексте нет.")
        return
    yield blocks.Paragraph(LEGEND)
    yield blocks.Paragraph(_counts(summary(rows)))
    for row in rows:
        yield blocks.Heading(_became(row), anchor=row.key)
        for paragraph in [line for part in row.parts for line in _paragraphs(part)]:
            yield blocks.Changed("", paragraph, anchor=row.key)


def _counts(counts: Mapping[str, int]) -> str:
    """«Изменено 3 положения, добавлено 1 положение.»: a section and a clause are both «положение» of a contract."""
    told = [
        f"{verb} {counts[kind]} {plural(counts[kind], 'положение', 'положения', 'положений')}"
        for kind, verb in COUNTED.items()
        if counts[kind]
    ]
    return f"{', '.join(told).capitalize()}."


def _became(row: Row) -> str:
    """«Пункт 2.7 (был 2.5) перемещён и изменён»."""
    name = "раздел" if row.level == 1 else "пункт"
    if row.kind == "added":
        return f"Добавлен {name} {row.number}"
    if row.kind == "removed":
        return f"Исключён {name} {row.before}"
    was = f" (был {row.before})" if row.before != row.number else ""
    also = " и изменён" if row.kind == "moved" and row.reworded else ""
    return f"{name.capitalize()} {row.number}{was} {DONE[row.kind]}{also}"


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[tuple[tuple[str, str], ...]]:
    """The pieces line by line, empty lines left out."""
    lines: list[list[tuple[str, str]]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append((piece.kind, first))
        lines += [[(piece.kind, text)] for text in others]
    for line in lines:
        if any(text.strip() for _kind, text in line):
            yield tuple((kind, text) for kind, text in line if text)
