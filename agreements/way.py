"""The way of an agreement: decision → group → editions → signatures → in force, as steps of one page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, Edition
from agreements.standing import Signing, condition_words
from meetings.record import printed_number

State = Edition.State


@dataclass(frozen=True)
class Step:
    """One thing on the way: what, when (None: not dated), where it is looked at, what is said of it."""

    what: Any
    day: datetime.date | None
    url: str = ""
    detail: str = ""
    state: str = ""
    done: bool = True


def way_of(agreement: Agreement) -> list[Step]:
    """All steps in their order; what is still to come stands last, not done. Three queries."""
    return [*_asked_for(agreement), *_editions(agreement), *_end(agreement)]


def _asked_for(agreement: Agreement) -> Iterator[Step]:
    task = agreement.assignment
    if task is not None:
        meeting = task.decision.meeting
        number = printed_number(task.decision)
        words = _("Decision %(number)s of minutes No. %(minutes)s") % {"number": number, "minutes": meeting.number}
        yield Step(words, meeting.date, task.get_absolute_url(), task.part, task.get_state_display())
    group = agreement.group
    if group is not None:
        leader = _("leader: %s") % group.leader if group.leader else ""
        yield Step(_("Working group"), group.created, group.get_absolute_url(), leader or group.task)


def _editions(agreement: Agreement) -> Iterator[Step]:
    rows = agreement.editions.select_related("document", "based_on").order_by("number")
    editions = list(rows.annotate(said=Count("remarks")))
    signings = Signing.each([row for row in editions if row.put_on])
    for row in editions:
        yield from _edition(row)
        if row in signings:
            yield from _signing(row, signings[row])


def _edition(row: Any) -> Iterator[Step]:
    told = {"number": row.number}
    based = _("made from edition %s") % row.based_on.number if row.based_on else ""
    day = timezone.localtime(row.made_at).date()
    yield Step(_("Edition %(number)s drafted") % told, day, row.get_absolute_url(), based, row.get_state_display())
    if row.discussed_from:
        yield Step(
            _("Edition %(number)s discussed") % told,
            row.discussed_from,
            f"{row.get_absolute_url()}#remarks",
            _("remarks: %(count)s, until %(day)s") % {"count": row.said, "day": f"{row.discussed_until:%d.%m.%Y}"},
        )


def _signing(row: Any, signing: Signing) -> Iterator[Step]:
    told = {"number": row.number}
    parties = reverse("agreements:parties", args=[row.pk])
    code = _("check code %s") % row.document.printed_code if row.document else ""
    yield Step(_("Edition %(number)s put to signature") % told, row.put_on, row.document.get_absolute_url(), code)
    counted = _("signed by %(signed)s of %(asked)s") % {"signed": len(signing.signed), "asked": len(signing.asked)}
    yield Step(_("Signatures"), None, parties, counted, done=row.state != State.TO_SIGN)
    if row.state == State.WITHDRAWN:
        yield Step(_("Edition %(number)s taken back from signature") % told, None, "", row.state_reason)
    elif row.in_force_on:
        register = reverse("agreements:register", args=[row.agreement_id])
        yield Step(_("Edition %(number)s in force") % told, row.in_force_on, register, condition_words(row))
        if signing.acceded:
            yield Step(_("Acceded later: %s") % len(signing.acceded), None, parties)
    else:
        yield Step(_("In force"), None, "", condition_words(row), done=False)


def _end(agreement: Agreement) -> Iterator[Step]:
    if agreement.ended_on:
        yield Step(_("The agreement ended"), agreement.ended_on, "", agreement.ended_ground)
