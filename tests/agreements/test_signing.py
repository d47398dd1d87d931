"""Signing by parties: three routes on one sheet, who may sign for whom, what else a party can say."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from agreements import actions, chores
from agreements.models import Edition, Party
from agreements.standing import Signing
from cluster_portal import clock
from cluster_portal.accounts.models import User
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Signature
from cluster_portal.documents.sealed.canonical import text_of
from cluster_portal.documents.sealed.example import example_sig
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import problems
from cluster_portal.notifications.models import Letter, Notice
from members import actions as composition
from tests import actors as people
from tests import signing
from tests.agreements import making
from tests.agreements.refusals import fields, refusal

DAY = signing.DAY
State = Party.State


@pytest.fixture
def council(council):
    """The organisations of three heads have joined simple signatures."""
    signing.join(people.HEAD, people.SECRETARY, by=council.secretary)
    signing.join(people.OTHER_HEAD, by=council.secretary)
    signing.join(people.ACTING_HEAD, by=council.secretary)
    return council


@pytest.fixture
def edition(council):
    """Being signed, until all have."""
    return making.to_sign(council, condition=Edition.Condition.ALL)


def now(party):
    return Party.objects.select_related("place__document", "organization", "edition__agreement").get(pk=party.pk)


def sig_of(party, owner):
    """A qualified signature of the head under the sealed bytes, as a file."""
    content = bytes(party.place.document.content.pdf)
    return example_sig(content, owner=owner, organisation=party.name, title="руководитель", day=DAY)


def by_file(party, owner, *, by):
    return documents.sign_qualified(place=party.place, cms=sig_of(party, owner), by=by)


# --- the routes


def test_three_routes_side_by_side_on_one_edition(council, edition, client):
    simple, file, paper = (making.party_of(edition, user) for user in (council.other_head, council.chair, council.head))
    one = signing.sign(simple.place, council.other_head)
    two = by_file(file, people.CHAIR, by=council.chair)
    three = signing.on_paper(paper.place, by=council.secretary, name=people.HEAD, originals=2, kept="в сейфе секретаря")
    assert [row.route for row in (one, two, three)] == ["simple", "qualified", "paper"]
    assert one.intent == f"Подписываю от имени {simple.name}: {edition.document.title}."
    assert (one.authority, one.organisation) == ("Устав", simple.name)
    assert {now(party).state for party in (simple, file, paper)} == {State.SIGNED}
    assert {now(party).signed_on for party in (simple, file, paper)} == {DAY}
    assert (state_of(edition.document).done, len(Signing.of(edition).signed)) == (3, 3)
    assert problems(state_of(edition.document, whole=True)) == []
    client.force_login(council.member)
    page = client.get(reverse("agreements:parties", args=[edition.pk])).text
    for words in ("в сейфе секретаря", people.OTHER_HEAD, people.CHAIR, people.HEAD):
        assert words in page


def test_a_party_that_signs_by_two_routes_keeps_both_and_counts_once(council, edition):
    party = making.party_of(edition, council.other_head)
    with clock.day(DAY + datetime.timedelta(days=2)):
        signing.sign(party.place, council.other_head)
        signing.on_paper(party.place, by=council.secretary, name=people.OTHER_HEAD)  # the paper is dated DAY
    assert {row.route for row in party.place.signatures.all()} == {"simple", "paper"}
    assert now(party).signed_on == DAY  # the earlier of both
    signed = Signing.of(making.fresh(edition))
    assert (len(signed.signed), signed.needed) == (1, 19)
    assert refusal(signing.on_paper, party.place, by=council.secretary) == "signed"
    assert refusal(signing.sign, party.place, council.other_head) == "signed"


def test_two_routes_of_one_party_are_not_two_signatures_for_the_condition(council):
    edition = making.to_sign(council)
    party = making.party_of(edition, council.other_head)
    signing.sign(party.place, council.other_head)
    signing.on_paper(party.place, by=council.secretary)
    assert making.fresh(edition).state == Edition.State.TO_SIGN
    signing.on_paper(making.party(edition, 1).place, by=council.secretary)
    assert making.fresh(edition).state == Edition.State.IN_FORCE


def test_a_paper_with_the_code_of_another_text_is_refused(council, edition):
    place = making.party(edition, 1).place
    assert fields(signing.on_paper, place, by=council.secretary, code="0000-0000-0000") == {"code"}
    early = DAY - datetime.timedelta(days=1)
    assert fields(signing.on_paper, place, by=council.secretary, signed_on=early) == {"signed_on"}
    assert refusal(signing.on_paper, place, by=council.other_head) == "forbidden"
    assert now(making.party(edition, 1)).state == State.WAITING


# --- who signs


@pytest.mark.parametrize("actor", ["secretary", "chair", "head", "member", "guest", "stranger", "administrator"])
def test_nobody_signs_for_an_organisation_he_does_not_head(council, edition, actor, client):
    party, user = making.party_of(edition, council.other_head), getattr(council, actor)
    assert refusal(signing.sign, party.place, user) == "forbidden"
    assert refusal(documents.refuse, place=party.place, reason="нет", by=user) == "forbidden"
    if actor != "secretary":  # she brings the files of others
        assert refusal(by_file, party, people.OTHER_HEAD, by=user) == "forbidden"
    client.force_login(user)
    wanted = 404 if actor in {"guest", "stranger"} else 403
    assert client.get(party.place.get_absolute_url()).status_code == wanted
    assert not Signature.objects.filter(place=party.place).exists()


def test_a_deputy_without_authority_is_refused_and_not_offered_to_sign(council, edition, client):
    """The secretary is deputy director of the college Матвеев heads."""
    party = making.party_of(edition, council.head)
    assert refusal(signing.sign, party.place, council.secretary) == "forbidden"
    offered = f'href="{party.place.get_absolute_url()}"'
    client.force_login(council.secretary)
    assert offered not in client.get(edition.get_absolute_url()).text
    client.force_login(council.head)
    assert offered in client.get(edition.get_absolute_url()).text


def attorney(council, party, *, until):
    return composition.enter_attorney(
        organization=party.organization,
        person=people.person(people.SECRETARY),
        number="7",
        started=DAY - datetime.timedelta(days=9),
        until=until,
        file=signing.scan("attorney.pdf"),
        by=council.secretary,
    )


def test_a_deputy_with_a_power_of_attorney_signs_and_it_is_kept_with_the_signature(council, edition, client):
    party = making.party_of(edition, council.head)
    power = attorney(council, party, until=DAY)
    client.force_login(council.secretary)
    assert f'href="{party.place.get_absolute_url()}"' in client.get(edition.get_absolute_url()).text
    row = signing.sign(party.place, council.secretary)
    assert row.authority == "доверенность № 7 от 08.05.2021, действует до 17.05.2021"
    assert row.authority_file == power.file
    assert (row.name, row.organisation) == (people.SECRETARY, party.name)
    assert now(party).state == State.SIGNED


def test_a_power_of_attorney_that_has_ended_signs_nothing(council, edition):
    party = making.party_of(edition, council.head)
    attorney(council, party, until=DAY - datetime.timedelta(days=1))
    assert refusal(signing.sign, party.place, council.secretary) == "forbidden"


def test_an_acting_head_signs_where_the_charter_lets_him(council, edition):
    party = making.party_of(edition, council.acting_head)
    assert signing.sign(party.place, council.acting_head).authority.startswith("исполняющий обязанности")


def test_without_the_agreement_on_simple_signatures_two_routes_are_left(council, edition, client):
    party = making.party_of(edition, council.chair)
    assert refusal(signing.sign, party.place, council.chair) == "accession"
    client.force_login(council.chair)
    assert "не присоединилась" in client.get(reverse("documents:how", args=[party.place.pk])).text
    by_file(party, people.CHAIR, by=council.chair)
    assert now(party).state == State.SIGNED


# --- the head changes in the middle


def new_head(council, organization, name="Новиков Пётр Примерович"):
    """Since today; the one before left yesterday."""
    position = composition.change_head(
        organization=organization, person=name, title="директор", since=DAY, by=council.secretary
    )
    user = User.objects.create_user("new.head@example.org", name=name)
    composition.give_account(person=position.person, user=user, by=None)
    return user


def asked(user):
    return Notice.objects.filter(kind="documents.to_sign", user=user).count()


def test_a_change_of_head_moves_the_task_and_the_new_one_is_asked_once(council, edition, client):
    party = making.party_of(edition, council.other_head)
    offered = f'href="{party.place.get_absolute_url()}"'
    client.force_login(council.other_head)
    assert offered in client.get("/").text
    user = new_head(council, party.organization)
    assert asked(user) == 0
    chores.due()
    chores.due()
    assert (asked(user), asked(council.other_head)) == (1, 1)
    assert now(party).told == user
    assert offered not in client.get("/").text
    assert refusal(signing.sign, party.place, council.other_head) == "forbidden"
    assert client.get(party.place.get_absolute_url()).status_code == 404  # he is no member any more
    client.force_login(user)
    assert offered in client.get("/").text
    assert client.get(party.place.get_absolute_url()).status_code == 200
    by_file(party, "Новиков Пётр Примерович", by=user)
    assert offered not in client.get("/").text


def test_the_old_head_does_not_sign_with_a_code_he_was_sent_before(council, edition):
    party = making.party_of(edition, council.other_head)
    code = signing.confirmed(party.place, council.other_head)
    new_head(council, party.organization)
    assert refusal(signing.sign, party.place, council.other_head, confirmed=code) == "forbidden"


def test_who_has_signed_is_not_asked_again_when_the_head_changes(council, edition):
    party = making.party_of(edition, council.other_head)
    signing.sign(party.place, council.other_head)
    user = new_head(council, party.organization)
    chores.due()
    assert asked(user) == 0
    assert now(party).state == State.SIGNED


# --- being agreed, refusing


def test_a_state_body_agrees_inside_and_a_day_is_expected(council, edition, client):
    party = making.party(edition, 1)
    assert party.organization.belongs_to_state
    expected = datetime.date(2021, 6, 15)
    actions.note_agreeing(party=party, expected_on=expected, reason="у юристов", by=council.secretary)
    party = now(party)
    assert (party.state, party.expected_on, party.reason) == (State.AGREEING, expected, "у юристов")
    client.force_login(council.member)
    page = client.get(reverse("agreements:parties", args=[edition.pk])).text
    assert "15.06.2021" in page
    assert "у юристов" in page
    assert (Signing.of(edition).agreeing, Signing.of(edition).waiting) == (1, 18)
    signing.on_paper(party.place, by=council.secretary)
    party = now(party)
    assert (party.state, party.expected_on, party.reason) == (State.SIGNED, None, "")


def test_agreeing_is_told_by_the_organisation_or_the_secretary(council, edition):
    party = making.party_of(edition, council.other_head)
    yesterday = DAY - datetime.timedelta(days=1)
    assert fields(actions.note_agreeing, party=party, expected_on=yesterday, by=council.other_head) == {"expected_on"}
    for actor in ("head", "member", "stranger", "administrator"):
        assert refusal(actions.note_agreeing, party=party, by=getattr(council, actor)) == "forbidden"
    actions.note_agreeing(party=party, by=council.other_head)
    signing.sign(party.place, council.other_head)
    assert refusal(actions.note_agreeing, party=now(party), by=council.other_head) == "state"


def test_a_head_refuses_with_a_reason_and_signs_later_all_the_same(council, edition, client):
    party = making.party_of(edition, council.other_head)
    assert refusal(documents.refuse, place=party.place, reason=" ", by=council.other_head) == "reason"
    documents.refuse(place=party.place, reason="Пункт 2.1 не подходит", by=council.other_head)
    assert (now(party).state, now(party).reason) == (State.DECLINED, "Пункт 2.1 не подходит")
    assert Letter.objects.filter(notice__kind="documents.refused", to=council.secretary.email).exists()
    assert Signing.of(edition).declined == 1
    client.force_login(council.member)
    assert "Пункт 2.1 не подходит" in client.get(reverse("agreements:parties", args=[edition.pk])).text
    signing.sign(party.place, council.other_head)
    assert (now(party).state, now(party).reason) == (State.SIGNED, "")
    assert party.place.refusals.count() == 1  # that he refused stays on record
    assert refusal(documents.refuse, place=party.place, reason="поздно", by=council.other_head) == "signed"


def test_a_refusal_by_letter_is_entered_by_the_secretary(council, edition):
    party = making.party(edition, 1)
    assert fields(actions.decline_for, party=party, reason=" ", by=council.secretary) == {"reason"}
    assert refusal(actions.decline_for, party=party, reason="нет", by=council.other_head) == "forbidden"
    actions.decline_for(party=party, reason="Письмо № 5 от 14.05.2021", by=council.secretary)
    assert now(party).state == State.DECLINED
    signing.on_paper(party.place, by=council.secretary)
    assert now(party).state == State.SIGNED
    assert refusal(actions.decline_for, party=now(party), reason="нет", by=council.secretary) == "state"


# --- with a statement of disagreements


@pytest.fixture
def disputed(council):
    """(edition, party, its remark, which the group declined)"""
    discussed = making.discussed(council)
    remark = making.remarked(discussed, by=council.other_head, wording="Стороны вправе объединять усилия.")
    actions.answer(remark=remark, answer="declined", text="Смысл Соглашения в этом", by=council.head)
    edition = making.to_sign(council, making.next_draft(council, discussed), condition=Edition.Condition.ALL)
    return edition, making.party_of(edition, council.other_head), remark


def test_signing_with_a_statement_of_disagreements(council, disputed, client):
    edition, party, remark = disputed
    client.force_login(council.other_head)
    page = reverse("agreements:disagree", args=[party.pk])
    assert "Стороны вправе объединять усилия." in client.get(page).text
    assert client.post(page, {"remarks": [remark.pk]}).status_code == 302
    party = now(party)
    frozen = party.disagreements
    assert state_of(frozen).in_force
    assert problems(state_of(frozen, whole=True)) == []
    printed = str(text_of(frozen)["document"])
    for words in ("Стороны вправе объединять усилия.", "Смысл Соглашения в этом", edition.document.printed_code):
        assert words in printed
    assert frozen.printed_code in client.get(reverse("documents:how", args=[party.place.pk])).text
    row = signing.sign(party.place, council.other_head)
    assert row.intent.endswith(f", с протоколом разногласий (код проверки {frozen.printed_code}).")
    assert now(party).state == State.DISAGREES
    assert len(Signing.of(edition).signed) == 1  # it is bound as the others are


def test_disagreements_are_ones_own_and_stated_once_before_the_signature(council, disputed):
    _edition, party, remark = disputed
    state = actions.state_disagreements
    assert refusal(state, party=party, remarks=[], by=council.other_head) == "none"
    other = making.party_of(party.edition, council.head)
    assert refusal(state, party=other, remarks=[remark], by=council.head) == "none"
    assert refusal(state, party=party, remarks=[remark], by=council.head) == "forbidden"
    state(party=party, remarks=[remark], by=council.secretary)
    assert refusal(state, party=now(party), remarks=[remark], by=council.other_head) == "state"
    signing.on_paper(other.place, by=council.secretary)
    assert refusal(state, party=now(other), remarks=[], by=council.head) == "state"
