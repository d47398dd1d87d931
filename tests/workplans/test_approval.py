"""The chair approves a plan by signing it, or returns it: grounds, what was seen, who may, what follows."""

from __future__ import annotations

import datetime
import io
import itertools

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Standing
from cluster_portal.documents.sealed.rooms import room_of
from cluster_portal.notifications.models import Notice
from meetings.models import Assignment
from members import actions as composition
from members.models import Charter, Mandate
from tests import actors as people
from tests import factories, signing
from tests.documents.samples import letters, pypdf_text
from tests.workplans import making
from tests.workplans.making import fields, refusal
from workplans import actions
from workplans.models import PlanRemark
from workplans.record import Record

FIRST, REGISTER = "Сетевые программы", "Реестр рабочих мест"
Ground, State = making.Ground, making.State


@pytest.fixture
def revision(council):
    """Before the council."""
    return making.considered(council)


def seal(revision, by, ground=Ground.DELEGATION, **told):
    given = {"fingerprint": Record(making.fresh(revision)).fingerprint, "ground": ground, "by": by} | told
    return actions.seal_for_approval(revision=making.fresh(revision), **given)


def approve(client, revision, ground=Ground.DELEGATION, **told):
    given = {"fingerprint": Record(making.fresh(revision)).fingerprint, "ground": ground} | told
    return client.post(reverse("workplans:approve", args=[revision.pk]), given)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


def emails(*users):
    return {user.email for user in users}


def standings(document):
    return list(Standing.objects.filter(document=document).order_by("pk").values_list("kind", flat=True))


def verified():
    out = io.StringIO()
    call_command("verify_document", stored=True, stdout=out)
    return out.getvalue()


def printed(revision):
    """Text of the sealed PDF, without spaces and the mark of the demo at the head of each page."""
    return letters(pypdf_text(bytes(making.fresh(revision).document.content.pdf))).replace("Демонстрация", "")


# --- returned


def test_the_chair_returns_it_with_remarks_by_activity(client, council, revision):
    client.force_login(council.chair)
    url = reverse("workplans:return", args=[revision.pk])
    assert client.get(url).status_code == 200
    about = making.activity(revision, FIRST)
    answer = client.post(url, {"reason": "Сроки не согласованы.", f"remark-{about.pk}": " Назовите программы. "})
    assert answer.url == revision.get_absolute_url()
    row = making.fresh(revision)
    assert (row.state, row.state_reason) == (State.RETURNED, "Сроки не согласованы.")
    remark = PlanRemark.objects.get()
    assert (remark.kind, remark.activity, remark.text) == (PlanRemark.Kind.RETURN, about, "Назовите программы.")
    assert told("workplans.returned") == emails(council.head, council.secretary)
    client.force_login(council.head)
    shown = client.get(revision.get_absolute_url()).content.decode()
    assert "Сроки не согласованы." in shown
    assert "Назовите программы." in shown


def test_it_is_not_returned_without_a_reason_and_what_was_typed_stays(client, council, revision):
    client.force_login(council.chair)
    about = making.activity(revision, FIRST)
    answer = client.post(
        reverse("workplans:return", args=[revision.pk]), {"reason": " ", f"remark-{about.pk}": "Назовите программы."}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert "Назовите программы." in answer.content.decode()
    assert making.fresh(revision).state == State.CONSIDERED
    assert not PlanRemark.objects.exists()


def test_a_remark_no_document_can_hold_is_refused(client, council, revision):
    client.force_login(council.chair)
    about = making.activity(revision, FIRST)
    given = {"reason": "так", f"remark-{about.pk}": "а\0б"}
    answer = client.post(reverse("workplans:return", args=[revision.pk]), given)
    assert (answer.status_code, "U+0000" in answer.content.decode()) == (400, True)
    act = {"revision": revision, "reason": "так", "remarks": {about.pk: "а\0б"}, "by": council.chair}
    assert refusal(actions.return_plan, **act) == "text"
    assert making.fresh(revision).state == State.CONSIDERED
    assert not PlanRemark.objects.exists()


# --- who


NOBODY = ("secretary", "head", "other_head", "member", "guest", "stranger", "administrator")


@pytest.mark.parametrize("actor", NOBODY)
def test_nobody_approves_or_returns_for_the_chair(client, council, revision, actor):
    user = getattr(council, actor)
    assert refusal(seal, revision, user) == "forbidden"
    assert refusal(actions.return_plan, revision=revision, reason="так", by=user) == "forbidden"
    client.force_login(user)
    status = 404 if actor in {"guest", "stranger"} else 403
    for name in ("approve", "return"):
        url = reverse(f"workplans:{name}", args=[revision.pk])
        assert (client.get(url).status_code, client.post(url, {"reason": "так"}).status_code) == (status, status)
    row = making.fresh(revision)
    assert (row.state, row.document) == (State.CONSIDERED, None)


@pytest.mark.parametrize("actor", NOBODY)
def test_nobody_signs_for_the_chair(council, actor):
    row, user = making.sealed(council), getattr(council, actor)
    signing.join(people.HEAD, by=council.secretary)
    place = signing.place_of(row.document)
    confirmed = documents.Confirmed("code", clock.now())
    assert refusal(signing.sign, place, user, confirmed=confirmed) == "forbidden"
    if actor != "secretary":
        assert refusal(signing.on_paper, place, by=user) == "forbidden"
    assert making.fresh(row).state == State.CONSIDERED


def deputy(council):
    """Бенсон is deputy chair."""
    person = people.person(people.OTHER_HEAD)
    factories.make_mandate(council.cluster, person, office=Mandate.Office.DEPUTY, started=making.DAY)
    return council.other_head


def vacant(council):
    """The chair's mandate has ended the day before."""
    mandate = Mandate.objects.get(office=Mandate.Office.CHAIR, ended=None)
    composition.end_mandate(mandate=mandate, ended=making.DAY - datetime.timedelta(days=1), by=None)


def test_the_deputy_does_not_approve_while_the_chair_is_in_office(client, council, revision):
    by = deputy(council)
    assert refusal(seal, revision, by) == "forbidden"
    assert refusal(actions.return_plan, revision=revision, reason="так", by=by) == "forbidden"
    client.force_login(by)
    assert approve(client, revision).status_code == 403
    row = making.sealed(council, revision)
    confirmed = documents.Confirmed("code", clock.now())
    assert refusal(signing.sign, signing.place_of(row.document), by, confirmed=confirmed) == "forbidden"


def test_the_deputy_approves_while_the_office_is_vacant_and_the_block_says_so(council, revision):
    by = deputy(council)
    vacant(council)
    assert refusal(seal, revision, council.chair) == "forbidden"
    signing.join(people.OTHER_HEAD, by=council.secretary)
    _row, place = seal(revision, by)
    signature = signing.sign(place, by)
    row = making.fresh(revision)
    assert row.state == State.APPROVED
    assert signature.position == "заместитель председателя Координационного совета"
    block = row.ground_words.split("\n")
    assert block[0] == "УТВЕРЖДАЮ"
    assert block[1].startswith("Заместитель председателя Координационного совета")
    assert "Г.Ф. Бенсон" in block[2]


def test_the_deputy_approves_while_the_absence_of_the_chair_is_recorded_and_signs_on_its_ground(council, revision):
    by, ground = deputy(council), "Приказ об отпуске № 41-к от 12.05.2021"
    composition.record_absence(cluster=council.cluster, started=making.DAY, ground=ground, by=council.secretary)
    assert refusal(seal, revision, council.chair) == "forbidden"
    assert refusal(actions.return_plan, revision=revision, reason="так", by=council.chair) == "forbidden"
    signing.join(people.OTHER_HEAD, by=council.secretary)
    _row, place = seal(revision, by)
    signature = signing.sign(place, by)
    assert making.fresh(revision).state == State.APPROVED
    assert signature.position == "заместитель председателя Координационного совета"
    assert signature.authority.endswith(f"председатель отсутствует с 17.05.2021: {ground}")
    assert "Заместитель председателя" in making.fresh(revision).ground_words


def test_a_paper_the_chair_signed_before_leaving_is_brought_in_his_name(client, council, revision):
    deputy(council)
    _row, place = seal(revision, council.chair)
    composition.record_absence(
        cluster=council.cluster, started=making.DAY, ground="Приказ № 41-к", by=council.secretary
    )
    client.force_login(council.secretary)
    page = client.get(reverse("documents:paper", args=[place.pk]))
    assert page.context["form"].initial["name"] == people.CHAIR
    assert page.context["form"].initial["position"] == "председатель Координационного совета"
    signing.on_paper(place, name=people.CHAIR, by=council.secretary)
    assert making.fresh(revision).state == State.APPROVED


def test_a_paper_of_a_chair_who_is_no_more_is_not_brought(client, council, revision):
    _row, place = seal(revision, council.chair)
    vacant(council)
    deputy(council)
    assert refusal(signing.on_paper, place, by=council.secretary) == "other_signer"
    client.force_login(council.secretary)
    assert "составлен для подписи другим лицом" in client.get(reverse("documents:paper", args=[place.pk])).text
    assert making.fresh(revision).state == State.CONSIDERED


def test_what_was_frozen_for_the_chair_is_made_anew_for_the_deputy(client, council, revision):
    by, (_row, place) = deputy(council), seal(revision, council.chair)
    ground = "Приказ об отпуске № 41-к от 12.05.2021"
    composition.record_absence(cluster=council.cluster, started=making.DAY, ground=ground, by=council.secretary)
    for user in (people.CHAIR, people.OTHER_HEAD):
        signing.join(user, by=council.secretary)
    confirmed = documents.Confirmed("code", clock.now())
    assert refusal(signing.sign, place, council.chair, confirmed=confirmed) == "forbidden"
    assert refusal(signing.sign, place, by, confirmed=confirmed) == "other_signer"
    assert making.fresh(revision).state == State.CONSIDERED
    client.force_login(by)
    told = approve(client, revision)
    anew = making.fresh(revision)
    assert told.status_code == 302
    assert anew.document_id != place.document_id
    assert place.document.standings.exists()
    signing.sign(signing.place_of(anew.document), by)
    assert making.fresh(revision).state == State.APPROVED


# --- what was seen


def test_a_plan_that_changed_a_second_ago_is_not_frozen_and_is_shown_anew(client, council):
    first = making.approved(council)
    second = making.considered(council, making.next_draft(council, first))
    client.force_login(council.chair)
    page = client.get(reverse("workplans:approve", args=[second.pk]))
    seen = page.context["fingerprint"]
    assert (page.status_code, page.context["before"], page.context["changes"]) == (200, first, [])
    assert seen in page.content.decode()
    making.returned(council, second)
    row = making.activity(second, FIRST)
    actions.save_activity(activity=row, version=1, values={"result": "Три программы"}, by=council.head)
    making.considered(council, second)
    answer = approve(client, second, fingerprint=seen)
    assert answer.status_code == 409
    assert [one.title for one in answer.context["changes"]] == [FIRST]
    assert "Три" in answer.content.decode()
    assert answer.context["fingerprint"] != seen
    assert making.fresh(second).document is None
    act = {"revision": second, "fingerprint": seen, "ground": Ground.DELEGATION, "by": council.chair}
    assert refusal(actions.seal_for_approval, **act) == "stale"
    for wrong in ("", "0" * 64):
        assert approve(client, second, fingerprint=wrong).status_code == 409
    answer = approve(client, second, fingerprint=answer.context["fingerprint"])
    assert (answer.status_code, answer.url) == (302, signing.place_of(making.fresh(second).document).get_absolute_url())


def test_the_chairs_page_shows_objections_coverage_and_parts_nobody_confirmed(client, council, revision):
    making.commented(revision, by=council.member, text="Срок мал.")
    actions.confirm_part(
        co_executor=making.co_executor(revision, REGISTER), takes_part=False, reason="нет людей", by=council.chair
    )
    client.force_login(council.chair)
    page = client.get(reverse("workplans:approve", args=[revision.pk]))
    assert (page.context["before"], page.context["changes"]) == (None, None)
    shown = page.content.decode()
    assert "Срок мал." in shown
    assert shown.count("не внесены") >= 2
    assert "АО «ЭлеСи»" in shown
    assert _("A co-executor of activity %(number)s refuses") % {"number": "4.1"} in shown


@pytest.mark.parametrize("state", ["draft", "returned", "approved", "closed"])
def test_only_what_is_before_the_council_is_approved(client, council, state):
    row = making.MAKERS[state](council)
    assert refusal(seal, row, council.chair) == "state"
    client.force_login(council.chair)
    assert client.get(reverse("workplans:approve", args=[row.pk])).status_code == 200
    assert approve(client, row).status_code == 409


# --- the ground and its block


def test_on_the_delegation_of_the_rules_the_block_says_approved_by_the_chair(council, revision):
    row = making.sealed(council, revision)
    assert row.ground_words.split("\n")[0] == "УТВЕРЖДАЮ"
    text = printed(row)
    assert text.startswith("УТВЕРЖДАЮПредседательКоординационногосовета")
    assert letters("М.М. Костарев 17.05.2021 ПЛАН РАБОТЫ") in text
    assert all(letters(title) in text for title in making.titles(row))


@pytest.mark.parametrize(("format", "ground"), [("mixed", Ground.DECISION), ("absentee", Ground.ABSENTEE)])
def test_on_a_decision_the_block_names_it(client, council, revision, format, ground):
    decision = making.held(council, format=format)
    how = "заочного голосования " if format == "absentee" else ""
    client.force_login(council.chair)
    assert approve(client, revision, ground, decision=decision.pk).status_code == 302
    block = f"УТВЕРЖДЁН решением Координационного совета (протокол {how}от 17.05.2021 № 2, решение № 1)"
    row = making.fresh(revision)
    assert " ".join(row.ground_words.split("\n")) == block
    assert printed(row).startswith(letters(block))
    assert (row.ground, row.decision) == (ground, decision)
    place = signing.place_of(row.document)
    intent = room_of(row.document).intent(place, room_of(row.document).expected(place))
    assert "от 17.05.2021 № 2" in intent, "what is signed does not name its ground"


def test_where_the_council_approves_the_delegation_is_no_ground(client, council, revision):
    factories.make_charter(
        council.cluster, in_force_from=datetime.date(2021, 5, 1), plan_approver=Charter.Approver.COUNCIL
    )
    assert fields(seal, revision, council.chair) == {"ground"}
    client.force_login(council.chair)
    page = client.get(reverse("workplans:approve", args=[revision.pk]))
    assert page.context["form"]["ground"].value() == Ground.DECISION
    answer = approve(client, revision)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["ground"])
    assert approve(client, revision, Ground.DECISION, decision=making.held(council).pk).status_code == 302


def test_a_ground_that_is_none_is_refused_at_its_field(client, council, revision):
    rejected = making.held(council, number="3", adopted=False)
    running = making.decision(council, number="4")
    held = making.held(council, number="5")
    absentee = making.held(council, number="6", format="absentee")
    cases = [
        ("", None, "ground"),
        ("так", None, "ground"),
        (Ground.DECISION, None, "decision"),
        (Ground.ABSENTEE, None, "decision"),
        (Ground.DECISION, rejected, "decision"),
        (Ground.DECISION, running, "decision"),
        (Ground.DECISION, absentee, "ground"),
        (Ground.ABSENTEE, held, "ground"),
    ]
    client.force_login(council.chair)
    offered = approve(client, revision, "").context["form"].fields["decision"].queryset
    assert set(offered) >= {held, absentee}
    assert not {rejected, running} & set(offered)
    for ground, decision, field in cases:
        assert fields(seal, revision, council.chair, ground, decision=decision) == {field}, (ground, decision)
        answer = approve(client, revision, ground, decision=decision.pk if decision else "")
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field]), (ground, decision)
    assert making.fresh(revision).document is None


def test_frozen_twice_alike_it_is_the_same_text_otherwise_a_new_one(council, revision):
    first = making.sealed(council, revision)
    assert making.sealed(council, revision).document == first.document
    decision = making.held(council)
    second = making.sealed(council, revision, ground=Ground.DECISION, decision=decision)
    assert second.document != first.document
    assert standings(first.document) == [Standing.Kind.WITHDRAWN]
    assert refusal(signing.on_paper, signing.place_of(first.document), by=council.secretary) == "state"
    making.sign(council, second.document)
    assert making.fresh(revision).state == State.APPROVED
    assert verified()


def test_a_decision_is_not_kept_with_the_delegation(council, revision):
    row = making.sealed(council, revision, decision=making.held(council))
    assert (row.ground, row.decision) == (Ground.DELEGATION, None)


# --- signed


def test_signing_by_a_code_approves(client, council, revision):
    composition.add_group_member(group=making.group(), person=people.person(people.ACTING_HEAD), by=None)
    row = making.approved(council, revision, on_paper=False)
    assert (row.state, row.approved_on, row.ground) == (State.APPROVED, making.DAY, Ground.DELEGATION)
    assert standings(row.document) == [Standing.Kind.IN_FORCE]
    assert told("workplans.approved") == emails(
        council.chair, council.head, council.other_head, council.acting_head, council.secretary
    )
    client.force_login(council.member)
    answer = client.get(reverse("workplans:paper", args=[row.pk, "txt"]))
    assert "УТВЕРЖДАЮ" in answer.content.decode()
    assert verified()


def test_another_text_than_was_seen_is_not_signed(council, revision):
    row = making.sealed(council, revision)
    making.join(council)
    place = signing.place_of(row.document)
    confirmed = signing.confirmed(place, council.chair)
    assert refusal(signing.sign, place, council.chair, sha256="0" * 64, confirmed=confirmed) == "hash"
    assert making.fresh(revision).state == State.CONSIDERED


def test_without_having_joined_simple_signatures_the_chair_signs_on_paper(council, revision):
    row = making.sealed(council, revision)
    place = signing.place_of(row.document)
    confirmed = documents.Confirmed("code", clock.now())
    assert refusal(signing.sign, place, council.chair, confirmed=confirmed) == "accession"
    making.sign(council, row.document)
    assert making.fresh(revision).state == State.APPROVED


def test_the_assignment_is_proposed_as_done_and_accepted_by_the_chair_alone(council, revision):
    task = making.assignment()
    assert task.state == Assignment.State.OPEN
    making.approved(council, revision)
    task = making.assignment()
    assert task.state == Assignment.State.REPORTED
    report = task.reports.get()
    assert (report.done_on, "редакция 1" in report.text) == (making.DAY, True)
    making.second(council, making.fresh(revision))
    assert making.assignment().reports.count() == 1, "a second revision reported on it again"


def test_the_next_revision_replaces_the_one_before_and_ends_its_document(council):
    first = making.approved(council, on_paper=False)
    second = making.approved(council, making.next_draft(council, first), on_paper=False)
    first = making.fresh(first)
    assert (first.state, second.state) == (State.REPLACED, State.APPROVED)
    assert standings(first.document) == [Standing.Kind.IN_FORCE, Standing.Kind.ENDED]
    assert standings(second.document) == [Standing.Kind.IN_FORCE]
    assert second.document.replaces == first.document
    assert verified()


def test_refusing_to_sign_returns_the_plan_with_that_reason(council, revision):
    row = making.sealed(council, revision)
    place = signing.place_of(row.document)
    assert refusal(documents.refuse, place=place, reason=" ", by=council.chair) == "reason"
    assert refusal(documents.refuse, place=place, reason="так", by=council.secretary) == "forbidden"
    documents.refuse(place=place, reason="Сроки не согласованы", by=council.chair)
    row = making.fresh(revision)
    assert (row.state, row.state_reason, row.document, row.ground) == (
        State.RETURNED,
        "Сроки не согласованы",
        None,
        "",
    )
    assert refusal(signing.on_paper, signing.place_of(place.document), by=council.secretary) == "state"
    actions.add_activity(revision=row, title="Ещё одно", period_words="май", by=council.head)
    row = making.approved(council, row)
    assert "Ещёодно" in printed(row)
    assert verified()


def test_what_was_frozen_is_withdrawn_when_the_plan_is_returned(council, revision):
    document = making.sealed(council, revision).document
    row = making.returned(council, revision)
    assert (row.document, row.ground_words, standings(document)) == (None, "", [Standing.Kind.WITHDRAWN])
    assert refusal(signing.on_paper, signing.place_of(document), by=council.secretary) == "state"


def test_what_is_confirmed_after_freezing_changes_no_word_of_it(council, revision):
    row = making.sealed(council, revision)
    sha256 = row.document.pdf_sha256
    part = making.co_executor(revision, REGISTER)
    actions.confirm_part(co_executor=part, takes_part=True, by=council.chair)
    assert making.sealed(council, revision).document == row.document
    making.sign(council, row.document, on_paper=False)
    row = making.fresh(revision)
    assert (row.state, row.document.pdf_sha256) == (State.APPROVED, sha256)
    assert making.co_executor(revision, REGISTER).answer == "confirmed"
    assert verified()


def test_everything_stored_holds_in_every_state(council):
    lines = []
    first = making.approved(council, on_paper=False)
    lines.append(verified())
    making.commented(making.considered(council, making.next_draft(council, first)), by=council.member)
    second = first.plan.revisions.get(number=2)
    making.approved(council, making.returned(council, second))
    lines.append(verified())
    third = making.sealed(council, making.considered(council, making.next_draft(council, second)))
    documents.refuse(place=signing.place_of(third.document), reason="рано", by=council.chair)
    lines.append(verified())
    making.annual_approved(council, making.fresh(second), on_paper=False)
    lines.append(verified())
    counts = [int(line.split()[0]) for line in lines]
    assert all(later > earlier for earlier, later in itertools.pairwise(counts)), "a document was not checked"
