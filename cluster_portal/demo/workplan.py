"""The demo's plan for 2021: approved, being carried out, its second revision before the chair. It is invented."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from agreements.models import Direction
from cluster_portal import clock
from cluster_portal.demo.minutes_2 import KEPT, MARKS
from cluster_portal.documents import actions as documents
from meetings.models import Assignment
from members.models import Person, WorkingGroup
from members.rules import the_cluster
from workplans import actions, rules
from workplans.models import Activity, Plan, PlanRevision
from workplans.record import Record
from workplans.standing import quarter_of

DATA = Path(__file__).parent / "workplan.json"
BEGUN, SUBMITTED, COMMENTED, APPROVED = (datetime.date(2021, 4, day) for day in (12, 12, 16, 26))
UNTIL, TODAY, LAST = datetime.date(2021, 4, 23), datetime.date(2021, 5, 17), datetime.date(2021, 5, 24)
LEADER, CHAIR, MEMBER = "Матвеев Дмитрий Михайлович", "Костарев Максим Михайлович", "Бенсон Глеб Феликсович"
YEAR = 2021


def load_plan(*, by: Any) -> Plan:
    """Draft it as the group's leader, have it commented on and approved by the chair, report, begin revision 2."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    leader, chair, member = (Person.objects.get(name=name).user for name in (LEADER, CHAIR, MEMBER))
    with clock.day(BEGUN):
        plan = _begin(leader)
        revision = plan.revisions.get()
        _write(revision, data, leader)
        revision = actions.submit(revision=revision, until=UNTIL, by=leader)
    _discuss(revision, data, leader, member)
    with clock.day(APPROVED):
        _approve(revision, chair, by)
    for told in data["reports"]:
        _report(plan, told, by)
    with clock.day(TODAY):
        _second(plan, data["second"], leader)
    return plan


def _begin(leader: Any) -> Plan:
    cluster = the_cluster()
    assert cluster is not None
    tasks = Assignment.objects.filter(decision__meeting__number="1", part__contains="План")
    group = WorkingGroup.objects.filter(product=WorkingGroup.Product.PLAN).first()
    return actions.begin_plan(cluster=cluster, year=YEAR, group=group, assignment=tasks.last(), by=leader)


def _write(revision: PlanRevision, data: dict[str, Any], leader: Any) -> None:
    actions.add_sections_of_directions(revision=revision, source=Direction.Source.PROTOCOL, by=leader)
    sections = list(revision.sections.order_by("order"))
    for number, *words in data["activities"]:
        _add(revision, sections[number - 1], words, leader)
    for title, name, unit, baseline, target, rule in data["indicators"]:
        actions.set_indicator(
            activity=_activity(revision, title),
            name=name,
            unit=unit,
            baseline=Decimal(baseline),
            target=Decimal(target),
            rule=rule,
            by=leader,
        )


def _add(revision: PlanRevision, section: Any, words: list[str], leader: Any) -> None:
    title, period, responsible, result = words
    actions.add_activity(
        revision=revision,
        section=section,
        title=title,
        period_words=period,
        responsible_words=responsible,
        result=result,
        by=leader,
    )


def _activity(revision: PlanRevision, title: str) -> Activity:
    return Activity.objects.select_related("revision__plan__cluster").get(
        revision=revision, title=title, removed_at=None
    )


def _discuss(revision: PlanRevision, data: dict[str, Any], leader: Any, member: Any) -> None:
    title, said, answered = data["comment"]
    with clock.day(COMMENTED):
        remark = actions.comment(
            revision=revision,
            activity=_activity(revision, title),
            organization=rules.speaks_for(member)[0],
            text=said,
            by=member,
        )
        actions.answer_comment(remark=remark, text=answered, by=leader)


def _approve(revision: PlanRevision, chair: Any, by: Any) -> None:
    """The chair approves on the delegation of the rules and signs on paper; the secretary enters it."""
    _row, place = actions.seal_for_approval(
        revision=revision,
        fingerprint=Record(revision).fingerprint,
        ground=PlanRevision.Ground.DELEGATION,
        marks=MARKS,
        by=chair,
    )
    documents.sign_on_paper(
        place=place,
        name=CHAIR,
        position="председатель Координационного совета",
        signed_on=clock.today(),
        scan=ContentFile(bytes(place.document.content.pdf), name="plan-uchebnyi-primer.pdf"),
        code=place.document.code,
        kept=KEPT,
        by=by,
    )


def _report(plan: Plan, told: list[Any], by: Any) -> None:
    title, day, state, done_on, text = told
    on = datetime.date.fromisoformat(day)
    with clock.day(on):
        activity = _activity(plan.revisions.get(state=PlanRevision.State.APPROVED), title)
        organization = activity.lead_organization
        assert organization is not None
        evidence = [ContentFile(f"{text}\n".encode(), name="podtverzhdenie-uchebnyi-primer.txt")]
        actions.report(
            activity=activity,
            organization=organization,
            quarter=quarter_of(on),
            told=state,
            text=text,
            done_on=datetime.date.fromisoformat(done_on) if done_on else None,
            files=evidence if state == "done" else [],
            by=by,
        )


def _second(plan: Plan, data: dict[str, Any], leader: Any) -> None:
    """Revision 2: a date moved with its reason, an activity added; before the chair."""
    revision = actions.begin_next(revision=plan.revisions.get(state=PlanRevision.State.APPROVED), by=leader)
    title, period, reason = data["moved"]
    activity = _activity(revision, title)
    saved = actions.save_activity(activity=activity, version=1, values={"period_words": period}, by=leader)
    actions.detail_activity(activity=saved, started=saved.started, ended=saved.ended, moved_reason=reason, by=leader)
    number, *words = data["added"]
    _add(revision, list(revision.sections.order_by("order"))[number - 1], words, leader)
    actions.submit(revision=revision, until=LAST, by=leader)
