"""What hangs on an activity: dates and decisions, indicators, their targets by quarter, documents."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.documents.uploads import served
from cluster_portal.ui.acts import ActPage, act_page, mark_of
from members.models import Organization
from workplans import actions, rules
from workplans.forms import DetailForm, DocumentForm, IndicatorForm
from workplans.measures import values_of
from workplans.models import Activity, Indicator, Measure
from workplans.standing import QUARTERS
from workplans.views.common import activity_for, directions_for, drafted

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_TEXT = 20  # characters of a number


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Dates, further directions, decisions, why a date was moved."""
    row = drafted(request, pk)
    rules.may_draft(request.user, row.revision)
    back = (reverse("workplans:activity", args=[pk]), row.title or row.revision)
    page = ActPage(_("Details of the activity"), _("Save"), back, corrects=True)

    def perform(**values: Any) -> str:
        actions.detail_activity(activity=row, by=request.user, **values)
        return reverse("workplans:activity", args=[pk])

    initial = {
        "started": row.started,
        "ended": row.ended,
        "moved_reason": row.moved_reason,
        "directions": row.directions.all(),
        "decisions": row.decisions.all(),
        "funding": row.funding,
        "place": row.place,
    }
    decisions = actions.decisions_for(row.revision)
    form = DetailForm(directions_for(row.revision), decisions, request.POST or None, initial=initial)
    return act_page(request, page, form, perform)


def indicator(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """Add an indicator to an activity, or change one."""
    row = drafted(request, pk)
    rules.may_draft(request.user, row.revision)
    found = get_object_or_404(Indicator, pk=number, activity=row) if number else None
    page = ActPage(_("Indicator"), _("Save"), (reverse("workplans:activity", args=[pk]), row.title), corrects=True)

    def perform(**values: Any) -> str:
        actions.set_indicator(activity=row, indicator=found, by=request.user, **values)
        return reverse("workplans:activity", args=[pk])

    names = ("name", "unit", "baseline", "target", "rule")
    initial = {name: getattr(found, name) for name in names} if found else {}
    return act_page(request, page, IndicatorForm(request.POST or None, initial=initial), perform)


@require_POST
def remove_indicator(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take an indicator out."""
    row = drafted(request, pk)
    found = get_object_or_404(Indicator, pk=number, activity=row)
    actions.remove_indicator(indicator=found, by=request.user)
    return redirect(reverse("workplans:activity", args=[pk]))


# --- targets


@GET_POST
def targets(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Targets of an indicator by organisation and quarter, beside the actual values."""
    row = drafted(request, pk)
    known = Indicator.objects.select_related("activity__revision__plan__group")
    found = get_object_or_404(known, pk=number, activity=row)
    organizations = _organizations(row)
    kept = {(one.organization_id, one.quarter): one for one in values_of(row.revision.plan, [found])[found.key]}
    stored = {(one.pk, n): _shown(kept.get((one.pk, n))) for one in organizations for n in QUARTERS}
    seen = mark_of({f"{one}-{n}": words for (one, n), words in stored.items()})
    typed = {at: request.POST.get("target-{}-{}".format(*at), words) for at, words in stored.items()}
    problem, status = "", 200
    if request.method == "POST" and request.POST.get("seen", seen) != seen:
        problem, status = _("Somebody has changed the targets since you opened the page; stored now: %s."), 409
        problem %= "; ".join(words or "–" for words in stored.values())
    elif request.method == "POST":
        try:
            given = {(one, n): _number(typed[one.pk, n]) for one in organizations for n in QUARTERS}
            actions.set_targets(indicator=found, targets=given, by=request.user)
            return redirect("workplans:activity", pk)
        except ValidationError as error:
            problem, status = "; ".join(error.messages), 400
    lines = [(one, [(n, typed[one.pk, n], kept.get((one.pk, n))) for n in QUARTERS]) for one in organizations]
    context = {
        "activity": row,
        "indicator": found,
        "lines": lines,
        "quarters": QUARTERS,
        "problem": problem,
        "seen": seen,
    }
    return render(request, "workplans/targets.html", context, status=status)


def _organizations(row: Activity) -> list[Organization]:
    """The lead and the co-executors that are organisations."""
    named = [row.lead_organization] if row.lead_organization else []
    named += [one.organization for one in row.co_executors.select_related("organization") if one.organization]
    return list(dict.fromkeys(named))


def _number(text: str) -> Decimal | None:
    """A number as people write it, «1 200,5»; raises ValidationError where it is none."""
    plain = "".join(text.split()).replace(",", ".")
    if not plain:
        return None
    try:
        value = Decimal(plain) if len(plain) <= MOST_TEXT else Decimal("NaN")
    except InvalidOperation as error:
        raise ValidationError(_("“%s” is no number.") % text[:MOST_TEXT]) from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise ValidationError(_("“%s” is no number.") % text[:MOST_TEXT])
    return value


def _shown(kept: Measure | None) -> str:
    return "" if kept is None or kept.target is None else f"{kept.target.normalize():f}".replace(".", ",")


# --- documents


def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a document to an activity."""
    row = activity_for(request, pk)
    rules.may_document(request.user, row)
    back = reverse("workplans:activity", args=[pk])
    page = ActPage(_("Attach a document"), _("Attach"), (back, row.title))

    def perform(file: Any) -> str:
        actions.attach_document(activity=row, file=file, by=request.user)
        return back

    return act_page(request, page, DocumentForm(request.POST or None, request.FILES or None), perform)


@require_safe
def document(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A document of an activity."""
    return served(get_object_or_404(activity_for(request, pk).files, pk=number))


@require_POST
def detach(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a document off an activity; the file stays kept."""
    row = activity_for(request, pk)
    actions.detach_document(activity=row, file=get_object_or_404(row.files, pk=number), by=request.user)
    return redirect("workplans:activity", pk)
