"""How the discussion of an edition stands, organisation by organisation."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from agreements.models import Edition
from agreements.standing import legal_entities
from cluster_portal import clock
from members.models import Organization


@dataclass(frozen=True)
class Said:
    """What an organisation has done in the discussion."""

    organization: Organization
    name: str
    remarks: int
    agreed: bool
    read: datetime.datetime | None

    @property
    def kind(self) -> str:
        """remarked, agreed, read or silent; what was said counts before what was only opened."""
        if self.remarks:
            return "remarked"
        if self.agreed:
            return "agreed"
        return "read" if self.read else "silent"


@dataclass(frozen=True)
class Discussion:
    """All organisations, and how many have done what."""

    said: list[Said]
    days_left: int | None

    @property
    def counts(self) -> dict[str, int]:
        """Kind → organisations."""
        return dict.fromkeys(("remarked", "agreed", "read", "silent"), 0) | Counter(row.kind for row in self.said)

    @property
    def spoken(self) -> int:
        """How many have remarked or agreed."""
        return self.counts["remarked"] + self.counts["agreed"]


def progress(edition: Edition) -> Discussion:
    """Read it: the composition of the day it was put up, remarks, consent, who opened it; four queries."""
    day = edition.discussed_from or clock.today()
    remarks = Counter(edition.remarks.filter(withdrawn_at=None).values_list("organization", flat=True))
    agreed = {*edition.opinions.values_list("organization", flat=True)}
    read = _readings(edition)
    rows = [
        Said(whole, name, remarks[whole.pk], whole.pk in agreed, read.get(whole.pk))
        for whole, name, _branches in legal_entities(edition.agreement.cluster, day)
    ]
    left = (edition.discussed_until - clock.today()).days if edition.discussed_until else None
    return Discussion(rows, left)


def _readings(edition: Edition) -> dict[Any, datetime.datetime]:
    """Organisation → when somebody who works there or represents it first opened the edition."""
    found: dict[Any, datetime.datetime] = {}
    for link in ("positions", "representations"):
        rows = edition.readings.order_by("-first").values_list(f"user__person__{link}__organization", "first")
        for organization, first in rows:
            if organization and (organization not in found or first < found[organization]):
                found[organization] = first
    return found
