"""A text that came in beside the draft: what would change, clause by clause, and what the choice makes of the draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agreements.importing import Found, linked
from agreements.models import Incoming
from agreements.record import Text
from agreements.redline import Row, compare, match
from agreements.texts import STORED, Line, numbers, shown

PRINTED_DAY = re.compile(r"\d{1,2} [а-я]{3,8} \d{4} г\.")


@dataclass(frozen=True)
class Wanted:
    """A clause as the draft will have it; `key` of one it has already, or a new one. `text` as stored."""

    key: str
    level: int
    heading: str
    text: str


class Comparison:
    """What came in beside the draft as it is now."""

    def __init__(self, incoming: Incoming, text: Text) -> None:
        self.incoming = incoming
        self.text = text
        found = incoming.found
        self.clauses = [Found(**{name: row[name] for name in Found.__dataclass_fields__}) for row in found["clauses"]]
        self.new_keys = [row["key"] for row in found["clauses"]]

    @cached_property
    def _linked(self) -> tuple[list[str], list[str]]:
        """Texts with their references stored, and what is odd about these."""
        return linked(self.clauses, self.keys)

    @cached_property
    def keys(self) -> list[str]:
        """The key of each clause that came: of the clause of the draft it is, else its own new one."""
        numbered = numbers(row.level for row in self.clauses)
        lines = [
            Line("", row.number or number, row.level, row.heading, row.text)
            for row, number in zip(self.clauses, numbered, strict=True)
        ]
        found = match(self.text.lines, lines)
        return [line.key or own for line, own in zip(found, self.new_keys, strict=True)]

    @cached_property
    def wanted(self) -> list[Wanted]:
        """The clauses that came, as they would be stored."""
        texts, _doubts = self._linked
        rows = zip(self.keys, self.clauses, texts, strict=True)
        return [self._relinked(Wanted(key, found.level, found.heading, stored)) for key, found, stored in rows]

    def _relinked(self, wanted: Wanted) -> Wanted:
        """References a clause of the draft has are kept where the number they printed still stands in the text."""
        text = wanted.text
        for key in STORED.findall(self.text.stored.get(wanted.key, "")):
            number = self.text.number.get(key)
            if number and f"[#{key}]" not in text:
                text = re.sub(rf"(?<![\d.#\[]){re.escape(number)}(?![\d]|\.\d)", f"[#{key}]", text, count=1)
        return replace(wanted, text=text)

    @cached_property
    def lines(self) -> list[Line]:
        """The text that came, as it would print."""
        rows = self.wanted
        number_of = dict(zip((row.key for row in rows), numbers(row.level for row in rows), strict=True))
        gone = {key: number for key, number in self.text.number.items() if key not in number_of}
        return [
            Line(row.key, number_of[row.key], row.level, row.heading, shown(row.text, gone | number_of)) for row in rows
        ]

    @cached_property
    def rows(self) -> list[Row]:
        """Clause by clause: what would change."""
        stored = {row.key: row.text for row in self.wanted}
        return compare(self.text.lines, self.lines, stored=(self.text.stored, stored))

    @property
    def changes(self) -> list[Row]:
        """What differs."""
        return [row for row in self.rows if row.kind != "same"]

    @cached_property
    def preamble(self) -> str:
        """The preamble that came, without place and day where the portal printed them: it does so again."""
        found: str = self.incoming.found["preamble"]
        place, day, rest = [*found.split("\n\n", 2), "", ""][:3]
        own = place == self.text.edition.agreement.cluster.city and PRINTED_DAY.fullmatch(day)
        return rest if own else found

    @property
    def title(self) -> str:
        """The title that came; "" where it is the one there is, capitals of its first word aside."""
        found: str = self.incoming.found["title"]
        return "" if found.casefold() == self.text.title.casefold() else found

    @property
    def doubts(self) -> list[str]:
        """What is odd about the text that came, its references among them."""
        return [*self.incoming.found["doubts"], *self._linked[1]]

    @property
    def left(self) -> list[tuple[str, str]]:
        """What did not come over: (what it is, its text)."""
        return [(row["kind"], row["text"]) for row in self.incoming.found["left"]]

    def chosen(self, keys: set[str]) -> list[Wanted]:
        """The draft with the changes chosen by key, in its new order; all others stay as they are."""
        new = {row.key: row for row in self.wanted}
        old = {row.key: Wanted(row.key, row.level, row.heading, row.text) for row in self.text.clauses}
        made, stay = [], []
        for row in self.rows:
            taken = row.kind == "same" or row.key in keys
            if row.kind == "moved" and not taken:
                stay.append(old[row.key])
            elif row.kind == "removed":
                made += [] if taken else [old[row.key]]
            elif row.kind == "added":
                made += [new[row.key]] if taken else []
            elif row.kind == "same":
                made.append(replace(old[row.key], level=new[row.key].level))
            else:
                made.append(new[row.key] if taken else old[row.key])
        return _with_unmoved(made, stay, [row.key for row in self.text.clauses])


def _with_unmoved(made: list[Wanted], stay: Sequence[Wanted], order: list[str]) -> list[Wanted]:
    """Clauses whose move was not chosen go back after the clause they followed."""
    for row in stay:
        before = order[: order.index(row.key)]
        places = {one.key: place for place, one in enumerate(made)}
        after = next((places[key] for key in reversed(before) if key in places), -1)
        made.insert(after + 1, row)
    return made
