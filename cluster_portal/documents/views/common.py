"""What the pages of sealed documents share."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cluster_portal.documents.blocks import text_of_block
from cluster_portal.documents.models import Place, SealedDocument
from cluster_portal.documents.sealed.canonical import document_from, original_of, text_of
from cluster_portal.documents.sealed.copies import copy_of
from cluster_portal.documents.sealed.rooms import Room, room_of
from cluster_portal.documents.sealed.sheet import State
from cluster_portal.documents.uploads import attached
from cluster_portal.workflow import may


def document_for(request: HttpRequest, pk: int) -> tuple[SealedDocument, Room]:
    """The document, if this person may read it: whoever may not gets 404, as for one that does not exist."""
    document = get_object_or_404(SealedDocument.objects.select_related("replaces"), pk=pk)
    room = room_of(document)
    if not may(room.may_read, request.user, document):
        raise Http404
    return document, room


def place_for(request: HttpRequest, pk: int) -> tuple[Place, Room]:
    """The place to be signed with its document and the text, if this person may read it; 404 otherwise."""
    place = get_object_or_404(Place.objects.select_related("document__content", "document__replaces"), pk=pk)
    room = room_of(place.document)
    if not may(room.may_read, request.user, place.document):
        raise Http404
    return place, room


def lines_of(document: SealedDocument) -> list[str]:
    """The text of a sealed document, a block a line."""
    blocks = document_from(text_of(document)["document"]).blocks
    return [line for line in map(text_of_block, blocks) if line]


def file_name(document: SealedDocument, what: str, extension: str) -> str:
    """«protokol…-K7QF-2M9D-XH4R.pdf»: the code leads to the check page."""
    return f"{what}-{document.printed_code}.{extension}"


def original_file(document: SealedDocument) -> HttpResponse:
    """The sealed bytes."""
    response = HttpResponse(original_of(document), content_type="application/pdf")
    return attached(response, file_name(document, "podlinnik", "pdf"))


def copy_file(state: State) -> HttpResponse:
    """The copy with the signature sheet. Raises Refused where the portal has no key."""
    response = HttpResponse(bytes(copy_of(state).pdf), content_type="application/pdf")
    return attached(response, file_name(state.document, "kopiya", "pdf"))
