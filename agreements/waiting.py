"""What the agreement puts on the home page and on pages of other rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import rules
from agreements.models import Edition, Party
from cluster_portal import clock
from cluster_portal.ui.registries import Panel, Waiting
from cluster_portal.workflow import may
from members.models import WorkingGroup
from members.rules import facts

SHOWN = 20  # lines of one kind
State = Edition.State


def waiting(user: Any) -> Iterator[Waiting]:
    """Lines of «Ждёт вас»: to sign, to discuss, to answer, to put to signature."""
    yield from _to_sign(user)
    yield from _to_discuss(user)
    yield from _editions(user)


def _to_sign(user: Any) -> Iterator[Waiting]:
    headed = {row.organization_id for row in facts(user).headed}
    if not headed:
        return
    rows = Party.objects.filter(organization__in=headed, state__in=Party.SILENT, place__isnull=False, left_on=None)
    rows = rows.filter(edition__state__in=[State.TO_SIGN, State.IN_FORCE])
    for party in rows.select_related("edition__agreement")[:SHOWN]:
        until = party.edition.sign_until
        told = _("until %s") % f"{until:%d.%m.%Y}" if until else ""
        yield Waiting(
            kind=_("To be signed"),
            title=str(party.edition),
            detail=", ".join(filter(None, [party.name, told])),
            url=reverse("documents:sign", args=[party.place_id]),
            button=_("Sign"),
            minutes=4,
        )


def _to_discuss(user: Any) -> Iterator[Waiting]:
    mine = rules.speaks_for(user)
    if not mine:
        return
    said = Q(remarks__organization__in=mine) | Q(opinions__organization__in=mine)
    rows = Edition.objects.filter(state=State.DISCUSSED)
    for edition in rows.exclude(pk__in=rows.filter(said).values("pk")).select_related("agreement")[:SHOWN]:
        until = edition.discussed_until
        yield Waiting(
            kind=_("To read"),
            title=str(edition),
            detail=_("Remarks are taken until %s") % f"{until:%d.%m.%Y}" if until else "",
            url=edition.get_absolute_url(),
            button=_("Open"),
            minutes=10,
        )


def _editions(user: Any) -> Iterator[Waiting]:
    """Remarks without an answer for those who draft; what is ready or overdue for the secretary; one query."""
    person, keeps = facts(user).person, may(rules.may_keep, user)
    if person is None and not keeps:
        return
    works = WorkingGroup.objects.filter(completed=None, agreements=OuterRef("agreement"))
    silent = Party.objects.filter(edition=OuterRef("pk"), state__in=Party.SILENT)
    rows = Edition.objects.annotate(
        unanswered=Count("remarks", filter=Q(remarks__answer="", remarks__withdrawn_at=None)),
        mine=Exists(works.taking_part(person)) if person else Value(value=False),
        silent=Exists(silent),
    )
    wanted = Q(mine=True, state=State.DISCUSSED, unanswered__gt=0)
    if keeps:
        wanted |= Q(state__in=[State.DRAFT, State.DISCUSSED], ready_at__isnull=False)
        wanted |= Q(state=State.TO_SIGN, sign_until__lt=clock.today(), silent=True)
    for edition in rows.filter(wanted).select_related("agreement").order_by("-pk")[:SHOWN]:
        yield from _lines(edition, keeps=keeps)


def _lines(edition: Any, *, keeps: bool) -> Iterator[Waiting]:
    if edition.mine and edition.state == State.DISCUSSED and edition.unanswered:
        yield Waiting(
            kind=_("To answer"),
            title=str(edition),
            detail=_("Remarks without an answer: %s") % edition.unanswered,
            url=f"{edition.get_absolute_url()}#remarks",
            button=_("Answer"),
            minutes=5 * edition.unanswered,
        )
    if keeps and edition.state == State.TO_SIGN:
        yield Waiting(
            kind=_("Overdue"),
            title=str(edition),
            detail=_("was to be signed until %s") % f"{edition.sign_until:%d.%m.%Y}",
            url=reverse("agreements:parties", args=[edition.pk]),
            button=_("Look"),
            minutes=3,
        )
    elif keeps and edition.ready_at:
        yield Waiting(
            kind=_("Ready"),
            title=str(edition),
            detail=_("The working group hands it over"),
            url=reverse("agreements:put_to_sign", args=[edition.pk]),
            button=_("Put to signature"),
            minutes=5,
        )


# --- panels


def organization_panel(user: Any, organization: Any) -> Panel | None:
    """An organisation's page: what it signed, its remarks."""
    parties = list(organization.parties.select_related("edition__agreement").order_by("-edition__pk")[:SHOWN])
    remarks = list(organization.remarks.select_related("edition__agreement", "clause").order_by("-at")[:SHOWN])
    if not parties and not remarks:
        return None
    return Panel(30, "agreements/_organization_panel.html", {"parties": parties, "remarks": remarks})


def group_panel(_user: Any, group: Any) -> Panel | None:
    """A working group's page: what it drafts."""
    return _agreements(group.agreements.all())


def assignment_panel(_user: Any, assignment: Any) -> Panel | None:
    """An assignment's page: the agreement it asked for."""
    return _agreements(assignment.agreements.all())


def _agreements(rows: Any) -> Panel | None:
    newest = Edition.objects.filter(agreement=OuterRef("pk")).order_by("-number")
    told = {name: Subquery(newest.values(name)[:1]) for name in ("number", "state")}
    found: list[Any] = list(rows.annotate(newest_number=told["number"], newest_state=told["state"]))
    for row in found:
        row.newest = Edition(number=row.newest_number, state=row.newest_state)
    return Panel(10, "agreements/_agreements_panel.html", {"agreements": found}) if found else None


def handover_panel(_user: Any, _nothing: Any) -> Panel:
    """Handing over: editions under way and where their signing stands."""
    rows = Edition.objects.exclude(state__in=[State.REPLACED, State.WITHDRAWN, State.ENDED]).select_related("agreement")
    signed = Count("parties", filter=Q(parties__state__in=Party.BOUND))
    asked = Count("parties", filter=~Q(parties__state=Party.State.LEFT_OUT))
    told = rows.annotate(signed=signed, asked=asked).order_by("pk")
    lines = [f"{row}: {row.get_state_display()}, {row.signed} / {row.asked}" for row in told]
    return Panel(40, "components/lines.html", {"title": _("Agreements"), "lines": lines})
