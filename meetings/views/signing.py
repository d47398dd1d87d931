"""Putting minutes to signature, and taking them back."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.files import marks
from cluster_portal.ui.acts import ActPage, act_page
from meetings import actions
from meetings.forms import DropForm, PutToSignForm
from meetings.signing import proposed
from meetings.views.common import meeting_to_record
from members.models import CaseFile
from members.signing import case_of

WEEK = datetime.timedelta(days=7)


def put_to_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the minutes and name who signs them; those the rules name are proposed."""
    meeting = meeting_to_record(request, pk)
    back = reverse("meetings:protocol", args=[pk])
    then = (
        _("The text is frozen: it gets a check code, and from then on it can be corrected only by a new edition."),
        _("Those named are told by letter and find it on their home page."),
        _("The printed signature lines stay as they are; this is about electronic signatures."),
    )
    page = ActPage(_("Put the minutes to signature"), _("Freeze and put to signature"), (back, meeting), then)
    initial: dict[str, Any] = {**proposed(meeting), "until": clock.today() + WEEK}
    initial["case_file"] = meeting.case_file or case_of(CaseFile.Kind.MINUTES)

    def perform(until: Any, case_file: Any, **named: Any) -> tuple[str, Any]:
        people = {role: person for role, person in named.items() if person}
        actions.put_to_sign(
            meeting=meeting, signatories=people, until=until, case_file=case_file, marks=marks(), by=request.user
        )
        return back, _("The minutes are put to signature.")

    return act_page(request, page, PutToSignForm(request.POST or None, initial=initial), perform)


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take minutes back from signature, with a reason."""
    meeting = meeting_to_record(request, pk)
    back = reverse("meetings:protocol", args=[pk])
    then = (
        _("Signatures given so far stay recorded for that text; the next one is signed anew."),
        _("Whoever opened the old text sees what changed."),
    )
    page = ActPage(_("Take the minutes back from signature"), _("Take back"), (back, meeting), then)

    def perform(reason: str) -> tuple[str, Any]:
        actions.take_back(meeting=meeting, reason=reason, by=request.user)
        return back, _("The minutes are being drawn up again.")

    return act_page(request, page, DropForm(request.POST or None), perform)
