"""What is said about an edition before it is signed: put up, read, remarked on, answered, supported, agreed with."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements import notifications, rules
from agreements.models import Clause, Edition, EditionReading, Opinion, Remark, Support
from agreements.record import Text
from agreements.standing import heads_of, legal_entities
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note, working_text
from members.models import Organization, Representation
from members.rules import person_of

AnswerKind = Remark.Answer


@action("agreements.discussed")
def put_up(*, edition: Edition, until: datetime.date, by: Any) -> Edition:
    """Put a draft up for discussion until a day; heads and representatives of all members are told.

    Raises Refused: no text, references that lead nowhere; ValidationError: a day that has passed.
    """
    if until < clock.today():
        raise ValidationError({"until": _("A day from today on.")})
    row = locked(edition)
    rules.DISCUSS.check(by, row)
    refuse_stops(Text(row))
    dates = {"discussed_from": clock.today(), "discussed_until": until}
    row = move_state(row, rules.DISCUSS, by=by, also=dates)
    send(notifications.Discussed(row), to=_readers(row))
    note(until=until)
    return row


def refuse_stops(text: Text) -> None:
    """Raise Refused(doubts) where the text has something nothing is sealed or discussed with."""
    if text.stops:
        told = "; ".join(f"{doubt.title}: {doubt.detail}" for doubt in text.stops[:5])
        raise Refused(_("First mend the text. %s") % told, code="doubts")


def _readers(edition: Edition) -> list[Any]:
    """Accounts of the heads and representatives of the members of today."""
    today = clock.today()
    ids = [whole.pk for whole, _name, _branches in legal_entities(edition.agreement.cluster, today)]
    sitting = Representation.objects.on(today).filter(organization__in=ids).select_related("person__user")
    people = [row.person for row in (*heads_of(ids).values(), *sitting)]
    return [person.user for person in people if person.user]


@working_text
def read_edition(*, edition: Edition, by: Any) -> datetime.datetime:
    """Note that somebody opened an edition, and when; the first time stays."""
    now = clock.now()
    if not EditionReading.objects.filter(edition=edition, user=by).update(last=now):
        EditionReading.objects.get_or_create(edition=edition, user=by, defaults={"first": now, "last": now})
    return now


@action("agreements.remarked")
def remark(
    *,
    edition: Edition,
    organization: Organization,
    clause: Clause | None = None,
    wording: str = "",
    text: str = "",
    by: Any,
) -> Remark:
    """Make a remark on a clause (or the whole) for an organisation; after the day it is marked as late.

    Raises Refused: forbidden, state; ValidationError: nothing said, text no document can hold.
    """
    row = locked(edition)
    rules.may_speak(by, row, organization)
    said = {"wording": clean_text(wording).strip(), "text": clean_text(text).strip()}
    if not any(said.values()):
        raise ValidationError({"wording": _("Write the wording you propose, or what you object to.")})
    for name, value in said.items():
        try:
            check_text(value)
        except ValidationError as error:
            raise ValidationError({name: error}) from error
    if clause is not None and clause.edition_id != row.pk:
        raise Refused(_("This clause is of another edition."), code="state")
    made = Remark.objects.create(
        edition=row,
        clause=clause,
        organization=organization,
        person=person_of(by),
        at=clock.now(),
        late=row.discussed_until is not None and clock.today() > row.discussed_until,
        **said,
    )
    Opinion.objects.filter(edition=row, organization=organization).delete()  # who remarks no longer plainly agrees
    send(notifications.Remarked(made), to=_drafters(row))
    note(edition=row.number, organization=organization.name, clause=str(clause or ""), late=made.late)
    return made


def _drafters(edition: Edition) -> list[Any]:
    """Accounts of the group's leader and members; without a group nobody is told."""
    group = edition.agreement.group
    if group is None:
        return []
    people = [*([group.leader] if group.leader else []), *group.members.select_related("user")]
    return [person.user for person in people if person.user]


@action("agreements.remark_withdrawn")
def withdraw_remark(*, remark: Remark, by: Any) -> Remark:
    """The organisation withdraws its remark; it stays readable. Raises Refused."""
    row = locked(remark)
    rules.may_withdraw(by, row)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    return row


@action("agreements.remark_answered")
def answer(*, remark: Remark, answer: str, text: str = "", by: Any) -> Remark:
    """Answer a remark: taken, partly, declined – the latter two with the reason. Who made it is told.

    Raises Refused: forbidden, state; ValidationError.
    """
    row = locked(remark)
    rules.may_answer(by, row)
    if answer not in AnswerKind.values:
        raise ValidationError({"answer": _("Choose one.")})
    words = clean_text(text).strip()
    if answer != AnswerKind.TAKEN and not words:
        raise ValidationError({"text": _("Say why: the organisation and the others read it.")})
    check_text(words)
    row.answer, row.answer_text = answer, words
    row.answered_by, row.answered_at = str(by or ""), clock.now()
    row.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    told = [row.person.user] if row.person and row.person.user else []
    send(notifications.Answered(row), to=told)
    note(answer=answer, text=words)
    return row


@action("agreements.remark_supported")
def support(*, remark: Remark, organization: Organization, by: Any) -> Support:
    """Another organisation supports a remark, once. Raises Refused: its own, twice, forbidden, state."""
    row = locked(remark)
    rules.may_speak(by, row.edition, organization)
    if row.organization_id == organization.pk:
        raise Refused(_("This is your organisation's own remark."), code="own")
    if row.withdrawn_at is not None:
        raise Refused(_("This remark was answered or withdrawn already."), code="state")
    if row.supports.filter(organization=organization).exists():
        raise Refused(_("Your organisation supports this remark already."), code="twice")
    note(organization=organization.name)
    return Support.objects.create(remark=row, organization=organization, person=person_of(by), at=clock.now())


@action("agreements.agreed")
def agree(*, edition: Edition, organization: Organization, by: Any) -> Opinion:
    """The organisation agrees with the edition as it is. Raises Refused: forbidden, state, twice."""
    row = locked(edition)
    rules.may_speak(by, row, organization)
    if row.opinions.filter(organization=organization).exists():
        raise Refused(_("Your organisation has agreed already."), code="twice")
    note(edition=row.number, organization=organization.name)
    return Opinion.objects.create(edition=row, organization=organization, person=person_of(by), at=clock.now())
