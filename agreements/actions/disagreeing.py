"""Signing with disagreements: remarks made in the discussion, or one written on the spot, frozen as a statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements import rules
from agreements.actions.signing import state_disagreements
from agreements.models import Clause, Party, Remark
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import action
from members.rules import person_of


@action("agreements.disagreed")
def disagree(
    *,
    party: Party,
    remarks: Iterable[Remark] = (),
    clause: Clause | None = None,
    wording: str = "",
    text: str = "",
    marks: str = "",
    by: Any,
) -> Party:
    """Freeze the statement of disagreements an organisation signs with: chosen remarks, and one written now.

    What is written now is a remark on the edition that came after the day. Raises Refused: forbidden, state, none;
    ValidationError at the field.
    """
    rules.may_disagree(by, party)
    chosen = list(remarks)
    said = {"wording": clean_text(wording).strip(), "text": clean_text(text).strip()}
    for name, value in said.items():
        try:
            check_text(value)
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    if any(said.values()):
        chosen.append(
            Remark.objects.create(
                edition=party.edition,
                clause=clause,
                organization=party.organization,
                person=person_of(by),
                at=clock.now(),
                late=True,
                **said,
            )
        )
    if not chosen:
        raise ValidationError({"wording": _("Choose a remark of your organisation, or write what you disagree with.")})
    frozen: Party = state_disagreements(party=party, remarks=chosen, marks=marks, by=by)
    return frozen
