"""Every direction of every source has an activity, or a reason why not; a source nobody entered is never covered."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions as agreements
from agreements.models import Direction
from tests.agreements import making as agreement_making
from tests.workplans import making
from tests.workplans.making import fields, post, refusal, save
from workplans import actions
from workplans.coverage import coverage, open_directions
from workplans.models import Uncovered
from workplans.record import Record

Source = Direction.Source
FIRST, LAST = making.ROWS[0][0], making.ROWS[-1][0]


@pytest.fixture
def leader(client, council):
    """The browser of Матвеев, who leads the group."""
    client.force_login(council.head)
    return client


def of(revision, source=Source.PROTOCOL):
    """A source of the matrix."""
    return next(one for one in coverage(Record(making.fresh(revision))) if one.source == source)


def numbers(revision, source=Source.PROTOCOL):
    """Numbers of the activities under each direction, as printed."""
    record = Record(making.fresh(revision))
    found = next(one for one in coverage(record) if one.source == source)
    return [[record.numbers[row.pk] for row in one.activities] for one in found.rows]


def open_ones(revision):
    return open_directions(coverage(Record(making.fresh(revision))))


def left_open(council):
    """A draft whose seventh direction has no activity."""
    return making.drafted(council, activities=6)


# --- the matrix


def test_directions_are_counted_by_source(leader, council):
    draft = left_open(council)
    assert [one.source for one in coverage(Record(draft))] == [Source.REGULATION, Source.AGREEMENT, Source.PROTOCOL]
    assert numbers(draft) == [["1.1"], ["2.1"], ["3.1"], ["4.1"], ["5.1"], ["6.1"], []]
    assert (of(draft).covered, of(draft).words) == (6, _("%(covered)s of %(all)s") % {"covered": 6, "all": 7})
    assert open_ones(draft) == making.directions()[6:]
    page = leader.get(reverse("workplans:coverage", args=[draft.pk]))
    assert page.status_code == 200
    shown = page.content.decode()
    assert all(f"<td>{direction.words}</td>" in shown for direction in making.directions())
    assert reverse("workplans:explain", args=[draft.pk, making.directions()[6].pk]) in shown


def test_an_empty_source_is_not_entered_and_never_covered(leader, council):
    draft = making.drafted(council)
    for source in (Source.REGULATION, Source.AGREEMENT):
        assert (of(draft, source).rows, of(draft, source).covered, of(draft, source).words) == ([], 0, "не внесены")
    assert of(draft).words == "7 из 7"
    shown = leader.get(reverse("workplans:coverage", args=[draft.pk])).content.decode()
    assert shown.count("не внесены") >= 2
    assert "100" not in shown
    assert "0 из 0" not in shown


def test_an_activity_serves_its_section_and_further_directions(council):
    draft = left_open(council)
    row, last = making.activity(draft, FIRST), making.directions()[6]
    given = {"started": row.started, "ended": row.ended, "by": council.head}
    actions.detail_activity(activity=row, directions=[last], **given)
    assert numbers(draft) == [["1.1"], ["2.1"], ["3.1"], ["4.1"], ["5.1"], ["6.1"], ["1.1"]]
    assert open_ones(draft) == []
    actions.detail_activity(activity=row, **given)
    assert open_ones(draft) == [last]


def test_what_was_taken_out_serves_nothing(council):
    draft = making.drafted(council)
    row = actions.remove_activity(activity=making.activity(draft, LAST), by=council.head)
    assert open_ones(draft) == making.directions()[6:]
    actions.put_back(activity=row, by=council.head)
    assert open_ones(draft) == []
    actions.tie_section(section=making.section(draft, 7), direction=None, by=council.head)
    assert open_ones(draft) == making.directions()[6:]


def test_the_grid_shows_coverage_as_it_is_now(leader, council):
    draft = making.drafted(council)
    answer = save(leader, making.activity(draft, FIRST), result="Иначе")
    assert answer.context["open_directions"] == []
    answer = post(leader, "remove", making.activity(draft, LAST))
    assert answer.context["open_directions"] == making.directions()[6:]


# --- other sources


def test_directions_of_the_regulation_count_once_they_are_entered(council):
    draft = making.drafted(council)
    making.enter_directions(council, "целевая подготовка", Source.REGULATION)
    assert of(draft, Source.REGULATION).words == "0 из 1"
    assert open_ones(draft) == making.directions(Source.REGULATION)
    actions.add_sections_of_directions(revision=draft, source=Source.REGULATION, by=council.head)
    making.add(draft, making.ROWS[0], to=making.section(draft, 8), by=council.head)
    assert of(draft, Source.REGULATION).words == "1 из 1"


def test_directions_of_the_agreements_draft_count(council):
    draft = making.drafted(council)
    edition = agreement_making.begun(council)
    section = agreement_making.clause(edition, "2")
    agreements.take_directions(edition=edition, section=section.key, by=council.head)
    found = making.directions(Source.AGREEMENT)
    assert [row.text for row in found] == ["Стороны проводят практику обучающихся.", found[1].text]
    assert of(draft, Source.AGREEMENT).words == "0 из 2"
    assert refusal(actions.submit, revision=draft, until=making.UNTIL, by=council.head) == "uncovered"


def test_a_direction_that_was_taken_out_no_longer_counts(council):
    draft = left_open(council)
    last = making.directions()[6]
    agreements.take_out(direction=last, by=council.secretary)
    assert (of(draft).words, open_ones(draft)) == ("6 из 6", [])
    assert making.section(draft, 7).direction == last, "the section keeps what it was made of"
    assert making.considered(council, draft).state == making.State.CONSIDERED


def test_a_direction_entered_before_the_chair_approves_is_shown_as_open(client, council):
    revision = making.considered(council)
    making.enter_directions(council, "целевая подготовка", Source.REGULATION)
    client.force_login(council.chair)
    page = client.get(reverse("workplans:approve", args=[revision.pk]))
    assert page.context["open_directions"] == making.directions(Source.REGULATION)


# --- the reason


def explain(client, draft, direction, reason):
    return client.post(reverse("workplans:explain", args=[draft.pk, direction.pk]), {"reason": reason})


def test_a_plan_with_an_uncovered_direction_is_not_submitted(leader, council):
    draft = left_open(council)
    with pytest.raises(making.Refused) as refused:
        actions.submit(revision=draft, until=making.UNTIL, by=council.head)
    assert (refused.value.code, making.directions()[6].text[:80] in str(refused.value.reason)) == ("uncovered", True)
    answer = post(leader, "submit", draft, until="31.05.2021")
    assert answer.status_code in {400, 409}
    assert making.directions()[6].text[:80] in answer.content.decode()
    assert making.fresh(draft).state == making.State.DRAFT


def test_with_a_reason_it_is_submitted_and_the_council_reads_the_reason(leader, council):
    draft, last = left_open(council), making.directions()[6]
    answer = explain(leader, draft, last, "Войдёт в план 2022 года")
    assert answer.url == reverse("workplans:coverage", args=[draft.pk])
    assert (of(draft).words, open_ones(draft)) == ("6 из 7", []), "a reason was counted as an activity"
    assert post(leader, "submit", draft, until="31.05.2021").status_code == 302
    assert making.fresh(draft).state == making.State.CONSIDERED
    leader.force_login(council.member)
    assert "Войдёт в план 2022 года" in leader.get(answer.url).content.decode()


def test_a_reason_is_changed_and_taken_back(leader, council):
    draft, last = left_open(council), making.directions()[6]
    for words in ("Раз", "Два"):
        assert explain(leader, draft, last, words).status_code == 302
    row = Uncovered.objects.get()
    assert (row.reason, row.by_name) == ("Два", str(council.head))
    assert leader.get(reverse("workplans:explain", args=[draft.pk, last.pk])).context["form"]["reason"].value() == "Два"
    assert explain(leader, draft, last, " ").status_code == 302
    assert not Uncovered.objects.exists()
    assert explain(leader, draft, last, "").status_code == 400
    act = {"revision": draft, "direction": last, "reason": "", "by": council.head}
    assert fields(actions.explain_uncovered, **act) == {"reason"}
    assert explain(leader, draft, last, "а\0").status_code == 400
    assert refusal(actions.submit, revision=draft, until=making.UNTIL, by=council.head) == "uncovered"


def test_a_reason_is_written_by_the_group_while_the_plan_is_written(client, council):
    draft, last = left_open(council), making.directions()[6]
    for actor, status in (("chair", 403), ("other_head", 403), ("administrator", 403), ("stranger", 404)):
        client.force_login(getattr(council, actor))
        assert explain(client, draft, last, "так").status_code == status
    actions.explain_uncovered(revision=draft, direction=last, reason="так", by=council.secretary)
    making.considered(council, draft)
    client.force_login(council.head)
    assert explain(client, draft, last, "иначе").status_code == 409
    assert Uncovered.objects.get().reason == "так"


def test_reasons_are_of_one_revision(council):
    draft, last = left_open(council), making.directions()[6]
    actions.explain_uncovered(revision=draft, direction=last, reason="так", by=council.head)
    second = making.next_draft(council, making.approved(council, draft))
    assert open_ones(second) == [last]
    assert refusal(actions.submit, revision=second, until=making.UNTIL, by=council.head) == "uncovered"
