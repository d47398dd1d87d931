"""Writing an edition: the drafting page, what comes from Word, the next edition."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements import actions, rules
from agreements.forms import BeginForm, BringForm, OriginForm
from agreements.importing import from_docx, from_text
from agreements.incoming import Comparison
from agreements.models import Clause, Edition, Incoming
from agreements.record import Text
from agreements.redline import summary
from agreements.texts import DEEPEST
from agreements.views.common import agreement_for, edition_for, may_know
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.ui.saves import answered, saving, versioned
from cluster_portal.workflow import Refused, may
from members.rules import the_cluster

WHOLE = 120  # clauses a page shows at once; a longer draft is written section by section
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def begin(request: HttpRequest) -> HttpResponse:
    """Begin an agreement."""
    may_know(request)
    rules.may_begin(request.user)
    cluster = the_cluster()
    if cluster is None:
        raise Http404
    page = ActPage(_("Begin an agreement"), _("Begin"), ("/agreement/", _("Agreement")))

    def perform(**values: Any) -> str:
        made = actions.begin_agreement(cluster=cluster, by=request.user, **values)
        return f"{made.editions.get().get_absolute_url()}draft/"

    initial = {
        "title": f"Соглашение о взаимодействии в рамках {cluster.name_genitive}",
        "group": rules.led_groups(request.user, "agreement").first(),
    }
    return act_page(request, page, BeginForm(request.POST or None, initial=initial), perform)


def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """Which group drafts it, which assignment asked for it."""
    row = agreement_for(request, pk)
    rules.may_keep(request.user)
    page = ActPage(_("Group and assignment"), _("Save"), (row.get_absolute_url(), row), corrects=True)

    def perform(**values: Any) -> str:
        actions.change_agreement(agreement=row, by=request.user, **values)
        return f"{row.get_absolute_url()}way/"

    initial = {"group": row.group, "assignment": row.assignment}
    return act_page(request, page, OriginForm(request.POST or None, initial=initial), perform)


@require_POST
def next_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition with the same text."""
    row = edition_for(request, pk)
    made = actions.begin_next(edition=row, by=request.user)
    return redirect(f"{made.get_absolute_url()}draft/")


# --- the drafting page


@require_GET
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, clause by clause, to be written."""
    row = edition_for(request, pk)
    rules.may_work_on(request.user, row.agreement)
    return render(request, "agreements/draft.html", _context(request, row))


def _context(request: HttpRequest, row: Edition) -> dict[str, Any]:
    text = Text(row)
    sections = [clause for clause in text.clauses if clause.level == 1]
    section = _section(request, text, sections)
    doubts: dict[str, list[Any]] = {}
    for doubt in text.doubts:
        doubts.setdefault(doubt.key, []).append(doubt)
    return {
        "edition": row,
        "text": text,
        "sections": [(clause, text.number_of[clause.key]) for clause in sections],
        "section": section,
        "clauses": [_shown(text, clause, doubts) for clause in _within(text.clauses, section)],
        "removed": list(row.clauses.exclude(removed_at=None).order_by("-removed_at")[:50]),
        "doubts": text.doubts,
        "stops": text.stops,
        "may_write": may(rules.may_draft, request.user, row),
        "saved_at": timezone.localtime(row.saved_at) if row.saved_at else None,
        "brought": row.incoming.filter(taken_at=None).first(),
        "discuss_refused": text.stops[0] if text.stops else None,
    }


def _shown(text: Text, clause: Clause, doubts: dict[str, list[Any]]) -> dict[str, Any]:
    """A clause as its field shows it, with what its references mean and what is odd."""
    links = text.links(clause)
    return {
        "row": clause,
        "number": text.number_of[clause.key],
        "text": text.field(clause),
        "links": json.dumps(links),
        "refers": [(number, text_of(text, key)) for number, key in links.items()],
        "doubts": doubts.get(clause.key, []),
        "deepest": clause.level == DEEPEST,
    }


def text_of(text: Text, key: str) -> str:
    """The first words of a clause."""
    found = next((line.whole for line in text.lines if line.key == key), "")
    return found if len(found) <= 60 else f"{found[:60]}…"  # noqa: PLR2004 – characters of a hint


def _section(request: HttpRequest, text: Text, sections: list[Clause]) -> Clause | None:
    """The section a long draft is written in; None: the whole is shown."""
    wanted = whole_number(request.POST.get("section", "") or request.GET.get("section", ""))
    found = next((row for row in sections if row.pk == wanted), None)
    if found is None and len(text.clauses) > WHOLE and sections:
        return sections[0]
    return found


def _within(clauses: list[Clause], section: Clause | None) -> list[Clause]:
    if section is None:
        return clauses
    start = next(n for n, row in enumerate(clauses) if row.pk == section.pk)
    end = next((n for n, row in enumerate(clauses) if n > start and row.level == 1), len(clauses))
    return clauses[start:end]


def _clause(request: HttpRequest, pk: int) -> Clause:
    """A clause of a draft, if this person may know of it and works on it. Raises Http404, Refused."""
    may_know(request)
    row: Clause = get_object_or_404(Clause.objects.select_related("edition__agreement__group"), pk=pk)
    rules.may_work_on(request.user, row.edition.agreement)
    return row


def _typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """The fields that came: half a form never blanks the other half."""
    return {name: request.POST[name] for name in names if name in request.POST}


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a clause as it is typed: 200 with what depends on it, 400 with the sentence, 409 if stale."""
    clause = _clause(request, pk)
    values = _typed(request, "heading", "text")
    act = partial(actions.save_clause, clause=clause, values=values, links=_links(request), **saving(request))
    saved = answered(request, values, act, _saved)
    if isinstance(saved, HttpResponse):
        return saved
    text = Text(saved.edition)
    shown = _shown(text, saved, {saved.key: [doubt for doubt in text.doubts if doubt.key == saved.key]})
    context = {"clause": shown, "text": text, "doubts": text.doubts, "stops": text.stops, "partial": True}
    response = render(request, "agreements/_saved.html", context)
    response["X-Version"] = str(saved.version)
    return response


def _links(request: HttpRequest) -> dict[str, str]:
    """What the numbers in the field meant when the page was made."""
    try:
        found = json.loads(request.POST.get("links", "{}"))
    except (ValueError, RecursionError):
        return {}
    return {str(number): str(key) for number, key in found.items()} if isinstance(found, dict) else {}


def _saved(row: Any, name: str) -> str:
    """A field of a clause or of the head as it was saved by the other, as the page shows it."""
    if isinstance(row, Clause) and name == "text":
        return Text(row.edition).field(row)
    return str(row.agreement.title if name == "title" else getattr(row, name))


@require_POST
def save_head(request: HttpRequest, pk: int) -> HttpResponse:
    """Save title and preamble as they are typed."""
    row = edition_for(request, pk)
    rules.may_work_on(request.user, row.agreement)
    values = _typed(request, "title", "preamble")
    act = partial(actions.save_head, edition=row, values=values, **saving(request))
    saved = answered(request, values, act, _saved)
    return saved if isinstance(saved, HttpResponse) else versioned(saved)


def _clauses(request: HttpRequest, row: Edition, clause: Clause | None = None) -> HttpResponse:
    """The clauses anew after their order or number has changed; the header names the one the cursor goes to."""
    fresh = Edition.objects.whole().get(pk=row.pk)
    response = render(request, "agreements/_clauses.html", _context(request, fresh) | {"partial": True})
    if clause is not None:
        response["X-Clause"] = str(clause.pk)
    return response


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a clause below another, or at the end."""
    row = edition_for(request, pk)
    after = row.clauses.filter(pk=whole_number(request.POST.get("after", "")) or 0, removed_at=None).first()
    level = whole_number(request.POST.get("level", "")) or (after.level if after else 1)
    made = actions.add_clause(edition=row, after=after, level=level, by=request.user)
    return _clauses(request, row, made)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a clause with all below it: a step, or before another one."""
    clause = _clause(request, pk)
    before = clause.edition.clauses.filter(pk=whole_number(request.POST.get("before", "")) or 0).first()
    moved = actions.move_clause(clause=clause, step=request.POST.get("step", ""), before=before, by=request.user)
    return _clauses(request, clause.edition, moved)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a clause out with all below it."""
    clause = _clause(request, pk)
    actions.remove_clause(clause=clause, by=request.user)
    return _clauses(request, clause.edition)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was taken out."""
    clause = _clause(request, pk)
    actions.put_back(clause=clause, by=request.user)
    return _clauses(request, clause.edition, clause)


# --- from Word and back


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft from Word or pasted; nothing changes before it is looked through."""
    row = edition_for(request, pk)
    rules.may_draft(request.user, row)
    then = (
        _("The text is read into sections and clauses; what was not understood is listed."),
        _("You see every change clause by clause before anything is taken over."),
    )
    page = ActPage(_("Take a draft"), _("Read it"), (f"{row.get_absolute_url()}draft/", row), then)

    def perform(file: Any, text: str) -> str:
        read = from_docx(file) if file else from_text(text)
        name = file.name if file else _("pasted text")
        return actions.bring(edition=row, name=name, draft=read, by=request.user).get_absolute_url()

    return act_page(request, page, BringForm(request.POST or None, request.FILES or None), perform)


@GET_POST
def incoming(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in, beside the draft: changes to choose from, what was left, what is odd."""
    may_know(request)
    row = get_object_or_404(Incoming.objects.select_related("edition__agreement__group"), pk=pk)
    edition = edition_for(request, row.edition_id)
    rules.may_work_on(request.user, edition.agreement)
    chosen = {key for key in request.POST.getlist("key") if key} if request.method == "POST" else None
    problem = ""
    if chosen is not None:
        try:
            return _take(request, row, edition, chosen)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            problem = str(refused.reason)
    text = Text(edition)
    comparison = Comparison(row, text)
    context = {
        "incoming": row,
        "edition": edition,
        "comparison": comparison,
        "changes": comparison.changes,
        "counts": summary(comparison.rows),
        "chosen": {one.key for one in comparison.changes} if chosen is None else chosen,
        "fingerprint": text.fingerprint,
        "problem": problem,
        "may_take": may(rules.may_draft, request.user, edition),
        "preamble": comparison.preamble,
        "preamble_differs": bool(comparison.preamble.strip()) and comparison.preamble != edition.preamble,
        "title": comparison.title,
        "title_differs": bool(comparison.title),
    }
    return render(request, "agreements/incoming.html", context, status=409 if problem else 200)


def _take(request: HttpRequest, row: Incoming, edition: Edition, chosen: set[str]) -> HttpResponse:
    taken = actions.take_over(
        incoming=row,
        keys=chosen,
        fingerprint=request.POST.get("fingerprint", ""),
        preamble=bool(request.POST.get("preamble")),
        title=bool(request.POST.get("title")),
        by=request.user,
    )
    return redirect(f"{taken.get_absolute_url()}draft/")
