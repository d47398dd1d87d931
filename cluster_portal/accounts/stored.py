"""What this room keeps of a person: the account and what went to it. Secrets are told of, never told."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from cluster_portal.accounts.browsers import browser
from cluster_portal.accounts.models import SignedIn, User
from cluster_portal.journal.access import words_for
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter, Notice
from cluster_portal.ui.registries import Stored

ENTRIES = 50


def stored(user: User) -> list[Stored]:
    """The account, invitations, second factors, sign-ins, messages, letters, and what the journal tells of him."""
    parts = (_account, _invitations, _factors, _places, _notices, _letters, _entries)
    return [part(user) for part in parts]


def _yes(said: object) -> str:
    return _("yes") if said else _("no")


def _account(user: User) -> Stored:
    others = EmailAddress.objects.filter(user=user).exclude(email=user.email).values_list("email", flat=True)
    return _("Account"), [
        {
            _("Name"): user.name,
            _("E-mail"): user.email,
            _("Other addresses"): ", ".join(others),
            _("Language of letters"): user.get_language_display(),
            _("Since"): user.date_joined,
            _("Last sign-in"): user.last_login,
            _("May sign in"): _yes(user.is_active),
            _("Administrator"): _yes(user.is_superuser),
            _("Password"): _("set; only its hash is stored") if user.has_usable_password() else _("not set"),
        }
    ]


def _invitations(user: User) -> Stored:
    return _("Invitations"), [
        {
            _("Invited"): row.created_at,
            _("Valid until"): row.expires_at,
            _("State"): row.state_label,
            _("Name"): row.name,
            _("E-mail"): row.email,
            _("Invited by"): row.invited_by_name,
        }
        for row in user.invitations.all()
    ]


def _factors(user: User) -> Stored:
    names = {
        Authenticator.Type.TOTP: _("authenticator app"),
        Authenticator.Type.WEBAUTHN: _("passkey"),
        Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
    }
    return _("Second factors"), [
        {
            _("What"): names[row.type],
            _("Name"): row.wrap().name if row.type == Authenticator.Type.WEBAUTHN else "",
            _("Since"): row.created_at,
            _("Last used"): row.last_used_at,
        }
        for row in Authenticator.objects.filter(user=user).order_by("created_at")
    ]


def _places(user: User) -> Stored:
    return _("Where you are signed in"), [
        {
            _("Browser"): browser(row.user_agent),
            _("Since"): row.since,
            _("Last seen"): row.seen_on,
            _("What the browser says of itself"): row.user_agent,
        }
        for row in SignedIn.objects.of(user)
    ]


def _notices(user: User) -> Stored:
    return _("Messages in the portal"), [
        {_("When"): row.created_at, _("Subject"): row.subject, _("Text"): row.text, _("Read"): row.read_at}
        for row in Notice.objects.visible_to(user)
    ]


def _letters(user: User) -> Stored:
    secret = _("holds a secret link; wiped when the letter is sent")
    return _("Letters"), [
        {
            _("When"): row.created_at,
            _("To"): row.to,
            _("Subject"): row.subject,
            _("Text"): secret if row.secret else row.body,
            _("State"): row.state,
            _("Sent"): row.sent_at,
        }
        for row in Letter.objects.filter(to=user.email)
    ]


def _entries(user: User) -> Stored:
    mine = Entry.objects.filter(actor=user.email)
    title = _("Your acts in the journal: %(all)d; the last %(most)d are shown") % {"all": mine.count(), "most": ENTRIES}
    return title, [
        {
            _("No."): entry.number,
            _("When"): entry.at,
            _("What was done"): words_for(entry.verb),
            _("About what"): entry.object_name,
        }
        for entry in mine.order_by("-number")[:ENTRIES]
    ]
