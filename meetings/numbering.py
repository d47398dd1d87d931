"""Numbers the portal gives: of a meeting, of decisions, of people within their part of the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEADING = re.compile(r"\d+")


def next_number(taken: Iterable[str]) -> str:
    """The number after the largest of the year: after «1» and «2-з» comes «3»; the first is «1»."""
    found = [int(m[0]) for text in taken if (m := LEADING.match(text))]
    return str(max(found, default=0) + 1)


@dataclass(frozen=True)
class Slot:
    """What numbering must know of a decision: its item (0: none), its own number, whether it prints one, its parent."""

    key: int
    item: int
    own: str = ""
    unnumbered: bool = False
    parent: int | None = None


def decision_numbers(slots: Sequence[Slot], *, by_item: bool) -> dict[int, str]:
    """Printed numbers by key, in the order given: 1, 2, 3 in one block; 1.1, 1.2, 2.1 under items; parts «2.1.а».

    An own number stays, and the next proposed one skips it.
    """
    taken = {slot.own for slot in slots if slot.own}
    numbers: dict[int, str] = {}
    for slot in slots:
        if slot.unnumbered:
            numbers[slot.key] = ""
        elif slot.own:
            numbers[slot.key] = slot.own
        else:
            numbers[slot.key] = _free(_prefix(slot, numbers, by_item), taken, letters=slot.parent is not None)
            taken.add(numbers[slot.key])
    return numbers


def _prefix(slot: Slot, numbers: dict[int, str], by_item: bool) -> str:
    if slot.parent is not None and numbers.get(slot.parent):
        return f"{numbers[slot.parent]}."
    return f"{slot.item}." if by_item and slot.item else ""


def _free(prefix: str, taken: set[str], *, letters: bool) -> str:
    # Letters as in legal drafting: ё, й, ъ, ы, ь are left out.
    series = "абвгдежзиклмнопрстуфхцчшщэюя" if letters else ""
    for letter in series:
        if prefix + letter not in taken:
            return prefix + letter
    count = 1
    while f"{prefix}{count}" in taken:
        count += 1
    return f"{prefix}{count}"
