"""Calendar feeds: several events in one file."""

import datetime

from icalendar import Calendar

from cluster_portal.documents.calendar import Appointment, to_feed, to_ics

CHANGED = datetime.datetime(2021, 4, 9, 3, tzinfo=datetime.UTC)


def appointment(uid: str, **changes) -> Appointment:
    day = datetime.date(2021, 5, 17)
    told = {
        "uid": uid,
        "start": day,
        "end": day + datetime.timedelta(1),
        "summary": "Заседание; совет, Томск",
        "place": "г. Томск",
        "text": "Повестка:\n1. План",
        "url": "https://localhost/meetings/2/",
        "changed": CHANGED,
        "sequence": 1,
    }
    return Appointment(**told | changes)


def test_a_feed_has_every_event_and_its_name():
    moment = datetime.datetime(2021, 5, 20, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    timed = appointment("b", start=moment, end=moment + datetime.timedelta(hours=1))
    made = [appointment("a"), timed, appointment("c", cancelled=True)]
    calendar = Calendar.from_ical(to_feed("Совет", made))
    assert (calendar["METHOD"], calendar["NAME"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Совет", "Совет")
    events = calendar.walk("VEVENT")
    assert [str(event["UID"]) for event in events] == ["a", "b", "c"]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[0].decoded("DTSTART") == datetime.date(2021, 5, 17)
    assert events[1].decoded("DTSTART") == datetime.datetime(2021, 5, 20, 7, tzinfo=datetime.UTC)
    assert str(events[0]["SUMMARY"]) == "Заседание; совет, Томск"


def test_an_empty_feed_is_a_calendar():
    assert Calendar.from_ical(to_feed("Совет", [])).walk("VEVENT") == []


def test_the_same_events_give_the_same_bytes_alone_and_in_a_feed():
    made = appointment("a")
    assert to_feed("Совет", [made]) == to_feed("Совет", iter([made]))
    alone, feed = to_ics(made).decode(), to_feed("Совет", [made]).decode()
    event = alone[alone.index("BEGIN:VEVENT") : alone.index("END:VEVENT")]
    assert event in feed
    assert "METHOD:CANCEL" in to_ics(appointment("a", cancelled=True)).decode()
