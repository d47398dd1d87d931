"""After an edition was put to signature: moved, reminded of, taken back; acceded to, left, published, ended."""

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
from cluster_portal.documents.sealed.canonical import text_of
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Notice
from members import actions as composition
from tests import actors as people
from tests import factories, signing
from tests.agreements import making
from tests.agreements.refusals import fields, refusal

State = Party.State
DAY = signing.DAY


def day(days):
    return DAY + datetime.timedelta(days=days)


def told(kind):
    return {notice.user for notice in Notice.objects.filter(kind=f"agreements.{kind}")}


# --- the deadline


def test_the_deadline_is_moved_with_a_reason_and_the_silent_are_told(council, client):
    edition = making.to_sign(council, condition="all")
    signing.on_paper(making.party_of(edition, council.head).place, by=council.secretary)
    extend = {"edition": edition, "by": council.secretary}
    assert fields(actions.extend, **extend, until=day(30), reason=" ") == {"reason"}
    for until in (day(-1), edition.sign_until):
        assert fields(actions.extend, **extend, until=until, reason="отпуска") == {"until"}
    actions.extend(**extend, until=day(30), reason="отпуска")
    edition = making.fresh(edition)
    assert edition.sign_until == day(30)
    (earlier,) = edition.earlier_deadlines
    assert (earlier["date"], earlier["reason"]) == (making.UNTIL.isoformat(), "отпуска")
    assert told("extended") == {council.chair, council.other_head, council.acting_head}
    client.force_login(council.member)
    assert "отпуска" in client.get(reverse("agreements:parties", args=[edition.pk])).text
    assert refusal(actions.extend, edition=edition, until=day(40), reason="ещё", by=council.head) == "forbidden"


def test_all_silent_are_reminded_at_once_and_who_has_no_account_is_counted(council, client):
    edition = making.to_sign(council, condition="all")
    signing.on_paper(making.party_of(edition, council.head).place, by=council.secretary)
    documents.refuse(place=making.party_of(edition, council.chair).place, reason="нет", by=council.chair)
    client.force_login(council.secretary)
    done = client.post(reverse("agreements:remind", args=[edition.pk]), follow=True)
    assert done.status_code == 200
    assert told("reminder") == {council.other_head, council.acting_head}
    reminded = edition.parties.exclude(reminded_at=None)
    assert {party.organization for party in reminded} == {
        making.speaks_for(user) for user in (council.other_head, council.acting_head)
    }
    data = Entry.objects.filter(verb="agreements.reminded").get().data
    assert (data["reminded"], data["without_account"]) == (2, 15)
    notice = Notice.objects.get(kind="agreements.reminder", user=council.other_head)
    party = making.party_of(edition, council.other_head)
    assert notice.url == party.place.get_absolute_url()
    assert party.name in notice.text
    assert "31.05.2021" in notice.text
    assert refusal(actions.remind, edition=edition, by=council.other_head) == "forbidden"


def test_nobody_is_reminded_where_nobody_has_an_account(council):
    edition = making.to_sign(council, condition="all")
    for user in (council.head, council.chair, council.other_head, council.acting_head):
        signing.on_paper(making.party_of(edition, user).place, by=council.secretary)
    assert refusal(actions.remind, edition=edition, by=council.secretary) == "nobody"


def test_what_was_taken_back_has_no_deadline_and_no_silent_ones(council):
    edition = making.taken_back(council)
    assert refusal(actions.remind, edition=edition, by=council.secretary) == "state"
    assert refusal(actions.extend, edition=edition, until=day(30), reason="так", by=council.secretary) == "state"


# --- taken back


def test_taking_back_wants_a_reason_keeps_the_signatures_and_tells_the_signers(council):
    signing.join(people.OTHER_HEAD, by=council.secretary)
    edition = making.to_sign(council, condition="all")
    signing.sign(making.party_of(edition, council.other_head).place, council.other_head)
    assert refusal(actions.take_back, edition=edition, reason=" ", by=council.secretary) == "reason"
    assert refusal(actions.take_back, edition=edition, reason="так", by=council.head) == "forbidden"
    actions.take_back(edition=edition, reason="нашли ошибку в пункте 2.1", by=council.secretary)
    edition = making.fresh(edition)
    assert (edition.state, edition.state_reason) == (Edition.State.WITHDRAWN, "нашли ошибку в пункте 2.1")
    assert edition.document.signatures.count() == 1
    assert len(Signing.of(edition).signed) == 1
    assert council.other_head in told("taken_back")
    notice = Notice.objects.get(kind="agreements.taken_back", user=council.other_head)
    assert "нашли ошибку в пункте 2.1" in notice.text
    place = making.party_of(edition, council.head).place
    assert refusal(signing.on_paper, place, by=council.secretary) == "state"
    assert refusal(actions.take_back, edition=edition, reason="ещё", by=council.secretary) == "state"


def test_what_is_in_force_is_not_taken_back(council):
    assert refusal(actions.take_back, edition=making.in_force(council), reason="так", by=council.secretary) == "state"


def test_the_next_edition_asks_everybody_anew_and_shows_what_changed_where_it_is_signed(council, client):
    signing.join(people.OTHER_HEAD, by=council.secretary)
    old = making.to_sign(council, condition="all")
    place = making.party_of(old, council.other_head).place
    client.force_login(council.other_head)
    client.get(place.get_absolute_url())
    signing.sign(place, council.other_head)
    old = making.taken_back(council, old)
    draft = making.next_draft(council, old)
    clause = making.clause(draft, "2.1")
    text = "Стороны проводят практику и стажировку обучающихся."
    actions.save_clause(clause=clause, version=1, values={"text": text}, by=council.secretary)
    new = making.to_sign(council, draft, condition="all")
    assert set(new.parties.values_list("state", flat=True)) == {State.WAITING}
    assert (new.document.replaces, new.document.because) == (old.document, "нашли ошибку")
    asked = Notice.objects.filter(kind="documents.to_sign", user=council.other_head)
    assert asked.count() == 2
    party = making.party_of(new, council.other_head)
    page = client.get(party.place.get_absolute_url()).text
    assert "<ins>" in page
    assert "стажировку" in page.split("<ins>", 1)[1]
    signing.sign(party.place, council.other_head)
    assert (old.document.signatures.count(), new.document.signatures.count()) == (1, 1)


# --- later members


@pytest.fixture
def late(council):
    """(edition in force, an organisation that joined the cluster later, the account of its head)"""
    edition = making.in_force(council)
    name = "Поздний Павел Примерович"
    with clock.day(day(10)):
        organization = factories.make_member(council.cluster, "ООО «Поздний»", joined=day(10), category="business")
        person = factories.make_head(organization, factories.make_person(name, email="late@example.org"))
        user = User.objects.create_user("late@example.org", name=name)
        composition.give_account(person=person, user=user, by=None)
    return edition, organization, user


def accede(council, edition, organization):
    return actions.prepare_accession(edition=edition, organization=organization, by=council.secretary)


def test_a_late_member_accedes_to_the_same_text_by_a_sheet_that_names_it(council, late):
    edition, organization, user = late
    signing.on_paper(making.party_of(edition, council.head).place, by=council.secretary)
    with clock.day(day(10)):
        party = accede(council, edition, organization)
        printed = str(text_of(party.sheet)["document"])
        for words in (edition.document.printed_code, edition.document.pdf_sha256, "ООО «Поздний»", "17.05.2021"):
            assert words in printed
        assert party.state == State.WAITING
        assert Notice.objects.get(kind="documents.to_sign", user=user).url == party.place.get_absolute_url()
        joining = signing.prepare("Поздний Павел Примерович", by=council.secretary)
        signing.on_paper(signing.place_of(joining.document), by=council.secretary, signed_on=day(10))
        row = signing.sign(signing.place_of(party.sheet), user)
        assert row.intent == f"Присоединяюсь от имени ООО «Поздний» к документу: {edition.document}."
    party.refresh_from_db()
    assert (party.state, party.signed_on, party.effective_from) == (State.ACCEDED, day(10), day(10))
    assert state_of(party.sheet).in_force
    assert told("acceded") == {council.head, user}
    assert len(Signing.of(edition).asked) == 19  # the sheet is no signature under the text itself


def test_who_accedes(council, late):
    edition, organization, user = late
    with clock.day(day(10)):
        act = {"edition": edition, "organization": organization}
        for by in (user, council.head, council.administrator):
            assert refusal(actions.prepare_accession, **act, by=by) == "forbidden"
        outside = factories.make_organization("ООО «Чужой»")
        assert refusal(accede, council, edition, outside) == "forbidden"
        assert refusal(accede, council, edition, making.party(edition, 5).organization) == "party"
        accede(council, edition, organization)
        assert refusal(accede, council, edition, organization) == "party"
    assert refusal(accede, council, making.to_sign(council), organization) == "state"


def test_who_was_left_out_accedes_later(council):
    first = making.to_sign(council).parties.get(order=1).organization
    edition = making.in_force(council, making.to_sign(council, leave_out={first.pk: "не определились"}))
    party = accede(council, edition, first)
    signing.on_paper(signing.place_of(party.sheet), by=council.secretary)
    party.refresh_from_db()
    assert (party.state, party.reason) == (State.ACCEDED, "")
    assert edition.parties.filter(organization=first).count() == 1


def bound(client, edition, when):
    """What the register says of a day: the page and the document, which must say the same."""
    page = client.get(reverse("agreements:register", args=[edition.agreement_id]), {"on": f"{when:%d.%m.%Y}"})
    names = {party.name for party in page.context["bound"]}
    form = reverse("agreements:register_file", args=[edition.agreement_id, "txt"])
    file = client.get(form, {"on": f"{when:%d.%m.%Y}"})
    if file.status_code == 200:
        text = file.content.decode()
        known = {party.name for party in edition.parties.all()}
        assert {name for name in known if name in text} == names
    else:
        assert names == set()
    return names


def test_the_register_of_any_day(council, late, client):
    edition, organization, _user = late
    first, second = (making.party(edition, place) for place in (1, 2))
    with clock.day(day(10)):
        party = accede(council, edition, organization)
        signing.on_paper(signing.place_of(party.sheet), by=council.secretary, signed_on=day(10))
    with clock.day(day(20)):
        actions.leave(party=first, left_on=day(20), ground="Письмо № 9", by=council.secretary)
    client.force_login(council.member)
    signers = {first.name, second.name}
    assert bound(client, edition, day(-1)) == set()
    assert bound(client, edition, day(0)) == signers
    assert bound(client, edition, day(9)) == signers
    assert bound(client, edition, day(10)) == signers | {"ООО «Поздний»"}
    assert bound(client, edition, day(20)) == signers | {"ООО «Поздний»"}  # its last day
    assert bound(client, edition, day(21)) == {second.name, "ООО «Поздний»"}
    page = client.get(reverse("agreements:register", args=[edition.agreement_id]), {"on": "07.06.2021"}).text
    assert "Письмо № 9" in page
    wrong = client.get(reverse("agreements:register", args=[edition.agreement_id]), {"on": "вчера"})
    assert wrong.status_code == 200
    assert wrong.context["wrong"]


def test_leaving_the_agreement(council):
    edition = making.in_force(council)
    signed, silent = making.party(edition, 1), making.party_of(edition, council.head)
    act = {"left_on": day(0), "ground": "Письмо № 9", "by": council.secretary}
    assert refusal(actions.leave, party=silent, **act) == "state"
    assert refusal(actions.leave, party=signed, **(act | {"by": council.head})) == "forbidden"
    assert fields(actions.leave, party=signed, **(act | {"ground": " "})) == {"ground"}
    assert fields(actions.leave, party=signed, **(act | {"left_on": day(-1)})) == {"left_on"}
    actions.leave(party=signed, **act)
    signed = making.party(edition, 1)
    assert (signed.state, signed.left_on, signed.is_bound) == (State.SIGNED, day(0), False)
    assert signed.place.signatures.count() == 1  # what it signed stays signed
    assert refusal(actions.leave, party=signed, **act) == "state"


# --- the end


def test_the_agreement_ends_on_a_day_that_has_come_with_a_ground(council, client):
    edition = making.in_force(council)
    signing.on_paper(making.party_of(edition, council.head).place, by=council.secretary)
    act = {"edition": edition, "ended_on": day(0), "ground": "Протокол № 5", "by": council.secretary}
    assert fields(actions.end_agreement, **(act | {"ended_on": day(1)})) == {"ended_on"}
    assert fields(actions.end_agreement, **(act | {"ended_on": day(-1)})) == {"ended_on"}
    assert fields(actions.end_agreement, **(act | {"ground": " "})) == {"ground"}
    assert refusal(actions.end_agreement, **(act | {"by": council.head})) == "forbidden"
    actions.end_agreement(**act)
    edition = making.fresh(edition)
    assert (edition.state, edition.agreement.ended_on) == (Edition.State.ENDED, day(0))
    assert state_of(edition.document).standings[-1].reason == "Протокол № 5"
    assert told("ended") == {council.head}
    client.force_login(council.member)
    assert len(bound(client, edition, day(0))) == 3
    assert bound(client, edition, day(1)) == set()
    place = making.party(edition, 5).place
    assert refusal(signing.on_paper, place, by=council.secretary) == "state"
    assert refusal(actions.end_agreement, **(act | {"edition": edition})) == "state"
    assert refusal(actions.begin_next, edition=edition, by=council.secretary) == "state"
    assert refusal(accede, council, edition, making.party(edition, 5).organization) == "state"


def test_what_is_being_signed_is_taken_back_before_the_end_and_nothing_is_put_to_signature_after_it(council):
    edition = making.in_force(council)
    following = making.to_sign(council, making.next_draft(council, edition))
    act = {"edition": edition, "ended_on": day(0), "ground": "Протокол № 5", "by": council.secretary}
    assert refusal(actions.end_agreement, **act) == "state"
    following = making.taken_back(council, following)
    draft = making.next_draft(council, following)
    actions.end_agreement(**act)
    assert refusal(making.to_sign, council, making.fresh(draft)) == "state"
    chores.due()


# --- the public page


def test_the_council_publishes_what_is_in_force_without_contacts(council, client):
    person = people.person(people.HEAD)
    composition.change_person(person=person, email="secret@example.org", by=council.secretary)
    assert refusal(actions.publish, agreement=making.to_sign(council).agreement, by=council.secretary) == "state"
    edition = making.in_force(council)
    page = reverse("agreements:published_agreement", args=[edition.agreement_id])
    file = reverse("agreements:published_file", args=[edition.agreement_id])
    check = reverse("documents:checked_original", args=[edition.document.printed_code])
    assert {client.get(url).status_code for url in (page, file, check)} == {404}
    assert refusal(actions.publish, agreement=edition.agreement, by=council.head) == "forbidden"
    actions.publish(agreement=edition.agreement, by=council.secretary)
    shown = client.get(page).text
    assert "Стороны объединяют усилия" in shown
    assert making.party(edition, 1).name in shown
    assert making.party(edition, 5).name not in shown  # has not signed
    everything = shown + client.get(reverse("agreements:published")).text
    users = (council.secretary, council.head, council.other_head, council.chair)
    for secret in ("secret@example.org", *(user.email for user in users), people.HEAD):
        assert secret not in everything
    assert b"".join(client.get(file)) == bytes(edition.document.content.pdf)
    assert client.get(check).status_code == 200
    actions.unpublish(agreement=edition.agreement, by=council.secretary)
    assert {client.get(url).status_code for url in (page, file, check)} == {404}
    assert making.TITLE not in client.get(reverse("agreements:published")).text


def test_a_published_agreement_that_ended_binds_nobody(council, client):
    edition = making.in_force(council)
    actions.publish(agreement=edition.agreement, by=council.secretary)
    making.ended(council, edition)
    page = reverse("agreements:published_agreement", args=[edition.agreement_id])
    with clock.day(day(1)):
        assert client.get(page).context["bound"] == []
