"""The evidence package («Комплект для проверки»): everything needed to check a document with no portal at hand."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cluster_portal import clock
from cluster_portal.documents.models import Signature
from cluster_portal.documents.sealed import marks
from cluster_portal.documents.sealed.copies import copy_of
from cluster_portal.documents.sealed.entries import entries_of
from cluster_portal.documents.sealed.records import record_of
from cluster_portal.documents.sealed.sheet import State
from cluster_portal.journal.chain import canonical
from cluster_portal.journal.models import Entry, Head
from cluster_portal.workflow import Refused

FORMAT = "evidence/1"
MANIFEST, SIGNATURE, CERTIFICATE, SUMS = "manifest.json", "manifest.json.sig", "portal.pem", "SHA256SUMS"
ORIGINAL, COPY, DATA, JOURNAL, README = (
    "podlinnik.pdf",
    "kopiya.pdf",
    "dokument.json",
    "zhurnal.json",
    "INSTRUKCIYA.txt",
)
COURT = "dlya-suda.json"


def package(state: State, *, court: bool = False) -> bytes:
    """The package as ZIP bytes; `court` adds IP addresses and browsers. Raises Refused where the portal has no key."""
    files = dict(_files(state, court=court))
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    files[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
    manifest = canonical(_manifest(state, sums | {SUMS: hashlib.sha256(files[SUMS]).hexdigest()}))
    files[MANIFEST] = manifest
    files[SIGNATURE] = _sign(manifest)
    return _zipped(files)


def _files(state: State, *, court: bool) -> Iterator[tuple[str, bytes]]:
    document = state.document
    yield ORIGINAL, bytes(document.content.pdf)
    yield COPY, bytes(copy_of(state).pdf)
    yield DATA, bytes(document.content.canonical)
    for number, row in enumerate(_signatures(state), 1):
        yield from _signature(number, row)
    standings = [_told(row) for row in state.standings]
    refusals = [_told(row) for place in state.places for row in place.refusals]
    yield "sostoyanie.json", _json({"document": record_of(document), "standings": standings, "refusals": refusals})
    told = entries_of(state, document.copies.defer("pdf"))
    yield JOURNAL, _json({"entries": [_entry(entry) for entry in told]})
    yield CERTIFICATE, marks.certificate_pem()
    if court:
        yield COURT, _json({"traces": list(_traces(state))})
    with translation.override("ru"):
        words = {"state": state, "document": document, "court": court, "site": settings.SITE_URL, "demo": settings.DEMO}
        yield README, render_to_string("documents/evidence.txt", words).strip().encode() + b"\n"


def _told(row: Any) -> dict[str, Any]:
    return {key: value for key, value in record_of(row).items() if key != "user"}


def _signatures(state: State) -> list[Signature]:
    return list(state.document.signatures.select_related("document", "place", "file", "authority_file"))


def _signature(number: int, row: Signature) -> Iterator[tuple[str, bytes]]:
    """The record as it is hashed, and the files that belong to it."""
    yield f"podpisi/{number}.json", canonical(record_of(row))
    if row.cms:
        yield f"podpisi/{number}.sig", bytes(row.cms)
    for name, file in (("skan", row.file), ("doverennost", row.authority_file)):
        if file is not None:
            try:
                with file.file.open("rb") as opened:
                    yield f"podpisi/{number}-{name}.{file.name.rpartition('.')[2]}", opened.read()
            except FileNotFoundError as error:
                raise Refused(f"{file.name}: {error}", code="state") from error


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry as it is hashed, with its hash."""
    fields = ("number", "actor", "actor_name", "verb", "object_type", "object_id", "object_name", "data", "previous")
    told = {name: getattr(entry, name) for name in fields}
    return {**told, "at": entry.at.astimezone(datetime.UTC).isoformat(), "hash": entry.hash}


def _traces(state: State) -> Iterator[dict[str, Any]]:
    for row in state.document.signatures.filter(trace__isnull=False).select_related("trace", "user"):
        yield {
            "signature": str(row.pk),
            "ip": row.trace.ip,
            "user_agent": row.trace.user_agent,
            "account": row.user.email if row.user else "",
        }


def _manifest(state: State, sums: dict[str, str]) -> dict[str, Any]:
    head = Head.objects.first()
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "site": settings.SITE_URL,
        "demo": settings.DEMO,
        "document": {
            "code": state.document.code,
            "title": state.document.title,
            "edition": state.document.edition,
            "state": state.kind or "to_sign",
            "sha256": state.document.pdf_sha256,
        },
        "signatures": [row.record_sha256 for row in state.signatures],
        "journal_head": {"number": head.number, "hash": head.hash} if head else None,
        "files": sums,
    }


def _json(data: Any) -> bytes:
    return canonical(data)


def _sign(manifest: bytes) -> bytes:
    """A detached CMS signature of the portal's key, DER."""
    made = async_to_sync(marks.signer().async_sign_general_data)(manifest, digest_algorithm="sha256", detached=True)
    data: bytes = made.dump()
    return data


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            package.writestr(member, data)
    return packed.getvalue()


def read_manifest(data: bytes) -> dict[str, Any]:
    """The manifest as values. Raises ValueError where it is none."""
    told = json.loads(data)
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("files"), dict):
        raise ValueError(f"not {FORMAT}")
    return told
