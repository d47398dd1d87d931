"""What the pages of the agreement share."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from agreements import rules
from agreements.models import Agreement, Edition, Party
from cluster_portal.workflow import may


def may_know(request: HttpRequest) -> None:
    """Strangers get 404, as for what does not exist."""
    if not may(rules.may_read, request.user):
        raise Http404


def agreement_for(request: HttpRequest, pk: int) -> Agreement:
    """The agreement, if this person may know of it."""
    may_know(request)
    rows = Agreement.objects.select_related("cluster", "group__leader", "assignment__decision__meeting")
    return get_object_or_404(rows, pk=pk)


def edition_for(request: HttpRequest, pk: int) -> Edition:
    """The edition with the rows every page asks for, if this person may know of it."""
    may_know(request)
    found: Edition = get_object_or_404(Edition.objects.whole(), pk=pk)
    return found


def party_for(request: HttpRequest, pk: int) -> Party:
    """The party with its edition, if this person may know of it."""
    may_know(request)
    rows = Party.objects.select_related("organization", "edition__agreement__cluster", "edition__document", "place")
    return get_object_or_404(rows, pk=pk)


def current(agreement: Agreement) -> Edition | None:
    """The edition that matters now: being signed, discussed or drafted before the one in force; else the newest."""
    editions = list(Edition.objects.whole().filter(agreement=agreement).order_by("-number"))
    states = Edition.State
    wanted = (states.TO_SIGN, states.DISCUSSED, states.IN_FORCE, states.DRAFT)
    found = (row for state in wanted for row in editions if row.state == state)
    return next(found, editions[0] if editions else None)


def crumbs(edition: Edition) -> tuple[str, Any]:
    """Where the acts of an edition lead back to."""
    return edition.get_absolute_url(), edition
