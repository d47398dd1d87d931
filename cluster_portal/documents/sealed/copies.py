"""The copy: the original as its exact beginning, the signature sheet added to it, the portal's mark last."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers

from cluster_portal.documents import pdf
from cluster_portal.documents.models import SealedCopy
from cluster_portal.documents.sealed import marks
from cluster_portal.documents.sealed.canonical import original_of
from cluster_portal.documents.sealed.records import set_of
from cluster_portal.documents.sealed.sheet import State, sheet

log = logging.getLogger(__name__)

OVERLAY = Path(pdf.__file__).parent / "typst" / "overlay.typ"
FIELD = "PortalMark"


@dataclass(frozen=True)
class Marked:
    """A copy and the PAdES level its mark reached: «B-B», or «B-T» with a time-stamp."""

    pdf: bytes
    level: str


def copy_of(state: State) -> SealedCopy | Marked:
    """The copy with today's signature sheet; what is in force is made once and kept.

    Raises Refused where the portal has no key.
    """
    from cluster_portal.documents.actions import keep_copy  # noqa: PLC0415 – the action knows this module

    document, name = state.document, set_of(state.signatures)
    if not state.in_force:
        return make(state)
    kept = SealedCopy.objects.filter(document=document, signatures_sha256=name).first()
    return kept or keep_copy(document=document, signatures_sha256=name, made=make(state), by=None)


def make(state: State) -> Marked:
    """Put the copy together. Raises Refused where the portal has no key."""
    signer = marks.signer()
    writer = IncrementalPdfFileWriter(io.BytesIO(original_of(state.document)))
    if not state.in_force:
        _lay_over(writer, "НЕ ВСТУПИЛО В СИЛУ" if not state.standings else "НЕ ДЕЙСТВУЕТ", state)
    _append(writer, pdf.to_pdf(sheet(state)))
    return _mark(writer, signer)


def _append(writer: Any, made: bytes) -> None:
    """Add the pages of another PDF, each as a drawing with its own fonts."""
    reader = PdfFileReader(io.BytesIO(made))
    for number in range(int(reader.root["/Pages"]["/Count"])):
        drawing = writer.import_page_as_xobject(reader, number)
        page = {
            "/Type": generic.pdf_name("/Page"),
            "/MediaBox": generic.ArrayObject(drawing.get_object()["/BBox"]),
            "/Resources": _drawings(drawing),
            "/Contents": _draw(writer),
        }
        writer.insert_page(generic.DictionaryObject({generic.pdf_name(key): value for key, value in page.items()}))


def _drawings(drawing: Any) -> Any:
    """Resources that name one drawing."""
    named = generic.DictionaryObject({generic.pdf_name("/Sheet"): drawing})
    return generic.DictionaryObject({generic.pdf_name("/XObject"): named})


def _draw(writer: Any) -> Any:
    return writer.add_object(generic.StreamObject(stream_data=b"q /Sheet Do Q"))


def _lay_over(writer: Any, words: str, state: State) -> None:
    """A line on top of every page of the original, upright or landscape, that says what it is not."""
    drawings: dict[bool, Any] = {}
    for number in range(int(writer.root["/Pages"]["/Count"])):
        wide = _is_wide(writer, number)
        if wide not in drawings:
            made = PdfFileReader(io.BytesIO(_overlay(words, state, wide)))
            drawings[wide] = writer.import_page_as_xobject(made, 0)
        writer.add_stream_to_page(number, _draw(writer), resources=_drawings(drawings[wide]))


def _overlay(words: str, state: State, wide: bool) -> bytes:
    day = timezone.localtime(state.document.sealed_at).date()
    date = {"year": day.year, "month": day.month, "day": day.day}
    return pdf.typeset(OVERLAY, {"title": words, "date": date, "words": words, "wide": wide}, day)


def _is_wide(writer: Any, number: int) -> bool:
    """Whether a page lies on its side."""
    page, _resources = writer.find_page_for_modification(number)
    left, bottom, right, top = map(float, page.get_object()["/MediaBox"])
    return right - left > top - bottom


def _mark(writer: Any, signer: Any) -> Marked:
    """Sign last; without an answer of the time-stamp server the level is lower, and said so."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=marks.NAME,
        name=marks.NAME,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    stamper = marks.timestamper()
    if stamper is not None:
        try:
            return Marked(_signed(writer, metadata, signer, stamper), "B-T")
        except Exception as error:
            log.warning("The time-stamp server gave no stamp: %s", error)
    return Marked(_signed(writer, metadata, signer, None), "B-B")


def _signed(writer: Any, metadata: Any, signer: Any, stamper: Any) -> bytes:
    out = signers.PdfSigner(metadata, signer=signer, timestamper=stamper).sign_pdf(writer)
    data: bytes = out.getvalue()
    return data
