"""What signatures move: an edition comes into force; accession, leaving, the end, publishing."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements import notifications, rules
from agreements.actions.signing import accounts_of_heads, accounts_of_signers, ask, locked_party
from agreements.models import Agreement, Edition, Party
from agreements.papers import accession_paper, titled
from agreements.signing import SHEET, place_words
from agreements.standing import Signing, legal_entities
from cluster_portal import clock
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Signature
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, move_state, note, why_not
from meetings import actions as meetings
from meetings.models import Assignment
from members.models import Organization

State = Party.State


@action("agreements.signed")
def note_signature(*, party: Party, signature: Signature, by: Any) -> Party:
    """A party has signed, by whatever route: once it counts, the earlier day of two routes.

    The edition comes into force if its condition is met now; who accedes is bound from the day of the sheet.
    """
    edition = locked(party.edition)  # document, edition, party: always in this order
    row = locked_party(party)
    day = signature.signed_on or timezone.localtime(signature.signed_at).date()
    row.signed_on = min(filter(None, [row.signed_on, day]))
    if row.sheet_id is not None:
        row.state = State.ACCEDED
    else:
        row.state = State.DISAGREES if row.disagreements_id else State.SIGNED
    row.reason, row.expected_on = "", None
    if edition.in_force_on:
        row.effective_from = max(row.signed_on, edition.in_force_on)
    row.save(update_fields=["signed_on", "state", "reason", "expected_on", "effective_from"])
    note(party=row.name, state=str(row.state), signed_on=row.signed_on)
    if row.sheet is not None:
        documents.put_in_force(document=row.sheet, by=by)
        row.edition = edition
        send(notifications.Acceded(row), to=accounts_of_heads(edition, Party.BOUND))
    elif edition.state == Edition.State.TO_SIGN:
        come_into_force_if_due(edition=edition, by=by)
    return row


def come_into_force_if_due(*, edition: Edition, by: Any) -> bool:
    """Bring an edition into force whose condition is met today; tells whether it was."""
    if edition.state != Edition.State.TO_SIGN or not Signing.of(edition).is_due:
        return False
    try:
        come_into_force(edition=edition, by=by)
    except Refused as refused:
        if refused.code not in {"state", "unmet"}:
            raise
        return False  # somebody else was first: another signature, or it was taken back
    return True


@action("agreements.in_force")
def come_into_force(*, edition: Edition, by: Any) -> Edition:
    """The condition of the text is met: in force between those who signed, each from a day of its own.

    The edition before it is replaced; the assignment that asked for the agreement is proposed as done. Raises Refused:
    unmet – the condition is not met; state – it is not, or no longer, to be signed.
    """
    if edition.document is not None:
        locked(edition.document)  # as one who signs does
    if refused := why_not(rules.COME_INTO_FORCE, by, locked(edition)):
        raise refused
    signing = Signing.of(edition)
    day = signing.condition_day
    if day is None or day > signing.on:
        raise Refused(_("The condition of the text is not met."), code="unmet")
    _replace(edition, by)
    row = move_state(edition, rules.COME_INTO_FORCE, by=by, also={"in_force_on": day})
    assert row.document is not None
    documents.put_in_force(document=row.document, by=by)
    for party in signing.signed:
        party.effective_from = max(party.signed_on, day)
    Party.objects.bulk_update(signing.signed, ["effective_from"])
    note(in_force_on=day, signed=len(signing.signed))
    _propose_as_done(row, len(signing.signed))
    send(notifications.InForce(row), to=[*accounts_of_heads(row), *accounts_of_signers(row)])
    return row


def _replace(edition: Edition, by: Any) -> None:
    """The edition in force until now is replaced, and its document with it."""
    for old in edition.agreement.editions.filter(state=Edition.State.IN_FORCE).select_related("document"):
        if old.document is not None:
            locked(old.document)  # first the document, then the edition, as one who signs it does
        move_state(old, rules.REPLACE, by=by)
        if old.document is not None:
            documents.end(document=old.document, reason=f"Вступила в силу редакция {edition.number}", by=by)


def _propose_as_done(edition: Edition, signed: int) -> None:
    """The assignment that asked for the agreement gets a report by the portal; accepting it is the chair's."""
    task = edition.agreement.assignment
    if task is None or task.state not in {Assignment.State.OPEN, Assignment.State.RETURNED}:
        return
    text = f"{titled(edition)}, действует с {edition.in_force_on:%d.%m.%Y} между подписавшими, подписали: {signed}."
    meetings.report(assignment=task, text=text, done_on=edition.in_force_on, by=None)


# --- after


@action("agreements.accession_prepared")
def prepare_accession(*, edition: Edition, organization: Organization, marks: str = "", by: Any) -> Party:
    """Freeze the sheet by which a member that is no party accedes to the text in force, and ask its head to sign.

    Raises Refused: forbidden, state, party – it signs the text itself.
    """
    row = locked(edition)
    rules.may_accede(by, row)
    today = clock.today()
    member = next((one for one in legal_entities(row.agreement.cluster, today) if one[0].pk == organization.pk), None)
    if member is None:
        raise Refused(_("Only a member of the cluster accedes."), code="forbidden", field="organization")
    organization = member[0]  # as it stands now
    old = row.parties.filter(organization=organization).first()
    if old is not None and old.state != State.LEFT_OUT:
        raise Refused(_("It is a party already: %s.") % old.get_state_display(), code="party", field="organization")
    party = old or Party(edition=row, organization=organization, order=row.parties.count() + 1, name=member[1])
    party.edition, party.state, party.reason = row, State.WAITING, ""
    party.save()
    with override("ru"):
        paper = accession_paper(party, today, marks=marks)
    party.sheet = documents.seal(
        kind=SHEET,
        series=f"agreements.party:{party.pk}",
        title=paper.title,
        document=paper,
        places=[("organization", place_words(party.name))],
        data={"edition": row.document.code if row.document else "", "sha256": _sha(row), "organization": party.name},
        by=by,
    )
    party.place = party.sheet.places.get()
    party.save()
    note(party=party.name, code=party.sheet.code)
    ask(edition=row, by=by)
    return party


def _sha(edition: Edition) -> str:
    return edition.document.pdf_sha256 if edition.document else ""


@action("agreements.left")
def leave(*, party: Party, left_on: datetime.date, ground: str, by: Any) -> Party:
    """Record that a party leaves the agreement on a day; what it signed stays signed. The others are told.

    Raises Refused, ValidationError.
    """
    row = locked_party(party)
    rules.may_leave(by, row)
    if not ground.strip():
        raise ValidationError({"ground": _("Name the ground: a letter, its number and date.")})
    if row.effective_from and left_on < row.effective_from:
        raise ValidationError({"left_on": _("It is bound from %s only.") % f"{row.effective_from:%d.%m.%Y}"})
    row.left_on, row.left_ground = left_on, ground.strip()
    row.full_clean(exclude=["edition", "organization", "place", "sheet", "disagreements", "told"])
    row.save(update_fields=["left_on", "left_ground"])
    send(notifications.Left(row), to=accounts_of_heads(row.edition, Party.BOUND))
    note(party=row.name, left_on=left_on, ground=ground)
    return row


@action("agreements.ended")
def end_agreement(*, edition: Edition, ended_on: datetime.date, ground: str, by: Any) -> Edition:
    """The agreement ends on a day that has come; its text and signatures stay. Raises Refused, ValidationError."""
    if ended_on > clock.today():
        raise ValidationError({"ended_on": _("A day that has come: the end is recorded when it is there.")})
    if edition.in_force_on and ended_on < edition.in_force_on:
        raise ValidationError({"ended_on": _("It came into force on %s.") % f"{edition.in_force_on:%d.%m.%Y}"})
    if not ground.strip():
        raise ValidationError({"ground": _("Name the ground: a decision, its number and date.")})
    if edition.document is not None:
        locked(edition.document)  # first the document, then the edition, as one who signs does
    row = move_state(edition, rules.END, by=by, reason=ground, also={"state_reason": ground.strip()})
    agreement = locked(row.agreement)
    agreement.ended_on, agreement.ended_ground = ended_on, ground.strip()
    agreement.full_clean()
    agreement.save(update_fields=["ended_on", "ended_ground"])
    row.agreement = agreement
    if row.document is not None:
        documents.end(document=row.document, reason=ground, by=by)
    send(notifications.Ended(row), to=accounts_of_heads(row, Party.BOUND))
    return row


@action("agreements.published")
def publish(*, agreement: Agreement, by: Any) -> Agreement:
    """Let anybody read what is in force and who has signed; contacts are never shown. Raises Refused."""
    rules.may_publish(by, agreement)
    row = locked(agreement)
    row.published_at = row.published_at or clock.now()
    row.save(update_fields=["published_at"])
    return row


@action("agreements.unpublished")
def unpublish(*, agreement: Agreement, by: Any) -> Agreement:
    """Take the public page away. Raises Refused."""
    rules.may_publish(by, agreement)
    row = locked(agreement)
    row.published_at = None
    row.save(update_fields=["published_at"])
    return row
