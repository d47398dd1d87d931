"""Carrying the plan out: reports with evidence, how activities stand, requests, what is carried over or taken out."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from cluster_portal import clock
from cluster_portal.documents.xlsx import read_xlsx
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Notice
from meetings.models import Decision, Meeting
from members import actions as composition
from members.models import Membership, Organization
from members.rules import person_of
from tests import actors as people
from tests import signing
from tests.workplans import making
from tests.workplans.making import fields, refusal
from workplans import actions, chores
from workplans.measures import consolidated, values_of
from workplans.models import ActivityReport, Fate, Indicator, Measure, ReportRequest
from workplans.record import Record
from workplans.standing import Carrying, missing_of, owed
from workplans.waiting import waiting

DAY = making.DAY
Told = ActivityReport.Told
SURVEY, REGISTER, WORKSHOP = "Опрос работодателей", "Реестр рабочих мест", "Общая мастерская"
PROGRAMMES, EXPERTISE, DOORS, CONTRACT = (
    "Сетевые программы",
    "Экспертиза программ",
    "Дни открытых дверей",
    "Типовой договор",
)


@pytest.fixture
def plan(council):
    """The plan of 2021, approved on 17.05.2021."""
    return making.approved(council)


def day(days):
    return DAY + datetime.timedelta(days=days)


def told(kind):
    return sorted(notice.user.name for notice in Notice.objects.filter(kind=f"workplans.{kind}"))


def standing(plan, title, **more):
    revision = making.fresh(plan)
    row = next(one for one in Record(revision).activities if one.title == title)
    return Carrying(revision.plan, **more).standing(row)


def page(client, user, name, *args, query=""):
    client.force_login(user)
    return client.get(reverse(f"workplans:{name}", args=args) + query)


# --- who reports


@pytest.mark.parametrize(
    ("title", "who", "code"),
    [
        (PROGRAMMES, "other_head", None),  # the lead
        (EXPERTISE, "other_head", None),  # a co-executor
        (PROGRAMMES, "secretary", None),  # for those without an account
        (PROGRAMMES, "head", "forbidden"),
        (PROGRAMMES, "chair", "forbidden"),
        (PROGRAMMES, "member", "forbidden"),
        (PROGRAMMES, "administrator", "forbidden"),
        (PROGRAMMES, "stranger", "forbidden"),
    ],
)
def test_who_reports(client, council, title, who, code):
    plan = making.approved(council)
    actor, row = getattr(council, who), making.activity(plan, title)
    organization = making.organization_of(council.other_head)
    given = {"organization": organization, "told": Told.RUNNING, "text": "Идёт", "by": actor}
    if code:
        assert refusal(making.reported, plan, title, **given) == code
        assert page(client, actor, "report", row.pk).status_code == (404 if who == "stranger" else 403)
        return
    made = making.reported(plan, title, **given)
    assert (made.organization, made.person, made.key) == (organization, person_of(actor), row.key)
    assert Entry.objects.get(verb="workplans.reported").data["text"] == "Идёт"
    assert page(client, actor, "report", row.pk).status_code == 200


def test_nobody_reports_for_an_organisation_of_others(council, plan):
    of_lead = making.organization_of(council.head)
    given = {"told": Told.RUNNING, "by": council.other_head}
    assert refusal(making.reported, plan, EXPERTISE, organization=of_lead, **given) == "forbidden"
    assert not ActivityReport.objects.exists()


def test_an_assistant_reports_for_the_head(council, plan, client):
    assert refusal(making.reported, plan, PROGRAMMES, told=Told.RUNNING, by=council.guest) == "forbidden"
    composition.name_assistant(
        person=person_of(council.guest) or people.person(people.GUEST),
        head=people.person(people.OTHER_HEAD),
        by=council.secretary,
    )
    made = making.reported(plan, PROGRAMMES, told=Told.RUNNING, by=council.guest)
    assert made.organization == making.organization_of(council.other_head)


def test_the_lead_himself_reports_though_he_heads_nothing(council):
    rows = [(title, period, "Филонова Н.А.", result) for title, period, _who, result in making.ROWS]
    plan = making.approved(council, making.drafted(council, rows=rows))
    organization = making.activity(plan).lead_organization
    assert making.reported(plan, PROGRAMMES, told=Told.RUNNING, by=council.member).organization == organization


def test_a_place_of_work_that_is_past_gives_nothing(council, plan):
    """Where the lead worked once, somebody else heads: that is none of his activity."""
    person, elsewhere = people.person(people.OTHER_HEAD), making.organization_of(council.acting_head)
    position = composition.appoint(
        person=person, organization=elsewhere, title="методист", started=datetime.date(2019, 1, 1), by=council.secretary
    )
    composition.end_position(position=position, ended=datetime.date(2020, 1, 1), by=council.secretary)
    given = {"told": Told.RUNNING, "organization": elsewhere, "by": council.acting_head}
    assert refusal(making.reported, plan, PROGRAMMES, **given) == "forbidden"


def test_reports_are_made_on_an_approved_plan(council):
    given = {"told": Told.RUNNING, "by": council.other_head}
    assert refusal(making.reported, making.considered(council), PROGRAMMES, **given) == "state"


def test_reports_are_made_on_the_revision_in_force(council):
    old = making.replaced(council)
    assert refusal(making.reported, old, PROGRAMMES, told=Told.RUNNING, by=council.other_head) == "state"


# --- what is reported


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"done_on": day(1)}, {"done_on"}),
        ({"done_on": None}, {"done_on"}),
        ({"told": "half"}, {"told"}),
        ({"quarter": 5}, {"quarter"}),
        ({"quarter": 0}, {"quarter"}),
        ({"text": " \n"}, {"text"}),
        ({"told": "half", "quarter": 9, "text": ""}, {"told", "quarter", "text"}),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_its_field(council, plan, changes, wrong):
    row = making.activity(plan, SURVEY)
    given = {"quarter": 2, "told": Told.DONE, "text": "Опрошены", "done_on": DAY} | changes
    given |= {"activity": row, "organization": row.lead_organization, "by": council.chair}
    assert fields(actions.report, **given) == wrong
    assert not ActivityReport.objects.exists()


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(council, plan, client):
    client.force_login(council.chair)
    row = making.activity(plan, SURVEY)
    typed = {"quarter": "2", "told": "done", "text": "Опрошены 12 предприятий", "done_on": "18.05.2021"}
    answer = making.post(client, "report", row, **typed)
    assert answer.status_code == 400
    assert "Опрошены 12 предприятий" in answer.text
    assert answer.context["form"].errors.keys() == {"done_on"}
    assert making.post(client, "report", row, **(typed | {"done_on": "17.05.2021"})).status_code == 302
    assert ActivityReport.objects.get().done_on == DAY


def test_evidence_is_asked_for_and_its_absence_doubted(council, plan, client):
    row = making.activity(plan, SURVEY)
    making.reported(plan, by=council.chair)
    doubt = "без подтверждающего документа"
    assert doubt in page(client, council.head, "activity", row.pk).text
    with_file = making.reported(plan, text="Со сводкой", files=[signing.scan("сводка.pdf")], by=council.chair)
    shown = page(client, council.head, "activity", row.pk).text
    assert shown.count(doubt) == 1
    assert "сводка.pdf" in shown
    file = with_file.files.get()
    given = page(client, council.head, "evidence", with_file.pk, file.pk)
    assert b"".join(given.streaming_content) == signing.SCAN
    assert "attachment" in given.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"MZ\x90\x00 a program", "kind"), (b"", "empty"), (b"PK\x03\x04 broken", "damaged")]
)
def test_evidence_is_allowed_by_its_content(council, plan, content, code):
    with pytest.raises(ValidationError) as caught:
        making.reported(plan, files=[ContentFile(content, name="отчёт.pdf")], by=council.chair)
    assert caught.value.code == code
    assert not ActivityReport.objects.exists()


def test_a_file_of_one_report_is_not_reached_through_another(council, plan, client):
    one = making.reported(plan, files=[signing.scan()], by=council.chair)
    other = making.reported(plan, text="Ещё", by=council.chair)
    assert page(client, council.head, "evidence", other.pk, one.files.get().pk).status_code == 404
    assert page(client, council.stranger, "evidence", one.pk, one.files.get().pk).status_code == 404


# --- how it stands


def test_how_activities_stand_by_the_day_and_by_reports(council, plan):
    assert standing(plan, CONTRACT).code == "planned"
    assert standing(plan, PROGRAMMES).code == "running"  # its first day has come
    overdue = standing(plan, SURVEY)
    assert (overdue.code, overdue.tone) == ("overdue", "over")
    assert "17" in overdue.words  # days since 30.04
    assert standing(plan, REGISTER).code == "planned"
    assert standing(plan, REGISTER, on=datetime.date(2021, 6, 1)).code == "planned"
    assert standing(plan, REGISTER, on=datetime.date(2021, 6, 2)).code == "overdue"
    making.reported(plan, CONTRACT, told=Told.RUNNING, by=council.head)
    assert standing(plan, CONTRACT).code == "running"  # begun before its time


def test_done_in_time_and_done_late(council, plan):
    making.reported(plan, SURVEY, done_on=datetime.date(2021, 4, 30), by=council.chair)
    assert standing(plan, SURVEY).code == "done"
    assert standing(plan, SURVEY).is_done
    making.reported(plan, SURVEY, done_on=datetime.date(2021, 5, 1), text="На самом деле позже", by=council.chair)
    late = standing(plan, SURVEY)
    assert (late.code, late.is_done, late.done_on) == ("late", True, datetime.date(2021, 5, 1))


def test_not_done_and_taken_back(council, plan):
    making.reported(plan, SURVEY, told=Told.NOT_DONE, by=council.chair)
    assert standing(plan, SURVEY).code == "not_done"
    making.reported(plan, SURVEY, by=council.chair)
    assert standing(plan, SURVEY).code == "done"
    making.reported(plan, SURVEY, told=Told.RUNNING, text="Рано сказали", by=council.chair)
    assert standing(plan, SURVEY).code == "overdue"


def test_the_word_of_the_lead_counts_before_that_of_a_co_executor(council, plan):
    of_part = making.organization_of(council.other_head)
    making.reported(plan, EXPERTISE, organization=of_part, done_on=DAY, by=council.other_head)
    assert standing(plan, EXPERTISE).code == "done"
    making.reported(plan, EXPERTISE, told=Told.RUNNING, by=council.head)
    making.reported(plan, EXPERTISE, organization=of_part, done_on=DAY, by=council.other_head)
    assert standing(plan, EXPERTISE).code == "running"
    making.reported(plan, EXPERTISE, done_on=DAY, by=council.head)
    assert standing(plan, EXPERTISE).code == "done"


def test_pages_that_ask_the_database_say_the_same_as_those_that_read_everything(council, plan, client):
    """The panels of an organisation and of home count in SQL, the plan's own page in Python."""
    of_part = making.organization_of(council.other_head)
    making.reported(plan, SURVEY, by=council.chair)
    making.reported(plan, EXPERTISE, organization=of_part, done_on=DAY, by=council.other_head)
    making.reported(plan, PROGRAMMES, told=Told.NOT_DONE, by=council.other_head)
    making.reported(plan, CONTRACT, told=Told.RUNNING, by=council.head)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    wanted = {title: standing(plan, title).words for title, *_rest in making.ROWS}
    seen = {}
    for organization in Organization.objects.filter(activities__isnull=False).distinct():
        client.force_login(council.secretary)
        for panel in client.get(organization.get_absolute_url()).context["panels"]:
            seen |= {row.title: found.words for row, found in panel.context.get("activities", ())}
    assert seen == wanted
    client.force_login(council.head)
    counts = next(
        panel.context["counts"]
        for panel in client.get(reverse("home")).context["panels"]
        if "home_panel" in panel.template
    )
    codes = Carrying(plan.plan).counts(Record(plan).activities)
    assert (counts["total"], counts["done"], counts["overdue"]) == (7, codes["done"], codes["overdue"])


# --- carried over, taken out


def test_carried_over_with_a_reason_once(council, plan, client):
    row = making.activity(plan, WORKSHOP)
    assert fields(actions.carry_over, activity=row, reason=" ", by=council.head) == {"reason"}
    for who in (council.other_head, council.chair, council.member, council.administrator):
        assert refusal(actions.carry_over, activity=row, reason="Нет места", by=who) == "forbidden"
    fate = actions.carry_over(activity=row, reason="Нет места", by=council.head)
    assert (fate.kind, fate.to_year, fate.reason) == (Fate.Kind.CARRIED, 2022, "Нет места")
    assert standing(plan, WORKSHOP).code == "carried"
    assert "Нет места" in page(client, council.member, "activity", row.pk).text
    assert refusal(actions.carry_over, activity=row, reason="Ещё раз", by=council.head) == "state"
    decision = Decision.objects.filter(adopted=True).first()
    assert refusal(actions.cancel_activity, activity=row, decision=decision, by=council.secretary) == "state"


def test_what_was_done_is_not_carried_over(council, plan):
    making.reported(plan, SURVEY, by=council.chair)
    row = making.activity(plan, SURVEY)
    assert refusal(actions.carry_over, activity=row, reason="Ещё раз", by=council.head) == "done"


def test_only_what_is_in_force_is_carried_over_or_taken_out(council):
    row = making.activity(making.considered(council))
    assert refusal(actions.carry_over, activity=row, reason="Нет места", by=council.head) == "state"
    decision = Decision.objects.filter(adopted=True).first()
    assert refusal(actions.cancel_activity, activity=row, decision=decision, by=council.secretary) == "state"


def test_taken_out_by_a_decision_that_was_adopted(council, plan, client):
    row = making.activity(plan, WORKSHOP)
    decision = Decision.objects.filter(adopted=True).latest("pk")
    rejected = Decision.objects.create(meeting=decision.meeting, order=99, text="Исключить", adopted=False)
    assert fields(actions.cancel_activity, activity=row, decision=rejected, by=council.secretary) == {"decision"}
    for who in (council.head, council.chair, council.administrator):
        assert refusal(actions.cancel_activity, activity=row, decision=decision, by=who) == "forbidden"
    fate = actions.cancel_activity(activity=row, decision=decision, by=council.secretary)
    assert "решение №" in fate.reason  # the ground is written where no other reason is
    assert standing(plan, WORKSHOP).code == "cancelled"
    assert row.title in page(client, council.member, "revision", plan.pk).text  # it stays in the plan
    assert Meeting.objects.filter(decisions=fate.decision).exists()


def test_the_page_offers_only_decisions_that_were_adopted(council, plan, client):
    decision = Decision.objects.filter(adopted=True).latest("pk")
    rejected = Decision.objects.create(meeting=decision.meeting, order=99, text="Исключить", adopted=False)
    client.force_login(council.secretary)
    row = making.activity(plan, WORKSHOP)
    assert making.post(client, "cancel", row, decision=rejected.pk).status_code == 400
    assert making.post(client, "cancel", row, decision=decision.pk).status_code == 302


# --- indicators


def indicator_of(council, title=PROGRAMMES, rule=Indicator.Rule.SUM, **more):
    """A plan approved with one indicator; the indicator of the revision in force."""
    draft = making.drafted(council)
    given = {"name": "Обучено", "unit": "чел.", "target": Decimal(100)} | more
    actions.set_indicator(activity=making.activity(draft, title), rule=rule, by=council.head, **given)
    plan = making.approved(council, draft)
    return plan, Indicator.objects.select_related("activity__revision__plan").get(activity__revision=plan)


@pytest.mark.parametrize(
    ("rule", "whole"),
    [(Indicator.Rule.SUM, "60.00"), (Indicator.Rule.AVERAGE, "15.00"), (Indicator.Rule.LAST, "45.00")],
)
def test_values_of_quarters_and_organisations_are_consolidated_by_the_rule(council, rule, whole):
    plan, one = indicator_of(council, EXPERTISE, rule)
    of_part = making.organization_of(council.other_head)
    for quarter, organization, value in ((1, None, 5), (2, None, 20), (2, of_part, 10), (3, of_part, 25)):
        more = {"organization": organization} if organization else {}
        given = {"quarter": quarter, "told": Told.RUNNING, "values": {one.pk: Decimal(value)}}
        making.reported(plan, EXPERTISE, by=council.secretary, **given, **more)
    assert consolidated(Record(plan)) == {one.key: Decimal(whole)}
    assert [row.quarter for row in values_of(plan.plan)[one.key]] == [1, 2, 2, 3]


def test_a_value_reported_again_replaces_the_first_and_none_changes_nothing(council):
    plan, one = indicator_of(council)
    for value in (Decimal(5), Decimal(7), None):
        making.reported(plan, PROGRAMMES, told=Told.RUNNING, values={one.pk: value}, by=council.other_head)
    assert Measure.objects.get().actual == 7


def test_a_number_too_large_or_of_another_activity_is_not_kept(council):
    plan, one = indicator_of(council)
    given = {"told": Told.RUNNING, "by": council.other_head}
    assert fields(making.reported, plan, PROGRAMMES, values={one.pk: Decimal(10) ** 12}, **given) == {f"value-{one.pk}"}
    making.reported(plan, REGISTER, values={one.pk: Decimal(5)}, **given)
    assert not Measure.objects.exists()


def test_targets_by_organisation_and_quarter(council, client):
    plan, one = indicator_of(council)
    organization = making.organization_of(council.other_head)
    targets = {(organization, 2): Decimal(30), (organization, 3): None}
    given = {"indicator": one, "targets": targets}
    assert refusal(actions.set_targets, **given, by=council.other_head) == "forbidden"
    wrong = {(organization, 2): Decimal(-1)}
    assert fields(actions.set_targets, indicator=one, targets=wrong, by=council.head) == {"target"}
    assert not Measure.objects.exists()
    actions.set_targets(**given, by=council.head)
    making.reported(plan, PROGRAMMES, told=Told.RUNNING, values={one.pk: Decimal(12)}, by=council.other_head)
    kept = Measure.objects.get(quarter=2)
    assert (kept.target, kept.actual) == (30, 12)  # one row: target and actual value side by side
    assert consolidated(Record(plan)) == {one.key: 12}


# --- requests


def owing(plan, quarter):
    """Organisation → titles it has not reported on."""
    found = owed(Record(plan), Carrying(plan.plan), quarter)
    return {one.organization.short: [row.title for row in one.missing] for one in found}


def short(user):
    return making.organization_of(user).short


def test_who_owes_what_by_quarter(council, plan):
    chair, head, other, acting = map(short, (council.chair, council.head, council.other_head, council.acting_head))
    assert owing(plan, 1) == {acting: [DOORS]}
    assert owing(plan, 2) == {
        acting: [DOORS],
        chair: [SURVEY],
        head: [EXPERTISE],
        other: [PROGRAMMES, EXPERTISE, REGISTER],
    }
    assert owing(plan, 3) == {acting: [DOORS], head: [WORKSHOP, EXPERTISE], other: [PROGRAMMES, EXPERTISE]}
    assert owing(plan, 4) == {acting: [DOORS], head: [WORKSHOP, CONTRACT]}


def test_a_co_executor_by_agreement_owes_once_it_has_confirmed(council, plan):
    assert REGISTER not in owing(plan, 2)[short(council.chair)]
    part = making.co_executor(plan, REGISTER)
    actions.confirm_part(co_executor=part, takes_part=True, by=council.chair)
    assert owing(plan, 2)[short(council.chair)] == [REGISTER, SURVEY]
    actions.confirm_part(
        co_executor=making.co_executor(plan, REGISTER), takes_part=False, reason="Нет людей", by=council.chair
    )
    assert owing(plan, 2)[short(council.chair)] == [SURVEY]


def test_what_was_reported_carried_over_or_done_before_is_owed_no_more(council, plan):
    head = short(council.head)
    making.reported(plan, EXPERTISE, told=Told.RUNNING, by=council.head)
    assert owing(plan, 2)[head] == []
    assert owing(plan, 3)[head] == [WORKSHOP, EXPERTISE]
    making.reported(plan, EXPERTISE, done_on=DAY, by=council.head)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    assert owing(plan, 3)[head] == []  # done in the second quarter, the other goes on next year
    assert owing(plan, 3)[short(council.other_head)] == [PROGRAMMES, EXPERTISE]  # its own word is still owed


def test_one_request_reaches_everyone_who_owes_once(council, plan, client):
    making.reported(plan, SURVEY, by=council.chair)
    for who in (council.head, council.chair, council.other_head, council.administrator):
        given = {"plan": plan.plan, "quarter": 2, "until": day(14)}
        assert refusal(actions.request_reports, **given, by=who) == "forbidden"
    late = {"plan": plan.plan, "quarter": 2, "until": day(-1)}
    assert fields(actions.request_reports, **late, by=council.secretary) == {"until"}
    actions.request_reports(plan=plan.plan, quarter=2, until=day(14), by=council.secretary)
    assert told("reports_asked") == sorted(
        user.name for user in (council.head, council.other_head, council.acting_head)
    )  # not the chair, whose organisation has reported on all
    shown = page(client, council.member, "reports", plan.plan_id, query="?quarter=2").text
    assert "31.05.2021" in shown
    assert "1 из 4" in shown
    entry = Entry.objects.get(verb="workplans.reports_requested")
    assert entry.data["organizations"] == 3


def test_asked_again_the_day_is_moved(council, plan):
    for until in (day(7), day(21)):
        actions.request_reports(plan=plan.plan, quarter=2, until=until, by=council.secretary)
    assert ReportRequest.objects.get().until == day(21)


def test_a_quarter_that_is_none_or_a_plan_that_is_not_approved(council):
    draft = making.considered(council)
    given = {"quarter": 2, "until": day(7), "by": council.secretary}
    assert refusal(actions.request_reports, plan=draft.plan, **given) == "state"
    plan = making.approved(council, draft)
    assert fields(actions.request_reports, plan=plan.plan, **(given | {"quarter": 5})) == {"quarter"}


def test_when_the_day_has_passed_the_chair_is_told_once_who_is_silent(council, plan):
    making.reported(plan, PROGRAMMES, told=Told.RUNNING, by=council.other_head)
    request = actions.request_reports(plan=plan.plan, quarter=2, until=day(7), by=council.secretary)
    with clock.day(day(7)):
        chores.due()
    assert told("escalated") == []  # the day itself is not past
    for later in (8, 9):
        with clock.day(day(later)):
            chores.due()
    assert told("escalated") == [people.CHAIR]
    text = Notice.objects.get(kind="workplans.escalated").text
    assert short(council.head) in text
    assert refusal(actions.escalate, request=request, by=None) == "state"
    actions.request_reports(plan=plan.plan, quarter=2, until=day(20), by=council.secretary)
    with clock.day(day(21)):
        chores.due()
    assert told("escalated") == [people.CHAIR] * 2  # asked anew, told anew


def test_nobody_is_named_to_the_chair_where_all_have_answered(council, plan):
    actions.request_reports(plan=plan.plan, quarter=1, until=day(1), by=council.secretary)
    making.reported(plan, DOORS, quarter=1, told=Told.RUNNING, by=council.acting_head)
    with clock.day(day(2)):
        chores.due()
    assert told("escalated") == []
    assert ReportRequest.objects.get().escalated_at is not None


def test_a_plan_that_is_closed_asks_for_nothing_more(council, plan, client):
    actions.request_reports(plan=plan.plan, quarter=2, until=day(1), by=council.secretary)
    making.annual_approved(council, plan)
    with clock.day(day(2)):
        chores.due()
    assert told("escalated") == []
    assert page(client, council.member, "reports", plan.plan_id, query="?quarter=2").status_code == 200  # still read
    assert page(client, council.member, "quarter_file", plan.plan_id).status_code == 200


def test_the_consolidated_file_says_what_every_organisation_reported(council, client):
    plan, one = indicator_of(council, EXPERTISE)
    making.reported(
        plan,
        EXPERTISE,
        told=Told.RUNNING,
        text="Две программы",
        values={one.pk: Decimal("2.5")},
        files=[signing.scan(), signing.scan()],
        by=council.head,
    )
    answer = page(client, council.other_head, "quarter_file", plan.plan_id, query="?quarter=2")
    assert "svod-2021-2.xlsx" in answer.headers["Content-Disposition"]
    book = read_xlsx(ContentFile(answer.content, name="svod.xlsx"))
    reported, silent = ([[cell.text for cell in line] for line in sheet.rows] for sheet in book.sheets)
    assert reported[0][:4] == ["№", "Мероприятие", "Срок", "Ответственные"]
    lines = {(row[1], row[4]): row for row in reported[1:]}
    head, other = making.organization_of(council.head).name, making.organization_of(council.other_head).name
    own = lines[EXPERTISE, head]
    assert own[0] == "3.1"
    assert own[2:4] == ["II–III квартал 2021", "Матвеев Д.М.; Бенсон Г.Ф."]
    assert own[5:] == ["выполняется", "Две программы", "Обучено, чел.: 100 / 2,5", "2"]
    assert lines[EXPERTISE, other][6:] == ["отчёта нет", "Обучено, чел.: 100 / –", "0"]
    owes = owed(Record(plan), Carrying(plan.plan), 2)
    assert set(lines) == {(row.title, found.organization.name) for found in owes for row in found.activities}
    assert [other, "3"] in silent
    assert head not in [name for name, _number in silent]


# --- «ждёт вас»


def lines(user):
    """Kind and title of every line of the plan."""
    return [(str(line.kind), line.title) for line in waiting(user)]


def test_what_waits_for_whom(council, plan):
    assert ("Просрочено", SURVEY) in lines(council.chair)
    assert ("На подтверждение", REGISTER) in lines(council.chair)
    assert lines(council.other_head) == []
    with clock.day(datetime.date(2021, 6, 2)):
        assert lines(council.other_head) == [("Просрочено", REGISTER)]
    making.reported(plan, SURVEY, by=council.chair, told=Told.NOT_DONE)
    assert ("Просрочено", SURVEY) not in lines(council.chair)
    making.reported(plan, SURVEY, by=council.chair)
    actions.confirm_part(co_executor=making.co_executor(plan, REGISTER), takes_part=True, by=council.chair)
    assert lines(council.chair) == []
    assert lines(council.stranger) == lines(council.administrator) == []


def test_a_request_for_reports_waits_for_those_who_owe_them(council, plan, client):
    actions.request_reports(plan=plan.plan, quarter=2, until=day(10), by=council.secretary)
    title = f"{plan.plan}: отчёт за 2 квартал"
    assert ("К отчёту", title) in lines(council.other_head)
    (line,) = [line for line in waiting(council.other_head) if line.title == title]
    assert "мероприятий: 3, до" in line.detail
    assert page(client, council.other_head, "reports", plan.plan_id).status_code == 200
    assert client.get(line.url).status_code == 200
    for name in owing(plan, 2)[short(council.other_head)]:
        making.reported(
            plan,
            name,
            by=council.other_head,
            told=Told.RUNNING,
            organization=making.organization_of(council.other_head),
        )
    assert ("К отчёту", title) not in lines(council.other_head)


def test_the_database_finds_the_same_reports_missing(council, plan):
    making.reported(plan, SURVEY, by=council.chair)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    actions.confirm_part(co_executor=making.co_executor(plan, REGISTER), takes_part=True, by=council.chair)
    for quarter in (1, 2, 3, 4):
        found = {one.organization: one.missing for one in owed(Record(plan), Carrying(plan.plan), quarter)}
        assert found
        for organization in Organization.objects.all():
            missing = missing_of(plan, quarter, organization)
            assert {row.pk for row in missing} == {row.pk for row in found.get(organization, [])}


def test_what_is_before_the_council_waits_for_its_members_and_the_chair(council):
    revision = making.considered(council)
    title = str(revision)
    assert ("На утверждение", title) in lines(council.chair)
    assert ("На ознакомление", title) in lines(council.other_head)
    making.commented(revision, by=council.other_head)
    assert lines(council.other_head) == []
    assert ("На ответ", title) in lines(council.head)
    making.returned(council, revision)
    assert ("Возвращён на доработку", title) in lines(council.head)
    assert ("На утверждение", title) not in lines(council.chair)


def test_an_annual_report_waits_for_the_chair(council):
    report = making.annual_proposed(council)
    assert ("На утверждение", str(report)) in lines(council.chair)
    actions.return_report(report=report, reason="Мало", by=council.chair)
    assert ("На утверждение", str(report)) not in lines(council.chair)


# --- what lasts


def test_reports_and_fates_survive_a_new_revision(council, plan):
    making.reported(plan, SURVEY, by=council.chair)
    actions.carry_over(activity=making.activity(plan, WORKSHOP), reason="Нет места", by=council.head)
    following = making.second(council, plan)
    assert standing(following, SURVEY).code == "done"
    assert standing(following, WORKSHOP).code == "carried"
    assert short(council.chair) in owing(following, 2)
    assert owing(following, 2)[short(council.chair)] == []


def test_an_organisation_that_left_is_still_owed_of_and_the_secretary_reports_for_it(council, plan, client):
    organization = making.organization_of(council.other_head)
    membership = Membership.objects.get(organization=organization)
    composition.leave_cluster(membership=membership, left=DAY, ground="Заявление", by=council.secretary)
    with clock.day(day(1)):
        assert owing(plan, 2)[organization.short] == [PROGRAMMES, EXPERTISE, REGISTER]
        assert refusal(making.reported, plan, PROGRAMMES, told=Told.RUNNING, by=council.other_head) == "forbidden"
        assert page(client, council.other_head, "report", making.activity(plan).pk).status_code == 404
        making.reported(plan, PROGRAMMES, told=Told.RUNNING, text="По телефону", by=council.secretary)
        assert standing(plan, PROGRAMMES).code == "running"
        assert page(client, council.secretary, "reports", plan.plan_id, query="?quarter=2").status_code == 200
