"""A meeting by its printed number, for commands."""

from __future__ import annotations

from django.core.management.base import CommandError

from meetings.models import Meeting


def meeting_by_number(number: str, year: int | None) -> Meeting:
    """The meeting of that number. Raises CommandError: no such meeting, or several, which are listed."""
    found = Meeting.objects.filter(number=number).select_related("cluster", "charter")
    if year:
        found = found.filter(year=year)
    meetings = list(found.order_by("date"))
    if len(meetings) == 1:
        return meetings[0]
    if not meetings:
        raise CommandError(f"There is no meeting No. {number}{f' in {year}' if year else ''}.")
    listed = "\n".join(f"  No. {m.number} of {m.date:%d.%m.%Y}: --year {m.year}" for m in meetings)
    raise CommandError(f"No. {number} is ambiguous, add the year:\n{listed}")
