"""What the views of this room share."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cluster_portal.workflow import Refused
from meetings import rules
from meetings.models import Meeting


def meeting_for(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it: a stranger gets 404, as for one that does not exist."""
    meeting = get_object_or_404(Meeting.objects.select_related("cluster", "charter"), pk=pk)
    try:
        rules.may_read(request.user, meeting)
    except Refused as refused:
        raise Http404 from refused
    return meeting


def meeting_to_record(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person keeps its minutes. Raises Refused (403 in words)."""
    meeting = meeting_for(request, pk)
    rules.may_record(request.user, meeting)
    return meeting


def may(check: Any, *args: Any) -> bool:
    """Whether a rule lets it pass."""
    try:
        check(*args)
    except Refused:
        return False
    return True
