"""How the discussion of an edition stands, organisation by organisation."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agreements.models import Edition, Remark
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


def progress(edition: Edition, remarks: Iterable[Remark]) -> Discussion:
    """Read it: the composition of the day it was put up, consent, who opened it; three queries.

    `remarks` are those made on the edition.
    """
    day = edition.discussed_from or clock.today()
    made = Counter(remark.organization_id for remark in remarks if remark.withdrawn_at is None)
    agreed = {*edition.opinions.values_list("organization", flat=True)}
    read = _readings(edition)
    rows = [
        Said(whole, name, made[whole.pk], whole.pk in agreed, read.get(whole.pk))
        for whole, name, _branches in legal_entities(edition.agreement.cluster, day)
    ]
    left = (edition.discussed_until - clock.today()).days if edition.discussed_until else None
    return Discussion(rows, left)


def _readings(edition: Edition) -> dict[Any, datetime.datetime]:
    """Organisation → when somebody who works there or represents it first opened the edition."""
    found: dict[Any, datetime.datetime] = {}
    links = (f"user__person__{link}__organization" for link in ("positions", "representations"))
    for *organizations, first in edition.readings.order_by("-first").values_list(*links, "first"):
        found |= {organization: first for organization in organizations if organization}
    return found
