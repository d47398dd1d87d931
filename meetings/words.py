"""Words of official minutes. They are Russian whatever the interface speaks, so they are not translated."""

from __future__ import annotations

import re

from cluster_portal.documents.russian import decline_name, decline_post, initials_first, same_person
from meetings.models import Attendance, Candidate, Decision, Meeting, Vote
from members.models import Cluster, Mandate

Mode, Role = Attendance.Mode, Attendance.Role

INVITED = "Приглашённые:"
SECTIONS = {
    Mode.IN_PERSON: "Присутствовали очно:",
    Mode.ONLINE: "Онлайн подключение:",
    Mode.PRESENT: "Присутствовали:",
    Mode.PROXY: "По доверенности:",
    Mode.ABSENTEE: "Участвовали опросными листами:",
    Mode.UNKNOWN: "Участвовали:",
    "invited": INVITED,
    Mode.ABSENT: "Отсутствовали:",
}
NO_NUMBER = "-"  # a line of the list that an archive prints without a number
ABSENCE_REASONS = ("отпуск", "командировка", "уважительная причина")  # never an illness: that is nobody's business
SECRETARY_SUFFIX = "секретарь заседания"
UNNAMED = "Представитель"
OFFICES = {
    Mandate.Office.CHAIR: "Председатель",
    Mandate.Office.DEPUTY: "Заместитель председателя",
    Mandate.Office.SECRETARY: "Секретарь",
}
SIGNATURE_ROLES = {
    "chair": "Председатель Координационного совета",
    "presiding": "Председательствующий",
    "secretary": "Секретарь Координационного совета",
}


def organ(meeting: Meeting) -> list[str]:
    """The council in the genitive, as the title prints it, line by line."""
    if meeting.body_printed:
        return [meeting.body_printed]
    return [meeting.cluster.council_genitive, meeting.cluster.name_genitive]


def office_title(office: str, cluster: Cluster) -> str:
    """«Председатель Координационного совета …» in the nominative."""
    return f"{OFFICES[Mandate.Office(office)]} {cluster.council_genitive} {cluster.name_genitive}"


def nomination(vote: Vote, candidates: list[Candidate], cluster: Cluster) -> str:
    """The printed sentence on who was proposed: as stored, else in the words of minutes No. 1."""
    if vote.nomination.strip() or not candidates:
        return vote.nomination
    office = vote.office_printed or office_title(vote.office, cluster)
    who = "; ".join(_in_genitive(candidate) for candidate in candidates)
    noun = "предложена кандидатура" if len(candidates) == 1 else "предложены кандидатуры:"
    return f"Для избрания {decline_post(office, 'ablt')} {noun} {who}."


def _in_genitive(candidate: Candidate) -> str:
    name = (candidate.person and candidate.person.name_genitive) or decline_name(candidate.name, "gent")
    office = " ".join(filter(None, [decline_post(candidate.position, "gent"), candidate.organisation]))
    return f"{name}, {office}" if office else name


def vote_sentence(vote: Vote, candidates: int = 0) -> str:
    """The printed sentence on the vote: as stored, else proposed from the way and the counts."""
    if vote.sentence.strip():
        return vote.sentence
    if vote.way == Vote.Way.UNANIMOUS and vote.is_election:
        noun = "предложенную кандидатуру" if candidates == 1 else "предложенные кандидатуры"
        return f"Участники заседания единогласно проголосовали за {noun}."
    if vote.way == Vote.Way.UNANIMOUS:
        return "единогласно"
    if vote.way == Vote.Way.COUNTS:
        return _counts(vote)
    return "Голосование не проводилось." if vote.way == Vote.Way.NONE else ""


def _counts(vote: Vote) -> str:
    named = (("за", vote.for_count), ("против", vote.against_count), ("воздержались", vote.abstained_count))
    return ", ".join(f"{word} – {count}" for word, count in named if count is not None)


def attendance_line(line: Attendance) -> str:
    """A line of the list without number and final mark, as printed."""
    if not line.name:
        who = " ".join(filter(None, [line.position or UNNAMED, line.organisation]))
    else:
        office = " ".join(filter(None, [line.position, line.organisation]))
        who = ", ".join(filter(None, [line.name, office, line.council_role]))
    if line.mode == Mode.PROXY and line.represented_by:
        who += f", в лице {decline_name(line.represented_by, 'gent')}" + (f" ({line.basis})" if line.basis else "")
    if line.mode == Mode.ABSENT and line.absence_reason:
        who += f" ({line.absence_reason})"
    if line.name and line.note:
        who += f" ({line.note})"
    return f"{who} - {line.suffix}" if line.suffix else who


def section_of(line: Attendance) -> str:
    """The part of the list the line stands in."""
    return "invited" if line.invited and line.takes_part else line.mode


def numbered_sections(lines: list[Attendance]) -> list[tuple[str, list[tuple[str, Attendance]]]]:
    """Parts of the list in printed order, each with (number, line); numbers restart in each part."""
    parts = []
    for section in SECTIONS:
        rows = [line for line in lines if section_of(line) == section]
        if rows:
            parts.append((str(section), [(row.number_printed or str(n), row) for n, row in enumerate(rows, 1)]))
    return parts


def clause(decision: Decision) -> str:
    """The whole printed clause of a decision."""
    if decision.clause.strip():
        return decision.clause
    text = decision.text.strip()
    if decision.deadline_text.strip():
        text += f" Срок: {_stopped(decision.deadline_text)}"
    if decision.responsible.strip():
        noun = "Ответственные" if "," in decision.responsible else "Ответственный"
        text += f" {noun}: {_stopped(decision.responsible)}"
    if decision.controller.strip():
        text += f" Контроль: {_stopped(decision.controller)}"
    return text


def _stopped(text: str) -> str:
    text = text.strip()
    return text if text.endswith(".") else f"{text}."


DASH = re.compile(r"\s+[–—-]\s+")
SIGNS_AS = (("председательств", "presiding"), ("председател", "chair"), ("секретар", "secretary"))


def signatures_text(lines: list[dict[str, str]]) -> str:
    """Signature lines as the secretary edits them: «Секретарь … – Е.В. Жарких», one a line."""
    return "\n".join(f"{line['role']} – {line['printed']}" for line in lines)


def read_signatures(text: str, names: list[str]) -> list[dict[str, str]]:
    """What the secretary wrote as lines again; the full name is found among those the document knows."""
    lines = []
    for row in filter(str.strip, text.splitlines()):
        role, *rest = DASH.split(row.strip(), maxsplit=1)
        printed = rest[0].strip() if rest else ""
        office = next((code for stem, code in SIGNS_AS if stem in role.lower()), "")
        name = next((name for name in names if printed and same_person(printed, name)), printed)
        lines.append({"role": role.strip(), "name": name, "printed": printed, "office": office})
    return lines


def signature_line(role: str, name: str, *, office: str) -> dict[str, str]:
    """A printed signature line: role, full name, the name as printed («Е.В. Жарких») and whose line it is."""
    return {"role": role, "name": name, "printed": initials_first(name), "office": office}
