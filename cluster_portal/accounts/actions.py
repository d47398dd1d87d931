"""What is done with accounts: inviting, accepting, closing. Whether `by` may is for the caller's rules to say."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.accounts.models import Invitation, User
from cluster_portal.accounts.notifications import InvitationLetter
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, note

STATES = Invitation.State


@action("accounts.invited")
def invite(*, email: str, name: str, by: Any) -> Invitation:
    """Open an account without a password and send its owner a link that lets him set one, valid for 14 days.

    An address whose invitation was withdrawn may be invited again; it gets its old account back.
    Raises Refused: `address` – not an e-mail address; `exists` – somebody signs in with it already;
    `invited` – invited and not withdrawn: send the invitation again instead.
    """
    address = may_be_invited(email)
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    user.name, user.is_active = " ".join(name.split()), True
    user.save(update_fields=["name", "is_active"])
    invitation = Invitation(
        email=address, name=user.name, user=user, invited_by=by, invited_by_name=str(by) if by else ""
    )
    _send(invitation)
    note(user=user.pk)
    return invitation


def _checked(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("This is not an e-mail address."), code="address", field="email") from error
    return address


def may_be_invited(email: str) -> str:
    """The address as it is kept. Raises Refused: `address`, `exists`, `invited`, see `invite`."""
    address = _checked(email)
    user = User.objects.filter(email=address).first()
    last = user.invitations.first() if user else None
    if last and last.state in (STATES.WAITING, STATES.EXPIRED):
        reason = _("This address has been invited already. Send the invitation again.")
        raise Refused(reason, code="invited", field="email")
    if user and (last is None or last.state == STATES.ACCEPTED):
        raise Refused(_("Somebody signs in with this address already."), code="exists", field="email")
    return address


def withdrawn(user: User) -> bool:
    """Whether the account waits for nobody: its last invitation was taken back and nobody ever came in by it."""
    last = user.invitations.first()
    return not user.is_active and last is not None and last.state == STATES.WITHDRAWN


def _send(invitation: Invitation) -> None:
    token = invitation.renew()
    invitation.save()
    letter = InvitationLetter(token=token, invited_by=invitation.invited_by_name, expires_at=invitation.expires_at)
    send(letter, to=[invitation.user])


@action("accounts.invitation_sent_again")
def resend(*, invitation: Invitation, by: Any) -> Invitation:
    """Send a new link, valid for 14 days; the old one stops working.

    Raises Refused: `accepted` or `withdrawn`; `closed` – to a closed account no letter goes.
    """
    row = locked(invitation)
    _refuse(row, STATES.ACCEPTED, STATES.WITHDRAWN)
    if not row.user.is_active:
        raise Refused(_("The account is closed: the administrator opens it again."), code="closed")
    _send(row)
    return row


@action("accounts.invitation_withdrawn")
def withdraw(*, invitation: Invitation, by: Any) -> Invitation:
    """Take an invitation back: its link stops working and its account is closed.

    Raises Refused: `accepted` – close the account instead; `withdrawn`.
    """
    row = locked(invitation)
    _refuse(row, STATES.ACCEPTED, STATES.WITHDRAWN)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    row.user.is_active = False
    row.user.save(update_fields=["is_active"])
    _sign_out(row.user)
    return row


@action("accounts.invitation_accepted")
def accept_invitation(*, invitation: Invitation, password: str | None, by: Any) -> Invitation:
    """Let the invited person in; without a password he signs in with one-time codes.

    The caller has checked the password with Django's validators. `by` is the invited person: nobody else can be.
    Raises Refused: `accepted`, `expired`, `withdrawn`.
    """
    row = locked(invitation)
    _refuse(row, STATES.ACCEPTED, STATES.EXPIRED, STATES.WITHDRAWN)
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])
    if password is not None:
        row.user.set_password(password)
        row.user.save(update_fields=["password"])
    return row


def refusal(state: str) -> Refused:
    """Why an invitation in this state cannot be used, in words."""
    reasons = {
        STATES.ACCEPTED: _("This invitation has been used. Sign in with your e-mail address."),
        STATES.EXPIRED: _("This invitation has expired. Ask the secretary of the Council to send it again."),
        STATES.WITHDRAWN: _("This invitation was withdrawn. Ask the secretary of the Council."),
    }
    return Refused(reasons[STATES(state)], code=str(state))


def _refuse(invitation: Invitation, *states: str) -> None:
    if invitation.state in states:
        raise refusal(invitation.state)


@action("accounts.administrator_made")
def make_administrator(*, email: str, name: str, by: Any) -> User:
    """Open an account of an administrator without a password. Raises Refused: `address`, `exists`."""
    address = _checked(email)
    if User.objects.filter(email=address).exists():
        raise Refused(_("Somebody signs in with this address already."), code="exists", field="email")
    return User.objects.create_superuser(address, name=" ".join(name.split()))


@action("accounts.account_changed")
def change_account(*, user: User, by: Any, **changes: Any) -> User:
    """Correct name, address or flags of an account.

    A new address takes the old one's place everywhere: the old one no longer signs in. A closed account is signed
    out everywhere, and stays so when it is opened again.
    Raises Refused: `address`, `exists`; `self` – nobody closes his own account or drops his own rights.
    """
    row = locked(user)
    if row == by and not all(changes.get(flag, True) for flag in ("is_active", "is_staff", "is_superuser")):
        raise Refused(_("Somebody else must close your account or take its rights."), code="self")
    if "email" in changes:
        changes["email"] = _new_address(row, changes["email"])
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    note(changed=sorted(changes))
    if not row.is_active:
        _sign_out(row)
    return row


def _new_address(user: User, email: str) -> str:
    address = _checked(email)
    if User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise Refused(_("Somebody signs in with this address already."), code="exists", field="email")
    if address != user.email:
        EmailAddress.objects.filter(user=user).delete()
    return address


@action("accounts.language_chosen")
def choose_language(*, language: str, by: User) -> User:
    """The language letters to this person are written in."""
    row = User.objects.select_for_update().get(pk=by.pk)
    row.language = language
    row.save(update_fields=["language"])
    note(language=language)
    return row


def _sign_out(user: User, keep: str | None = None) -> None:
    """End the user's sessions; `keep` is the key of one that stays."""
    sessions = Session.objects.filter(signed_in__user=user).exclude(pk=keep or "")
    ended = sessions.count()
    if ended:
        note(signed_out=ended)
        sessions.delete()


@action("accounts.signed_out_everywhere")
def sign_out_everywhere(*, user: User, keep: str | None = None, by: Any) -> User:
    """Sign the user out wherever he is signed in; `keep` is the key of the session that stays, if one does."""
    row = User.objects.select_for_update().get(pk=user.pk)
    _sign_out(row, keep)
    return row


@action("accounts.password_changed")
def password_changed(*, user: User, keep: str | None, by: Any) -> User:
    """A password was set anew: whoever came in with the one before is signed out; `keep` as in the act above."""
    row = User.objects.select_for_update().get(pk=user.pk)
    _sign_out(row, keep)
    return row
