"""Writing the minutes: items, speeches, votes, decisions; autosaved row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note, refuse_stale, working_text
from meetings import deadlines, words
from meetings.actions.assignments import put_under_control
from meetings.actions.sessions import Row, Written, meeting_of, open_for_writing, part_of, touch
from meetings.actions.steps import delete_whole, remember_added, remember_change, remember_removed
from meetings.models import AgendaItem, Assignment, Attendance, Candidate, Decision, Meeting, Speech, Vote
from meetings.record import Record
from meetings.references import resolve
from members.composition import composition_text
from members.models import Mandate, Person
from members.recognise import Index

# What the screen may write, row by row; everything else changes through an action of its own.
EDITABLE: dict[type, tuple[str, ...]] = {
    Meeting: (
        "date_end", "time_start", "time_end", "place", "venue", "format", "remote_ground", "quorum_raw", "order",
        "signature_lines",
    ),
    Attendance: (
        "name", "position", "organisation", "suffix", "note", "absence_reason", "represented_by", "basis", "roles",
        "came_at", "left_at",
    ),
    AgendaItem: ("title", "reporters", "status", "begun_at"),
    Speech: ("speaker", "text"),
    Vote: (
        "way", "method", "for_count", "against_count", "abstained_count", "sentence", "nomination", "question",
    ),
    Decision: ("number", "text", "deadline_text", "responsible", "adopted", "control_text", "own_control"),
}  # fmt: skip


@working_text
def save_row(
    *, row: Written, version: int, values: dict[str, Any], token: str = "", own: Sequence[str] = (), by: Any
) -> Written:
    """Save what was typed into a row of the minutes.

    `token` marks this save, `own` the saves sent before it whose answer never came: a row one of them made is the
    browser's own, not somebody else's. A retry of a save that had arrived changes nothing and succeeds.
    Raises Stale if somebody else saved the row after `version`, Refused where the minutes are closed or the person
    may not write, ValidationError by field for text no document can hold.
    """
    meeting = open_for_writing(meeting_of(row), by=by)
    current = locked(row)
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    if not changed:
        return current
    refuse_stale(current, version, own)
    before = {name: getattr(current, name) for name in changed}
    _set(current, changed)
    current.version += 1
    current.token = token
    current.save()
    remember_change(row=current, before=before, after={name: getattr(current, name) for name in changed}, by=by)
    if isinstance(current, Decision) and meeting.state == Meeting.State.HELD:
        put_under_control(decision=current, record=Record(meeting))
    touch(meeting=meeting, part=part_of(current), by=by)
    return current


def _set(row: Row, changed: dict[str, Any]) -> None:
    unknown = set(changed) - set(EDITABLE[type(row)])
    if unknown:
        raise ValidationError({name: _("This cannot be changed here.") for name in unknown})
    before = _proposals(row)
    for name, value in changed.items():
        setattr(row, name, clean_text(value) if isinstance(value, str) else value)
    _check(row, changed)
    _derive(row, changed, before)
    row.full_clean(validate_unique=False, validate_constraints=False)


def _check(row: Row, names: Any) -> None:
    problems = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, str):
            try:
                check_text(value)
            except ValidationError as error:
                problems[name] = error
    if problems:
        raise ValidationError(problems)


def _proposals(row: Row) -> dict[str, str]:
    """The words the portal proposes now; typed words equal to them are not stored as the secretary's own."""
    if not isinstance(row, Vote):
        return {}
    candidates = list(row.candidates.all())
    plain = Vote(
        item=row.item, way=row.way, office=row.office, office_printed=row.office_printed, term_years=row.term_years,
        for_count=row.for_count, against_count=row.against_count, abstained_count=row.abstained_count,
    )  # fmt: skip
    return {
        "sentence": words.vote_sentence(plain, len(candidates)),
        "nomination": words.nomination(plain, candidates, row.item.meeting.cluster),
    }


def _derive(row: Row, changed: dict[str, Any], before: dict[str, str]) -> None:
    if isinstance(row, Vote):
        after = _proposals(row)
        for name in ("sentence", "nomination"):
            if getattr(row, name).strip() in {before[name], after[name]}:
                setattr(row, name, "")
        _derive_vote(row)
    elif isinstance(row, Decision):
        _derive_decision(row, changed)
    elif isinstance(row, Attendance) and "organisation" in changed:
        _link(row)


def _link(line: Attendance) -> None:
    match = Index(line.meeting.date).organization(line.organisation) if line.organisation else None
    if match:
        line.organization = match.organization


def _derive_vote(vote: Vote) -> None:
    said = "единогласно" in vote.sentence.lower()
    vote.unanimous = True if vote.way == Vote.Way.UNANIMOUS or said else None
    if vote.way == Vote.Way.UNANIMOUS:
        vote.adopted = True
    elif vote.way == Vote.Way.COUNTS and None not in (vote.for_count, vote.against_count):
        vote.adopted = (vote.for_count or 0) > (vote.against_count or 0)
    else:
        vote.adopted = None
    candidates = list(vote.candidates.all())
    if vote.is_election and len(candidates) == 1:
        candidates[0].elected = bool(vote.adopted)
        candidates[0].save(update_fields=["elected"])


def _derive_decision(decision: Decision, changed: dict[str, Any]) -> None:
    if set(changed) & {"text", "deadline_text", "responsible"}:
        decision.clause = ""  # a clause kept as an archive printed it no longer says what the fields say
    if "deadline_text" in changed:
        read = deadlines.read(decision.deadline_text, decision.meeting.date.year)
        decision.deadline, decision.deadline_kind = read.date, read.kind
        decision.stages, decision.deadline_told = deadlines.stages(decision.deadline_text), False


def _last(queryset: Any) -> int:
    return queryset.aggregate(last=Max("order"))["last"] or 0


@action("meetings.item_added")
def add_item(
    *, meeting: Meeting, title: str, reporters: str = "", prepare: bool = True, by: Any, **values: Any
) -> AgendaItem:
    """Add an agenda item; once the meeting has begun it counts as included additionally.

    `prepare` lays out the empty lines the screen writes into. Raises ValidationError for an empty title.
    """
    row = open_for_writing(meeting, by=by)
    begun = row.state not in {Meeting.State.PLANNED, Meeting.State.CONVENED}
    values.setdefault("on_agenda", not begun)
    title = clean_text(title).strip().rstrip(".")
    item = AgendaItem(meeting=row, order=_last(row.items) + 1, title=title, reporters=reporters.strip(), **values)
    _check(item, ("title", "reporters"))
    item.full_clean(exclude=["meeting"])
    item.save()
    if prepare:
        item.speeches.create(order=1, kind=Speech.Kind.HEARD)
        item.speeches.create(order=2, kind=Speech.Kind.SPOKE)
        item.decisions.create(meeting=row, order=_last(row.decisions) + 1)
        item.votes.create()
    remember_added(row=item, by=by)
    note(title=title)
    return item


@working_text
def add_speech(*, item: AgendaItem, kind: str = Speech.Kind.SPOKE, by: Any, **values: Any) -> Speech:
    """Add a line to what was heard, said or noted under an item."""
    meeting = open_for_writing(item.meeting, by=by)
    speech = Speech(item=item, kind=kind, order=_last(item.speeches) + 1, **values)
    _check(speech, values)
    speech.full_clean(exclude=["item"])
    speech.save()
    touch(meeting=meeting, part=part_of(speech), by=by)
    remember_added(row=speech, by=by)
    return speech


@working_text
def add_vote(*, item: AgendaItem, decision: Decision | None = None, by: Any, **values: Any) -> Vote:
    """Add a vote to an item, on one of its decisions or on the item as a whole."""
    meeting = open_for_writing(item.meeting, by=by)
    vote = Vote(item=item, decision=decision, order=_last(item.votes) + 1, **values)
    _check(vote, values)
    vote.full_clean(exclude=["item", "decision"])
    vote.save()
    touch(meeting=meeting, part=part_of(vote), by=by)
    remember_added(row=vote, by=by)
    return vote


@working_text
def add_election(*, item: AgendaItem, office: str, by: Any, **values: Any) -> Vote:
    """Make the item's vote an election of an office (the chair's, if it is not told which).

    The term comes from the rules of the Council.
    """
    meeting = open_for_writing(item.meeting, by=by)
    empty = item.votes.filter(way="", sentence="", office="", office_printed="").first()
    vote = empty or Vote(item=item, order=_last(item.votes) + 1)
    vote.office = office if office or "office_printed" in values else Mandate.Office.CHAIR
    if vote.office == Mandate.Office.CHAIR and meeting.charter:
        vote.term_years = meeting.charter.chair_term_years
    for name, value in values.items():
        setattr(vote, name, value)
    vote.decision = vote.decision or item.decisions.first()
    vote.full_clean(exclude=["item", "decision"])
    vote.save()
    touch(meeting=meeting, part=part_of(vote), by=by)
    remember_added(row=vote, by=by)
    return vote


@working_text
def add_candidate(
    *, vote: Vote, name: str, person: Person | None = None, position: str = "", organisation: str = "", by: Any,
    **values: Any,
) -> Candidate:  # fmt: skip
    """Add a candidate; position and organisation come from the attendance list where they are not given.

    Raises ValidationError for an empty name, Refused where he stands already.
    """
    meeting = open_for_writing(vote.item.meeting, by=by)
    line = _attendee(meeting, name, person)
    if line:
        person, name = line.person, line.name
        position, organisation = position or line.position, organisation or line.organisation
    if vote.candidates.filter(name=name).exists():
        raise Refused(_("%s is a candidate already.") % name, code="twice", field="name")
    candidate = Candidate(
        vote=vote, order=_last(vote.candidates) + 1, name=name.strip(), person=person, position=position,
        organisation=organisation, **values,
    )  # fmt: skip
    candidate.full_clean(exclude=["vote"])
    candidate.save()
    touch(meeting=meeting, part=part_of(candidate), by=by)
    remember_added(row=candidate, by=by)
    return candidate


def _attendee(meeting: Meeting, name: str, person: Person | None) -> Attendance | None:
    lines = list(meeting.attendances.select_related("person"))
    full = resolve(name, [line.name for line in lines])
    return next((line for line in lines if line.name and (line.name == full or line.person == person)), None)


@working_text
def add_decision(*, meeting: Meeting, item: AgendaItem | None = None, by: Any, **values: Any) -> Decision:
    """Add a decision; its deadline is read from the wording unless `deadline_kind` is told."""
    row = open_for_writing(meeting, by=by)
    decision = Decision(meeting=row, item=item, order=_last(row.decisions) + 1, **values)
    _check(decision, values)
    if "deadline_kind" in values:
        decision.deadline_told = True
    else:
        _derive_decision(decision, {"deadline_text": decision.deadline_text})
    decision.clause = values.get("clause", "")
    decision.full_clean(exclude=["meeting", "item", "parent"])
    decision.save()
    touch(meeting=row, part=part_of(decision), by=by)
    remember_added(row=decision, by=by)
    return decision


@working_text
def insert_composition(*, speech: Speech, at: int | None = None, version: int, by: Any) -> Speech:
    """«Вставить состав на дату»: the composition of the day goes into the text, frozen there.

    `at` is the place in the text, in characters; None: the end. Raises Stale, Refused.
    """
    meeting = meeting_of(speech)
    before = speech.text[:at].rstrip() if at is not None else speech.text.rstrip()
    after = speech.text[at:].lstrip() if at is not None else ""
    listing = composition_text(meeting.cluster, meeting.date)
    text = "\n\n".join(filter(None, [before, listing, after]))
    saved = save_row(row=speech, version=version, values={"text": text}, by=by)
    assert isinstance(saved, Speech)
    return saved


@action("meetings.part_removed")
def remove(*, row: Row, by: Any) -> Meeting:
    """Take out a line of the minutes, an item with everything under it. Raises Refused where something follows."""
    meeting = open_for_writing(meeting_of(row), by=by)
    if isinstance(row, Meeting):
        raise Refused(_("A meeting is never deleted."), code="protected")
    note(part=part_of(row), text=str(row))
    decisions = Decision.objects.filter(item=row) if isinstance(row, AgendaItem) else [row]
    if any(_is_followed(decision) for decision in decisions):
        raise Refused(_("Something that follows from it exists already."), code="protected")
    remember_removed(row=row, by=by)
    try:
        delete_whole(row=row)
    except ProtectedError as error:
        raise Refused(_("Something that follows from it exists already."), code="protected") from error
    return meeting


def _is_followed(row: Any) -> bool:
    """Whether a decision has made a mandate or a group, or somebody works on its assignments already."""
    if not isinstance(row, Decision):
        return False
    begun = row.assignments.exclude(state=Assignment.State.OPEN).exists()
    return bool(row.mandate_id or row.group_id or begun)
