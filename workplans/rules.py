"""What may be done with the work plan, by whom, when. Buttons, actions, admin and diagrams ask these functions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.rules import in_group as works_on
from agreements.rules import led_groups, speaks_for
from cluster_portal import clock
from cluster_portal.workflow import Refused, Transition
from members.models import WorkingGroup
from members.rules import acts_as_chair, facts, is_secretary, may_read_internal, person_of
from workplans.models import Activity, AnnualReport, CoExecutor, Plan, PlanRemark, PlanRevision

State = PlanRevision.State
Annual = AnnualReport.State


def may_read(actor: Any, about: Any = None) -> None:
    """Everything internal is read by members and office holders. Raises Refused."""
    if actor is not None and not may_read_internal(actor):
        raise Refused(_("The work plan is read by the members of the Council."), code="forbidden")


def may_keep(actor: Any, about: Any = None) -> None:
    """Requests for reports, cancelling by a decision, publishing are the secretary's; None is the portal itself."""
    if actor is not None and not is_secretary(actor):
        raise Refused(_("This is done by the secretary of the Council."), code="forbidden")


def in_group(actor: Any, plan: Any) -> bool:
    """Whether the person leads or is a member of the group that drafts the plan, while the group works."""
    return works_on(actor, plan)  # the same for the agreement: groups of the person are asked for once


def may_work_on(actor: Any, plan: Plan) -> None:
    """The plan is drafted by the working group; the secretary types what the group hands in. Raises Refused."""
    if actor is None or is_secretary(actor) or in_group(actor, plan):
        return
    raise Refused(_("The plan is drafted by the working group and the secretary of the Council."), code="forbidden")


def may_document(actor: Any, activity: Activity) -> None:
    """Documents are attached and taken off in a draft and while the plan is carried out. Raises Refused."""
    may_work_on(actor, activity.revision.plan)
    if activity.removed_at is not None or activity.revision.state in (State.REPLACED, State.CLOSED):
        raise Refused(_("The documents of an activity that is over stay as they are."), code="state")


def may_begin(actor: Any, plan: Plan | None = None) -> None:
    """A plan is begun by the secretary, or by who leads a group the council created for one. Raises Refused."""
    leads = led_groups(actor, WorkingGroup.Product.PLAN).exists()
    if actor is not None and not leads and not is_secretary(actor):
        told = _("A plan is begun by the secretary of the Council or the leader of the group created for it.")
        raise Refused(told, code="forbidden")


def may_draft(actor: Any, revision: PlanRevision) -> None:
    """A revision is written while it is a draft or was returned. Raises Refused: forbidden, state."""
    may_work_on(actor, revision.plan)
    if not revision.is_written:
        told = _("The revision is “%s”: it can be changed only by a new revision.")
        raise Refused(told % revision.get_state_display(), code="state")


def may_begin_next(actor: Any, revision: PlanRevision) -> None:
    """A new revision is made from the approved one, one at a time; the approved one holds until then."""
    may_work_on(actor, revision.plan)
    if revision.state != State.APPROVED:
        raise Refused(_("A new revision is made from the approved plan."), code="state")
    under_work = (row for row in revision.plan.revisions.all() if row.state in PlanRevision.UNDER_WORK)
    if other := next(under_work, None):
        told = _("Revision %(number)s is “%(state)s”: one revision is worked on at a time.")
        raise Refused(told % {"number": other.number, "state": other.get_state_display()}, code="state")


def may_comment(actor: Any, revision: PlanRevision) -> None:
    """Every member organisation comments while the Council considers the plan, after the day too (it is marked)."""
    if not speaks_for(actor):
        raise Refused(_("The plan is commented on by those who represent or head a member."), code="forbidden")
    if revision.state != State.CONSIDERED:
        told = _("Comments are taken while the Council considers the plan; now it is “%s”.")
        raise Refused(told % revision.get_state_display(), code="state")


def may_answer(actor: Any, remark: PlanRemark) -> None:
    """The group answers comments and the chair's remarks, once. Raises Refused."""
    may_work_on(actor, remark.revision.plan)
    if remark.answer:
        raise Refused(_("This was answered already."), code="state")


def may_confirm(actor: Any, row: CoExecutor) -> None:
    """A co-executor says whether it takes part: its organisation, or the person himself. Raises Refused."""
    person = person_of(actor)
    own = row.organization is not None and row.organization in speaks_for(actor)
    if actor is not None and not own and not (person is not None and row.person_id == person.pk):
        raise Refused(_("Taking part is confirmed by the co-executor itself."), code="forbidden")
    if row.activity.revision.state not in {State.CONSIDERED, State.APPROVED}:
        raise Refused(_("Taking part is confirmed when the plan is before the Council."), code="state")


def may_approve(actor: Any, revision: PlanRevision | None = None) -> None:
    """The chair approves and returns, the deputy where members.rules.acts_as_chair says so. Nobody does it for them.

    Raises Refused(forbidden).
    """
    if actor is None or not acts_as_chair(actor):
        told = _(
            "The plan is approved by the chair of the Council; the deputy does it while the office is vacant "
            "or the chair's absence is recorded."
        )
        raise Refused(told, code="forbidden")


def _by_signature(_actor: Any, _about: Any) -> None:
    """Made by a signature or by the next revision; nobody can make it by hand."""


# --- carrying out


def answers_for(actor: Any, activity: Activity) -> list[Any]:
    """Organisations for which the person reports on the activity: of the lead and of co-executors.

    Who is named himself reports for where he works today.
    """
    mine = {row.pk: row for row in speaks_for(actor)}
    parts, person = activity.co_executors.all(), person_of(actor)
    named = {activity.lead_organization_id, *(row.organization_id for row in parts)}
    if activity.lead is not None:
        named |= {*activity.lead.positions.on(clock.today()).values_list("organization", flat=True)}
    if person is not None and person.pk in {activity.lead_id, *(row.person_id for row in parts)}:
        own = {row.organization_id: row.organization for row in facts(actor).positions}
        mine, named = mine | own, named | set(own)
    return [organization for pk, organization in mine.items() if pk in named]


def may_report(actor: Any, activity: Activity, organization: Any = None) -> None:
    """The lead and co-executors report on an approved activity, each for its own organisation; the secretary for those
    without an account. Raises Refused: forbidden, state."""
    if activity.revision.state != State.APPROVED:
        raise Refused(_("Reports are made on an approved plan."), code="state")
    if actor is None or is_secretary(actor):
        return
    own = answers_for(actor, activity)
    if not own or (organization is not None and organization not in own):
        raise Refused(_("Reports are made by those who carry the activity out."), code="forbidden")


def may_carry(actor: Any, activity: Activity) -> None:
    """Carrying over is recorded by the group and the secretary. Raises Refused."""
    may_work_on(actor, activity.revision.plan)
    if activity.revision.state != State.APPROVED:
        raise Refused(_("Only an approved activity is carried over."), code="state")


def may_cancel(actor: Any, activity: Activity) -> None:
    """An activity is taken out by a decision of the Council, recorded by the secretary. Raises Refused."""
    may_keep(actor)
    if activity.revision.state != State.APPROVED:
        raise Refused(_("Only an approved activity is taken out by a decision."), code="state")


def may_write_report(actor: Any, report: AnnualReport) -> None:
    """The annual report is written by the group and the secretary until it is before the chair. Raises Refused."""
    may_work_on(actor, report.plan)
    if report.state not in AnnualReport.WRITTEN:
        raise Refused(_("The report is “%s”.") % report.get_state_display(), code="state")


def may_publish(actor: Any, plan: Plan) -> None:
    """An approved plan is published by the council's choice, through its secretary (152-ФЗ). Raises Refused."""
    may_keep(actor)
    if not any(row.state in PlanRevision.HELD for row in plan.revisions.all()):
        raise Refused(_("Only an approved plan is published."), code="state")


SUBMIT = Transition("submit", _("Put before the Council"), (State.DRAFT, State.RETURNED), State.CONSIDERED, may_draft)
RETURN = Transition(
    "return", _("Return for revision"), (State.CONSIDERED,), State.RETURNED, may_approve, needs_reason=True
)
# These follow from a signature: the chair's under the plan, under the next revision, under the annual report.
APPROVE = Transition("approve", pgettext_lazy("plan", "Approve"), (State.CONSIDERED,), State.APPROVED, _by_signature)
REPLACE = Transition(
    "replace", pgettext_lazy("plan", "A new revision"), (State.APPROVED,), State.REPLACED, _by_signature
)
CLOSE = Transition(
    "close", pgettext_lazy("plan", "Its report is approved"), (State.APPROVED,), State.CLOSED, _by_signature
)
TRANSITIONS = (SUBMIT, RETURN, APPROVE, REPLACE, CLOSE)

PROPOSE = Transition(
    "propose", _("Put the report before the chair"), (Annual.DRAFT, Annual.RETURNED), Annual.PROPOSED, may_write_report
)
RETURN_REPORT = Transition(
    "return_report", _("Return the report"), (Annual.PROPOSED,), Annual.RETURNED, may_approve, needs_reason=True
)
APPROVE_REPORT = Transition(
    "approve_report", _("Approve the report"), (Annual.PROPOSED,), Annual.APPROVED, _by_signature
)
ANNUAL_TRANSITIONS = (PROPOSE, RETURN_REPORT, APPROVE_REPORT)
