"""Messages of this room, one class each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.notifications.messages import Message
from members.models import Organization
from workplans.models import AnnualReport, CoExecutor, PlanRemark, PlanRevision, ReportRequest


@dataclass(frozen=True)
class Submitted(Message):
    """A revision is put before the council."""

    kind = "workplans.submitted"
    revision: PlanRevision

    def subject(self) -> str:
        """What, until when."""
        told = {"plan": self.revision, "day": f"{self.revision.comments_until:%d.%m.%Y}"}
        return _("%(plan)s: before the Council until %(day)s") % told

    def text(self) -> str:
        """What is asked."""
        return _("Read it, comment on its activities, confirm your part where you are a co-executor.")

    def url(self) -> str:
        """The revision."""
        return self.revision.get_absolute_url()


@dataclass(frozen=True)
class Commented(Message):
    """A member has commented."""

    kind = "workplans.commented"
    remark: PlanRemark

    def subject(self) -> str:
        """By whom, on what."""
        who = self.remark.organization.short if self.remark.organization else str(self.remark.person)
        return _("Comment by %(who)s: %(plan)s") % {"who": who, "plan": self.remark.revision}

    def text(self) -> str:
        """The comment and its activity."""
        about = self.remark.activity.title if self.remark.activity else ""
        return "\n\n".join(filter(None, [about, self.remark.text]))

    def url(self) -> str:
        """The comment on the revision's page."""
        return f"{self.remark.revision.get_absolute_url()}#r{self.remark.pk}"


@dataclass(frozen=True)
class CommentAnswered(Message):
    """A comment is answered."""

    kind = "workplans.comment_answered"
    remark: PlanRemark

    def subject(self) -> str:
        """On what."""
        return _("Your comment is answered: %s") % self.remark.revision

    def text(self) -> str:
        """Comment and answer."""
        return f"{self.remark.text}\n\n{self.remark.answer}"

    def url(self) -> str:
        """The comment on the revision's page."""
        return f"{self.remark.revision.get_absolute_url()}#r{self.remark.pk}"


@dataclass(frozen=True)
class PartRefused(Message):
    """A co-executor refuses to take part."""

    kind = "workplans.part_refused"
    co_executor: CoExecutor

    def subject(self) -> str:
        """Who."""
        return _("Refuses to take part: %s") % self.co_executor

    def text(self) -> str:
        """In what and why."""
        return f"{self.co_executor.activity.title}\n\n{self.co_executor.answer_reason}"

    def url(self) -> str:
        """The activity."""
        return reverse("workplans:activity", args=[self.co_executor.activity_id])


@dataclass(frozen=True)
class Returned(Message):
    """The chair returns a revision."""

    kind = "workplans.returned"
    revision: PlanRevision

    def subject(self) -> str:
        """What."""
        return _("Returned for revision: %s") % self.revision

    def text(self) -> str:
        """Why."""
        return self.revision.state_reason

    def url(self) -> str:
        """The revision."""
        return self.revision.get_absolute_url()


@dataclass(frozen=True)
class Approved(Message):
    """A revision is approved."""

    kind = "workplans.approved"
    revision: PlanRevision

    def subject(self) -> str:
        """What."""
        return _("Approved: %s") % self.revision

    def text(self) -> str:
        """On what ground."""
        return self.revision.ground_words

    def url(self) -> str:
        """The revision."""
        return self.revision.get_absolute_url()


@dataclass(frozen=True)
class ReportsAsked(Message):
    """An organisation is asked for its reports of a quarter."""

    kind = "workplans.reports_asked"
    request: ReportRequest
    organization: Organization
    count: int

    def subject(self) -> str:
        """On what, until when."""
        told = {"request": self.request, "day": f"{self.request.until:%d.%m.%Y}"}
        return _("Reports until %(day)s: %(request)s") % told

    def text(self) -> str:
        """How many, for whom."""
        told = {"organization": self.organization.name, "count": self.count}
        return _("%(organization)s owes reports on activities: %(count)s. Each takes about three minutes.") % told

    def url(self) -> str:
        """The organisation's activities."""
        return f"{reverse('workplans:reports', args=[self.request.plan_id])}?quarter={self.request.quarter}"


@dataclass(frozen=True)
class Escalated(Message):
    """The chair is told who has not reported."""

    kind = "workplans.escalated"
    request: ReportRequest
    silent: list[str]

    def subject(self) -> str:
        """On what."""
        return _("Not reported: %s") % self.request

    def text(self) -> str:
        """Who."""
        return _("The day has passed. Without a report: %s.") % ", ".join(self.silent)

    def url(self) -> str:
        """Who owes what."""
        return f"{reverse('workplans:reports', args=[self.request.plan_id])}?quarter={self.request.quarter}"


@dataclass(frozen=True)
class ReportReturned(Message):
    """The chair returns the annual report."""

    kind = "workplans.report_returned"
    report: AnnualReport

    def subject(self) -> str:
        """What."""
        return _("Returned for revision: %s") % self.report

    def text(self) -> str:
        """Why."""
        return self.report.state_reason

    def url(self) -> str:
        """The report."""
        return self.report.get_absolute_url()


@dataclass(frozen=True)
class ReportApproved(Message):
    """The annual report is approved."""

    kind = "workplans.report_approved"
    report: AnnualReport

    def subject(self) -> str:
        """What."""
        return _("Approved: %s") % self.report

    def text(self) -> str:
        """What follows."""
        return _("The plan of the year is closed. The next one can begin from it.")

    def url(self) -> str:
        """The report."""
        return self.report.get_absolute_url()
