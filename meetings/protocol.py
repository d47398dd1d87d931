"""The official protocol: one structure from which PDF, DOCX, TXT and the page are made.

Order of parts: decisions in one block at the end (minutes No. 1), or under each item.
"""

from __future__ import annotations

from collections.abc import Iterator

from cluster_portal.documents.blocks import (
    Block,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Title,
)
from cluster_portal.documents.plain import blocks_of
from cluster_portal.documents.russian import long_date
from meetings import words
from meetings.models import Attendance, Decision, Presence, Speech, Vote
from meetings.record import Record, Under, recorded
from members.models import Charter

Kind = Speech.Kind


def protocol(record: Record, *, marks: str = "") -> Document:
    """The protocol as a document; `marks` is a line printed above the page (the demo says so there)."""
    meeting = record.meeting
    by_item = meeting.order == Charter.Order.BY_ITEM
    blocks = [*_head(record), *_people(record), *_agenda(record)]
    blocks += _items_with_decisions(record) if by_item else [*_items(record), *_decisions(record)]
    blocks += [*_notes(record), *_signatures(record), *_appendices(record)]
    return Document(
        title=f"Протокол № {meeting.number} от {meeting.date:%d.%m.%Y}",
        blocks=tuple(blocks),
        date=meeting.date,
        marks=marks,
    )


def printed_date(record: Record) -> str:
    """«09 апреля 2021 г.», or as the document words it."""
    meeting = record.meeting
    if meeting.date_printed:
        return meeting.date_printed
    if meeting.date_end and meeting.date_end != meeting.date:
        return f"{long_date(meeting.date)} – {long_date(meeting.date_end)}"
    return long_date(meeting.date)


def _head(record: Record) -> Iterator[Block]:
    meeting = record.meeting
    yield Title((f"ПРОТОКОЛ №{meeting.number}", *words.organ(meeting)))
    if meeting.edition > 1:
        before = list(meeting.signed_editions.all())[-1]
        signed = f", подписанной {before.signed_on:%d.%m.%Y}" if before.signed_on else ""
        yield Line(f"Исправленная редакция № {meeting.edition} (взамен редакции № {before.edition}{signed})")
        yield Line(f"Основание исправления: {meeting.edition_reason}")
    if meeting.state == meeting.State.NOT_HELD:
        yield Line(f"Заседание не состоялось: {meeting.state_reason}")
    yield Line(printed_date(record))
    if place := ", ".join(filter(None, [meeting.place, meeting.venue])):
        yield Line(place)
    for label, time in (("Начало", meeting.time_start), ("Окончание", meeting.time_end)):
        if time:
            yield Line(f"{label} заседания: {time:%H:%M}")
    chairs = record.presiding()
    if chairs:
        word = "Председательствующий" if len(chairs) == 1 else "Сопредседательствующие"
        yield Line(f"{word}: {'; '.join(map(words.attendance_line, chairs))}")
    secretary = record.with_role(Attendance.Role.SECRETARY)
    if secretary and (chairs or not secretary.listed):
        yield Line(f"Секретарь заседания: {words.attendance_line(secretary)}")


def _people(record: Record) -> Iterator[Block]:
    for section, rows in words.numbered_sections(record.listed):
        yield Heading(words.SECTIONS[section])
        for place, (number, line) in enumerate(rows, 1):
            end = "." if place == len(rows) else ";"
            text = words.attendance_line(line)
            text += "" if text.endswith(end) else end
            anchor = f"attendance-{line.pk}"
            numbered = number != words.NO_NUMBER
            yield ListItem(f"{number}.", text, anchor=anchor) if numbered else Paragraph(text, anchor=anchor)
    if record.meeting.quorum_raw.strip():
        yield Paragraph(f"Кворум: {record.meeting.quorum_raw.strip()}")


def _agenda(record: Record) -> Iterator[Block]:
    if any(under.item.on_agenda for under in record.under):
        yield Heading("Повестка заседания:")
    for under in record.under:
        if under.item.on_agenda:
            yield ListItem(f"{under.item.order}.", _stopped(under.item.title))


def _stopped(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def _item_heading(under: Under) -> str:
    reporters = ", ".join(filter(None, [under.item.reporters, under.item.co_reporters]))
    heading = f"{under.item.order}. {under.item.title.rstrip('.')}"
    return f"{heading} ({reporters})" if reporters else heading


def _items(record: Record) -> Iterator[Block]:
    if record.under:
        yield Heading("Слушали:")
    for under in record.under:
        yield from _item(record, under)


def _item(record: Record, under: Under) -> Iterator[Block]:
    yield Heading(_item_heading(under), level=2, anchor=f"item-{under.item.pk}")
    yield from _status(under)
    yield from _not_there(record, under)
    for kind, word in ((Kind.HEARD, ""), (Kind.SPOKE, "Выступили"), (Kind.NOTED, "")):
        yield from _speeches(under, kind, word)
    for vote in under.votes:
        yield from _vote(record, vote, "Голосовали")


def _items_with_decisions(record: Record) -> Iterator[Block]:
    for under in record.under:
        yield Heading(_item_heading(under), level=1, anchor=f"item-{under.item.pk}")
        yield from _status(under)
        yield from _not_there(record, under)
        yield from _speeches(under, Kind.HEARD, "СЛУШАЛИ")
        yield from _speeches(under, Kind.SPOKE, "ВЫСТУПИЛИ")
        yield from _speeches(under, Kind.NOTED, "ОТМЕТИЛИ")
        for vote in under.votes:
            if vote.is_election:
                yield from _vote(record, vote, "")
        decisions = [d for d in under.decisions if d.text.strip()]
        yield from _decision_blocks(record, decisions, "РЕШИЛИ:")
        for vote in under.votes:
            if not vote.is_election:
                yield from _vote(record, vote, "ГОЛОСОВАЛИ")
    if record.loose:
        yield from _decision_blocks(record, [d for d in record.loose if d.text.strip()], "РЕШИЛИ:")


def item_blocks(record: Record, items: set[int], decisions: set[int]) -> Iterator[Block]:
    """Chosen items whole, and chosen decisions, as the minutes print them; for an extract."""
    chosen = [under for under in record.under if under.item.pk in items]
    if chosen:
        yield Heading("Слушали:")
    for under in chosen:
        yield from _item(record, under)
    wanted = [d for d in record.decisions if d.pk in decisions or (d.item_id or 0) in items]
    yield from _decision_blocks(record, wanted, "Решили:")


def _status(under: Under) -> Iterator[Block]:
    status = under.item.status
    if status in {under.item.Status.REMOVED, under.item.Status.POSTPONED}:
        said = "снят с рассмотрения" if status == under.item.Status.REMOVED else "перенесён"
        yield Paragraph(f"Вопрос {said}.")


ABSENT_FOR = {
    Presence.Kind.AWAY: "При рассмотрении вопроса отсутствовали",
    Presence.Kind.RECUSED: "Не участвуют в голосовании",
}


def _not_there(record: Record, under: Under) -> Iterator[Block]:
    """Who was away for the item, and who took no part in its vote."""
    for kind, word in ABSENT_FOR.items():
        rows = record.away(under.item, kind)
        if rows:
            named = [f"{line.name or line.organisation}{f' ({reason})' if reason else ''}" for line, reason in rows]
            yield Paragraph(f"{word}: {'; '.join(named)}.", anchor=f"item-{under.item.pk}")


def _speeches(under: Under, kind: str, word: str) -> Iterator[Block]:
    said = under.said(kind)
    if word and said:
        yield Heading(f"{word}:", level=2)
    for speech in said:
        text = f"{speech.speaker} – {speech.text}" if _needs_speaker(speech) else speech.text
        yield from blocks_of(text, anchor=f"speech-{speech.pk}")


def _needs_speaker(speech: Speech) -> bool:
    """The speaker is printed before the text unless the text begins with his name itself."""
    return bool(speech.speaker) and not speech.text.startswith(speech.speaker)


def _vote(record: Record, vote: Vote, word: str) -> Iterator[Block]:
    candidates = list(vote.candidates.all())
    sentence = words.vote_sentence(vote, len(candidates))
    if vote.is_election:
        whole = " ".join(filter(None, [words.nomination(vote, candidates, record.meeting.cluster), sentence]))
        yield from blocks_of(whole, anchor=f"vote-{vote.pk}")
    elif recorded(vote):
        lead = "" if sentence[:1].isupper() else f"{word}: "
        yield from blocks_of(f"{lead}{_stopped(sentence)}", anchor=f"vote-{vote.pk}")


def _decisions(record: Record) -> Iterator[Block]:
    yield from _decision_blocks(record, record.decisions, "Решили:")


def _decision_blocks(record: Record, decisions: list[Decision], word: str) -> Iterator[Block]:
    if decisions:
        yield Heading(word)
    for decision in decisions:
        number = record.numbers[decision.pk]
        yield from _numbered(f"{number}." if number else "", decision)


def _numbered(marker: str, decision: Decision) -> Iterator[Block]:
    """The first paragraph takes the number; the rest keep their own shape."""
    text = words.clause(decision) + ("" if decision.adopted else " Решение не принято.")
    anchor = f"decision-{decision.pk}"
    first, *rest = blocks_of(text, anchor=anchor)
    if marker:
        own = f"{first.marker} " if isinstance(first, ListItem) else ""
        first = ListItem(marker, own + first.text, anchor=anchor)
    yield from (first, *rest)


def _notes(record: Record) -> Iterator[Block]:
    yield from blocks_of(record.meeting.vote_note)
    for dissent in record.meeting.dissents:
        yield Paragraph(f"Особое мнение ({dissent.get('name')}): {dissent.get('text')}")


def _signatures(record: Record) -> Iterator[Block]:
    for line in record.meeting.signature_lines:
        yield Signature(line["role"], line["printed"])


def _appendices(record: Record) -> Iterator[Block]:
    if record.meeting.appendices:
        yield Heading("Приложения:")
    for place, appendix in enumerate(record.meeting.appendices, 1):
        sheets = f" – {appendix['sheets']} л." if appendix.get("sheets") else ""
        yield ListItem(f"{appendix.get('no') or place}.", f"{appendix['title']}{sheets}")
