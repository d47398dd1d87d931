"""What is read without the portal's own pages: published plans, the calendar feed."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.documents.calendar import ICS, Appointment, to_feed
from cluster_portal.documents.views.common import original_file
from cluster_portal.workflow import may
from workplans import rules
from workplans.models import Activity, Plan, PlanRevision
from workplans.record import Record
from workplans.standing import with_fate

SALT = "workplans.feed"
DAY = datetime.timedelta(days=1)


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The list."""
    rows = Plan.objects.filter(published_at__isnull=False, revisions__state__in=PlanRevision.HELD).distinct()
    return render(request, "workplans/published.html", {"plans": list(rows[:200])})


def _revision(pk: int) -> PlanRevision:
    """The approved revision of a published plan. Raises Http404."""
    plan = get_object_or_404(Plan, pk=pk, published_at__isnull=False)
    found: PlanRevision | None = (
        PlanRevision.objects.whole().filter(plan=plan, state__in=PlanRevision.HELD).order_by("-number").first()
    )
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def published_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The approved plan as it prints: no reports, no contacts."""
    row = _revision(pk)
    record = Record(row)
    parts = [(part, [(one, record.numbers[one.pk]) for one in part.activities]) for part in record.parts]
    return render(request, "workplans/published_plan.html", {"revision": row, "plan": row.plan, "parts": parts})


@login_not_required
@require_safe
def published_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed PDF."""
    row = _revision(pk)
    if row.document is None:
        raise Http404
    return original_file(row.document)


def feed_address(user: object) -> str:
    """The secret address of a person's calendar; a new password makes the old one void."""
    token = signing.Signer(salt=SALT).sign_object([user.pk, _stamp(user)])  # type: ignore[attr-defined]
    return f"{settings.SITE_URL}{reverse('workplans:feed', args=[token])}"


def _stamp(user: object) -> str:
    """A few signs of the stored password: what is signed changes with it, and says nothing of it."""
    return signing.Signer(salt=SALT).signature(user.password)[:12]  # type: ignore[attr-defined]


@login_not_required
@require_safe
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Activities of plans in force as a calendar, for a calendar program that cannot sign in. Raises Http404."""
    try:
        pk, stamp = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if user is None or _stamp(user) != stamp or not may(rules.may_read, user):
        raise Http404
    rows = Activity.objects.filter(revision__state=PlanRevision.State.APPROVED, removed_at=None, ended__isnull=False)
    found = with_fate(rows).select_related("revision__plan").order_by("ended", "pk")[:5000]
    events = [_event(row) for row in found]
    return HttpResponse(to_feed("План работы", events), content_type=ICS)


def _event(row: Any) -> Appointment:
    start, fate = row.started or row.ended, getattr(row, "fate", None)
    approved = datetime.datetime.combine(row.revision.approved_on, datetime.time())
    return Appointment(
        uid=f"activity-{row.key}-{row.revision.plan.year}@{settings.SITE_URL.split('//')[-1]}",
        start=start,
        end=row.ended + DAY,
        summary=row.title,
        place=row.place,
        text=row.responsible_words,
        url=f"{settings.SITE_URL}{reverse('workplans:activity', args=[row.pk])}",
        changed=fate.at if fate else timezone.make_aware(approved),
        sequence=2 * row.revision.number + bool(fate),  # what became of it comes after the revision that has it
        cancelled=fate is not None,
    )
