"""One of everything an address of the agreement names, for the table of tests/test_access.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from agreements import actions
from agreements.importing import from_text
from agreements.models import Direction, Party
from tests import signing
from tests.agreements import making
from tests.agreements.making import fresh

TEXT = "1. Предмет\n1.1. Стороны сотрудничают.\n2. Срок\n2.1. Вступает в силу со дня подписания двумя Сторонами."


def objects(council: Any, other_head: Any) -> dict[str, Model]:
    """Three agreements: a draft; one under discussion with a remark; one in force with an edition being signed."""
    by = council.secretary
    draft = making.begun(council)
    discussed = making.discussed(council)
    in_force = making.in_force(council)
    to_sign = making.to_sign(council, making.next_draft(council, in_force))
    removed = actions.remove_clause(clause=making.clause(draft, "1.2"), by=by)
    actions.enter_directions(
        cluster=council.cluster,
        source=Direction.Source.REGULATION,
        source_words="Положение",
        text="Целевая подготовка",
        by=by,
    )
    return {
        "agreement": in_force.agreement,
        "draft": fresh(draft),
        "clause": making.clause(draft, "1.1"),
        "removed": removed,
        "incoming": actions.bring(edition=draft, name="текст", draft=from_text(TEXT), by=by),
        "discussed": discussed,
        "remark": making.remarked(discussed, by=other_head),
        "to_sign": to_sign,
        "party": making.party_of(to_sign, other_head),
        "in_force": fresh(in_force),
        "bound": in_force.parties.filter(state=Party.State.SIGNED).first(),
        "agreement_sealed": to_sign.document,
        "agreement_place": signing.place_of(to_sign.document),
        "direction": Direction.objects.get(),
    }
