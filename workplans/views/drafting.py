"""Writing a revision: the grid, what is pasted, tables from Excel, details of an activity."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.models import Direction
from agreements.rules import led_groups
from cluster_portal import clock
from cluster_portal.documents.xlsx import read_xlsx
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.ui.saves import answered, saving, versioned
from cluster_portal.workflow import Refused, may
from members.rules import the_cluster
from workplans import actions, rules, tables
from workplans.actions.drafting import WORDS
from workplans.coverage import coverage, open_directions
from workplans.forms import (
    BeginForm,
    MoveForm,
    OriginForm,
    PasteForm,
    SectionForm,
    TableForm,
    TieForm,
)
from workplans.models import Activity, PlanRevision, Section, Sheet
from workplans.record import Part, Record
from workplans.views.common import directions_for, drafted, may_know, plan_for, revision_for

BLANK = dict.fromkeys(WORDS, "")  # an activity nobody has written anything in
WHOLE = 150  # activities a page shows at once; a longer plan is written section by section
SHOWN_ROWS = 30  # rows of a table shown while its columns are matched
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def begin(request: HttpRequest) -> HttpResponse:
    """Begin the plan of a year."""
    may_know(request)
    rules.may_begin(request.user)
    cluster = the_cluster()
    if cluster is None:
        raise Http404
    initial = {"year": clock.today().year, "group": led_groups(request.user, "plan").first()}
    page = ActPage(_("Begin a plan"), _("Begin"), (f"{reverse('workplans:index')}?all=1", _("Work plan")))

    def perform(**values: Any) -> str:
        made = actions.begin_plan(cluster=cluster, by=request.user, **values)
        return f"{made.revisions.get().get_absolute_url()}draft/"

    return act_page(request, page, BeginForm(request.POST or None, initial=initial), perform)


def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """Which group drafts it, which assignment asked for it."""
    row = plan_for(request, pk)
    rules.may_keep(request.user)
    page = ActPage(_("Group and assignment"), _("Save"), (row.get_absolute_url(), row), corrects=True)

    def perform(**values: Any) -> str:
        actions.change_plan(plan=row, by=request.user, **values)
        return row.get_absolute_url()

    initial = {"group": row.group, "assignment": row.assignment}
    return act_page(request, page, OriginForm(request.POST or None, initial=initial), perform)


@require_POST
def next_revision(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next revision."""
    made = actions.begin_next(revision=revision_for(request, pk), by=request.user)
    return redirect(f"{made.get_absolute_url()}draft/")


# --- the grid


@require_GET
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a table of cells, section by section where it is long."""
    row = revision_for(request, pk)
    rules.may_work_on(request.user, row.plan)
    return render(request, "workplans/draft.html", _context(request, row))


def _context(request: HttpRequest, row: PlanRevision) -> dict[str, Any]:
    record = Record(row)
    part = _part(request, record)
    doubts: dict[str, list[Any]] = {}
    for doubt in record.doubts:
        doubts.setdefault(doubt.key, []).append(doubt)
    sources = coverage(record)
    return {
        "revision": row,
        "plan": row.plan,
        "record": record,
        "parts": [_shown(record, one, doubts) for one in ([part] if part else record.parts)],
        "part": part,
        "all_parts": record.parts,
        "removed": list(row.activities.exclude(removed_at=None).exclude(**BLANK).order_by("-removed_at")[:50]),
        "doubts": record.doubts,
        "stops": record.stops,
        "sources": sources,
        "open_directions": open_directions(sources),
        "may_write": may(rules.may_draft, request.user, row),
        "saved_at": timezone.localtime(row.saved_at) if row.saved_at else None,
        "brought": row.sheets.filter(taken_at=None).first(),
        "left": "",
        "partial": False,
    }


def _part(request: HttpRequest, record: Record) -> Part | None:
    """The section a long plan is written in; None: the whole is shown."""
    wanted = whole_number(request.POST.get("section", "") or request.GET.get("section", ""))
    found = next((part for part in record.parts if part.section and part.section.pk == wanted), None)
    if found is None and len(record.activities) > WHOLE and record.parts:
        return record.parts[0]
    return found


def _shown(record: Record, part: Part, doubts: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "section": part.section,
        "number": part.number,
        "rows": [_row(record, row, doubts.get(row.key, [])) for row in part.activities],
    }


def _row(record: Record, row: Activity, doubts: list[Any]) -> dict[str, Any]:
    return {
        "row": row,
        "number": record.numbers[row.pk],
        "doubts": doubts,
        "parts": record.co_executors[row.pk],
        "indicators": len(record.indicators[row.pk]),
    }


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save cells of an activity as they are typed."""
    row = drafted(request, pk)
    typed = {name: request.POST[name] for name in WORDS if name in request.POST}
    saved = answered(request, typed, lambda: actions.save_activity(activity=row, values=typed, **saving(request)))
    if isinstance(saved, HttpResponse):
        return saved
    record = Record(row.revision)
    doubts = [doubt for doubt in record.doubts if doubt.key == saved.key]
    shown = next(one for one in record.activities if one.pk == saved.pk)
    sources = coverage(record)
    context = {
        "line": _row(record, shown, doubts),
        "doubts": record.doubts,
        "sources": sources,
        "open_directions": open_directions(sources),
        "revision": row.revision,
    }
    response = render(request, "workplans/_saved.html", context)
    response["X-Version"] = str(saved.version)
    return response


def _section(request: HttpRequest, pk: int) -> Section:
    may_know(request)
    rows = Section.objects.select_related("revision__plan__group", "revision__plan__cluster")
    row = get_object_or_404(rows, pk=pk)
    rules.may_work_on(request.user, row.revision.plan)
    return row


@require_POST
def save_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the heading of a section as it is typed."""
    row = _section(request, pk)
    heading = request.POST.get("heading", "")
    saved = answered(
        request,
        {"heading": heading},
        lambda: actions.save_section(section=row, heading=heading, **saving(request)),
    )
    if isinstance(saved, HttpResponse):
        return saved
    return versioned(saved)


def _grid(request: HttpRequest, row: PlanRevision, activity: Activity | None = None, *, left: str = "") -> HttpResponse:
    """The grid anew; the header names the activity the cursor goes to; `left` tells what was not taken over."""
    fresh = PlanRevision.objects.whole().get(pk=row.pk)
    context = _context(request, fresh) | {"partial": True, "left": left}
    response = render(request, "workplans/_grid.html", context)
    if activity is not None:
        response["X-Row"] = str(activity.pk)
    return response


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an activity to a section, or below another."""
    row = revision_for(request, pk)
    after = row.activities.filter(pk=whole_number(request.POST.get("after", "")) or 0, removed_at=None).first()
    section = row.sections.filter(pk=whole_number(request.POST.get("into", "")) or 0).first()
    made = actions.add_activity(revision=row, section=section, after=after, by=request.user)
    return _grid(request, row, made)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an activity a step, or before another one."""
    row = drafted(request, pk)
    before = row.revision.activities.filter(pk=whole_number(request.POST.get("before", "")) or 0).first()
    moved = actions.move_activity(activity=row, step=request.POST.get("step", ""), before=before, by=request.user)
    return _grid(request, row.revision, moved)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy an activity below itself."""
    row = drafted(request, pk)
    return _grid(request, row.revision, actions.copy_activity(activity=row, by=request.user))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity out of the draft."""
    row = drafted(request, pk)
    actions.remove_activity(activity=row, by=request.user)
    return _grid(request, row.revision)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was taken out."""
    row = drafted(request, pk)
    return _grid(request, row.revision, actions.put_back(activity=row, by=request.user))


@require_POST
def place_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a section up or down."""
    row = _section(request, pk)
    actions.move_section(section=row, step=request.POST.get("step", ""), by=request.user)
    return _grid(request, row.revision)


@require_POST
def remove_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a section out; its activities stay."""
    row = _section(request, pk)
    actions.remove_section(section=row, by=request.user)
    return _grid(request, row.revision)


# --- pages of acts


def _back(row: PlanRevision) -> tuple[str, Any]:
    return f"{row.get_absolute_url()}draft/", row


def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a section, of a direction or with words of its own."""
    row = revision_for(request, pk)
    rules.may_draft(request.user, row)
    page = ActPage(_("Add a section"), _("Add"), _back(row))

    def perform(heading: str, direction: Direction | None) -> str:
        actions.add_section(revision=row, heading=heading, direction=direction, by=request.user)
        return _back(row)[0]

    return act_page(request, page, SectionForm(directions_for(row), request.POST or None), perform)


@require_POST
def sections_of(request: HttpRequest, pk: int) -> HttpResponse:
    """A section for every direction of a source."""
    row = revision_for(request, pk)
    actions.add_sections_of_directions(revision=row, source=request.POST.get("source", ""), by=request.user)
    return redirect(_back(row)[0])


def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which direction a section is."""
    row = _section(request, pk)
    rules.may_draft(request.user, row.revision)
    page = ActPage(_("Direction of a section"), _("Save"), _back(row.revision), about=row.heading)

    def perform(direction: Direction | None) -> str:
        actions.tie_section(section=row, direction=direction, by=request.user)
        return _back(row.revision)[0]

    form = TieForm(directions_for(row.revision), request.POST or None, initial={"direction": row.direction})
    return act_page(request, page, form, perform)


def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows pasted from Excel or Word."""
    row = revision_for(request, pk)
    rules.may_draft(request.user, row)
    wanted = whole_number(request.GET.get("section", "") or request.POST.get("section", ""))
    section = row.sections.filter(pk=wanted or 0).first()
    then = (_("Rows are added behind those there are; nothing is replaced."),)
    page = ActPage(_("Paste rows"), _("Add them"), _back(row), then)

    def perform(text: str) -> tuple[str, Any]:
        _row, left = actions.paste(revision=row, text=text, section=section, by=request.user)
        return _back(row)[0], _left_words(left)

    return act_page(request, page, PasteForm(request.POST or None), perform)


def _left_words(left: list[str]) -> str:
    """What of a pasted text did not become a row, in words; nothing where all did."""
    return _("Not taken over: %s") % "; ".join(left[:10]) if left else ""


@require_POST
def paste_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows pasted straight into the grid."""
    row = revision_for(request, pk)
    section = row.sections.filter(pk=whole_number(request.POST.get("into", "")) or 0).first()
    blank = row.activities.filter(pk=whole_number(request.POST.get("at", "")) or 0, removed_at=None, **BLANK).first()
    last = row.activities.aggregate(last=Max("pk"))["last"] or 0
    _row, left = actions.paste(revision=row, text=request.POST.get("text", ""), section=section, by=request.user)
    if blank is not None:  # the cursor stood in a new row: it was made for what is pasted
        actions.remove_activity(activity=blank, by=request.user)
    first = row.activities.filter(pk__gt=last).order_by("order", "pk").first()
    return _grid(request, row, first, left=_left_words(left))


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """A table from Excel; nothing changes before its columns are matched."""
    row = revision_for(request, pk)
    rules.may_draft(request.user, row)
    then = (_("Then you say which column is what, and see what was understood."),)
    page = ActPage(_("Bring a table from Excel"), _("Read it"), _back(row), then)

    def perform(file: Any) -> str:
        book = read_xlsx(file)
        made = []
        for sheet in book.sheets:
            cells = [[cell.text for cell in line] for line in sheet.rows]
            if not any(cell.strip() for line in cells for cell in line):
                continue
            left = [{"kind": one.kind, "text": one.text} for one in book.left]
            merges = [list(area) for area in sheet.merges]
            told = {"name": file.name, "title": sheet.title, "cells": cells, "merges": merges, "left": left}
            made.append(actions.bring(revision=row, by=request.user, **told))
        if not made:
            raise Refused(_("The table is empty."), code="empty", field="file")
        return made[0].get_absolute_url()

    return act_page(request, page, TableForm(request.POST or None, request.FILES or None), perform)


@GET_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the columns of a table that came in, see what is understood, take it over."""
    may_know(request)
    found = get_object_or_404(Sheet.objects.select_related("revision__plan__group"), pk=pk)
    row = revision_for(request, found.revision_id)
    rules.may_work_on(request.user, row.plan)
    columns = _columns(request, found)
    problem = ""
    if request.method == "POST" and "take" in request.POST:
        try:
            actions.take_table(
                sheet=found,
                head_row=columns.head_row,
                fields=columns.fields,
                replace=bool(request.POST.get("replace")),
                by=request.user,
            )
            return redirect(_back(row)[0])
        except ValidationError as error:
            problem = "; ".join(error.messages)
    merges = tuple(tuple(area) for area in found.merges)
    rows, left = tables.rows(found.cells, columns, merges)
    others = Sheet.objects.filter(revision=row, name=found.name, taken_at=None).exclude(pk=pk)
    context = {
        "sheet": found,
        "revision": row,
        "columns": list(enumerate(columns.fields)),
        "head_row": columns.head_row,
        "fields": _fields(),
        "cells": found.cells[: max(columns.head_row + 1, 0) + 5],
        "rows": rows[:SHOWN_ROWS],
        "activities": sum(one.kind == "activity" for one in rows),
        "sections": sum(one.kind == "section" for one in rows),
        "left": [*left, *actions.cut_off(rows), *(f"{one['kind']}: {one['text']}" for one in found.left)],
        "others": list(others[:20]),
        "problem": problem,
        "may_take": may(rules.may_draft, request.user, row),
    }
    return render(request, "workplans/sheet.html", context, status=400 if problem else 200)


def _columns(request: HttpRequest, found: Sheet) -> tables.Columns:
    """The columns as chosen on the page, else as guessed."""
    guessed = tables.guess(found.cells)
    if request.method != "POST":
        return guessed
    width = max((len(line) for line in found.cells), default=0)
    known = {name for name, _words in _fields()}
    chosen = [request.POST.get(f"column-{n}", "") for n in range(width)]
    head = request.POST.get("head_row", "")
    number = int(head) - 1 if head.isascii() and head.isdigit() and len(head) < 6 else -1  # noqa: PLR2004 – digits
    return tables.Columns(number, tuple(name if name in known else "" for name in chosen))


def _fields() -> list[tuple[str, str]]:
    return [
        ("", _("leave out")),
        ("number", _("No.")),
        ("title", _("activity")),
        ("period", _("period")),
        ("responsible", _("responsible")),
        ("result", _("expected result")),
        ("mark", _("mark of execution")),
        ("funding", _("funding")),
        ("place", _("place")),
    ]


def into_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an activity into another section."""
    row = drafted(request, pk)
    rules.may_draft(request.user, row.revision)
    page = ActPage(_("Move into a section"), _("Move"), _back(row.revision), about=row.title)

    def perform(section: Section) -> str:
        actions.move_activity(activity=row, section=section, by=request.user)
        return _back(row.revision)[0]

    return act_page(request, page, MoveForm(row, request.POST or None, initial={"section": row.section}), perform)
