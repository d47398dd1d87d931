"""Reading: the plan by direction and as a year, an activity, coverage, what changed, files, the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.rules import speaks_for
from cluster_portal import clock
from cluster_portal.documents.files import file_answer, marks
from cluster_portal.documents.uploads import attached
from cluster_portal.documents.xlsx import XLSX
from cluster_portal.journal import access
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import may, why_not
from members.models import Organization
from members.rules import person_of
from workplans import rules, year
from workplans.compare import Change, changes_since
from workplans.coverage import coverage, open_directions
from workplans.exchange import plan_workbook
from workplans.measures import total, values_of
from workplans.models import Activity, ActivityReport, Plan, PlanRevision
from workplans.papers import changes_paper, plan_paper
from workplans.record import Part, Record, moved, printed_number
from workplans.standing import QUARTERS, Carrying, Standing, done_on, quarter_of, stands
from workplans.views.common import activity_for, current, plan_for, revision_for
from workplans.views.public import feed_address

VIEWS = ("year", "table", "organizations", "months", "mine")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The plan of this year if there is one, else the list of years, or how to begin."""
    rules.may_read(request.user)
    rows = list(Plan.objects.prefetch_related("revisions"))
    this_year = clock.today().year
    if request.GET.get("all") is None and (now := next((row for row in rows if row.year == this_year), None)):
        return redirect(now)
    context = {"plans": rows, "may_begin": may(rules.may_begin, request.user)}
    return render(request, "workplans/list.html", context)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The revision that matters now."""
    found = current(plan_for(request, pk))
    if found is None:
        raise Http404
    return redirect(found)


@require_safe
def revision(request: HttpRequest, pk: int) -> HttpResponse:
    """A revision: its activities by direction with bars of the year, or as a table, by organisation, by month, mine."""
    row, user = revision_for(request, pk), request.user
    prefetch_related_objects([row.plan], "revisions")  # rules ask for them too
    record = Record(row)
    carrying = Carrying(row.plan, closed=row.state == PlanRevision.State.CLOSED)
    chosen = request.GET.get("view", "year")
    chosen = chosen if chosen in VIEWS else "year"
    sources = coverage(record)
    groups = _groups(record, carrying, chosen, user)
    context = {
        "revision": row,
        "plan": row.plan,
        "record": record,
        "groups": groups,
        "view": chosen,
        "views": _views(),
        "months": _months(),
        "counts": carrying.counts(record.activities),
        "sources": sources,
        "open_directions": open_directions(sources),
        "remarks": list(row.remarks.select_related("organization", "person", "activity")),
        "revisions": list(row.plan.revisions.all()),
        "mine": speaks_for(user),
        "may_comment": may(rules.may_comment, user, row),
        "may_draft": may(rules.may_draft, user, row),
        "may_work": may(rules.may_work_on, user, row.plan),
        "may_keep": may(rules.may_keep, user),
        "may_approve": row.state == PlanRevision.State.CONSIDERED and may(rules.may_approve, user, row),
        "may_next": may(rules.may_begin_next, user, row),
        "may_publish": may(rules.may_publish, user, row.plan),
        "submit_refused": why_not(rules.SUBMIT, user, row),
        "quarter": quarter_of(clock.today()),
        "feed": feed_address(user),
        "history": access.history(row, row.plan) if access.may_read(user) else [],
    }
    return render(request, "workplans/revision.html", context)


def _views() -> list[tuple[str, str]]:
    words = (_("year"), _("table"), _("by organisation"), _("by month"), _("mine"))
    return list(zip(VIEWS, words, strict=True))


def _months() -> list[str]:
    """Three letters of each month, for the head of the year."""
    names = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
    english = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return list(names if translation.get_language() == "ru" else english)


def _groups(record: Record, carrying: Carrying, chosen: str, user: Any) -> list[dict[str, Any]]:
    """Groups of lines under their headings: sections, organisations, months, or what is mine."""
    if chosen in {"year", "table"}:
        return [_group(_heading(part), part.activities, record, carrying) for part in record.parts]
    if chosen == "organizations":
        found: dict[str, list[Activity]] = {}
        for row in record.ordered:
            name = row.lead_organization.name if row.lead_organization else _("No organisation is known")
            found.setdefault(name, []).append(row)
        return [_group(name, found[name], record, carrying) for name in sorted(found)]
    if chosen == "months":
        return _by_month(record, carrying)
    return [_group(_("Mine"), _mine(record, user), record, carrying)]


def _heading(part: Part) -> str:
    if part.section is None:
        return _("Without a section")
    heading = part.section.heading
    return heading if heading[:1].isdigit() else f"{part.number}. {heading}"


def _by_month(record: Record, carrying: Carrying) -> list[dict[str, Any]]:
    by_month: dict[int, list[Activity]] = {}
    for row in record.ordered:
        by_month.setdefault(row.ended.month if row.ended else 13, []).append(row)
    names = _months()
    return [
        _group(names[month - 1] if month <= len(names) else _("No date"), rows, record, carrying)
        for month, rows in sorted(by_month.items())
    ]


def _mine(record: Record, user: Any) -> list[Activity]:
    person = person_of(user)
    mine = {row.pk for row in speaks_for(user)}
    return [
        row
        for row in record.ordered
        if (person is not None and row.lead_id == person.pk)
        or row.lead_organization_id in mine
        or (mine and any(one.organization_id in mine for one in record.co_executors[row.pk]))
    ]


def _group(heading: str, rows: Iterable[Activity], record: Record, carrying: Carrying) -> dict[str, Any]:
    lines = [_line(row, record, carrying) for row in rows]
    done = sum(line["standing"].is_done for line in lines)
    return {
        "heading": heading,
        "lines": lines,
        "done": done,
        "empty": year.empty(record.plan.year, carrying.on),
    }


def _line(row: Activity, record: Record, carrying: Carrying) -> dict[str, Any]:
    standing = carrying.standing(row)
    return {
        "row": row,
        "number": record.numbers[row.pk],
        "standing": standing,
        "who": _who(row),
        "bar": year.bar(row, standing, record.plan.year, carrying.on),
        "moved": record.moved_from(row),
    }


def _who(row: Activity) -> str:
    """Who answers, short: the lead person, else the organisation, else the words."""
    from cluster_portal.documents.russian import initials  # noqa: PLC0415 – heavy; only where a plan is shown

    if row.lead is not None:
        return initials(row.lead.name)
    return row.lead_organization.short if row.lead_organization else row.responsible_words


# --- an activity


@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """An activity: words, what the portal understood, indicators, reports, what can be done."""
    row, user = activity_for(request, pk), request.user
    reports = _reports(row)
    indicators = list(row.indicators.all())
    values = values_of(row.revision.plan, indicators) if indicators else {}
    parts = list(row.co_executors.all())
    for part in parts:
        part.activity = row
    context = {
        "activity": row,
        "revision": row.revision,
        "plan": row.revision.plan,
        "number": printed_number(row),
        "standing": _stands(row, [report for report, _files in reports]),
        "reports": reports,
        "fate": getattr(row, "fate", None),
        "moved": moved(row),
        "indicators": [
            {"row": one, "actual": total(one, values.get(one.key, [])), "values": values.get(one.key, [])}
            for one in indicators
        ],
        "parts": [(part, may(rules.may_confirm, user, part)) for part in parts],
        "directions": list(row.directions.all()),
        "decisions": list(row.decisions.select_related("meeting")),
        "documents": list(row.files.values_list("pk", "name")),
        "may_document": may(rules.may_document, user, row),
        "remarks": list(row.remarks.select_related("organization", "person")),
        "may_report": may(rules.may_report, user, row),
        "may_carry": may(rules.may_carry, user, row),
        "may_cancel": may(rules.may_cancel, user, row),
        "may_draft": row.removed_at is None and may(rules.may_draft, user, row.revision),
        "may_comment": may(rules.may_comment, user, row.revision),
        "history": access.history(row) if access.may_read(user) else [],
    }
    return render(request, "workplans/activity.html", context)


def _stands(row: Any, reports: list[Any]) -> Standing:
    closed = row.revision.state == PlanRevision.State.CLOSED
    newest = reports[-1].told if reports else None
    return stands(row, getattr(row, "fate", None), done_on(row, reports), newest, on=clock.today(), closed=closed)


def _reports(row: Activity) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Reports on the activity, the oldest first, each with id and name of its files; one query."""
    told = ActivityReport.objects.filter(plan=row.revision.plan_id, key=row.key).select_related("organization")
    found: dict[int, tuple[Any, list[tuple[int, str]]]] = {}
    for one in told.annotate(file_pk=F("files"), file_name=F("files__name")).order_by("at", "pk", "files__pk"):
        _report, files = found.setdefault(one.pk, (one, []))
        if one.file_pk is not None:
            files.append((one.file_pk, one.file_name))
    return list(found.values())


# --- coverage, comparison


@require_safe
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """Directions × activities, by source; what has no activity and why."""
    row = revision_for(request, pk)
    record = Record(row)
    context = {
        "revision": row,
        "record": record,
        "sources": coverage(record),
        "may_draft": may(rules.may_draft, request.user, row),
    }
    return render(request, "workplans/coverage.html", context)


def _compared(request: HttpRequest, pk: int) -> tuple[PlanRevision, PlanRevision, list[Change]]:
    """The revision, the one it is compared with, what differs. Raises Http404."""
    row = revision_for(request, pk)
    others = PlanRevision.objects.whole().filter(plan=row.plan_id).exclude(pk=row.pk).order_by("-number")
    number = whole_number(request.GET.get("since", ""))
    if number is None:
        before = others.filter(pk=row.based_on_id).first() or others.filter(number__lt=row.number).first()
    else:
        before = others.filter(number=number).first()
    if before is None:
        raise Http404
    return row, before, changes_since(*Record.pair(row, before))


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two revisions, by activity and field."""
    row, before, found = _compared(request, pk)
    others = list(row.plan.revisions.exclude(pk=row.pk).order_by("-number"))
    context = {"revision": row, "before": before, "changes": found, "revisions": others}
    return render(request, "workplans/changes.html", context)


@require_safe
def changes_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as a document."""
    with translation.override("ru"):  # official documents are Russian, whoever asks
        row, before, found = _compared(request, pk)
    old, new = (f"редакция {one.number}" for one in (before, row))
    made = changes_paper(row.plan, old, new, found, day=clock.today(), marks=marks())
    return file_answer(made, form, f"plan-{row.plan.year}-changes-{before.number}-{row.number}")


# --- files


@require_safe
def paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The plan as PDF, DOCX or text; approved, with its block of approval."""
    row = revision_for(request, pk)
    approval = row.ground_words.split("\n") if row.ground_words else []
    made = plan_paper(Record(row), approval, marks=marks())
    return file_answer(made, form, f"plan-{row.plan.year}-{row.number}")


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as XLSX in the common form: every cell as it stands."""
    row = revision_for(request, pk)
    response = HttpResponse(plan_workbook(Record(row)), content_type=XLSX)
    return attached(response, f"plan-{row.plan.year}-{row.number}.xlsx")


@require_safe
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """How the plan is carried out, by direction, by quarter, by organisation: pictures and the same as tables."""
    row = revision_for(request, pk)
    record = Record(row)
    carrying = Carrying(row.plan, closed=row.state == PlanRevision.State.CLOSED)
    standings = {one.pk: carrying.standing(one) for one in record.activities}
    tables = [
        (_("By direction"), [_progress(_heading(part), part.activities, standings) for part in record.parts]),
        (_("By quarter"), [_progress(_("quarter %s") % n, _ending(record, n), standings) for n in QUARTERS]),
        (_("By organisation"), _of_organizations(record, standings)),
    ]
    context = {
        "revision": row,
        "tables": [(title, year.progress_pictures(rows)) for title, rows in tables],
        "counts": carrying.counts(record.activities),
        "total": len(record.activities),
    }
    return render(request, "workplans/pictures.html", context)


def _ending(record: Record, quarter: int) -> list[Activity]:
    return [row for row in record.ordered if row.ended and quarter_of(row.ended) == quarter]


def _progress(name: str, rows: Iterable[Activity], standings: dict[int, Standing]) -> year.Progress:
    found = [standings[row.pk] for row in rows]
    late = sum(one.code in {"overdue", "not_done"} for one in found)
    return year.Progress(name, sum(one.is_done for one in found), late, len(found))


def _of_organizations(record: Record, standings: dict[int, Standing]) -> list[year.Progress]:
    found: dict[Organization | None, list[Activity]] = {}
    for row in record.ordered:
        found.setdefault(row.lead_organization, []).append(row)
    named = sorted(found.items(), key=lambda pair: pair[0].name if pair[0] else "")
    return [_progress(one.short if one else _("No organisation is known"), rows, standings) for one, rows in named]
