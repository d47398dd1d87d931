"""Who carries an activity out, as a plan words it: «Матвеев Д.М., ОГБПОУ «ТЭПК»; Томская ТПП (по согласованию)»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from cluster_portal.documents.russian import same_person
from meetings.references import INITIALS, WORD
from members.models import Organization, Person, Position
from members.recognise import Index, loosely

QUOTED = 100  # characters of the words that a doubt quotes
NAMED = 5  # namesakes a doubt names
LONGEST = 400  # characters of a part somebody is looked for in
MOST_PIECES = 4  # pieces an organisation's name may have that holds commas itself

SIGN = re.compile(r"[«»“”„\"()]")
OPENS, CLOSES = "«„(", "»”)"  # «"» and «“» do both
BY_AGREEMENT = re.compile(r"[(\[]?\s*\bпо\s+соглас(?:ованию|\.)\s*[)\]]?", re.IGNORECASE)
ASIDE = re.compile(r"\(([^()]*)\)")
BULLET = re.compile(r"^\s*(?:[–—•·▪-]\s+|\d{1,2}[.)]\s+)")
SURNAME = rf"(?:{WORD}|[А-ЯЁ]{{2,}}(?:-[А-ЯЁ]{{2,}})?)"
PATRONYMIC = r"[А-ЯЁ]\w+(?:ич|ича|ичу|ичем|[вчш]на|[вчш]ны|[вчш]не|[вчш]ну|[вчш]ной)\b"
PEOPLE = (
    re.compile(rf"{INITIALS}\s?{SURNAME}\b"),
    re.compile(rf"\b{SURNAME}\s+{INITIALS}"),
    re.compile(rf"\b{WORD}\s+{PATRONYMIC}\s+{SURNAME}\b"),
    re.compile(rf"\b{SURNAME}\s+{WORD}\s+{PATRONYMIC}"),
)
BARE = re.compile(rf"{WORD}(?:\s+{WORD})?")  # «Матвеев», «Матвеев Дмитрий»
# One person's post; «директора» may be many, so it is none.
POST = re.compile(
    r"(?:и\.\s?о\.|вр\.?\s?и\.\s?о\.|врио\b|зам\.|зав\.|отв\."
    r"|(?:перв|старш|главн|ведущ|генеральн|исполнительн|ответственн)\w+\b"
    r"|(?:директор|начальник|президент|ректор|проректор|завуч|методист|специалист|мастер|инженер|бухгалтер|координатор"
    r"|куратор|советник|менеджер|эксперт|консультант)(?:у|ом)?\b"
    r"|(?:заместител|руководител|председател|секретар|преподавател)(?:ь|ю|ем)\b|(?:заведующ|управляющ)(?:ий|ая|ему|ей)\b)",
    re.IGNORECASE,
)
AND = re.compile(r"\s+и\s+")
SAYS = re.compile(r"[^\s,;:.–—-]")
TRIM = " \t\n\u00a0,;:–—-"


@dataclass(frozen=True)
class Responsible:
    """One of those named. `text` as it stands; who is meant, where that is known; `doubt` is translated."""

    text: str
    organization: Organization | None = None
    person: Person | None = None
    by_agreement: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class _Part:
    """Words from one place to another of the whole wording, and who they mean.

    `name`: a person's name as written, known or not; `joins`: only a post or «по согласованию», said of the part
    before.
    """

    start: int
    end: int
    organization: Organization | None = None
    person: Person | None = None
    name: str = ""
    by_agreement: bool = False
    joins: bool = False

    @property
    def known(self) -> bool:
        return bool(self.organization or self.person)


def read(words: str, index: Index) -> list[Responsible]:
    """Who is named, in their order; the first is the lead. Nothing but signs and spaces between them is lost.

    A person and the organisation beside are one where the person works there on the index's day. Asks the database
    once an index for people and positions, beside what the index itself asks.
    """
    reader = _Reader(words, index)
    return [reader.finished(part) for chunk in _divided(words, ";") for part in reader.parts(*chunk)]


class _Reader:
    """Reads one wording."""

    def __init__(self, words: str, index: Index) -> None:
        self.words = words
        self.index = index
        self.staff = _staff(index)

    def parts(self, start: int, end: int) -> list[_Part]:
        """The parts between two semicolons."""
        found: list[_Part] = []
        for part in self._pieces(start, end):
            if found and (joined := self._joined(found[-1], part)):
                found[-1] = joined
            else:
                found.append(part)
        return found

    def _pieces(self, start: int, end: int) -> Iterator[_Part]:
        """What commas and lines divide, unless several pieces together are one organisation."""
        bounds = _divided(self.words, ",\n", start, end)
        while bounds:
            taken = self._of_one_name(bounds)
            yield from self._of_both(bounds[0][0], bounds[taken - 1][1])
            bounds = bounds[taken:]

    def _of_one_name(self, bounds: list[tuple[int, int]]) -> int:
        """How many of the next pieces are one organisation's name, at least one."""
        first = bounds[0][0]
        counts = range(min(len(bounds), MOST_PIECES), 1, -1)
        names = ((count, _core(self.words[first : bounds[count - 1][1]])) for count in counts)
        return next((count for count, name in names if self.index.organization(name)), 1)

    def _of_both(self, start: int, end: int) -> list[_Part]:
        """The piece; several where «и» stands between those who are known."""
        whole = self._part(start, end)
        if end - start > LONGEST or (whole.organization and not whole.name):
            return [whole]
        for match in AND.finditer(self.words, start, end):
            left = self._part(start, match.start())
            if left.known:
                others = self._of_both(match.end(), end)
                return [left, *others] if all(other.known for other in others) else [whole]
        return [whole]

    def _part(self, start: int, end: int) -> _Part:
        text = self.words[start:end]
        by_agreement = bool(BY_AGREEMENT.search(text))
        core = _core(text)
        if not core or len(core) > LONGEST:
            return _Part(start, end, by_agreement=by_agreement, joins=by_agreement and not core)
        organization, person, name = self._meant(core)
        for aside in ASIDE.findall(core):
            more = self._meant(aside.strip(TRIM))
            organization, person, name = organization or more[0], person or more[1], name or more[2]
        joins = bool(POST.match(core)) and not name
        return _Part(start, end, organization, person, name, by_agreement, joins)

    def _meant(self, core: str) -> tuple[Organization | None, Person | None, str]:
        """Organisation, person and the person's name of the words; of «директор ОГБПОУ «…»» the organisation."""
        if organization := self._organization(core):
            return organization, None, ""
        match = self._name(core)
        if match is None:
            return self._after_post(core), None, ""
        rest = (core[: match.start()] + core[match.end() :]).strip(TRIM + "()")
        return self._organization(rest) or self._after_post(rest), self.index.person(match[0]), match[0]

    def _name(self, core: str) -> re.Match[str] | None:
        """The name of a known person, else what looks like a name with initials or a patronymic."""
        found = [match for pattern in PEOPLE for match in pattern.finditer(core)]
        bare = BARE.fullmatch(core)
        known = (match for match in (*found, bare) if match and self.index.person(match[0]))
        return next(known, None) or next(iter(found), None)

    def _organization(self, text: str) -> Organization | None:
        """The organisation named; of «ОГБПОУ «ТЭПК»» the one of that short name and legal form."""
        plain = ASIDE.sub("", text).strip(TRIM)
        for spelling in dict.fromkeys((text, plain)):
            if match := self.index.organization(spelling):
                return match.organization
        form, _space, short = plain.partition(" ")
        match = self.index.organization(short) if SIGN.match(short) else None
        if match and match.how == "short" and loosely(match.organization.name_on(self.index.day))[:1] == loosely(form):
            return match.organization
        return None

    def _after_post(self, text: str) -> Organization | None:
        """The organisation that ends «заместитель директора по безопасности ОГБПОУ «…»»."""
        if not POST.match(text):
            return None
        ends = (text[match.end() :] for match in re.finditer(r"\s+", text))
        return next((found for end in ends if (found := self._organization(end))), None)

    def _joined(self, before: _Part, part: _Part) -> _Part | None:
        """Both as one part: a post or «по согласованию», or a person and the organisation he works in."""
        whole = replace(before, end=part.end, by_agreement=before.by_agreement or part.by_agreement)
        if part.joins and not (part.organization and not before.name):
            return replace(whole, organization=before.organization or part.organization)
        for one, two in ((before, part), (part, before)):
            if one.person and not one.organization and two.organization and not two.name and self._works(one, two):
                return replace(whole, person=one.person, name=one.name, organization=two.organization)
        return None

    def _works(self, one: _Part, two: _Part) -> bool:
        return bool(one.person and two.organization and (one.person.pk, two.organization.pk) in self.staff.places)

    def finished(self, part: _Part) -> Responsible:
        """The part with its words and what is doubted about them."""
        text = self.words[part.start : part.end].strip()
        return Responsible(text, part.organization, part.person, part.by_agreement, self._doubt(part, text))

    def _doubt(self, part: _Part, text: str) -> str:
        if part.name and part.person is None:
            return self._who(part.name)
        if not part.known:
            return _("“%(words)s” was not recognised.") % {"words": _short(text)}
        if part.person and part.organization and not self._works(part, part):
            told = {"person": part.person, "organization": part.organization.name_on(self.index.day)}
            return _("%(person)s does not work in %(organization)s.") % told
        return ""

    def _who(self, name: str) -> str:
        """Why nobody is meant by the name: nobody bears it, or several do."""
        namesakes = self.staff.namesakes(name)
        if len(namesakes) > 1:
            told = {"words": name, "names": ", ".join(namesakes[:NAMED])}
            return _("“%(words)s” may be any of several people: %(names)s.") % told
        return _("“%(words)s” was not recognised.") % {"words": name}


class _Staff:
    """People's names and where they work, for doubts and for joining a person to an organisation."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @cached_property
    def places(self) -> set[tuple[int, int]]:
        """Pairs of a person and an organisation he works in on the day."""
        return set(Position.objects.on(self.index.day).values_list("person", "organization"))

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        table = defaultdict(list)
        for name in Person.objects.values_list("name", flat=True):
            table[_initial(name)].append(name)
        return table

    def namesakes(self, reference: str) -> list[str]:
        """Names of all whom the reference may mean."""
        initials = {_initial(word) for word in re.findall(r"\w+", reference)}
        near = [name for initial in sorted(initials) for name in self._names.get(initial, [])]
        return [name for name in near if same_person(reference, name)]


@lru_cache(maxsize=2)
def _staff(index: Index) -> _Staff:
    """Kept as long as the index is in use: an import reads thousands of wordings with one."""
    return _Staff(index)


def _initial(word: str) -> str:
    return word[:1].casefold().replace("ё", "е")


def _core(text: str) -> str:
    """The words that name somebody: without a bullet, «по согласованию» and signs at the ends."""
    return BULLET.sub("", BY_AGREEMENT.sub(" ", text)).strip(TRIM)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[:QUOTED]}…"


def _divided(words: str, signs: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Where the pieces between the signs begin and end, blank ones left out; signs in quotes and brackets are text."""
    end = len(words) if end is None else end
    inside = _inside(words, start, end)
    cuts = [at for at in range(start, end) if words[at] in signs and not inside[at - start]]
    bounds = [(one + 1, two) for one, two in pairwise([start - 1, *cuts, end])]
    return [(one, two) for one, two in bounds if SAYS.search(words[one:two])]


def _inside(words: str, start: int, end: int) -> list[bool]:
    """For each character whether it stands in quotes or brackets that are closed later.

    Nested quotes are often closed once («АО «НПО «Полюс»»): where there are too few, one closes all.
    """
    marks = [(at, _direction(words, at, start)) for at in range(start, end) if SIGN.match(words[at])]
    closes_all = sum(direction for _at, direction in marks) > 0
    last = max((at for at, direction in marks if direction < 0), default=start - 1)
    found, depth, turns = [], 0, dict(marks)
    for at in range(start, end):
        direction = turns.get(at, 0)
        depth = depth + 1 if direction > 0 else 0 if direction and closes_all else max(depth + direction, 0)
        found.append(depth > 0 and at < last)
    return found


def _direction(words: str, at: int, start: int) -> int:
    """1 for a sign that opens, −1 for one that closes; a straight quote opens where a word begins."""
    if words[at] in OPENS:
        return 1
    if words[at] in CLOSES:
        return -1
    return 1 if at == start or words[at - 1].isspace() or words[at - 1] in OPENS else -1
