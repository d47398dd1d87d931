"""Putting an edition to signature, the parties, and what comes after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements import actions, rules
from agreements.forms import (
    AccedeForm,
    AgreeingForm,
    DisagreeForm,
    EndForm,
    ExtendForm,
    LeaveForm,
    PutToSignForm,
    ReasonForm,
)
from agreements.models import Edition, Party
from agreements.papers import signatures_of
from agreements.record import Text
from agreements.signing import signs_for
from agreements.standing import Signing, condition_words, heads_of, legal_entities
from agreements.views.common import agreement_for, crumbs, edition_for, party_for
from agreements.views.reading import by_category
from cluster_portal import clock
from cluster_portal.documents.files import marks
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.ui.forms import whole_number
from cluster_portal.workflow import Refused, may, why_not

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
def put_to_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Terms, who is asked and who is left out, what is odd; then the text is frozen and the heads are asked."""
    row = edition_for(request, pk)
    if refused := why_not(rules.PUT_TO_SIGN, request.user, row):
        raise refused
    text = Text(row)
    odd = actions.odd_about(row, text)
    entities = legal_entities(row.agreement.cluster, clock.today())
    out = {
        whole.pk: request.POST.get(f"why-{whole.pk}", "")
        for whole, _n, _b in entities
        if f"out-{whole.pk}" in request.POST
    }
    form = PutToSignForm(text.lines, odd, request.POST or None, initial=_proposed(row, text))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and (answer := _put(request, row, form, out)):
            return answer
    heads = heads_of(whole.pk for whole, _n, _b in entities)
    parties = [
        {
            "organization": whole,
            "name": name,
            "branches": branches,
            "head": heads.get(whole.pk),
            "out": whole.pk in out,
            "why": out.get(whole.pk, ""),
        }
        for whole, name, branches in entities
    ]
    context = {"edition": row, "form": form, "odd": odd, "stops": text.stops, "parties": parties}
    return render(request, "agreements/put_to_sign.html", context, status=status)


def _proposed(row: Edition, text: Text) -> dict[str, Any]:
    """What the form begins with: the terms of the edition it was made from; the clause that speaks of force."""
    speaks = next((line.key for line in text.lines if "вступает в силу" in line.text.casefold()), "")
    return {
        "condition": row.condition,
        "condition_count": row.condition_count,
        "condition_key": row.condition_key if row.condition_key in text.number else speaks,
        "not_before": row.not_before,
    }


def _put(request: HttpRequest, row: Edition, form: PutToSignForm, out: dict[int, str]) -> HttpResponse | None:
    """Do it; None with the errors on the form where it was refused."""
    given = dict(form.cleaned_data)
    reason = given.pop("reason", "")
    try:
        actions.put_to_sign(
            edition=row, terms=actions.Terms(**given), leave_out=out, reason=reason, marks=marks(), by=request.user
        )
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        form.add_error(None, str(refused.reason))
        return None
    messages.success(request, _("The text is frozen; the heads are asked to sign."))
    return redirect("agreements:parties", row.pk)


@require_safe
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    """Every party: who signs for it today, who has opened the text, how it stands, what can be done."""
    row = edition_for(request, pk)
    if not row.is_sealed:
        raise Http404
    signing, user = Signing.of(row), request.user
    heads = heads_of(party.organization_id for party in signing.parties)
    given = signatures_of(signing.parties)
    keeps = may(rules.may_keep, user)
    mine, signing_for = {one.pk for one in rules.speaks_for(user)}, signs_for(user)
    branches = {whole.pk: names for whole, _name, names in legal_entities(row.agreement.cluster, row.day)}
    rows = {
        party.pk: {
            "party": party,
            "head": heads.get(party.organization_id),
            "signatures": given.get(party.place_id, []),
            "opened": signing.opened.get(party.organization_id),
            "left": signing.left_by(party),
            "waited": row.takes_signatures and party.state in {*Party.SILENT, Party.State.DECLINED},
            "branches": branches.get(party.organization_id, []),
            "speaks": keeps or party.organization_id in mine,
            "signs": party.organization_id in signing_for,
        }
        for party in signing.parties
    }
    context = {
        "edition": row,
        "signing": signing,
        "groups": [(label, [rows[party.pk] for party in group]) for label, group in by_category(signing.parties)],
        "condition": condition_words(row),
        "keeps": keeps,
        "takes": row.takes_signatures,
        "take_back_refused": why_not(rules.TAKE_BACK, user, row),
        "may_accede": may(rules.may_accede, user, row),
    }
    return render(request, "agreements/parties.html", context)


def _to_parties(row: Edition) -> str:
    return f"{row.get_absolute_url()}parties/"


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an edition back from signature."""
    row = edition_for(request, pk)
    if refused := why_not(rules.TAKE_BACK, request.user, row):
        raise refused
    then = (
        _("Signatures given stay recorded for this text; it does not come into force."),
        _("Everyone who has signed is told. The next edition asks them again and shows what changed."),
    )
    page = ActPage(_("Take back from signature"), _("Take back"), (_to_parties(row), row), then)

    def perform(reason: str) -> str:
        actions.take_back(edition=row, reason=reason, by=request.user)
        return row.get_absolute_url()

    return act_page(request, page, ReasonForm(request.POST or None), perform)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the deadline of signing."""
    row = edition_for(request, pk)
    rules.may_change_terms(request.user, row)
    then = (_("Those who have not signed are told the new day and the reason."),)
    page = ActPage(_("Move the deadline"), _("Move"), (_to_parties(row), row), then)

    def perform(**values: Any) -> str:
        actions.extend(edition=row, by=request.user, **values)
        return _to_parties(row)

    return act_page(request, page, ExtendForm(request.POST or None, initial={"until": row.sign_until}), perform)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all silent ones at once."""
    row = edition_for(request, pk)
    silent = len(Signing.of(row).silent)
    actions.remind(edition=row, by=request.user)
    messages.success(request, _("Reminded; silent organisations: %s.") % silent)
    return redirect(_to_parties(row))


def agreeing(request: HttpRequest, pk: int) -> HttpResponse:
    """«На согласовании в организации»."""
    party = party_for(request, pk)
    rules.may_note_agreeing(request.user, party)
    page = ActPage(_("Being agreed inside the organisation"), _("Note"), (_to_parties(party.edition), party.name))

    def perform(**values: Any) -> str:
        actions.note_agreeing(party=party, by=request.user, **values)
        return _to_parties(party.edition)

    return act_page(request, page, AgreeingForm(request.POST or None), perform)


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a refusal that came as a letter."""
    party = party_for(request, pk)
    rules.may_decline_for(request.user, party)
    then = (_("The organisation may still sign while the edition waits."),)
    page = ActPage(_("Refusal to sign"), _("Record"), (_to_parties(party.edition), party.name), then)

    def perform(reason: str) -> str:
        actions.decline_for(party=party, reason=reason, by=request.user)
        return _to_parties(party.edition)

    return act_page(request, page, ReasonForm(request.POST or None), perform)


def disagree(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the statement of disagreements the organisation signs with."""
    party = party_for(request, pk)
    rules.may_disagree(request.user, party)
    remarks = _own_remarks(party)
    then = (
        _("The statement is frozen with a check code of its own; the words of your signature name it."),
        _("The text of the agreement stays as it is and binds you; the statement says where you disagree."),
    )
    page = ActPage(_("Sign with a statement of disagreements"), _("Freeze the statement"), crumbs(party.edition), then)

    def perform(clause: str, **values: Any) -> str:
        row = party.edition.clauses.filter(key=clause).first() if clause else None
        actions.disagree(party=party, clause=row, marks=marks(), by=request.user, **values)
        return party.place.get_absolute_url() if party.place else _to_parties(party.edition)

    return act_page(request, page, DisagreeForm(remarks, Text(party.edition).lines, request.POST or None), perform)


def _own_remarks(party: Party) -> Any:
    """Remarks of the organisation on this edition and those before it that were not simply taken, not withdrawn."""
    rows = party.organization.remarks.filter(
        edition__agreement=party.edition.agreement_id, edition__number__lte=party.edition.number, withdrawn_at=None
    )
    return rows.exclude(answer="taken").select_related("organization", "clause").order_by("at")


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A party leaves the agreement."""
    party = party_for(request, pk)
    rules.may_leave(request.user, party)
    then = (_("What it signed stays signed; the others are told."),)
    page = ActPage(_("Leaving the agreement"), _("Record"), (_to_parties(party.edition), party.name), then)

    def perform(**values: Any) -> str:
        actions.leave(party=party, by=request.user, **values)
        return _to_parties(party.edition)

    return act_page(request, page, LeaveForm(request.POST or None, initial={"left_on": clock.today()}), perform)


def accede(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the sheet by which a member that came later accedes."""
    row = edition_for(request, pk)
    rules.may_accede(request.user, row)
    then = (
        _("The sheet names the text in force by its code and hash; the head signs it by any of the three routes."),
        _("The organisation is bound from the day it is signed."),
    )
    page = ActPage(_("Accession of a member"), _("Make the sheet"), (_to_parties(row), row), then)

    def perform(organization: Any) -> str:
        party = actions.prepare_accession(edition=row, organization=organization, marks=marks(), by=request.user)
        return party.sheet.get_absolute_url() if party.sheet else _to_parties(row)

    wanted = whole_number(request.GET.get("organization", ""))
    waiting = _not_yet_parties(row)
    initial = {"organization": next((one for one in waiting if one.pk == wanted), waiting[0] if waiting else None)}
    return act_page(request, page, AccedeForm(request.POST or None, initial=initial), perform)


def _not_yet_parties(row: Edition) -> list[Any]:
    """Members of today that are no parties."""
    known = {*row.parties.exclude(state=Party.State.LEFT_OUT).values_list("organization", flat=True)}
    return [whole for whole, _n, _b in legal_entities(row.agreement.cluster, clock.today()) if whole.pk not in known]


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement ends."""
    row = edition_for(request, pk)
    if refused := why_not(rules.END, request.user, row):
        raise refused
    then = (_("The text and all signatures stay; the parties are told."),)
    page = ActPage(_("End the agreement"), _("Record the end"), crumbs(row), then)

    def perform(**values: Any) -> str:
        actions.end_agreement(edition=row, by=request.user, **values)
        return row.get_absolute_url()

    return act_page(request, page, EndForm(request.POST or None, initial={"ended_on": clock.today()}), perform)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let anybody read it, or no longer."""
    row = agreement_for(request, pk)
    if request.POST.get("off"):
        actions.unpublish(agreement=row, by=request.user)
    else:
        actions.publish(agreement=row, by=request.user)
    return redirect("agreements:register", row.pk)
