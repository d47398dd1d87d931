"""The values a draft becomes."""

from __future__ import annotations

from dataclasses import dataclass

from cluster_portal.documents.reading import Left

SHOWN = 40  # characters of a clause without a number that tell which one is meant
WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True)
class Found:
    """A clause of the draft, in reading order.

    `level` 1 is a section, 2 a clause, 3 a sub-clause. `printed` is the number as the draft printed it without a
    trailing dot or bracket, «2.4», «Статья 3», «IV», "" where it had none. `heading` is the line beside a section's
    number. `text` is plain text: a blank line ends a paragraph, an item of a list has a line of its own.
    """

    level: int
    printed: str
    heading: str
    text: str

    @property
    def number(self) -> str:
        """What others refer to it by: «2.4», «3» of «Статья 3», «4» of «IV»; "" where it has no number."""
        last = self.printed.rpartition(" ")[2]
        return str(_roman(last)) if last and last[0] in WORTH else last

    @property
    def name(self) -> str:
        """What a doubt calls it: its number, else its first words."""
        return self.printed or f"«{(self.heading or self.text)[:SHOWN]}»"


@dataclass(frozen=True)
class Draft:
    """A draft as it was read; `doubts` are sentences for the person who looks it through."""

    title: str
    preamble: str
    clauses: list[Found]
    left: list[Left]
    doubts: list[str]


def _roman(letters: str) -> int:
    worth = [WORTH[letter] for letter in letters]
    return sum(-one if one < max(worth[at:]) else one for at, one in enumerate(worth))
