"""Pages of the plan: at most ten queries beside those for session, user and rights, the same however long it is."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from cluster_portal import clock
from members.models import Organization
from tests import actors as people
from tests.agreements.test_queries import queries
from tests.test_queries import MOST
from tests.workplans import making
from workplans import actions
from workplans.models import (
    Activity,
    ActivityReport,
    CoExecutor,
    Indicator,
    Measure,
    PlanRemark,
    Section,
    Uncovered,
)

FEW, MANY = 10, 1000
# Pages of other rooms that had spent the budget before the plan put its three queries, or its one, there.
OVER = {("secretary", "home"): 14, ("chair", "home"): 14, ("head", "home"): 12, ("secretary", "organization"): 13}
VIEWS = ("year", "table", "organizations", "months", "mine")


def fill(revision, first, count, *, reports=False):
    """So many activities in bulk, each with co-executors, indicators, a further direction; half of them reported on."""
    sections = list(Section.objects.filter(revision=revision).order_by("order"))
    organizations = list(Organization.objects.filter(memberships__left=None, parent=None).order_by("pk"))
    directions, leads = making.directions(), [people.person(people.HEAD), people.person(people.OTHER_HEAD)]
    year = revision.plan.year
    numbers = range(first, first + count)
    rows = Activity.objects.bulk_create(
        Activity(
            revision=revision,
            section=sections[n % len(sections)],
            key=f"{n:012x}",
            order=100 + n,
            title=f"Мероприятие {n}",
            period_words="май",
            period_kind=Activity.PeriodKind.MONTH,
            started=datetime.date(year, 5, 1),
            ended=datetime.date(year, 5, 10),
            responsible_words="Матвеев Д.М.",
            lead=leads[n % 2],
            lead_organization=organizations[n % len(organizations)],
            result="Протокол",
        )
        for n in numbers
    )
    CoExecutor.objects.bulk_create(
        CoExecutor(
            activity=row,
            order=place,
            text="Участник (по согласованию)",
            organization=organizations[(n + place) % len(organizations)],
            by_agreement=True,
        )
        for n, row in enumerate(rows)
        for place in (1, 2)
    )
    Indicator.objects.bulk_create(
        Indicator(activity=row, key=f"i{row.key[1:]}", order=1, name="Участников", unit="чел.", target=Decimal(10))
        for row in rows
    )
    links = Activity.directions.through
    links.objects.bulk_create(links(activity=row, direction=directions[n % 7]) for n, row in enumerate(rows))
    if reports:
        _report(revision.plan, rows[::2])
    else:
        _remark(revision, rows[::10])


def _report(plan, rows):
    ActivityReport.objects.bulk_create(
        ActivityReport(
            plan=plan,
            key=row.key,
            quarter=2,
            organization=row.lead_organization,
            person=row.lead,
            told="done" if n % 2 else "running",
            text="Сделано.",
            done_on=making.DAY if n % 2 else None,
            at=clock.now(),
        )
        for n, row in enumerate(rows)
    )
    Measure.objects.bulk_create(
        Measure(
            plan=plan,
            indicator_key=f"i{row.key[1:]}",
            organization=row.lead_organization,
            quarter=2,
            actual=Decimal(3),
        )
        for row in rows
    )


def _remark(revision, rows):
    PlanRemark.objects.bulk_create(
        PlanRemark(
            revision=revision,
            activity=row,
            organization=row.lead_organization,
            person=row.lead,
            text="Срок мал.",
            at=clock.now(),
        )
        for row in rows
    )


@pytest.fixture
def world(council):
    """The plan of 2021 approved, its revision 2 before the council, its annual report begun; the plan of 2022 a draft
    with a direction explained."""
    approved = making.approved(council)
    considered = making.considered(council, making.next_draft(council, approved))
    draft = making.drafted(council, making.fresh(making.plan(council, 2022).revisions.get()), activities=6)
    reason = {"reason": "Ждёт решения", "by_name": "Матвеев"}
    Uncovered.objects.create(revision=draft, direction=making.directions()[6], **reason)
    actions.begin_report(plan=approved.plan, by=council.head)
    making.reported(approved, by=council.secretary)
    actions.carry_over(activity=making.activity(approved, "Типовой договор"), reason="Ждём образец", by=council.head)
    actions.publish(plan=approved.plan, by=council.secretary)
    return {"approved": making.fresh(approved), "considered": considered, "draft": draft}


def pages(world):
    """Name → address."""
    approved, considered, draft = (world[name] for name in ("approved", "considered", "draft"))
    plan, activity = approved.plan, making.activity(approved)
    revision = {name: reverse("workplans:revision", args=[row.pk]) for name, row in world.items()}
    organization = activity.lead_organization
    return {
        **{f"approved {view}": f"{revision['approved']}?view={view}" for view in VIEWS},
        "considered year": revision["considered"],
        "considered mine": f"{revision['considered']}?view=mine",
        "draft year": revision["draft"],
        "draft": reverse("workplans:draft", args=[draft.pk]),
        "draft section": f"{reverse('workplans:draft', args=[draft.pk])}?section={making.section(draft, 2).pk}",
        "approve": reverse("workplans:approve", args=[considered.pk]),
        "return": reverse("workplans:return", args=[considered.pk]),
        **{
            f"{name} {kind}": reverse(f"workplans:{name}", args=[world[kind].pk])
            for name, kind in (
                ("coverage", "draft"),
                ("coverage", "approved"),
                ("changes", "considered"),
                ("pictures", "approved"),
                ("submit", "draft"),
                ("comment", "considered"),
                ("paste", "draft"),
                ("bring", "draft"),
                ("add_section", "draft"),
            )
        },
        **{
            f"{name} {kind}": reverse(f"workplans:{name}", args=[making.activity(world[kind]).pk])
            for name, kind in (
                ("activity", "approved"),
                ("activity", "considered"),
                ("activity", "draft"),
                ("report", "approved"),
                ("carry", "approved"),
                ("detail", "draft"),
            )
        },
        **{name: reverse(f"workplans:{name}", args=[plan.pk]) for name in ("reports", "annual", "next_year")},
        "published": reverse("workplans:published"),
        "published_plan": reverse("workplans:published_plan", args=[plan.pk]),
        "list": reverse("workplans:index") + "?all=1",
        "home": reverse("home"),
        "organization": organization.get_absolute_url(),
        "person": activity.lead.get_absolute_url(),
        "group": making.group().get_absolute_url(),
        "assignment": making.assignment().get_absolute_url(),
    }


OF_THE_GROUP = {"draft", "draft section", "submit draft", "paste draft", "bring draft", "add_section draft"}
# Every page by somebody who sees the most of it.
OPENED = {
    "secretary": {*OF_THE_GROUP, *(f"approved {view}" for view in VIEWS), "considered year", "draft year"}
    | {"coverage draft", "pictures approved", "activity approved", "activity draft", "report approved"}
    | {"carry approved", "detail draft", "reports", "annual", "next_year", "list", "home", "organization", "person"}
    | {"group", "assignment"},
    "head": {"approved mine", "considered mine", "draft year", "draft", "activity considered", "annual", "home"}
    | {"coverage approved", "changes considered"},
    "other_head": {"considered mine", "comment considered", "activity approved", "reports", "organization", "person"},
    "chair": {"approve", "return", "considered year", "considered mine", "activity considered", "annual", "home"}
    | {"published", "published_plan"},
}


def costs(client, council, world):
    """(who, page) → queries."""
    found = {}
    addresses = pages(world)
    for who, opened in OPENED.items():
        client.force_login(getattr(council, who))
        found |= {(who, name): queries(client, addresses[name]) for name in opened}
    return found


def test_every_page_is_opened_by_somebody(council, world):
    assert set(pages(world)) == set().union(*OPENED.values())


def test_pages_of_the_plan_cost_the_same_for_ten_activities_and_for_a_thousand(client, council, world):
    for row in world.values():
        fill(row, 0, FEW, reports=row == world["approved"])
    before = costs(client, council, world)
    for row in world.values():
        fill(row, FEW, MANY - FEW, reports=row == world["approved"])
    wrong = []
    for page, found in costs(client, council, world).items():
        if len(found) > OVER.get(page, MOST) or len(found) != len(before[page]):
            shown = (f"  {sql[:40]} …{sql[sql.find(' FROM ') :][:150]}" for sql in found[:40])
            wrong.append("\n".join([f"{page}: {len(before[page])} → {len(found)}", *shown]))
    assert not wrong, "\n".join(wrong)
