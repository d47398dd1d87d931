"""Every move of a revision and of the annual report, from every state, by every actor."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cluster_portal.journal.models import Entry
from cluster_portal.workflow import Refused, why_not
from members import actions as composition
from tests import actors as people
from tests.workplans import making
from tests.workplans.making import fields, post, refusal
from workplans import actions, rules
from workplans.models import AnnualReport, PlanRevision
from workplans.record import Record

State, Annual = making.State, making.Annual
ACTORS = (
    "secretary",
    "chair",
    "head",  # leads the group that drafts the plan
    "other_head",  # a member of that group
    "acting_head",
    "member",
    "guest",
    "stranger",
    "administrator",
)
DRAFTERS = {"secretary", "head", "other_head"}
# Whose act each move is; three follow from a signature, whoever brought it, see `rules._by_signature`.
BY = {"submit": DRAFTERS, "return": {"chair"}, "approve": set(ACTORS), "replace": set(ACTORS), "close": set(ACTORS)}
FROM = {
    "submit": {State.DRAFT, State.RETURNED},
    "return": {State.CONSIDERED},
    "approve": {State.CONSIDERED},
    "replace": {State.APPROVED},
    "close": {State.APPROVED},
}
ANNUAL_BY = {"propose": DRAFTERS, "return_report": {"chair"}, "approve_report": set(ACTORS)}
ANNUAL_FROM = {
    "propose": {Annual.DRAFT, Annual.RETURNED},
    "return_report": {Annual.PROPOSED},
    "approve_report": {Annual.PROPOSED},
}


@pytest.fixture
def council(council):
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    return council


def test_the_tables_of_moves_are_the_ones_these_tests_know():
    assert {move.name: set(move.sources) for move in rules.TRANSITIONS} == FROM
    assert {move.name: move.target for move in rules.TRANSITIONS} == {
        "submit": State.CONSIDERED,
        "return": State.RETURNED,
        "approve": State.APPROVED,
        "replace": State.REPLACED,
        "close": State.CLOSED,
    }
    assert {move.name: set(move.sources) for move in rules.ANNUAL_TRANSITIONS} == ANNUAL_FROM
    assert {move.name: move.target for move in rules.ANNUAL_TRANSITIONS} == {
        "propose": Annual.PROPOSED,
        "return_report": Annual.RETURNED,
        "approve_report": Annual.APPROVED,
    }
    assert set(making.MAKERS) == set(State)
    assert set(making.ANNUAL_MAKERS) == set(Annual)


def check(moves, row, council, sources, by):
    """Each move by each actor: legal ones pass, the others are refused in words."""
    for move in moves:
        for actor in ACTORS:
            refused = why_not(move, getattr(council, actor), row)
            legal = row.state in sources[move.name] and actor in by[move.name]
            assert (refused is None) == legal, (move.name, actor, refused)
            if refused is not None:
                assert refused.code == ("forbidden" if row.state in sources[move.name] else "state")
                assert str(refused.reason).endswith((".", "»", "”")), refused.reason


@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state_by_every_actor(council, state):
    revision = making.MAKERS[state](council)
    assert revision.state == state
    check(rules.TRANSITIONS, revision, council, FROM, BY)


@pytest.mark.parametrize("state", Annual)
def test_every_move_of_the_report_from_every_state_by_every_actor(council, state):
    report = making.ANNUAL_MAKERS[state](council)
    assert report.state == state
    check(rules.ANNUAL_TRANSITIONS, report, council, ANNUAL_FROM, ANNUAL_BY)


# --- the acts themselves

ACTS = {
    "submit": (FROM["submit"], DRAFTERS, lambda row, by: actions.submit(revision=row, until=making.UNTIL, by=by)),
    "return": (FROM["return"], {"chair"}, lambda row, by: actions.return_plan(revision=row, reason="так", by=by)),
    "seal": (
        {State.CONSIDERED},
        {"chair"},
        lambda row, by: actions.seal_for_approval(
            revision=row, fingerprint=Record(row).fingerprint, ground=making.Ground.DELEGATION, by=by
        ),
    ),
    "next": ({State.APPROVED}, DRAFTERS, lambda row, by: actions.begin_next(revision=row, by=by)),
    "comment": (
        {State.CONSIDERED},
        {"chair", "head", "other_head", "acting_head", "member"},
        lambda row, by: actions.comment(
            revision=row, organization=next(iter(rules.speaks_for(by)), None), text="так", by=by
        ),
    ),
    "begin_report": ({State.APPROVED}, DRAFTERS, lambda row, by: actions.begin_report(plan=row.plan, by=by)),
    "publish": (
        {State.APPROVED, State.CLOSED},
        {"secretary"},
        lambda row, by: actions.publish(plan=row.plan, by=by),
    ),
}
ANNUAL_ACTS = {
    "propose": (ANNUAL_FROM["propose"], DRAFTERS, lambda row, by: actions.propose_report(report=row, by=by)),
    "return": (
        ANNUAL_FROM["return_report"],
        {"chair"},
        lambda row, by: actions.return_report(report=row, reason="так", by=by),
    ),
    "save": (
        {Annual.DRAFT, Annual.RETURNED},
        DRAFTERS,
        lambda row, by: actions.save_report(report=row, version=row.version, values={"summary": "Иначе"}, by=by),
    ),
}


def refused_everywhere(acts, row, fresh, council):
    """Each act by each actor that is not legal here is refused with the right code and leaves nothing."""
    stored = type(row)._base_manager.filter(pk=row.pk).values().get()
    entries, tried = Entry.objects.count(), 0
    for name, (sources, by, act) in acts.items():
        # What is done with the plan: the revision that replaced this one is approved.
        of_plan = name in {"publish", "begin_report"} and row.state == State.REPLACED
        for actor in ACTORS:
            if actor in by and (row.state in sources or of_plan):
                continue
            code = refusal(act, fresh(row), getattr(council, actor))
            assert code in ({"state", "forbidden"} if actor not in by else {"state"}), (name, actor, code)
            if row.state in sources:
                assert code == "forbidden", (name, actor)
            tried += 1
    assert type(row)._base_manager.filter(pk=row.pk).values().get() == stored
    assert Entry.objects.count() == entries
    return tried


@pytest.mark.parametrize("state", State)
def test_acts_that_are_not_legal_are_refused_and_leave_nothing(council, state):
    row = making.MAKERS[state](council)
    assert refused_everywhere(ACTS, row, making.fresh, council) > 30


@pytest.mark.parametrize("state", Annual)
def test_acts_on_the_report_that_are_not_legal_are_refused_and_leave_nothing(council, state):
    row = making.ANNUAL_MAKERS[state](council)
    assert refused_everywhere(ANNUAL_ACTS, row, making.fresh_annual, council) > 15


def test_legal_acts_pass(council):
    """Each pair of an act and an actor that the two tests above leave out."""
    revision = making.drafted(council)
    for by in ("other_head", "secretary"):
        revision = making.fresh(revision)
        ACTS["submit"][2](revision, getattr(council, by))
        for actor in ACTS["comment"][1]:
            ACTS["comment"][2](making.fresh(revision), getattr(council, actor))
        ACTS["return"][2](making.fresh(revision), council.chair)
    assert revision.remarks.count() == 10
    revision = making.approved(council, revision)
    ACTS["publish"][2](revision, council.secretary)
    ACTS["begin_report"][2](revision, council.other_head)
    ACTS["next"][2](revision, council.secretary)
    report = AnnualReport.objects.select_related("plan__group").get()
    ANNUAL_ACTS["save"][2](report, council.other_head)
    for by in ("other_head", "secretary"):
        ANNUAL_ACTS["propose"][2](making.fresh_annual(report), getattr(council, by))
        ANNUAL_ACTS["return"][2](making.fresh_annual(report), council.chair)
    assert making.fresh_annual(report).state == Annual.RETURNED


def test_moves_that_need_a_reason_are_refused_without(council):
    revision = making.considered(council)
    for reason in ("", "  "):
        with pytest.raises(Refused) as refused:
            actions.return_plan(revision=revision, reason=reason, by=council.chair)
        assert (refused.value.code, refused.value.field) == ("reason", "reason")
    assert making.fresh(revision).state == State.CONSIDERED
    report = making.annual_proposed(council, making.approved(council, revision))
    assert refusal(actions.return_report, report=report, reason=" ", by=council.chair) == "reason"
    assert making.fresh_annual(report).state == Annual.PROPOSED


def test_a_report_without_a_word_is_not_proposed(council):
    report = making.annual_begun(council)
    actions.save_report(report=report, version=report.version, values={"summary": "  "}, by=council.head)
    assert refusal(actions.propose_report, report=making.fresh_annual(report), by=council.head) == "empty"


# --- revisions after one another


def test_one_revision_is_worked_on_at_a_time(client, council):
    first = making.approved(council)
    second = making.next_draft(council, first)
    assert refusal(actions.begin_next, revision=first, by=council.head) == "state"
    making.considered(council, second)
    assert refusal(actions.begin_next, revision=making.fresh(first), by=council.head) == "state"
    client.force_login(council.head)
    assert post(client, "next", first).status_code == 409
    assert first.plan.revisions.count() == 2


def test_the_next_revision_has_the_same_activities_with_the_same_keys(council):
    first = making.approved(council)
    row = making.activity(first, "Общая мастерская")
    second = making.next_draft(council, first)
    assert (second.number, second.based_on, second.state) == (2, first, State.DRAFT)
    assert (second.document, second.ground, second.approved_on) == (None, "", None)
    assert Record(second).data() == Record(first).data()
    copy = making.activity(second, "Общая мастерская")
    assert (copy.key, copy.pk != row.pk, copy.version) == (row.key, True, 1)
    assert [one.text for one in copy.co_executors.all()] == [one.text for one in row.co_executors.all()]
    actions.save_activity(activity=copy, version=1, values={"title": "Иначе"}, by=council.head)
    assert making.activity(first, "Общая мастерская").title == "Общая мастерская"


def test_the_approved_revision_holds_until_the_next_one_is_approved(client, council):
    first = making.approved(council)
    second = making.considered(council, making.next_draft(council, first))
    client.force_login(council.member)
    plan = reverse("workplans:plan", args=[first.plan_id])
    assert making.fresh(first).state == State.APPROVED
    assert client.get(plan).url == first.get_absolute_url()
    second = making.approved(council, second)
    first = making.fresh(first)
    assert (first.state, second.state) == (State.REPLACED, State.APPROVED)
    assert (first.approved_on, first.document is not None) == (making.DAY, True)
    assert client.get(plan).url == second.get_absolute_url()
    assert client.get(first.get_absolute_url()).status_code == 200


def test_after_its_report_was_approved_the_plan_is_closed(council):
    revision = making.closed(council)
    assert (revision.state, revision.approved_on) == (State.CLOSED, making.DAY)
    for act in (actions.begin_next, actions.return_plan):
        more = {"reason": "так"} if act is actions.return_plan else {}
        by = council.chair if more else council.head
        assert refusal(act, revision=revision, by=by, **more) == "state"
    assert refusal(actions.begin_report, plan=revision.plan, by=council.head) == "state"
    assert PlanRevision.objects.count() == 1


def test_the_group_and_the_assignment_are_named_anew_by_the_secretary(client, council):
    plan = making.begun(council).plan
    assert refusal(actions.change_plan, plan=plan, group=None, assignment=None, by=council.head) == "forbidden"
    client.force_login(council.secretary)
    assert post(client, "origin", plan, group="", assignment="").status_code == 302
    plan.refresh_from_db()
    assert (plan.group, plan.assignment) == (None, None)
    assert refusal(actions.add_activity, revision=plan.revisions.get(), by=council.head) == "forbidden"
    assert fields(actions.begin_plan, cluster=council.cluster, year=2021, by=council.secretary) == {"__all__"}
