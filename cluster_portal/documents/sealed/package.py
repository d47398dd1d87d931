"""Checking an evidence package: its own sums and signature first, then what the portal has stored."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from asgiref.sync import async_to_sync
from asn1crypto import cms  # type: ignore[import-untyped]
from django.utils.translation import gettext as _
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.sealed import evidence, marks
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import Verdict, check_pdf, problems
from cluster_portal.documents.uploads import MEGABYTE
from cluster_portal.journal.chain import hash_of
from cluster_portal.journal.models import Entry

MOST_FILES = 2000
MOST_BYTES = 90 * MEGABYTE  # unpacked; a package that can be uploaded at all holds PDFs and scans, which hardly pack


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
    NotImplementedError,  # an unusual way of packing
    RuntimeError,  # encrypted
)


def check_package(data: bytes) -> Verdict:
    """Hold a package against itself and against what is stored; every file that does not agree is named."""
    try:
        files = _unpacked(data)
        manifest = evidence.read_manifest(files[evidence.MANIFEST])
        document = SealedDocument.objects.filter(code=manifest["document"]["code"]).first()
    except UNREADABLE:
        return Verdict("unknown")
    if document is None:
        return Verdict("unknown")
    state = state_of(document, whole=True)
    wrong = [*_within(files, manifest), *_stored(files, manifest), *problems(state)]
    return Verdict("changed" if wrong else "package", state, wrong)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_BYTES:
            raise ValueError("too large")
        return {part.filename: package.read(part) for part in parts if not part.is_dir()}


def _within(files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    """What in the package disagrees with its own manifest, and whether the manifest is the portal's."""
    if not _signed(files):
        yield _("The manifest is not signed by this portal's key, or was changed.")
    named = manifest["files"]
    for name in sorted({*named, *files} - {evidence.MANIFEST, evidence.SIGNATURE}):
        if name not in files:
            yield _("The file %s is missing from the package.") % name
        elif hashlib.sha256(files[name]).hexdigest() != named.get(name):
            yield _("The file %s was changed.") % name


def _signed(files: dict[str, bytes]) -> bool:
    """Whether the manifest's signature is good and made by the portal's key; whatever is damaged is not."""
    try:
        own = marks.own_certificates()
        info = cms.ContentInfo.load(files[evidence.SIGNATURE])
        trusts = ValidationContext(trust_roots=own, allow_fetching=False)
        check = async_to_sync(async_validate_detached_cms)
        status = check(files[evidence.MANIFEST], info["content"], signer_validation_context=trusts)
        return bool(status.intact and status.valid and status.signing_cert.dump() in {one.dump() for one in own})
    except Exception:
        return False


def _stored(files: dict[str, bytes], manifest: dict[str, Any]) -> Iterator[str]:
    """Where the package disagrees with the database: the PDFs and the journal's entries."""
    if evidence.ORIGINAL in files and check_pdf(files[evidence.ORIGINAL]).what != "original":
        yield _("The original in the package is not the one that is stored.")
    if evidence.COPY in files and check_pdf(files[evidence.COPY]).what != "copy":
        yield _("The copy in the package is not one this portal made.")
    try:
        told = json.loads(files.get(evidence.JOURNAL, b"{}")).get("entries", [])
        hashes = {int(row["number"]): str(row["hash"]) for row in told}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield _("The journal in the package cannot be read.")
        return
    head = manifest.get("journal_head") or {}
    hashes |= {head["number"]: head["hash"]} if head else {}
    now = {entry.number: entry for entry in Entry.objects.filter(number__in=hashes)}
    for number, digest in sorted(hashes.items()):
        entry = now.get(number)
        if entry is None or entry.hash != digest or entry.hash != hash_of(entry):
            yield _("The journal's entry %(number)s differs from the package's.") % {"number": number}
