"""Working text of a draft: one journal entry for each part and editing session, not for each key."""

from __future__ import annotations

import datetime
from typing import Any

from agreements import rules
from agreements.models import DraftSession, Edition
from cluster_portal import clock
from cluster_portal.workflow import action, locked, note, working_text

PAUSE = datetime.timedelta(minutes=15)  # after so long without a save a new session begins


def open_for_drafting(edition: Edition, *, by: Any) -> Edition:
    """Lock the edition and check that this person may write in it now. Raises Refused."""
    row = locked(edition)
    rules.may_draft(by, row)
    return row


@working_text
def touch(*, edition: Edition, part: str, by: Any) -> None:
    """Note that somebody writes in a part; the first time in a session that is a journal entry."""
    now = clock.now()
    mine = DraftSession.objects.filter(edition=edition, user=by, part=part, last__gte=now - PAUSE)
    if not mine.update(last=now):
        begin_drafting(edition=edition, part=part, by=by)
    Edition.objects.filter(pk=edition.pk).update(saved_at=now, saved_by=str(by or ""))


@action("agreements.drafting_begun")
def begin_drafting(*, edition: Edition, part: str, by: Any) -> Edition:
    """Begin an editing session on a part of a draft."""
    now = clock.now()
    DraftSession.objects.create(edition=edition, user=by, part=part, started=now, last=now)
    note(part=part)
    return edition
