"""Reading: the agreement, an edition with what is said about it, redlines, the way from the decision to force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import actions, rules
from agreements.models import Agreement, Direction, Edition, EditionReading, Party, Remark, Support
from agreements.papers import agreement_paper, clause_blocks, disagreements_paper, register_paper, signatures_paper
from agreements.progress import progress
from agreements.record import Text
from agreements.redline import Row, changed, compare, redline_document, summary
from agreements.signing import my_place
from agreements.standing import Signing, condition_words
from agreements.texts import Line
from agreements.views.common import agreement_for, current, edition_for, may_know
from agreements.way import way_of
from cluster_portal import clock
from cluster_portal.documents.files import file_answer, marks
from cluster_portal.journal import access
from cluster_portal.ui.forms import DayField, whole_number
from cluster_portal.workflow import may, why_not
from members.models import Organization


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The one agreement there is, or a list of several, or how to begin."""
    rules.may_read(request.user)
    rows = list(Agreement.objects.prefetch_related("editions")[:2000])
    if len(rows) == 1:
        return redirect(rows[0])
    context = {"agreements": rows, "may_begin": may(rules.may_begin, request.user)}
    return render(request, "agreements/list.html", context)


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition that matters now."""
    row = agreement_for(request, pk)
    found = current(row)
    if found is None:
        raise Http404
    return redirect(found)


# --- an edition


@dataclass
class Shown:
    """A clause on the reading page: its blocks, or the words that changed, and what is said about it."""

    line: Line
    blocks: list[Any]
    change: Row | None = None
    remarks: list[Remark] = field(default_factory=list)


@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition to be read: contents, clauses, remarks beside them, who has signed or how the discussion stands."""
    row, editions = _edition_of(request, pk)
    user, text = request.user, Text(row)
    before = _since(request, row, editions)
    actions.read_edition(edition=row, by=user)
    old = Text(before) if before else None
    rows = compare(old.lines, text.lines, stored=(old.stored, text.stored)) if old else []
    remarks = _remarks(row)
    mine = rules.speaks_for(user)
    context = {
        "edition": row,
        "agreement": row.agreement,
        "text": text,
        "shown": _shown(text.lines, rows, remarks),
        "general": [remark for remark in remarks if remark.clause_id is None],
        "remarks": remarks,
        "unanswered": sum(remark.is_open for remark in remarks),
        "before": before,
        "changes": changed(rows),
        "removed": [one for one in rows if one.kind == "removed"],
        "editions": editions,
        "mine": mine,
        "my_remarks": {remark.pk for remark in remarks if remark.organization in mine},
        "my_support": {s.remark_id for remark in remarks for s in remark.supports.all() if s.organization in mine},
        "may_remark": may(rules.may_speak, user, row),
        "may_answer": may(rules.may_work_on, user, row.agreement),
        "may_draft": may(rules.may_draft, user, row),
        "may_keep": may(rules.may_keep, user),
        "may_next": may(rules.may_begin_next, user, row, editions),
        "refused": {move.name: why_not(move, user, row) for move in (rules.DISCUSS, rules.PUT_TO_SIGN)},
        "condition": condition_words(row),
        "history": access.history(row, row.agreement) if access.may_read(user) else [],
        **_beside(row, text, user, remarks),
    }
    return render(request, "agreements/edition.html", context)


def _edition_of(request: HttpRequest, pk: int) -> tuple[Any, list[Any]]:
    """The edition and all of its agreement, newest first, each with `read`: whether this person opened it; one query.

    Raises Http404, also for who may not know of it.
    """
    may_know(request)
    read = EditionReading.objects.filter(edition=OuterRef("pk"), user=request.user.pk)
    rows = Edition.objects.whole().filter(agreement__editions=pk).annotate(read=Exists(read)).order_by("-number")
    editions = list(rows)
    found = next((row for row in editions if row.pk == pk), None)
    if found is None:
        raise Http404
    return found, editions


def _since(request: HttpRequest, row: Edition, editions: list[Any]) -> Edition | None:
    """The edition to compare with: the one the address names, else the last the person read before this one."""
    wanted = request.GET.get("since", "")
    earlier = (one for one in editions if one.number < row.number)
    if wanted:
        number = whole_number(wanted)
        return next((one for one in earlier if one.number == number), None)
    return next((one for one in earlier if one.read), None)


def _remarks(row: Edition) -> list[Remark]:
    """What was said of this edition, and of the one it was made from: there the answers say what came of it."""
    wanted = [row.pk, *([row.based_on_id] if row.based_on_id else [])]
    rows = Remark.objects.filter(edition__in=wanted).select_related("organization", "clause", "person", "edition")
    supports = Prefetch("supports", Support.objects.select_related("organization"))
    return list(rows.prefetch_related(supports).order_by("at", "pk"))


def _shown(lines: Iterable[Line], rows: list[Row], remarks: list[Remark]) -> list[Shown]:
    changes = {one.key: one for one in rows if one.kind not in {"same", "removed"}}
    said: dict[str, list[Remark]] = {}
    for remark in remarks:
        if remark.clause is not None:
            said.setdefault(remark.clause.key, []).append(remark)
    return [Shown(line, clause_blocks(line), changes.get(line.key), said.get(line.key, [])) for line in lines]


def _beside(row: Edition, text: Text, user: Any, remarks: list[Remark]) -> dict[str, Any]:
    """What stands beside the text: the parties once it is put to signature, before that how the discussion stands."""
    if row.is_sealed:
        signing = Signing.of(row)
        told = (text.sealed or {}).get("parties", [])
        branches = {party["name"]: party["branches"] for party in told}
        for party in signing.parties:
            party.branches = branches.get(party.name, [])
        return {
            "signing": signing,
            "groups": by_category(signing.parties),
            "my_party": my_place(user, row, signing.parties),
            "my_organizations": {one.pk for one in rules.speaks_for(user)},
            "discussion": None,
        }
    discussed = row.state in {Edition.State.DISCUSSED, Edition.State.REPLACED}
    own = [remark for remark in remarks if remark.edition_id == row.pk]
    return {"signing": None, "my_party": None, "discussion": progress(row, own) if discussed else None}


def by_category(parties: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Parties under the headings of the composition, in its order."""
    found: dict[Any, list[Any]] = {}
    for category in Organization.Category:
        rows = [party for party in parties if party.organization.category == category]
        if rows:
            found[category.label] = rows
    return list(found.items())


# --- documents


@require_safe
def paper(request: HttpRequest, pk: int, what: str, form: str) -> HttpResponse:
    """The text, the statement of disagreements or the list of signatures as PDF, DOCX or text."""
    row = edition_for(request, pk)
    text = Text(row)
    name = f"{what}-{row.number}"
    if what == "signatures":
        if not row.is_sealed:
            raise Http404
        return file_answer(signatures_paper(Signing.of(row), text.title, marks=marks()), form, name)
    if what == "disagreements":
        rows = row.remarks.select_related("organization", "clause").prefetch_related("supports__organization")
        return file_answer(disagreements_paper(text, rows, marks=marks()), form, name)
    names = [party.name for party in row.parties.filter(place__document=row.document)] if row.is_sealed else []
    return file_answer(agreement_paper(text, names, marks=marks()), form, f"agreement-{row.number}")


def _compared(request: HttpRequest, pk: int) -> tuple[Edition, Edition, list[Row]]:
    """The edition, the one it is compared with, and what differs. Raises Http404."""
    row = edition_for(request, pk)
    number = whole_number(request.GET.get("since", ""))
    others = Edition.objects.whole().filter(agreement=row.agreement_id).exclude(pk=row.pk).order_by("-number")
    if number is None:
        before = others.filter(number__lt=row.number).first() or others.first()
    else:
        before = others.filter(number=number).first()
    if before is None:
        raise Http404
    old, new = Text(before), Text(row)
    return row, before, compare(old.lines, new.lines, stored=(old.stored, new.stored))


@require_safe
def redline(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two editions, by clause and word."""
    row, before, rows = _compared(request, pk)
    context = {
        "edition": row,
        "before": before,
        "rows": changed(rows),
        "counts": summary(rows),
        "editions": list(row.agreement.editions.exclude(pk=row.pk).order_by("-number")),
        "preambles": (before.preamble, row.preamble) if before.preamble.strip() != row.preamble.strip() else None,
    }
    return render(request, "agreements/redline.html", context)


@require_safe
def redline_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as a document."""
    row, before, rows = _compared(request, pk)
    old, new = (f"редакция {one.number} от {one.day:%d.%m.%Y}" for one in (before, row))
    made = redline_document(row.agreement.title, old, new, rows, day=clock.today(), marks=marks())
    return file_answer(made, form, f"redline-{before.number}-{row.number}")


# --- the agreement as a whole


@require_safe
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """From the decision to the agreement in force, one readable page."""
    row = agreement_for(request, pk)
    context = {"agreement": row, "steps": way_of(row), "may_keep": may(rules.may_keep, request.user)}
    return render(request, "agreements/way.html", context)


def _on(request: HttpRequest) -> tuple[Any, str]:
    """The day the address names (today without one), and what is wrong with it."""
    from django import forms  # noqa: PLC0415 – only for the error's class

    text = request.GET.get("on", "")
    try:
        return (DayField(required=False).clean(text) or clock.today()), ""
    except forms.ValidationError as error:
        return clock.today(), error.messages[0]


def _in_force(row: Agreement, day: Any) -> Edition | None:
    """The edition in force on the day: the newest that had come into force by then."""
    rows = Edition.objects.whole().filter(agreement=row, in_force_on__lte=day).order_by("-in_force_on", "-number")
    found: Edition | None = rows.first()
    return found


@require_safe
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is bound on a day."""
    row = agreement_for(request, pk)
    day, wrong = _on(request)
    found = _in_force(row, day)
    signing = Signing.of(found, day) if found else None
    context = {
        "agreement": row,
        "day": day,
        "wrong": wrong,
        "typed": request.GET.get("on", ""),
        "edition": found,
        "signing": signing,
        "bound": signing.bound() if signing else [],
        "gone": [(party, signing.left_by(party)) for party in signing.parties if signing.left_by(party)]
        if signing
        else [],
        "ended": row.has_ended_by(day),
        "may_keep": may(rules.may_keep, request.user),
        "may_accede": found is not None and may(rules.may_accede, request.user, found),
        "may_publish": may(rules.may_publish, request.user, row),
        "may_end": found is not None and why_not(rules.END, request.user, found) is None,
        "States": Party.State,
    }
    return render(request, "agreements/register.html", context)


@require_safe
def register_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The register as a document."""
    row = agreement_for(request, pk)
    day, _wrong = _on(request)
    found = _in_force(row, day)
    if found is None:
        raise Http404
    return file_answer(register_paper(Signing.of(found, day), row.title, marks=marks()), form, f"register-{day}")


@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What my organisation has said, signed and is bound by."""
    row = agreement_for(request, pk)
    organizations = rules.speaks_for(request.user)
    parties = Party.objects.filter(edition__agreement=row, organization__in=organizations).select_related(
        "edition__agreement", "organization", "place", "disagreements", "sheet"
    )
    remarks = Remark.objects.filter(edition__agreement=row, organization__in=organizations)
    context = {
        "agreement": row,
        "organizations": organizations,
        "parties": list(parties.order_by("-edition__number")),
        "remarks": list(remarks.select_related("edition", "clause").order_by("-at")),
        "current": current(row),
    }
    return render(request, "agreements/mine.html", context)


@require_safe
def directions(request: HttpRequest) -> HttpResponse:
    """Directions of interaction by source; a source nobody has entered says so."""
    may_know(request)
    rows = list(Direction.objects.filter(removed_at=None).select_related("meeting", "agreement").order_by("order"))
    numbers = _numbers(rows)
    sources = [
        (source, [(row, numbers.get((row.agreement_id, row.clause_key), "")) for row in rows if row.source == source])
        for source in Direction.Source
    ]
    empty = {
        Direction.Source.REGULATION: _("Directions of the Regulation are not entered."),
        Direction.Source.AGREEMENT: _("Directions of the Agreement are not taken from its clauses yet."),
        Direction.Source.PROTOCOL: _("Directions of minutes are not entered."),
    }
    if any(row.clause_key for row in rows):
        told = _("The clauses of the Agreement carry directions of other sources: see the column “Clause”.")
        empty[Direction.Source.AGREEMENT] = told
    context = {
        "sources": [(source, source.label, lines, empty[source]) for source, lines in sources],
        "may_enter": may(rules.may_keep_directions, request.user),
        "editions": list(Edition.objects.whole().order_by("agreement", "-number")[:20]),
    }
    return render(request, "agreements/directions.html", context)


def _numbers(rows: list[Direction]) -> dict[tuple[int | None, str], str]:
    """(agreement, clause key) → its number in the edition that matters now."""
    found: dict[tuple[int | None, str], str] = {}
    for row in {one.agreement for one in rows if one.agreement and one.clause_key}:
        edition_now = current(row)
        if edition_now is not None:
            found |= {(row.pk, key): number for key, number in Text(edition_now).number.items()}
    return found
