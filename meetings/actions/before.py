"""Before a meeting: who will come, what is proposed, which papers lie on the table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.uploads import store
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, note
from meetings import notifications, rules
from meetings.actions.writing import add_item
from meetings.models import AgendaItem, Answer, Attachment, Meeting, Proposal
from members.models import Person
from members.rules import acting_for, keepers, person_of


@action("meetings.answered")
def answer(*, meeting: Meeting, person: Person, choice: str, reason: str = "", by: Any) -> Answer:
    """Answer an invitation for oneself, for the head one assists, or (the secretary) for who told it by phone.

    Raises Refused; ValidationError where no reason is given for staying away.
    """
    row = locked(meeting)
    rules.may_answer_for(by, row, person)
    if choice not in Answer.Choice.values:
        raise ValidationError({"choice": _("Choose one of the answers.")})
    if choice == Answer.Choice.CANNOT and not reason.strip():
        raise ValidationError({"reason": _("Say why in a word: leave, a business trip, another good reason.")})
    values = {"choice": choice, "reason": reason.strip(), "given_by": str(by or ""), "at": clock.now()}
    given, _made = Answer.objects.update_or_create(meeting=row, person=person, defaults=values)
    note(person=person.name, choice=choice, reason=reason.strip())
    return given


@action("meetings.item_proposed")
def propose(*, meeting: Meeting, title: str, reporters: str = "", ground: str = "", by: Any) -> Proposal:
    """Propose an item for the agenda; the secretary is told. Raises Refused."""
    row = locked(meeting)
    rules.may_propose(by, row)
    person = person_of(by)
    made = Proposal(
        meeting=row,
        person=person,
        organization=acting_for(by),
        title=title.strip(),
        reporters=reporters.strip(),
        ground=ground.strip(),
        at=clock.now(),
    )
    made.full_clean(exclude=["meeting", "person", "organization"])
    made.save()
    send(notifications.Proposed(made), to=keepers(row.cluster))
    note(title=made.title)
    return made


@action("meetings.proposal_taken")
def take_proposal(*, proposal: Proposal, answer: str = "", by: Any) -> Proposal:
    """Put a proposed item on the agenda. Raises Refused: answered already."""
    row = _open_proposal(proposal, by)
    add_item(
        meeting=row.meeting,
        title=row.title,
        reporters=row.reporters or (row.person.name if row.person else ""),
        on_agenda=True,
        by=by,
    )
    return _answered(row, Proposal.State.TAKEN, answer)


@action("meetings.proposal_declined")
def decline_proposal(*, proposal: Proposal, answer: str, by: Any) -> Proposal:
    """Decline a proposed item with the reason, which its author reads. Raises Refused."""
    row = _open_proposal(proposal, by)
    if not answer.strip():
        raise Refused(_("Give the reason: its author reads it."), code="reason", field="answer")
    return _answered(row, Proposal.State.DECLINED, answer)


def _open_proposal(proposal: Proposal, by: Any) -> Proposal:
    row = locked(proposal)
    rules.may_write(by, row.meeting)
    if row.state != Proposal.State.WAITING:
        raise Refused(_("This was answered already: %s.") % row.get_state_display(), code="state")
    return row


def _answered(row: Proposal, state: str, answer: str) -> Proposal:
    row.state, row.answer = state, answer.strip()
    row.save(update_fields=["state", "answer"])
    if row.person.user:
        send(notifications.ProposalAnswered(row), to=[row.person.user])
    note(title=row.title, answer=row.answer)
    return row


@action("meetings.file_attached")
def attach(*, meeting: Meeting, file: Any, title: str = "", item: AgendaItem | None = None, by: Any) -> Attachment:
    """Add a paper to the meeting or to one of its items. Raises Refused, ValidationError (see uploads.kind_of)."""
    row = locked(meeting)
    rules.may_write(by, row)
    if item is not None and item.meeting_id != row.pk:
        raise Refused(_("The item belongs to another meeting."), code="state")
    stored = store(file, by=by)
    made = Attachment.objects.create(meeting=row, item=item, file=stored, title=title.strip() or stored.name)
    note(title=made.title, sha256=stored.sha256, size=stored.size)
    return made


@action("meetings.file_detached")
def detach(*, attachment: Attachment, by: Any) -> Meeting:
    """Take a paper off the meeting; its bytes stay in the archive of files. Raises Refused."""
    rules.may_write(by, locked(attachment.meeting))
    note(title=attachment.title, sha256=attachment.file.sha256)
    attachment.delete()
    return attachment.meeting
