"""Tables from Excel: kept whole, their columns matched, then taken over; rows pasted into the grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import Direction
from cluster_portal import clock
from cluster_portal.documents.plain import LIMIT, UNPRINTABLE, clean_text
from cluster_portal.workflow import Refused, action, locked, note
from members.recognise import Index, loosely
from workplans import tables
from workplans.actions.base import open_for_change, read_period, understood, workplaces
from workplans.actions.drafting import WORDS
from workplans.actions.structure import MOST_ACTIVITIES
from workplans.models import Activity, CoExecutor, PlanRevision, Section, Sheet
from workplans.responsible import read

SHOWN = 60  # characters of an activity's title where it is named
FIELD_OF = {
    "number": "number_words",
    "title": "title",
    "period": "period_words",
    "responsible": "responsible_words",
    "result": "result",
    "mark": "mark_words",
    "funding": "funding",
    "place": "place",
}


@action("workplans.table_brought")
def bring(
    *, revision: PlanRevision, name: str, title: str, cells: list[list[str]], merges: Any = (), left: Any = (), by: Any
) -> Sheet:
    """Keep a table that was read, until its columns are matched; nothing of the draft changes yet. Raises Refused.

    Signs no document can hold are left out: PostgreSQL takes no U+0000 either.
    """
    row = open_for_change(revision, by=by)
    cells = [[_clean(cell) for cell in line] for line in cells]
    if not any(any(cell.strip() for cell in line) for line in cells):
        raise Refused(_("The table is empty."), code="empty", field="file")
    note(name=_clean(name), sheet=_clean(title), rows=len(cells))
    return Sheet.objects.create(
        revision=row,
        name=_clean(name)[:200],
        title=_clean(title)[:200],
        cells=cells,
        merges=list(merges),
        left=[{part: _clean(words) for part, words in one.items()} for one in left],
        by_name=str(by or "")[:200],
        at=clock.now(),
    )


@action("workplans.table_taken_over")
def take_table(*, sheet: Sheet, head_row: int, fields: Sequence[str], replace: bool = False, by: Any) -> PlanRevision:
    """Take the rows of a table over: sections and activities, every cell with its words as they stand.

    `fields` names a field for each column ('' leaves it out); `replace` takes out what the draft had. Raises Refused,
    ValidationError: no column for the activity, two columns for one field.
    """
    revision = open_for_change(sheet.revision, by=by)
    row = locked(sheet)
    if row.taken_at is not None:
        raise Refused(_("This table was taken over already. Bring the file again to take it once more."), code="taken")
    named = [name for name in fields if name]
    if "title" not in named:
        raise ValidationError({"fields": _("Say which column holds the activity.")})
    if len(named) != len(set(named)):
        raise ValidationError({"fields": _("Two columns cannot be one field.")})
    merges = tuple(tuple(area) for area in row.merges)
    rows, left = tables.rows(row.cells, tables.Columns(head_row, tuple(fields)), merges)
    if replace:
        now = clock.now()
        revision.activities.filter(removed_at=None).update(removed_at=now)
        Activity.objects.filter(revision=revision).update(section=None)
        revision.sections.all().delete()
    made = _write(revision, rows)
    row.taken_at = clock.now()
    row.save(update_fields=["taken_at"])
    note(name=row.name, activities=made, left=[*left, *cut_off(rows)][:100])
    return revision


@action("workplans.rows_pasted")
def paste(
    *, revision: PlanRevision, text: str, section: Section | None = None, by: Any
) -> tuple[PlanRevision, list[str]]:
    """Rows pasted from Excel or Word, with a heading row of their own or without one; also returns what was left.

    Raises Refused: nothing in it.
    """
    row = open_for_change(revision, by=by)
    cells = tables.pasted(clean_text(text))
    columns = tables.guess(cells)
    rows, left = tables.rows(cells, columns)
    if not rows:
        raise Refused(_("No row was found in what you pasted."), code="empty", field="text")
    made = _write(row, rows, section)
    left = [*left, *cut_off(rows)]
    note(activities=made, left=left[:100])
    return row, left


def cut_off(rows: Sequence[tables.PlanRow]) -> list[str]:
    """Ends of words that are longer than their field; they are told as what was left."""
    found = []
    for row in rows:
        for name, text in row.cells.items():
            field = FIELD_OF.get(name, "") if row.kind == "activity" else ""
            if field and (rest := _clean(text)[_most(field) :]):
                found.append(f"{row.cells.get('title', '')[:SHOWN]} … {rest}".strip())
    return found


def _write(revision: PlanRevision, rows: Sequence[tables.PlanRow], section: Section | None = None) -> int:
    """Make sections and activities of rows, behind those there are. Raises Refused: 5,000 are the most."""
    activities = [row for row in rows if row.kind == "activity"]
    there = revision.activities.filter(removed_at=None).count()
    if there + len(activities) > MOST_ACTIVITIES:
        told = _("The table has %(count)s activities; a plan has at most %(most)s.")
        raise Refused(told % {"count": len(activities), "most": MOST_ACTIVITIES}, code="many")
    order = revision.activities.aggregate(last=Max("order"))["last"] or 0
    place = revision.sections.aggregate(last=Max("order"))["last"] or 0
    directions, there_before = _by_words(revision), {one.heading: one for one in revision.sections.all()}
    made: list[Activity] = []
    for row in rows:
        if row.kind == "section":
            place += 1
            heading = _clean(_heading(row))[:LIMIT]
            # Rows go on in a section of the draft; a heading that stands twice in the table makes two sections.
            met = there_before.pop(heading, None)
            section = met or _section(revision, heading, place, directions, _own_number(row))
            continue
        words = {FIELD_OF[name]: _fit(text, FIELD_OF[name]) for name, text in row.cells.items() if name in FIELD_OF}
        if row.continued and made:
            _go_on(made[-1], words)
            continue
        order += 1
        made.append(Activity(revision=revision, section=section, order=order, **words))
    index, works = Index(clock.today()), workplaces()
    known: dict[str, Any] = {}  # the same words are read once
    taking_part = []
    for activity in made:
        read_period(activity, revision.plan.year)
        named = activity.responsible_words
        if named not in known:
            known[named] = read(named, index) if named.strip() else []
        taking_part += understood(activity, known[named], works)
    Activity.objects.bulk_create(made, batch_size=500)
    CoExecutor.objects.bulk_create(taking_part, batch_size=500)
    return len(made)


def _go_on(activity: Activity, words: dict[str, str]) -> None:
    """A row that continues the one above (its title cell is merged over both): its words join that activity's."""
    for name, text in words.items():
        before = getattr(activity, name)
        setattr(activity, name, _fit("\n".join(filter(None, [before, text])), name) if text.strip() else before)


def _fit(text: str, name: str) -> str:
    """Words a field can hold: without unprintable signs, not longer than the field; nothing else is changed."""
    return _clean(text)[: _most(name)]


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("", clean_text(text))


def _most(name: str, model: Any = Activity) -> int:
    return getattr(model._meta.get_field(name), "max_length", None) or LIMIT


def _heading(row: tables.PlanRow) -> str:
    return " ".join(filter(None, (row.cells.get("number", "").strip(), row.cells.get("title", "").strip())))


def _own_number(row: tables.PlanRow) -> str:
    """The number of a section where it stands in a cell beside the heading."""
    number = _clean(row.cells.get("number", "").strip()) if row.cells.get("title", "").strip() else ""
    return number if len(number) <= _most("number_words", Section) else ""


def _section(
    revision: PlanRevision, heading: str, place: int, directions: dict[tuple[str, ...], Direction], number: str
) -> Section:
    direction = directions.get(loosely(heading.lstrip("0123456789. ")))
    return Section.objects.create(
        revision=revision, order=place, heading=heading, number_words=number, direction=direction
    )


def _by_words(revision: PlanRevision) -> dict[tuple[str, ...], Direction]:
    """Directions by their words, case and endings aside: a heading that says one is that direction."""
    rows = Direction.objects.filter(cluster=revision.plan.cluster_id, removed_at=None)
    return {loosely(row.words): row for row in rows}


assert set(FIELD_OF.values()) == set(WORDS)
