"""Working text of a plan: one journal entry for each part and editing session, not for each key."""

from __future__ import annotations

import datetime
from typing import Any

from cluster_portal import clock
from cluster_portal.workflow import action, locked, note, working_text
from workplans import rules
from workplans.models import PlanRevision, PlanSession

PAUSE = datetime.timedelta(minutes=15)  # after so long without a save a new session begins


def open_for_drafting(revision: PlanRevision, *, by: Any) -> PlanRevision:
    """Lock the revision and check that this person may write in it now. Raises Refused."""
    row = locked(revision)
    rules.may_draft(by, row)
    return row


@working_text
def touch(*, revision: PlanRevision, part: str, by: Any) -> None:
    """Note that somebody writes in a part; the first time in a session that is a journal entry."""
    now = clock.now()
    mine = PlanSession.objects.filter(revision=revision, user=by, part=part, last__gte=now - PAUSE)
    if not mine.update(last=now):
        begin_drafting(revision=revision, part=part, by=by)
    PlanRevision.objects.filter(pk=revision.pk).update(saved_at=now, saved_by=str(by or ""))


@action("workplans.drafting_begun")
def begin_drafting(*, revision: PlanRevision, part: str, by: Any) -> PlanRevision:
    """Begin an editing session on a part of a plan."""
    now = clock.now()
    PlanSession.objects.create(revision=revision, user=by, part=part, started=now, last=now)
    note(part=part)
    return revision
