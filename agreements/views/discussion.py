"""What is said about an edition: put up, remarks, answers, support, consent."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements import actions, rules
from agreements.forms import AnswerForm, RemarkForm, UntilForm
from agreements.models import Clause, Edition, Remark
from agreements.record import Text
from agreements.views.common import crumbs, edition_for, may_know
from cluster_portal import clock
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Refused, why_not
from members.models import Organization

TWO_WEEKS = datetime.timedelta(days=14)


def discuss(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft up for discussion."""
    row = edition_for(request, pk)
    _refuse(why_not(rules.DISCUSS, request.user, row))
    then = (
        _("Heads and representatives of all members are told and may make remarks until that day."),
        _("The text of this edition stays as it is from now on; what is taken comes into the next edition."),
    )
    page = ActPage(_("Put up for discussion"), _("Put up for discussion"), crumbs(row), then)

    def perform(until: datetime.date) -> str:
        actions.put_up(edition=row, until=until, by=request.user)
        return row.get_absolute_url()

    form = UntilForm(request.POST or None, initial={"until": clock.today() + TWO_WEEKS})
    return act_page(request, page, form, perform)


def _refuse(refused: Refused | None) -> None:
    if refused is not None:
        raise refused


@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """The group hands the edition over to be signed."""
    row = edition_for(request, pk)
    actions.say_ready(edition=row, by=request.user)
    messages.success(request, _("The secretary is told that it is ready."))
    return redirect(row)


def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a remark on a clause, or on the whole."""
    row = edition_for(request, pk)
    rules.may_speak(request.user, row)
    clause = _clause(request, row)
    line = next((one for one in Text(row).lines if clause and one.key == clause.key), None)
    about = _("Clause %s") % line.number if line else _("The whole text")
    then = [line.whole] if line else []
    if row.discussed_until and clock.today() > row.discussed_until:
        then.append(_("The day has passed: the remark is taken and marked as late."))
    back = f"{row.get_absolute_url()}#c{line.number}" if line else row.get_absolute_url()
    page = ActPage(_("Remark: %s") % about, _("Make the remark"), (back, row), then)

    def perform(organization: Organization, wording: str, text: str) -> tuple[str, Any]:
        made = actions.remark(
            edition=row, organization=organization, clause=clause, wording=wording, text=text, by=request.user
        )
        return f"{row.get_absolute_url()}#r{made.pk}", _("The working group is told.")

    initial = {"wording": line.text if line else ""}
    form = RemarkForm(rules.speaks_for(request.user), request.POST or None, initial=initial)
    return act_page(request, page, form, perform)


def _clause(request: HttpRequest, row: Edition) -> Clause | None:
    """The clause the address names by its key; Http404 for one that is not there."""
    key = request.GET.get("clause", "")
    if not key:
        return None
    return get_object_or_404(Clause, edition=row, key=key[:20], removed_at=None)


def _remark_for(request: HttpRequest, pk: int) -> Remark:
    may_know(request)
    rows = Remark.objects.select_related("edition__agreement__group", "organization", "person__user", "clause")
    return get_object_or_404(rows, pk=pk)


def _place(row: Remark) -> str:
    return f"{row.edition.get_absolute_url()}#r{row.pk}"


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The group answers a remark."""
    row = _remark_for(request, pk)
    rules.may_answer(request.user, row)
    then = filter(None, (row.organization.name, row.wording, row.text))
    page = ActPage(_("Answer the remark"), _("Answer"), (_place(row), row.edition), then)

    def perform(answer: str, text: str) -> str:
        actions.answer(remark=row, answer=answer, text=text, by=request.user)
        return _place(row)

    return act_page(request, page, AnswerForm(request.POST or None), perform)


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Support somebody else's remark for one's own organisation."""
    row = _remark_for(request, pk)
    actions.support(remark=row, organization=_mine(request), by=request.user)
    return redirect(_place(row))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a remark of one's own organisation."""
    row = _remark_for(request, pk)
    actions.withdraw_remark(remark=row, by=request.user)
    return redirect(_place(row))


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree with the edition as it is."""
    row = edition_for(request, pk)
    actions.agree(edition=row, organization=_mine(request), by=request.user)
    messages.success(request, _("Your organisation agrees with this edition."))
    return redirect(row)


def _mine(request: HttpRequest) -> Organization:
    """The organisation the form names among those the person speaks for, else the only one. Raises Refused, Http404."""
    mine = rules.speaks_for(request.user)
    if not mine:
        raise Refused(_("Remarks are made by those who represent or head a member organisation."), code="forbidden")
    wanted = whole_number(request.POST.get("organization", ""))
    found = next((row for row in mine if row.pk == wanted), mine[0] if wanted is None else None)
    if found is None:
        raise Http404
    return found
