"""What an edition says: its lines, as sealed or as they stand in the draft, and what is odd about them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Clause, Edition
from agreements.texts import Line, circles, dangling, in_field, numbers, references, shown
from cluster_portal.documents.sealed.canonical import text_of


@dataclass(frozen=True)
class Doubt:
    """Something to look at. `stops`: nothing with it is ever sealed or put up for discussion."""

    title: str
    detail: str
    key: str = ""  # the clause it is about
    stops: bool = False


class Text:
    """The text of an edition, read with one query (two where it is sealed)."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def sealed(self) -> dict[str, Any] | None:
        """What was sealed, None while nothing is."""
        return text_of(self.edition.document)["data"] if self.edition.document else None

    @cached_property
    def clauses(self) -> list[Clause]:
        """The rows of a draft, in their order, without those taken out."""
        return list(self.edition.clauses.filter(removed_at=None).order_by("order", "pk"))

    @cached_property
    def number_of(self) -> dict[str, str]:
        """Key → number."""
        levels = (clause.level for clause in self.clauses)
        return dict(zip((clause.key for clause in self.clauses), numbers(levels), strict=True))

    @cached_property
    def lines(self) -> list[Line]:
        """The clauses as they print; of a sealed edition those that were sealed."""
        if self.sealed:
            return [Line(**{name: row[name] for name in Line.__dataclass_fields__}) for row in self.sealed["clauses"]]
        return [
            Line(row.key, self.number_of[row.key], row.level, row.heading, shown(row.text, self.number_of))
            for row in self.clauses
        ]

    @cached_property
    def stored(self) -> dict[str, str]:
        """Key → text with references as they are stored: it does not change where only numbers did."""
        if self.sealed:
            return {row["key"]: row["stored"] for row in self.sealed["clauses"]}
        return {clause.key: clause.text for clause in self.clauses}

    @cached_property
    def preamble(self) -> str:
        """What stands before the first clause."""
        return self.sealed["preamble"] if self.sealed else self.edition.preamble

    @cached_property
    def title(self) -> str:
        """The title as printed."""
        return self.sealed["title"] if self.sealed else self.edition.agreement.title

    @cached_property
    def number(self) -> dict[str, str]:
        """Key → number, of a sealed edition too."""
        return {line.key: line.number for line in self.lines}

    def field(self, clause: Clause) -> str:
        """The text of a clause as its field shows it."""
        return in_field(clause.text, self.number_of)

    def links(self, clause: Clause) -> dict[str, str]:
        """Number → key of the references a field shows: a save says what they meant when the page was made."""
        known = (key for key in references(clause.text) if key in self.number_of)
        return {self.number_of[key]: key for key in known}

    def data(self) -> list[dict[str, Any]]:
        """The clauses for the canonical JSON."""
        return [{**asdict(line), "stored": self.stored[line.key]} for line in self.lines]

    @property
    def fingerprint(self) -> str:
        """A hash of everything it says: whether somebody has changed it since."""
        told = [self.title, self.preamble, *(asdict(line) for line in self.lines)]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    @property
    def words(self) -> int:
        """How long it is to read."""
        return sum(len(line.whole.split()) for line in self.lines) + len(self.preamble.split())

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What is odd, in the order of the text; `stops` first of all where there is no text."""
        if not self.lines:
            return [Doubt(_("There is no text"), _("Write the first clause or bring a draft from Word."), stops=True)]
        return [doubt for row in self.clauses for doubt in self._about(row)] + self._circles()

    def _about(self, row: Clause) -> list[Doubt]:
        number = self.number_of[row.key]
        told = {"number": number}
        found = []
        if gone := dangling(row.text, self.number_of):
            title = _("Clause %(number)s refers to a clause that is not there") % told
            found.append(Doubt(title, ", ".join(gone), row.key, stops=True))
        if not row.text.strip() and not self._has_below(row):
            what = _("Section %(number)s is empty") if row.level == 1 else _("Clause %(number)s is empty")
            found.append(Doubt(what % told, _("Write it or take it out."), row.key, stops=row.level > 1))
        return found

    def _has_below(self, row: Clause) -> bool:
        place = self._places[row.pk] + 1
        return place < len(self.clauses) and self.clauses[place].level > row.level

    @cached_property
    def _places(self) -> dict[int, int]:
        return {clause.pk: place for place, clause in enumerate(self.clauses)}

    def _circles(self) -> list[Doubt]:
        refers = {row.key: references(row.text) for row in self.clauses if "[#" in row.text}
        return [
            Doubt(
                _("Clauses refer to each other in a circle"),
                " → ".join(self.number_of.get(key, "?") for key in [*circle, circle[0]]),
                circle[0],
            )
            for circle in circles(refers)
        ]

    @property
    def stops(self) -> list[Doubt]:
        """The doubts nothing is sealed with."""
        return [doubt for doubt in self.doubts if doubt.stops]
