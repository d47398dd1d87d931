"""Signing a sealed document by one of three routes, and refusing to. Rights are read anew inside the transaction."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from cluster_portal import clock
from cluster_portal.documents import notifications
from cluster_portal.documents.models import (
    OneTimeCode,
    Place,
    Reading,
    Refusal,
    SealedDocument,
    Signature,
    Standing,
    Trace,
)
from cluster_portal.documents.sealed import cades, codes
from cluster_portal.documents.sealed.records import digest_of
from cluster_portal.documents.sealed.rooms import Capacity, room_of
from cluster_portal.documents.uploads import store
from cluster_portal.journal.models import Head
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, note, working_text

Route = Signature.Route
FRESH = datetime.timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
CODES_AN_HOUR = 6


@dataclass(frozen=True)
class Confirmed:
    """How the person at the keyboard showed who he is: `how` is code, totp or passkey; `at` when."""

    how: str
    at: datetime.datetime


@dataclass(frozen=True)
class Seen:
    """What the server itself saw of the browser; for the court's copy alone."""

    ip: str | None = None
    user_agent: str = ""


# --- before signing


@working_text
def open_to_read(*, document: SealedDocument, by: Any) -> datetime.datetime:
    """Note that somebody who is to sign opened the document, and when; the first time stays."""
    now = clock.now()
    if not Reading.objects.filter(document=document, user=by).update(last=now):
        Reading.objects.get_or_create(document=document, user=by, defaults={"first": now, "last": now})
    return now


@action("documents.code_sent")
def send_code(*, place: Place, sha256: str, by: Any) -> tuple[OneTimeCode, str]:
    """Make a code for this person, place and hash; those before it are void. The caller sends it.

    Raises Refused: see `sign`; `limit` – too many codes in an hour.
    """
    document = place.document
    _may_sign(place, Route.SIMPLE, sha256, by)
    mine = OneTimeCode.objects.filter(user=by, place=place)
    if mine.filter(made_at__gt=clock.now() - datetime.timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise Refused(_("Too many codes were sent within an hour. Wait, or sign by another route."), code="limit")
    digits = codes.new_digits()
    mine.filter(used_at=None).update(tries=codes.TRIES)
    row = OneTimeCode.objects.create(
        user=by, place=place, sha256=sha256, code_hash=_hash(digits, place, sha256, by), made_at=clock.now()
    )
    note(document=document.code)
    return row, digits


@working_text
def try_code(*, place: Place, sha256: str, digits: str, by: Any) -> int | None:
    """Compare a typed code with the last one sent: None – it fits and may be signed with; else the tries left.

    Wrong tries are kept whatever becomes of the signature, so they cannot be begun anew. Raises Refused: no code.
    """
    row = OneTimeCode.objects.select_for_update().filter(user=by, place=place).first()
    if row is None or not row.fits(sha256, clock.now(), codes.LIFETIME, codes.TRIES):
        raise Refused(_("The code is no longer good: have another one sent."), code="code", field="code")
    if not constant_time_compare(_hash(digits.strip(), place, sha256, by), row.code_hash):
        row.tries += 1
        row.save(update_fields=["tries"])
        return codes.TRIES - row.tries
    row.matched_at = clock.now()
    row.save(update_fields=["matched_at"])
    return None


def _hash(digits: str, place: Place, sha256: str, by: Any) -> str:
    """What is kept of a code: bound to person, place and text, and of no use without the portal's secret."""
    bound = f"{by.pk}:{place.pk}:{sha256}:{digits}"
    return salted_hmac("documents.one_time_code", bound, algorithm="sha256").hexdigest()


# --- signing


@action("documents.signed")
def sign(
    *, place: Place, sha256: str, confirmed: Confirmed, opened: datetime.datetime | None, seen: Seen, by: Any
) -> Signature:
    """Put the simple electronic signature of `by` to a place.

    `sha256` is what the signer saw. Raises Refused: hash – the form speaks of another text; state – not to be
    signed now; signed – this place is; forbidden – the right is not, or no longer, his; accession – no agreement
    on simple signatures; stale_confirmation – show anew who you are; code – it was used or is too old.
    """
    document = _lock(place)
    capacity = _may_sign(place, Route.SIMPLE, sha256, by)
    _use(confirmed, place, sha256, by)
    row = _made(
        place,
        Route.SIMPLE,
        capacity,
        user=by,
        accession=capacity.accession,
        opened_at=opened,
        confirmed_by=confirmed.how,
    )
    Trace.objects.create(signature=row, ip=seen.ip, user_agent=seen.user_agent[:500])
    _after(row, document, by)
    return row


@action("documents.signed_qualified")
def sign_qualified(*, place: Place, cms: bytes, attorney: Any = None, by: Any) -> Signature:
    """Attach a detached qualified signature that was checked against the sealed bytes.

    `attorney` is the file of a machine-readable power of attorney where an employee signed. The signer or the
    secretary uploads it. Raises Refused with what is wrong with the file, see `sealed.cades`, and as `sign` does.
    """
    document = _lock(place)
    capacity = _may_bring(place, Route.QUALIFIED, by)
    try:
        with override(settings.LANGUAGE_CODE):  # what was not checked is kept in words, in the portal's own language
            found = cades.check(
                cms, bytes(document.content.pdf), received=clock.now(), anchors=cades.anchors_from(_anchors())
            )
    except cades.NotAccepted as error:
        raise Refused(str(error), code="sig", field="cms") from error
    first = found[0].certificate
    _is_whose(first, capacity, by_attorney=bool(attorney) and room_of(document).by_attorney)
    row = _made(
        place,
        Route.QUALIFIED,
        Capacity(
            name=first.owner,
            position=first.title,
            organisation=first.organisation or capacity.organisation,
            inn=first.inn_organisation or first.inn,
            ogrn=first.ogrn,
            authority=_("power of attorney, attached") if attorney else capacity.authority,
        ),
        user=by,
        cms=cms,
        certificate={"signers": [one.as_data() for one in found]},
        authority_file=store(attorney, by=by) if attorney else None,
        entered_by=str(by or ""),
    )
    _after(row, document, by)
    return row


def _is_whose(certificate: cades.Certificate, expected: Capacity, *, by_attorney: bool) -> None:
    """Refuse a certificate of another person (unless by a power of attorney) or of another organisation."""
    if expected.name and not by_attorney and _plain(certificate.owner) != _plain(expected.name):
        told = _("The certificate is of %(owner)s, but %(name)s is to sign. An employee attaches a power of attorney.")
        raise Refused(told % {"owner": certificate.owner, "name": expected.name}, code="owner", field="cms")
    for found, known in ((certificate.inn_organisation, expected.inn), (certificate.ogrn, expected.ogrn)):
        if found and known and found.lstrip("0") != known.lstrip("0"):
            told = _("The certificate is of another organisation: %(organisation)s, %(number)s.")
            named = {"organisation": certificate.organisation, "number": found}
            raise Refused(told % named, code="owner", field="cms")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _anchors() -> Path | None:
    return Path(settings.SIGNATURE_TRUST_ANCHORS) if settings.SIGNATURE_TRUST_ANCHORS else None


@action("documents.signed_on_paper")
def sign_on_paper(
    *,
    place: Place,
    name: str,
    position: str,
    signed_on: datetime.date,
    scan: Any,
    code: str,
    originals: int = 1,
    kept: str = "",
    authority: str = "",
    by: Any,
) -> Signature:
    """Enter a signature by hand: the scan, the day written on the paper, the printed code matched with the document.

    Who enters it is named. Raises Refused; ValidationError: a day to come or before the sealing, another code.
    """
    document = _lock(place)
    expected = _may_bring(place, Route.PAPER, by)
    if codes.read_code(code) != document.code:
        raise ValidationError({"code": _("The code printed on the paper is not that of this document.")})
    if not timezone.localtime(document.sealed_at).date() <= signed_on <= clock.today():
        raise ValidationError({"signed_on": _("Between the day the text was frozen and today.")})
    row = _made(
        place,
        Route.PAPER,
        Capacity(name.strip(), position.strip(), expected.organisation, expected.inn, expected.ogrn, authority.strip()),
        signed_on=signed_on,
        originals=originals,
        kept=kept.strip(),
        file=store(scan, by=by),
        entered_by=str(by or ""),
    )
    _after(row, document, by)
    return row


@action("documents.refused")
def refuse(*, place: Place, reason: str, by: Any) -> Refusal:
    """Refuse to sign, with the reason; those who put it to signature are told. Raises Refused."""
    document = _lock(place)
    if not reason.strip():
        raise Refused(_("Give the reason: the others read it."), code="reason", field="reason")
    capacity = _may_sign(place, "", document.pdf_sha256, by)
    row = Refusal.objects.create(place=place, user=by, name=capacity.name, reason=reason.strip(), at=clock.now())
    note(document=document.code, record=digest_of(row), reason=row.reason)
    room = room_of(document)
    room.refused(row, by)
    send(notifications.SigningRefused(row), to=room.people(document))
    return row


# --- what all routes share


def _lock(place: Place) -> SealedDocument:
    """The document, locked till the end: two who sign at once come one after the other. What was read before of how
    it stands is forgotten; `now` is its standing."""
    last = Standing.objects.filter(document=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    rows = SealedDocument.objects.annotate(now=Coalesce(Subquery(last), Value("")))
    if connection.features.has_select_for_update_of:
        rows = rows.select_for_update(of=("self",))
    place.document = document = rows.get(pk=place.document_id)
    return document


def _open(place: Place, route: str) -> None:
    """Refuse a place that may not be signed by this route now. Raises Refused: state, route, signed."""
    document, room = place.document, room_of(place.document)
    now = getattr(document, "now", None)
    if now is None:
        now = document.standings.values_list("kind", flat=True).last() or ""
    if not room.takes_signatures(document, now):
        shown = Standing.Kind(now).label if now else ""
        raise Refused(_("The document is not to be signed now: %s.") % shown, code="state")
    if route and route not in room.routes(place):
        raise Refused(_("This document is not signed by that route."), code="route")
    done = place.signatures.filter(route=route) if route else place.signatures.all()
    if other := done.only("name", "signed_at").first():
        when = timezone.localtime(other.signed_at)
        told = _("%(name)s has signed here already, %(when)s.") % {
            "name": other.name,
            "when": f"{when:%d.%m.%Y %H:%M}",
        }
        raise Refused(told, code="signed")


def _account(by: Any) -> Any:
    """The account as it is now, none of its facts kept from before. Raises Refused: closed, or the portal itself."""
    found = get_user_model().objects.filter(pk=by.pk, is_active=True).first() if by is not None else None
    if found is None:
        raise Refused(_("This account is closed."), code="forbidden")
    return found


def _may_sign(place: Place, route: str, sha256: str, by: Any) -> Capacity:
    """As whom `by` signs this place now."""
    if sha256 != place.document.pdf_sha256:
        raise Refused(_("The form speaks of another text than the one to be signed. Open it anew."), code="hash")
    person = _account(by)
    capacity = room_of(place.document).capacity(place, person)
    _open(place, route)
    if route == Route.SIMPLE and not capacity.accession:
        raise Refused(capacity.lacks or _("There is no agreement on simple signatures."), code="accession")
    return capacity


def _may_bring(place: Place, route: str, by: Any) -> Capacity:
    """A paper or a file is brought by the secretary, a file also by who is to sign. Raises Refused."""
    room = room_of(place.document)
    person = _account(by)
    try:
        room.may_keep(person, place.document)
        capacity = room.expected(place)
    except Refused:
        if route == Route.PAPER:
            raise
        capacity = room.capacity(place, person)
    _open(place, route)
    return capacity


def _use(confirmed: Confirmed, place: Place, sha256: str, by: Any) -> None:
    """Take what confirmed the person: a code is good once, another confirmation for a few minutes."""
    if clock.now() - confirmed.at > FRESH:
        raise Refused(_("Too much time has passed: show again who you are."), code="stale_confirmation")
    if confirmed.how != "code":
        return
    good = OneTimeCode.objects.filter(user=by, place=place, sha256=sha256, matched_at__isnull=False, used_at=None)
    good = good.filter(tries__lt=codes.TRIES, made_at__gte=clock.now() - codes.LIFETIME)
    if not good.update(used_at=clock.now()):
        raise Refused(_("The code is no longer good: have another one sent."), code="code", field="code")


def _made(place: Place, route: str, capacity: Capacity, **fields: Any) -> Signature:
    """The row of a signature with its digest. Raises Refused(signed) where another came first."""
    document, now = place.document, clock.now()
    head = Head.objects.first()
    local = timezone.localtime(now)
    row = Signature(
        document=document,
        place=place,
        route=route,
        sha256=document.pdf_sha256,
        name=capacity.name,
        position=capacity.position,
        organisation=capacity.organisation,
        inn=capacity.inn,
        ogrn=capacity.ogrn,
        authority=capacity.authority,
        intent=room_of(document).intent(place, capacity),
        signed_at=now,
        local_time=f"{local:%d.%m.%Y %H:%M:%S} (UTC{local.isoformat()[-6:]}, {settings.TIME_ZONE_WORDS})",
        head_number=head.number if head else 0,
        head_hash=head.hash if head else "0" * 64,
    )
    row.authority_file = fields.pop("authority_file", None) or capacity.authority_file
    for name, value in fields.items():
        setattr(row, name, value)
    row.record_sha256 = digest_of(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Somebody has signed here already."), code="signed") from error
    return row


def _after(row: Signature, document: SealedDocument, by: Any) -> None:
    """Journal, the room's own move, letters with the end of the journal."""
    note(document=document.code, signature=str(row.pk), route=str(row.route), name=row.name, record=row.record_sha256)
    room = room_of(document)
    room.accept(row, by)
    told = [*room.people(document), *([row.user] if row.user else [])]
    send(notifications.Signed(row), to=told)
