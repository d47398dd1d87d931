"""The plan as XLSX: the common form, and the consolidated reports of a quarter for the Department."""

from __future__ import annotations

from typing import Any

from cluster_portal.documents.xlsx import SheetOut, write_xlsx
from workplans.measures import total, values_of
from workplans.models import Section
from workplans.papers import HEAD, STANDINGS
from workplans.record import Record
from workplans.standing import Carrying, Owed

WIDTHS = (7, 48, 22, 36, 40, 24)
QUARTER_HEAD = (
    "№",
    "Мероприятие",
    "Срок",
    "Ответственные",
    "Организация",
    "Исполнение",
    "Что сделано",
    "Показатели: план / факт",
    "Подтверждающих документов",
)
QUARTER_WIDTHS = (7, 40, 18, 30, 34, 18, 50, 34, 14)


def plan_workbook(record: Record) -> bytes:
    """The common form: №, мероприятие, срок, ответственные, ожидаемые результаты, отметка; sections as merged rows.

    Words are those that stand in the plan, so that a table that was brought in comes out cell by cell as it was.
    """
    rows: list[list[Any]] = [list(HEAD)]
    groups = []
    for part in record.parts:
        if part.section is not None:
            number, heading = _of_section(part.section)
            if not number:
                groups.append(len(rows))
            rows.append([number or heading, heading if number else "", *[""] * (len(HEAD) - 2)])
        for row in part.activities:
            words = (row.title, row.period_words, row.responsible_words, row.result, row.mark_words)
            rows.append([record.numbers[row.pk], *words])
    sheet = SheetOut(title=f"План {record.plan.year}", rows=rows, widths=WIDTHS, head_rows=1, groups=groups)
    return write_xlsx([sheet])


def _of_section(section: Section) -> tuple[str, str]:
    """Number and heading where the number had a cell of its own and still begins the heading; else ("", heading)."""
    number, heading = section.number_words, section.heading
    if number and heading.startswith(f"{number} "):
        return number, heading.removeprefix(number).lstrip()
    return "", heading


def quarter_workbook(record: Record, carrying: Carrying, quarter: int, owed: list[Owed]) -> bytes:
    """Свод за квартал: every activity that lies in it with what each organisation reported; who has not."""
    values = values_of(record.plan)
    rows: list[list[Any]] = [list(QUARTER_HEAD)]
    for one in owed:
        for activity in one.activities:
            rows.append(
                _reported(record, carrying, quarter, organization=one.organization, activity=activity, values=values)
            )
    title = f"{quarter} квартал {record.plan.year}"
    silent = [[one.organization.name, len(one.missing)] for one in owed if one.missing]
    sheets = [
        SheetOut(title=title, rows=rows, widths=QUARTER_WIDTHS, head_rows=1),
        SheetOut(title="Не отчитались", rows=[["Организация", "Мероприятий"], *silent], widths=(60, 14), head_rows=1),
    ]
    return write_xlsx(sheets)


def _reported(
    record: Record, carrying: Carrying, quarter: int, *, organization: Any, activity: Any, values: Any
) -> list[Any]:
    told = [
        row
        for row in carrying.reports[activity.key]
        if row.organization_id == organization.pk and row.quarter == quarter
    ]
    measured = []
    for one in record.indicators[activity.pk]:
        own = [row for row in values.get(one.key, []) if row.organization_id == organization.pk]
        actual = total(one, own)
        measured.append(f"{one.name}, {one.unit}: {_plain(one.target)} / {_plain(actual)}")
    return [
        record.numbers[activity.pk],
        activity.title,
        activity.period_words,
        activity.responsible_words,
        organization.name,
        STANDINGS[carrying.standing(activity).code],
        "\n".join(row.text for row in told) or "отчёта нет",
        "\n".join(measured),
        sum(row.evidence for row in told),
    ]


def _plain(value: Any) -> str:
    return "–" if value is None else f"{value.normalize():f}".replace(".", ",")
