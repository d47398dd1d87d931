"""Putting an edition to signature: who is asked, on what terms, what is frozen."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from agreements import actions
from agreements.models import Clause, Edition, Party
from agreements.record import Text
from agreements.standing import Signing, legal_entities
from cluster_portal.documents.sealed.canonical import text_of
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import problems
from cluster_portal.notifications.models import Notice
from members import actions as composition
from members.models import Organization
from tests import actors as people
from tests import signing
from tests.agreements import making
from tests.agreements.refusals import fields, refusal

TPT = "ОГБПОУ «Томский политехнический техникум»"
DAY = signing.DAY


def put(council, edition, **changes):
    """Put it to signature; `changes` are of the call or of the terms."""
    call = {"reason": making.REASON, "leave_out": None, "by": council.secretary}
    given = {name: changes.pop(name, value) for name, value in call.items()}
    return actions.put_to_sign(edition=edition, terms=making.terms(edition, **changes), **given)


def entities(council):
    return [whole.pk for whole, _name, _branches in legal_entities(council.cluster, DAY)]


# --- the parties


def test_the_parties_are_the_nineteen_legal_entities_of_the_day_and_branches_stand_under_their_parent(council, client):
    edition = making.to_sign(council)
    parties = list(edition.parties.order_by("order"))
    assert len(parties) == 19
    assert [party.organization_id for party in parties] == entities(council)
    assert {party.state for party in parties} == {Party.State.WAITING}
    assert [place.label for place in edition.document.places.all()] == [
        f"{party.name}, руководитель" for party in parties
    ]
    sealed = {row["name"]: row["branches"] for row in text_of(edition.document)["data"]["parties"]}
    assert sealed[TPT] == [f"Александровский филиал {TPT}", f"Парабельский филиал {TPT}"]
    assert not any("филиал" in name for name in sealed)
    client.force_login(council.secretary)
    page = client.get(reverse("agreements:parties", args=[edition.pk]))
    assert f"Александровский филиал {TPT}, Парабельский филиал {TPT}" in page.text


def test_the_name_of_a_party_is_that_of_the_day(council):
    edition = making.to_sign(council)
    organization = people.person(people.OTHER_HEAD).positions.get().organization
    old = organization.name
    composition.rename_organization(
        organization=organization, name="ОГБПОУ «Новое имя»", since=DAY, ground="Приказ", by=council.secretary
    )
    assert making.party_of(edition, council.other_head).name == old


def test_heads_with_an_account_are_asked_at_once(council):
    edition = making.to_sign(council)
    asked = Notice.objects.filter(kind="documents.to_sign")
    heads = {council.chair, council.head, council.other_head, council.acting_head}
    assert {notice.user for notice in asked} == heads
    place = making.party_of(edition, council.head).place
    assert asked.get(user=council.head).url == place.get_absolute_url()
    assert {party.told for party in edition.parties.exclude(told=None)} == heads


def test_who_is_left_out_is_left_out_with_a_reason(council, client):
    wanted = entities(council)[0]
    edition = making.to_sign(council, leave_out={wanted: "ещё не определились"})
    party = edition.parties.get(organization=wanted)
    assert (party.state, party.reason, party.place) == (Party.State.LEFT_OUT, "ещё не определились", None)
    assert edition.document.places.count() == 18
    (told,) = text_of(edition.document)["data"]["left_out"]
    assert (told["name"], told["reason"]) == (party.name, "ещё не определились")
    assert len(Signing.of(edition).asked) == 18
    client.force_login(council.member)
    assert "ещё не определились" in client.get(reverse("agreements:parties", args=[edition.pk])).text


def test_leaving_out_wants_a_reason_and_leaves_two(council):
    edition, wanted = making.discussed(council), entities(council)
    assert fields(put, council, edition, leave_out={wanted[0]: " "}) == {"leave_out"}
    assert refusal(put, council, edition, leave_out=dict.fromkeys(wanted[1:], "нет")) == "parties"
    put(council, edition, leave_out=dict.fromkeys(wanted[2:], "нет"))
    assert making.fresh(edition).state == Edition.State.TO_SIGN


def test_the_page_keeps_what_was_typed_and_says_what_lacks(council, client):
    edition, wanted = making.discussed(council), entities(council)
    client.force_login(council.secretary)
    page = reverse("agreements:put_to_sign", args=[edition.pk])
    assert client.get(page).status_code == 200
    typed = {
        "until": "28.05.2021",
        "condition": "each",
        "condition_key": making.clause(edition, making.CONDITION).key,
        "reason": "торопимся",
        f"out-{wanted[3]}": "on",
        f"why-{wanted[3]}": "",
    }
    answer = client.post(page, typed)
    assert answer.status_code == 400
    assert "причин" in answer.text
    assert "торопимся" in answer.text
    assert "28.05.2021" in answer.text
    assert making.fresh(edition).state == Edition.State.DISCUSSED
    assert client.post(page, typed | {f"why-{wanted[3]}": "потом"}).status_code == 302
    edition = making.fresh(edition)
    assert (edition.state, edition.sign_until) == (Edition.State.TO_SIGN, datetime.date(2021, 5, 28))
    assert edition.parties.get(organization=wanted[3]).reason == "потом"


# --- the terms


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": DAY - datetime.timedelta(days=1)}, "until"),
        ({"condition": "whenever"}, "condition"),
        ({"condition": "count"}, "condition_count"),
        ({"condition": "count", "condition_count": 1}, "condition_count"),
        ({"condition": "count", "condition_count": 20}, "condition_count"),
        ({"condition_key": ""}, "condition_key"),
        ({"condition_key": "0123456789ab"}, "condition_key"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(council, changes, field):
    edition = making.discussed(council)
    assert fields(put, council, edition, **changes) == {field}
    assert making.fresh(edition).state == Edition.State.DISCUSSED
    assert not edition.parties.exists()


def test_all_wrong_terms_are_told_at_once(council):
    wrong = {"until": datetime.date(2020, 1, 1), "condition": "count", "condition_key": ""}
    assert fields(put, council, making.discussed(council), **wrong) == {"until", "condition_count", "condition_key"}


def test_what_is_odd_wants_a_reason(council):
    draft = making.begun(council)
    assert len(actions.odd_about(draft, Text(draft))) == 2  # not discussed, the group has not said it is ready
    assert fields(put, council, draft, reason=" ") == {"reason"}
    edition = making.discussed(council, draft)
    making.remarked(edition, by=council.member)
    odd = actions.odd_about(edition, Text(edition))
    assert len(odd) == 3  # a remark without an answer, the day has not come, not ready
    assert any("31.05.2021" in words for words in odd)
    assert fields(put, council, edition, reason="") == {"reason"}
    put(council, edition, reason="решили на заседании")


def test_an_edition_in_order_wants_no_reason(council):
    edition = making.discussed(council, until=DAY)
    remark = making.remarked(edition, by=council.member)
    actions.answer(remark=remark, answer="declined", text="не нужно", by=council.head)
    following = making.next_draft(council, edition)
    actions.say_ready(edition=following, by=council.head)
    following = making.fresh(following)
    assert actions.odd_about(following, Text(following)) == []
    put(council, following, reason="")
    assert making.fresh(following).state == Edition.State.TO_SIGN


def test_a_text_that_is_not_whole_is_never_sealed(council):
    empty = making.agreement(council).editions.get()
    assert (
        refusal(actions.put_to_sign, edition=empty, terms=actions.Terms(making.UNTIL, ""), by=council.secretary)
        == "doubts"
    )
    edition = making.begun(council)
    actions.remove_clause(clause=making.clause(edition, "2.1"), by=council.secretary)  # another clause refers to it
    assert refusal(put, council, edition) == "doubts"


@pytest.mark.parametrize("actor", ["head", "other_head", "member", "chair", "guest", "stranger", "administrator"])
def test_nobody_but_the_secretary_puts_to_signature(council, actor):
    assert refusal(put, council, making.discussed(council), by=getattr(council, actor)) == "forbidden"


@pytest.mark.parametrize("state", [s for s in making.MAKERS if s not in {"draft", "discussed"}])
def test_what_was_put_to_signature_once_is_not_put_again(council, state):
    edition = making.MAKERS[state](council)
    assert refusal(put, council, edition) == "state"


# --- the text


def test_the_sealed_text_is_the_text_with_its_numbers_and_terms(council):
    edition = making.discussed(council)
    before = Text(edition).data()
    put(council, edition, condition="count", condition_count=5, not_before=datetime.date(2021, 6, 1))
    edition = making.fresh(edition)
    told = text_of(edition.document)
    assert told["data"]["clauses"] == before
    assert told["data"]["title"] == making.TITLE
    assert told["data"]["condition"] == {"kind": "count", "count": 5, "clause": "3.1", "not_before": "2021-06-01"}
    printed = "\n".join(str(block) for block in told["document"]["blocks"])
    for line in Text(edition).lines:
        for words in filter(None, (line.heading, line.text)):
            assert words in printed
    assert "О том, что названо в п. 2.1, Стороны отчитываются" in printed
    assert (edition.put_on, edition.sign_until) == (DAY, making.UNTIL)
    assert problems(state_of(edition.document, whole=True)) == []


def test_the_text_never_changes_after_it_was_put_to_signature(council, client):
    edition = making.to_sign(council)
    clause = making.clause(edition, "1.1")
    secretary = council.secretary
    acts = [
        (actions.save_clause, {"clause": clause, "version": clause.version, "values": {"text": "Иначе"}}),
        (actions.save_head, {"edition": edition, "version": 1, "values": {"preamble": "Иначе"}}),
        (actions.add_clause, {"edition": edition}),
        (actions.remove_clause, {"clause": clause}),
        (actions.move_clause, {"clause": clause, "step": "down"}),
        (actions.put_up, {"edition": edition, "until": making.UNTIL}),
    ]
    for act, given in acts:
        assert refusal(act, **given, by=secretary) == "state", act
    lines = Text(making.fresh(edition)).lines
    Clause.objects.filter(pk=clause.pk).update(text="Подменено", order=99)  # a row is not the text any more
    assert Text(making.fresh(edition)).lines == lines
    client.force_login(council.member)
    for address in (edition.get_absolute_url(), reverse("agreements:paper", args=[edition.pk, "text", "txt"])):
        page = client.get(address).content.decode()
        assert "Подменено" not in page
        assert "объединяют усилия" in page


def test_an_edition_is_not_reopened_after_the_first_signature(council):
    edition = making.signed_by(council, 1, condition="all")
    assert refusal(actions.begin_next, edition=edition, by=council.secretary) == "state"
    assert refusal(actions.put_up, edition=edition, until=making.UNTIL, by=council.secretary) == "state"
    assert Organization.objects.filter(parties__state="signed").count() == 1
