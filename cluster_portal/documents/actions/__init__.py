"""What is done with documents: sealing, signing, refusing. Whether `by` may is for the document's room to say."""

from cluster_portal.documents.actions.copies import keep_copy
from cluster_portal.documents.actions.sealing import end, put_in_force, seal, withdraw
from cluster_portal.documents.actions.signing import (
    Confirmed,
    Seen,
    open_to_read,
    refuse,
    send_code,
    sign,
    sign_on_paper,
    sign_qualified,
    try_code,
)

__all__ = [
    "Confirmed",
    "Seen",
    "end",
    "keep_copy",
    "open_to_read",
    "put_in_force",
    "refuse",
    "seal",
    "send_code",
    "sign",
    "sign_on_paper",
    "sign_qualified",
    "try_code",
    "withdraw",
]
