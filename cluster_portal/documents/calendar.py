"""Calendar files: one event, UTC, with the method that tells whether it stands or is cancelled."""

from __future__ import annotations

import datetime
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
    calendar = Calendar()
    calendar.add("prodid", "-//Coordination Council//Portal//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if made.cancelled else "PUBLISH")
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
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _utc(moment: datetime.datetime | datetime.date) -> datetime.datetime | datetime.date:
    return moment.astimezone(datetime.UTC) if isinstance(moment, datetime.datetime) else moment
