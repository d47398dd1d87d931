"""The Council itself: its rules, first steps, lists as documents, the hand-over, a working group's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_portal import clock
from cluster_portal.documents.blocks import Document
from cluster_portal.documents.docx import to_docx
from cluster_portal.documents.pdf import MissingGlyph, to_pdf
from cluster_portal.documents.uploads import KINDS, attached
from cluster_portal.journal import access
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.registries import panels
from cluster_portal.workflow import Refused, may
from members import actions, documents, rules
from members.forms import CharterForm, ClusterForm, DayForm, rules_of_it
from members.models import Charter, GroupMember, Membership, WorkingGroup


def _hide(request: HttpRequest) -> None:
    if not rules.may_read_internal(request.user):
        raise Http404


# --- rules


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """The edition in force, value by value, and the dated editions."""
    rules.refuse_strangers(request.user)
    cluster = rules.the_cluster()
    editions = list(Charter.objects.filter(cluster=cluster)) if cluster else []
    wanted = request.GET.get("edition", "")
    today = clock.today()
    current = next((row for row in editions if row.in_force_from <= today), None)
    shown = next((row for row in editions if str(row.pk) == wanted), current)
    context = {
        "editions": editions,
        "current": current,
        "shown": shown,
        "values": _values(shown) if shown else [],
        "may_edit": may(rules.may_edit_composition, request.user),
        "history": access.history(*editions) if access.may_read(request.user) else [],
    }
    return render(request, "members/charter.html", context)


def _values(row: Charter) -> list[tuple[Any, Any, bool]]:
    """(rule, its value in words, whether it was taken by default)."""
    told = []
    for field in rules_of_it():
        shown = getattr(row, f"get_{field.name}_display", lambda: None)() or getattr(row, field.name)
        words = {True: _("yes"), False: _("no")}.get(shown, shown) if isinstance(shown, bool) else shown
        told.append((field.verbose_name, words if words != "" else "–", field.name in row.assumed))
    return told


def adopt(request: HttpRequest) -> HttpResponse:
    """Adopt a new edition of the rules, beginning from the last one."""
    _hide(request)
    rules.may_edit_composition(request.user)
    cluster = rules.the_cluster()
    if cluster is None:
        return redirect("members:first_steps")
    last = Charter.objects.filter(cluster=cluster).first()
    initial = {field.name: getattr(last, field.name) for field in rules_of_it()} if last else {}
    initial |= {"signatories": last.signatories, "assumed": last.assumed} if last else {}
    form = CharterForm(request.POST or None, initial=initial)
    page = ActPage(
        _("New edition of the rules"),
        _("Adopt"),
        (reverse("members:charter"), _("Rules of the Council")),
        (_("A meeting keeps the edition of its day. What the Regulation does not state is marked so everywhere."),),
    )

    def perform(**values: Any) -> str:
        actions.adopt_charter(cluster=cluster, by=request.user, **values)
        return reverse("members:charter")

    return act_page(request, page, form, perform)


# --- first steps


@require_safe
def first_steps(request: HttpRequest) -> HttpResponse:
    """What an empty installation needs, in its order."""
    rules.may_edit_composition(request.user)
    cluster = rules.the_cluster()
    secretary = rules.keeper_on(cluster, clock.today()) if cluster else None
    steps = [
        (_("Cluster"), _("Its names as documents print them, the city, the founding order."), "members:found", cluster),
        (
            _("Rules of the Council"),
            _("Quorum, votes, terms; what is not stated is marked as taken by default."),
            "members:adopt",
            cluster and Charter.objects.filter(cluster=cluster).first(),
        ),
        (
            _("Composition"),
            _("Organisations of the Cluster, one by one; people come with their positions."),
            "members:new_organization",
            (cluster and Membership.objects.filter(cluster=cluster).count()) or None,
        ),
        (
            _("Secretary"),
            _("A mandate; then an invitation, so that the secretary can come in."),
            "members:cluster_secretary",
            secretary,
        ),
    ]
    following = next((n for n, step in enumerate(steps) if not step[3]), None)
    return render(request, "members/first_steps.html", {"steps": list(enumerate(steps)), "following": following})


def found(request: HttpRequest) -> HttpResponse:
    """Enter the cluster."""
    rules.may_edit_composition(request.user)
    back = (reverse("members:first_steps"), _("First steps"))

    def perform(**values: Any) -> str:
        actions.found_cluster(by=request.user, **values)
        return back[0]

    return act_page(request, ActPage(_("The cluster"), _("Enter"), back), ClusterForm(request.POST or None), perform)


def to_secretary(request: HttpRequest) -> HttpResponse:
    """The step of the secretary is the act of a mandate."""
    rules.may_edit_composition(request.user)
    return redirect("members:on_cluster", "mandate")


# --- order in the composition


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a line of the composition up or down."""
    _hide(request)
    row = get_object_or_404(Membership.objects.select_related("organization", "cluster"), pk=pk)
    actions.place_membership(membership=row, up=request.POST.get("up") == "1", by=request.user)
    return redirect(row.organization)


# --- documents

LISTS: dict[str, tuple[Callable[..., Document], str]] = {
    "composition": (documents.composition_list, "sostav-klastera"),
    "council": (documents.council_list_paper, "sostav-soveta"),
}


@require_safe
def list_file(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The composition or the Council's list on a day as PDF or DOCX."""
    rules.refuse_strangers(request.user)
    cluster = rules.the_cluster()
    asked = DayForm(request.GET)
    if cluster is None or not asked.is_valid():
        raise Http404
    day = asked.cleaned_data["on"] or clock.today()
    make, name = LISTS[kind]
    return _file(make(cluster, day, marks="Демонстрация" if settings.DEMO else ""), form, f"{name}-{day:%Y-%m-%d}")


def _file(document: Document, form: str, name: str) -> HttpResponse:
    try:
        made = to_pdf(document) if form == "pdf" else to_docx(document)
    except MissingGlyph as error:
        raise Refused(str(error), code="state") from error
    return attached(HttpResponse(made, content_type=KINDS[form].content_type), f"{name}.{form}")


# --- the hand-over


@require_safe
def handover(request: HttpRequest) -> HttpResponse:
    """What one secretary hands over to the next: what is open, drafts, papers and where they are."""
    _hide(request)
    rules.may_edit_composition(request.user)
    found = panels("members.handover", request.user, None)
    if request.GET.get("as") in {"pdf", "docx"}:
        cluster = rules.the_cluster()
        if cluster is None:
            raise Http404
        lines = [(panel.context["title"], panel.context["lines"]) for panel in found]
        marks = "Демонстрация" if settings.DEMO else ""
        made = documents.handover_paper(cluster, clock.today(), lines, marks=marks)
        return _file(made, request.GET["as"], f"peredacha-del-{clock.today():%Y-%m-%d}")
    return render(request, "members/handover.html", {"panels": found})


# --- a working group


@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A working group: its task, its people with their letters, its notes."""
    _hide(request)
    row = get_object_or_404(WorkingGroup.objects.select_related("leader"), pk=pk)
    context = {
        "group": row,
        "places": row.places.select_related("person", "organization"),
        "notes": row.notes.all(),
        "may_edit": may(rules.may_edit_composition, request.user),
        "may_note": may(rules.may_write_note, request.user, row),
        "panels": panels("members.group", request.user, row),
        "history": access.history(row) if access.may_read(request.user) else [],
    }
    return render(request, "members/group.html", context)


@require_POST
def remove_member(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Take somebody out of a working group."""
    _hide(request)
    member = get_object_or_404(GroupMember.objects.select_related("group", "person"), pk=place, group=pk)
    actions.remove_group_member(member=member, by=request.user)
    return redirect(member.group)
