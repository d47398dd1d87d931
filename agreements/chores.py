"""What the agreement does by itself when a day comes."""

from __future__ import annotations

from agreements import actions
from agreements.models import Edition
from agreements.standing import Signing


def due() -> None:
    """Editions whose condition was met for a day that has come are in force; heads who are new are asked to sign."""
    for edition in Edition.objects.whole().filter(state=Edition.State.TO_SIGN):
        if Signing.of(edition).is_due:
            actions.come_into_force_if_due(edition=edition, by=None)
    for edition in Edition.objects.whole().filter(state__in=[Edition.State.TO_SIGN, Edition.State.IN_FORCE]):
        if actions.unasked(edition):
            actions.ask(edition=edition, by=None)
