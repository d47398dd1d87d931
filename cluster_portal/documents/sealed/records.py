"""Rows of signatures and standings as canonical JSON, and their digests: what the journal repeats of each."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.db import models

from cluster_portal.documents.models import SealedDocument, Signature, StoredFile
from cluster_portal.journal.chain import canonical


def record_of(row: models.Model) -> dict[str, Any]:
    """Everything a row says, in values that mean the same outside this database."""
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if field.name != "record_sha256"}


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.BinaryField):
        return hashlib.sha256(bytes(value)).hexdigest() if value else ""
    if field.is_relation and value is not None:
        return _named(row, field, value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if field.primary_key else value


def _named(row: models.Model, field: Any, value: Any) -> Any:
    """What a link points at: a file by its bytes, a document by its code; the rest by number."""
    if field.related_model is StoredFile:
        return getattr(row, field.name).sha256
    if field.related_model is SealedDocument:
        return getattr(row, field.name).code
    return value


def digest_of(row: models.Model) -> str:
    """SHA-256 of the record, hex."""
    return hashlib.sha256(canonical(record_of(row))).hexdigest()


def set_of(signatures: list[Signature]) -> str:
    """The name of a set of signatures: SHA-256 over their digests in order."""
    return hashlib.sha256("".join(sorted(row.record_sha256 for row in signatures)).encode()).hexdigest()
