"""What people do with letters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.notifications.models import Letter
from cluster_portal.workflow import Refused, action, locked


@action("notifications.letter_sent_again")
def send_again(*, letter: Letter, by: Any) -> Letter:
    """Try an unsent letter now, one that was given up too; the next run of `deliver` takes it.

    Raises Refused: `sent` – nothing is sent twice.
    """
    row = locked(letter)
    if row.sent_at:
        raise Refused(_("This letter has been sent. Nothing is sent twice."), code="sent")
    row.next_try_at = clock.now()
    row.save(update_fields=["next_try_at"])
    return row
