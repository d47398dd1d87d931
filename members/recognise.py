"""Which organisation or person a wording means: «Союза «МПО Работодателей …»», «Матвееву Д.М.»."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cluster_portal import clock
from cluster_portal.documents.russian import same_person
from members.models import FormerName, Organization, Person, Position
from members.models.organizations import genitive

QUOTES = re.compile("[«»“”„‟\"'‘’]")
DASHES = re.compile("[‐‑‒–—−-]")
NUMBER_SIGN = re.compile(r"№\s*")
WORD = re.compile(r"[\w-]+|№")
ENDING = re.compile(r"(?<=\w{3})(?:[оеыи](?:го|му|м|й|х|ми)|[аеиоуыюяйь]+|[ая]я|[ое]е)$")
LETTER = re.compile(r"\w")


@dataclass(frozen=True)
class Match:
    """The organisation meant and how: name, genitive (both letter for letter), alias, former, short."""

    organization: Organization
    how: str


@dataclass(frozen=True)
class _Spelling:
    organization: Organization
    kind: str  # name, alias, former, short
    text: str
    stored_genitive: str = ""

    def how(self, exact: str) -> str | None:
        """How the text is this spelling, nominative or genitive, letter for letter; None if it is not."""
        if exact == exactly(self.text):
            return self.kind
        if self.kind != "short" and exact == exactly(genitive(self.text, self.stored_genitive)):
            return "genitive" if self.kind == "name" else self.kind
        return None


def exactly(text: str) -> str:
    """The text for comparing letter for letter: only the kind of quotes and the spaces do not count."""
    return NUMBER_SIGN.sub("№ ", QUOTES.sub('"', " ".join(text.split())))


def loosely(text: str) -> tuple[str, ...]:
    """The words for finding: case, ё, quotes, dashes, punctuation and Russian endings do not count."""
    plain = DASHES.sub("-", QUOTES.sub("", text)).casefold().replace("ё", "е")
    return tuple(ENDING.sub("", word) for word in WORD.findall(plain))


class Index:
    """Names of a day for many look-ups: three queries for organisations, one for people, when first needed."""

    def __init__(self, day: datetime.date) -> None:
        self.day = day

    @cached_property
    def _organizations(self) -> dict[int, Organization]:
        rows = Organization.objects.prefetch_related("former_names", "aliases")
        return {row.pk: row for row in rows}

    @cached_property
    def _spellings(self) -> dict[tuple[str, ...], list[_Spelling]]:
        table = defaultdict(list)
        for organization in self._organizations.values():
            for spelling in self._spellings_of(organization):
                table[loosely(spelling.text)].append(spelling)
        return table

    def _spellings_of(self, organization: Organization) -> Iterable[_Spelling]:
        current = organization.named_on(self.day)
        yield _Spelling(organization, "name", current.name, current.name_genitive)
        others: list[Organization | FormerName] = [organization, *organization.former_names.all()]
        for other in others:
            if other.name != current.name:
                yield _Spelling(organization, "former", other.name, other.name_genitive)
        for alias in organization.aliases.all():
            yield _Spelling(organization, "alias", alias.spelling)
        if organization.short_name:
            yield _Spelling(organization, "short", organization.short_name)

    @cached_property
    def _people(self) -> dict[str, list[Person]]:
        table = defaultdict(list)
        for person in Person.objects.all():
            table[_initial(person.name)].append(person)
        return table

    def organization(self, text: str) -> Match | None:
        """The organisation the text names; None if none or more than one does."""
        found = self._spellings.get(loosely(text), []) if LETTER.search(text) else []
        exact = exactly(text)
        same = [(spelling, how) for spelling in found if (how := spelling.how(exact))]
        meant = {spelling.organization.pk for spelling, _how in same} or {s.organization.pk for s in found}
        if len(meant) != 1:
            return None
        organization = self._organizations[meant.pop()]
        if same:
            ways = {how for _spelling, how in same}
            return Match(organization, next(w for w in ("name", "genitive", "alias", "former", "short") if w in ways))
        return Match(organization, _nearest({spelling.kind for spelling in found}))

    def person(self, reference: str) -> Person | None:
        """The person a reference means, in any case, with initials or in full.

        None if nobody or more than one; of several the one with a position on the day is meant.
        """
        initials = {_initial(word) for word in re.findall(r"\w+", reference)}
        near = [person for initial in sorted(initials) for person in self._people.get(initial, [])]
        found = [person for person in near if same_person(reference, person.name)]
        if len(found) > 1:
            placed = set(Position.objects.on(self.day).filter(person__in=found).values_list("person", flat=True))
            found = [person for person in found if person.pk in placed]
        return found[0] if len(found) == 1 else None

    def genitive(self, organization: Organization) -> str:
        """The genitive of the organisation's name of that day."""
        return self._organizations[organization.pk].genitive_on(self.day)


def _initial(word: str) -> str:
    return word[:1].casefold().replace("ё", "е")


def _nearest(kinds: set[str]) -> str:
    """What a spelling nobody stored is: another spelling of the name, or of a former or short one."""
    return "alias" if kinds & {"name", "alias"} else "former" if "former" in kinds else "short"


def find_organization(text: str, day: datetime.date) -> Match | None:
    """The organisation the text names on the day; for many look-ups make an Index."""
    return Index(day).organization(text)


def find_person(reference: str, day: datetime.date | None = None) -> Person | None:
    """The person the reference means; None if nobody or more than one."""
    return Index(day or clock.today()).person(reference)
