"""Documents of the plan: the plan with its block of approval, changes to it, the report; official, so Russian."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cluster_portal.documents.blocks import (
    Approval,
    Block,
    Changed,
    Document,
    Heading,
    Line,
    Paragraph,
    Signature,
    Table,
    Title,
)
from cluster_portal.documents.plain import blocks_of
from cluster_portal.documents.russian import initials_first, long_date, plural
from meetings.models import Decision
from meetings.record import printed_number
from members.models import Mandate, Person
from members.rules import offices_on
from workplans.compare import Change
from workplans.models import AnnualReport, Plan, PlanRevision
from workplans.record import Record
from workplans.standing import Carrying

HEAD = ("№", "Мероприятие", "Срок", "Ответственные", "Ожидаемые результаты", "Отметка о выполнении")
WIDTHS = (2, 10, 5, 7, 8, 5)
HAND = "_______________"
STANDINGS = {
    "planned": "запланировано",
    "running": "выполняется",
    "overdue": "просрочено",
    "done": "выполнено",
    "late": "выполнено с опозданием",
    "not_done": "не выполнено",
    "carried": "перенесено на следующий год",
    "cancelled": "исключено решением",
}


def approval_words(plan: Plan, ground: str, decision: Decision | None, person: Person, day: datetime.date) -> list[str]:
    """The block above the plan: «УТВЕРЖДЁН решением …» where the council decided, «УТВЕРЖДАЮ» on its delegation.

    A deputy who stands in for the chair stands there as the deputy.
    """
    organ = f"{plan.cluster.council_genitive} {plan.cluster.name_genitive}"
    if ground != PlanRevision.Ground.DELEGATION and decision is not None:
        how = "заочного голосования " if ground == PlanRevision.Ground.ABSENTEE else ""
        meeting = decision.meeting
        number = f", решение № {found}" if (found := printed_number(decision)) else ""
        return [
            "УТВЕРЖДЁН",
            f"решением {plan.cluster.council_genitive}",
            f"(протокол {how}от {meeting.date:%d.%m.%Y} № {meeting.number}{number})",
        ]
    chair = offices_on(plan.cluster, day).get(Mandate.Office.CHAIR)
    return [
        "УТВЕРЖДАЮ",
        f"{'Председатель' if chair == person else 'Заместитель председателя'} {organ}",
        f"{HAND} {initials_first(person.name)}",
        f"{day:%d.%m.%Y}",
    ]


def plan_paper(
    record: Record, approval: Sequence[str] = (), *, day: datetime.date | None = None, marks: str = ""
) -> Document:
    """План работы: the block of approval, the table of activities by section."""
    plan = record.plan
    blocks: list[Block] = [Approval(tuple(approval))] if approval else []
    blocks.append(Title(("ПЛАН РАБОТЫ", plan.cluster.name_genitive, f"на {plan.year} год")))
    rows, groups = _rows(record)
    if rows:
        blocks.append(Table(HEAD, tuple(rows), WIDTHS, groups=tuple(groups)))
    else:
        blocks.append(Paragraph("Мероприятий нет."))
    on = day or record.revision.approved_on or record.revision.made_at.date()
    return Document(
        title=f"{plan.title}, редакция {record.revision.number}",
        blocks=tuple(blocks),
        date=on,
        marks=marks,
        landscape=True,
    )


def _rows(record: Record) -> tuple[list[tuple[str, ...]], list[int]]:
    """Rows of the table, and which of them are headings of sections."""
    rows: list[tuple[str, ...]] = []
    groups: list[int] = []
    for part in record.parts:
        if part.section is not None:
            groups.append(len(rows))
            rows.append((headed(part.number, part.section.heading), "", "", "", "", ""))
        rows += [_row(record, activity) for activity in part.activities]
    return rows, groups


def headed(number: str, heading: str) -> str:
    """The heading of a section with its number, unless its own words begin with one."""
    return heading if heading[:1].isdigit() or heading.casefold().startswith("раздел") else f"{number}. {heading}"


def _row(record: Record, activity: Any) -> tuple[str, ...]:
    return (
        record.numbers[activity.pk],
        activity.title,
        activity.period_words,
        activity.responsible_words,
        _result(record, activity),
        activity.mark_words,
    )


def _result(record: Record, activity: Any) -> str:
    """The expected result with the indicators' targets."""
    measured = [
        f"{one.name}: {_number(one.target)} {one.unit}"
        for one in record.indicators[activity.pk]
        if one.target is not None
    ]
    return "\n".join(filter(None, [activity.result, *measured]))


def _number(value: Any) -> str:
    return f"{value.normalize():f}".replace(".", ",") if value is not None else "–"


# --- изменения


KINDS = {"added": "Добавлено", "removed": "Исключено", "changed": "Изменено"}


def changes_paper(
    plan: Plan, old: str, new: str, changes: Sequence[Change], *, day: datetime.date, marks: str = ""
) -> Document:
    """Изменения к плану: what differs between two revisions, by activity and field."""
    blocks: list[Block] = [
        Title(("ИЗМЕНЕНИЯ", f"к плану работы {plan.cluster.name_genitive}", f"на {plan.year} год")),
        Line(long_date(day)),
        Paragraph(f"Сравнение: {old} и {new}."),
    ]
    if changes:
        blocks.append(
            Paragraph(
                "Исключённые слова зачёркнуты и стоят в [квадратных скобках], добавленные подчёркнуты и стоят в "
                "{фигурных скобках}."
            )
        )
    for change in changes:
        blocks += _change(change)
    if not changes:
        blocks.append(Paragraph("Различий нет."))
    return Document(title=f"Изменения к плану на {plan.year} год", blocks=tuple(blocks), date=day, marks=marks)


def _change(change: Change) -> Iterator[Block]:
    yield Heading(f"{KINDS[change.kind]}: {change.number} {change.title}".strip(), level=2)
    for field in change.fields:
        pieces = tuple((piece.kind, " ".join(piece.text.split("\n"))) for piece in field.pieces)
        yield Changed(f"{field.label}:", pieces)
    if change.reason:
        yield Paragraph(f"Причина переноса срока: {change.reason}")


# --- отчёт


def report_paper(
    report: AnnualReport, record: Record, carrying: Carrying, *, day: datetime.date, marks: str = ""
) -> Document:
    """Отчёт об исполнении плана: plan against fact by activity, direction, organisation and indicator."""
    plan = report.plan
    blocks: list[Block] = [
        Title(("ОТЧЁТ", "об исполнении плана работы", plan.cluster.name_genitive, f"за {plan.year} год")),
        Line(long_date(day)),
        Paragraph(counted(record, carrying)),
        *blocks_of(report.summary),
        Heading("Мероприятия"),
        _activities(record, carrying),
        Heading("По направлениям"),
        _sections(record, carrying),
        Heading("По организациям"),
        _organizations(record, carrying),
    ]
    indicators = list(_indicators(record, carrying))
    if indicators:
        head = ("Показатель", "Единица", "Исходное", "План", "Факт")
        blocks += [Heading("Показатели"), Table(head, tuple(indicators), (10, 3, 3, 3, 3))]
    if report.proposals.strip():
        blocks += [Heading("Предложения на следующий год"), *blocks_of(report.proposals)]
    blocks.append(Signature("Руководитель рабочей группы" if plan.group else "Секретарь Координационного совета", HAND))
    title = f"Отчёт об исполнении плана работы за {plan.year} год"
    return Document(title=title, blocks=tuple(blocks), date=day, marks=marks, landscape=True)


def counted(record: Record, carrying: Carrying) -> str:
    """«Запланировано 12 мероприятий: выполнено 3, …»."""
    counts = carrying.counts(record.ordered)
    total = len(record.ordered)
    parts = [f"{words} {counts[code]}" for code, words in STANDINGS.items() if counts.get(code)]
    noun = plural(total, "мероприятие", "мероприятия", "мероприятий")
    return f"В плане {total} {noun}: {', '.join(parts)}." if total else "В плане нет мероприятий."


def _activities(record: Record, carrying: Carrying) -> Table:
    rows: list[tuple[str, ...]] = []
    groups: list[int] = []
    for part in record.parts:
        if part.section is not None:
            groups.append(len(rows))
            rows.append((headed(part.number, part.section.heading), "", "", "", ""))
        for activity in part.activities:
            standing = carrying.standing(activity)
            fact = f", {standing.done_on:%d.%m.%Y}" if standing.done_on else ""
            first = record.moved_from(activity)
            moved = f" (первоначально {first.period_words or '–'})" if first else ""
            told = "\n".join(f"{row.organization.short}: {row.text}" for row in carrying.reports[activity.key])
            rows.append(
                (
                    record.numbers[activity.pk],
                    activity.title,
                    f"{activity.period_words}{moved}",
                    f"{STANDINGS[standing.code]}{fact}",
                    told or "–",
                )
            )
    return Table(
        ("№", "Мероприятие", "Срок", "Исполнение", "Что сделано"), tuple(rows), (2, 9, 5, 6, 12), groups=tuple(groups)
    )


def _sections(record: Record, carrying: Carrying) -> Table:
    rows = []
    for part in record.parts:
        done = sum(carrying.standing(row).is_done for row in part.activities)
        name = part.section.heading if part.section else "Без раздела"
        rows.append((name, str(len(part.activities)), str(done), str(len(part.activities) - done)))
    return Table(
        ("Направление", "Мероприятий", "Выполнено", "Не выполнено"),
        tuple(rows) or (("–", "0", "0", "0"),),
        (12, 3, 3, 3),
    )


def _organizations(record: Record, carrying: Carrying) -> Table:
    found: dict[str, list[int]] = {}
    for activity in record.ordered:
        name = activity.lead_organization.name if activity.lead_organization else activity.responsible_words or "–"
        counts = found.setdefault(name, [0, 0])
        counts[0] += 1
        counts[1] += carrying.standing(activity).is_done
    rows = tuple((name, str(total), str(done)) for name, (total, done) in sorted(found.items()))
    return Table(("Организация", "Отвечает за мероприятий", "Выполнено"), rows or (("–", "0", "0"),), (12, 4, 3))


def _indicators(record: Record, carrying: Carrying) -> Iterable[tuple[str, ...]]:
    from workplans.measures import consolidated  # noqa: PLC0415 – measures are read for this table alone

    actual = consolidated(record)
    for activity in record.ordered:
        for one in record.indicators[activity.pk]:
            fact = actual.get(one.key)
            yield (one.name, one.unit, _number(one.baseline), _number(one.target), _number(fact))
