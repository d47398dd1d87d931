"""Writing and verifying the chain."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import translation

from cluster_portal import clock
from cluster_portal.journal.models import Entry, Head
from cluster_portal.journal.triggers import missing_triggers

START = "0" * 64  # the hash "before" the first entry
HEAD_ID = 1


def canonical(data: Any) -> bytes:
    """The one way a value is written before it is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder).encode()


def hash_of(entry: Entry) -> str:
    """SHA-256 of everything the entry says, the hash of the entry before included."""
    fields = ("number", "actor", "actor_name", "verb", "object_type", "object_id", "object_name", "data", "previous")
    said = {name: getattr(entry, name) for name in fields} | {"at": entry.at.astimezone(datetime.UTC).isoformat()}
    return hashlib.sha256(canonical(said)).hexdigest()


def record(verb: str, about: models.Model, *, by: Any, data: dict[str, Any]) -> Entry:
    """Append one entry; runs inside the transaction of the act, so both exist or neither does."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A journal entry is written in the transaction of its act.")
    head = _head()
    with translation.override(settings.LANGUAGE_CODE):  # the journal speaks one language, whoever acts
        names = str(by) if by else "", str(about)
    entry = Entry(
        number=head.number + 1,
        at=clock.now(),
        actor=getattr(by, "email", "") or "",
        actor_name=names[0],
        verb=verb,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        object_name=names[1],
        data=json.loads(canonical(data)),
        previous=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def _head() -> Head:
    head, _made = Head.objects.select_for_update().get_or_create(pk=HEAD_ID, defaults={"number": 0, "hash": START})
    return head


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold; `number` 0 means the whole."""

    number: int
    reason: str


def verify() -> Broken | None:
    """Read the whole chain; the first broken entry, or None if it holds. Reasons are in English, for operators."""
    if missing := missing_triggers():
        return Broken(0, f"triggers missing: {', '.join(missing)}")
    last, previous = 0, START
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != last + 1:
            return Broken(last + 1, f"entry {last + 1} is missing")
        if entry.previous != previous:
            return Broken(entry.number, f"entry {entry.number} does not follow the entry before it")
        if entry.hash != hash_of(entry):
            return Broken(entry.number, f"entry {entry.number} was changed")
        last, previous = entry.number, entry.hash
    return _verify_end(last, previous)


def _verify_end(last: int, last_hash: str) -> Broken | None:
    head = Head.objects.filter(pk=HEAD_ID).first()
    number, digest = (head.number, head.hash) if head else (0, START)
    if number > last:
        return Broken(last + 1, f"entry {last + 1} is missing: the journal was cut, it ended with {number}")
    if (number, digest) != (last, last_hash):
        return Broken(last, f"entry {last} is not the one the journal ended with")
    return None


def verify_anchor(number: int, digest: str) -> Broken | None:
    """Hold the chain against a number and hash kept elsewhere: finds rewriting and cutting."""
    entry = Entry.objects.filter(number=number).first()
    if entry is None:
        return Broken(number, f"entry {number} of the anchor is missing: the journal was cut")
    if entry.hash != digest:
        return Broken(number, f"entry {number} differs from the anchor: the journal was rewritten")
    return None
