"""One class a message, and how it goes out: a notice in the portal and a letter, in the transaction of the act."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from email.utils import make_msgid
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from cluster_portal import clock
from cluster_portal.notifications.models import Letter, Notice

SUBJECT_LENGTH = 300

kinds: dict[str, type[Message]] = {}


class Message(ABC):
    """A message the portal sends. Each is a class that gives a unique `kind` and all three methods.

    `in_inbox` False: a letter alone, for people who cannot open the portal yet.
    `secret` True: the letter holds a link that opens something; its text is wiped when it is sent.
    Raises TypeError where a class is incomplete or its kind is taken, when the module is imported.
    """

    kind: ClassVar[str] = ""
    in_inbox: ClassVar[bool] = True
    secret: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        missing = [name for name in ("subject", "text", "url") if getattr(cls, name) is getattr(Message, name)]
        if not cls.__dict__.get("kind"):
            missing.insert(0, "kind")
        if missing:
            raise TypeError(f"{cls.__qualname__} is no message: it lacks {', '.join(missing)}.")
        other = kinds.setdefault(cls.kind, cls)
        if (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__}: the kind “{cls.kind}” belongs to {other.__qualname__}.")

    @abstractmethod
    def subject(self) -> str:
        """One line, in the language that is active."""

    @abstractmethod
    def text(self) -> str:
        """What it says, plain text, in the language that is active."""

    @abstractmethod
    def url(self) -> str:
        """The path of the page it is about; empty if none."""


def send(message: Message, *, to: Iterable[Any]) -> list[Letter]:
    """Write the message to each recipient once, in his language; closed accounts get nothing.

    Raises RuntimeError outside a transaction: a message must not outlive an act that failed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A message is sent in the transaction of its act.")
    people = {user.pk: user for user in to if user.is_active}
    written = [_written(message, user) for user in people.values()]
    Notice.objects.bulk_create(letter.notice for letter in written if letter.notice)
    return Letter.objects.bulk_create(written)


def _written(message: Message, user: Any) -> Letter:
    """The letter to one recipient with its notice, neither saved yet: many recipients cost no more queries."""
    now = clock.now()
    with translation.override(user.language):
        subject = " ".join(message.subject().split())[:SUBJECT_LENGTH]
        text, url = message.text(), message.url()
        body = render_to_string("emails/letter.txt", _frame(text, url)).strip() + "\n"
    notice = None
    if message.in_inbox:
        notice = Notice(user=user, kind=message.kind, subject=subject, text=text, url=url, created_at=now)
    return Letter(
        notice=notice,
        to=user.email,
        subject=subject,
        body=body,
        secret=message.secret,
        created_at=now,
        next_try_at=now,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost"),
    )


def _frame(text: str, url: str) -> dict[str, str]:
    return {"text": text, "link": f"{settings.SITE_URL}{url}" if url else "", "site": settings.SITE_URL}


def mark_read(notices: QuerySet[Notice]) -> int:
    """Note that they were opened; those opened before keep their time. Returns how many changed.

    Only the inbox shows it and nothing follows from it, so the journal does not tell.
    """
    return notices.filter(read_at=None).update(read_at=clock.now())
