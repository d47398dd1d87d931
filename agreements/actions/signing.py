"""From «put to signature» to «in force», and what comes after: accession, leaving, the end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements import notifications, rules
from agreements.actions.discussion import refuse_stops
from agreements.models import Edition, Party, Remark
from agreements.papers import agreement_paper, disagreements_paper, titled
from agreements.record import Text
from agreements.signing import AGREEMENT, DISAGREEMENTS, place_words
from agreements.standing import Signing, heads_of, legal_entities
from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import SealedDocument, Signature
from cluster_portal.documents.notifications import ToSign
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note, why_not
from members.models import Organization

State = Party.State
WORDS_A_MINUTE = 180


Entity = tuple[Organization, str, list[str]]
FEWEST = 2  # an agreement has two sides


@dataclass(frozen=True)
class Terms:
    """On what terms an edition is put to signature: by when, and what makes it come into force.

    `condition_key` names the clause that states the condition.
    """

    until: datetime.date
    condition_key: str
    condition: str = Edition.Condition.EACH
    condition_count: int | None = None
    not_before: datetime.date | None = None

    def fields(self) -> dict[str, Any]:
        """As the edition keeps them."""
        counts = self.condition == Edition.Condition.COUNT
        return {
            "put_on": clock.today(),
            "sign_until": self.until,
            "condition": self.condition,
            "condition_count": self.condition_count if counts else None,
            "condition_key": self.condition_key,
            "not_before": self.not_before,
        }


@action("agreements.put_to_sign")
def put_to_sign(
    *,
    edition: Edition,
    terms: Terms,
    leave_out: Mapping[int, str] | None = None,
    reason: str = "",
    marks: str = "",
    by: Any,
) -> Edition:
    """Freeze the text, make the parties from the composition of today and ask their heads to sign.

    `leave_out` maps organisations that are not asked to the reason; `reason` answers what is odd about the text. Raises
    Refused: forbidden, state, doubts, parties; ValidationError at the field.
    """
    row = locked(edition)
    if refused := why_not(rules.PUT_TO_SIGN, by, row):
        raise refused
    text = Text(row)
    refuse_stops(text)
    out = {pk: why.strip() for pk, why in (leave_out or {}).items()}
    entities = legal_entities(row.agreement.cluster, clock.today())
    _refuse_terms(terms, text, len(entities) - len(out), out)
    if odd_about(row, text) and not reason.strip():
        raise ValidationError({"reason": _("Write why it is put to signature all the same.")})
    for name, value in terms.fields().items():
        setattr(row, name, value)
    document = _seal(row, text, entities, out, marks, by=by)
    row = move_state(row, rules.PUT_TO_SIGN, by=by, also={"document": document, **terms.fields()})
    _make_parties(row, entities, out)
    note(until=terms.until, parties=len(entities) - len(out), left_out=len(out), reason=reason)
    ask(edition=row, by=by)
    return row


def _refuse_terms(terms: Terms, text: Text, asked: int, out: Mapping[int, str]) -> None:
    """Raise ValidationError at the field for terms that cannot be; Refused(parties) for too few parties."""
    problems = {}
    if terms.until < clock.today():
        problems["until"] = _("A day from today on.")
    if not all(out.values()):
        problems["leave_out"] = _("Give the reason for every organisation that is left out.")
    if terms.condition not in Edition.Condition.values:
        problems["condition"] = _("Choose one.")
    if terms.condition == Edition.Condition.COUNT and not FEWEST <= (terms.condition_count or 0) <= asked:
        problems["condition_count"] = _("Between 2 and %s, the number of parties.") % asked
    if terms.condition_key not in text.number:
        problems["condition_key"] = _("Name the clause that states when the agreement comes into force.")
    if problems:
        raise ValidationError(problems)
    if asked < FEWEST:
        raise Refused(_("An agreement needs at least two parties."), code="parties")


def odd_about(edition: Edition, text: Text) -> list[str]:
    """What is odd about putting the edition to signature now, in words: each wants a reason, nothing is forbidden."""
    found = [doubt.title for doubt in text.doubts if not doubt.stops]
    discussed = edition.state == Edition.State.DISCUSSED
    unanswered = edition.remarks.filter(answer="", withdrawn_at=None).count()
    if unanswered:
        found.append(_("Remarks without an answer: %s") % unanswered)
    if not discussed and not (edition.based_on and edition.based_on.discussed_from):
        found.append(_("Neither this edition nor the one it was made from was discussed"))
    if discussed and edition.discussed_until and edition.discussed_until >= clock.today():
        found.append(_("Remarks are taken until %s") % f"{edition.discussed_until:%d.%m.%Y}")
    if edition.ready_at is None:
        found.append(_("The working group has not said that it is ready"))
    return found


def _seal(
    row: Edition, text: Text, entities: list[Entity], out: Mapping[int, str], marks: str, *, by: Any
) -> SealedDocument:
    asked = [entity for entity in entities if entity[0].pk not in out]
    before = _signed_before(row)
    with override("ru"):
        paper = agreement_paper(text, [name for _whole, name, _b in asked], day=clock.today(), marks=marks)
        data = _data(row, text, entities, out)
    return documents.seal(
        kind=AGREEMENT,
        series=f"agreements.agreement:{row.agreement_id}",
        title=titled(row),
        document=paper,
        places=[(f"organization-{whole.pk}", place_words(name)) for whole, name, _branches in asked],
        data=data,
        edition=row.number,
        replaces=before,
        because=_because(before),
        by=by,
    )


def _signed_before(row: Edition) -> SealedDocument | None:
    """The sealed text this edition comes after: in force or taken back."""
    sealed = row.agreement.editions.exclude(pk=row.pk).filter(document__isnull=False).order_by("-number").first()
    return sealed.document if sealed else None


def _because(before: SealedDocument | None) -> str:
    """Why it replaces the one before: the reason it was taken back for, else that the agreement is made anew."""
    if before is None:
        return ""
    taken_back = before.standings.filter(kind="withdrawn").last()
    return taken_back.reason if taken_back else "новая редакция Соглашения"


def _data(row: Edition, text: Text, entities: list[Entity], out: Mapping[int, str]) -> dict[str, Any]:
    return {
        "title": text.title,
        "preamble": text.preamble,
        "clauses": text.data(),
        "condition": {
            "kind": row.condition,
            "count": row.condition_count,
            "clause": text.number[row.condition_key],
            "not_before": row.not_before.isoformat() if row.not_before else None,
        },
        "parties": [_party_data(entity) for entity in entities if entity[0].pk not in out],
        "left_out": [
            {**_party_data(entity), "reason": out[entity[0].pk]} for entity in entities if entity[0].pk in out
        ],
    }


def _party_data(entity: Entity) -> dict[str, Any]:
    whole, name, branches = entity
    return {"name": name, "inn": whole.inn, "ogrn": whole.ogrn, "branches": branches}


def _make_parties(row: Edition, entities: list[Entity], out: Mapping[int, str]) -> None:
    places = {place.key: place for place in row.document.places.all()} if row.document else {}
    Party.objects.bulk_create(
        Party(
            edition=row,
            organization=whole,
            order=order,
            name=name,
            place=places.get(f"organization-{whole.pk}"),
            state=State.LEFT_OUT if whole.pk in out else State.WAITING,
            reason=out.get(whole.pk, ""),
        )
        for order, (whole, name, _branches) in enumerate(entities, 1)
    )


@action("agreements.asked")
def ask(*, edition: Edition, by: Any) -> Edition:
    """Ask the heads of today who were not asked yet to sign: all of them at first, later those who are new."""
    asked = 0
    locked(edition)  # two who ask at once ask nobody twice
    for party, user in unasked(edition):
        send(ToSign(party.place), to=[user])  # type: ignore[arg-type]
        Party.objects.filter(pk=party.pk).update(told=user)
        asked += 1
    note(asked=asked)
    return edition


def unasked(edition: Edition) -> list[tuple[Party, Any]]:
    """Parties without a signature whose head of today was not asked, with his account; who has left is not asked."""
    signing = Signing.of(edition)
    rows = (row for row in signing.parties if row.state in Party.SILENT and row.place_id)
    parties = [row for row in rows if not signing.left_by(row)]
    heads = heads_of(party.organization_id for party in parties)
    users = {pk: position.person.user for pk, position in heads.items()}
    known = [(party, users.get(party.organization_id)) for party in parties]
    return [(party, user) for party, user in known if user is not None and user.pk != party.told_id]


@action("agreements.taken_back")
def take_back(*, edition: Edition, reason: str, by: Any) -> Edition:
    """Take an edition back from signature; signatures given stay recorded for that text. Raises Refused."""
    if edition.document is not None:
        locked(edition.document)  # first the document, then the edition, as one who signs does
    row = move_state(edition, rules.TAKE_BACK, by=by, reason=reason, also={"state_reason": reason.strip()})
    assert row.document is not None
    documents.withdraw(document=row.document, reason=reason, by=by)
    send(notifications.TakenBack(row), to=[*accounts_of_signers(row), *accounts_of_heads(row)])
    return row


def accounts_of_signers(edition: Edition) -> list[Any]:
    """Accounts of those who have signed the text."""
    rows = Signature.objects.filter(place__party__edition=edition, user__isnull=False).select_related("user")
    return [row.user for row in rows]


def accounts_of_heads(edition: Edition, states: Iterable[str] = ()) -> list[Any]:
    """Accounts of the heads of today of the parties (in these states)."""
    rows = edition.parties.filter(place__isnull=False)
    rows = rows.filter(state__in=list(states)) if states else rows
    heads = heads_of(rows.values_list("organization", flat=True))
    return [position.person.user for position in heads.values() if position.person.user]


@action("agreements.extended")
def extend(*, edition: Edition, until: datetime.date, reason: str, by: Any) -> Edition:
    """Move the deadline of signing; the earlier one stays on record. Raises Refused, ValidationError."""
    row = locked(edition)
    rules.may_change_terms(by, row)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason: the parties read it.")})
    if until < clock.today() or until == row.sign_until:
        raise ValidationError({"until": _("Another day, from today on.")})
    old = {"date": row.sign_until.isoformat() if row.sign_until else "", "reason": reason.strip(), "by": str(by or "")}
    row.earlier_deadlines = [*row.earlier_deadlines, old]
    row.sign_until = until
    row.save(update_fields=["earlier_deadlines", "sign_until"])
    send(notifications.Extended(row), to=accounts_of_heads(row, Party.SILENT))
    note(until=until, reason=reason)
    return row


@action("agreements.reminded")
def remind(*, edition: Edition, by: Any) -> Edition:
    """Remind all silent parties at once, each with a letter of its own. Raises Refused: nobody to remind."""
    row = locked(edition)
    rules.may_change_terms(by, row)
    silent = Signing.of(row).silent
    heads = heads_of(party.organization_id for party in silent)
    minutes = max(1, round(Text(row).words / WORDS_A_MINUTE))
    reached = [party for party in silent if (known := heads.get(party.organization_id)) and known.person.user]
    if not reached:
        raise Refused(_("Nobody can be reminded: those who are silent have no account."), code="nobody")
    for party in reached:
        party.edition = row
        send(notifications.Reminder(party, minutes), to=[heads[party.organization_id].person.user])
    Party.objects.filter(pk__in=[party.pk for party in reached]).update(reminded_at=clock.now())
    note(edition=row.number, reminded=len(reached), without_account=len(silent) - len(reached))
    return row


@action("agreements.agreeing_noted")
def note_agreeing(*, party: Party, expected_on: datetime.date | None = None, reason: str = "", by: Any) -> Party:
    """«На согласовании в организации»: it takes time inside, perhaps until a day. Raises Refused."""
    row = locked_party(party)
    rules.may_note_agreeing(by, row)
    if expected_on and expected_on < clock.today():
        raise ValidationError({"expected_on": _("A day from today on.")})
    row.state, row.expected_on, row.reason = State.AGREEING, expected_on, reason.strip()
    row.save(update_fields=["state", "expected_on", "reason"])
    note(party=row.name, expected_on=expected_on)
    return row


def locked_party(party: Party) -> Party:
    """The party locked, with its edition and organisation."""
    row = locked(party)
    row.edition, row.organization = party.edition, party.organization
    return row


@action("agreements.declined_for")
def decline_for(*, party: Party, reason: str, by: Any) -> Party:
    """Enter a refusal that came as a letter. It may still sign while the edition waits. Raises Refused."""
    row = locked_party(party)
    rules.may_decline_for(by, row)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason: the others read it.")})
    return note_refusal(party=row, reason=reason, by=by)


@action("agreements.declined")
def note_refusal(*, party: Party, reason: str, by: Any) -> Party:
    """The party refuses to sign."""
    row = locked_party(party)
    row.state, row.reason = State.DECLINED, reason.strip()
    row.save(update_fields=["state", "reason"])
    note(party=row.name, reason=row.reason)
    return row


@action("agreements.disagreements_frozen")
def state_disagreements(*, party: Party, remarks: Iterable[Remark], marks: str = "", by: Any) -> Party:
    """Freeze the organisation's statement of disagreements; its signature under the edition will name it.

    Raises Refused: forbidden, state, none – no remark of its own was chosen.
    """
    row = locked_party(party)
    rules.may_disagree(by, row)
    own = Remark.objects.filter(
        organization=row.organization, edition__agreement=row.edition.agreement_id, withdrawn_at=None
    ).select_related("organization", "clause")
    chosen = list(own.filter(pk__in=[remark.pk for remark in remarks]))  # as they stand now
    if not chosen:
        raise Refused(_("Choose at least one remark of your organisation."), code="none", field="remarks")
    text = Text(row.edition)
    with override("ru"):
        paper = disagreements_paper(text, chosen, row.name, day=clock.today(), marks=marks)
    row.disagreements = documents.seal(
        kind=DISAGREEMENTS,
        series=f"agreements.party:{row.pk}",
        title=paper.title,
        document=paper,
        places=[],
        data={"edition": row.edition.document.code if row.edition.document else "", "organization": row.name},
        by=by,
    )
    documents.put_in_force(document=row.disagreements, by=by)
    row.save(update_fields=["disagreements"])
    note(party=row.name, remarks=len(chosen), code=row.disagreements.code)
    return row
