"""A number of a spreadsheet as a person sees it in a Russian office program: number formats, dates, errors.

Dates are shown dd.mm.yyyy whatever the order of their format; a format without a day shows the month and the year.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

GENERAL = "General"
NO_BREAK = "\u00a0"  # parts thousands
MOST_DIGITS = 1e15  # an office program knows no more digits of a number
GENERAL_DIGITS = 10  # of a number without a format, with the point it fills 11 places
LEAP = 60  # days: 1900 is a leap year in spreadsheets, so numbers below are a day behind
DAY = 86_400_000  # milliseconds
ERRORS = {
    "#NULL!": "#ПУСТО!",
    "#DIV/0!": "#ДЕЛ/0!",
    "#VALUE!": "#ЗНАЧ!",
    "#REF!": "#ССЫЛКА!",
    "#NAME?": "#ИМЯ?",
    "#NUM!": "#ЧИСЛО!",
    "#N/A": "#Н/Д",
    "#GETTING_DATA": "#ОЖИДАНИЕ_ДАННЫХ",
    "#SPILL!": "#ПЕРЕНОС!",
    "#CALC!": "#ВЫЧИСЛ!",
}
YES, NO = "ИСТИНА", "ЛОЖЬ"
MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*](?P<space>.)|(?P<end>;)|(?P<general>General)'
    r"|(?P<digits>[,.]*[#0?][#0?,.]*)|(?P<odd>E[+-]0+|/|@)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
NO_LETTERS = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]|[_*].|am/pm|a/p|;.*', re.IGNORECASE | re.DOTALL)
SIGN = re.compile(r"\$([^-]*)")  # of a currency: [$₽-419]

Moment = datetime.date | datetime.datetime | datetime.time | datetime.timedelta


@dataclass
class Section:
    """One of the up to four parts of a number format: for numbers above, below and equal to zero, for text."""

    before: str = ""
    digits: str = ""
    after: str = ""
    percents: int = 0
    odd: bool = False  # what is not read here: fractions, powers, conditions, digits parted by letters

    def add(self, text: str) -> None:
        """What stands there as written."""
        if self.digits:
            self.after += text
        else:
            self.before += text


def number(value: float, code: str) -> str:
    """The number as its format says; one without a format or with an unusual one as Excel's General."""
    sections = _sections(code)
    place = _place(value, len(sections))
    section = sections[place]
    if section.odd or not math.isfinite(value) or abs(value) >= MOST_DIGITS:
        return general(value)
    sign = "-" if value < 0 and place == 0 else ""
    amount = abs(Decimal(str(value))) * 100**section.percents
    shown = _written(amount, section.digits) if section.digits else ""
    return f"{sign if shown else ''}{section.before}{shown}{section.after}".strip()


def _place(value: float, count: int) -> int:
    if value < 0:
        return 1 if count > 1 else 0
    return 2 if value == 0 and count > 2 else 0  # noqa: PLR2004 – the third section is that of zero


@functools.lru_cache(maxsize=500)
def _sections(code: str) -> tuple[Section, ...]:
    made = [Section()]
    for match in TOKEN.finditer(code):
        if match.lastgroup == "end":
            made.append(Section())
        else:
            _take(made[-1], match.lastgroup or "", match[match.lastgroup or 0])
    return tuple(made)


def _take(section: Section, kind: str, text: str) -> None:
    match kind:
        case "digits" | "general":
            section.odd = section.odd or bool(section.digits)
            section.digits = text
        case "odd":
            section.odd = True
        case "bracket":
            section.odd = section.odd or text[:1] in set("<>=")
            section.add("".join(SIGN.findall(text)))
        case "percent":
            section.percents += 1
            section.add(text)
        case "quoted" | "escaped" | "other":
            section.add(text)


def _written(amount: Decimal, digits: str) -> str:
    if digits.lower() == GENERAL.lower():
        return general(float(amount))
    whole, _point, part = digits.partition(".")
    places = part.replace(",", "")
    thousands = len(digits) - len(digits.rstrip(","))
    rounded = (amount / 1000**thousands).quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    before, _point, after = f"{rounded:f}".partition(".")
    before = ("" if before == "0" else before).zfill(whole.count("0"))
    if "," in whole.rstrip(","):
        before = f"{int(before or 0):,}".replace(",", NO_BREAK) if before else ""
    least = places.count("0")
    after = after[:least] + after[least:].rstrip("0")
    return f"{before},{after}" if after else before


def general(value: float) -> str:
    """A number without a format: whole ones with all digits, others in 11 places, with a decimal comma."""
    if isinstance(value, int) or (abs(value) < MOST_DIGITS and value.is_integer()):
        return str(int(value))
    if not math.isfinite(value):
        return str(value)
    places = max(0, GENERAL_DIGITS - len(str(int(abs(value)))))
    shown = f"{value:.{places}f}"
    if abs(value) >= MOST_DIGITS or not float(shown):
        shown = f"{value:.6g}".upper()
    elif "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.replace(".", ",")


def is_moment(code: str) -> bool:
    """Whether a number format is that of a date, a time or a span of time."""
    return bool(is_date_format(code) or is_timedelta_format(code))


def moment(number: float, code: str, epoch: datetime.datetime) -> Moment:
    """The date, time or span behind a number, to the millisecond.

    Raises ValueError or OverflowError where there is none: below zero, after the year 9999.
    """
    if is_timedelta_format(code):
        return datetime.timedelta(milliseconds=round(number * DAY))
    if number < 0:
        raise ValueError("a date before the first one")
    day, part = divmod(number, 1)
    letters = _letters(code)
    timed = bool(letters & set("hs"))
    if timed and number < 1 and not letters & set("dy"):
        return (datetime.datetime.min + datetime.timedelta(milliseconds=round(part * DAY))).time()
    if epoch == CALENDAR_WINDOWS_1900:
        if day == 0:
            raise ValueError("the day before the first one")
        day += day < LEAP
    found: datetime.datetime = epoch + datetime.timedelta(days=day, milliseconds=round(part * DAY))
    return found if timed or part else found.date()


def moment_text(value: Moment, code: str) -> str:
    """The moment as a person sees it."""
    letters = _letters(code)
    if isinstance(value, datetime.timedelta):
        return _span(value, letters)
    parts = []
    dated = bool(letters & set("dy")) or not letters & set("hs")
    if dated and not isinstance(value, datetime.time):
        parts.append(_day(value, letters, code))
    if letters & set("hs") and not (isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)):
        parts.append(f"{value:%H:%M:%S}" if "s" in letters else f"{value:%H:%M}")
    return " ".join(parts)


def _day(value: datetime.date, letters: set[str], code: str) -> str:
    if "d" in letters:
        return f"{value:%d.%m.%Y}"
    if "m" not in letters:
        return str(value.year)
    name = MONTHS[value.month - 1] if "mmm" in _plain(code) else f"{value:%m}"
    if "y" not in letters:
        return name
    return f"{name} {value.year}" if name.isalpha() else f"{name}.{value.year}"


def _span(value: datetime.timedelta, letters: set[str]) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    shown = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}"
    return f"{shown}:{seconds % 60:02}" if "s" in letters else shown


def _letters(code: str) -> set[str]:
    """The letters of a date format: d, m, y, h, s."""
    return set(_plain(code))


def _plain(code: str) -> str:
    return NO_LETTERS.sub("", code).lower()
