"""The inbox and the outbox."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by whose they are."""

    def visible_to(self, user: Any) -> NoticeQuerySet:
        """Everybody sees his own, and nobody else's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> NoticeQuerySet:
        """Not opened yet."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """A message as its recipient sees it in the portal, in his language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=100)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("page"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_inbox"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="notice_has_a_subject", condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return self.subject


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what is to be done with them."""

    def due(self, at: datetime.datetime) -> LetterQuerySet:
        """Not sent, and their turn has come."""
        return self.filter(sent_at=None, next_try_at__lte=at).order_by("next_try_at", "pk")


class Letter(models.Model):
    """A letter to one recipient. `next_try_at` empty in an unsent letter means that delivery was given up."""

    notice = models.ForeignKey(
        Notice,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("notice"),
    )
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    secret = models.BooleanField(_("holds a secret link"), default=False)
    created_at = models.DateTimeField(_("written"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    next_try_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["next_try_at"], name="letter_due", condition=Q(sent_at=None))]
        constraints = [
            models.CheckConstraint(
                name="letter_sent_is_done", condition=Q(sent_at=None) | Q(next_try_at=None, attempts__gt=0)
            ),
            models.CheckConstraint(name="letter_has_a_recipient", condition=~Q(to="")),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

    @property
    def state(self) -> Any:
        """What became of it, in words."""
        if self.sent_at:
            return _("sent")
        return _("waiting") if self.next_try_at else _("given up")
