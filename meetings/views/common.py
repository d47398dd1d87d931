"""What the views of this room share."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cluster_portal.workflow import Refused
from meetings import rules
from meetings.models import Meeting


def may_know(request: HttpRequest) -> None:
    """A stranger does not learn what there is: 404."""
    try:
        rules.may_read(request.user)
    except Refused as refused:
        raise Http404 from refused


def meeting_for(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may know of it: a stranger gets 404, as for one that does not exist."""
    may_know(request)
    return get_object_or_404(
        Meeting.objects.select_related("cluster", "charter", "scan", "document", "case_file"), pk=pk
    )


def meeting_to_record(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person keeps its minutes. Raises Refused (403 in words)."""
    meeting = meeting_for(request, pk)
    rules.may_record(request.user, meeting)
    return meeting
