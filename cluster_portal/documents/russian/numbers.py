"""Dates and counted things."""

import datetime

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


def long_date(date: datetime.date) -> str:
    """«09 апреля 2021 г.», as minutes No. 1 write it."""
    return f"{date.day:02} {MONTHS[date.month - 1]} {date.year} г."


def short_date(date: datetime.date) -> str:
    """«09.04.2021»."""
    return f"{date.day:02}.{date.month:02}.{date.year:04}"


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that goes with the number: 21 голос, 22 голоса, 25 голосов."""
    tens, ones = divmod(abs(n) % 100, 10)
    if tens == 1 or ones == 0 or ones >= 5:  # noqa: PLR2004 – the grammar's own boundary
        return many
    return one if ones == 1 else few
