"""The signature sheet: a page of its own with the stamps, and the words for how a document stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cluster_portal.documents.blocks import Block, Document, Heading, Line, Paragraph, Seal, Stamp, Title
from cluster_portal.documents.models import Place, Refusal, SealedDocument, Signature, Standing
from cluster_portal.documents.sealed.rooms import room_of

Route = Signature.Route
HASH_SHOWN = 16  # characters of the hash in a stamp


@dataclass(frozen=True)
class Signed:
    """A place with what became of it."""

    place: Place
    signatures: list[Signature]
    refusals: list[Refusal]

    @property
    def is_signed(self) -> bool:
        """Whether it counts, by however many routes."""
        return bool(self.signatures)


@dataclass(frozen=True)
class State:
    """How a sealed document stands now. Made by `state_of`, three queries."""

    document: SealedDocument
    places: list[Signed]
    standings: list[Standing]
    successor: SealedDocument | None

    @property
    def signatures(self) -> list[Signature]:
        """All signatures, in the order of the places."""
        return [row for place in self.places for row in place.signatures]

    @property
    def kind(self) -> str:
        """'' to be signed, or the newest standing; 'replaced' by an edition in force."""
        if self.successor is not None:
            return "replaced"
        return str(self.standings[-1].kind) if self.standings else ""

    @property
    def in_force(self) -> bool:
        """Whether it is in force now."""
        return self.kind == Standing.Kind.IN_FORCE

    @property
    def words(self) -> Any:
        """The state in words."""
        if self.kind == "replaced" and self.successor:
            return _("replaced by edition %(edition)s of %(day)s") % {
                "edition": self.successor.edition,
                "day": f"{timezone.localtime(self.successor.sealed_at):%d.%m.%Y}",
            }
        if self.in_force:
            return room_of(self.document).in_force_words
        if self.standings:
            return self.standings[-1].get_kind_display()
        return _("to be signed, not in force yet")

    @property
    def done(self) -> int:
        """How many places are signed."""
        return sum(place.is_signed for place in self.places)


def state_of(document: SealedDocument, *, whole: bool = False) -> State:
    """Read everything that tells how the document stands; `whole` with the bytes of .sig files, for a check."""
    rows = document.signatures.select_related("file", "authority_file").order_by("signed_at")
    signatures = list(rows if whole else rows.defer("cms"))
    refusals = list(Refusal.objects.filter(place__document=document))
    places = [
        Signed(
            place,
            [row for row in signatures if row.place_id == place.pk],
            [row for row in refusals if row.place_id == place.pk],
        )
        for place in document.places.all()
    ]
    for row in signatures:
        row.document = document
    for place in places:
        place.place.document = document
        for refusal in place.refusals:
            refusal.place = place.place
    in_force = document.successors.filter(standings__kind=Standing.Kind.IN_FORCE).first()
    return State(document, places, list(document.standings.all()), in_force)


# --- the sheet, always Russian


def sheet(state: State) -> Document:
    """The signature sheet of the document as it stands, in the words of «Official documents»."""
    with override("ru"):
        document = state.document
        address = f"{settings.SITE_URL}{document.check_url()}"
        return Document(
            title=f"Лист подписей: {document.title}",
            blocks=tuple(_blocks(state)),
            date=timezone.localtime(document.sealed_at).date(),
            marks="Демонстрация" if settings.DEMO else "",
            seal=Seal(address, document.printed_code),
        )


NOT_IN_FORCE = {
    "": "ДОКУМЕНТ НЕ ВСТУПИЛ В СИЛУ",
    Standing.Kind.WITHDRAWN: "ДОКУМЕНТ ОТОЗВАН С ПОДПИСАНИЯ, В СИЛУ НЕ ВСТУПИЛ",
    Standing.Kind.ENDED: "ДОКУМЕНТ УТРАТИЛ СИЛУ",
    "replaced": "ДОКУМЕНТ ЗАМЕНЁН НОВОЙ РЕДАКЦИЕЙ",
}


def _blocks(state: State) -> Iterator[Block]:
    document = state.document
    yield Title(("ЛИСТ ПОДПИСЕЙ", document.title))
    if not state.in_force:
        yield Heading(f"{NOT_IN_FORCE[state.kind]}: подписано {state.done} из {len(state.places)}")
    yield Line(f"Редакция {document.edition}, текст зафиксирован {_moment(document.sealed_at)}")
    yield Line(f"SHA-256 подлинника: {document.pdf_sha256}")
    for place in state.places:
        yield Heading(place.place.label, level=2)
        for row in place.signatures:
            yield Stamp(tuple(_stamp(row)))
        for refusal in place.refusals:
            yield Paragraph(f"Отказ от подписания, {_moment(refusal.at)}: {refusal.name}. Причина: {refusal.reason}")
        if not place.signatures and not place.refusals:
            yield Paragraph("Не подписано.", indent=False)
    yield Paragraph(
        "Подлинник – файл без этого листа; его байты образуют начало копии. Контрольная отметка портала на копии "
        "показывает, что файл выпущен порталом и с тех пор не изменён; она не является ничьей подписью или печатью."
    )


def _moment(when: Any) -> str:
    return f"{timezone.localtime(when):%d.%m.%Y в %H:%M} ({settings.TIME_ZONE_WORDS})"


def _stamp(row: Signature) -> Iterator[str]:
    """The lines of a stamp; a simple signature has no certificate and never names one."""
    makers = {Route.SIMPLE: _simple, Route.QUALIFIED: _qualified, Route.PAPER: _paper}
    yield from makers[Route(row.route)](row)
    yield f"ID подписи: {row.pk}"
    yield f"Хэш документа: {row.sha256[:HASH_SHOWN]}…"
    yield f"Проверка: {settings.SITE_URL}{row.document.check_url()}"


def _who(row: Signature) -> Iterator[str]:
    yield row.name
    if row.position:
        yield row.position
    if row.organisation:
        yield row.organisation
    if row.authority:
        yield f"Полномочия: {row.authority}"


def _simple(row: Signature) -> Iterator[str]:
    yield "Документ подписан простой электронной подписью"
    yield from _who(row)
    yield f"Подписано: {row.local_time}"
    yield f"Основание: {row.accession}"


def _qualified(row: Signature) -> Iterator[str]:
    trusted = all(one.get("trusted") and one.get("valid_at_receipt") for one in row.certificate["signers"])
    yield "Документ подписан электронной подписью" if trusted else "К документу приложена электронная подпись"
    for one in row.certificate["signers"]:
        found = one["certificate"]
        yield f"Сертификат: {found['serial']}"
        yield f"Владелец: {', '.join(filter(None, [found['owner'], found['title'], found['organisation']]))}"
        yield f"Действителен: с {found['not_before'][:10]} по {found['not_after'][:10]}"
        yield from (f"Не проверено: {sentence}" for sentence in one["unchecked"])
    yield f"Получено: {row.local_time}"


def _paper(row: Signature) -> Iterator[str]:
    yield "Подписано собственноручно, на бумаге"
    yield from _who(row)
    yield f"Дата на бумаге: {row.signed_on:%d.%m.%Y}; внесено {_moment(row.signed_at)}: {row.entered_by}"
    yield f"Подлинников: {row.originals}; хранится: {row.kept or 'не указано'}"
