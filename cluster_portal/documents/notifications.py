"""Letters about documents to be signed. Each carries the end of the journal: an anchor the portal cannot take back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.documents.models import Place, Refusal, SealedDocument, Signature
from cluster_portal.documents.sealed.rooms import room_of
from cluster_portal.notifications.messages import Message


def _day(when: Any) -> str:
    return f"{timezone.localtime(when):%d.%m.%Y %H:%M}"


class ToSign(Message):
    """Somebody is asked to sign."""

    kind = "documents.to_sign"

    def __init__(self, place: Place) -> None:
        self.place, self.document = place, place.document

    def subject(self) -> str:
        """The letter's subject."""
        return _("To be signed: %s") % self.document.title

    def text(self) -> str:
        """What is to be signed, as whom, until when."""
        deadline = room_of(self.document).deadline(self.document)
        lines = [
            _("%(title)s waits for your signature: %(label)s.")
            % {"title": self.document.title, "label": self.place.label},
            _("Until %s.") % f"{deadline:%d.%m.%Y}" if deadline else "",
            _("It takes about 4 minutes; a code sent to this address is enough."),
            _("SHA-256 of the text: %s") % self.document.pdf_sha256,
        ]
        return "\n".join(filter(None, lines))

    def url(self) -> str:
        """The page where it is signed; signing in is asked for there."""
        return self.place.get_absolute_url()


class Signed(Message):
    """Somebody has signed; the end of the journal stands in the letter."""

    kind = "documents.signed"

    def __init__(self, signature: Signature) -> None:
        self.signature, self.document = signature, signature.document

    def subject(self) -> str:
        """The letter's subject."""
        return _("Signed: %s") % self.document.title

    def text(self) -> str:
        """Who, how, when, the numbers by which it can be checked."""
        row = self.signature
        lines = [
            _("%(name)s has signed “%(title)s”: %(route)s, %(when)s.")
            % {
                "name": row.name,
                "title": self.document.title,
                "route": row.get_route_display(),
                "when": _day(row.signed_at),
            },
            _("Signature ID: %s") % row.pk,
            _("SHA-256 of the text: %s") % row.sha256,
            _("Check code: %s") % self.document.printed_code,
            "",
            _("Keep this letter: the line below is the end of the portal's journal before this signature."),
            f"{row.head_number} {row.head_hash}",
        ]
        return "\n".join(lines)

    def url(self) -> str:
        """The document's page."""
        return self.document.get_absolute_url()


class SigningRefused(Message):
    """Somebody refused to sign, with the reason."""

    kind = "documents.refused"

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.document: SealedDocument = refusal.place.document

    def subject(self) -> str:
        """The letter's subject."""
        return _("Refused to sign: %s") % self.document.title

    def text(self) -> str:
        """Who and why."""
        return _("%(name)s refused to sign: %(reason)s") % {"name": self.refusal.name, "reason": self.refusal.reason}

    def url(self) -> str:
        """The document's page."""
        return self.document.get_absolute_url()
