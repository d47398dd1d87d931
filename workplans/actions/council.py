"""A revision before the council: put, commented on, confirmed, returned, sealed for the chair, approved."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Direction
from agreements.standing import heads_of, legal_entities
from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Place, SealedDocument
from cluster_portal.documents.notifications import ToSign
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note
from meetings import actions as meetings
from meetings.models import Assignment, Decision, Meeting
from members.models import Charter, Organization, Person
from members.models.base import LINE
from members.rules import charter_on, person_of
from workplans import notifications, rules
from workplans.coverage import coverage, open_directions
from workplans.models import Activity, CoExecutor, PlanRemark, PlanRevision, Uncovered
from workplans.papers import approval_words, plan_paper
from workplans.people import chair_of, group_of
from workplans.record import Record
from workplans.signing import PLAN, place_words

Ground = PlanRevision.Ground


@action("workplans.uncovered_explained")
def explain_uncovered(*, revision: PlanRevision, direction: Direction, reason: str, by: Any) -> Uncovered:
    """Write why a direction has no activity in this revision; an empty reason takes it back. Raises Refused."""
    row = locked(revision)
    rules.may_draft(by, row)
    words = clean_text(reason).strip()
    check_text(words)
    found = Uncovered.objects.filter(revision=row, direction=direction).first()
    note(direction=str(direction)[:200], reason=words)
    if not words:
        if found is None:
            raise ValidationError({"reason": _("Write the reason.")})
        found.delete()
        return found
    made = found or Uncovered(revision=row, direction=direction)
    made.reason, made.by_name = words, str(by or "")[:200]
    made.save()
    return made


@action("workplans.submitted")
def submit(*, revision: PlanRevision, until: datetime.date, by: Any) -> PlanRevision:
    """Put a revision before the council: every member may comment until the day, co-executors confirm their part.

    Raises Refused: uncovered – a direction has neither an activity nor a reason, doubts; ValidationError.
    """
    if until < clock.today():
        raise ValidationError({"until": _("A day from today on.")})
    row = locked(revision)
    rules.SUBMIT.check(by, row)
    record = Record(row)
    refuse_stops(record)
    also = {"submitted_on": clock.today(), "comments_until": until, "state_reason": ""}
    row = move_state(row, rules.SUBMIT, by=by, also=also)
    send(notifications.Submitted(row), to=[*_council(row), *chair_of(row.plan)])
    note(until=until)
    return row


def refuse_stops(record: Record) -> None:
    """Raise Refused where a plan cannot be put before the council: what to mend stands in the reason."""
    if record.stops:
        told = "; ".join(f"{doubt.title}: {doubt.detail}" for doubt in record.stops[:5])
        raise Refused(_("First mend the plan. %s") % told, code="doubts")
    if missing := open_directions(coverage(record)):
        told = "; ".join(str(direction)[:80] for direction in missing[:5])
        reason = _("Directions without an activity and without a reason: %(count)s. %(which)s")
        raise Refused(reason % {"count": len(missing), "which": told}, code="uncovered")


def _council(revision: PlanRevision) -> list[Any]:
    """Accounts of the heads of the members of today."""
    ids = [whole.pk for whole, _name, _branches in legal_entities(revision.plan.cluster, clock.today())]
    return [row.person.user for row in heads_of(ids).values() if row.person.user]


# --- what members say


@action("workplans.commented")
def comment(
    *, revision: PlanRevision, organization: Organization, activity: Activity | None = None, text: str, by: Any
) -> PlanRemark:
    """Comment on an activity (or the whole) for an organisation; after the day it is marked as late.

    Raises Refused: forbidden, state; ValidationError: nothing said.
    """
    row = locked(revision)
    rules.may_comment(by, row)
    words = clean_text(text).strip()
    if not words:
        raise ValidationError({"text": _("Write what you propose or object to.")})
    check_text(words)
    if organization not in rules.speaks_for(by):
        raise Refused(_("You do not speak for this organisation."), code="forbidden")
    if activity is not None and activity.revision_id != row.pk:
        raise Refused(_("This activity is of another revision."), code="state")
    made = PlanRemark.objects.create(
        revision=row,
        activity=activity,
        organization=organization,
        person=person_of(by),
        text=words,
        late=row.comments_until is not None and clock.today() > row.comments_until,
        at=clock.now(),
    )
    send(notifications.Commented(made), to=group_of(row.plan))
    note(organization=organization.name, activity=str(activity or ""), late=made.late)
    return made


@action("workplans.comment_answered")
def answer_comment(*, remark: PlanRemark, text: str, by: Any) -> PlanRemark:
    """Answer a comment or a remark of the chair; who made it is told. Raises Refused, ValidationError."""
    row = locked(remark)
    row.revision = remark.revision
    rules.may_answer(by, row)
    words = clean_text(text).strip()
    if not words:
        raise ValidationError({"text": _("Write the answer.")})
    check_text(words)
    row.answer, row.answered_by, row.answered_at = words, str(by or "")[:200], clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    if row.person and row.person.user:
        send(notifications.CommentAnswered(row), to=[row.person.user])
    note(answer=words)
    return row


@action("workplans.part_confirmed")
def confirm_part(*, co_executor: CoExecutor, takes_part: bool, reason: str = "", by: Any) -> CoExecutor:
    """A co-executor says whether it takes part; a refusal says why, and the group is told. Raises Refused."""
    row = locked(co_executor)
    row.activity = co_executor.activity
    rules.may_confirm(by, row)
    if not takes_part:
        _check_reason(reason.strip())
    row.answer = CoExecutor.Answer.CONFIRMED if takes_part else CoExecutor.Answer.REFUSED
    row.answer_reason = "" if takes_part else reason.strip()
    row.answered_by, row.answered_at = str(by or "")[:200], clock.now()
    row.save(update_fields=["answer", "answer_reason", "answered_by", "answered_at"])
    if not takes_part:
        send(notifications.PartRefused(row), to=group_of(row.activity.revision.plan))
    note(activity=str(row.activity), answer=str(row.answer), reason=row.answer_reason)
    return row


def _check_reason(words: str) -> None:
    """Raise ValidationError: nothing said, more than the field holds, text no document can hold."""
    if not words:
        raise ValidationError({"reason": _("Say why: the group reads it.")})
    try:
        check_text(words, limit=LINE)
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error


# --- the chair


@action("workplans.returned")
def return_plan(
    *, revision: PlanRevision, reason: str, remarks: Mapping[int, str] | None = None, by: Any
) -> PlanRevision:
    """Return a revision with the reason, and remarks by activity (id → words); the group is told.

    Raises Refused: text – a remark no document can hold.
    """
    if revision.document is not None:
        locked(revision.document)  # first the document, then the revision, as one who signs does
    row = move_state(revision, rules.RETURN, by=by, reason=reason, also={"state_reason": reason.strip()})
    said = {pk: clean_text(words).strip() for pk, words in (remarks or {}).items()}
    for pk, words in said.items():
        try:
            check_text(words)
        except ValidationError as error:
            raise Refused(error.messages[0], code="text", field=f"remark-{pk}") from error
    activities = {activity.pk: activity for activity in row.activities.filter(pk__in=said)}
    PlanRemark.objects.bulk_create(
        PlanRemark(
            revision=row,
            activity=activities[pk],
            kind=PlanRemark.Kind.RETURN,
            person=person_of(by),
            text=words,
            at=clock.now(),
        )
        for pk, words in said.items()
        if words and pk in activities
    )
    if row.document is not None and not row.document.standings.exists():
        documents.withdraw(document=row.document, reason=reason, by=by)
    row.document, row.ground, row.ground_words, row.decision = None, "", "", None
    row.save(update_fields=["document", "ground", "ground_words", "decision"])
    send(notifications.Returned(row), to=group_of(row.plan))
    note(remarks=len(said))
    return row


@action("workplans.put_to_approval")
def seal_for_approval(
    *,
    revision: PlanRevision,
    fingerprint: str,
    ground: str,
    decision: Decision | None = None,
    marks: str = "",
    by: Any,
) -> tuple[PlanRevision, Place]:
    """Freeze what the chair looked at, with the block of approval; gives the revision and the place to sign it.

    `fingerprint` is that of the plan as it was shown. Raises Refused: forbidden – not the chair, state, stale – it
    changed since; ValidationError: a ground the rules do not give, a decision that is none.
    """
    if revision.document is not None:
        locked(revision.document)
    row = locked(revision)
    row.plan = revision.plan
    rules.may_approve(by, row)
    if row.state != PlanRevision.State.CONSIDERED:
        raise Refused(_("The revision is “%s”: there is nothing to approve.") % row.get_state_display(), code="state")
    if ground == Ground.DELEGATION:
        decision = None
    record = Record(row)
    if record.fingerprint != fingerprint:
        raise Refused(_("The plan has changed since you opened it. Look at it anew."), code="stale")
    person = person_of(by)
    assert person is not None
    words = _ground_words(row, ground, decision, person)
    same = (row.ground_words, row.decision_id) == (words, decision.pk if decision else None)
    if same and row.document is not None and _sealed_fingerprint(row.document) == fingerprint:
        place = row.document.places.select_related("document").get()
        if place.label == place_words(person):
            return row, place
    return row, _seal(row, record, (ground, words, decision), person, marks=marks, by=by)


def _ground_words(row: PlanRevision, ground: str, decision: Decision | None, person: Person) -> str:
    """The printed block, once the ground is one the rules give. Raises ValidationError."""
    charter = charter_on(row.plan.cluster, clock.today())
    needs_council = charter is not None and charter.plan_approver == Charter.Approver.COUNCIL
    if ground not in Ground.values:
        raise ValidationError({"ground": _("Choose one.")})
    if ground == Ground.DELEGATION and needs_council:
        raise ValidationError({"ground": _("By the rules of the Council the plan is approved by its decision.")})
    if ground != Ground.DELEGATION:
        _refuse_decision(ground, decision)
    return "\n".join(approval_words(row.plan, ground, decision, person, clock.today()))


def _refuse_decision(ground: str, decision: Decision | None) -> None:
    """Raise ValidationError for a decision that was not adopted, or was by the other kind of vote."""
    if decision is None:
        raise ValidationError({"decision": _("Name the decision of the Council.")})
    if not decision.adopted or decision.meeting.state != Meeting.State.HELD:
        raise ValidationError({"decision": _("This decision was not adopted, or its meeting is not held yet.")})
    absentee = decision.meeting.format == Meeting.Format.ABSENTEE
    if absentee != (ground == Ground.ABSENTEE):
        raise ValidationError({"ground": _("The meeting of this decision was of the other kind.")})


def _sealed_fingerprint(document: SealedDocument) -> str:
    from cluster_portal.documents.sealed.canonical import text_of  # noqa: PLC0415 – reads the bytes; rarely asked for

    return str(text_of(document)["data"].get("fingerprint", ""))


def _seal(
    row: PlanRevision, record: Record, told: tuple[str, str, Decision | None], person: Person, *, marks: str, by: Any
) -> Place:
    ground, words, decision = told
    if row.document is not None and not row.document.standings.exists():
        documents.withdraw(document=row.document, reason="Лист на утверждение составлен заново", by=by)
    before = row.plan.revisions.filter(state=PlanRevision.State.APPROVED).exclude(pk=row.pk).first()
    with override("ru"):
        paper = plan_paper(record, words.split("\n"), day=clock.today(), marks=marks)
    row.document = documents.seal(
        kind=PLAN,
        series=f"workplans.plan:{row.plan_id}",
        title=f"{row.plan.title}, редакция {row.number}",
        document=paper,
        places=[("chair", place_words(person))],
        data={"year": row.plan.year, "sections": record.data(), "fingerprint": record.fingerprint, "ground": words},
        edition=row.number,
        replaces=before.document if before else None,
        because="новая редакция плана" if before else "",
        by=by,
    )
    row.ground, row.ground_words, row.decision = ground, words, decision
    row.save(update_fields=["document", "ground", "ground_words", "decision"])
    place = row.document.places.select_related("document").get()
    send(ToSign(place), to=chair_of(row.plan))
    note(code=row.document.code, ground=ground)
    return place


@action("workplans.approved")
def approve(*, revision: PlanRevision, document: SealedDocument, by: Any) -> PlanRevision:
    """The chair has signed: the revision is approved, the one before is replaced, the assignment proposed as done."""
    row = locked(revision)
    row.plan = revision.plan
    if row.document_id != document.pk:
        raise Refused(_("The plan has changed since this text was frozen."), code="stale")
    for old in row.plan.revisions.filter(state=PlanRevision.State.APPROVED).select_related("document"):
        move_state(old, rules.REPLACE, by=by)
        if old.document is not None:
            documents.end(document=old.document, reason=f"Утверждена редакция {row.number}", by=by)
    row = move_state(row, rules.APPROVE, by=by, also={"approved_on": clock.today()})
    row.plan = revision.plan
    documents.put_in_force(document=document, by=by)
    _propose_as_done(row)
    send(notifications.Approved(row), to=[*_council(row), *group_of(row.plan)])
    note(number=row.number)
    return row


def _propose_as_done(row: PlanRevision) -> None:
    """The assignment that asked for the plan gets a report by the portal; accepting it is the chair's."""
    task = row.plan.assignment
    if task is None or task.state not in {Assignment.State.OPEN, Assignment.State.RETURNED}:
        return
    text = f"{row.plan.title}, редакция {row.number}, утверждён {clock.today():%d.%m.%Y}."
    meetings.report(assignment=task, text=text, done_on=clock.today(), by=None)


def decisions_for(revision: PlanRevision) -> Iterable[Decision]:
    """Adopted decisions of meetings held, the newest first: what an approval can be grounded on."""
    rows = Decision.objects.filter(adopted=True, meeting__state=Meeting.State.HELD)
    return rows.filter(meeting__cluster=revision.plan.cluster_id).select_related("meeting").order_by("-meeting__date")
