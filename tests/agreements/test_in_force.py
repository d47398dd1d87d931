"""When an edition comes into force, between whom, from which day for each; what follows from it."""

from __future__ import annotations

import datetime

import pytest

from agreements import actions, chores
from agreements.models import Edition, Party
from agreements.standing import Signing, legal_entities
from cluster_portal import clock
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Notice
from meetings.models import Assignment
from members import actions as composition
from tests import actors as people
from tests import signing
from tests.agreements import making
from tests.agreements.refusals import refusal

State = Edition.State


def on(days):
    """Live so many days after the text was put to signature."""
    return clock.day(day(days))


def day(days):
    return signing.DAY + datetime.timedelta(days=days)


def between(council, *users, **terms):
    """Put to signature between the organisations of these heads alone."""
    asked = {making.speaks_for(user).pk for user in users}
    entities = legal_entities(council.cluster, signing.DAY)
    out = {whole.pk: "не в этот раз" for whole, _name, _branches in entities if whole.pk not in asked}
    return making.to_sign(council, leave_out=out, **terms)


def sign(council, edition, place, *, dated=0):
    """The party with this order has signed on paper."""
    party = making.party(edition, place)
    signing.on_paper(party.place, by=council.secretary, signed_on=day(dated))
    return making.fresh(edition)


def effective(edition):
    """Order → from when the party is bound, of those who are."""
    rows = edition.parties.filter(state__in=Party.BOUND).order_by("order")
    return {party.order: party.effective_from for party in rows}


# --- the condition


def test_by_each_it_is_in_force_as_soon_as_two_have_signed(council):
    edition = sign(council, making.to_sign(council), 1)
    assert edition.state == State.TO_SIGN
    assert effective(edition) == {1: None}
    edition = sign(council, edition, 2)
    assert (edition.state, edition.in_force_on) == (State.IN_FORCE, day(0))
    assert effective(edition) == {1: day(0), 2: day(0)}
    assert state_of(edition.document).in_force


def test_by_count_it_waits_for_so_many(council):
    edition = making.signed_by(council, 3, condition="count", condition_count=4)
    assert edition.state == State.TO_SIGN
    assert making.signed_by(council, 1, edition).state == State.IN_FORCE


def test_by_all_it_waits_for_the_last(council):
    edition = between(council, council.chair, council.head, council.other_head, condition="all")
    edition = making.signed_by(council, 2, edition)
    assert edition.state == State.TO_SIGN
    party = making.party_of(edition, council.other_head)
    actions.decline_for(party=party, reason="Письмо", by=council.secretary)
    chores.due()
    assert making.fresh(edition).state == State.TO_SIGN  # who refuses was asked all the same
    signing.on_paper(party.place, by=council.secretary)
    assert making.fresh(edition).state == State.IN_FORCE


def test_not_before_its_day_and_then_by_itself(council):
    edition = making.signed_by(council, 2, not_before=day(5))
    for early in (0, 4):
        with on(early):
            chores.due()
        edition = making.fresh(edition)
        assert (edition.state, effective(edition)) == (State.TO_SIGN, {1: None, 2: None})
    with on(5):
        chores.due()
        chores.due()
    edition = making.fresh(edition)
    assert (edition.state, edition.in_force_on) == (State.IN_FORCE, day(5))
    assert effective(edition) == {1: day(5), 2: day(5)}
    assert Entry.objects.filter(verb="agreements.in_force").count() == 1


def test_a_chore_that_comes_late_does_not_move_the_day(council):
    edition = making.signed_by(council, 2, not_before=day(5))
    with on(9):
        chores.due()
    assert making.fresh(edition).in_force_on == day(5)


def test_it_does_not_come_into_force_before_its_condition_is_met(council):
    edition = making.signed_by(council, 1)
    assert refusal(actions.come_into_force, edition=edition, by=None) == "unmet"
    edition = making.signed_by(council, 1, edition)
    assert refusal(actions.come_into_force, edition=edition, by=None) == "state"
    assert making.fresh(edition).state == State.IN_FORCE


# --- the days


def test_each_party_is_bound_from_a_day_of_its_own(council):
    edition = making.to_sign(council)
    for days, place in ((0, 3), (1, 1), (3, 2)):
        with on(days):
            edition = sign(council, edition, place, dated=days)
    assert edition.in_force_on == day(1)
    assert effective(edition) == {3: day(1), 1: day(1), 2: day(3)}


def test_a_paper_dated_earlier_counts_from_its_date(council):
    edition = making.to_sign(council)
    with on(5):
        sign(council, edition, 1, dated=0)
        edition = sign(council, edition, 2, dated=2)
        assert (edition.state, edition.in_force_on) == (State.IN_FORCE, day(2))
        sign(council, edition, 3, dated=4)
        edition = sign(council, edition, 4, dated=0)  # in force from the second day all the same
    assert effective(edition) == {1: day(2), 2: day(2), 3: day(4), 4: day(2)}


# --- leaving the cluster while it is being signed


def leaves(council, user, last):
    membership = making.speaks_for(user).memberships.get()
    composition.leave_cluster(membership=membership, left=last, ground="Заявление", by=council.secretary)


def test_who_leaves_the_cluster_is_waited_for_no_more_and_all_have_signed(council, client):
    signing.join(people.OTHER_HEAD, by=council.secretary)
    edition = between(council, council.chair, council.head, council.other_head, condition="all")
    edition = making.signed_by(council, 2, edition)
    party = making.party_of(edition, council.other_head)
    leaves(council, council.other_head, day(0))
    chores.due()
    assert making.fresh(edition).state == State.TO_SIGN  # on its last day it may still sign
    with on(1):
        assert len(Signing.of(edition).asked) == 2
        assert refusal(signing.sign, party.place, council.other_head) == "forbidden"
        chores.due()
    edition = making.fresh(edition)
    assert (edition.state, edition.in_force_on) == (State.IN_FORCE, day(1))
    assert effective(edition) == dict.fromkeys(effective(edition), day(1))
    assert len(effective(edition)) == 2
    client.force_login(council.member)
    page = client.get(f"{edition.get_absolute_url()}parties/").text
    assert "17.05.2021" in page


def test_who_has_left_is_neither_reminded_nor_asked_anew(council):
    edition = between(council, council.chair, council.head, council.other_head, condition="all")
    party = making.party_of(edition, council.other_head)
    leaves(council, council.other_head, day(0))
    with on(1):
        actions.remind(edition=edition, by=council.secretary)
        composition.change_head(
            organization=party.organization, person=people.ACTING_HEAD, title="директор", since=day(1), by=None
        )
        chores.due()
    reminded = Notice.objects.filter(kind="agreements.reminder")
    assert {notice.user for notice in reminded} == {council.chair, council.head}
    assert not Notice.objects.filter(kind="documents.to_sign", user=council.acting_head).exists()


def test_who_signed_and_left_the_cluster_stays_counted(council):
    edition = between(council, council.chair, council.head, council.other_head, condition="all")
    party = making.party_of(edition, council.other_head)
    signing.on_paper(party.place, by=council.secretary)
    leaves(council, council.other_head, day(0))
    with on(1):
        assert (len(Signing.of(edition).asked), len(Signing.of(edition).signed)) == (3, 1)
        edition = making.signed_by(council, 2, edition)
    assert edition.state == State.IN_FORCE


# --- what follows


def test_the_assignment_that_asked_for_it_is_proposed_as_done_by_the_portal(council, client):
    task = making.assignment()
    edition = making.in_force(council)
    task.refresh_from_db()
    assert task.state == Assignment.State.REPORTED
    report = task.reports.get()
    assert (report.person, report.done_on) == (None, edition.in_force_on)
    assert report.text == f"{making.TITLE}, редакция 1, действует с 17.05.2021 между подписавшими, подписали: 2."
    client.force_login(council.member)
    assert report.text in client.get(task.get_absolute_url()).text


def test_the_next_edition_proposes_nothing_twice(council):
    making.in_force(council, making.next_draft(council, making.in_force(council)))
    assert making.assignment().reports.count() == 1


def test_heads_and_signers_are_told_that_it_is_in_force(council):
    edition = making.in_force(council)
    told = Notice.objects.filter(kind="agreements.in_force")
    assert {notice.user for notice in told} == {council.chair, council.head, council.other_head, council.acting_head}
    assert told[0].url == edition.get_absolute_url()
    assert "17.05.2021" in told[0].subject


def test_the_edition_before_is_replaced_only_when_the_next_one_is_in_force(council):
    old = making.in_force(council)
    new = making.signed_by(council, 1, making.to_sign(council, making.next_draft(council, old)))
    assert (making.fresh(old).state, state_of(old.document).in_force) == (State.IN_FORCE, True)
    new = making.signed_by(council, 1, new)
    assert (new.state, making.fresh(old).state) == (State.IN_FORCE, State.REPLACED)
    assert (new.document.replaces, new.document.because) == (old.document, "новая редакция Соглашения")
    assert old.document.standings.last().kind == "ended"
    assert "редакция 2" in old.document.standings.last().reason
    place = making.party(old, 5).place
    assert refusal(signing.on_paper, place, by=council.secretary) == "state"


def test_others_sign_the_same_text_while_it_is_in_force(council):
    edition = making.in_force(council)
    with on(3):
        edition = sign(council, edition, 7, dated=3)
    assert effective(edition) == {1: day(0), 2: day(0), 7: day(3)}
    assert Entry.objects.filter(verb="agreements.in_force").count() == 0  # it was part of the signature's own entry
    assert state_of(edition.document).standings[-1].kind == "in_force"


@pytest.mark.parametrize("actor", ["secretary", "other_head", "member", "administrator"])
def test_the_way_from_the_decision_to_force_is_one_page(council, client, actor):
    edition = making.in_force(council)
    client.force_login(getattr(council, actor))
    page = client.get(f"/agreement/{edition.agreement_id}/way/").text
    steps = ["Решение", people.HEAD, edition.document.printed_code, "17.05.2021", "2 из 19"]
    assert [words for words in steps if words not in page] == []
