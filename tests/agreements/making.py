"""Agreements in every state, made as people make them: plain functions, through the actions only.

Each takes the council of the fixture and returns an edition, fresh from the database. What it starts from is made
unless it is given: `in_force(council)` writes, puts up, seals and signs a text; `in_force(council, draft)` goes on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from agreements import actions, rules
from agreements.models import Agreement, Clause, Edition, Party, Remark
from agreements.record import Text
from meetings.models import Assignment
from members.models import Organization, WorkingGroup
from tests import seeded, signing
from tests.actors import Actors

DAY = signing.DAY
UNTIL = DAY + datetime.timedelta(days=14)
TITLE = "Соглашение о взаимодействии участников кластера"
REASON = "так решил Координационный совет"
State = Edition.State

Written = tuple[int, str, str]  # level, heading, text as it is typed: with [1.1] where it refers
CLAUSES: tuple[Written, ...] = (
    (1, "Предмет Соглашения", ""),
    (2, "", "Стороны объединяют усилия в подготовке кадров для промышленности."),
    (2, "", "Стороны действуют добросовестно."),
    (1, "Направления взаимодействия", ""),
    (2, "", "Стороны проводят практику обучающихся."),
    (3, "", "Практика проводится по плану."),
    (2, "", "О том, что названо в п. [2.1], Стороны отчитываются ежегодно."),
    (1, "Срок действия", ""),
    (2, "", "Соглашение действует между подписавшими его Сторонами со дня подписания двумя из них, см. п. [1.1]."),
)
CONDITION = "3.1"  # the clause of CLAUSES that states when it comes into force


def fresh(edition: Edition) -> Edition:
    """The edition as it is now, with the rows every page asks for."""
    found: Edition = Edition.objects.whole().get(pk=edition.pk)
    return found


def clause(edition: Edition, number: str) -> Clause:
    """The clause that has this number now."""
    text = Text(fresh(edition))
    key = next(key for key, other in text.number.items() if other == number)
    return Clause.objects.select_related("edition__agreement__group").get(edition=edition, key=key)


def party(edition: Edition, place: int = 1) -> Party:
    """The party with this order, with its place to sign."""
    rows = Party.objects.select_related("place__document", "organization", "edition__agreement")
    return rows.get(edition=edition, order=place)


def party_of(edition: Edition, user: Any) -> Party:
    """The party this person heads."""
    organization = speaks_for(user)
    rows = Party.objects.select_related("place__document", "organization", "edition__agreement")
    return rows.get(edition=edition, organization=organization)


def speaks_for(user: Any) -> Organization:
    """The one organisation this person speaks for."""
    (found,) = rules.speaks_for(user)
    return found


def group() -> WorkingGroup:
    """The group decision 2 of minutes No. 1 creates; Матвеев, the head, leads it."""
    return WorkingGroup.objects.get(product=WorkingGroup.Product.AGREEMENT)


def assignment() -> Assignment:
    """What decision 2 of minutes No. 1 asks for: the Agreement for signature by 28.05.2021."""
    return Assignment.objects.get(part__startswith="Представить Соглашение")


# --- writing


def agreement(council: Actors) -> Agreement:
    """Begun, without a word yet."""
    return actions.begin_agreement(
        cluster=council.cluster, title=TITLE, group=group(), assignment=assignment(), by=council.secretary
    )


def write(edition: Edition, clauses: Iterable[Written], *, by: Any) -> Edition:
    """Add clauses at the end and type their texts; references may lead forwards."""
    typed = [(actions.add_clause(edition=edition, level=level, heading=head, by=by), t) for level, head, t in clauses]
    for row, text in typed:
        if text:
            actions.save_clause(clause=row, version=1, values={"text": text}, by=by)
    return fresh(edition)


@seeded.once(fresh)
def begun(council: Actors, clauses: Iterable[Written] = CLAUSES) -> Edition:
    """A draft, edition 1, written by the secretary for the group Матвеев leads."""
    return write(agreement(council).editions.get(), clauses, by=council.secretary)


# --- what is said


@seeded.once(fresh)
def discussed(council: Actors, edition: Edition | None = None, *, until: datetime.date = UNTIL) -> Edition:
    """Put up for discussion."""
    row = edition or begun(council)
    actions.put_up(edition=row, until=until, by=council.secretary)
    return fresh(row)


def remarked(
    edition: Edition, *, by: Any, number: str = "1.1", wording: str = "Стороны сотрудничают.", text: str = ""
) -> Remark:
    """A remark of the organisation this person speaks for; number '' is the whole text."""
    about = clause(edition, number) if number else None
    return actions.remark(edition=edition, organization=speaks_for(by), clause=about, wording=wording, text=text, by=by)


@seeded.once(fresh)
def next_draft(council: Actors, edition: Edition | None = None) -> Edition:
    """The next edition, a draft; by default of one that was discussed, which it replaces."""
    return fresh(actions.begin_next(edition=edition or discussed(council), by=council.secretary))


# --- signing


def terms(edition: Edition, **changes: Any) -> actions.Terms:
    """On what terms it is put to signature; the last clause states the condition unless another is named."""
    last = Text(fresh(edition)).lines[-1].key
    return actions.Terms(**({"until": UNTIL, "condition_key": last} | changes))


@seeded.once(fresh)
def to_sign(
    council: Actors, edition: Edition | None = None, *, leave_out: dict[int, str] | None = None, **changes: Any
) -> Edition:
    """Put to signature; `changes` are terms: until, condition, condition_count, not_before."""
    row = edition or discussed(council)
    signing.portal_key()
    actions.put_to_sign(
        edition=row, terms=terms(row, **changes), leave_out=leave_out, reason=REASON, by=council.secretary
    )
    return fresh(row)


@seeded.once(fresh)
def signed_by(council: Actors, count: int, edition: Edition | None = None, **changes: Any) -> Edition:
    """Signed on paper by so many parties more, the first ones that are silent.

    By the usual condition the second signature brings it into force; `condition="all"` makes it wait.
    """
    row = edition or to_sign(council, **changes)
    silent = row.parties.filter(state__in=Party.SILENT, place__isnull=False).select_related("place__document")
    for one in silent.order_by("order")[:count]:
        signing.on_paper(one.place, by=council.secretary)
    return fresh(row)


@seeded.once(fresh)
def in_force(council: Actors, edition: Edition | None = None, **changes: Any) -> Edition:
    """In force between the first two parties."""
    row = edition if edition and edition.state == State.TO_SIGN else to_sign(council, edition, **changes)
    return signed_by(council, 2, row)


@seeded.once(fresh)
def taken_back(council: Actors, edition: Edition | None = None, *, signatures: int = 0) -> Edition:
    """Taken back from signature, perhaps after some have signed."""
    row = edition or to_sign(council, condition=Edition.Condition.ALL)
    row = signed_by(council, signatures, row)
    actions.take_back(edition=row, reason="нашли ошибку", by=council.secretary)
    return fresh(row)


@seeded.once(fresh)
def replaced(council: Actors) -> Edition:
    """An edition that was in force until the next one was; `next_ones` leads to that."""
    old = in_force(council)
    in_force(council, next_draft(council, old))
    return fresh(old)


@seeded.once(fresh)
def ended(council: Actors, edition: Edition | None = None) -> Edition:
    """In force until the council ended it."""
    row = edition or in_force(council)
    actions.end_agreement(edition=row, ended_on=DAY, ground="Протокол № 5 от 17.05.2021", by=council.secretary)
    return fresh(row)


MAKERS = {
    State.DRAFT: begun,
    State.DISCUSSED: discussed,
    State.TO_SIGN: to_sign,
    State.IN_FORCE: in_force,
    State.REPLACED: replaced,
    State.WITHDRAWN: taken_back,
    State.ENDED: ended,
}
