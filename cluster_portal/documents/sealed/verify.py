"""Checks of what is stored and of files people bring: what does not hold is named, nothing is taken on trust."""

from __future__ import annotations

import datetime
import functools
import hashlib
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cluster_portal.documents.models import SealedCopy, SealedDocument, Signature
from cluster_portal.documents.models.sealed import digest
from cluster_portal.documents.sealed import cades, canonical, entries, marks
from cluster_portal.documents.sealed.records import digest_of
from cluster_portal.documents.sealed.sheet import State, state_of
from cluster_portal.workflow import Refused

MOST_ENDS = 50
END = re.compile(rb"%%EOF\r?\n?")


def problems(state: State) -> list[str]:
    """What does not hold of a stored document; empty where all does. Wants `state_of(…, whole=True)`."""
    return list(_problems(state))


def _problems(state: State) -> Iterator[str]:
    document, copies = state.document, list(state.document.copies.all())
    yield from _content(state)
    found = entries.entries_of(state, copies)
    for entry in entries.changed(found):
        yield _("The journal's entry %(number)s was changed.") % {"number": entry.number}
    told = entries.told(found)
    rows: list[tuple[Any, Any]] = [(document, _("the record of the document"))]
    rows += [(row, _("the record of how the document stands")) for row in state.standings]
    rows += [(row, _("the record of a refusal")) for place in state.places for row in place.refusals]
    for row, words in rows:
        if digest_of(row) not in told:
            yield _("Changed: %s. The journal tells another.") % words
    for signature in state.signatures:
        yield from _signature(signature, told)
    for copy in copies:
        if digest(copy.pdf) != copy.sha256 or copy.sha256 not in told:
            yield _("Changed: %s. The journal tells another.") % _("the copy with the signature sheet")


def _content(state: State) -> Iterator[str]:
    document = state.document
    content = getattr(document, "content", None)
    if content is None:
        yield _("The content of the document is gone.")
        return
    if (
        digest(content.canonical) != document.canonical_sha256
        or canonical.read(content.canonical)["code"] != document.code
    ):
        yield _("The data of the document (canonical JSON) were changed.")
    else:
        yield from _places(state, canonical.read(content.canonical))
    if digest(content.pdf) != document.pdf_sha256:
        yield _("The original (PDF) was changed.")


def _places(state: State, told: dict[str, Any]) -> Iterator[str]:
    rows = [{"key": row.place.key, "label": row.place.label} for row in state.places]
    if rows != told["places"]:
        yield _("Changed: %s. The journal tells another.") % _("the places to be signed")


def _signature(row: Signature, told: set[str]) -> Iterator[str]:
    named = {"name": row.name, "id": row.pk}
    if digest_of(row) != row.record_sha256 or row.record_sha256 not in told:
        yield _("The record of the signature %(id)s (%(name)s) was changed.") % named
        return
    if row.sha256 != row.document.pdf_sha256:
        yield _("The signature %(id)s (%(name)s) is under another text.") % named
    for file in filter(None, (row.file, row.authority_file)):
        if _file_digest(file) != file.sha256:
            yield _("The file of the signature %(id)s (%(name)s) was changed or is gone.") % named
    if row.cms and (wrong := _cms_problem(bytes(row.cms), bytes(row.document.content.pdf), row.signed_at)):
        yield _("The qualified signature %(id)s (%(name)s) does not hold:") % named + f" {wrong}"


@functools.lru_cache(maxsize=512)
def _cms_problem(cms: bytes, content: bytes, received: datetime.datetime) -> str:
    """Why a .sig does not hold, '' if it does. The same bytes give the same answer, and GOST in Python is slow."""
    try:
        cades.check(cms, content, received=received)
    except cades.NotAccepted as error:
        return str(error)
    return ""


def _file_digest(file: Any) -> str:
    try:
        with file.file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


# --- files people bring


@dataclass(frozen=True)
class Verdict:
    """What a file is. `what`: original, copy, package, changed, unknown; `state` where a document was found."""

    what: str
    state: State | None = None
    problems: list[str] = field(default_factory=list)
    level: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return self.what in {"original", "copy", "package"} and not self.problems


def check_pdf(data: bytes) -> Verdict:
    """Hold a PDF against what is stored, to the last byte."""
    digests = _digests(data)
    document = SealedDocument.objects.select_related("content", "replaces").filter(pdf_sha256__in=digests).first()
    if document is None:
        return Verdict("unknown")
    state = state_of(document, whole=True)
    found = problems(state)
    if digests[document.pdf_sha256] == len(data):
        return Verdict("original", state, found)
    wrong, level = _mark(data)
    if wrong:
        return Verdict("changed", state, [*found, wrong])
    kept = SealedCopy.objects.filter(document=document, sha256=hashlib.sha256(data).hexdigest()).first()
    return Verdict("copy", state, found, kept.level if kept else level)


def _digests(data: bytes) -> dict[str, int]:
    """SHA-256 of the file's beginnings that may be a whole file, and where each ends: after the first end-of-file
    marks, and at its real end. Read once, however many marks somebody put in."""
    marks_in = (match.end() for match in itertools.islice(END.finditer(data), MOST_ENDS))
    found, running, start = {}, hashlib.sha256(), 0
    for end in sorted({len(data), *marks_in}):
        running.update(data[start:end])
        found[running.hexdigest()], start = end, end
    return found


def _mark(data: bytes) -> tuple[str, str]:
    """What is wrong with the portal's mark on a copy, and the level it has. Never raises: files come from anybody."""
    try:
        reader = PdfFileReader(io.BytesIO(data))
        signatures = reader.embedded_signatures
        if not signatures:
            return _("There is no mark of the portal on it: something was added to the original."), ""
        mark = signatures[-1]
        status = validate_pdf_signature(mark, _trusts())
    except Refused as refused:
        return str(refused.reason), ""
    except Exception:
        return _("The mark of the portal cannot be read."), ""
    if not (status.intact and status.valid) or status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return _("Something was changed or added after the portal marked the copy."), ""
    if mark.signer_cert.dump() not in {own.dump() for own in marks.own_certificates()}:
        return _("The mark is not of this portal's key."), ""
    return "", "B-T" if status.timestamp_validity else "B-B"


def _trusts() -> ValidationContext:
    """The portal's certificates alone are roots here; nothing is fetched."""
    return ValidationContext(trust_roots=marks.own_certificates(), allow_fetching=False)
