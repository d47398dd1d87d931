"""Planning, beginning, finishing; signed on paper."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cluster_portal import clock
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.workflow import Refused
from meetings import actions, rules
from meetings.forms import PaperForm, PlanForm
from meetings.models import Meeting
from meetings.numbering import next_number
from meetings.views.common import meeting_to_record
from members.rules import charter_on, the_cluster


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; what was typed wrongly stays in the form with its sentence."""
    rules.may_record(request.user)
    cluster = the_cluster()
    if cluster is None:
        raise Refused(_("First describe the cluster and its rules in the admin site."), code="state")
    form = PlanForm(request.POST or None, initial=_proposed(cluster))
    if request.method == "POST" and form.is_valid():
        meeting = _planned(form, cluster, request.user)
        if meeting:
            return redirect("meetings:meeting", meeting.pk)
    status = 400 if form.is_bound else 200
    charter = charter_on(cluster, clock.today())
    return render(request, "meetings/plan.html", {"form": form, "charter": charter}, status=status)


def _proposed(cluster: Any) -> dict[str, Any]:
    today = clock.today()
    taken = Meeting.objects.filter(cluster=cluster, year=today.year, body_printed="").values_list("number", flat=True)
    return {"number": next_number(taken), "place": cluster.city}


def _planned(form: PlanForm, cluster: Any, user: Any) -> Meeting | None:
    try:
        return actions.plan_meeting(cluster=cluster, by=user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field, str(refused.reason))
    except ValidationError as error:
        form.add_error(None, error)
    return None


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the meeting and go to the screen that records it."""
    meeting = meeting_to_record(request, pk)
    actions.start(meeting=meeting, by=request.user)
    return redirect("meetings:desk", pk)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the meeting and show its protocol."""
    meeting = meeting_to_record(request, pk)
    actions.finish(meeting=meeting, by=request.user)
    return redirect("meetings:protocol", pk)


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the minutes stand signed on paper."""
    meeting = meeting_to_record(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"signed_on": meeting.date})
    back = reverse("meetings:protocol", args=[pk])
    then = (_("After this the minutes are closed: they can be corrected only by a new edition."),)
    page = ActPage(_("The minutes are signed on paper"), _("Record"), (back, meeting), then)

    def perform(**values: Any) -> str:
        actions.sign_on_paper(meeting=meeting, by=request.user, **values)
        return back

    return act_page(request, page, form, perform)
