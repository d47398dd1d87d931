"""One of everything an address of the plan names, for the table of tests/test_access.py."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from cluster_portal.documents.xlsx import SheetOut, read_xlsx, write_xlsx
from tests import actors as people
from tests import signing
from tests.workplans import making
from workplans import actions
from workplans.models import Plan

TABLE = [["№", "Мероприятие", "Срок", "Ответственные"], ["1", "Ярмарка вакансий", "июнь", "Матвеев Д.М."]]


def objects(council: Any) -> dict[str, Model]:
    """Three plans: of 2021, approved, its next revision before the council, its report a draft; of 2020, its report
    before the chair; of 2022, a draft."""
    by = council.secretary
    council = SimpleNamespace(
        cluster=council.cluster,
        secretary=by,
        head=people.head(),
        chair=people.chair_to_be(),
        acting_head=people.acting_head(),
    )
    making.enter_directions(council)
    of_regulation = making.directions("regulation")
    approved = _approved(council, 2021, of_regulation)
    report = making.reported(approved, by=by, files=[signing.scan()])
    considered = making.considered(council, _explained(making.next_draft(council, approved), of_regulation, council))
    draft = making.drafted(council, making.fresh(making.plan(council, 2022).revisions.get()))
    activity = making.activity(draft)
    removed = actions.remove_activity(activity=making.activity(draft, "Типовой договор"), by=by)
    actions.attach_document(activity=activity, file=signing.scan(), by=by)
    remark = making.commented(considered, by=people.acting_head())
    book = read_xlsx(signing.ContentFile(write_xlsx([SheetOut(title="План", rows=TABLE)]), name="план.xlsx"))
    cells = [[cell.text for cell in line] for line in book.sheets[0].rows]
    return {
        "plan": approved.plan,
        "reported_plan": making.annual_proposed(council, _approved(council, 2020, of_regulation)).plan,
        "approved": approved,
        "considered": considered,
        "plan_draft": draft,
        "plan_direction": making.directions()[0],
        "plan_section": making.section(draft),
        "table": actions.bring(revision=draft, name="план.xlsx", title="План", cells=cells, by=by),
        "activity": activity,
        "activity_in_force": making.activity(approved),
        "removed_activity": removed,
        "indicator": actions.set_indicator(activity=activity, name="Участников", unit="чел.", by=by),
        "activity_file": activity.files.get(),
        "activity_report": report,
        "report_file": report.files.get(),
        "plan_remark": remark,
        "part": making.co_executor(considered, "Общая мастерская"),
        "annual_begun": _begun(council, approved.plan),
    }


def _explained(draft: Any, directions: list[Any], council: Any) -> Any:
    """Directions of other sources have a reason instead of an activity."""
    for direction in directions:
        actions.explain_uncovered(revision=draft, direction=direction, reason="Позже", by=council.secretary)
    return draft


def _approved(council: Any, year: int, directions: list[Any]) -> Any:
    draft = making.drafted(council, making.fresh(making.plan(council, year).revisions.get()))
    return making.approved(council, _explained(draft, directions, council))


def _begun(council: Any, plan: Plan) -> Any:
    return actions.begin_report(plan=plan, by=council.secretary)
