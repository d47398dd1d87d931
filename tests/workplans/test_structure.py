"""The structure of a plan: sections and directions, details and indicators of activities, who may write and when."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.journal.models import Entry
from members import actions as composition
from tests import actors as people
from tests.workplans import making
from tests.workplans.making import doubts, fields, post, refusal, save, three
from workplans import actions
from workplans.models import Indicator
from workplans.record import Record

FIRST, SECOND = "Сетевые программы", "Общая мастерская"


@pytest.fixture
def draft(council):
    """Seven activities, one in each of seven sections."""
    return making.drafted(council)


@pytest.fixture
def leader(client, council):
    """The browser of Матвеев, who leads the group."""
    client.force_login(council.head)
    return client


# --- sections


def test_sections_come_from_directions_once(leader, council):
    draft = making.begun(council)
    answer = post(leader, "sections_of", draft, source="protocol")
    assert answer.url == f"{draft.get_absolute_url()}draft/"
    rows = list(draft.sections.order_by("order"))
    assert [row.direction for row in rows] == making.directions()
    assert rows[0].heading.startswith("Развитие в Томской области")
    assert not any(row.heading.endswith((";", ".")) for row in rows)
    again = {"revision": draft, "by": council.head}
    assert refusal(actions.add_sections_of_directions, source="protocol", **again) == "empty"
    assert refusal(actions.add_sections_of_directions, source="regulation", **again) == "empty"
    actions.remove_section(section=rows[2], by=council.head)
    actions.add_sections_of_directions(source="protocol", **again)
    assert draft.sections.count() == 7
    assert draft.sections.order_by("-order").first().direction == rows[2].direction


def test_a_section_has_words_of_its_own_or_of_a_direction(leader, council):
    draft, direction = making.begun(council), making.directions()[3]
    assert post(leader, "add_section", draft, heading="Раздел I").status_code == 302
    assert post(leader, "add_section", draft, direction=direction.pk).status_code == 302
    assert [row.heading for row in draft.sections.all()] == ["Раздел I", direction.text]
    answer = post(leader, "add_section", draft, heading="  ")
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["heading"])
    assert fields(actions.add_section, revision=draft, heading=" ", by=council.head) == {"heading"}
    assert post(leader, "add_section", draft, heading="a\0b").status_code == 400
    assert draft.sections.count() == 2


def test_sections_are_tied_moved_and_taken_out_without_their_activities(leader, council):
    draft, direction = three(council), making.directions()[0]
    first = making.section(draft, 1)
    assert post(leader, "tie", first, direction=direction.pk).status_code == 302
    assert making.section(draft, 1).direction == direction
    post(leader, "place_section", first, step="down")
    assert "".join(making.titles(draft)) == "ГАБВ"
    post(leader, "place_section", first, step="down")
    assert "".join(making.titles(draft)) == "ГАБВ"
    assert post(leader, "remove_section", first).status_code == 200
    assert [row.heading for row in Record(making.fresh(draft)).sections] == ["Раздел II"]
    assert "".join(making.titles(draft)) == "АБВГ"
    assert doubts(draft, "А") == [_("Activity %(number)s stands in no section") % {"number": "1"}]


# --- details


DETAILS = [
    ({"started": "31.12.2020", "ended": "01.05.2021"}, "started"),
    ({"started": "01.05.2021", "ended": "01.01.2022"}, "ended"),
    ({"started": "02.05.2021", "ended": "01.05.2021"}, "ended"),
    ({"started": "31.02.2021"}, "started"),
    ({"ended": "скоро"}, "ended"),
    ({"moved_reason": "а\0"}, "moved_reason"),
]


@pytest.mark.parametrize(("typed", "field"), DETAILS)
def test_dates_that_cannot_be_are_refused_at_their_field(leader, draft, typed, field):
    row = making.activity(draft, FIRST)
    answer = post(leader, "detail", row, **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert next(iter(typed.values())).rstrip("\0") in answer.content.decode(), "what was typed is lost"
    assert making.activity(draft, FIRST).started == row.started
    day = datetime.date.fromisoformat
    if "." in typed.get("ended", "") and typed["started"] != "31.02.2021":
        given = {name: day("-".join(reversed(value.split(".")))) for name, value in typed.items()}
        assert fields(actions.detail_activity, activity=row, by=None, **given) == {field}


def test_details_are_corrected(leader, council, draft):
    row = making.activity(draft, FIRST)
    more = making.directions()[5:]
    decision = making.assignment().decision
    answer = post(
        leader,
        "detail",
        row,
        started="01.02.2021",
        ended="31.12.2021",
        directions=[one.pk for one in more],
        decisions=[decision.pk],
    )
    assert answer.url == reverse("workplans:activity", args=[row.pk])
    saved = making.activity(draft, FIRST)
    assert (saved.started, saved.ended) == (datetime.date(2021, 2, 1), datetime.date(2021, 12, 31))
    assert (set(saved.directions.all()), list(saved.decisions.all())) == (set(more), [decision])
    assert saved.version == row.version + 1
    assert leader.get(answer.url).status_code == 200


def indicator(client, row, **changes):
    given = {"name": "Программ", "unit": "единиц", "baseline": "0", "target": "5", "rule": "sum"} | changes
    return post(client, "add_indicator", row, **given)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "  "}, "unit"),
        ({"name": ""}, "name"),
        ({"target": "-1"}, "target"),
        ({"baseline": "-0,01"}, "baseline"),
        ({"target": "пять"}, "target"),
        ({"target": "1e20"}, "target"),
        ({"rule": "most"}, "rule"),
        ({"name": "Про\x0bграмм"}, "name"),
        ({"unit": "еди\x01ниц"}, "unit"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused_at_its_field(leader, draft, wrong, field):
    row = making.activity(draft, FIRST)
    answer = indicator(leader, row, **wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert not Indicator.objects.exists()


def test_the_action_knows_the_same_rules_of_indicators(council, draft):
    given = {"activity": making.activity(draft, FIRST), "name": "Программ", "unit": "единиц", "by": council.head}
    for wrong in ({"unit": ""}, {"target": Decimal(-1)}, {"baseline": Decimal(-1)}, {"name": " "}, {"rule": "most"}):
        assert fields(actions.set_indicator, **(given | wrong)) == set(wrong)
    assert not Indicator.objects.exists()


def test_an_indicator_is_added_changed_and_taken_out(leader, draft):
    row = making.activity(draft, FIRST)
    assert indicator(leader, row, target="1234,5").status_code == 302
    one = row.indicators.get()
    assert (one.name, one.unit, one.target, one.rule) == ("Программ", "единиц", Decimal("1234.5"), "sum")
    given = {"name": "Программ", "unit": "%", "target": "80", "rule": "last"}
    assert post(leader, "indicator", row, one, **given).status_code == 302
    changed = row.indicators.get()
    assert (changed.key, changed.unit, changed.baseline, changed.rule) == (one.key, "%", None, "last")
    other = making.activity(draft, SECOND)
    assert post(leader, "indicator", other, one, **given).status_code == 404
    assert post(leader, "remove_indicator", row, one).status_code == 302
    assert not row.indicators.exists()


# --- who and when

ACTS = {
    "save_activity": lambda row, by: actions.save_activity(activity=row, version=1, values={"title": "Я"}, by=by),
    "add_activity": lambda row, by: actions.add_activity(revision=row.revision, title="Я", by=by),
    "move_activity": lambda row, by: actions.move_activity(activity=row, step="down", by=by),
    "copy_activity": lambda row, by: actions.copy_activity(activity=row, by=by),
    "remove_activity": lambda row, by: actions.remove_activity(activity=row, by=by),
    "put_back": lambda row, by: actions.put_back(activity=row, by=by),
    "detail_activity": lambda row, by: actions.detail_activity(activity=row, started=None, ended=None, by=by),
    "set_indicator": lambda row, by: actions.set_indicator(activity=row, name="а", unit="б", by=by),
    "add_section": lambda row, by: actions.add_section(revision=row.revision, heading="Я", by=by),
    "sections_of": lambda row, by: actions.add_sections_of_directions(revision=row.revision, source="protocol", by=by),
    "tie_section": lambda row, by: actions.tie_section(section=row.section, direction=None, by=by),
    "move_section": lambda row, by: actions.move_section(section=row.section, step="down", by=by),
    "save_section": lambda row, by: actions.save_section(section=row.section, version=1, heading="Я", by=by),
    "remove_section": lambda row, by: actions.remove_section(section=row.section, by=by),
    "paste": lambda row, by: actions.paste(revision=row.revision, text="Дело\tмай", by=by),
    "bring": lambda row, by: actions.bring(revision=row.revision, name="а", title="б", cells=[["в"]], by=by),
    "explain": lambda row, by: actions.explain_uncovered(
        revision=row.revision, direction=making.directions()[0], reason="так", by=by
    ),
}
OTHERS = ("chair", "other_head", "acting_head", "member", "guest", "stranger", "administrator")


def test_the_plan_is_written_by_the_group_and_the_secretary(council, draft):
    before, row = Record(draft).fingerprint, making.activity(draft, FIRST)
    for name, act in ACTS.items():
        for actor in OTHERS:
            assert refusal(act, row, getattr(council, actor)) == "forbidden", (name, actor)
    assert Record(making.fresh(draft)).fingerprint == before
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    for user in (council.other_head, council.secretary):
        ACTS["add_section"](row, user)
    composition.complete_group(group=making.group(), completed=making.DAY, by=None)
    draft = making.fresh(draft)
    assert refusal(actions.add_activity, revision=draft, by=council.head) == "forbidden", "the group has ended"


@pytest.mark.parametrize("state", ["considered", "approved", "replaced", "closed"])
def test_nothing_is_written_after_it_was_submitted(client, council, state):
    revision = making.MAKERS[state](council)
    before, row, entries = Record(revision).data(), making.activity(revision, FIRST), Entry.objects.count()
    for name, act in ACTS.items():
        for user in (council.head, council.secretary):
            assert refusal(act, row, user) == "state", name
    assert (Record(making.fresh(revision)).data(), Entry.objects.count()) == (before, entries)
    client.force_login(council.head)
    assert save(client, row, title="Я").status_code == 409
    assert post(client, "add", revision).status_code == 409
    assert post(client, "paste_here", revision, text="Дело\tмай").status_code == 409
    assert client.get(f"{revision.get_absolute_url()}draft/").status_code == 200


def test_a_returned_plan_is_written_again(leader, council):
    revision = making.returned(council)
    assert save(leader, making.activity(revision, FIRST), title="Иначе").status_code == 200
    assert "Иначе" in making.titles(revision)


@pytest.mark.parametrize(("actor", "status"), [("other_head", 403), ("administrator", 403), ("stranger", 404)])
def test_pages_of_a_draft_by_others(client, council, draft, actor, status):
    client.force_login(getattr(council, actor))
    row = making.activity(draft, FIRST)
    assert client.get(f"{draft.get_absolute_url()}draft/").status_code == status
    assert save(client, row, title="Я").status_code == status
    for name, about in (("copy", row), ("detail", row), ("add", draft), ("paste", draft), ("bring", draft)):
        assert post(client, name, about, text="а").status_code == status, name
    assert making.titles(draft) == [title for title, *_words in making.ROWS]
