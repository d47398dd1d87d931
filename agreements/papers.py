"""Documents of the agreement: its text, statement of disagreements, list of signatures, accession sheet, register.

Official, so always Russian.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from agreements.models import Edition, Party, Remark
from agreements.record import Text
from agreements.standing import Signing
from agreements.texts import Line as ClauseLine
from cluster_portal import clock
from cluster_portal.documents.blocks import (
    Block,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Table,
    Title,
)
from cluster_portal.documents.models import Signature as Signed
from cluster_portal.documents.plain import blocks_of
from cluster_portal.documents.russian import long_date

HAND = "_______________"  # room for the hand
ROUTES = {
    Signed.Route.SIMPLE: "простой электронной подписью",
    Signed.Route.QUALIFIED: "квалифицированной подписью (файл .sig)",
    Signed.Route.PAPER: "на бумаге",
}
ANSWERS = {
    Remark.Answer.TAKEN: "Принято",
    Remark.Answer.PARTLY: "Принято частично",
    Remark.Answer.DECLINED: "Отклонено",
}
STATES = {
    Party.State.WAITING: "ожидается подпись",
    Party.State.AGREEING: "на согласовании в организации",
    Party.State.SIGNED: "подписано",
    Party.State.DISAGREES: "подписано с протоколом разногласий",
    Party.State.DECLINED: "отказ от подписания",
    Party.State.ACCEDED: "присоединилась",
    Party.State.LEFT_OUT: "не включена в число подписывающих",
}


def title_lines(title: str) -> tuple[str, ...]:
    """«Соглашение о взаимодействии …» as a heading: its first word by itself, in capitals."""
    first, _space, rest = title.partition(" ")
    return (first.upper(), rest) if rest and first.casefold() == "соглашение" else (title,)


def titled(edition: Edition, title: str = "") -> str:
    """«Соглашение о взаимодействии …, редакция 2»."""
    return f"{title or edition.agreement.title}, редакция {edition.number}"


# --- the text


def agreement_paper(
    text: Text, parties: Sequence[str] = (), *, day: datetime.date | None = None, marks: str = ""
) -> Document:
    """The agreement itself; with the names of the parties it has their lines to be signed."""
    edition = text.edition
    on = day or edition.day
    blocks: list[Block] = [Title(title_lines(text.title)), Line(edition.agreement.cluster.city), Line(long_date(on))]
    blocks += blocks_of(text.preamble)
    for line in text.lines:
        blocks += _clause(line)
    if parties:
        blocks.append(Heading("Подписи сторон:"))
        blocks += [Signature(f"{number}. {name}, руководитель", HAND) for number, name in enumerate(parties, 1)]
    return Document(title=titled(edition, text.title), blocks=tuple(blocks), date=on, marks=marks)


def _clause(line: ClauseLine) -> Iterator[Block]:
    """A clause: a section's heading, else its number before the first paragraph; all its blocks carry its key."""
    blocks = blocks_of(line.text, anchor=line.key)
    if line.heading and line.level == 1:
        yield Heading(f"{line.number}. {line.heading}", anchor=line.key)
        yield from blocks
        return
    first = line.heading
    if not first and blocks:
        opening = blocks.pop(0)
        first = f"{opening.marker} {opening.text}" if isinstance(opening, ListItem) else opening.text
    yield ListItem(f"{line.number}.", first, anchor=line.key)
    yield from blocks


def clause_blocks(line: ClauseLine) -> list[Any]:
    """A clause's text as blocks for the reading page, its number and heading apart."""
    return list(blocks_of(line.text))


# --- протокол разногласий


def disagreements_paper(
    text: Text, remarks: Iterable[Remark], organization: str = "", *, day: datetime.date | None = None, marks: str = ""
) -> Document:
    """Протокол разногласий: clause, its words, what is proposed, by whom, the answer. Of one organisation or of all."""
    on = day or clock.today()
    edition = text.edition
    rows = list(remarks)
    blocks: list[Block] = [
        Title(("ПРОТОКОЛ РАЗНОГЛАСИЙ", "к редакции", titled(edition, text.title))),
        Line(long_date(on)),
    ]
    if organization:
        blocks.append(Paragraph(f"Организация: {organization}.", indent=False))
    if edition.document:
        blocks.append(Line(f"Код проверки редакции: {edition.document.printed_code}"))
    if rows:
        blocks.append(_disagreements(text, rows, named=not organization))
    else:
        blocks.append(Paragraph("Замечаний не поступало."))
    name = f"Протокол разногласий к документу: {titled(edition, text.title)}"
    return Document(
        title=f"{name}: {organization}" if organization else name, blocks=tuple(blocks), date=on, marks=marks
    )


def _disagreements(text: Text, remarks: list[Remark], *, named: bool) -> Table:
    lines = {line.key: line for line in text.lines}
    order = {key: place for place, key in enumerate(lines)}
    key_of = {row.pk: row.clause.key if row.clause else "" for row in remarks}
    rows = sorted(remarks, key=lambda row: (order.get(key_of[row.pk], -1), row.at, row.pk))
    head = ("Пункт", "Редакция Соглашения", "Предложение и обоснование", "Ответ рабочей группы")
    return Table(head, tuple(_remark_row(row, lines.get(key_of[row.pk]), named=named) for row in rows), (1, 4, 4, 4))


def _remark_row(row: Remark, line: ClauseLine | None, *, named: bool) -> tuple[str, ...]:
    said = [f"{row.organization.name}, {_moment(row.at)}:" if named else "", row.wording, row.text]
    said += ["Поступило после срока." if row.late else "", "Снято организацией." if row.withdrawn_at else ""]
    said += [
        f"Поддержали: {', '.join(one.organization.short for one in row.supports.all())}."
        if named and row.supports.all()
        else ""
    ]
    answered = ". ".join(filter(None, [ANSWERS[Remark.Answer(row.answer)], row.answer_text])) if row.answer else "–"
    return (
        line.number if line else "в целом",
        line.whole if line else "–",
        "\n".join(filter(None, said)),
        answered,
    )


def _moment(when: datetime.datetime) -> str:
    return f"{timezone.localtime(when):%d.%m.%Y}"


# --- лист подписей, реестр


def signatures_paper(signing: Signing, title: str, *, marks: str = "") -> Document:
    """Лист подписей: every party, how and when it signed; room for the hand where it has not."""
    edition = signing.edition
    blocks: list[Block] = [Title(("ЛИСТ ПОДПИСЕЙ", "к документу", titled(edition, title)))]
    if edition.document:
        blocks += [
            Line(f"Код проверки: {edition.document.printed_code}"),
            Line(f"SHA-256 подлинника: {edition.document.pdf_sha256}"),
        ]
    blocks.append(Paragraph(f"Подписали {len(signing.signed)} из {len(signing.asked)}, нужно {signing.needed}."))
    rows = [row for row in signing.parties if row.state != Party.State.LEFT_OUT]
    head = ("№", "Организация", "Подписал", "Как и когда", "Действует с")
    blocks.append(Table(head, tuple(_signature_rows(rows)), (1, 6, 5, 5, 3)))
    day = signing.on
    return Document(title=f"Лист подписей: {titled(edition, title)}", blocks=tuple(blocks), date=day, marks=marks)


def _signature_rows(parties: list[Any]) -> Iterator[tuple[str, ...]]:
    given = signatures_of(parties)
    for number, party in enumerate(parties, 1):
        signatures = given.get(party.place_id, [])
        who = "; ".join(", ".join(filter(None, [row.name, row.position])) for row in signatures)
        how = "; ".join(_route(row) for row in signatures)
        state = STATES[Party.State(party.state)]
        told = f"{state}: {party.reason}" if party.reason and party.state == Party.State.DECLINED else state
        effective = f"{party.effective_from:%d.%m.%Y}" if party.effective_from else ""
        yield (str(number), party.name, who or HAND, ": ".join(filter(None, [told, how])), effective)


def signatures_of(parties: Iterable[Any]) -> dict[int | None, list[Signed]]:
    """Place → its signatures, by all routes; one query."""
    given: dict[int | None, list[Signed]] = {}
    rows = Signed.objects.filter(place__in=[row.place_id for row in parties if row.place_id]).defer("cms")
    for signature in rows.order_by("signed_at"):
        given.setdefault(signature.place_id, []).append(signature)
    return given


def _route(row: Signed) -> str:
    day = row.signed_on or timezone.localtime(row.signed_at).date()
    return f"{ROUTES[Signed.Route(row.route)]}, {day:%d.%m.%Y}"


def register_paper(signing: Signing, title: str, *, marks: str = "") -> Document:
    """Реестр участников Соглашения на дату: who is bound, from when."""
    on = signing.on
    bound = signing.bound()
    blocks: list[Block] = [
        Title(("РЕЕСТР УЧАСТНИКОВ", titled(signing.edition, title))),
        Line(f"на {long_date(on)}"),
    ]
    rows = [
        (str(number), party.name, STATES[Party.State(party.state)], f"{party.effective_from:%d.%m.%Y}")
        for number, party in enumerate(bound, 1)
    ]
    if rows:
        blocks.append(Table(("№", "Организация", "Как", "Действует с"), tuple(rows), (1, 8, 5, 3)))
    else:
        blocks.append(Paragraph("На эту дату Соглашение ни для кого не действует."))
    return Document(title=f"Реестр участников на {on:%d.%m.%Y}", blocks=tuple(blocks), date=on, marks=marks)


# --- лист присоединения


def accession_paper(party: Party, day: datetime.date, *, marks: str = "") -> Document:
    """Лист присоединения: an organisation accedes to a text that is in force, named by its code and hash."""
    edition = party.edition
    document = edition.document
    assert document is not None
    organization = party.organization
    numbers = [
        f"ИНН {organization.inn}" if organization.inn else "",
        f"ОГРН {organization.ogrn}" if organization.ogrn else "",
    ]
    named = ", ".join(filter(None, [party.name, *numbers]))
    blocks: tuple[Block, ...] = (
        Title(("ЛИСТ ПРИСОЕДИНЕНИЯ", "к документу", titled(edition))),
        Line(long_date(day)),
        Paragraph(
            f"{named}, присоединяется к документу «{titled(edition)}», действующему с {edition.in_force_on:%d.%m.%Y}."
        ),
        Paragraph(f"Код проверки текста: {document.printed_code}."),
        Paragraph(f"SHA-256 подлинника: {document.pdf_sha256}."),
        Paragraph(
            "Текст Соглашения организации известен, принимается полностью и без изъятий. Соглашение действует для "
            "организации со дня подписания настоящего листа."
        ),
        Signature(f"{party.name}, руководитель", HAND),
    )
    return Document(title=f"Лист присоединения: {titled(edition)}: {party.name}", blocks=blocks, date=day, marks=marks)
