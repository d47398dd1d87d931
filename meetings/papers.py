"""Papers around a meeting: извещение, лист регистрации, порядок ведения, выписка. Official, so always Russian."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from cluster_portal.documents.blocks import Block, Document, Heading, Line, ListItem, Paragraph, Signature, Title
from cluster_portal.documents.calendar import Appointment
from cluster_portal.documents.russian import decline_name, initials_first, plural
from meetings import words
from meetings.models import Meeting, Vote
from meetings.protocol import item_blocks, printed_date
from meetings.record import Record, Under
from members.models import Mandate
from members.rules import offices_on

HAND = "_______________"  # room for the hand
LENGTH = datetime.timedelta(hours=2)  # a meeting whose end nobody knows
FORMATS = {
    Meeting.Format.IN_PERSON: "очно",
    Meeting.Format.MIXED: "очно и с дистанционным участием",
    Meeting.Format.ONLINE: "дистанционно",
    Meeting.Format.ABSENTEE: "заочно",
}


def _document(record: Record, title: str, blocks: Iterator[Block], marks: str) -> Document:
    meeting = record.meeting
    name = f"{title} № {meeting.number} от {meeting.date:%d.%m.%Y}"
    return Document(title=name, blocks=tuple(blocks), date=meeting.date, marks=marks)


# --- извещение


def notice(record: Record, *, marks: str = "") -> Document:
    """Извещение о заседании with agenda and materials; «исх. №» where it was given."""
    return _document(record, "Извещение о заседании", _notice(record), marks)


def _notice(record: Record) -> Iterator[Block]:
    meeting = record.meeting
    yield Title(("ИЗВЕЩЕНИЕ", f"о заседании № {meeting.number}", *words.organ(meeting)))
    if meeting.notice_number:
        day = f" от {meeting.notice_date:%d.%m.%Y}" if meeting.notice_date else ""
        yield Line(f"исх. № {meeting.notice_number}{day}")
    time = f" в {meeting.time_start:%H:%M}" if meeting.time_start else ""
    yield Paragraph(f"Заседание состоится {printed_date(record)}{time}{_where(meeting)}.")
    if meeting.format in FORMATS:
        ground = f" ({meeting.remote_ground})" if meeting.remote_ground else ""
        yield Paragraph(f"Форма проведения: {FORMATS[Meeting.Format(meeting.format)]}{ground}.")
    for old in meeting.earlier_dates:
        moved = datetime.date.fromisoformat(old["date"])
        yield Paragraph(f"Заседание перенесено с {moved:%d.%m.%Y}: {old['reason']}")
    yield Heading("Повестка заседания:")
    yield from _agenda(record)
    titles = [attachment.title for attachment in meeting.attachments.all()]
    if titles:
        yield Heading("Материалы:")
        yield from (ListItem(f"{n}.", title) for n, title in enumerate(titles, 1))
    yield Paragraph("Просим сообщить об участии (очно, онлайн) или о причине отсутствия.")
    yield from _secretary_signs(record)


def _where(meeting: Meeting) -> str:
    place = ", ".join(filter(None, [meeting.place, meeting.venue]))
    return f" по адресу: {place}" if place else ""


def _agenda(record: Record) -> Iterator[Block]:
    for under in record.under:
        reporters = f" ({under.item.reporters})" if under.item.reporters else ""
        yield ListItem(f"{under.item.order}.", f"{under.item.title.rstrip('.')}{reporters}.")


def _secretary_signs(record: Record) -> Iterator[Block]:
    cluster = record.meeting.cluster
    person = offices_on(cluster, record.meeting.date).get(Mandate.Office.SECRETARY)
    if person:
        yield Signature(f"Секретарь {cluster.council_genitive}", initials_first(person.name))


def appointment(meeting: Meeting) -> Appointment:
    """The meeting for a calendar."""
    start: datetime.datetime | datetime.date = meeting.date
    end: datetime.datetime | datetime.date = (meeting.date_end or meeting.date) + datetime.timedelta(days=1)
    if meeting.time_start:
        start = timezone.make_aware(datetime.datetime.combine(meeting.date, meeting.time_start))
        last = meeting.date_end or meeting.date
        whole = meeting.time_end and timezone.make_aware(datetime.datetime.combine(last, meeting.time_end))
        end = whole if whole and whole > start else start + LENGTH
    ended = meeting.state in {Meeting.State.CANCELLED, Meeting.State.NOT_HELD}
    return Appointment(
        uid=f"meeting-{meeting.pk}@{settings.SITE_URL.split('//')[-1]}",
        start=start,
        end=end,
        summary=f"{meeting.cluster.council}: заседание № {meeting.number}",
        place=", ".join(filter(None, [meeting.place, meeting.venue])),
        text="\n".join(f"{item.order}. {item.title}" for item in meeting.items.all()),
        url=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        changed=meeting.saved_at or meeting.made_at or timezone.make_aware(datetime.datetime(2000, 1, 1)),
        sequence=len(meeting.earlier_dates) + ended,
        cancelled=ended,
    )


# --- лист регистрации


def registration(record: Record, *, marks: str = "") -> Document:
    """Лист регистрации: everybody expected, room for the hand."""
    return _document(record, "Лист регистрации участников заседания", _registration(record), marks)


def _registration(record: Record) -> Iterator[Block]:
    meeting = record.meeting
    yield Title(("ЛИСТ РЕГИСТРАЦИИ", f"участников заседания № {meeting.number}", *words.organ(meeting)))
    yield Line(printed_date(record))
    lines = sorted(record.attendances, key=lambda line: (line.invited, line.place or 10_000, line.pk))
    for invited, heading in ((False, "Участники:"), (True, words.INVITED)):
        rows = [line for line in lines if line.invited == invited and line.listed]
        if rows:
            yield Heading(heading)
        for number, line in enumerate(rows, 1):
            yield Signature(f"{number}. {words.attendance_line(line)}", HAND)
    yield from _secretary_signs(record)


# --- порядок ведения


def script(record: Record, *, marks: str = "") -> Document:
    """Порядок ведения: what the presiding person says, names in the right case."""
    return _document(record, "Порядок ведения заседания", _script(record), marks)


def _script(record: Record) -> Iterator[Block]:
    meeting = record.meeting
    yield Title(("ПОРЯДОК ВЕДЕНИЯ", f"заседания № {meeting.number}", *words.organ(meeting)))
    yield Line(printed_date(record))
    yield Heading("Открытие")
    yield Paragraph(f"Уважаемые коллеги! Заседание {' '.join(words.organ(meeting))} объявляю открытым.")
    yield Paragraph(quorum_phrase(record))
    yield Paragraph(_agenda_phrase(len(record.under)))
    yield Paragraph("Есть ли дополнения и замечания? Прошу голосовать за повестку: кто за? против? воздержался?")
    for under in record.under:
        yield from _one_item(record, under)
    yield Heading("Завершение")
    yield Paragraph("Повестка исчерпана. Есть ли вопросы и справки? Заседание объявляю закрытым. Благодарю за работу.")


def quorum_phrase(record: Record) -> str:
    """«По состоянию на … представлены 13 из 19 организаций, кворум (10) имеется»."""
    quorum = record.quorum
    noun = plural(quorum.total, "организации", "организаций", "организаций")
    if not any(line.mode for line in record.attendances):
        return (
            f"В Совет входят {quorum.total} {plural(quorum.total, 'организация', 'организации', 'организаций')} "
            f"с правом голоса; для кворума нужны {quorum.needed}. Секретарь называет число представленных."
        )
    holds = "кворум имеется" if quorum.holds else "кворума нет"
    return f"Представлены {quorum.present} из {quorum.total} {noun}, нужны {quorum.needed}: {holds}."


def _agenda_phrase(count: int) -> str:
    return f"В повестке {count} {plural(count, 'вопрос', 'вопроса', 'вопросов')}."


def _one_item(record: Record, under: Under) -> Iterator[Block]:
    item = under.item
    yield Heading(f"{item.order}. {item.title.rstrip('.')}", level=2)
    people = [record.full_name(reference.raw) for reference in record.people(item.reporters)]
    for name in people:
        yield Paragraph(f"Слово предоставляется {decline_name(name, 'datv')}.")
    yield Paragraph("Вопросы к докладчику? Кто желает выступить?")
    proposed = [decision for decision in under.decisions if decision.text.strip()]
    for decision in proposed:
        yield Paragraph(f"Предлагается решение: {words.clause(decision)}")
    recused = record.away(item, "recused")
    if recused:
        names = "; ".join(line.name or line.organisation for line, _reason in recused)
        yield Paragraph(f"В голосовании не участвуют: {names}.")
    secret = any(vote.method == Vote.Method.SECRET for vote in under.votes)
    yield Paragraph("Голосование тайное, бюллетенями." if secret else "Прошу голосовать: кто за? против? воздержался?")


# --- выписка


def extract(record: Record, items: set[int], decisions: set[int], *, marks: str = "") -> Document:
    """Выписка из протокола: the chosen items whole, or chosen decisions alone, word for word as in the minutes."""
    return _document(record, "Выписка из протокола", _extract(record, items, decisions), marks)


def _extract(record: Record, items: set[int], decisions: set[int]) -> Iterator[Block]:
    meeting = record.meeting
    yield Title((f"ВЫПИСКА ИЗ ПРОТОКОЛА №{meeting.number}", *words.organ(meeting)))
    yield Line(printed_date(record))
    if place := ", ".join(filter(None, [meeting.place, meeting.venue])):
        yield Line(place)
    chairs = record.presiding()
    if chairs:
        yield Line(f"Председательствовал: {'; '.join(line.name for line in chairs)}")
    yield from item_blocks(record, items, decisions)
    yield Paragraph("Выписка верна.")
    yield from _secretary_signs(record)
