"""Directions of interaction: entered, taken from clauses, tied, corrected, taken out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements import actions, rules
from agreements.forms import ClauseChoice, DirectionForm, DirectionsForm
from agreements.models import Agreement, Direction
from agreements.record import Text
from agreements.views.common import crumbs, current, edition_for, may_know
from cluster_portal.ui.acts import ActPage, act_page
from members.rules import the_cluster


def _page(title: Any, button: Any, *then: Any) -> ActPage:
    return ActPage(title, button, (_list(), _("Directions of interaction")), then)


def _list() -> str:
    return reverse("agreements:directions")


def _direction(request: HttpRequest, pk: int) -> Direction:
    may_know(request)
    row = get_object_or_404(Direction.objects.select_related("agreement"), pk=pk, removed_at=None)
    rules.may_keep_directions(request.user)
    return row


def enter(request: HttpRequest) -> HttpResponse:
    """Enter directions of the Regulation or of minutes."""
    may_know(request)
    rules.may_keep_directions(request.user)
    cluster = the_cluster()
    if cluster is None:
        raise Http404

    def perform(**values: Any) -> str:
        actions.enter_directions(cluster=cluster, by=request.user, **values)
        return _list()

    form = DirectionsForm(request.POST or None, initial={"source": request.GET.get("source", "")})
    return act_page(request, _page(_("Enter directions"), _("Enter")), form, perform)


def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the clauses of a section as directions of the agreement."""
    row = edition_for(request, pk)
    rules.may_work_on(request.user, row.agreement)
    then = (_("Each clause of the section becomes a direction tied to it; those taken before follow its words."),)
    page = ActPage(_("Directions of the Agreement"), _("Take"), crumbs(row), then)

    def perform(clause: str) -> str:
        actions.take_directions(edition=row, section=clause, by=request.user)
        return _list()

    return act_page(request, page, ClauseChoice(Text(row).lines, request.POST or None, sections=True), perform)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the words of a direction."""
    row = _direction(request, pk)

    def perform(text: str) -> str:
        actions.correct(direction=row, text=text, by=request.user)
        return _list()

    form = DirectionForm(request.POST or None, initial={"text": row.text})
    return act_page(request, _page(_("Correct a direction"), _("Save"), row.source_words), form, perform)


def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie a direction to the clause that speaks of it."""
    row = _direction(request, pk)
    agreement = row.agreement or Agreement.objects.first()
    edition = current(agreement) if agreement else None
    lines = Text(edition).lines if edition else []

    def perform(clause: str) -> str:
        actions.tie(direction=row, agreement=agreement, clause_key=clause, by=request.user)
        return _list()

    form = ClauseChoice(lines, request.POST or None, initial={"clause": row.clause_key})
    return act_page(request, _page(_("Clause of a direction"), _("Tie"), row.text), form, perform)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a direction out."""
    actions.take_out(direction=_direction(request, pk), by=request.user)
    return redirect(_list())
