"""Sending what the outbox holds.

A letter is claimed in one short transaction, handed to the mail server outside any, and its outcome is written in
another: a slow server never holds the database. Two deliverers never take the same letter. One that dies between
handing over and writing leaves the letter claimed; it is tried again when the claim runs out, under the same
Message-ID, by which mail servers know a letter they already have.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from cluster_portal import clock
from cluster_portal.notifications.models import Letter

log = logging.getLogger(__name__)

CLAIM = datetime.timedelta(minutes=15)  # longer than any mail server may take
LATER = datetime.timedelta(hours=6)
PAUSES = (
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
)
GIVE_UP_AFTER = datetime.timedelta(days=3)
ERROR_LENGTH = 1000


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt."""

    letter: Letter
    error: str = ""


def deliver(wanted: Callable[[], bool] = lambda: True) -> Iterator[Outcome]:
    """Send every letter that is due now, oldest first, as long as it is `wanted`; yields what became of each."""
    began = clock.now()
    while wanted():
        letter = _claim(began)
        if letter is None:
            return
        yield _settle(letter, _hand_over(letter))


def _claim(at: datetime.datetime) -> Letter | None:
    """Take one letter; for CLAIM nobody else will."""
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        letter = Letter.objects.due(at).select_for_update(skip_locked=skip).first()
        if letter is not None:
            letter.attempts += 1
            letter.next_try_at = clock.now() + CLAIM
            letter.save(update_fields=["attempts", "next_try_at"])
    return letter


def _hand_over(letter: Letter) -> str:
    """Give the letter to the mail server; returns the error, empty if it was taken."""
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to], headers=headers)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("Letter %s was not sent: %s", letter.pk, error)
        return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    return ""


def _settle(letter: Letter, error: str) -> Outcome:
    now = clock.now()
    letter.last_error = error
    if error:
        letter.next_try_at = _next_try(letter, now)
    else:
        letter.sent_at, letter.next_try_at = now, None
        if letter.secret:
            letter.body = ""
    letter.save(update_fields=["last_error", "next_try_at", "sent_at", "body"])
    return Outcome(letter, error)


def _next_try(letter: Letter, now: datetime.datetime) -> datetime.datetime | None:
    pause = PAUSES[letter.attempts - 1] if letter.attempts <= len(PAUSES) else LATER
    following = now + pause
    return following if following <= letter.created_at + GIVE_UP_AFTER else None
