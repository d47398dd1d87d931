"""Who signs in, and who was invited to. Knows nobody's office: members.Person points here."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal import clock
from cluster_portal.accounts.browsers import browser

VALID_FOR = datetime.timedelta(days=14)
TOKEN_BYTES = 32
USER_AGENT = 300  # characters kept of what a browser says of itself


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; addresses are kept in lower case."""

    def get_by_natural_key(self, email: str | None) -> User:
        """Sign-in does not look at the case of the address."""
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a user; without a password only a one-time code or a passkey lets him in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make an administrator: accounts and admin site, no part in the council's business."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. `name` is shown in the frame and in the journal."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=7, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("opens the admin site"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        ordering = ["email"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(name="account_email_in_lower_case", condition=Q(email=Lower(F("email")))),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, for libraries that ask this way."""
        return str(self)


def display_name(user: User) -> str:
    """What allauth calls the user in its messages."""
    return str(user)


def new_token() -> str:
    """A secret for a link; only its hash is kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token: SHA-256 in hexadecimal; the token is random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what became of them."""

    def open(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; some of them may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def by_token(self, token: str) -> Invitation | None:
        """The invitation whose letter holds this token."""
        return self.select_related("user").filter(token_hash=hash_of(token)).first()


class Invitation(models.Model):
    """A letter with a link that opens an account once, for 14 days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("account"))
    invited_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of the one who invited"),
    )
    invited_by_name = models.CharField(_("invited by"), max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("invited on"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(name="invitation_ends_after_it_began", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="invitation_accepted_in_time",
                condition=Q(accepted_at=None) | Q(accepted_at__lte=F("expires_at")),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="one_open_invitation",
                fields=["user"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                violation_error_message=_("This person has been invited already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def state(self) -> Invitation.State:
        """What became of it by now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.EXPIRED if self.expires_at <= clock.now() else self.State.WAITING

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return self.state.label

    def renew(self) -> str:
        """Give it a new link and 14 more days; returns the token, which is kept nowhere else."""
        token = new_token()
        self.token_hash = hash_of(token)
        self.created_at = clock.now()
        self.expires_at = self.created_at + VALID_FOR
        return token


class SignedInQuerySet(models.QuerySet["SignedIn"]):
    """Places by whose they are and whether they still let in."""

    def of(self, user: Any) -> SignedInQuerySet:
        """Where the user is signed in, the latest first; a session that has grown old lets nobody in."""
        return self.filter(user=user, session__expire_date__gt=Now()).order_by("-seen_on", "-since")

    def see(self, *, session: str, user: Any, since: datetime.datetime, user_agent: str) -> None:
        """Note that the user was here today. A session that was signed out this moment from elsewhere stays so.

        Nothing follows from it but a line of the owner's page, so the journal does not tell.
        """
        values = {"user": user, "since": since, "seen_on": clock.today(), "user_agent": user_agent[:USER_AGENT]}
        try:
            with transaction.atomic():
                if Session.objects.filter(pk=session).exists():
                    self.update_or_create(session_id=session, defaults=values)
        except IntegrityError:
            return


class SignedIn(models.Model):
    """A browser somebody is signed in with; goes when its session goes, and the session when this is signed out."""

    session = models.OneToOneField(
        Session, models.CASCADE, primary_key=True, related_name="signed_in", verbose_name=_("session")
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="places", verbose_name=_("account"))
    since = models.DateTimeField(_("signed in on"))
    seen_on = models.DateField(_("last seen on"))
    user_agent = models.CharField(_("browser"), max_length=USER_AGENT, blank=True)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_on", "-since"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        return browser(self.user_agent)
