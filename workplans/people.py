"""Whose accounts letters about the plan go to."""

from __future__ import annotations

from typing import Any

from agreements.standing import heads_of
from cluster_portal import clock
from members.models import Organization, Representation


def accounts_of(organization: Organization) -> list[Any]:
    """Accounts of who heads and represents an organisation today."""
    today = clock.today()
    heads = heads_of([organization.pk]).values()
    rows = Representation.objects.on(today).filter(organization=organization).select_related("person__user")
    people = [*(row.person for row in heads), *(row.person for row in rows)]
    return [person.user for person in people if person.user]
