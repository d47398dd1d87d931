"""Reading the period of an activity as a plan words it: «апрель–июнь», «I–II квартал», «до 15.05.2021», «ежемесячно».

The words become a skeleton in which every moment (a day, month, quarter, half-year or year) is one sign:
«с 01.03 по 30.04» is «с # по #». What is left beside moments and the words that join them is doubted.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from workplans.moments import (
    LAST,
    MOMENT,
    QUARTER,
    ROMAN,
    Kind,
    Span,
    last_of,
    moment_of,
    months_from,
    plain,
    spans_of,
)

DAY = datetime.timedelta(days=1)
LONGEST, QUOTED = 300, 100  # characters of a wording that is read, and of one that a doubt quotes


@dataclass(frozen=True)
class Period:
    """What the wording says. The end, where both are known, is never before the start; `doubt` is translated.

    Without a start it is a deadline; what has a start has an end, «с 1 мая» that of the year. REPEATED without
    `repeat`: several times, but not every week, month, quarter or year.
    """

    kind: str
    start: datetime.date | None = None
    end: datetime.date | None = None
    repeat: str = ""
    doubt: str = ""


# --- the words around moments, as plain() leaves them

REPEATS = {"monthly": "ежемесячно", "quarterly": "ежеквартально", "weekly": "еженедельно", "yearly": "ежегодно"}
SEVERAL = "несколько раз"
NAMES = [*("январь", "февраль", "март", "апрель", "май", "июнь"), *("июль", "август", "сентябрь")]
NAMES += ["октябрь", "ноябрь", "декабрь"]
EVERY = {
    repeat: re.compile(rf"\b(?:{pattern})")
    for repeat, pattern in (
        ("monthly", r"ежемесячн\w*|кажд\w+ месяц\w*"),
        ("quarterly", r"ежеквартальн\w*|поквартальн\w*|кажд\w+ квартал\w*"),
        ("weekly", r"еженедельн\w*|кажд\w+ (?:недел\w+|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау])"),
        ("yearly", r"ежегодн\w*|кажд\w+ год\w*"),
        (
            "",
            r"ежедневн\w*|кажд\w+ (?:день|полугоди\w+)|(?:1 )?раз в полгода|неоднократн\w*"
            r"|несколько раз\b(?! в [^\W\d])",
        ),
    )
}
COUNT = r"\d+|один|одного|одну|дв[ае]|двух|тр[ие]|трех|четыре\w*|нескольк\w+"
TIMES = re.compile(
    rf"\b(?:не (?:реже|менее)(?: чем)? )?(?:(?P<count>{COUNT}) )?раза? в (?:(?P<of>{COUNT}) )?"
    r"(?P<unit>месяц|квартал|год|недел|полугоди|день)\w*"
)
ONCE = {None, "1", "один", "одного", "одну"}
UNITS = {"месяц": "monthly", "3 месяц": "quarterly", "три месяц": "quarterly", "квартал": "quarterly"}
UNITS |= {"недел": "weekly", "год": "yearly"}
# «до 5-го числа месяца, следующего за отчётным» says when each time, not when in the year.
EACH_TIME = re.compile(
    r"\b(?:(?:не позднее|до|к|по) )?\d{1,2} числ\w+(?: (?:кажд\w+ |отчетн\w+ )?(?:месяц|квартал)\w*)?"
    r"(?:,? ?следующ\w+ за отчетн\w+(?: (?:период|квартал|месяц)\w*)?)?"
)
DURING = r"(?:(?:в|на) )?(?:течени[еи]|теч\.|протяжении)(?: всего)?"
WHOLE_YEAR = re.compile(
    rf"\b(?:{DURING} (?:(?:календарн|текущ|отчетн|планов)\w+ )?(?:года|периода)"
    r"|весь (?:(?:календарн|текущ|отчетн|планов)\w+ )?(?:год|период)"
    r"|круглогодичн\w+|круглый год|постоянно|систематически)\b"
)
NO_DATES = re.compile(
    r"\bпо мере \w+(?: [^\W\d]+)?"
    r"|\b(?:по|согласно|в соответствии с) (?:отдельн\w+ )?(?:(?:план|график|запрос|заявк)\w*|согласовани\w+)"
    r"(?: [^\W\d]+)?"
)
SCHOOL_YEAR = re.compile(rf"(?:\b{DURING} )?(?:учебн\w+|\bуч\b\.?) ?(?:год\w*|г\b\.?)")

ITEM = re.compile(
    r"(?:\b(?P<lead>(?:начиная )?со?|от|(?:в )?период со?|не ранее|после|(?:в срок )?(?:не позднее|не позже|до|по|ко?)"
    rf"|во?|за|на|{DURING}|(?:за )?(?:весь )?период|весь) (?P<whole>конца )?)?"
    r"#(?: ?(?P<joint>-|\bпо\b|\bдо\b) ?(?P<last>конца )?#)?(?P<within> включительно\b)?"
)
UNTIL = re.compile(r"(?:в срок )?(?:не позднее|не позже|до|по|ко?)")
SINCE = re.compile(r"(?:начиная )?со?|от|(?:в )?период со?|не ранее|после")
BEFORE = re.compile(r"(?:в срок )?до|ко?")  # «до июня» leaves June out, «по июнь» does not
JOINING = re.compile(r"\b(?:и|а также|далее|затем|срок\w*)\b")
SAYS = re.compile(r"[\w#]")


# --- reading


def read(words: str, year: int) -> Period:
    """Read a period; `year` is the plan's and stands in where the wording names none. Never raises.

    Dates outside the plan's year are kept and doubted. What cannot be a period is UNKNOWN with a doubt; no words at
    all are UNKNOWN without one.
    """
    if not words.strip():
        return Period(Kind.UNKNOWN)
    if len(words) > LONGEST:
        return _unknown(words)
    try:
        text = plain(words, year)
        return _repeated(words, text, year) or _once(words, text, year)
    except (ValueError, OverflowError):
        return Period(Kind.UNKNOWN, doubt=_("“%(words)s”: no calendar has such a date.") % _quoting(words))


def _unknown(words: str) -> Period:
    return Period(Kind.UNKNOWN, doubt=_("“%(words)s” is not understood as a period.") % _quoting(words))


def _repeated(words: str, text: str, year: int) -> Period | None:
    found = _repetition(text)
    if found is None:
        return None
    repeat, rest = found
    within = _within(words, EACH_TIME.sub("", rest), year)
    start = within.start or (within.end and within.end.replace(month=1, day=1))
    often = "" if repeat else _("“%(words)s” is no interval the portal keeps: read as “several times”.")
    return Period(Kind.REPEATED, start, within.end, repeat, _joined(often % _quoting(words), within.doubt))


def _within(words: str, rest: str, year: int) -> Period:
    """What the words beside «ежемесячно» say; the whole year if nothing that is understood."""
    if not SAYS.search(WHOLE_YEAR.sub("", rest)):
        return _all_of(year)
    within = _once(words, rest.strip(" ,;.-"), year)
    return within if within.kind else _all_of(year, _in_part(words))


def _repetition(text: str) -> tuple[str, str] | None:
    """How often, and the text without those words."""
    for repeat, pattern in EVERY.items():
        if match := pattern.search(text):
            return repeat, text[: match.start()] + text[match.end() :]
    match = TIMES.search(text)
    if match is None:
        return None
    every = match["unit"] if match["of"] in ONCE else f"{match['of']} {match['unit']}"
    repeat = UNITS.get(every, "") if match["count"] in ONCE else ""
    return repeat, text[: match.start()] + text[match.end() :]


def _once(words: str, text: str, year: int) -> Period:
    found = [moment_of(match) for match in MOMENT.finditer(text)]
    if found:
        return _of_moments(words, MOMENT.sub("#", text), spans_of(found, year), year)
    rest = NO_DATES.sub("", SCHOOL_YEAR.sub("", WHOLE_YEAR.sub("", text)))
    if rest == text:
        return _unknown(words)
    vague = _("“%(words)s” names no dates: taken as the whole year of the plan.") % _quoting(words)
    in_part = _in_part(words) if SAYS.search(JOINING.sub("", rest)) else ""
    return _all_of(year, in_part or ("" if WHOLE_YEAR.search(text) else vague))


def _all_of(year: int, doubt: str = "") -> Period:
    return Period(Kind.YEAR, *months_from(year, 1, LAST), doubt=doubt)


def _of_moments(words: str, skeleton: str, spans: list[Span], year: int) -> Period:
    unread = iter(spans)
    items = [_item(match, unread) for match in ITEM.finditer(skeleton)]
    if any(item.backwards for item in items):
        return Period(Kind.UNKNOWN, doubt=_("“%(words)s”: the end is before the beginning.") % _quoting(words))
    whole = _together(items)
    left = SAYS.search(JOINING.sub("", ITEM.sub("", skeleton)))
    spread = whole.kind == Kind.REPEATED
    doubts = (
        _in_part(words) if left else "",
        _("“%(words)s” names several times: taken from the first to the last.") % _quoting(words) if spread else "",
        _("“%(words)s”: taken as up to the day before.") % _quoting(words) if any(i.early for i in items) else "",
        _outside(words, whole, year),
    )
    end = whole.end or (whole.start and whole.start.replace(year=max(whole.start.year, year), month=LAST, day=31))
    return Period(whole.kind, whole.start, end, doubt=_joined(*doubts))


def _item(match: re.Match[str], unread: Iterator[Span]) -> Span:
    first, lead, exact = next(unread), match["lead"] or "", bool(match["within"])
    if match["joint"]:
        until = _until(next(unread), early=match["joint"] == "до" and not (match["last"] or exact))
        kind = first.kind if first.kind == until.kind else Kind.DATES
        return Span(kind, first.start, until.end, until.early)
    if UNTIL.fullmatch(lead):
        return _until(first, early=bool(BEFORE.fullmatch(lead)) and not (match["whole"] or exact), alone=True)
    return Span(Kind.DATES, first.start, None) if SINCE.fullmatch(lead) else first


def _until(span: Span, *, early: bool, alone: bool = False) -> Span:
    """Up to the end of the span; `early`: up to the day before it, unless it is a single day."""
    if early and span.start and span.start != span.end:
        return Span(Kind.DATES, None, span.start - DAY, early=True)
    return Span(Kind.DATES, None, span.end) if alone else span


def _together(items: list[Span]) -> Span:
    """Months or quarters that follow one another are one span; other lists are REPEATED from the first to the last."""
    first, last = items[0], items[-1]
    if all(one.end and one.kind == two.kind and one.end + DAY == two.start for one, two in pairwise(items)):
        return Span(first.kind, first.start, last.end)
    days = [day for item in items for day in item.days]
    return Span(Kind.REPEATED, min(days), max(days))


# --- doubts


def _quoting(words: str) -> dict[str, str]:
    text = " ".join(words.split())
    return {"words": text if len(text) <= QUOTED else f"{text[:QUOTED]}…"}


def _in_part(words: str) -> str:
    return _("“%(words)s” is understood only in part.") % _quoting(words)


def _outside(words: str, span: Span, year: int) -> str:
    if all(day.year == year for day in span.days):
        return ""
    return _("“%(words)s” is outside the year of the plan, %(year)s.") % {**_quoting(words), "year": year}


def _joined(*doubts: str) -> str:
    return " ".join(filter(None, doubts))


# --- wording


def words_of(
    kind: str, start: datetime.date | None, end: datetime.date | None, repeat: str = "", *, year: int | None = None
) -> str:
    """The usual Russian wording: «апрель 2021 г.», «I полугодие 2021 г.», «до 15.05.2021», «ежемесячно в 2021 году».

    With the plan's `year` a period inside it is worded without the year: «апрель», «в течение года», «ежемесячно».
    `read` of the wording gives the period back. A kind that does not fit its dates is worded by the dates.
    """
    if kind == Kind.REPEATED:
        return _repeated_words(start, end, repeat, year)
    if kind == Kind.UNKNOWN or not (start or end):
        return ""
    wording = {Kind.YEAR: _year_words, Kind.QUARTER: _quarter_words, Kind.MONTH: _month_words}.get(Kind(kind))
    made = wording(start, end, year) if wording and start and end and start <= end else ""
    return made or _date_words(start, end)


def _repeated_words(start: datetime.date | None, end: datetime.date | None, repeat: str, year: int | None) -> str:
    often = REPEATS.get(repeat, SEVERAL)
    if not (start and end):
        return f"{often}, {_date_words(start, end)}" if start or end else often
    if start.year == end.year and (start, end) == months_from(start.year, 1, LAST):
        return often if start.year == year else f"{often} в {start.year:04d} году"
    return f"{often}, {_month_words(start, end, year) or _date_words(start, end)}"


def _year_words(start: datetime.date, end: datetime.date, year: int | None) -> str:
    if (start.month, start.day, end.month, end.day) != (1, 1, LAST, 31):
        return ""
    if start.year != end.year:
        return f"{start.year:04d}–{end.year:04d} годы"
    return "в течение года" if start.year == year else f"{start.year:04d} год"


def _quarter_words(start: datetime.date, end: datetime.date, year: int | None) -> str:
    first, last = (start.month - 1) // QUARTER, (end.month - 1) // QUARTER
    if not _whole_months(start, end) or start.month % QUARTER != 1 or end.month % QUARTER:
        return ""
    if start.year == end.year and last - first == 1 and last % 2:
        return f"{ROMAN[last // 2]} полугодие{_of_year(end, year)}"
    return _range([f"{ROMAN[first]} квартал", f"{ROMAN[last]} квартал"], start, end, year)


def _month_words(start: datetime.date, end: datetime.date, year: int | None) -> str:
    if not _whole_months(start, end):
        return ""
    return _range([NAMES[start.month - 1], NAMES[end.month - 1]], start, end, year)


def _whole_months(start: datetime.date, end: datetime.date) -> bool:
    return start.day == 1 and end == last_of(end.year, end.month)


def _range(names: list[str], start: datetime.date, end: datetime.date, year: int | None) -> str:
    """«март–май 2021 г.», «I–II квартал 2021 г.», «декабрь 2021 г. – январь 2022 г.»."""
    if start.year != end.year:
        return f"{names[0]} {start.year:04d} г. – {names[1]} {end.year:04d} г."
    if names[0] == names[1]:
        return names[0] + _of_year(end, year)
    return f"{names[0].removesuffix(' квартал')}–{names[1]}{_of_year(end, year)}"


def _of_year(end: datetime.date, year: int | None) -> str:
    return "" if end.year == year else f" {end.year:04d} г."


def _date_words(start: datetime.date | None, end: datetime.date | None) -> str:
    first, last = (f"{day.day:02}.{day.month:02}.{day.year:04}" if day else "" for day in (start, end))
    if first and last:
        return first if first == last else f"{first}–{last}"
    return f"с {first}" if first else f"до {last}"


# --- where in the year


def quarters(start: datetime.date | None, end: datetime.date | None) -> list[int]:
    """Quarters the period touches, 1 to 4. A deadline stands in its own; without an end it lasts until the year's."""
    bounds = _bounds(start, end)
    if bounds is None:
        return []
    first, last = (day.year * 4 + (day.month - 1) // QUARTER for day in bounds)
    return sorted({place % 4 + 1 for place in range(first, min(last, first + 3) + 1)})


def months(start: datetime.date | None, end: datetime.date | None, year: int) -> tuple[int, int]:
    """First and last month, 1 to 12, of what lies in the year; (0, 0) if nothing does."""
    bounds = _bounds(start, end)
    if bounds is None or bounds[1].year < year or bounds[0].year > year:
        return 0, 0
    first, last = bounds
    return first.month if first.year == year else 1, last.month if last.year == year else LAST


def _bounds(start: datetime.date | None, end: datetime.date | None) -> tuple[datetime.date, datetime.date] | None:
    first, last = start or end, end or (start and start.replace(month=LAST, day=31))
    return (first, last) if first and last else None
