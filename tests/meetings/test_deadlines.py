"""Deadlines as worded."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.deadlines import Kind, read, stages

D = datetime.date


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("", Kind.NONE, None),
        ("28.05.2021", Kind.DATE, D(2021, 5, 28)),
        ("до 20.05.24", Kind.DATE, D(2024, 5, 20)),
        ("до 1 марта 2023 г.", Kind.DATE, D(2023, 3, 1)),
        ("до 3 мая", Kind.DATE, D(2021, 5, 3)),
        ("II квартал 2024 г.", Kind.PERIOD_END, D(2024, 6, 30)),
        ("4 квартал", Kind.PERIOD_END, D(2021, 12, 31)),
        ("февраль 2024 г.", Kind.PERIOD_END, D(2024, 2, 29)),
        ("в течение 10 рабочих дней со дня подписания протокола", Kind.RELATIVE, None),
        ("ежеквартально, до 5-го числа месяца, следующего за отчётным", Kind.RECURRING, None),
        ("постоянно", Kind.PERMANENT, None),
        ("на следующем заседании", Kind.EVENT, None),
        ("проект – до 15.05.2024, итоговая редакция – до 31.05.2024", Kind.DATE, D(2024, 5, 31)),
    ],
)
def test_wording(text, kind, date):
    found = read(text, 2021)
    assert (found.kind, found.date) == (kind, date)


def test_a_date_no_calendar_has_is_kept_and_named():
    assert read("31.02.2021", 2021).impossible == "31.02.2021"


def test_a_year_that_is_not_stated_is_said_to_be_inferred():
    assert read("до 3 мая", 2021).year_inferred
    assert not read("до 3 мая 2022", 2021).year_inferred


def test_stages():
    found = stages("проект – до 15.05.2024, итоговая редакция – до 31.05.2024")
    assert found == [
        {"text": "проект", "deadline": "2024-05-15"},
        {"text": "итоговая редакция", "deadline": "2024-05-31"},
    ]
    assert stages("до 15.05.2024") == []


@given(st.dates(D(1990, 1, 1), D(2099, 12, 31)))
def test_every_day_is_read_back(day):
    assert read(f"до {day:%d.%m.%Y}", 2021).date == day


@given(st.text(max_size=200))
def test_no_wording_breaks_it(text):
    assert read(text, 2021).kind in Kind.values
