"""After a meeting: comments on the minutes, corrected editions, old minutes, publishing."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.txt import to_txt
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note
from meetings import notifications, rules
from meetings.actions.course import plan_meeting, recipients, sign_on_paper
from meetings.exchange import to_data
from meetings.models import Comment, Meeting, SignedEdition
from meetings.protocol import protocol
from meetings.record import Record
from members.models import Cluster
from members.rules import person_of

MINUTES = "minutes_state"


@action("meetings.circulated")
def circulate(*, meeting: Meeting, until: datetime.date, by: Any) -> Meeting:
    """Open the minutes for comments until a day; everybody invited is told.

    Raises Refused; ValidationError for a day that has passed.
    """
    if until < clock.today():
        raise ValidationError({"until": _("A day from today on.")})
    row = move_state(meeting, rules.CIRCULATE, by=by, state_field=MINUTES)
    row.circulated_until = until
    row.save(update_fields=["circulated_until"])
    send(notifications.Circulated(row), to=recipients(row))
    note(until=until)
    return row


@action("meetings.circulation_ended")
def withdraw(*, meeting: Meeting, by: Any) -> Meeting:
    """Close the minutes for comments; they are drawn up further."""
    return move_state(meeting, rules.WITHDRAW, by=by, state_field=MINUTES)


@action("meetings.commented")
def comment(*, meeting: Meeting, text: str, part: str = "", by: Any) -> Comment:
    """Comment on circulated minutes. Raises Refused: not circulated, too late; ValidationError for no text."""
    row = locked(meeting)
    rules.may_comment(by, row)
    if not text.strip():
        raise ValidationError({"text": _("Write the comment.")})
    made = Comment(meeting=row, person=person_of(by), part=part.strip(), text=text.strip(), at=clock.now())
    made.full_clean(exclude=["meeting", "person"])
    made.save()
    note(part=made.part)
    return made


@action("meetings.comment_answered")
def answer_comment(*, comment: Comment, taken: bool, answer: str = "", by: Any) -> Comment:
    """Take a comment or decline it with a reason; its author is told. Raises Refused."""
    row = locked(comment)
    rules.may_record(by, row.meeting)
    if row.state != Comment.State.WAITING:
        raise Refused(_("This was answered already: %s.") % row.get_state_display(), code="state")
    if not taken and not answer.strip():
        raise Refused(_("Give the reason: its author reads it."), code="reason", field="answer")
    row.state = Comment.State.TAKEN if taken else Comment.State.DECLINED
    row.answer, row.answered_by = answer.strip(), str(by or "")
    row.save(update_fields=["state", "answer", "answered_by"])
    if row.person.user:
        send(notifications.CommentAnswered(row), to=[row.person.user])
    note(state=str(row.state), answer=row.answer)
    return row


@action("meetings.corrected")
def correct(*, meeting: Meeting, reason: str, by: Any) -> Meeting:
    """Open signed minutes for a corrected edition; the signed text is frozen beside it, with the reason.

    Raises Refused: not signed, no reason.
    """
    row = move_state(meeting, rules.CORRECT, by=by, reason=reason, state_field=MINUTES)
    record = Record(row)
    SignedEdition.objects.create(
        meeting=row,
        edition=row.edition,
        text=to_txt(protocol(record)),
        data=to_data(record),
        signed_on=row.signed_on,
        original_kept=row.original_kept,
        scan=row.scan,
        document=row.document,
        reason=reason.strip(),
        replaced_at=clock.now(),
        replaced_by=str(by or ""),
    )
    row.edition, row.edition_reason = row.edition + 1, reason.strip()
    row.signed_on, row.original_kept, row.scan, row.published_at = None, "", None, None
    row.document, row.originals, row.sign_until = None, None, None
    row.save()
    note(edition=row.edition)
    return row


@action("meetings.old_entered")
def enter_old(
    *, cluster: Cluster, signed_on: datetime.date, original_kept: str, scan: Any, by: Any, **planned: Any
) -> Meeting:
    """Enter a meeting of the past whose minutes stand signed on paper, with the scan as their text.

    `planned` is what plan_meeting takes. Raises Refused, ValidationError: a day to come, see plan_meeting.
    """
    if planned["date"] > clock.today():
        raise ValidationError({"date": _("An old meeting was held before today.")})
    meeting = plan_meeting(cluster=cluster, prepare=False, by=by, **planned)
    move_state(meeting, rules.ENTER_OLD, by=by)
    meeting.refresh_from_db()
    return sign_on_paper(
        meeting=meeting, signed_on=signed_on, original_kept=original_kept, scan=scan, from_archive=True, by=by
    )


@action("meetings.published")
def publish(*, meeting: Meeting, by: Any) -> Meeting:
    """Let everybody read the signed minutes. Raises Refused."""
    row = locked(meeting)
    rules.may_publish(by, row)
    if row.published_at:
        raise Refused(_("These minutes are published already."), code="state")
    row.published_at = clock.now()
    row.save(update_fields=["published_at"])
    return row


@action("meetings.unpublished")
def unpublish(*, meeting: Meeting, by: Any) -> Meeting:
    """Take published minutes back from the public page. Raises Refused."""
    row = locked(meeting)
    rules.may_record(by, row)
    if not row.published_at:
        raise Refused(_("These minutes are not published."), code="state")
    row.published_at = None
    row.save(update_fields=["published_at"])
    return row
