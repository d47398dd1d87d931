"""Every move of an edition, from every state, by every actor: legal ones pass, the rest are refused in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions, rules
from agreements.models import Edition, Party
from agreements.record import Text
from cluster_portal.journal.models import Entry
from cluster_portal.workflow import Refused, why_not
from members import actions as composition
from tests import actors as people
from tests.agreements import making

State = Edition.State
ACTORS = (
    "secretary",
    "chair",
    "head",  # leads the group that drafts the agreement
    "other_head",  # a member of that group
    "acting_head",
    "member",
    "guest",
    "stranger",
    "administrator",
)
DRAFTERS = {"secretary", "head", "other_head"}
# Whose act each move is; the two by themselves follow from what others did, see `actions.come_into_force`.
BY = {
    "discuss": DRAFTERS,
    "put_to_sign": {"secretary"},
    "take_back": {"secretary"},
    "come_into_force": set(ACTORS),
    "replace": set(ACTORS),
    "end": {"secretary"},
}
FROM = {
    "discuss": {State.DRAFT},
    "put_to_sign": {State.DRAFT, State.DISCUSSED},
    "take_back": {State.TO_SIGN},
    "come_into_force": {State.TO_SIGN},
    "replace": {State.DISCUSSED, State.IN_FORCE},
    "end": {State.IN_FORCE},
}
NEXT_FROM = {State.DISCUSSED, State.IN_FORCE, State.REPLACED, State.WITHDRAWN}


@pytest.fixture
def council(council):
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    return council


def test_the_table_of_moves_is_the_one_these_tests_know():
    assert {move.name: set(move.sources) for move in rules.TRANSITIONS} == FROM
    assert {move.name: move.target for move in rules.TRANSITIONS} == {
        "discuss": State.DISCUSSED,
        "put_to_sign": State.TO_SIGN,
        "take_back": State.WITHDRAWN,
        "come_into_force": State.IN_FORCE,
        "replace": State.REPLACED,
        "end": State.ENDED,
    }
    assert set(making.MAKERS) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state_by_every_actor(council, state):
    edition = making.MAKERS[state](council)
    assert edition.state == state
    for move in rules.TRANSITIONS:
        for actor in ACTORS:
            refused = why_not(move, getattr(council, actor), edition)
            legal = state in FROM[move.name] and actor in BY[move.name]
            assert (refused is None) == legal, (move.name, actor, refused)
            if refused is not None:
                assert refused.code == ("state" if state not in FROM[move.name] else "forbidden")
                assert str(refused.reason).endswith((".", "»", "”")), refused.reason


@pytest.mark.parametrize("state", State)
def test_the_next_edition_from_every_state_by_every_actor(client, council, state):
    edition = making.MAKERS[state](council)
    url = reverse("agreements:next", args=[edition.pk])
    before = list(edition.agreement.editions.values_list("number", "state"))
    for actor in ACTORS:
        if actor in DRAFTERS and state in NEXT_FROM:
            rules.may_begin_next(getattr(council, actor), edition)
            continue
        with pytest.raises(Refused) as refused:
            actions.begin_next(edition=edition, by=getattr(council, actor))
        assert refused.value.code == ("state" if actor in DRAFTERS else "forbidden")
        client.force_login(getattr(council, actor))
        status = 404 if actor in {"guest", "stranger"} else {"state": 409, "forbidden": 403}[refused.value.code]
        assert client.post(url).status_code == status
    assert list(edition.agreement.editions.values_list("number", "state")) == before
    if state in NEXT_FROM:
        client.force_login(council.head)
        assert client.post(url).status_code == 302
        made = edition.agreement.editions.get(number=len(before) + 1)
        assert (made.state, made.based_on) == (State.DRAFT, edition)


# --- the acts themselves, by the secretary, from every state


ACTS = {
    "put_up": (
        {State.DRAFT},
        lambda edition, by: actions.put_up(edition=edition, until=making.UNTIL, by=by),
    ),
    "put_to_sign": (
        {State.DRAFT, State.DISCUSSED},
        lambda edition, by: actions.put_to_sign(
            edition=edition, terms=making.terms(edition), reason=making.REASON, by=by
        ),
    ),
    "take_back": ({State.TO_SIGN}, lambda edition, by: actions.take_back(edition=edition, reason="ошибка", by=by)),
    "come_into_force": ({State.TO_SIGN}, lambda edition, by: actions.come_into_force(edition=edition, by=by)),
    "end": (
        {State.IN_FORCE},
        lambda edition, by: actions.end_agreement(edition=edition, ended_on=making.DAY, ground="Протокол", by=by),
    ),
    "say_ready": ({State.DRAFT, State.DISCUSSED}, lambda edition, by: actions.say_ready(edition=edition, by=by)),
    "extend": (
        {State.TO_SIGN, State.IN_FORCE},
        lambda edition, by: actions.extend(edition=edition, until=making.DAY, reason="отпуска", by=by),
    ),
    "remind": ({State.TO_SIGN, State.IN_FORCE}, lambda edition, by: actions.remind(edition=edition, by=by)),
    "publish": (
        {State.IN_FORCE, State.ENDED},
        lambda edition, by: actions.publish(agreement=edition.agreement, by=by),
    ),
}


@pytest.mark.parametrize("state", State)
def test_acts_from_the_wrong_state_are_refused_and_leave_nothing(council, state):
    edition = making.MAKERS[state](council)
    lines, entries = Text(edition).lines, Entry.objects.count()
    fields = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    tried = 0
    for name, (legal_from, act) in ACTS.items():
        of_agreement = name == "publish" and state == State.REPLACED  # the edition that replaced it is in force
        if state in legal_from or of_agreement:
            continue
        with pytest.raises(Refused) as refused:
            act(making.fresh(edition), council.secretary)
        assert refused.value.code == "state", name
        tried += 1
    assert tried >= 4
    now = making.fresh(edition)
    assert {name: getattr(now, name) for name in fields} == fields
    assert Text(now).lines == lines
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("name", ACTS)
def test_acts_by_others_are_forbidden_in_the_right_state(council, name):
    legal_from, act = ACTS[name]
    edition = making.MAKERS[sorted(legal_from)[0]](council)
    if name == "come_into_force":
        with pytest.raises(Refused) as unmet:
            act(edition, council.secretary)
        assert unmet.value.code == "unmet"
        assert str(unmet.value.reason) == _("The condition of the text is not met.")
        return
    may = DRAFTERS if name in {"put_up", "say_ready"} else {"secretary"}
    for actor in set(ACTORS) - may:
        with pytest.raises(Refused) as refused:
            act(edition, getattr(council, actor))
        assert refused.value.code == "forbidden", actor
    assert making.fresh(edition).state == edition.state


def test_moves_that_need_a_reason_are_refused_without(council):
    edition = making.to_sign(council)
    with pytest.raises(Refused) as refused:
        actions.take_back(edition=edition, reason="  ", by=council.secretary)
    assert (refused.value.code, refused.value.field) == ("reason", "reason")
    assert making.fresh(edition).state == State.TO_SIGN
    edition = making.in_force(council, edition)
    with pytest.raises(ValidationError) as wrong:
        actions.end_agreement(edition=edition, ended_on=making.DAY, ground=" ", by=council.secretary)
    assert list(wrong.value.message_dict) == ["ground"]
    assert making.fresh(edition).state == State.IN_FORCE


# --- editions after one another


def test_one_edition_is_worked_on_at_a_time(council):
    first = making.in_force(council)
    second = making.next_draft(council, first)
    for edition in (first, second):
        with pytest.raises(Refused) as refused:
            actions.begin_next(edition=edition, by=council.secretary)
        assert refused.value.code == "state"
        assert second.get_state_display() in str(refused.value.reason)
    making.discussed(council, second)
    with pytest.raises(Refused) as refused:
        actions.begin_next(edition=first, by=council.secretary)
    assert str(second.number) in str(refused.value.reason)


def test_the_next_edition_has_the_same_text_with_the_same_keys(council):
    first = making.discussed(council)
    texts = Text(first).lines
    second = making.next_draft(council, first)
    assert Text(second).lines == texts
    assert Text(second).stored == Text(making.fresh(first)).stored
    assert [clause.version for clause in Text(second).clauses] == [1] * len(texts)
    actions.save_clause(clause=making.clause(second, "1.1"), version=1, values={"text": "Иначе."}, by=council.secretary)
    assert Text(making.fresh(first)).lines == texts, "the text of an edition that was discussed has changed"


def test_the_next_edition_of_a_sealed_one_has_the_sealed_text_and_its_terms(council):
    first = making.in_force(council, condition=Edition.Condition.COUNT, condition_count=2)
    second = making.next_draft(council, first)
    assert first.state == State.IN_FORCE
    assert Text(second).lines == Text(first).lines
    terms = ("preamble", "condition", "condition_count", "condition_key", "not_before")
    assert [getattr(second, name) for name in terms] == [getattr(first, name) for name in terms]
    assert (second.document, second.put_on, second.in_force_on) == (None, None, None)


def test_the_edition_in_force_stays_until_the_next_one_is(council):
    first = making.in_force(council)
    second = making.to_sign(council, making.next_draft(council, first))
    assert making.fresh(first).state == State.IN_FORCE
    second = making.signed_by(council, 2, second)
    first = making.fresh(first)
    assert (first.state, second.state) == (State.REPLACED, State.IN_FORCE)
    assert set(first.parties.filter(state__in=Party.BOUND).values_list("signed_on", flat=True)) == {making.DAY}


def test_what_was_taken_back_keeps_its_signatures_and_the_next_asks_again(council):
    first = making.taken_back(council, signatures=2)
    assert first.parties.filter(state=Party.State.SIGNED).count() == 2
    assert first.state_reason == "нашли ошибку"
    second = making.to_sign(council, making.next_draft(council, first))
    assert second.parties.filter(state=Party.State.WAITING).count() == 19
    assert making.fresh(first).parties.filter(state=Party.State.SIGNED).count() == 2


def test_after_the_end_nothing_begins_any_more(council):
    edition = making.ended(council)
    for by in (council.secretary, council.head):
        with pytest.raises(Refused) as refused:
            actions.begin_next(edition=edition, by=by)
        assert (refused.value.code, str(refused.value.reason)) == ("state", _("The agreement has ended."))
