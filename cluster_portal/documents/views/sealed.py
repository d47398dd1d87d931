"""A sealed document for those who may read it: how it stands, its text, its files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.documents.models import Place
from cluster_portal.documents.paper import groups
from cluster_portal.documents.sealed.canonical import document_from, text_of
from cluster_portal.documents.sealed.evidence import package as make_package
from cluster_portal.documents.sealed.rooms import Room
from cluster_portal.documents.sealed.sheet import Signed, state_of
from cluster_portal.documents.uploads import attached, served
from cluster_portal.documents.views.common import copy_file, document_for, file_name, original_file
from cluster_portal.workflow import may


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Places, signatures, refusals, files; what the person who asks may do here."""
    row, room = document_for(request, pk)
    state = state_of(row)
    open_now = room.takes_signatures(row, state.standings[-1].kind if state.standings else "")
    keeps = may(room.may_keep, request.user, row)
    context = {
        "document": row,
        "state": state,
        "back": room.back(row),
        "deadline": room.deadline(row),
        "kept": room.kept_for(row),
        "keeps": keeps,
        "places": [_place(request, room, place, open_now=open_now, keeps=keeps) for place in state.places],
    }
    return render(request, "documents/sealed.html", context)


def _place(request: HttpRequest, room: Room, signed: Signed, *, open_now: bool, keeps: bool) -> dict[str, Any]:
    waits = open_now and not signed.is_signed
    return {
        "signed": signed,
        "mine": waits and may(room.capacity, signed.place, request.user),
        "enter": open_now and keeps,
    }


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed text itself, as it prints, to be read on any screen."""
    row, room = document_for(request, pk)
    told = text_of(row)
    back: Place | None = Place.objects.filter(document=row, pk=_number(request)).first()
    context = {
        "document": row,
        "groups": groups(document_from(told["document"])),
        "back": (back.get_absolute_url(), _("Back to signing")) if back else room.back(row),
    }
    return render(request, "documents/read.html", context)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("place", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 – digits of an id


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed PDF."""
    row, _room = document_for(request, pk)
    return original_file(row)


@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy with the signature sheet."""
    row, _room = document_for(request, pk)
    return copy_file(state_of(row))


@require_safe
@never_cache
def package(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The evidence package; the court's copy only for those who keep the papers."""
    row, room = document_for(request, pk)
    court = kind == "court"
    if court:
        room.may_keep(request.user, row)
    response = HttpResponse(make_package(state_of(row), court=court), content_type="application/zip")
    name = "dlya-suda" if court else "komplekt"
    return attached(response, file_name(row, name, "zip"))


@require_safe
def attachment(request: HttpRequest, pk: int, signature: Any, what: str) -> FileResponse | HttpResponse:
    """A file kept with a signature: the scan, the power of attorney, the .sig."""
    row, _room = document_for(request, pk)
    found = get_object_or_404(row.signatures.select_related("file", "authority_file"), pk=signature)
    files = {"scan": found.file, "attorney": found.authority_file}
    if what == "sig" and found.cms:
        response = HttpResponse(bytes(found.cms), content_type="application/pkcs7-signature")
        return attached(response, file_name(row, "podpis", "sig"))
    if files.get(what) is None:
        raise Http404
    return served(files[what])  # type: ignore[arg-type]
