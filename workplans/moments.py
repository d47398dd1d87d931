"""Moments a plan's wording names: a day, month, quarter, half-year or year, with its days."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

LAST, QUARTER, HALF = 12, 3, 6  # months
CENTURY, SHORT_YEAR = 2000, 2  # «21», of two digits, is 2021


class Kind(StrEnum):
    """How a period is worded; UNKNOWN: no words, or none that say a period."""

    DATES = "dates"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    REPEATED = "repeated"
    UNKNOWN = ""


# --- the words, as plain() leaves them

MONTH = (
    r"\b(?:янв(?:ар\w{1,2})?|фев(?:р(?:ал\w{1,2})?)?|мар(?:т\w{0,2})?|апр(?:ел\w{1,2})?|ма(?:й|я|е|ю|ем)|июн\w{0,2}"
    r"|июл\w{0,2}|авг(?:уст\w{0,2})?|сен(?:т(?:ябр\w{1,2})?)?|окт(?:ябр\w{1,2})?|ноя(?:б(?:р\w{1,2})?)?"
    r"|дек(?:абр\w{1,2})?)\b\.?"
)
STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
ROMAN = ("I", "II", "III", "IV")
PART = r"(?:iv|i{1,3}|[1-4])"
QUARTERS, HALVES = r"(?:кв\b\.?|квартал\w*)", r"(?:полугоди\w+|полуг\b\.?|п/г)"
YEAR = r"(?:,? ?(\d{4}))?(?!\d)"
MOMENTS = {
    "school": r"(\d{4}) ?[-/] ?(?:\d{4}|\d\d) ?(?:учебн\w+|уч\b\.?) ?(?:год\w*|г\b\.?)",
    "iso": r"\b(\d{4})-(\d\d)-(\d\d)\b",
    "day": r"(?<![\d.])(\d{1,2}) ?[./] ?(\d{1,2})(?: ?[./] ?(\d{4}|\d\d))?(?!\d)\.?",
    "numbers": r"(?<![\d.])(\d{1,2})[./](\d{4})(?!\d)",
    "worded": rf"(?<!\d)(\d{{1,2}}) ({MONTH}){YEAR}",
    "excel": r"\b(янв|фев|мар|апр|май|июн|июл|авг|сен|окт|ноя|дек)\.(\d\d)(?![\d.])",  # how Excel shows «апр 21»
    "month": rf"({MONTH}){YEAR}",
    "quarter": rf"\b({PART}) {QUARTERS}{YEAR}",
    "half": rf"\b({PART}) {HALVES}{YEAR}",
    "year": r"(?<!\d)(\d{4})(?!\d)",
}
MOMENT = re.compile("|".join(f"(?P<{name}>{form})" for name, form in MOMENTS.items()))

# What plain() does, in this order.
SAME = (
    (re.compile(r"\s+"), " "),
    (re.compile("[‐‑‒–—―−÷]"), "-"),
    (re.compile(r"(?<=\d) 00:00:00$"), ""),
    (re.compile('[#:«»"]'), " "),
    (re.compile("і"), "i"),
    (re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[iv])(?=[а-я])"), " "),
    (re.compile(r"\bперв(?:ый|ое|ого|ом|ому|ой|ая|ую)\b"), "1"),
    (re.compile(r"\bвтор(?:ой|ое|ого|ом|ому|ая|ую)\b"), "2"),
    (re.compile(r"\bтрет(?:ий|ье|ьего|ьем|ьему|ьей|ья|ью)\b"), "3"),
    (re.compile(r"\bчетверт(?:ый|ое|ого|ом|ому|ой|ая|ую)\b"), "4"),
    (re.compile(r"(?<=[\div]) ?-? ?(?:ый|ой|ий|ое|ье|ого|его|ом|ем|го|му|ая|й|е|м|я)\b"), ""),
    (re.compile(r"\b(?:текущего|этого|сего) года|\b[тс]\. ?г\b\.?"), ""),
    (re.compile(rf"({MONTH} )(\d\d) ?г\b"), r"\g<1>20\2 г"),
    (re.compile(r"(?:(?<=\d{4})|(?<=\.\d\d)) ?(?:гг?\b\.?|год\w*)"), ""),
    (re.compile(r"\b(?:окончания|концу|завершения)\b"), "конца"),
    (re.compile(r"\s+"), " "),
)
# «1-5 марта», «с 1 по 15.03», «I и III квартал»: the number that stands alone gets what the next one has.
BETWEEN = r" ?(?:-|,|;|/|\bпо\b|\bдо\b|\bи\b) ?"
SHARED = (
    re.compile(rf"(?<![\d.])(\d{{1,2}})({BETWEEN})(?=\d{{1,2}}( {MONTH}|\.\d{{1,2}}(?:\.\d{{2,4}})?(?!\d)))"),
    re.compile(rf"(?<![\w.])({PART})({BETWEEN}| )(?={PART}( (?:{QUARTERS}|{HALVES})))"),
)


def plain(words: str, year: int) -> str:
    """The words for reading: small letters, one kind of dash and space, figures for ordinals, full moments."""
    text = words.casefold().replace("ё", "е")
    for pattern, same in SAME:
        text = pattern.sub(same, text)
    text = re.sub(r"\bконца (?:календарного )?года\b", f"конца {year:04d}", text)
    for shared in SHARED:
        count = 1
        while count:
            text, count = shared.subn(r"\1\3\2", text)
    return text.strip(" .,;-")


# --- the moments


@dataclass(frozen=True)
class Span:
    """From a day to a day; None: not said. `early`: «до июня» was taken as the last day before June."""

    kind: str
    start: datetime.date | None
    end: datetime.date | None
    early: bool = False

    @property
    def backwards(self) -> bool:
        """Whether the end is before the start."""
        return bool(self.start and self.end and self.end < self.start)

    @property
    def days(self) -> list[datetime.date]:
        """Its first and last day, those that are said."""
        return [day for day in (self.start, self.end) if day]


@dataclass(frozen=True)
class Moment:
    """A moment whose year may not be stated; `number` of a month, quarter or half-year."""

    form: str
    year: int | None
    number: int = 1
    day: int = 0

    def span(self, year: int) -> Span:
        """Its days in the year; ValueError where no calendar has them."""
        if self.form == "day":
            day = datetime.date(year, self.number, self.day)
            return Span(Kind.DATES, day, day)
        if self.form == "school":
            return Span(Kind.DATES, datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31))
        kind, length = LENGTHS[self.form]
        return Span(kind, *months_from(year, (self.number - 1) * length + 1, length))


LENGTHS = {
    "month": (Kind.MONTH, 1),
    "quarter": (Kind.QUARTER, QUARTER),
    "half": (Kind.QUARTER, HALF),
    "year": (Kind.YEAR, LAST),
}


def months_from(year: int, month: int, length: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of so many months from a month on. ValueError where the year has not so many."""
    return datetime.date(year, month, 1), last_of(year, month + length - 1)


def last_of(year: int, month: int) -> datetime.date:
    """The last day of the month."""
    first = datetime.date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1])


def moment_of(match: re.Match[str]) -> Moment:
    """The moment a match of MOMENT names. ValueError: no month has that name."""
    form = str(match.lastgroup)
    found = re.fullmatch(MOMENTS[form], match[0])
    said: list[str] = [part or "" for part in found.groups()] if found else []
    if form == "iso":
        return Moment("day", int(said[0]), int(said[1]), int(said[2]))
    if form in {"day", "worded"}:
        return Moment("day", _year(said[2]), _number(said[1]), int(said[0]))
    if form in {"school", "year"}:
        return Moment(form, _year(said[0]))
    return Moment("month" if form in {"excel", "numbers"} else form, _year(said[1]), _number(said[0]))


def _year(said: str) -> int | None:
    return int(said) + (CENTURY if len(said) == SHORT_YEAR else 0) if said else None


def _number(said: str) -> int:
    """1 of «i», «1», «января»; «ма» stands last, because «март» begins with it too. ValueError if none."""
    if said.isdecimal():
        return int(said)
    if said.upper() in ROMAN:
        return ROMAN.index(said.upper()) + 1
    stem = next((stem for stem in sorted(STEMS, key=len, reverse=True) if said.startswith(stem)), "")
    return STEMS.index(stem) + 1


def spans_of(found: list[Moment], year: int) -> list[Span]:
    """Days of the moments of one wording. ValueError where no calendar has them.

    A year that is not stated is the next one that is, else the one before, else the plan's.
    """
    stated = [moment.year for moment in found]
    years = [
        next((y for y in (*stated[at:], *reversed(stated[:at])) if y is not None), year) for at in range(len(found))
    ]
    return [moment.span(of) for moment, of in zip(found, years, strict=True)]
