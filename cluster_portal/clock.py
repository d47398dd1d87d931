"""What day it is: the only place the portal asks for the time.

The demo sets the day by DEMO_TODAY; settings refuse that in production.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_set_day: ContextVar[datetime.date | None] = ContextVar("set_day", default=None)


def now() -> datetime.datetime:
    """The moment, aware, UTC; on a set day the real time of day on that day."""
    moment = timezone.now()
    day = _set_day.get() or settings.DEMO_TODAY
    if day is None:
        return moment
    local = timezone.localtime(moment)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(datetime.UTC)


def today() -> datetime.date:
    """The date in the council's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def day(date: datetime.date) -> Iterator[None]:
    """Let the code inside live on another day; for the demo's loader and the tests.

    Raises RuntimeError where DEMO is off, so that production cannot antedate anything.
    """
    if not settings.DEMO:
        raise RuntimeError("The day can be set only in the demo.")
    token = _set_day.set(date)
    try:
        yield
    finally:
        _set_day.reset(token)
