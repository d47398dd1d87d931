"""Periods as plans word them."""

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.periods import Kind, Period, months, quarters, read, words_of

D = datetime.date
YEAR = (D(2021, 1, 1), D(2021, 12, 31))
APRIL = (D(2021, 4, 1), D(2021, 4, 30))
SPRING = (D(2021, 4, 1), D(2021, 6, 30))
HALF = (D(2021, 1, 1), D(2021, 6, 30))


def bounds(period):
    return period.start, period.end


CERTAIN = [
    ("апрель", Kind.MONTH, *APRIL),
    ("Апрель 2021 г.", Kind.MONTH, *APRIL),
    ("в апреле", Kind.MONTH, *APRIL),
    ("в течение апреля 2021 года", Kind.MONTH, *APRIL),
    ("АПРЕЛЬ2021г.", Kind.MONTH, *APRIL),
    ("апр.", Kind.MONTH, *APRIL),
    ("апр.21", Kind.MONTH, *APRIL),
    ("04.2021", Kind.MONTH, *APRIL),
    ("апрель т.г.", Kind.MONTH, *APRIL),
    ("апрель–май", Kind.MONTH, D(2021, 4, 1), D(2021, 5, 31)),
    ("апрель - июнь 2021", Kind.MONTH, *SPRING),
    ("апрель\u00a0—\u00a0июнь\u00a02021\u00a0г.", Kind.MONTH, *SPRING),
    ("с апреля по июнь", Kind.MONTH, *SPRING),
    ("апрель, май, июнь", Kind.MONTH, *SPRING),
    ("апрель и май", Kind.MONTH, D(2021, 4, 1), D(2021, 5, 31)),
    ("сентябрь – декабрь", Kind.MONTH, D(2021, 9, 1), D(2021, 12, 31)),
    ("I квартал", Kind.QUARTER, D(2021, 1, 1), D(2021, 3, 31)),
    ("1 квартал", Kind.QUARTER, D(2021, 1, 1), D(2021, 3, 31)),
    ("1-й квартал 2021 года", Kind.QUARTER, D(2021, 1, 1), D(2021, 3, 31)),
    ("Iкв.", Kind.QUARTER, D(2021, 1, 1), D(2021, 3, 31)),
    ("в первом квартале", Kind.QUARTER, D(2021, 1, 1), D(2021, 3, 31)),
    ("I–II квартал", Kind.QUARTER, *HALF),
    ("I, II кварталы", Kind.QUARTER, *HALF),
    ("1 и 2 квартал", Kind.QUARTER, *HALF),
    ("2-3 кв.", Kind.QUARTER, D(2021, 4, 1), D(2021, 9, 30)),
    ("II квартал – III квартал 2021 г.", Kind.QUARTER, D(2021, 4, 1), D(2021, 9, 30)),
    ("IV кв. 2021г", Kind.QUARTER, D(2021, 10, 1), D(2021, 12, 31)),
    ("первое полугодие", Kind.QUARTER, *HALF),
    ("II полугодие", Kind.QUARTER, D(2021, 7, 1), D(2021, 12, 31)),
    ("2-е полугодие 2021 г.", Kind.QUARTER, D(2021, 7, 1), D(2021, 12, 31)),
    ("I–II полугодие", Kind.QUARTER, *YEAR),
    ("15.05.2021", Kind.DATES, D(2021, 5, 15), D(2021, 5, 15)),
    ("2021-05-15", Kind.DATES, D(2021, 5, 15), D(2021, 5, 15)),
    ("2021-05-15 00:00:00", Kind.DATES, D(2021, 5, 15), D(2021, 5, 15)),
    ("15 мая", Kind.DATES, D(2021, 5, 15), D(2021, 5, 15)),
    ("до 15.05.2021", Kind.DATES, None, D(2021, 5, 15)),
    ("до15.05.21г.", Kind.DATES, None, D(2021, 5, 15)),
    ("Срок: до 15 мая", Kind.DATES, None, D(2021, 5, 15)),
    ("в срок до 15 мая включительно", Kind.DATES, None, D(2021, 5, 15)),
    ("не позднее 1 декабря", Kind.DATES, None, D(2021, 12, 1)),
    ("к 1 сентября", Kind.DATES, None, D(2021, 9, 1)),
    ("до конца года", Kind.DATES, None, D(2021, 12, 31)),
    ("до окончания 2021 года", Kind.DATES, None, D(2021, 12, 31)),
    ("до конца мая", Kind.DATES, None, D(2021, 5, 31)),
    ("не позднее II квартала", Kind.DATES, None, D(2021, 6, 30)),
    ("с 1 сентября", Kind.DATES, D(2021, 9, 1), D(2021, 12, 31)),
    ("начиная с марта", Kind.DATES, D(2021, 3, 1), D(2021, 12, 31)),
    ("с 01.03. по 30.04.", Kind.DATES, D(2021, 3, 1), D(2021, 4, 30)),
    ("апрель-июнь 21 г.", Kind.MONTH, *SPRING),
    ("с 01.03 по 30.04", Kind.DATES, D(2021, 3, 1), D(2021, 4, 30)),
    ("01.03.2021–30.04.2021", Kind.DATES, D(2021, 3, 1), D(2021, 4, 30)),
    ("в период с 01.03.2021 г. по 30.04.2021 г.", Kind.DATES, D(2021, 3, 1), D(2021, 4, 30)),
    ("с 1 по 15 марта", Kind.DATES, D(2021, 3, 1), D(2021, 3, 15)),
    ("15–16.05.2021", Kind.DATES, D(2021, 5, 15), D(2021, 5, 16)),
    ("1-5 марта 2021 года", Kind.DATES, D(2021, 3, 1), D(2021, 3, 5)),
    ("15 мая – июнь", Kind.DATES, D(2021, 5, 15), D(2021, 6, 30)),
    ("март – II квартал", Kind.DATES, D(2021, 3, 1), D(2021, 6, 30)),
    ("в течение года", Kind.YEAR, *YEAR),
    ("В  течении  всего года", Kind.YEAR, *YEAR),
    ("в течение 2021 года", Kind.YEAR, *YEAR),
    ("2021 год", Kind.YEAR, *YEAR),
    ("весь год", Kind.YEAR, *YEAR),
    ("постоянно, в течение года", Kind.YEAR, *YEAR),
    ("Постоянно", Kind.YEAR, *YEAR),
]


@pytest.mark.parametrize(("words", "kind", "start", "end"), CERTAIN)
def test_wordings_without_a_doubt(words, kind, start, end):
    assert read(words, 2021) == Period(kind, start, end)


@pytest.mark.parametrize(
    ("words", "repeat", "span"),
    [
        ("ежемесячно", "monthly", YEAR),
        ("Ежемесячно, до 5-го числа месяца, следующего за отчётным", "monthly", YEAR),
        ("до 10 числа каждого месяца", "monthly", YEAR),
        ("не реже 1 раза в месяц", "monthly", YEAR),
        ("ежеквартально", "quarterly", YEAR),
        ("в течение года, ежеквартально", "quarterly", YEAR),
        ("раз в квартал", "quarterly", YEAR),
        ("один раз в три месяца", "quarterly", YEAR),
        ("еженедельно", "weekly", YEAR),
        ("каждую пятницу", "weekly", YEAR),
        ("ежегодно, апрель", "yearly", APRIL),
        ("ежемесячно с апреля по июнь", "monthly", SPRING),
        ("ежемесячно до 30 июня", "monthly", HALF),
        ("ежемесячно начиная с 1 июля", "monthly", (D(2021, 7, 1), D(2021, 12, 31))),
    ],
)
def test_what_is_repeated(words, repeat, span):
    assert read(words, 2021) == Period(Kind.REPEATED, *span, repeat)


@pytest.mark.parametrize(
    "words", ["раз в полугодие", "2 раза в год", "ежедневно", "раз в две недели", "не менее двух раз в месяц"]
)
def test_an_interval_not_kept_is_doubted(words):
    found = read(words, 2021)
    assert (found.kind, found.repeat, bounds(found)) == (Kind.REPEATED, "", YEAR)
    assert words in found.doubt


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("март, сентябрь", D(2021, 3, 1), D(2021, 9, 30)),
        ("I и III квартал", D(2021, 1, 1), D(2021, 9, 30)),
        ("15.03.2021, 20.09.2021", D(2021, 3, 15), D(2021, 9, 20)),
        ("март–апрель, октябрь–ноябрь", D(2021, 3, 1), D(2021, 11, 30)),
        ("апрель\nсентябрь", D(2021, 4, 1), D(2021, 9, 30)),
        ("1, 15 марта", D(2021, 3, 1), D(2021, 3, 15)),
    ],
)
def test_several_times_are_from_the_first_to_the_last_with_a_doubt(words, start, end):
    found = read(words, 2021)
    assert (found.kind, found.repeat, found.start, found.end) == (Kind.REPEATED, "", start, end)
    assert " ".join(words.split()) in found.doubt


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("апрель 2022 г.", Kind.MONTH, D(2022, 4, 1), D(2022, 4, 30)),
        ("декабрь 2021 г. – январь 2022 г.", Kind.MONTH, D(2021, 12, 1), D(2022, 1, 31)),
        ("2020/2021 учебный год", Kind.DATES, D(2020, 9, 1), D(2021, 8, 31)),
        ("2021-2022 уч. год", Kind.DATES, D(2021, 9, 1), D(2022, 8, 31)),
        ("с 1 сентября 2020 г.", Kind.DATES, D(2020, 9, 1), D(2021, 12, 31)),
        ("до 15.01.2022", Kind.DATES, None, D(2022, 1, 15)),
        ("2021–2022 гг.", Kind.YEAR, D(2021, 1, 1), D(2022, 12, 31)),
    ],
)
def test_outside_the_plans_year_is_kept_and_doubted(words, kind, start, end):
    found = read(words, 2021)
    assert (found.kind, found.start, found.end) == (kind, start, end)
    assert words in found.doubt
    assert "2021" in found.doubt


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("в течение учебного года", Kind.YEAR, *YEAR),
        ("учебный год", Kind.YEAR, *YEAR),
        ("по мере необходимости", Kind.YEAR, *YEAR),
        ("по отдельному графику", Kind.YEAR, *YEAR),
        ("до июня", Kind.DATES, None, D(2021, 5, 31)),
        ("с марта до июня", Kind.DATES, D(2021, 3, 1), D(2021, 5, 31)),
        ("апрель (по согласованию)", Kind.MONTH, *APRIL),
        ("конец апреля", Kind.MONTH, *APRIL),
        ("ежемесячно, последняя среда", Kind.REPEATED, *YEAR),
    ],
)
def test_a_guess_is_doubted(words, kind, start, end):
    found = read(words, 2021)
    assert (found.kind, found.start, found.end) == (kind, start, end)
    assert words in found.doubt


@pytest.mark.parametrize(
    "words",
    [
        "31.02.2021",
        "с 01.03 по 31.04",
        "00.00.0000",
        "1.13",
        "июнь – апрель",
        "с 30.04.2021 по 01.03.2021",
        "на следующем заседании",
        "маркетинг",
        "–",
        "апрель " * 100,
    ],
)
def test_what_cannot_be_is_unknown_with_a_doubt(words):
    found = read(words, 2021)
    assert (found.kind, found.start, found.end) == (Kind.UNKNOWN, None, None)
    assert " ".join(words.split())[:20] in found.doubt


@pytest.mark.parametrize("words", ["", " \n\u00a0"])
def test_no_words_say_nothing(words):
    assert read(words, 2021) == Period(Kind.UNKNOWN)


PIECES = (
    "с по до – - , ; и . # апрель мая дек. I II IV i 1 2 15 31 04 2021 2022 квартал кв. полугодие год года г. уч. "
    "ежемесячно раз раза в каждый конца числа включительно не позднее 15.05.2021 01.03 2021/2022 учебный \n"
)
WORDINGS = st.lists(st.sampled_from(PIECES.split(" ")), max_size=10)


@given(st.text(max_size=60) | WORDINGS.map(" ".join) | WORDINGS.map("".join))
def test_no_wording_breaks_it(words):
    found = read(words, 2021)
    assert found.kind in list(Kind)
    assert not found.kind or found.end
    assert not found.start or found.start <= found.end
    assert found.repeat in {"monthly", "quarterly", "weekly", "yearly", ""}
    assert found.doubt or found.kind or not words.strip()
    assert 1 <= len(quarters(found.start, found.end)) <= 4 or not found.kind


@given(st.integers(-5, 12_000), st.sampled_from(["апрель", "в течение года", "до июня", "до конца года", "с 1 мая"]))
def test_no_year_breaks_it(year, words):
    assert read(words, year).kind in list(Kind)


@st.composite
def periods(draw):
    kind = draw(st.sampled_from([kind for kind in Kind if kind]))
    first = draw(st.dates(D(1000, 1, 1), D(9998, 12, 31)))
    length = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}.get(kind)
    if length:
        begin = (first.month - 1) // length * length
        months_on = begin + length * draw(st.integers(1, 5)) - 1
        year, month = first.year + months_on // 12, months_on % 12 + 1
        if year > 9999:
            year, month = first.year, 12
        return kind, D(first.year, begin + 1, 1), D(year, month, calendar.monthrange(year, month)[1]), ""
    last = draw(st.dates(first, D(9999, 12, 31)))
    if kind == Kind.REPEATED:
        first, last = draw(st.sampled_from([(first, last), (D(first.year, 1, 1), D(first.year, 12, 31))]))
        return kind, first, last, draw(st.sampled_from(["monthly", "quarterly", "weekly", "yearly", ""]))
    return (kind, *draw(st.sampled_from([(first, last), (first, first), (None, last)])), "")


@given(periods(), st.integers(1, 9998))
def test_round_trip(period, other):
    for year in {other, (period[1] or period[2]).year}:
        for words in (words_of(*period), words_of(*period, year=year)):
            found = read(words, year)
            assert (found.kind, found.start, found.end, found.repeat) == period, words


@pytest.mark.parametrize(("words", "kind", "start", "end"), CERTAIN)
def test_whatever_was_read_is_worded_so_that_it_reads_the_same(words, kind, start, end):
    assert read(words_of(kind, start, end, "", year=2021), 2021) == Period(kind, start, end)


@pytest.mark.parametrize(
    ("period", "full", "inside"),
    [
        ((Kind.MONTH, *APRIL, ""), "апрель 2021 г.", "апрель"),
        ((Kind.MONTH, *SPRING, ""), "апрель–июнь 2021 г.", "апрель–июнь"),
        ((Kind.QUARTER, *SPRING, ""), "II квартал 2021 г.", "II квартал"),
        ((Kind.QUARTER, D(2021, 4, 1), D(2021, 9, 30), ""), "II–III квартал 2021 г.", "II–III квартал"),
        ((Kind.QUARTER, *HALF, ""), "I полугодие 2021 г.", "I полугодие"),
        ((Kind.YEAR, *YEAR, ""), "2021 год", "в течение года"),
        ((Kind.REPEATED, *YEAR, "monthly"), "ежемесячно в 2021 году", "ежемесячно"),
        ((Kind.REPEATED, *APRIL, "yearly"), "ежегодно, апрель 2021 г.", "ежегодно, апрель"),
        ((Kind.DATES, None, D(2021, 5, 15), ""), "до 15.05.2021", "до 15.05.2021"),
        ((Kind.DATES, *APRIL, ""), "01.04.2021–30.04.2021", "01.04.2021–30.04.2021"),
        ((Kind.MONTH, D(2021, 4, 2), D(2021, 4, 30), ""), "02.04.2021–30.04.2021", "02.04.2021–30.04.2021"),
        ((Kind.UNKNOWN, None, None, ""), "", ""),
    ],
)
def test_the_usual_wording(period, full, inside):
    assert (words_of(*period), words_of(*period, year=2021)) == (full, inside)


@pytest.mark.parametrize(
    ("start", "end", "touched", "first_and_last"),
    [
        (*SPRING, [2], (4, 6)),
        (*YEAR, [1, 2, 3, 4], (1, 12)),
        (None, D(2021, 5, 15), [2], (5, 5)),
        (D(2021, 9, 1), None, [3, 4], (9, 12)),
        (D(2021, 12, 1), D(2022, 1, 31), [1, 4], (12, 12)),
        (D(2020, 9, 1), D(2021, 8, 31), [1, 2, 3, 4], (1, 8)),
        (D(2022, 4, 1), D(2022, 4, 30), [2], (0, 0)),
        (None, None, [], (0, 0)),
    ],
)
def test_quarters_and_months(start, end, touched, first_and_last):
    assert quarters(start, end) == touched
    assert months(start, end, 2021) == first_and_last
