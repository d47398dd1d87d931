"""The annual report, approved like the plan, and the plan of the next year that begins from this one."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from cluster_portal.documents.sealed.canonical import text_of
from cluster_portal.notifications.models import Notice
from cluster_portal.workflow import Stale
from meetings.models import Decision
from members import actions as composition
from members.models import Mandate, Organization
from tests import actors as people
from tests import factories, signing
from tests.documents.samples import pypdf_text
from tests.workplans import making
from tests.workplans.making import fields, refusal
from workplans import actions
from workplans.models import Activity, ActivityReport, AnnualReport, CoExecutor, Fate, Indicator, Plan, PlanRevision
from workplans.record import Record
from workplans.standing import Carrying

State = AnnualReport.State
SURVEY, WORKSHOP, CONTRACT = "Опрос работодателей", "Общая мастерская", "Типовой договор"


@pytest.fixture
def plan(council):
    """The plan of 2021, approved."""
    return making.approved(council)


def told(kind):
    return sorted(notice.user.name for notice in Notice.objects.filter(kind=f"workplans.{kind}"))


# --- begun, written


@pytest.mark.parametrize("who", ["other_head", "chair", "member", "administrator", "stranger"])
def test_only_the_group_and_the_secretary_begin_and_write_it(council, plan, who):
    actor = getattr(council, who)
    assert refusal(actions.begin_report, plan=plan.plan, by=actor) == "forbidden"
    report = actions.begin_report(plan=plan.plan, by=council.secretary)
    given = {"report": report, "version": report.version, "values": {"summary": "Всё"}}
    assert refusal(actions.save_report, **given, by=actor) == "forbidden"
    assert refusal(actions.propose_report, report=report, by=actor) == "forbidden"


def test_it_is_begun_once_for_a_plan_in_force(council):
    draft = making.considered(council)
    assert refusal(actions.begin_report, plan=draft.plan, by=council.head) == "state"
    plan = making.approved(council, draft)
    actions.begin_report(plan=plan.plan, by=council.head)
    assert refusal(actions.begin_report, plan=plan.plan, by=council.secretary) == "state"
    assert AnnualReport.objects.count() == 1


def save(client, report, **data):
    return client.post(reverse("workplans:save_report", args=[report.plan_id]), data)


def test_typing_is_saved_and_a_stale_save_gets_both_texts(council, plan, client):
    report = actions.begin_report(plan=plan.plan, by=council.head)
    client.force_login(council.head)
    first = save(client, report, version=1, summary="Год прошёл", token="a")
    assert (first.status_code, first.headers["X-Version"]) == (200, "2")
    own = save(client, report, version=1, summary="Год прошёл хорошо", token="b", own="a")
    assert own.status_code == 200  # his own save was on its way
    client.force_login(council.secretary)
    stale = save(client, report, version=1, summary="Итоги года")
    assert stale.status_code == 409
    assert "Итоги года" in stale.text
    assert "Год прошёл хорошо" in stale.text
    report.refresh_from_db()
    assert (report.summary, report.version) == ("Год прошёл хорошо", 3)
    with pytest.raises(Stale):
        actions.save_report(report=report, version=1, values={"proposals": "Продолжить"}, by=council.secretary)
    assert save(client, report, version="x", summary="Итоги").status_code == 409


def test_the_same_words_change_nothing_and_signs_no_document_holds_are_refused(council, plan, client):
    report = actions.begin_report(plan=plan.plan, by=council.head)
    client.force_login(council.head)
    save(client, report, version=1, summary="Год")
    assert save(client, report, version=2, summary="Год").headers["X-Version"] == "2"
    wrong = save(client, report, version=2, summary="Год \x00 \ufffe")
    assert wrong.status_code in {200, 400}
    report.refresh_from_db()
    assert "\x00" not in report.summary
    assert "\ufffe" not in report.summary


# --- before the chair


def test_it_is_not_proposed_without_a_word(council, plan, client):
    report = actions.begin_report(plan=plan.plan, by=council.head)
    actions.save_report(report=report, version=1, values={"summary": "  \n", "proposals": "Ещё"}, by=council.head)
    assert refusal(actions.propose_report, report=report, by=council.head) == "empty"
    report.refresh_from_db()
    assert (report.state, report.document) == (State.DRAFT, None)


def test_it_is_not_proposed_to_an_empty_office(council, plan):
    report = making.annual_begun(council, plan)
    mandate = Mandate.objects.get(office=Mandate.Office.CHAIR)
    composition.end_mandate(mandate=mandate, ended=making.DAY - datetime.timedelta(days=1), by=council.secretary)
    assert refusal(actions.propose_report, report=report, by=council.head) == "vacant"
    assert making.fresh_annual(report).state == State.DRAFT


def test_while_the_office_is_vacant_it_is_proposed_to_the_deputy_who_approves(council, plan):
    report = making.annual_begun(council, plan)
    factories.make_mandate(
        council.cluster, people.person(people.OTHER_HEAD), office=Mandate.Office.DEPUTY, started=making.DAY
    )
    mandate = Mandate.objects.get(office=Mandate.Office.CHAIR)
    composition.end_mandate(mandate=mandate, ended=making.DAY - datetime.timedelta(days=1), by=council.secretary)
    row = actions.propose_report(report=report, by=council.head)
    place = row.document.places.get()
    assert place.label == f"Заместитель председателя Координационного совета: {people.OTHER_HEAD}"
    signing.join(people.OTHER_HEAD, by=council.secretary)
    signing.sign(signing.place_of(row.document), council.other_head)
    assert making.fresh_annual(report).state == State.APPROVED


def test_what_was_proposed_to_the_chair_is_returned_by_the_deputy_and_proposed_again(council, plan):
    report = making.annual_proposed(council, plan)
    factories.make_mandate(
        council.cluster, people.person(people.OTHER_HEAD), office=Mandate.Office.DEPUTY, started=making.DAY
    )
    composition.record_absence(
        cluster=council.cluster, started=making.DAY, ground="Приказ № 41-к", by=council.secretary
    )
    signing.join(people.OTHER_HEAD, by=council.secretary)
    assert refusal(signing.sign, signing.place_of(report.document), council.other_head) == "other_signer"
    actions.return_report(report=report, reason="Председатель в отпуске", by=council.other_head)
    row = actions.propose_report(report=making.fresh_annual(report), by=council.head)
    signing.sign(signing.place_of(row.document), council.other_head)
    assert making.fresh_annual(report).state == State.APPROVED


def test_proposed_it_is_frozen_and_waits_for_the_chair(council, plan, client):
    report = making.annual_proposed(council, plan)
    assert report.document.places.get().label.endswith(people.CHAIR)
    given = {"report": report, "version": report.version, "values": {"summary": "Иначе"}}
    assert refusal(actions.save_report, **given, by=council.head) == "state"
    assert refusal(actions.propose_report, report=report, by=council.head) == "state"
    client.force_login(council.chair)
    shown = client.get(reverse("workplans:annual", args=[plan.plan_id])).text
    assert report.document.places.get().get_absolute_url() in shown
    client.force_login(council.head)
    assert "data-save" not in client.get(reverse("workplans:annual", args=[plan.plan_id])).text


def test_nobody_but_the_chair_signs_or_returns_it(council, plan, client):
    report = making.annual_proposed(council, plan)
    for who in (council.secretary, council.head, council.other_head, council.administrator):
        assert refusal(actions.return_report, report=report, reason="Мало", by=who) == "forbidden"
        client.force_login(who)
        assert client.get(reverse("documents:sign", args=[signing.place_of(report.document).pk])).status_code == 403


def test_returned_with_the_reason_it_is_written_again_and_sealed_anew(council, plan):
    report = making.annual_proposed(council, plan)
    assert refusal(actions.return_report, report=report, reason=" ", by=council.chair) == "reason"
    first = report.document
    actions.return_report(report=report, reason="Нет сведений о мастерской", by=council.chair)
    report = making.fresh_annual(report)
    assert (report.state, report.state_reason) == (State.RETURNED, "Нет сведений о мастерской")
    assert report.document is None
    assert first.standings.get().kind == "withdrawn"
    assert told("report_returned") == sorted([people.HEAD, people.SECRETARY])
    values = {"summary": "Мастерская перенесена."}
    actions.save_report(report=report, version=report.version, values=values, by=council.head)
    actions.propose_report(report=report, by=council.head)
    report = making.fresh_annual(report)
    assert (report.document.edition, report.state_reason) == (2, "")
    assert refusal(signing.sign, signing.place_of(first), council.chair, confirmed=None) != ""


def test_the_chair_signs_and_the_plan_is_closed(council, plan):
    report = making.annual_approved(council, plan, on_paper=False)
    assert (report.state, report.approved_on) == (State.APPROVED, making.DAY)
    assert report.document.standings.get().kind == "in_force"
    assert making.fresh(plan).state == PlanRevision.State.CLOSED
    assert told("report_approved") == sorted([people.HEAD, people.SECRETARY])
    row = making.activity(plan)
    assert refusal(making.reported, plan, told="running", by=council.secretary) == "state"
    assert refusal(actions.carry_over, activity=row, reason="Поздно", by=council.head) == "state"
    assert refusal(actions.begin_next, revision=making.fresh(plan), by=council.head) == "state"
    assert refusal(actions.begin_report, plan=plan.plan, by=council.head) == "state"


def test_refusing_to_sign_returns_it_with_that_reason(council, plan, client):
    from cluster_portal.documents import actions as documents

    report = making.annual_proposed(council, plan)
    making.join(council)
    documents.refuse(place=signing.place_of(report.document), reason="Неполно", by=council.chair)
    report = making.fresh_annual(report)
    assert (report.state, report.state_reason) == (State.RETURNED, "Неполно")


# --- what it says


@pytest.fixture
def told_of(council):
    """A year with everything in it: done, late, not done, carried over, taken out, moved; indicators measured."""
    draft = making.drafted(council)
    for title, name in ((SURVEY, "Опрошено предприятий"), (WORKSHOP, "Оснащено мест")):
        given = {"name": name, "unit": "ед.", "baseline": Decimal(1), "target": Decimal("12.5")}
        actions.set_indicator(activity=making.activity(draft, title), **given, by=council.head)
    plan = making.second(council, making.approved(council, draft))
    one = Indicator.objects.get(activity__revision=plan, name="Опрошено предприятий")
    making.reported(plan, SURVEY, values={one.pk: Decimal(14)}, text="Опрошены 14 предприятий", by=council.chair)
    making.reported(plan, "Реестр рабочих мест", told="not_done", text="Не успели", by=council.other_head)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    decision = Decision.objects.filter(adopted=True).latest("pk")
    actions.cancel_activity(activity=making.activity(plan, CONTRACT), decision=decision, by=council.secretary)
    return plan


def said(data):
    """Letters and figures of a DOCX in their order; a heading over all columns of a table is read once."""
    parts = []
    for part in docx.Document(BytesIO(data)).iter_inner_content():
        if not hasattr(part, "rows"):
            parts.append(part.text)
            continue
        for row in part.rows:
            cells = {id(cell._tc): cell.text for cell in row.cells}
            parts += cells.values()
    return plainly("".join(parts))


def plainly(text):
    return "".join(sign for sign in text if sign.isalnum())


def test_pdf_docx_and_text_say_the_same_and_name_everything(council, told_of, client):
    report = making.annual_begun(council, told_of)
    client.force_login(council.head)
    pdf, docx_file, txt = (
        client.get(reverse("workplans:annual_file", args=[report.plan_id, kind])).content
        for kind in ("pdf", "docx", "txt")
    )
    plain, printed = plainly(txt.decode()), plainly(pypdf_text(pdf))
    assert said(docx_file) == plain
    assert Counter(plain) - Counter(printed) == Counter()  # on every page the PDF has its number and heads of tables
    for row in Record(told_of).activities:
        for words in (row.title, row.period_words):
            assert plainly(words) in plain, words
            assert plainly(words) in printed
        assert plainly(row.title) in printed
        assert plainly(row.lead_organization.name) in plain
    for words in (
        *("Опрошено предприятий", "Оснащено мест", "12,5", "14", "Опрошены 14 предприятий"),
        *("выполнено", "не выполнено", "перенесено на следующий год", "исключено решением"),
        *("Год прошёл по плану.", "Продолжить."),
    ):
        assert plainly(words) in plain, words
        assert plainly(words) in printed, words


def test_the_sealed_document_and_the_page_say_the_same_numbers(council, told_of, client):
    report = making.annual_proposed(council, told_of)
    client.force_login(council.member)
    page = client.get(reverse("workplans:annual", args=[report.plan_id])).text
    sealed = str(text_of(report.document))
    counted = "В плане 8 мероприятий: выполнено 1, не выполнено 5, перенесено на следующий год 1, исключено решением 1."
    assert counted in page
    assert counted in sealed


# --- the next year


def keys(plan):
    return {row.title: row.key for row in Record(plan).activities}


def begin(council, plan, *, copy=(), carry=(), reason="", by=None):
    known = keys(plan)
    return actions.begin_next_year(
        plan=plan.plan,
        keys=[known[title] for title in copy],
        carry=[known[title] for title in carry],
        reason=reason,
        by=by or council.head,
    )


def test_what_is_carried_over_keeps_its_key_and_history_and_a_copy_is_new(council, plan):
    part = making.co_executor(plan, "Реестр рабочих мест")
    actions.confirm_part(co_executor=part, takes_part=True, by=council.chair)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    copied, carried = ["Дни открытых дверей", "Реестр рабочих мест"], [WORKSHOP, CONTRACT]
    made = begin(council, plan, copy=copied, carry=carried, reason="Не успели")
    assert made.year == 2022
    draft = making.fresh(made.revisions.get())
    assert making.titles(draft) == [WORKSHOP, "Реестр рабочих мест", "Дни открытых дверей", CONTRACT]
    old, new = keys(plan), keys(draft)
    assert {title for title in new if new[title] == old[title]} == {WORKSHOP, CONTRACT}
    assert making.activity(draft, CONTRACT).carried_from == 2021
    assert making.activity(draft, "Дни открытых дверей").carried_from is None
    contract = making.activity(draft, CONTRACT)
    assert (contract.period_words, contract.started) == ("октябрь 2022", datetime.date(2022, 10, 1))
    fates = {fate.key: (fate.kind, fate.to_year, fate.reason) for fate in plan.plan.fates.all()}
    assert fates == {
        old[WORKSHOP]: (Fate.Kind.CARRIED, 2022, "Нет места"),  # recorded before, so its own reason stays
        old[CONTRACT]: (Fate.Kind.CARRIED, 2022, "Не успели"),
    }
    assert {row.answer for row in CoExecutor.objects.filter(activity__revision=draft)} == {""}  # asked anew
    assert draft.sections.count() == 7
    assert made.group == plan.plan.group


def test_carried_over_twice_it_remembers_the_first_year_and_a_copy_of_it_forgets(council, plan):
    first = begin(council, plan, carry=[WORKSHOP, CONTRACT], reason="Не успели")
    draft = making.fresh(first.revisions.get())
    for direction in making.directions():
        actions.explain_uncovered(revision=draft, direction=direction, reason="Позже", by=council.head)
    following = making.approved(council, draft)
    made = begin(council, following, copy=[CONTRACT], carry=[WORKSHOP], reason="Опять")
    draft = making.fresh(made.revisions.get())
    assert making.activity(draft, WORKSHOP).carried_from == 2021
    assert making.activity(draft, CONTRACT).carried_from is None
    assert keys(draft)[CONTRACT] != keys(following)[CONTRACT]


def test_indicators_go_along(council, told_of):
    made = begin(council, told_of, copy=[SURVEY], carry=[WORKSHOP])
    draft = made.revisions.get()
    before = {row.name: row.key for row in Indicator.objects.filter(activity__revision=told_of)}
    after = {row.name: row.key for row in Indicator.objects.filter(activity__revision=draft)}
    assert after["Оснащено мест"] == before["Оснащено мест"]
    assert after["Опрошено предприятий"] != before["Опрошено предприятий"]


def test_what_was_done_or_taken_out_is_not_carried_over(council, told_of):
    assert refusal(begin, council, told_of, carry=[SURVEY], reason="Ещё раз") == "done"
    assert refusal(begin, council, told_of, carry=[CONTRACT], reason="Ещё раз") == "cancelled"
    assert Plan.objects.count() == 1


def test_a_reason_is_needed_and_a_refusal_leaves_nothing_half_done(council, plan):
    assert fields(begin, council, plan, carry=[CONTRACT], reason=" ") == {"reason"}
    assert Plan.objects.count() == 1
    assert not Fate.objects.exists()
    begin(council, plan, copy=[SURVEY])  # copies need none


def test_a_plan_of_that_year_is_there_already(council, plan, client):
    begin(council, plan, copy=[SURVEY])
    assert fields(begin, council, plan, copy=[SURVEY]) == {"__all__"}
    client.force_login(council.head)
    address = reverse("workplans:next_year", args=[plan.plan_id])
    answer = client.post(address, {"copy": keys(plan)[SURVEY], "reason": "Снова нужно"})
    assert answer.status_code == 400
    assert "Снова нужно" in answer.text  # nothing typed is lost
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("who", ["other_head", "chair", "member", "administrator"])
def test_who_may_begin_the_next_year(council, plan, who, client):
    actor = getattr(council, who)
    assert refusal(begin, council, plan, copy=[SURVEY], by=actor) == "forbidden"
    client.force_login(actor)
    assert client.get(reverse("workplans:next_year", args=[plan.plan_id])).status_code == 403


def test_keys_nobody_knows_are_nothing(council, plan):
    made = actions.begin_next_year(
        plan=plan.plan, keys=["no such key"], carry=["neither this one, and far too long"], by=council.head
    )
    assert not Activity.objects.filter(revision__plan=made).exists()
    assert not Fate.objects.exists()


def test_the_page_proposes_what_is_not_finished(council, told_of, client):
    client.force_login(council.head)
    answer = client.get(reverse("workplans:next_year", args=[told_of.plan_id]))
    titles = {key: title for title, key in keys(told_of).items()}
    proposed = {titles[key] for key in answer.context["carried"]}
    assert SURVEY not in proposed
    assert CONTRACT not in proposed
    assert WORKSHOP in proposed
    made = client.post(
        reverse("workplans:next_year", args=[told_of.plan_id]),
        {"carry": [keys(told_of)[WORKSHOP]], "copy": [keys(told_of)[SURVEY]]},
    )
    draft = Plan.objects.get(year=2022).revisions.get()
    assert made.url == f"{draft.get_absolute_url()}draft/"
    assert set(making.titles(draft)) == {WORKSHOP, SURVEY}


def test_the_next_year_begins_from_a_closed_plan_too(council, plan):
    making.annual_approved(council, plan)
    made = begin(council, making.fresh(plan), carry=[CONTRACT], reason="Не успели")
    assert making.titles(made.revisions.get()) == [CONTRACT]
    standing = Carrying(plan.plan, closed=True).standing(making.activity(plan, CONTRACT))
    assert standing.code == "carried"


def test_organisations_of_the_year_are_counted(council, told_of):
    """Every organisation that leads is in the report with how many of its activities were done."""
    report = making.annual_proposed(council, told_of)
    sealed = str(text_of(report.document))
    leads = Organization.objects.filter(activities__revision=told_of).distinct()
    assert leads.count() == 4
    assert all(row.name in sealed for row in leads)
    assert ActivityReport.objects.count() == 2
