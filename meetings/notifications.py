"""Messages of this room, one class each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cluster_portal.notifications.messages import Message
from meetings.models import Assignment, Comment, Extension, Meeting, Proposal, Report


def _when(meeting: Meeting) -> str:
    parts = [f"{meeting.date:%d.%m.%Y}", f"{meeting.time_start:%H:%M}" if meeting.time_start else "", meeting.place]
    return ", ".join(filter(None, [*parts, meeting.venue]))


def _agenda(meeting: Meeting) -> str:
    return "\n".join(f"{item.order}. {item.title}" for item in meeting.items.all())


@dataclass(frozen=True)
class Convened(Message):
    """The notice of a meeting with its agenda."""

    kind = "meetings.convened"
    meeting: Meeting

    def subject(self) -> str:
        """Which meeting, when."""
        return _("%(meeting)s: invitation") % {"meeting": self.meeting}

    def text(self) -> str:
        """When, where, what about; the answer is one click."""
        return _("You are invited: %(when)s.\n\n%(agenda)s\n\nAnswer whether you will come: one click.") % {
            "when": _when(self.meeting),
            "agenda": _agenda(self.meeting),
        }

    def url(self) -> str:
        """The meeting."""
        return self.meeting.get_absolute_url()


@dataclass(frozen=True)
class Moved(Message):
    """The meeting is moved."""

    kind = "meetings.moved"
    meeting: Meeting

    def subject(self) -> str:
        """Which meeting."""
        return _("%(meeting)s: moved") % {"meeting": self.meeting}

    def text(self) -> str:
        """When now, and why."""
        return _("The meeting is moved. Now: %(when)s. Reason: %(reason)s") % {
            "when": _when(self.meeting),
            "reason": self.meeting.state_reason,
        }

    def url(self) -> str:
        """The meeting."""
        return self.meeting.get_absolute_url()


@dataclass(frozen=True)
class Cancelled(Message):
    """The meeting is cancelled."""

    kind = "meetings.cancelled"
    meeting: Meeting

    def subject(self) -> str:
        """Which meeting."""
        return _("%(meeting)s: cancelled") % {"meeting": self.meeting}

    def text(self) -> str:
        """Why."""
        return _("The meeting is cancelled. Reason: %s") % self.meeting.state_reason

    def url(self) -> str:
        """The meeting."""
        return self.meeting.get_absolute_url()


@dataclass(frozen=True)
class Circulated(Message):
    """Minutes are circulated for comments."""

    kind = "meetings.circulated"
    meeting: Meeting

    def subject(self) -> str:
        """Which minutes."""
        return _("%(meeting)s: minutes to read") % {"meeting": self.meeting}

    def text(self) -> str:
        """Until when comments are taken."""
        return _("The draft of the minutes is open to you. Comments are taken until %s.") % (
            f"{self.meeting.circulated_until:%d.%m.%Y}"
        )

    def url(self) -> str:
        """The minutes."""
        return f"{self.meeting.get_absolute_url()}protocol/"


@dataclass(frozen=True)
class CommentAnswered(Message):
    """A comment on minutes was answered."""

    kind = "meetings.comment_answered"
    comment: Comment

    def subject(self) -> str:
        """Which minutes."""
        return _("%(meeting)s: your comment was answered") % {"meeting": self.comment.meeting}

    def text(self) -> str:
        """Comment and answer."""
        return f"{self.comment.text}\n\n{self.comment.get_state_display()}. {self.comment.answer}"

    def url(self) -> str:
        """The minutes."""
        return f"{self.comment.meeting.get_absolute_url()}protocol/#comments"


@dataclass(frozen=True)
class ProposalAnswered(Message):
    """A proposal to the agenda was answered."""

    kind = "meetings.proposal_answered"
    proposal: Proposal

    def subject(self) -> str:
        """Which meeting."""
        return _("%(meeting)s: your proposal was answered") % {"meeting": self.proposal.meeting}

    def text(self) -> str:
        """Proposal and answer."""
        return f"{self.proposal.title}\n\n{self.proposal.get_state_display()}. {self.proposal.answer}"

    def url(self) -> str:
        """The meeting."""
        return self.proposal.meeting.get_absolute_url()


@dataclass(frozen=True)
class Proposed(Message):
    """Somebody proposes an item."""

    kind = "meetings.proposed"
    proposal: Proposal

    def subject(self) -> str:
        """Which meeting."""
        return _("%(meeting)s: an item is proposed") % {"meeting": self.proposal.meeting}

    def text(self) -> str:
        """By whom, what."""
        return f"{self.proposal.person}: {self.proposal.title}"

    def url(self) -> str:
        """The meeting."""
        return f"{self.proposal.meeting.get_absolute_url()}#proposals"


@dataclass(frozen=True)
class Assigned(Message):
    """Something is to be done."""

    kind = "meetings.assigned"
    assignment: Assignment

    def subject(self) -> str:
        """By which meeting."""
        return _("Assignment by %(meeting)s") % {"meeting": self.assignment.decision.meeting}

    def text(self) -> str:
        """What, until when."""
        until = f"{self.assignment.deadline:%d.%m.%Y}" if self.assignment.deadline else self.assignment.recurrence
        deadline = _("Deadline: %s.") % until if until else ""
        return f"{self.assignment.part}\n\n{deadline}".strip()

    def url(self) -> str:
        """The assignment."""
        return self.assignment.get_absolute_url()


@dataclass(frozen=True)
class Reported(Message):
    """A report is to be checked."""

    kind = "meetings.reported"
    report: Report

    def subject(self) -> str:
        """What about."""
        return _("Report to be checked: %s") % self.report.assignment

    def text(self) -> str:
        """Who reports what."""
        return f"{self.report.person or '–'}: {self.report.text}"

    def url(self) -> str:
        """The assignment."""
        return self.report.assignment.get_absolute_url()


@dataclass(frozen=True)
class ReportAnswered(Message):
    """A report was accepted or returned."""

    kind = "meetings.report_answered"
    report: Report

    def subject(self) -> str:
        """What about, how."""
        return f"{self.report.assignment}: {self.report.assignment.get_state_display()}"

    def text(self) -> str:
        """The answer."""
        return self.report.answer or str(self.report.assignment.get_state_display())

    def url(self) -> str:
        """The assignment."""
        return self.report.assignment.get_absolute_url()


@dataclass(frozen=True)
class ExtensionAsked(Message):
    """Somebody asks to move a deadline."""

    kind = "meetings.extension_asked"
    extension: Extension

    def subject(self) -> str:
        """What about."""
        return _("A new deadline is asked for: %s") % self.extension.assignment

    def text(self) -> str:
        """Until when, why."""
        return f"{self.extension.until:%d.%m.%Y}. {self.extension.reason}"

    def url(self) -> str:
        """The assignment."""
        return self.extension.assignment.get_absolute_url()


@dataclass(frozen=True)
class ExtensionAnswered(Message):
    """A request to move a deadline was answered."""

    kind = "meetings.extension_answered"
    extension: Extension

    def subject(self) -> str:
        """What about."""
        return _("New deadline: %s") % self.extension.get_state_display()

    def text(self) -> str:
        """The assignment and the answer."""
        return f"{self.extension.assignment}\n\n{self.extension.until:%d.%m.%Y}. {self.extension.answer}"

    def url(self) -> str:
        """The assignment."""
        return self.extension.assignment.get_absolute_url()


@dataclass(frozen=True)
class AssignmentClosed(Message):
    """An assignment was dropped from control or cancelled by a decision."""

    kind = "meetings.assignment_closed"
    assignment: Assignment

    def subject(self) -> str:
        """What about, how."""
        return f"{self.assignment}: {self.assignment.get_state_display()}"

    def text(self) -> str:
        """Why."""
        return self.assignment.closed_reason

    def url(self) -> str:
        """The assignment."""
        return self.assignment.get_absolute_url()
