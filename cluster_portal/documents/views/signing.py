"""Signing in three steps on a phone: what, as whom and how, the confirmation. Each carries the hash that was read."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cluster_portal import clock
from cluster_portal.accounts.fresh import ONE_CLICK
from cluster_portal.accounts.models import User
from cluster_portal.documents import actions
from cluster_portal.documents.forms import PaperSignatureForm, QualifiedForm, ReasonForm
from cluster_portal.documents.models import OneTimeCode, Place, Reading, SealedDocument, Signature
from cluster_portal.documents.sealed import codes
from cluster_portal.documents.sealed.canonical import original_of, text_of
from cluster_portal.documents.sealed.redline import Change, redline
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.views.common import lines_of, place_for
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.workflow import Refused

Route = Signature.Route
FACTORS = {"totp": "totp", "webauthn": "passkey"}
USED = "confirmation_used"  # session: when the confirmation was made that a signature has used up
WORDS_A_MINUTE = 180
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Step:
    """What every step knows."""

    place: Place
    room: Room
    document: SealedDocument
    capacity: Capacity

    def url(self, name: str) -> str:
        """Another step of the same signing."""
        return reverse(f"documents:{name}", args=[self.place.pk])


def _step(request: HttpRequest, pk: int) -> Step:
    """The place and the capacity in which this person signs it. Raises Refused where it is not, or no longer, his, and
    where what is stored is not what was sealed."""
    place, room = place_for(request, pk)
    text_of(place.document)
    original_of(place.document)
    return Step(place, room, place.document, room.capacity(place, request.user))


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else through to these views."""
    assert isinstance(request.user, User)
    return request.user


def _seen(request: HttpRequest, step: Step) -> None:
    """Refuse a form that speaks of another text than the sealed one. Raises Refused."""
    if request.POST.get("sha256") != step.document.pdf_sha256:
        told = _("The form speaks of another text than the one to be signed. Open it anew.")
        raise Refused(told, code="hash")


@require_http_methods(["GET", "HEAD"])
@never_cache
def what(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 1: what is signed, what changed since it was last read, who has signed, until when."""
    step = _step(request, pk)
    before = _read_before(request.user, step.document)
    actions.open_to_read(document=step.document, by=request.user)
    state = state_of(step.document)
    mine = next(row for row in state.places if row.place.pk == pk)
    lines = lines_of(step.document)
    count = sum(len(line.split()) for line in lines)
    deadline = step.room.deadline(step.document)
    context = {
        "step": step,
        "state": state,
        "mine": mine,
        "before": before,
        "changes": _changes(before, lines),
        "minutes": max(1, round(count / WORDS_A_MINUTE)),
        "deadline": deadline,
        "left": (deadline - clock.today()).days if deadline else None,
        "otherwise": list(step.room.otherwise(step.place, request.user)),
        "takes": step.room.takes_signatures(step.document, state.standings[-1].kind if state.standings else ""),
    }
    return render(request, "documents/sign_what.html", context)


def _read_before(user: Any, document: SealedDocument) -> SealedDocument | None:
    """The text of the same series the signer opened last before this one; else the one this one replaces.

    Who signed the earlier text on paper, or heads the organisation since, sees too what was changed.
    """
    opened = Reading.objects.filter(user=user, document=OuterRef("pk"))
    rows = SealedDocument.objects.filter(series=document.series).exclude(pk=document.pk).select_related("content")
    rows = rows.annotate(opened=Subquery(opened.values("last")[:1]))
    wanted = Q(opened__isnull=False) | Q(pk=document.replaces_id)
    return rows.filter(wanted).order_by(F("opened").desc(nulls_last=True)).first()


def _changes(before: SealedDocument | None, lines: list[str]) -> list[Change] | None:
    return redline(lines_of(before), lines) if before else None


@GET_POST
@never_cache
def how(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: on whose behalf, on what ground, by which route; the words of intent."""
    step = _step(request, pk)
    routes = step.room.routes(step.place)
    simple = Route.SIMPLE in routes and bool(step.capacity.accession)
    if request.method == "POST":
        _seen(request, step)
        route = request.POST.get("route", "")
        if route in {Route.QUALIFIED, Route.PAPER} and route in routes:
            return redirect(step.url(route))
        if route == Route.SIMPLE and simple:
            return _to_confirm(request, step)
    factor = _factor(request.user)
    context = {
        "step": step,
        "routes": routes,
        "simple": simple,
        "factor": factor,
        "intent": step.room.intent(step.place, step.capacity),
        "wrong": request.method == "POST",
    }
    return render(request, "documents/sign_how.html", context, status=400 if request.method == "POST" else 200)


def _factor(user: Any) -> str:
    """What the person can confirm with besides a code: passkey, totp or nothing."""
    kept = set(Authenticator.objects.filter(user=user, type__in=FACTORS).values_list("type", flat=True))
    return next((FACTORS[kind] for kind in ("webauthn", "totp") if kind in kept), "")


def _to_confirm(request: HttpRequest, step: Step) -> HttpResponse:
    """Send the person to show who he is: by his second factor, or by a code that is sent now."""
    if request.POST.get("by") != "code" and (factor := _factor(request.user)):
        page = "mfa_reauthenticate_webauthn" if factor == "passkey" else "mfa_reauthenticate"
        return redirect(f"{reverse(page)}?{urlencode({'next': step.url('confirm')})}")
    _send(request, step)
    return redirect(f"{step.url('confirm')}?by=code")


def _send(request: HttpRequest, step: Step) -> None:
    """Make a code and send it at once; a dead mail server is said in words."""
    _row, digits = actions.send_code(place=step.place, sha256=step.document.pdf_sha256, by=request.user)
    if _is_demo(request):
        messages.info(request, _("Demonstration: letters go nowhere, so here is the code: %s") % digits)
    context = {"code": digits, "title": step.document.title, "sha256": step.document.pdf_sha256}
    get_adapter(request).send_mail("signing/signing_code", _user(request).email, context)


def _is_demo(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(settings.DEMO and records and records[-1]["method"] == ONE_CLICK)


@GET_POST
@never_cache
@sensitive_post_parameters()
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: the code, or the second factor that was just shown; then the signature."""
    step = _step(request, pk)
    wrong = ""
    if request.method == "POST":
        _seen(request, step)
        if request.POST.get("again"):
            _send(request, step)
            return redirect(f"{step.url('confirm')}?by=code")
        try:
            confirmed = _confirmed(request, step)
            signature = _sign(request, step, confirmed)
        except Refused as refused:
            if refused.code not in {"wrong_code", "code", "stale_confirmation"}:
                raise
            wrong = str(refused.reason)
        else:
            messages.success(request, _("Signed. Signature ID: %s") % signature.pk)
            return redirect(step.document.get_absolute_url())
    context = {"step": step, "wrong": wrong, "fresh": _fresh_factor(request), **_code_state(request, step)}
    return render(request, "documents/sign_confirm.html", context, status=400 if wrong else 200)


def _code_state(request: HttpRequest, step: Step) -> dict[str, Any]:
    """What is known of the code that was sent: until when it is good, how many tries are left."""
    row = OneTimeCode.objects.filter(user=_user(request), place=step.place).first()
    good = row is not None and row.fits(step.document.pdf_sha256, clock.now(), codes.LIFETIME, codes.TRIES)
    if row is None or not good:
        return {"sent": None}
    name, _at, host = _user(request).email.partition("@")
    left = codes.TRIES - row.tries
    return {
        "sent": row,
        "until": row.made_at + codes.LIFETIME,
        "address": f"{name[:1]}•••@{host}",
        "tries": ngettext("%d try is left", "%d tries are left", left) % left,
    }


def _confirmed(request: HttpRequest, step: Step) -> actions.Confirmed:
    """How the person has shown who he is. Raises Refused: wrong_code, code, stale_confirmation."""
    if "code" in request.POST:
        left = actions.try_code(
            place=step.place, sha256=step.document.pdf_sha256, digits=request.POST["code"], by=request.user
        )
        if left is not None:
            told = ngettext(
                "This code does not fit; %d try is left.", "This code does not fit; %d tries are left.", left
            )
            raise Refused(told % left, code="wrong_code", field="code")
        return actions.Confirmed("code", clock.now())
    fresh = _fresh_factor(request)
    if fresh is None:
        raise Refused(_("Too much time has passed: show again who you are."), code="stale_confirmation")
    return fresh


def _fresh_factor(request: HttpRequest) -> actions.Confirmed | None:
    """The second factor shown within the last minutes and not used for a signature yet."""
    records = [row for row in get_authentication_records(request, request.user) if row.get("type") in FACTORS]
    if not records or records[-1]["at"] <= request.session.get(USED, 0):
        return None
    age = time.time() - records[-1]["at"]
    if not records[-1].get("reauthenticated") or age > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return None
    return actions.Confirmed(FACTORS[records[-1]["type"]], clock.now() - datetime.timedelta(seconds=age))


def _sign(request: HttpRequest, step: Step, confirmed: actions.Confirmed) -> Signature:
    opened = Reading.objects.filter(document=step.document, user=_user(request)).values_list("last", flat=True).first()
    signature = actions.sign(
        place=step.place,
        sha256=request.POST["sha256"],
        confirmed=confirmed,
        opened=opened,
        seen=actions.Seen(get_ip(request), request.headers.get("user-agent", "")),
        by=request.user,
    )
    request.session[USED] = time.time()
    return signature


# --- the other answers


@GET_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to sign, with a reason."""
    step = _step(request, pk)
    then = (_("The reason is recorded and told to the secretary; the others see it on the document's page."),)
    page = ActPage(_("Refuse to sign"), _("Refuse"), (step.url("sign"), step.document.title), then)

    def perform(reason: str) -> tuple[str, Any]:
        actions.refuse(place=step.place, reason=reason, by=request.user)
        return step.document.get_absolute_url(), _("Recorded.")

    return act_page(request, page, ReasonForm(request.POST or None), perform)


@GET_POST
def qualified(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a detached qualified signature; the signer or who keeps the papers."""
    place, room = place_for(request, pk)
    document = place.document
    _may_bring(request, place, room)
    then = (
        _("1. Take the original; it must not be opened and saved again."),
        _("2. Sign it with your program as a detached signature (CAdES-BES, .sig)."),
        _("3. Attach the .sig here: it is held against the sealed bytes to the last one."),
    )
    page = ActPage(
        _("Attach a qualified signature"), _("Check and attach"), (document.get_absolute_url(), document), then
    )

    def perform(cms: Any, attorney: Any) -> tuple[str, Any]:
        row = actions.sign_qualified(place=place, cms=cms.read(), attorney=attorney, by=request.user)
        return document.get_absolute_url(), _("Checked and attached: %s.") % row.name

    form = QualifiedForm(request.POST or None, request.FILES or None)
    return act_page(request, page, form, perform, download=reverse("documents:original", args=[document.pk]))


def _may_bring(request: HttpRequest, place: Place, room: Room) -> None:
    """Who keeps the papers, or who is to sign. Raises Refused."""
    try:
        room.may_keep(request.user, place.document)
    except Refused:
        room.capacity(place, request.user)


@GET_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A signature by hand: how for the signer, the form for who takes the paper in."""
    place, room = place_for(request, pk)
    document = place.document
    try:
        room.may_keep(request.user, document)
    except Refused:
        room.capacity(place, request.user)
        return render(request, "documents/sign_paper.html", {"place": place, "document": document})
    expected = room.expected(place)
    today = timezone.localdate(clock.now())
    initial = {
        "name": expected.name,
        "position": expected.position,
        "authority": expected.authority,
        "signed_on": today,
    }
    then = (_("You are named as the one who entered it."), place.label)
    page = ActPage(_("Signed on paper"), _("Record"), (document.get_absolute_url(), document), then)

    def perform(**values: Any) -> tuple[str, Any]:
        row = actions.sign_on_paper(place=place, by=request.user, **values)
        return document.get_absolute_url(), _("Entered: %s.") % row.name

    form = PaperSignatureForm(request.POST or None, request.FILES or None, initial=initial)
    return act_page(request, page, form, perform)
