"""Signing: who may, by which route, when; every refusal by its reason; what a signature keeps."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import OneTimeCode, Signature, Standing
from cluster_portal.documents.sealed import codes
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter
from cluster_portal.workflow import Refused
from meetings import actions
from meetings.doubts import open_doubts
from meetings.models import Meeting
from meetings.record import Record
from members import actions as composition
from tests import actors as people
from tests import signing
from tests.test_queries import FREE_TABLES


@pytest.fixture
def council(db, settings, tmp_path):
    """An elected chair; the organisations of secretary and chair have joined simple signatures."""
    settings.MEDIA_ROOT = tmp_path
    made = people.make_actors(elected=True)
    signing.join(people.SECRETARY, people.HEAD, by=made.secretary)
    signing.join(people.CHAIR, by=made.secretary)
    return made


@pytest.fixture
def meeting(council):
    return signing.to_sign(council.cluster, council.secretary)


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert str(caught.value.reason).strip()
    return caught.value.code


def test_secretary_and_chair_sign_and_the_minutes_are_signed(council, meeting):
    assert meeting.minutes_state == Meeting.MinutesState.TO_SIGN
    signing.sign(signing.place_of(meeting.document, 1), council.secretary)
    meeting.refresh_from_db()
    assert meeting.minutes_state == Meeting.MinutesState.TO_SIGN
    assert state_of(meeting.document).kind == ""
    signing.sign(signing.place_of(meeting.document, 2), council.chair)
    meeting.refresh_from_db()
    assert meeting.minutes_state == Meeting.MinutesState.SIGNED
    assert meeting.signed_on == signing.DAY
    assert state_of(meeting.document).in_force
    row = Signature.objects.get(user=council.chair)
    assert (row.name, row.route, row.confirmed_by) == (people.CHAIR, "simple", "code")
    assert "присоединил" in row.accession
    assert row.intent.startswith("Подписываю: Протокол № 8")
    assert row.trace.ip == "192.0.2.7"
    entry = Entry.objects.get(object_id=str(row.pk))
    assert entry.verb == "documents.signed"
    assert entry.data["record"] == row.record_sha256
    assert {part["verb"] for part in entry.data["parts"]} == {"meetings.signed", "documents.in_force"}


def test_every_letter_about_a_signature_holds_the_end_of_the_journal(council, meeting, tmp_path):
    row = signing.sign(signing.place_of(meeting.document, 1), council.secretary)
    letters = Letter.objects.filter(notice__kind="documents.signed", subject__contains="Протокол № 8")
    assert {letter.to for letter in letters} == {council.secretary.email, council.chair.email}
    assert all(f"{row.head_number} {row.head_hash}" in letter.body for letter in letters)
    anchor = tmp_path / "letter.txt"
    anchor.write_text(letters[0].body)
    call_command("verify_journal", anchor=anchor, stdout=io.StringIO())
    anchor.write_text(letters[0].body.replace(row.head_hash, "f" * 64))
    with pytest.raises(CommandError, match="rewritten"):
        call_command("verify_journal", anchor=anchor)


def test_everybody_else_is_refused_the_place(council, meeting):
    place = signing.place_of(meeting.document, 2)
    for actor in ("secretary", "head", "other_head", "member", "guest", "stranger", "administrator"):
        for route in (signing.sign, lambda p, u: documents.refuse(place=p, reason="нет", by=u)):
            assert refusal(route, place, getattr(council, actor)) == "forbidden", actor
    assert refusal(documents.sign, place=place, sha256=place.document.pdf_sha256, by=None, **_rest()) == "forbidden"
    assert not Signature.objects.filter(place=place).exists()


def _rest():
    return {
        "confirmed": documents.Confirmed("totp", clock.now()),
        "opened": None,
        "seen": documents.Seen(),
    }


def test_a_second_signature_at_one_place_is_refused(council, meeting):
    place = signing.place_of(meeting.document, 1)
    code = signing.confirmed(place, council.secretary)
    signing.sign(place, council.secretary, confirmed=code)
    assert refusal(signing.sign, place, council.secretary, confirmed=code) == "signed"
    signing.on_paper(place, by=council.secretary)  # by another route too: both are kept, the place counts once
    assert refusal(signing.on_paper, place, by=council.secretary) == "signed"
    assert [row.route for row in place.signatures.all()] == ["simple", "paper"]
    assert state_of(meeting.document).done == 1


def test_a_code_is_good_once_and_for_one_text(council, meeting):
    place = signing.place_of(meeting.document, 1)
    other = signing.place_of(signing.to_sign(council.cluster, council.secretary, "9").document, 1)
    code = signing.confirmed(place, council.secretary)
    assert refusal(signing.sign, other, council.secretary, confirmed=code) == "code"
    assert refusal(signing.sign, place, council.secretary, sha256="0" * 64, confirmed=code) == "hash"
    signing.sign(place, council.secretary, confirmed=code)
    assert OneTimeCode.objects.get(place=place).used_at is not None


def test_a_code_that_was_not_typed_signs_nothing(council, meeting):
    place = signing.place_of(meeting.document, 1)
    documents.send_code(place=place, sha256=place.document.pdf_sha256, by=council.secretary)
    code = documents.Confirmed("code", clock.now())
    assert refusal(signing.sign, place, council.secretary, confirmed=code) == "code"


def test_five_wrong_tries_make_a_code_void_whatever_comes_after(council, meeting):
    place = signing.place_of(meeting.document, 1)
    given = {"place": place, "sha256": place.document.pdf_sha256, "by": council.secretary}
    _row, digits = documents.send_code(**given)
    wrong = f"{(int(digits) + 1) % 10**6:06d}"
    assert [documents.try_code(digits=wrong, **given) for _try in range(5)] == [4, 3, 2, 1, 0]
    assert refusal(documents.try_code, digits=digits, **given) == "code"


def test_a_code_grows_old_and_a_new_one_makes_the_old_void(council, meeting, monkeypatch):
    place = signing.place_of(meeting.document, 1)
    given = {"place": place, "sha256": place.document.pdf_sha256, "by": council.secretary}
    _row, first = documents.send_code(**given)
    _row, second = documents.send_code(**given)
    if first != second:
        assert documents.try_code(digits=first, **given) == codes.TRIES - 1
    OneTimeCode.objects.update(made_at=clock.now() - codes.LIFETIME - datetime.timedelta(seconds=1))
    assert refusal(documents.try_code, digits=second, **given) == "code"


def test_codes_are_kept_hashed_and_not_sent_without_end(council, meeting):
    place = signing.place_of(meeting.document, 1)
    given = {"place": place, "sha256": place.document.pdf_sha256, "by": council.secretary}
    row, digits = documents.send_code(**given)
    assert digits not in row.code_hash
    assert len(digits) == 6
    assert digits not in str(Entry.objects.order_by("number").last().data)
    for _again in range(5):
        documents.send_code(**given)
    assert refusal(documents.send_code, **given) == "limit"


def test_a_confirmation_does_not_last(council, meeting):
    place = signing.place_of(meeting.document, 1)
    old = documents.Confirmed("totp", clock.now() - datetime.timedelta(seconds=301))
    assert refusal(signing.sign, place, council.secretary, confirmed=old) == "stale_confirmation"
    fresh = documents.Confirmed("totp", clock.now() - datetime.timedelta(seconds=10))
    assert signing.sign(place, council.secretary, confirmed=fresh).confirmed_by == "totp"


def test_who_lost_the_office_between_opening_and_confirming_is_refused(council, meeting):
    place = signing.place_of(meeting.document, 2)
    code = signing.confirmed(place, council.chair)
    mandate = people.person(people.CHAIR).mandates.get()
    composition.end_mandate(mandate=mandate, ended=signing.DAY - datetime.timedelta(days=1), by=council.secretary)
    assert refusal(signing.sign, place, council.chair, confirmed=code) == "forbidden"


def test_a_closed_account_signs_nothing(council, meeting):
    place = signing.place_of(meeting.document, 2)
    code = signing.confirmed(place, council.chair)
    type(council.chair).objects.filter(pk=council.chair.pk).update(is_active=False)
    assert refusal(signing.sign, place, council.chair, confirmed=code) == "forbidden"


def test_without_the_agreement_on_simple_signatures_there_is_none(council):
    accession = people.person(people.CHAIR).accessions.get().accession
    yesterday = signing.DAY - datetime.timedelta(days=1)
    type(accession).objects.filter(pk=accession.pk).update(joined=yesterday)
    composition.end_accession(accession=accession, ended=yesterday, ground="Письмо", by=council.secretary)
    place = signing.place_of(signing.to_sign(council.cluster, council.secretary).document, 2)
    assert refusal(signing.sign, place, council.chair) == "accession"


def test_the_accession_sheet_is_never_signed_by_the_signature_it_is_the_ground_of(council):
    accession = signing.prepare(people.OTHER_HEAD, by=council.secretary)
    place = signing.place_of(accession.document)
    assert refusal(signing.sign, place, council.other_head) == "route"
    assert refusal(signing.on_paper, place, by=council.other_head) == "forbidden"
    signing.on_paper(place, by=council.secretary)
    accession.refresh_from_db()
    assert accession.joined == signing.DAY
    assert accession.document.standings.last().kind == Standing.Kind.IN_FORCE


def test_an_accession_names_people_who_can_be_reached(council):
    assert (
        refusal(
            composition.prepare_accession,
            organization=people.person(people.OTHER_HEAD).positions.get().organization,
            people=[],
            checked_how="лично",
            by=council.secretary,
        )
        == "empty"
    )
    stranger_to_mail = people.person("Репин Владимир Николаевич")
    assert (
        refusal(
            composition.prepare_accession,
            organization=stranger_to_mail.positions.get().organization,
            people=[stranger_to_mail],
            checked_how="лично",
            by=council.secretary,
        )
        == "no_address"
    )


def test_a_paper_carries_the_code_of_this_text_and_a_possible_date(council, meeting):
    place = signing.place_of(meeting.document, 1)
    with pytest.raises(ValidationError) as caught:
        signing.on_paper(place, by=council.secretary, code="0000-0000-0000")
    assert "code" in caught.value.message_dict
    for day in (signing.DAY + datetime.timedelta(days=1), signing.DAY - datetime.timedelta(days=1)):
        with pytest.raises(ValidationError) as caught:
            signing.on_paper(place, by=council.secretary, signed_on=day)
        assert "signed_on" in caught.value.message_dict
    row = signing.on_paper(place, by=council.secretary, name=people.SECRETARY)
    assert row.entered_by == str(council.secretary)
    assert row.file.sha256
    assert refusal(signing.on_paper, place, by=council.chair) == "forbidden"


def test_a_refusal_has_a_reason_and_is_told_and_he_may_still_sign(council, meeting):
    place = signing.place_of(meeting.document, 2)
    assert refusal(documents.refuse, place=place, reason=" ", by=council.chair) == "reason"
    documents.refuse(place=place, reason="Пункт 1 не так", by=council.chair)
    assert Letter.objects.filter(notice__kind="documents.refused", to=council.secretary.email).exists()
    assert state_of(meeting.document).places[1].refusals[0].reason == "Пункт 1 не так"
    signing.sign(place, council.chair)
    assert refusal(documents.refuse, place=place, reason="поздно", by=council.chair) == "signed"


def test_what_is_taken_back_is_signed_no_more_and_the_next_text_shows_the_change(council, meeting):
    old = meeting.document
    signing.sign(signing.place_of(old, 1), council.secretary)
    assert refusal(actions.take_back, meeting=meeting, reason="", by=council.secretary) == "reason"
    actions.take_back(meeting=meeting, reason="Опечатка", by=council.secretary)
    meeting.refresh_from_db()
    assert meeting.document is None
    assert meeting.minutes_state == Meeting.MinutesState.DRAWN_UP
    assert old.signatures.count() == 1
    assert refusal(signing.sign, signing.place_of(old, 2), council.chair) == "state"
    with_chair = {"chair": people.person(people.CHAIR)}
    again = actions.put_to_sign(meeting=meeting, signatories=with_chair, by=council.secretary)
    assert again.document != old


def test_a_corrected_edition_replaces_the_signed_one_only_when_it_is_signed(council):
    meeting = signing.signed(council.cluster, council.secretary, council.chair)
    first = meeting.document
    actions.correct(meeting=meeting, reason="Опечатка", by=council.secretary)
    meeting.refresh_from_db()
    for doubt in open_doubts(Record(meeting)):
        actions.explain_doubt(meeting=meeting, key=doubt.key, reason="так и было", by=council.secretary)
    secretary = {"secretary": people.person(people.SECRETARY)}
    actions.put_to_sign(meeting=meeting, signatories=secretary, by=council.secretary)
    meeting.refresh_from_db()
    assert (meeting.document.edition, meeting.document.replaces, meeting.document.because) == (2, first, "Опечатка")
    assert state_of(first).in_force
    signing.sign(signing.place_of(meeting.document), council.secretary)
    assert state_of(first).kind == "replaced"
    assert state_of(meeting.document).in_force


def test_minutes_with_an_open_doubt_are_not_put_to_signature(council):
    meeting = signing.held(council.cluster, council.secretary, "11")
    meeting.reasons.all().delete()
    people_ = {"secretary": people.person(people.SECRETARY)}
    assert refusal(actions.put_to_sign, meeting=meeting, signatories=people_, by=council.secretary) == "doubts"
    meeting = signing.held(council.cluster, council.secretary, "12")
    assert refusal(actions.put_to_sign, meeting=meeting, signatories={}, by=council.secretary) == "empty"
    assert refusal(actions.put_to_sign, meeting=meeting, signatories=people_, by=council.chair) == "forbidden"


def test_signing_costs_few_queries(council, meeting):
    place = signing.place_of(meeting.document, 1)
    signing.sign(place, council.secretary)
    place = signing.place_of(meeting.document, 2)
    code = signing.confirmed(place, council.chair)
    with CaptureQueriesContext(connection) as captured:
        signing.sign(place, council.chair, confirmed=code)
    rights = (*FREE_TABLES, "members_charter", "members_accessionperson", "members_membership", "meetings_signatory")
    own = [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
        and not any(f'FROM "{table}"' in query["sql"] for table in rights)
    ]
    assert len(own) <= 15, "\n".join(sql[:150] for sql in own)
