"""Pictures made by the server: bars of the year, progress by direction and quarter. Attributes only, no style."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from workplans.models import Activity
from workplans.standing import Standing

WIDTH = 240  # units of the picture: twenty a month
MONTH = 20
SHORTEST = 3.0
CLASSES = {
    "planned": "plan",
    "running": "run",
    "overdue": "slow",
    "done": "done",
    "late": "done",
    "not_done": "slow",
    "carried": "plan",
    "cancelled": "plan",
}


def place(day: datetime.date, year: int) -> float:
    """Where a day stands in the picture; days of other years at its edge."""
    if day.year != year:
        return 0.0 if day.year < year else float(WIDTH)
    first = datetime.date(year, day.month, 1)
    following = datetime.date(year + day.month // 12, day.month % 12 + 1, 1)
    return round(MONTH * (day.month - 1 + (day - first).days / (following - first).days), 1)


def bar(row: Activity, standing: Standing, year: int, today: datetime.date) -> SafeString:
    """The bar of an activity; its words for a screen reader are the period and the state."""
    mark = today_mark(year, today)
    end = row.ended or (datetime.date(year, 12, 31) if row.started or row.period_kind else None)
    if end is None:
        words, shape = standing.words, ""
    else:
        start = row.started or end
        left = min(place(start, year), WIDTH - SHORTEST)  # the last day of the year is seen whole too
        right = min(place(end, year) + MONTH / 30, float(WIDTH))
        words = f"{row.period_words}: {standing.words}"
        shape = _shape(standing, left, max(right - left, SHORTEST), place(today, year), today.year == year)
    return format_html(
        '<svg class="year" viewBox="0 0 {} 20" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        WIDTH,
        words,
        shape,
        mark,
    )


def _shape(standing: Standing, left: float, width: float, now: float, this_year: bool) -> SafeString:
    whole = format_html(
        '<rect class="{}" x="{}" y="6" width="{}" height="8" vector-effect="non-scaling-stroke"/>',
        CLASSES[standing.code],
        f"{left:.1f}",
        f"{width:.1f}",
    )
    if standing.code != "running" or not this_year or now <= left:
        return whole
    done = format_html(
        '<rect class="done" x="{}" y="6" width="{}" height="8"/>', f"{left:.1f}", f"{min(now - left, width):.1f}"
    )
    return format_html("{}{}", whole, done)


def today_mark(year: int, today: datetime.date) -> SafeString:
    """The line of today, in its own year."""
    if today.year != year:
        return SafeString("")
    return format_html(
        '<path class="today" d="M{} -400V400" vector-effect="non-scaling-stroke"/>', f"{place(today, year):.1f}"
    )


def empty(year: int, today: datetime.date) -> SafeString:
    """A cell of the year without a bar."""
    return format_html(
        '<svg class="year" viewBox="0 0 {} 20" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        WIDTH,
        today_mark(year, today),
    )


@dataclass(frozen=True)
class Progress:
    """How many of how many activities are done: of a direction, of a quarter."""

    name: str
    done: int
    overdue: int
    total: int


def progress_pictures(rows: list[Progress]) -> list[tuple[Progress, SafeString]]:
    """Each row with its bar, n of m, all of one scale; the numbers beside it say the same."""
    most = max((row.total for row in rows), default=1) or 1
    return [(row, _progress(row, most)) for row in rows]


def _progress(row: Progress, most: int) -> SafeString:
    whole, done, late = (f"{WIDTH * n / most:.1f}" for n in (row.total, row.done, row.overdue))
    return format_html(
        '<svg class="year bars" viewBox="0 0 {} 20" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="plan" x="0" y="6" width="{}" height="8" vector-effect="non-scaling-stroke"/>'
        '<rect class="done" x="0" y="6" width="{}" height="8"/>'
        '<rect class="slow" x="{}" y="6" width="{}" height="8"/></svg>',
        WIDTH,
        whole,
        done,
        done,
        late,
    )
