"""«Обратите внимание»: minutes record what happened, so nothing here forbids anything, it only asks.

Codes are those of the minutes structure (exchange.py). Each doubt names its place (`anchor`) and itself (`key`),
so that a written reason stays with it; when its cause is mended, the doubt is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_portal.documents.russian import decline_organisation
from meetings import deadlines, words
from meetings.models import Attendance, Comment, Decision, Meeting, Speech, Vote
from meetings.record import Record, Under, recorded
from members.models import Mandate, Organization, Position

ILLNESS = re.compile(r"болезн|болен|больнич|нетрудоспособн|госпитал|операци", re.IGNORECASE)
Role, Mode = Attendance.Role, Attendance.Mode
WHOLE = "meeting"  # anchor of what concerns the document as a whole


@dataclass(frozen=True)
class Doubt:
    """One thing to look at. `title` says what, `detail` where and why; `anchor` is the block or field it stands by."""

    code: str
    anchor: str
    title: str
    detail: str = ""

    @property
    def key(self) -> str:
        """Names the doubt within its meeting."""
        return f"{self.code}:{self.anchor}"


def doubts(record: Record) -> list[Doubt]:
    """Every doubt of the minutes, in the order of the protocol's parts."""
    parts = (
        _head,
        _people,
        _organizations,
        _agenda,
        _texts,
        _votes,
        _decisions,
        _dates,
        _order,
        _comments,
        _signatures,
    )
    return [doubt for part in parts for doubt in part(record)]


def open_doubts(record: Record) -> list[Doubt]:
    """Those without a written reason."""
    return [doubt for doubt in doubts(record) if doubt.key not in record.reasons]


# --- the document as a whole


def _head(record: Record) -> Iterator[Doubt]:
    if not record.meeting.number.strip():
        yield Doubt("NO_NUMBER", WHOLE, _("The minutes have no number"))
    if record.under and not any(under.item.on_agenda for under in record.under):
        yield Doubt("NO_PRINTED_AGENDA", WHOLE, _("There is no printed agenda"))
    if not record.meeting.quorum_raw.strip():
        detail = _("The portal counts %(present)s of %(total)s, %(needed)s are needed.") % vars(record.quorum)
        yield Doubt("NO_QUORUM_STATEMENT", WHOLE, _("The quorum is not stated"), detail)
    stated = record.meeting.counts_stated
    real = Counter(line.mode for line in record.listed if not line.invited)
    for key, mode in (("in_person", Mode.IN_PERSON), ("proxy", Mode.PROXY), ("absent", Mode.ABSENT)):
        if key in stated and real[mode] and stated[key] != real[mode]:
            detail = _("%(stated)s are stated, the list has %(real)s.") % {"stated": stated[key], "real": real[mode]}
            yield Doubt("COUNT_MISMATCH", f"{WHOLE}-{key}", _("The number of people does not agree"), detail)


# --- people and organisations


def _people(record: Record) -> Iterator[Doubt]:
    for line in record.listed:
        anchor = f"attendance-{line.pk}"
        if not line.name:
            yield Doubt("UNNAMED_ATTENDEE", anchor, _("A representative is not named"), words.attendance_line(line))
        elif line.listed and not line.organisation and line.takes_part:
            yield Doubt("ATTENDEE_NO_ORG", anchor, _("%s: no organisation") % line.name)
        if ILLNESS.search(line.absence_reason):
            detail = _("Minutes name a leave, a business trip or “a good reason”: an illness is nobody's business.")
            yield Doubt("ABSENCE_TELLS_ILLNESS", anchor, _("The reason of absence tells of an illness"), detail)
        if line.represented_by and not any(line.represented_by == other.name for other in record.attendances):
            detail = _("%s is named only as a representative.") % line.represented_by
            yield Doubt("PROXY_NOT_IN_LIST", anchor, _("The proxy is not in the list"), detail)
    yield from _two_of_one(record)
    invited = {line.name for line in record.attendances if line.invited and line.name}
    for decision in record.decisions:
        for reference in record.people(decision.responsible):
            if reference.name in invited:
                yield Doubt(
                    "INVITED_IS_RESPONSIBLE",
                    f"decision-{decision.pk}",
                    _("Somebody invited is responsible"),
                    str(reference.name),
                )


def _organisation_key(line: Attendance) -> Any:
    return line.organization_id or line.organisation.strip().casefold()


def _two_of_one(record: Record) -> Iterator[Doubt]:
    """Two people of one organisation: one organisation has one vote."""
    first: dict[Any, Attendance] = {}
    for line in record.listed:
        if line.name and line.takes_part and line.organisation:
            other = first.setdefault(_organisation_key(line), line)
            if other is not line:
                detail = _("%(one)s and %(two)s: one organisation – one vote.") % {
                    "one": other.name,
                    "two": line.name,
                }
                title = _("Two people of one organisation")
                yield Doubt("TWO_ATTENDEES_ONE_ORG", f"attendance-{line.pk}", title, detail)


def _organizations(record: Record) -> Iterator[Doubt]:
    here = record.members
    for line in record.listed:
        anchor = f"attendance-{line.pk}"
        if line.organisation and (line.organization is None or line.organization_id not in here):
            title = _("%s is not in the composition") % (line.organization or line.organisation)
            yield Doubt("ORG_NOT_IN_REGISTER", anchor, title, _("Its vote is not counted for the quorum."))
        elif line.organization and not _is_own_name(line.organisation, line.organization, record):
            detail = _("In the composition: %s") % here[line.organization.pk].name
            yield Doubt("ORG_ALIAS", anchor, _("Another spelling: %s") % line.organisation, detail)


def _is_own_name(printed: str, organization: Organization, record: Record) -> bool:
    """Letter for letter the name of that day, in the nominative or the genitive."""
    name = record.members[organization.pk].name
    if not printed or printed in {name, organization.name_genitive}:
        return True
    return printed == decline_organisation(name, "gent")


# --- agenda and texts


def _agenda(record: Record) -> Iterator[Doubt]:
    for under in record.under:
        anchor = f"item-{under.item.pk}"
        if not under.item.on_agenda:
            yield Doubt("ITEM_NOT_IN_AGENDA", anchor, _("The item is not on the agenda"), under.item.title)
        if under.item.status == under.item.Status.REMOVED:
            yield Doubt("AGENDA_ITEM_REMOVED", anchor, _("The item was removed"), under.item.title)


NUMBER_OF_COLLEGES = re.compile(
    r"(\d+)\s+профессиональн\w+\s+образовательн\w+\s+организаци\w+(?P<branches>\s*\(с филиалами[^)]*\))?"
)


def _all_texts(record: Record) -> Iterator[tuple[str, str]]:
    for line in record.listed:
        yield f"attendance-{line.pk}", words.attendance_line(line)
    for under in record.under:
        yield f"item-{under.item.pk}", under.item.title
        yield from ((f"speech-{speech.pk}", speech.text) for speech in under.speeches)
    for decision in record.decisions:
        yield f"decision-{decision.pk}", words.clause(decision)


def _texts(record: Record) -> Iterator[Doubt]:
    for anchor, text in _all_texts(record):
        if text.count("«") != text.count("»"):
            where = next((row for row in text.splitlines() if row.count("«") != row.count("»")), text)
            yield Doubt("UNBALANCED_QUOTES", anchor, _("A quotation mark is not closed"), where.strip()[:200])
        for match in NUMBER_OF_COLLEGES.finditer(text):
            yield from _colleges(record, anchor, int(match[1]), with_branches=bool(match["branches"]))


def _colleges(record: Record, anchor: str, stated: int, *, with_branches: bool) -> Iterator[Doubt]:
    rows = [row for row in record.members.values() if row.education == Organization.Education.VOCATIONAL]
    heads = sum(1 for row in rows if row.parent is None)
    real = len(rows) if with_branches else heads
    if stated != real:
        detail = _("The composition has %(heads)s and %(branches)s branches.") % {
            "heads": heads,
            "branches": len(rows) - heads,
        }
        title = _("“%(stated)s organisations”, the list has %(real)s") % {"stated": stated, "real": real}
        yield Doubt("COMPOSITION_COUNT_MISMATCH", anchor, title, detail)


# --- votes


def _votes(record: Record) -> Iterator[Doubt]:
    for decision in record.decisions:
        if decision.parent_id is None and not record.votes_of.get(decision.pk):
            title = _("How decision No. %s was voted is not recorded") % record.numbers[decision.pk]
            yield Doubt("NO_VOTE_RECORDED", f"decision-{decision.pk}", title)
    for under in record.under:
        for vote in under.votes:
            yield from _one_vote(record, vote)
            if vote.is_election:
                yield from _election(record, vote)


def _one_vote(record: Record, vote: Vote) -> Iterator[Doubt]:
    anchor = f"vote-{vote.pk}"
    counts = [c for c in (vote.for_count, vote.against_count, vote.abstained_count) if c is not None]
    quorum = record.quorum_at(vote.item)
    here = quorum.present
    if counts and here and sum(counts) > here:
        title = ngettext("%(votes)s vote among %(here)s", "%(votes)s votes among %(here)s", sum(counts))
        detail = _("One organisation – one vote; so many organisations with a vote are marked as present.")
        yield Doubt("VOTES_EXCEED", anchor, title % {"votes": sum(counts), "here": here}, detail)
    if vote.unanimous and (vote.against_count or vote.abstained_count):
        yield Doubt("VOTE_CONTRADICTS", anchor, _("“Unanimously”, but not all were for"))
    if recorded(vote) and record.voting and record.attendances and not quorum.holds:
        detail = _("%(present)s of %(total)s, %(needed)s are needed.") % vars(quorum)
        yield Doubt("VOTE_WITHOUT_QUORUM", anchor, _("Voted without a quorum"), detail)


def _election(record: Record, vote: Vote) -> Iterator[Doubt]:
    anchor, candidates = f"vote-{vote.pk}", list(vote.candidates.all())
    if len(candidates) == 1:
        detail = _("Whether openly or by ballot is not stated, nor how many were for.") if not vote.method else ""
        yield Doubt("SINGLE_CANDIDATE", anchor, _("One candidate"), detail)
    ballots = vote.ballots or {}
    if ballots.get("issued") is not None and ballots.get("returned") != ballots["issued"]:
        yield Doubt("BALLOTS_NOT_RETURNED", anchor, _("Not every ballot came back"))
    if ballots.get("invalid"):
        yield Doubt("INVALID_BALLOT", anchor, _("There are invalid ballots"))
    if vote.office == Mandate.Office.CHAIR:
        yield from (
            Doubt("CANDIDATE_NOT_HEAD", anchor, _("%s is not the head of a member organisation") % candidate.name)
            for candidate in candidates
            if not _is_head(record, candidate.person_id)
        )


def _is_head(record: Record, person_id: int | None) -> bool:
    kinds = [Position.Kind.HEAD]
    if record.charter is None or record.charter.acting_is_head:
        kinds.append(Position.Kind.ACTING)
    if person_id is None:
        return False
    here = record.members
    positions = Position.objects.filter(person_id=person_id, kind__in=kinds, organization_id__in=here)
    return positions.on(record.meeting.date).exists()


# --- decisions


def _decisions(record: Record) -> Iterator[Doubt]:
    seen: set[str] = set()
    for decision in record.decisions:
        anchor, number = f"decision-{decision.pk}", record.numbers[decision.pk]
        if not number:
            yield Doubt("DECISION_UNNUMBERED", anchor, _("A decision has no number"), decision.text[:120])
        elif number in seen:
            yield Doubt("DUPLICATE_NUMBER", anchor, _("Decision No. %s stands twice") % number)
        seen.add(number)
        if not decision.adopted:
            yield Doubt("DECISION_REJECTED", anchor, _("Decision No. %s was not adopted") % number)
        yield from _deadline(record, decision, number or "б/н")
        if not decision.responsible.strip():
            yield Doubt("DECISION_NO_RESPONSIBLE", anchor, _("Decision No. %s: nobody is responsible") % number)


def _deadline(record: Record, decision: Decision, number: str) -> Iterator[Doubt]:
    anchor, kinds = f"decision-{decision.pk}", Decision.DeadlineKind
    if decision.deadline_kind == kinds.NONE:
        yield Doubt("DECISION_NO_DEADLINE", anchor, _("Decision No. %s: no deadline") % number)
    elif decision.deadline_kind in {kinds.RELATIVE, kinds.EVENT}:
        title = _("Decision No. %s: the deadline is not a date") % number
        yield Doubt("DEADLINE_RELATIVE", anchor, title, decision.deadline_text)
    if decision.deadline_told:
        return
    read = deadlines.read(decision.deadline_text, record.year)
    if read.impossible:
        title = _("There is no such date: %s") % read.impossible
        yield Doubt("DEADLINE_IMPOSSIBLE", anchor, title, _("Decision No. %s") % number)
    if read.year_inferred:
        yield Doubt("DEADLINE_YEAR_INFERRED", anchor, _("Decision No. %s: the year is not stated") % number)


def _dates(record: Record) -> Iterator[Doubt]:
    for decision in record.decisions:
        if decision.deadline and decision.deadline < record.meeting.date:
            title = _("Decision No. %s: the deadline is before the meeting") % record.numbers[decision.pk]
            yield Doubt("DEADLINE_BEFORE_MEETING", f"decision-{decision.pk}", title, decision.deadline_text)


# A document a decision delivers, and a text that must take such a document into account.
PAPERS = ("Соглашени", "План", "Положени", "Регламент", "Программ", "Порядок", "Устав", "Концепци")
DELIVERS = re.compile(
    rf"(?i:представить|разработать|подготовить|заключить|утвердить)\s+(?:\w+\s+)?({'|'.join(PAPERS)})"
)
USES = re.compile(r"учесть|учитыва|с уч[её]том|на основании|в соответствии|руководствоваться", re.IGNORECASE)


def _order(record: Record) -> Iterator[Doubt]:
    """A deadline before that of another decision whose result it must use."""
    texts = {under.item.pk: _what_is_used(under) for under in record.under}
    for early in record.decisions:
        for late in record.decisions:
            if not (early.deadline and late.deadline and early.deadline < late.deadline):
                continue
            used = _delivers(late) - _delivers(early)
            paper = next((p for p in sorted(used) if p in texts.get(early.item_id or 0, "")), None)
            if paper:
                yield _order_doubt(record, early, late)


def _order_doubt(record: Record, early: Decision, late: Decision) -> Doubt:
    numbers = {"one": record.numbers[early.pk], "two": record.numbers[late.pk]}
    title = _("The deadline of decision No. %(one)s is before that of No. %(two)s") % numbers
    detail = _("%(early)s and %(late)s: the first must use what the second makes.") % {
        "early": early.deadline_text,
        "late": late.deadline_text,
    }
    return Doubt("DEADLINE_ORDER", f"decision-{early.pk}", title, detail)


def _delivers(decision: Decision) -> set[str]:
    return {match[1] for match in DELIVERS.finditer(decision.text)}


def _what_is_used(under: Under) -> str:
    """Sentences under the item that say what must be taken into account."""
    said = [speech.text for speech in under.speeches if speech.kind != Speech.Kind.SPOKE]
    texts = [*said, *(d.text for d in under.decisions)]
    return "\n".join(text for text in texts if USES.search(text))


# --- comments and signatures


def _comments(record: Record) -> Iterator[Doubt]:
    if record.meeting.minutes_state != Meeting.MinutesState.CIRCULATED:
        return
    waiting = [row for row in record.comments if row.state == Comment.State.WAITING]
    for row in waiting:
        yield Doubt("COMMENT_UNANSWERED", f"{WHOLE}-comment-{row.pk}", _("A comment has no answer"), row.text[:200])


def _signatures(record: Record) -> Iterator[Doubt]:
    if not any(line.get("office") in {"chair", "presiding"} for line in record.meeting.signature_lines):
        named = record.with_role(Role.CHAIR)
        detail = "" if named else _("Who presided is not recorded.")
        yield Doubt("NO_CHAIR_SIGNATURE", WHOLE, _("No signature of the presiding person"), detail)
    if record.meeting.format == Meeting.Format.ONLINE and not record.meeting.remote_ground:
        yield Doubt("NO_REMOTE_GROUND", WHOLE, _("The ground for meeting online is not stated"))
