"""Papers of signing: accession to simple signatures, powers of attorney, the council's nomenclature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_portal import clock
from cluster_portal.documents.uploads import served
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.workflow import Refused, may
from members import actions, rules
from members.forms import AccessionForm, AttorneyForm, CaseFileForm, EndForm, EndMandateForm
from members.models import Accession, CaseFile, Cluster, Organization, PowerOfAttorney


def _keeper(request: HttpRequest) -> None:
    """Strangers learn nothing (404); members are told whose business it is. Raises Refused."""
    if not rules.may_read_internal(request.user):
        raise Http404
    rules.may_keep_papers(request.user)


def accession(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the sheet by which an organisation joins the agreement on simple signatures."""
    _keeper(request)
    row = get_object_or_404(Organization, pk=pk)
    then = (
        _("The sheet names the people and their e-mail addresses; it is printed and signed by the head."),
        _("When the signed sheet is entered, its people can sign by a simple signature."),
    )
    title = _("Joining the agreement on simple electronic signatures")
    page = ActPage(title, _("Make the sheet"), (row.get_absolute_url(), row), then)

    def perform(people: Any, checked_how: str) -> str:
        marks = "Демонстрация" if settings.DEMO else ""
        made = actions.prepare_accession(
            organization=row, people=people, checked_how=checked_how, marks=marks, by=request.user
        )
        return str(made.document.get_absolute_url()) if made.document else row.get_absolute_url()

    return act_page(request, page, AccessionForm(row, request.POST or None), perform)


def attorney(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a power of attorney."""
    _keeper(request)
    row = get_object_or_404(Organization, pk=pk)
    page = ActPage(_("Power of attorney"), _("Record"), (row.get_absolute_url(), row))

    def perform(**values: Any) -> tuple[str, Any]:
        actions.enter_attorney(organization=row, by=request.user, **values)
        return row.get_absolute_url(), _("Recorded.")

    form = AttorneyForm(request.POST or None, request.FILES or None, initial={"started": clock.today()})
    return act_page(request, page, form, perform)


def end_accession(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation leaves the agreement on simple signatures."""
    _keeper(request)
    row = get_object_or_404(Accession.objects.select_related("organization"), pk=pk)
    do = lambda **values: actions.end_accession(accession=row, by=request.user, **values)  # noqa: E731
    return _end(request, row, _("Leaves the agreement on simple signatures"), EndMandateForm, do)


def end_attorney(request: HttpRequest, pk: int) -> HttpResponse:
    """A power of attorney was taken back."""
    _keeper(request)
    row = get_object_or_404(PowerOfAttorney.objects.select_related("organization"), pk=pk)
    do = lambda **values: actions.end_attorney(attorney=row, by=request.user, **values)  # noqa: E731
    return _end(request, row, _("The power of attorney is taken back"), EndForm, do)


def _end(request: HttpRequest, row: Any, title: Any, form: type[forms.Form], do: Any) -> HttpResponse:
    back = (row.organization.get_absolute_url(), row.organization)

    def perform(**values: Any) -> tuple[str, Any]:
        do(**values)
        return back[0], _("Recorded.")

    page = ActPage(title, _("Record"), back, (str(row),))
    return act_page(request, page, form(request.POST or None, initial={"ended": clock.today()}), perform)


@require_safe
def attorney_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a power of attorney."""
    _keeper(request)
    return served(get_object_or_404(PowerOfAttorney.objects.select_related("file"), pk=pk).file)


def nomenclature(request: HttpRequest) -> HttpResponse:
    """The council's nomenclature: what is kept where and for how long; the secretary enters its lines."""
    rules.refuse_strangers(request.user)
    keeps = may(rules.may_keep_papers, request.user)
    form = CaseFileForm(request.POST or None)
    if request.method == "POST":
        rules.may_keep_papers(request.user)
        cluster = get_object_or_404(Cluster.objects.all()[:1])
        if form.is_valid():
            try:
                actions.enter_case_file(cluster=cluster, by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.reason))
            else:
                return redirect(reverse("members:nomenclature"))
    context = {"rows": CaseFile.objects.all(), "form": form if keeps else None}
    return render(request, "members/nomenclature.html", context, status=400 if form.errors else 200)
