"""The copy with the signature sheet is made once for each set of signatures, and kept."""

from __future__ import annotations

import hashlib
from typing import Any

from cluster_portal import clock
from cluster_portal.documents.models import SealedCopy, SealedDocument
from cluster_portal.documents.sealed.copies import Marked
from cluster_portal.workflow import action, note


@action("documents.copy_made")
def keep_copy(*, document: SealedDocument, signatures_sha256: str, made: Marked, by: Any) -> SealedCopy:
    """Keep a copy that was made, with the level its mark reached."""
    row = SealedCopy.objects.create(
        document=document,
        signatures_sha256=signatures_sha256,
        level=made.level,
        pdf=made.pdf,
        sha256=hashlib.sha256(made.pdf).hexdigest(),
        made_at=clock.now(),
    )
    note(sha256=row.sha256, level=row.level)
    return row
