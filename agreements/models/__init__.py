"""The agreement between the members: editions and clauses, what is said about them, who signs."""

from agreements.models.agreement import Agreement, Clause, DraftSession, Edition, Incoming, new_key
from agreements.models.discussion import Direction, EditionReading, Opinion, Remark, Support
from agreements.models.parties import Party

__all__ = [
    "Agreement",
    "Clause",
    "Direction",
    "DraftSession",
    "Edition",
    "EditionReading",
    "Incoming",
    "Opinion",
    "Party",
    "Remark",
    "Support",
    "new_key",
]
