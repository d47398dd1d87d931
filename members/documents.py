"""Lists of the composition as documents; official, so always Russian."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from cluster_portal.documents.blocks import Block, Document, Heading, Line, ListItem, Paragraph, Signature, Title
from cluster_portal.documents.russian import initials_first, long_date
from members.composition import Seat, composition, council_list
from members.models import Cluster, Mandate, Organization, Person
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


# 63-ФЗ, article 9: such an agreement says how the signer is told and binds him to keep his key to himself.
TERMS = (
    "Документы Координационного совета, подписанные на портале простой электронной подписью (далее – ПЭП), признаются "
    "равнозначными документам на бумаге с собственноручной подписью (Федеральный закон от 06.04.2011 № 63-ФЗ, "
    "статьи 6 и 9).",
    "Ключ ПЭП – одноразовый код, который портал направляет на указанный ниже адрес электронной почты, либо код или "
    "ключ доступа, созданный устройством работника; ключ связан с одним лицом, одним документом и его хэшем SHA-256.",
    "Лицо, подписавшее документ, определяется по учётной записи портала, открытой по приглашению на указанный ниже "
    "адрес, и по ключу ПЭП; личность проверена способом, который указан в портале при внесении листа.",
    "Работники, названные ниже, обязаны хранить в тайне пароль, коды и ключи доступа, не передавать их другим лицам "
    "и сразу сообщать секретарю Координационного совета об их утрате.",
    "В подписанном документе портал указывает, что он подписан ПЭП, кем, когда, от чьего имени и на каком основании.",
    "Организация сообщает секретарю об увольнении работника и о прекращении его полномочий; до сообщения она несёт "
    "последствия его подписи.",
    "Организация вправе прекратить участие в соглашении письмом секретарю; подписанные ранее документы сохраняют силу.",
)


def accession_sheet(
    organization: Organization, people: dict[Person, str], day: datetime.date, *, marks: str = ""
) -> Document:
    """Лист присоединения к соглашению об использовании ПЭП: its terms, the people and their addresses."""
    title = "Лист присоединения к соглашению об использовании простой электронной подписи"
    blocks: list[Block] = [
        Title(("ЛИСТ ПРИСОЕДИНЕНИЯ", "к Соглашению об использовании простой электронной подписи", organization.name)),
        Line(long_date(day)),
        Heading("Условия Соглашения:"),
        *(ListItem(f"{number}.", text) for number, text in enumerate(TERMS, 1)),
        Heading("От имени организации подписывают:"),
        *(
            ListItem(f"{number}.", f"{_person_words(person, organization, day)}, {address}")
            for number, (person, address) in enumerate(people.items(), 1)
        ),
    ]
    numbers = ", ".join(filter(None, [f"ИНН {organization.inn}" if organization.inn else "", _ogrn(organization)]))
    blocks.append(Paragraph(f"Организация присоединяется к Соглашению{f' ({numbers})' if numbers else ''}."))
    blocks.append(Signature("Руководитель организации", "_______________"))
    return Document(title=f"{title}: {organization.short}", blocks=tuple(blocks), date=day, marks=marks)


def _ogrn(organization: Organization) -> str:
    return f"ОГРН {organization.ogrn}" if organization.ogrn else ""


def _person_words(person: Person, organization: Organization, day: datetime.date) -> str:
    title = person.positions.on(day).filter(organization=organization).values_list("title", flat=True).first()
    return ", ".join(filter(None, [person.name, title]))
