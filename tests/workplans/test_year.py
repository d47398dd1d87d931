"""Pictures of the year made by the server: bars in their place, words for who does not see them, no inline style."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.workplans import making
from tests.workplans.test_queries import fill
from workplans import year
from workplans.models import Activity
from workplans.standing import Standing

YEAR = 2021
SHAPES = {"rect", "path"}
ATTRIBUTES = {
    *("class", "viewBox", "preserveAspectRatio", "role", "aria-label", "aria-hidden"),
    *("x", "y", "width", "height", "d", "vector-effect"),
}


def standing(code="planned", words="Запланировано"):
    return Standing(code, words)


def parsed(svg):
    return ET.fromstring(str(svg))  # noqa: S314 – made by the portal itself


def drawn(row, state=None, today=making.DAY):
    return parsed(year.bar(row, state or standing(), YEAR, today))


def activity(started, ended, **more):
    return Activity(title="О", period_words="срок", started=started, ended=ended, **more)


def bars(svg):
    """(class, left, right) of its rectangles."""
    return [
        (one.get("class"), float(one.get("x")), float(one.get("x")) + float(one.get("width")))
        for one in svg.iter("rect")
    ]


def of(month, day=1, in_year=YEAR):
    return datetime.date(in_year, month, day)


# --- places


@pytest.mark.parametrize(
    ("day", "where"),
    [
        (of(1), 0),
        (of(2), 20),
        (of(7), 120),
        (of(12), 220),
        (of(4, 16), 70),  # the middle of a month of thirty days
        (of(12, 31), 239.4),
        (of(12, 31, 2020), 0),
        (of(1, 1, 2022), 240),
    ],
)
def test_a_day_has_its_place(day, where):
    assert year.place(day, YEAR) == pytest.approx(where, abs=0.06)


@given(st.dates(of(1), of(12, 31)), st.dates(of(1), of(12, 31)))
def test_later_days_stand_further_right(one, other):
    first, last = sorted((one, other))
    assert 0 <= year.place(first, YEAR) <= year.place(last, YEAR) <= year.WIDTH


@given(st.dates(of(1, 1, 2019), of(12, 31, 2023)), st.integers(0, 900))
def test_a_bar_never_leaves_the_picture_and_is_never_too_thin_to_see(first, days):
    last = first + datetime.timedelta(days=days)
    for state in (standing(), standing("running"), standing("done")):
        for _kind, left, right in bars(drawn(activity(first, last), state)):
            assert -0.05 <= left <= right <= year.WIDTH + 0.05
    ((_kind, left, right),) = bars(drawn(activity(first, last)))
    assert right - left >= year.SHORTEST - 0.1


def test_from_its_first_day_to_the_end_of_its_last():
    ((kind, left, right),) = bars(drawn(activity(of(4), of(6, 30))))
    assert (kind, left) == ("plan", 60)
    assert right == pytest.approx(120, abs=0.1)


def test_a_deadline_alone_and_the_last_day_of_the_year_are_seen():
    for row in (activity(None, of(6, 1)), activity(None, of(12, 31)), activity(of(12, 31), of(12, 31))):
        ((_kind, left, right),) = bars(drawn(row))
        assert right - left == pytest.approx(year.SHORTEST, abs=0.1)


def test_without_dates_there_is_no_bar_and_the_words_still_say_how_it_stands():
    svg = drawn(activity(None, None))
    assert bars(svg) == []
    assert svg.get("aria-label") == "Запланировано"


# --- states


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("planned", "plan"),
        ("overdue", "slow"),
        ("not_done", "slow"),
        ("done", "done"),
        ("late", "done"),
        ("carried", "plan"),
        ("cancelled", "plan"),
    ],
)
def test_a_state_has_its_colour_by_class(code, kind):
    assert [one[0] for one in bars(drawn(activity(of(4), of(6, 30)), standing(code)))] == [kind]


def test_what_runs_is_filled_up_to_today():
    (whole, filled) = bars(drawn(activity(of(4), of(9, 30)), standing("running")))
    assert (whole[0], filled[0]) == ("run", "done")
    assert filled[1] == whole[1] == 60
    assert filled[2] == pytest.approx(year.place(making.DAY, YEAR), abs=0.1)
    assert len(bars(drawn(activity(of(8), of(9, 30)), standing("running")))) == 1  # begun before its time


def test_the_line_of_today_stands_in_its_own_year_alone():
    row = activity(of(4), of(6, 30))
    assert len(list(drawn(row).iter("path"))) == 1
    assert list(drawn(row, today=of(5, 17, 2022)).iter("path")) == []
    assert "path" not in year.empty(YEAR, of(5, 17, 2022))


def test_words_of_the_plan_cannot_break_out_of_the_label():
    row = activity(of(4), of(6, 30))
    row.period_words = '"><script>alert(1)</script>'
    svg = drawn(row, standing("planned", '"onload="x'))
    assert svg.get("aria-label") == '"><script>alert(1)</script>: "onload="x'


# --- pages


def pictures(client, user, address):
    client.force_login(user)
    text = client.get(address).text
    return text, [parsed(found) for found in re.findall(r"<svg class=\"year.*?</svg>", text, re.DOTALL)]


def test_pictures_have_attributes_only_and_pages_no_inline_style(council, client):
    plan = making.approved(council)
    making.reported(plan, by=council.chair)
    pages = [f"{plan.get_absolute_url()}?view={view}" for view in ("year", "table", "organizations", "months", "mine")]
    pages += [reverse(f"workplans:{name}", args=[plan.pk]) for name in ("pictures", "coverage")]
    for page in pages:
        text, found = pictures(client, council.head, page)
        assert " style=" not in text, page
        assert "<style" not in text, page
        for svg in found:
            for one in svg.iter():
                assert set(one.attrib) <= ATTRIBUTES, (page, one.attrib)
                assert one is svg or one.tag in SHAPES


def test_the_picture_of_progress_says_what_stands_beside_it(council, client):
    plan = making.approved(council)
    making.reported(plan, by=council.chair)
    making.reported(plan, "Реестр рабочих мест", told="not_done", by=council.other_head)
    text, _found = pictures(client, council.member, reverse("workplans:pictures", args=[plan.pk]))
    assert "aria-hidden" in text  # a screen reader reads the table
    rows = [year.Progress("А", 1, 1, 4), year.Progress("Б", 0, 0, 2), year.Progress("В", 0, 0, 0)]
    drawn_rows = [bars(parsed(svg)) for _row, svg in year.progress_pictures(rows)]
    assert drawn_rows == [
        [("plan", 0, 240), ("done", 0, 60), ("slow", 60, 120)],
        [("plan", 0, 120), ("done", 0, 0), ("slow", 0, 0)],
        [("plan", 0, 0), ("done", 0, 0), ("slow", 0, 0)],
    ]


def test_a_year_of_three_hundred_activities_is_shown_whole(council, client):
    plan = making.approved(council)
    fill(plan, 0, 293, reports=True)
    text, found = pictures(client, council.head, plan.get_absolute_url())
    assert sum("aria-label" in svg.attrib for svg in found) == 300
    assert all(text.count(f">Мероприятие {n}<") == 1 for n in (0, 150, 292))
    assert len(text.encode()) < 500_000


def test_a_plan_of_five_thousand_activities_opens(council, client):
    """The most a plan may have; its draft is written section by section."""
    plan = making.approved(council)
    draft = making.next_draft(council, plan)
    fill(draft, 0, 4993)
    client.force_login(council.head)
    written = client.get(reverse("workplans:draft", args=[draft.pk]))
    rows = re.findall(r'<tr id="row-', written.text)
    assert len(rows) == draft.sections.first().activities.count() < 1000
    read = client.get(draft.get_absolute_url())
    assert read.status_code == 200
    assert read.text.count('<a class="plain" href="/plan/activities/') == 5000
