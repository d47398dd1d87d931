"""The text of an edition as plain values: clauses in their order, their numbers, the references between them.

A reference stands in a stored text as `[#key]`; on the screen and on paper it is the number that clause has now. In a
field it is written and shown as `[2.4]`. So numbers are made by the software, and references follow them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

DEEPEST = 3  # section, clause, sub-clause
STORED = re.compile(r"\[#([0-9a-f]{12})\]")
TYPED = re.compile(r"\[(\d{1,4}(?:\.\d{1,4}){0,2})\.?\]")
LOST = "[?]"  # what is printed where the clause referred to is gone; nothing with it is ever sealed


@dataclass(frozen=True)
class Line:
    """A clause as it prints. `key` follows it through all editions; `level` 1 is a section; `number` is «2.4».

    `heading` is bold and stands in the line of the number; `text` is plain text as everywhere in the portal, its
    references are numbers already.
    """

    key: str
    number: str
    level: int
    heading: str
    text: str

    @property
    def whole(self) -> str:
        """Heading and text in one, as compared and searched."""
        return "\n".join(filter(None, [self.heading, self.text]))


def without_gaps(levels: Iterable[int]) -> Iterator[int]:
    """The levels of the same tree, none skipped: 1, 3, 3, 2 → 1, 2, 2, 2; what stood side by side still does."""
    above: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        yield len(above)


def numbers(levels: Iterable[int]) -> Iterator[str]:
    """The number of each clause, from the levels in their order: 1, 2, 2, 1 → 1, 1.1, 1.2, 2.

    A clause with no section above it is numbered as if it were one (level 2 first → 1.1 is impossible, so 1).
    """
    counts: list[int] = []
    for level in without_gaps(levels):
        counts = [*counts[: level - 1], (counts[level - 1] if len(counts) >= level else 0) + 1]
        yield ".".join(map(str, counts))


def shown(text: str, number_of: Mapping[str, str]) -> str:
    """A stored text with numbers in place of references, as it prints."""
    return STORED.sub(lambda found: number_of.get(found[1], LOST), text)


def in_field(text: str, number_of: Mapping[str, str]) -> str:
    """A stored text as a field shows it: `[2.4]`; a reference to a clause that is gone stays `[#key]`."""
    return STORED.sub(lambda found: f"[{number_of[found[1]]}]" if found[1] in number_of else found[0], text)


def to_store(typed: str, key_of: Mapping[str, str]) -> str:
    """What was typed with references as keys; `[9.9]` that leads nowhere stays as typed, for `dangling` to find."""
    return TYPED.sub(lambda found: f"[#{key_of[found[1]]}]" if found[1] in key_of else found[0], typed)


def references(stored: str) -> list[str]:
    """Keys a stored text refers to, in order, each once."""
    return list(dict.fromkeys(STORED.findall(stored)))


def dangling(stored: str, known: Iterable[str]) -> list[str]:
    """References of a stored text that lead nowhere, as they stand in the field."""
    keys = set(known)
    gone = [f"[#{key}]" for key in references(stored) if key not in keys]
    return gone + [found[0] for found in TYPED.finditer(stored)]


def circles(refers: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Circles of clauses that refer to each other, each once, beginning with its first key in the mapping's order."""
    found: list[list[str]] = []
    done: set[str] = set()
    order = {key: place for place, key in enumerate(refers)}
    for start in refers:
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(refers.get(start, ())))]
        if start in done:
            continue
        path.append(start)
        while stack:
            key, rest = stack[-1]
            for other in rest:
                if other in path:
                    found.append(_from_first(path[path.index(other) :], order))
                elif other not in done and other in refers:
                    path.append(other)
                    stack.append((other, iter(refers[other])))
                    break
            else:
                done.add(key)
                path.pop()
                stack.pop()
    return found


def _from_first(circle: list[str], order: Mapping[str, int]) -> list[str]:
    first = circle.index(min(circle, key=order.__getitem__))
    return circle[first:] + circle[:first]
