"""Reading a deadline as worded: «28.05.2021», «II квартал 2024 г.», «ежеквартально, до 5-го числа»."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from meetings.models.decisions import Decision

Kind = Decision.DeadlineKind
MONTHS = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
MONTH = r"(январ\w|феврал\w|март\w?|апрел\w|ма[йяе]|июн\w|июл\w|август\w?|сентябр\w|октябр\w|ноябр\w|декабр\w)"
NUMERIC = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b")
WORDED = re.compile(rf"\b(\d{{1,2}})\s+{MONTH}(?:\s+(\d{{4}}))?", re.IGNORECASE)
MONTH_ONLY = re.compile(rf"\b{MONTH}(?:\s+(\d{{4}}))?", re.IGNORECASE)
QUARTER = re.compile(r"\b(IV|III|II|I|[1-4])[- ]?(?:й|го|м)?\s+квартал\w*(?:\s+(\d{4}))?", re.IGNORECASE)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
RECURRING = re.compile(r"ежеквартальн|ежемесячн|ежегодн|еженедельн|ежедневн|кажд(?:ый|ую|ое|ого)", re.IGNORECASE)
RELATIVE = re.compile(r"в течение|со дня|с момента|после подписания", re.IGNORECASE)
STAGE = re.compile(r"([^,;–—]+?)\s*[–—-]\s*до\s+(\d{1,2}\.\d{1,2}\.\d{4})")
CENTURY, SHORT_YEAR = 2000, 100  # «24» is 2024


@dataclass(frozen=True)
class Read:
    """What the wording says. `impossible` holds a date that no calendar has; `year_inferred`: no year was given."""

    kind: str
    date: datetime.date | None = None
    impossible: str = ""
    year_inferred: bool = False


def read(text: str, year: int) -> Read:
    """Read a deadline; `year` stands in where the wording names none. Never raises, unknown wording is an event."""
    text = text.strip()
    if not text:
        return Read(Kind.NONE)
    if RECURRING.search(text):  # «до 20 марта 2023 г., далее – ежемесячно» has a first date
        first = _date(text, year)
        return Read(Kind.RECURRING, first.date if first else None)
    if RELATIVE.search(text):
        return Read(Kind.RELATIVE)
    if "постоянно" in text.lower():
        return Read(Kind.PERMANENT)
    return _date(text, year) or _period(text, year) or Read(Kind.EVENT)


def stages(text: str) -> list[dict[str, str]]:
    """«проект – до 15.05.2024, итоговая редакция – до 31.05.2024» as stages; [] unless there are two or more."""
    found = [
        {"text": name.strip(), "deadline": made.isoformat()}
        for name, day in STAGE.findall(text)
        if (made := read(day, 0).date)
    ]
    return found if len(found) > 1 else []


def _date(text: str, year: int) -> Read | None:
    found = [(m.start(), m[1], m[2], m[3]) for m in NUMERIC.finditer(text)]
    found += [(m.start(), m[1], str(_month(m[2])), m[3] or "") for m in WORDED.finditer(text)]
    if not found:
        return None
    _place, day, month, stated = max(found)
    full = int(stated) if stated else year
    full += CENTURY if stated and full < SHORT_YEAR else 0
    try:
        return Read(Kind.DATE, datetime.date(full, int(month), int(day)), year_inferred=not stated)
    except ValueError:
        return Read(Kind.EVENT, impossible=text)


def _period(text: str, year: int) -> Read | None:
    if m := QUARTER.search(text):
        number = ROMAN.get(m[1].lower()) or int(m[1])
        return _end_of(int(m[2] or year), number * 3, inferred=not m[2])
    if m := MONTH_ONLY.search(text):
        return _end_of(int(m[2] or year), _month(m[1]), inferred=not m[2])
    return None


def _end_of(year: int, month: int, *, inferred: bool) -> Read | None:
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return None
    last = calendar.monthrange(year, month)[1]
    return Read(Kind.PERIOD_END, datetime.date(year, month, last), year_inferred=inferred)


def _month(word: str) -> int:
    """1 to 12; «ма» stands last, because «март» begins with it too."""
    starts = sorted(enumerate(MONTHS, 1), key=lambda pair: -len(pair[1]))
    return next(number for number, stem in starts if word.lower().startswith(stem))
