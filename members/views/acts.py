"""What is done with the composition: a table of acts, each a form and an action, all answered alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.workflow import Refused
from members import actions, rules
from members import forms as f
from members.models import (
    LINE,
    Absence,
    Assistant,
    Cluster,
    Inspection,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    Representation,
    WorkingGroup,
)


def _keeper(user: Any, _obj: Any) -> None:
    rules.may_edit_composition(user)


@dataclass(frozen=True)
class Act:
    """An act on an object: what its page says, its form, what it does. `start` gives initial values, where the act
    `corrects` them those that are stored."""

    title: Any
    form: type[forms.Form]
    do: Callable[..., Any]
    then: Any = ""
    start: Callable[[Any], dict[str, Any]] | None = None
    corrects: bool = False
    rule: Callable[[Any, Any], None] = _keeper


def _perform(request: HttpRequest, act: Act, obj: Any, back: tuple[str, Any], title: Any = "") -> HttpResponse:
    act.rule(request.user, obj)
    start = act.start(obj) if act.start else {}
    proposed = {name: request.GET[name][:LINE] for name in act.form.base_fields if name in request.GET}
    form = act.form(request.POST or None, initial=start | proposed)
    page = ActPage(title or act.title, _("Record"), back, (act.then,) if act.then else (), corrects=act.corrects)

    def perform(**values: Any) -> tuple[str, Any]:
        act.do(obj, by=request.user, **values)
        return back[0], _("Recorded.")

    return act_page(request, page, form, perform)


def _today(_obj: Any) -> dict[str, Any]:
    day = clock.today()
    return dict.fromkeys(("since", "joined", "left", "started", "ended", "completed", "created"), day)


def _details(row: Organization) -> dict[str, Any]:
    return {name: getattr(row, name) for name in f.DetailsForm.base_fields}


def _seat_of(organization: Organization) -> Membership:
    row = organization.memberships.filter(left=None).first()
    if row is None:
        raise Refused(_("The organisation is not in the Cluster."), code="state")
    return row


def _join(organization: Organization, **values: Any) -> None:
    cluster = rules.the_cluster()
    if cluster is None:
        raise Refused(_("First describe the cluster and its rules."), code="state")
    actions.join_cluster(cluster=cluster, organization=organization, **values)


def _assist(organization: Organization, **values: Any) -> None:
    heads = organization.positions.on(clock.today()).filter(kind__in=[Position.Kind.HEAD, Position.Kind.ACTING])
    head = heads.order_by("kind").last()
    if head is None:
        raise Refused(_("The organisation has no head on record."), code="state")
    actions.name_assistant(head=head.person, **values)


ON_ORGANIZATION = {
    "join": Act(_l("Joined the Cluster"), f.JoinForm, _join, start=_today),
    "leave": Act(
        _l("Left the Cluster"),
        f.LeaveForm,
        lambda row, **v: actions.leave_cluster(membership=_seat_of(row), **v),
        _l("From the next day it has no seat and no vote; papers of earlier days keep it."),
        _today,
    ),
    "rename": Act(
        _l("Renamed"),
        f.RenameForm,
        lambda row, **v: actions.rename_organization(organization=row, **v),
        _l("Documents of earlier days keep the old name."),
        _today,
    ),
    "merge": Act(
        _l("Merged into another"),
        f.MergeForm,
        lambda row, **v: actions.merge_organization(organization=row, **v),
        _l("Its membership and its representatives end the day before; the page leads to the successor."),
        _today,
    ),
    "spelling": Act(
        _l("Another spelling"),
        f.SpellingForm,
        lambda row, **v: actions.add_alias(organization=row, **v),
        _l("Typed so, the organisation is recognised."),
    ),
    "details": Act(
        _l("Correct the details"),
        f.DetailsForm,
        lambda row, **v: actions.change_organization(organization=row, **v),
        _l("A new official name has a page of its own: “Renamed”."),
        _details,
        corrects=True,
    ),
    "head": Act(
        _l("Head changed"),
        f.HeadForm,
        lambda row, **v: actions.change_head(organization=row, **v),
        _l("The head before leaves the day before; what waits for the head moves to the new one."),
        _today,
    ),
    "acting": Act(
        _l("Acting head"),
        f.ActingForm,
        lambda row, **v: actions.appoint(organization=row, kind=Position.Kind.ACTING, **v),
        _l("The head on leave stays; while there is an acting head, that one sits in the Council."),
        _today,
    ),
    "position": Act(_l("Somebody's position"), f.PositionForm, lambda row, **v: actions.appoint(organization=row, **v)),
    "delegate": Act(
        _l("Representative in the Council"),
        f.DelegateForm,
        lambda row, **v: actions.delegate(organization=row, **v),
        _l("Without a representative the head sits in the Council."),
        _today,
    ),
    "assistant": Act(
        _l("Assistant of the head"),
        f.AssistantForm,
        _assist,
        _l("Reads, answers invitations and prepares reports for the head; never signs or votes."),
        _today,
    ),
}

# What ends: its name in the address → its rows, what ends it, whether a ground is asked.
ENDS: dict[str, tuple[Any, Callable[..., Any], type[forms.Form]]] = {
    "position": (Position, lambda row, **v: actions.end_position(position=row, **v), f.EndForm),
    "representation": (Representation, lambda row, **v: actions.end_representation(representation=row, **v), f.EndForm),
    "assistant": (Assistant, lambda row, **v: actions.end_assistant(assistant=row, **v), f.EndForm),
    "mandate": (Mandate, lambda row, **v: actions.end_mandate(mandate=row, **v), f.EndMandateForm),
    "inspection": (Inspection, lambda row, **v: actions.end_inspection(inspection=row, **v), f.EndForm),
    "absence": (Absence, lambda row, **v: actions.end_absence(absence=row, **v), f.EndForm),
}

ON_GROUP = {
    "member": Act(
        _l("Into the working group"),
        f.GroupMemberForm,
        lambda row, **v: actions.add_group_member(group=row, **v),
    ),
    "note": Act(
        _l("Note of the working group"),
        f.NoteForm,
        lambda row, **v: actions.write_group_note(group=row, **v),
        rule=rules.may_write_note,
    ),
    "complete": Act(
        _l("The group has completed its work"),
        f.CompleteForm,
        lambda row, **v: actions.complete_group(group=row, **v),
        start=_today,
    ),
}

ON_CLUSTER = {
    "mandate": Act(
        _l("Mandate of an office of the Council"),
        f.MandateForm,
        lambda row, **v: actions.grant_mandate(cluster=row, **v),
        _l("A chair elected by a meeting gets the mandate from the decision itself."),
        _today,
    ),
    "absence": Act(
        _l("Absence of the chair"),
        f.AbsenceForm,
        lambda row, **v: actions.record_absence(cluster=row, **v),
        _l("Meanwhile the deputy acts for the chair: approves, returns, signs. Both are told."),
        lambda _obj: {"started": clock.today()},
    ),
    "inspection": Act(
        _l("Inspector’s access"),
        f.InspectionForm,
        lambda _row, **v: actions.grant_inspection(**v),
        _l("Reads everything until that day, changes nothing. The account comes with an invitation."),
        _today,
    ),
    "group": Act(
        _l("Working group"), f.GroupForm, lambda row, **v: actions.create_group(cluster=row, **v), start=_today
    ),
}


def _act(table: dict[str, Act], name: str) -> Act:
    if name not in table:
        raise Http404
    return table[name]


def _hide(request: HttpRequest) -> None:
    if not rules.may_read_internal(request.user):
        raise Http404


def on_organization(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """An act on an organisation."""
    _hide(request)
    row = get_object_or_404(Organization, pk=pk)
    return _perform(request, _act(ON_ORGANIZATION, act), row, (row.get_absolute_url(), row))


def on_cluster(request: HttpRequest, act: str) -> HttpResponse:
    """An act on the Council: an office, an inspector, a working group."""
    _hide(request)
    rules.may_edit_composition(request.user)
    cluster = get_object_or_404(Cluster.objects.all()[:1])
    return _perform(request, _act(ON_CLUSTER, act), cluster, (reverse("members:composition"), _("Composition")))


def on_group(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """An act on a working group."""
    _hide(request)
    row = get_object_or_404(WorkingGroup, pk=pk)
    return _perform(request, _act(ON_GROUP, act), row, (row.get_absolute_url(), row))


def end(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The last day of something that lasts."""
    _hide(request)
    if kind not in ENDS:
        raise Http404
    model, do, form = ENDS[kind]
    row = get_object_or_404(model, pk=pk)
    about = row.organization if hasattr(row, "organization") else getattr(row, "head", row.person)
    back = (about.get_absolute_url(), about)
    act = Act(_("Last day"), form, do, start=_today)
    if kind == "absence":
        then = _("A day before the first day says that the chair is not away after all.")
        act = dataclasses.replace(act, rule=rules.may_end_absence, then=then)
    return _perform(request, act, row, back, _("Last day: %s") % row)


def on_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a person."""
    _hide(request)
    row = get_object_or_404(Person, pk=pk)
    act = Act(
        _l("Correct the details"),
        f.PersonForm,
        lambda person, **v: actions.change_person(person=person, **v),
        _l("Minutes that are signed keep the name they have."),
        lambda person: {name: getattr(person, name) for name in f.PersonForm.base_fields},
        corrects=True,
    )
    return _perform(request, act, row, (row.get_absolute_url(), row))


def new_organization(request: HttpRequest) -> HttpResponse:
    """Enter an organisation, into the Cluster or not."""
    _hide(request)
    rules.may_edit_composition(request.user)
    page = ActPage(
        _("New organisation"),
        _("Enter"),
        (reverse("members:composition"), _("Composition")),
        (_("Organisations outside the Cluster are entered too: guests, the Department."),),
    )

    def perform(joins: bool, joined: Any, ground: str, has_vote: bool, **details: Any) -> str:
        row = actions.add_organization(by=request.user, **details)
        if joins:
            _join(row, joined=joined, ground=ground, has_vote=has_vote, by=request.user)
        return row.get_absolute_url()

    return act_page(request, page, f.NewOrganizationForm(request.POST or None), perform)
