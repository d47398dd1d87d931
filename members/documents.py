"""Lists of the composition as documents; official, so always Russian."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from cluster_portal.documents.blocks import Block, Document, Heading, Line, ListItem, Paragraph, Signature, Title
from cluster_portal.documents.russian import initials_first, long_date
from members.composition import Seat, composition, council_list
from members.models import Cluster, Mandate
from members.rules import offices_on

OFFICES = {
    Mandate.Office.CHAIR: "председатель Координационного совета",
    Mandate.Office.DEPUTY: "заместитель председателя Координационного совета",
    Mandate.Office.SECRETARY: "секретарь Координационного совета",
}


def composition_list(cluster: Cluster, day: datetime.date, *, marks: str = "") -> Document:
    """Состав Кластера на дату: names of that day, by category, branches among them."""
    return _document("Состав Кластера", day, _composition(cluster, day), marks)


def _document(title: str, day: datetime.date, blocks: Iterator[Block], marks: str) -> Document:
    return Document(title=f"{title} на {day:%d.%m.%Y}", blocks=tuple(blocks), date=day, marks=marks)


def _composition(cluster: Cluster, day: datetime.date) -> Iterator[Block]:
    found = composition(cluster, day)
    yield Title(("СОСТАВ", cluster.name_genitive))
    yield Line(f"на {long_date(day)}")
    number = 0
    for section in found.sections:
        yield Heading(section.heading)
        for row in section.rows:
            number += 1
            left = f" (филиал: {row.parent.short})" if row.parent else ""
            yield ListItem(f"{number}.", f"{row.name}{left}")
    yield Paragraph(f"Всего организаций: {number}, из них юридических лиц: {len(found.legal_entities)}.")
    yield from _signed(cluster, day)


def council_list_paper(cluster: Cluster, day: datetime.date, *, marks: str = "") -> Document:
    """Состав Координационного совета на дату: who sits there, with titles of that day."""
    return _document("Состав Координационного совета", day, _council(cluster, day), marks)


def _council(cluster: Cluster, day: datetime.date) -> Iterator[Block]:
    yield Title(("СОСТАВ", cluster.council_genitive, cluster.name_genitive))
    yield Line(f"на {long_date(day)}")
    for number, seat in enumerate(council_list(cluster, day), 1):
        yield ListItem(f"{number}.", _seat_line(seat))
    yield from _signed(cluster, day)


def _seat_line(seat: Seat) -> str:
    office = " ".join(filter(None, [seat.title, seat.organization_printed]))
    line = ", ".join(filter(None, [seat.person.name, office]))
    return f"{line} – {OFFICES[Mandate.Office(seat.office)]}" if seat.office else line


def _signed(cluster: Cluster, day: datetime.date) -> Iterator[Block]:
    person = offices_on(cluster, day).get(Mandate.Office.SECRETARY)
    if person:
        yield Signature(f"Секретарь {cluster.council_genitive}", initials_first(person.name))


def handover_paper(
    cluster: Cluster, day: datetime.date, parts: Iterable[tuple[str, list[str]]], *, marks: str = ""
) -> Document:
    """Передача дел секретаря: what is open, what is being drawn up, papers and where they are."""
    return _document("Передача дел секретаря", day, _handover(cluster, day, parts), marks)


def _handover(cluster: Cluster, day: datetime.date, parts: Iterable[tuple[str, list[str]]]) -> Iterator[Block]:
    yield Title(("ПЕРЕДАЧА ДЕЛ", f"секретаря {cluster.council_genitive}", cluster.name_genitive))
    yield Line(f"на {long_date(day)}")
    for title, lines in parts:
        yield Heading(f"{title}:")
        yield from (ListItem(f"{number}.", line) for number, line in enumerate(lines, 1))
        if not lines:
            yield Paragraph("Нет.")
    yield Signature("Передал(а)", "_______________")
    yield Signature("Принял(а)", "_______________")
