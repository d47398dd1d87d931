"""The composition as of any day, an organisation, a person: to read."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cluster_portal import clock
from cluster_portal.journal import access
from cluster_portal.ui import registries
from members import composition as council
from members import rules
from members.forms import DayForm
from members.models import Alias, Assistant, FormerName, Inspection, Organization, Person, Position, WorkingGroup
from members.roles import May


@require_safe
def composition(request: HttpRequest) -> HttpResponse:
    """Who is in the cluster on a day; a day that cannot be read keeps the page, with today's composition (400)."""
    rules.refuse_strangers(request.user)
    form = DayForm(request.GET if "on" in request.GET else None)
    wrong = form.is_bound and not form.is_valid()
    day = (form.cleaned_data.get("on") if form.is_bound and not wrong else None) or clock.today()
    cluster = rules.the_cluster()
    context = {"form": form, "day": day, "cluster": cluster, "may_edit": _edits(request.user)}
    context["me"] = rules.person_of(request.user)
    if cluster is not None:
        found, officers = council.composition(cluster, day), council.officers(cluster, day)
        mandates = [officer.mandate for officer in officers if officer.mandate]
        context |= {
            "composition": found,
            "sections": _with_seats(found, council.council_list(cluster, day, mandates)),
            "officers": officers,
            "inspections": list(Inspection.objects.on(clock.today()).select_related("person")),
            "groups": WorkingGroup.objects.filter(cluster=cluster, created__lte=day).select_related("leader"),
        }
    return render(request, "members/composition.html", context, status=400 if wrong else 200)


def _with_seats(found: council.Composition, seats: list[council.Seat]) -> list[dict[str, Any]]:
    """Sections with each line's seat; of two people of one organisation the one who sits for it."""
    of = {seat.organization: seat for seat in reversed(seats)}
    return [
        {"section": section, "lines": [(row, of.get(row.organization)) for row in section.rows]}
        for section in found.sections
    ]


@require_safe
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation: its names, its time in the cluster, its people, and what other rooms know of it."""
    _hide_from_strangers(request.user)
    found = get_object_or_404(_with_flags(), pk=pk)
    memberships = list(found.memberships.order_by("-joined"))
    day = clock.today()
    context = {
        "organization": found,
        "memberships": memberships,
        "is_member": any(_lasts(row.joined, row.left, day) for row in memberships),
        "branches": found.branches.all() if found.has_branches else [],
        "former_names": found.former_names.all() if found.has_former else [],
        "aliases": found.aliases.all() if found.has_aliases else [],
        "representations": _by_time(found.representations.select_related("person"), day),
        "positions": _by_time(found.positions.select_related("person"), day),
        "assistants": _by_time(_assistants(found), day)["now"] if found.has_assistants else [],
        "may_edit": _edits(request.user),
        "panels": registries.panels("members.organization", request.user, found),
        "history": _history(request.user, found, *memberships),
    }
    return render(request, "members/organization.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: positions, offices, groups; the address only for those who see contacts, and for himself."""
    _hide_from_strangers(request.user)
    found = get_object_or_404(Person, pk=pk)
    day = clock.today()
    context = {
        "person": found,
        "positions": _by_time(found.positions.select_related("organization"), day),
        "representations": _by_time(found.representations.select_related("organization"), day),
        "mandates": _by_time(found.mandates.all(), day),
        "groups": WorkingGroup.objects.taking_part(found),
        "sees_contacts": rules.has(request.user, May.SEE_CONTACTS) or found == rules.person_of(request.user),
        "may_edit": _edits(request.user),
        "panels": registries.panels("members.person", request.user, found),
        "history": _history(request.user, found),
    }
    return render(request, "members/person.html", context)


def _edits(user: Any) -> bool:
    return rules.has(user, May.EDIT_COMPOSITION)


def _with_flags() -> Any:
    """Organisations with what they have at all: what is seldom there is not asked for in vain."""
    own = OuterRef("pk")
    heads = Position.objects.filter(organization=OuterRef(own)).exclude(kind=Position.Kind.OTHER).values("person")
    rows = Organization.objects.select_related("parent", "successor")
    return rows.annotate(
        has_branches=Exists(Organization.objects.filter(parent=own)),
        has_former=Exists(FormerName.objects.filter(organization=own)),
        has_aliases=Exists(Alias.objects.filter(organization=own)),
        has_assistants=Exists(Assistant.objects.filter(head__in=heads)),
    )


def _assistants(organization: Organization) -> Any:
    """Who assists the heads of the organisation."""
    heads = organization.positions.exclude(kind=Position.Kind.OTHER).values("person")
    return Assistant.objects.filter(head__in=heads).select_related("person", "head")


def _history(user: Any, *rows: Any) -> list[Any]:
    return access.history(*rows) if access.may_read(user) else []


def _hide_from_strangers(user: Any) -> None:
    """Whoever may not read what is internal does not learn what there is."""
    if not rules.may_read_internal(user):
        raise Http404


def _lasts(start: datetime.date | None, end: datetime.date | None, day: datetime.date) -> bool:
    return (start is None or start <= day) and (end is None or end >= day)


def _by_time(rows: Any, day: datetime.date) -> dict[str, list[Any]]:
    """Rows that hold on the day, and the others."""
    told: dict[str, list[Any]] = {"now": [], "other": []}
    for row in rows:
        told["now" if _lasts(row.started, row.ended, day) else "other"].append(row)
    return told
