"""Two people at the same instant, with real transactions; collected on PostgreSQL alone (tests/conftest.py)."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections

from agreements import actions as agreements
from agreements import chores
from agreements.models import Edition, Party
from cluster_portal import clock, demo
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import OneTimeCode, Place, SealedDocument, Signature
from cluster_portal.journal.chain import verify
from cluster_portal.journal.models import Entry
from cluster_portal.journal.triggers import APPEND_ONLY, restore_triggers
from cluster_portal.notifications.delivery import deliver
from cluster_portal.notifications.models import Letter, Notice
from cluster_portal.workflow import Refused, Stale
from meetings import actions
from meetings.models import Assignment, Meeting
from members import actions as composition
from members import seed
from members.models import Organization
from tests import actors as people
from tests import seeded, signing
from tests.agreements import making
from tests.workplans import making as plans
from workplans import actions as workplans
from workplans import chores as plan_chores
from workplans.models import Plan, PlanRevision
from workplans.record import Record as PlanRecord

DAY = datetime.date(2021, 4, 9)


@pytest.fixture
def triggers_back(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the tables were emptied the journal is append-only again."""
    yield
    with django_db_blocker.unblock():
        restore_triggers()


@pytest.fixture
def real_transactions(triggers_back: None, transactional_db: None) -> Iterator[None]:
    """Real commits; at the end the triggers make way for emptying the tables."""
    yield
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in ("update", "delete", "truncate"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb} ON {table}")


@pytest.fixture
def secretary(real_transactions: None) -> Any:
    seeded.load()
    return people.secretary()


@pytest.fixture
def meeting(secretary: Any) -> Meeting:
    made = plan(secretary)
    actions.start(meeting=made, by=secretary)
    return made


def plan(by: Any, number: str = "5") -> Meeting:
    cluster = seed.Cluster.objects.get()
    return actions.plan_meeting(cluster=cluster, number=number, date=DAY, agenda=[("О Плане", "")], by=by)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that begin together; what each returned or raised."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_saves_of_one_row_give_one_text_and_one_stale(meeting, secretary):
    speech = meeting.items.get().speeches.earliest("order")

    def save(text: str) -> Callable[[], Any]:
        return lambda: actions.save_row(row=speech, version=1, values={"text": text}, by=secretary)

    results = at_once(save("Первый"), save("Второй"))
    assert sum(isinstance(result, Stale) for result in results) == 1
    speech.refresh_from_db()
    assert speech.version == 2
    assert speech.text in {"Первый", "Второй"}


def test_a_double_click_begins_a_meeting_once(secretary):
    planned = plan(secretary)
    results = at_once(*[lambda: actions.start(meeting=Meeting.objects.get(), by=secretary)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Entry.objects.filter(verb="meetings.begun", object_id=str(planned.pk)).count() == 1


def test_one_number_is_given_once(secretary):
    results = at_once(*[lambda: plan(secretary, "7")] * 3)
    assert sum(isinstance(result, Refused) and result.code == "taken" for result in results) == 2
    assert Meeting.objects.filter(number="7").count() == 1


def test_people_marked_at_once_all_have_their_own_number(meeting, secretary):
    lines = list(meeting.attendances.all()[:6])
    at_once(*[lambda line=line: actions.mark(attendance=line, mode="in_person", by=secretary) for line in lines])
    orders = list(meeting.attendances.exclude(order=None).values_list("order", flat=True))
    assert sorted(orders) == [1, 2, 3, 4, 5, 6]


def test_the_chain_holds_whoever_writes_at_once(meeting, secretary):
    at_once(*[lambda n=n: actions.add_item(meeting=meeting, title=f"Вопрос {n}", by=secretary) for n in range(5)])
    assert meeting.items.count() == 6
    assert verify() is None


def test_two_deliverers_send_each_letter_once(secretary):
    for number in range(6):
        Letter.objects.create(
            to=f"{number}@example.org",
            subject="Проба",
            body="Проба",
            created_at=clock.now(),
            next_try_at=clock.now(),
            message_id=f"<{number}@example.org>",
        )
    at_once(*[lambda: list(deliver())] * 2)
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"{number}@example.org" for number in range(6)]


def refusals(results: list[Any]) -> list[str]:
    return [result.code for result in results if isinstance(result, Refused)]


def test_two_secretaries_merge_the_same_organisation_and_one_is_told(secretary: Any) -> None:
    one, two, three = Organization.objects.filter(memberships__left=None, parent=None)[:3]

    def merge(into: Organization) -> Callable[[], Any]:
        return lambda: composition.merge_organization(
            organization=one, successor=into, since=DAY, ground="Приказ", by=secretary
        )

    results = at_once(merge(two), merge(three))
    assert refusals(results) == ["state"]
    one.refresh_from_db()
    assert one.successor in {two, three}
    assert verify() is None


def test_two_organisations_merged_into_each_other_at_once_make_no_circle(secretary: Any) -> None:
    one, two = Organization.objects.filter(memberships__left=None, parent=None)[:2]
    results = at_once(
        *(
            lambda a=a, b=b: composition.merge_organization(
                organization=a, successor=b, since=DAY, ground="Приказ", by=secretary
            )
            for a, b in ((one, two), (two, one))
        )
    )
    assert len(refusals(results)) == 1, results
    assert Organization.objects.exclude(successor=None).count() == 1


def test_a_report_is_accepted_once(secretary: Any) -> None:
    demo.record_minutes_1(by=secretary)
    task = Assignment.objects.first()
    report = actions.report(assignment=task, text="Готово", by=secretary)
    results = at_once(*[lambda: actions.accept(report=report, by=secretary)] * 2)
    assert refusals(results) == ["state"]
    assert Entry.objects.filter(verb="meetings.report_accepted").count() == 1


def test_items_placed_by_two_at_once_keep_one_order(secretary: Any, meeting: Meeting) -> None:
    for number in range(4):
        actions.add_item(meeting=meeting, title=f"Вопрос {number}", by=secretary)
    items = list(meeting.items.all())
    at_once(
        lambda: actions.place_item(item=items[0], place=5, by=secretary),
        lambda: actions.place_item(item=items[4], place=1, by=secretary),
    )
    assert list(meeting.items.values_list("order", flat=True)) == [1, 2, 3, 4, 5]


@pytest.fixture
def to_sign(secretary: Any, settings: Any, tmp_path: Any) -> Meeting:
    """Minutes the secretary and the chair are to sign."""
    settings.MEDIA_ROOT = tmp_path
    people.elect_chair(seed.Cluster.objects.get())
    people.chair_to_be()
    signing.join(people.SECRETARY, by=secretary)
    signing.join(people.CHAIR, by=secretary)
    return signing.to_sign(seed.Cluster.objects.get(), secretary)


def fresh_factor() -> documents.Confirmed:
    return documents.Confirmed("totp", clock.now())


def signs(place: Place, user: Any, **more: Any) -> Callable[[], Any]:
    return lambda: signing.sign(Place.objects.select_related("document").get(pk=place.pk), user, **more)


def test_two_signatures_at_one_place_at_the_same_instant_give_one(to_sign, secretary):
    place = signing.place_of(to_sign.document, 1)
    results = at_once(*[signs(place, secretary, confirmed=fresh_factor())] * 4)
    assert sum(isinstance(result, Signature) for result in results) == 1
    assert {result.code for result in results if isinstance(result, Refused)} == {"signed"}
    assert Signature.objects.filter(place=place).count() == 1
    assert verify() is None


def test_one_code_signs_once(to_sign, secretary):
    place = signing.place_of(to_sign.document, 1)
    code = signing.confirmed(place, secretary)
    results = at_once(*[signs(place, secretary, confirmed=code)] * 3)
    assert sum(isinstance(result, Signature) for result in results) == 1
    assert OneTimeCode.objects.filter(used_at__isnull=False).count() == 1


def test_the_last_two_signatures_at_once_make_the_minutes_signed_once(to_sign, secretary):
    chair = people.chair_to_be()
    first, second = (signing.place_of(to_sign.document, number) for number in (1, 2))
    results = at_once(signs(first, secretary, confirmed=fresh_factor()), signs(second, chair, confirmed=fresh_factor()))
    assert all(isinstance(result, Signature) for result in results), results
    to_sign.refresh_from_db()
    assert to_sign.minutes_state == Meeting.MinutesState.SIGNED
    assert to_sign.document.standings.count() == 1


def test_a_signature_and_a_taking_back_at_once_leave_one_truth(to_sign, secretary):
    chair = people.chair_to_be()
    signing.sign(signing.place_of(to_sign.document, 1), secretary)
    document = to_sign.document
    at_once(
        signs(signing.place_of(document, 2), chair, confirmed=fresh_factor()),
        lambda: actions.take_back(meeting=Meeting.objects.get(pk=to_sign.pk), reason="Опечатка", by=secretary),
    )
    to_sign.refresh_from_db()
    kinds = list(document.standings.values_list("kind", flat=True))
    signed = to_sign.minutes_state == Meeting.MinutesState.SIGNED
    assert kinds == (["in_force"] if signed else ["withdrawn"])
    assert document.signatures.count() == (2 if signed else 1)


@pytest.fixture
def agreement(secretary: Any, settings: Any, tmp_path: Any) -> SimpleNamespace:
    """The council where an agreement is made, with two heads whose organisations have joined simple signatures."""
    settings.MEDIA_ROOT = tmp_path
    signing.portal_key()
    demo.record_minutes_1(by=secretary)
    found = SimpleNamespace(cluster=seed.Cluster.objects.get(), secretary=secretary)
    found.head, found.other_head = people.head(), people.other_head()
    for name in (people.HEAD, people.OTHER_HEAD):
        signing.join(name, by=secretary)
    return found


def signs_for_his_party(edition: Edition, user: Any) -> Callable[[], Any]:
    return signs(making.party_of(edition, user).place, user, confirmed=fresh_factor())


def now_is(edition: Edition) -> Edition:
    return Edition.objects.select_related("document", "agreement").get(pk=edition.pk)


def verbs(verb: str) -> int:
    """How often the journal tells of it, as an entry or as a part of one."""
    entries = Entry.objects.values_list("verb", "data")
    return sum(verb in {name, *(part["verb"] for part in data.get("parts", []))} for name, data in entries)


def test_the_last_two_signatures_at_once_bring_the_agreement_into_force_once(agreement: Any) -> None:
    edition = making.to_sign(agreement)
    results = at_once(*(signs_for_his_party(edition, user) for user in (agreement.head, agreement.other_head)))
    assert all(isinstance(result, Signature) for result in results), results
    edition = now_is(edition)
    assert edition.state == Edition.State.IN_FORCE
    assert edition.document.standings.count() == 1
    assert set(edition.parties.filter(state="signed").values_list("effective_from", flat=True)) == {signing.DAY}
    assert verbs("agreements.in_force") == 1
    assert making.assignment().reports.count() == 1
    assert verify() is None


def test_a_signature_and_a_taking_back_of_an_agreement_at_once_leave_one_truth(agreement: Any) -> None:
    edition = making.to_sign(agreement)
    signing.sign(making.party_of(edition, agreement.head).place, agreement.head)
    results = at_once(
        signs_for_his_party(edition, agreement.other_head),
        lambda: agreements.take_back(edition=now_is(edition), reason="Опечатка", by=agreement.secretary),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    edition = now_is(edition)
    kinds = list(edition.document.standings.values_list("kind", flat=True))
    if edition.state == Edition.State.IN_FORCE:
        assert (kinds, edition.document.signatures.count()) == (["in_force"], 2)
    else:
        assert (edition.state, kinds, edition.document.signatures.count()) == ("withdrawn", ["withdrawn"], 1)
    assert verify() is None


def test_two_drafters_of_one_clause_of_the_agreement_give_one_text_and_one_stale(agreement: Any) -> None:
    clause = making.clause(making.begun(agreement), "1.1")

    def save(text: str, by: Any) -> Callable[[], Any]:
        return lambda: agreements.save_clause(clause=clause, version=clause.version, values={"text": text}, by=by)

    results = at_once(save("Первый", agreement.secretary), save("Второй", agreement.head))
    assert sum(isinstance(result, Stale) for result in results) == 1, results
    before = clause.version
    clause.refresh_from_db()
    assert clause.version == before + 1
    assert clause.text in {"Первый", "Второй"}


def test_a_double_click_puts_the_agreement_to_signature_once(agreement: Any) -> None:
    edition = making.discussed(agreement)
    results = at_once(*[lambda: making.to_sign(agreement, edition)] * 2)
    assert refusals(results) == ["state"], results
    assert SealedDocument.objects.filter(kind="agreement").count() == 1
    assert now_is(edition).parties.count() == 19
    assert Notice.objects.filter(kind="documents.to_sign", user=agreement.head).count() == 1


def test_reminding_while_the_agreement_is_signed_does_not_lock_up(agreement: Any) -> None:
    edition = making.to_sign(agreement, condition="all")
    results = at_once(
        lambda: agreements.remind(edition=now_is(edition), by=agreement.secretary),
        signs_for_his_party(edition, agreement.head),
        signs_for_his_party(edition, agreement.other_head),
        lambda: agreements.extend(edition=now_is(edition), until=making.DAY, reason="Так", by=agreement.secretary),
    )
    wrong = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(one, Refused) and one.code == "nobody" for one in wrong), wrong
    assert now_is(edition).parties.filter(state="signed").count() == 2


def test_a_chore_and_a_signature_at_once_bring_the_agreement_into_force_once(agreement: Any) -> None:
    """The day has come on which two signatures are enough, and a third one is made at that moment."""
    edition = making.to_sign(agreement, not_before=signing.DAY)
    signing.sign(making.party_of(edition, agreement.head).place, agreement.head)
    Party.objects.filter(edition=edition, order=1).update(state="signed", signed_on=signing.DAY)  # its chore is due
    results = at_once(chores.due, signs_for_his_party(edition, agreement.other_head), chores.due)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert now_is(edition).state == Edition.State.IN_FORCE
    assert verbs("agreements.in_force") == 1
    assert now_is(edition).document.standings.count() == 1
    assert now_is(edition).parties.filter(effective_from=None, state="signed").count() == 0
    assert verify() is None


def test_two_chores_ask_a_new_head_to_sign_the_agreement_once(agreement: Any) -> None:
    edition = making.to_sign(agreement, condition="all")
    edition.parties.update(told=None)
    results = at_once(*[chores.due] * 3)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Notice.objects.filter(kind="documents.to_sign", user=agreement.head).count() == 2  # at first, and once more


def test_signing_the_agreement_in_force_while_the_next_edition_replaces_it_does_not_lock_up(agreement: Any) -> None:
    old = making.in_force(agreement)
    new = making.signed_by(agreement, 1, making.to_sign(agreement, making.next_draft(agreement, old)))
    results = at_once(signs_for_his_party(old, agreement.head), signs_for_his_party(new, agreement.other_head))
    wrong = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(one, Refused) and one.code == "state" for one in wrong), wrong
    assert (now_is(old).state, now_is(new).state) == (Edition.State.REPLACED, Edition.State.IN_FORCE)
    assert list(now_is(old).document.standings.values_list("kind", flat=True)) == ["in_force", "ended"]


def test_ending_the_agreement_while_somebody_signs_it_does_not_lock_up(agreement: Any) -> None:
    edition = making.in_force(agreement)
    end = {"ended_on": signing.DAY, "ground": "Протокол № 5", "by": agreement.secretary}
    results = at_once(
        signs_for_his_party(edition, agreement.head),
        lambda: agreements.end_agreement(edition=now_is(edition), **end),
        signs_for_his_party(edition, agreement.other_head),
    )
    wrong = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(one, Refused) and one.code == "state" for one in wrong), wrong
    assert now_is(edition).state == Edition.State.ENDED
    assert verify() is None


@pytest.fixture
def council(real_transactions: None, settings: Any, tmp_path: Any) -> people.Actors:
    """The council after minutes No. 1, with directions entered: plans can be made."""
    settings.MEDIA_ROOT = tmp_path
    found = people.make_actors()
    signing.portal_key()
    demo.record_minutes_1(by=found.secretary)
    plans.enter_directions(found)
    return found


def revision(pk: int) -> PlanRevision:
    return PlanRevision.objects.whole().get(pk=pk)


def test_a_plan_frozen_for_approval_twice_at_once_is_one_document(council):
    row = plans.considered(council)
    fingerprint = PlanRecord(row).fingerprint

    def freeze() -> Any:
        given = {"fingerprint": fingerprint, "ground": PlanRevision.Ground.DELEGATION, "by": council.chair}
        return workplans.seal_for_approval(revision=revision(row.pk), **given)

    results = at_once(*[freeze] * 3)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert len({place.pk for _row, place in results}) == 1
    assert SealedDocument.objects.filter(series=f"workplans.plan:{row.plan_id}").count() == 1
    assert verify() is None


def test_a_plan_approved_twice_at_once_is_approved_once(council):
    plans.join(council)
    row = plans.sealed(council)
    place = signing.place_of(row.document)
    results = at_once(*[signs(place, council.chair, confirmed=fresh_factor())] * 3)
    assert sum(isinstance(result, Signature) for result in results) == 1, results
    assert len(refusals(results)) == 2
    assert set(refusals(results)) <= {"signed", "state"}  # the place is taken, or the plan approved already
    assert revision(row.pk).state == PlanRevision.State.APPROVED
    assert Entry.objects.filter(verb="documents.signed").count() == 1
    assert row.document.standings.count() == 1
    assert verify() is None


def test_a_plan_approved_and_returned_at_once_is_one_of_the_two(council):
    plans.join(council)
    row = plans.sealed(council)
    place = signing.place_of(row.document)
    results = at_once(
        signs(place, council.chair, confirmed=fresh_factor()),
        lambda: workplans.return_plan(revision=revision(row.pk), reason="Сроки", by=council.chair),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    now, kinds = revision(row.pk), list(row.document.standings.values_list("kind", flat=True))
    if now.state == PlanRevision.State.APPROVED:
        assert (now.document_id, kinds, row.document.signatures.count()) == (row.document_id, ["in_force"], 1)
    else:
        assert (now.state, now.document_id, kinds) == (PlanRevision.State.RETURNED, None, ["withdrawn"])
        assert row.document.signatures.count() == 0
    assert verify() is None


def test_two_editors_of_one_activity_of_the_plan_give_one_text_and_one_stale(council):
    draft = plans.drafted(council)
    row = plans.activity(draft)

    def write(title: str, by: Any) -> Callable[[], Any]:
        return lambda: workplans.save_activity(activity=row, version=1, values={"title": title}, by=by)

    results = at_once(write("Первое", council.head), write("Второе", council.secretary))
    assert sum(isinstance(result, Stale) for result in results) == 1, results
    row.refresh_from_db()
    assert row.version == 2
    assert row.title in {"Первое", "Второе"}


def test_two_activities_of_the_plan_typed_at_once_are_both_kept(council):
    draft = plans.drafted(council)
    rows = list(draft.activities.order_by("order"))
    results = at_once(
        *(
            lambda row=row: workplans.save_activity(
                activity=row, version=1, values={"responsible_words": "Бенсон Г.Ф.; Костарев М.М."}, by=council.head
            )
            for row in rows[:4]
        )
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    assert {row.co_executors.count() for row in draft.activities.filter(pk__in=[one.pk for one in rows[:4]])} == {1}


def test_a_plan_is_put_before_the_council_once(council):
    draft = plans.drafted(council)
    until = clock.today() + datetime.timedelta(days=7)
    results = at_once(*[lambda: workplans.submit(revision=revision(draft.pk), until=until, by=council.head)] * 3)
    assert refusals(results) == ["state"] * 2, results
    assert Entry.objects.filter(verb="workplans.submitted").count() == 1
    assert Notice.objects.filter(kind="workplans.submitted", user=council.other_head).count() == 1


def test_a_plan_submitted_while_somebody_types_holds_what_was_shown_or_refuses(council):
    draft = plans.drafted(council)
    row = plans.activity(draft)
    until = clock.today() + datetime.timedelta(days=7)
    submitted, typed = at_once(
        lambda: workplans.submit(revision=revision(draft.pk), until=until, by=council.head),
        lambda: workplans.save_activity(activity=row, version=1, values={"title": "Иначе"}, by=council.secretary),
    )
    assert not isinstance(submitted, Exception)
    row.refresh_from_db()
    assert (row.title == "Иначе") is not isinstance(typed, Refused)


def test_the_next_revision_of_a_plan_is_begun_once(council):
    row = plans.approved(council)
    results = at_once(*[lambda: workplans.begin_next(revision=revision(row.pk), by=council.head)] * 3)
    assert refusals(results) == ["state"] * 2, results
    assert row.plan.revisions.count() == 2
    assert row.plan.revisions.get(number=2).activities.count() == 7


def test_the_plan_of_a_year_is_begun_once(council):
    results = at_once(*[lambda: plans.plan(council, 2022)] * 3)
    assert Plan.objects.filter(year=2022).count() == 1
    assert PlanRevision.objects.filter(plan__year=2022).count() == 1
    assert sum(isinstance(result, Exception) for result in results) == 2


def test_an_activity_of_the_plan_is_carried_over_once(council):
    row = plans.activity(plans.approved(council))
    results = at_once(*[lambda: workplans.carry_over(activity=row, reason="Нет места", by=council.head)] * 3)
    assert refusals(results) == ["state"] * 2, results
    assert row.revision.plan.fates.count() == 1


def test_the_chair_is_told_of_the_plan_once_though_two_deliverers_do_the_chores(council):
    row = plans.approved(council)
    until = clock.today()
    workplans.request_reports(plan=row.plan, quarter=2, until=until, by=council.secretary)

    def chores() -> None:
        with clock.day(until + datetime.timedelta(days=1)):
            plan_chores.due()

    assert at_once(*[chores] * 3) == [None] * 3
    assert Notice.objects.filter(kind="workplans.escalated").count() == 1


def test_reports_on_one_activity_of_the_plan_at_once_are_all_kept_and_measured_once(council):
    draft = plans.drafted(council)
    workplans.set_indicator(activity=plans.activity(draft), name="Обучено", unit="чел.", by=council.head)
    row = plans.activity(plans.approved(council, draft))
    values = {row.indicators.get().pk: Decimal(3)}
    report = {"organization": row.lead_organization, "quarter": 2, "told": "running", "text": "Идёт"}
    results = at_once(*[lambda: workplans.report(activity=row, values=values, **report, by=council.other_head)] * 3)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert row.revision.plan.reports.count() == 3
    assert row.revision.plan.measures.get().actual == 3
