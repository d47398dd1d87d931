"""Names of people: «Фамилия Имя Отчество» and the ways papers shorten and decline them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case as Declined
from pytrovich.enums import Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from cluster_portal.documents.russian.phrases import Case

CASES: dict[Case, Declined] = {
    "nomn": Declined.NOMINATIVE,
    "gent": Declined.GENITIVE,
    "datv": Declined.DATIVE,
    "accs": Declined.ACCUSATIVE,
    "ablt": Declined.INSTRUMENTAL,
    "loct": Declined.PREPOSITIONAL,
}
# An initial («Д.», «Дж.») even where the next one is glued to it, or a word.
TOKEN = re.compile(r"[^\W\d_]{1,2}\.|[^\s.,;]+")
# Part of a patronymic that is never shortened, declined or taken for a name of its own.
PARTICLES = {"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "заде"}
PATRONYMIC = re.compile(r"ич(?:а|у|ем|ом|е)?$|[вчш]н(?:а|ы|е|у|ой|ою)$")
FULL_NAME = 3  # words


@dataclass(frozen=True)
class Name:
    """A name in its parts; first name and patronymic may be initials («Д.») or missing."""

    surname: str
    first: str = ""
    patronymic: str = ""

    @property
    def given(self) -> tuple[str, str]:
        """First name and patronymic."""
        return self.first, self.patronymic

    @property
    def initials(self) -> str:
        """«Д.М.»; of a double name «А.-М.»."""
        words = [word for part in self.given for word in part.split() if word.casefold() not in PARTICLES]
        return "".join(map(_shortened, words))


def surname(full: str) -> str:
    """«Матвеев» of «Матвеев Дмитрий Михайлович», «Матвеев Д.М.» or «Д.М. Матвеев»."""
    return _read(full).surname


def initials(full: str) -> str:
    """«Матвеев Д.М.»; a single word stays as it is."""
    name = _read(full)
    return " ".join(filter(None, [name.surname, name.initials]))


def initials_first(full: str) -> str:
    """«Д.М. Матвеев», as signature lines have it."""
    name = _read(full)
    return " ".join(filter(None, [name.initials, name.surname]))


def decline_name(full: str, case: Case) -> str:
    """The name in a case, its parts in the order given; initials and indeclinable surnames stay."""
    name = _read(full)
    parts = zip((NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME), (name.surname, *name.given), strict=True)
    forms = {word: _form(part, word, _gender(name), case) for part, word in parts if word}
    if not forms:
        return full
    known = "|".join(re.escape(word) for word in sorted(forms, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", lambda match: forms[match[0]], " ".join(full.split()))


def parse_person_reference(reference: str) -> tuple[str, str]:
    """Surname as written and initials («Матвеев», «Д.М.») of a reference in any of the usual shapes."""
    name = _read(reference)
    return name.surname, name.initials


def same_person(reference: str, full_name: str) -> bool:
    """Whether the reference may mean the person: his surname in some case, and nothing else that contradicts.

    «Реестрова П.А.» means «Реестров Павел Андреевич» (instead of him, from him); so does a bare «Реестров».
    """
    person = _read(full_name)
    return any(_means(name, person) for name in _readings(reference))


def _means(name: Name, person: Name) -> bool:
    gender = _gender(person)
    if not name.surname or _plain(name.surname) not in _forms(NamePart.LASTNAME, person.surname, gender):
        return False
    pairs = zip((NamePart.FIRSTNAME, NamePart.MIDDLENAME), name.given, person.given, strict=True)
    return all(_agree(part, said, known, gender) for part, said, known in pairs)


def _agree(part: NamePart, said: str, known: str, gender: Gender) -> bool:
    if not (said and known):
        return True
    if _is_initial(said) or _is_initial(known):
        return _plain(said).rstrip(".")[:1] == _plain(known)[:1]
    return _plain(said) in _forms(part, known, gender)


def _readings(reference: str) -> Iterator[Name]:
    """What the words may mean: of two full words either may be the surname."""
    name = _read(reference)
    yield name
    if name.first and not name.patronymic and not _is_initial(name.first):
        yield Name(name.first, name.surname)


@functools.lru_cache(maxsize=4096)
def _read(text: str) -> Name:
    words = TOKEN.findall(text)
    short = [word for word in words if _is_initial(word)]
    whole = [word for word in words if not _is_initial(word)]
    if not whole:
        return Name(" ".join(text.split()))
    if not short and len(whole) >= FULL_NAME and PATRONYMIC.search(whole[1].casefold()):
        whole = [whole[-1], *whole[:-1]]  # «Дмитрий Михайлович Матвеев»
    family, *given = [*whole, *short]
    return Name(family, " ".join(given[:1]), " ".join(given[1:]))


def _shortened(word: str) -> str:
    return word if word.endswith(".") else "-".join(f"{half[0]}." for half in word.split("-") if half)


def _is_initial(word: str) -> bool:
    return word.endswith(".") or (len(word) == 1 and word.isupper())


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


@functools.lru_cache(maxsize=4096)
def _gender(name: Name) -> Gender:
    parts = {"lastname": name.surname, "firstname": name.first, "middlename": name.patronymic}
    known = {part: word for part, word in parts.items() if word and not _is_initial(word)}
    if "middlename" in known:
        known = {"middlename": known["middlename"]}
    return _detector().detect(**known) if known else Gender.ANDROGYNOUS


def _form(part: NamePart, word: str, gender: Gender, case: Case) -> str:
    if not word or case == "nomn" or _is_initial(word):
        return word
    form = _maker().make(part, gender, CASES[case], word)
    return form.upper() if word.isupper() else form


@functools.lru_cache(maxsize=4096)
def _forms(part: NamePart, word: str, gender: Gender) -> frozenset[str]:
    return frozenset(_plain(_form(part, word, gender, case)) for case in CASES)


@functools.cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@functools.cache
def _detector() -> PetrovichGenderDetector:
    return PetrovichGenderDetector()
