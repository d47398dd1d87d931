"""Calendar files in UTC: one event, whose method tells whether it stands or is cancelled, and feeds of many."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

ICS = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Appointment:
    """What a calendar needs. `start` is aware, or a day where no time is known; `sequence` grows with each change."""

    uid: str
    start: datetime.datetime | datetime.date
    end: datetime.datetime | datetime.date
    summary: str
    place: str
    text: str
    url: str
    changed: datetime.datetime
    sequence: int
    cancelled: bool = False


def to_ics(made: Appointment) -> bytes:
    """The event as a file; the same appointment gives the same bytes."""
    return _written(_calendar("CANCEL" if made.cancelled else "PUBLISH"), [made])


def to_feed(name: str, appointments: Iterable[Appointment]) -> bytes:
    """Events as a calendar to subscribe to, which calendars show under this name; the same events give the same bytes.

    What was cancelled says so itself: a feed is always published.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    return _written(calendar, appointments)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Coordination Council//Portal//RU")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar, appointments: Iterable[Appointment]) -> bytes:
    for made in appointments:
        calendar.add_component(_event(made))
    written: bytes = calendar.to_ical()
    return written


def _event(made: Appointment) -> Event:
    event = Event()
    event.add("uid", made.uid)
    event.add("dtstamp", made.changed.astimezone(datetime.UTC))
    event.add("dtstart", _utc(made.start))
    event.add("dtend", _utc(made.end))
    event.add("summary", made.summary)
    event.add("location", made.place)
    event.add("description", made.text)
    event.add("url", made.url)
    event.add("sequence", made.sequence)
    event.add("status", "CANCELLED" if made.cancelled else "CONFIRMED")
    return event


def _utc(moment: datetime.datetime | datetime.date) -> datetime.datetime | datetime.date:
    return moment.astimezone(datetime.UTC) if isinstance(moment, datetime.datetime) else moment
