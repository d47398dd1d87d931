"""What this app keeps of a person: signatures with what the server saw, refusals, readings (152-ФЗ)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.documents.models import Reading, Refusal, Signature
from cluster_portal.ui.registries import Stored


def stored(user: Any) -> list[Stored]:
    """Everything of the signing of documents that speaks of the user; nothing where there is none."""
    if not user.is_authenticated:
        return []
    return [_signatures(user), _refusals(user), _readings(user)]


def _signatures(user: Any) -> Stored:
    rows = Signature.objects.filter(user=user).select_related("document", "trace").defer("cms")
    return _("Signatures"), [
        {
            _("Document"): row.document.title,
            _("How"): row.get_route_display(),
            _("When"): row.signed_at,
            _("Name"): row.name,
            _("Position"): row.position,
            _("Organisation"): row.organisation,
            _("Authority"): row.authority,
            _("Signature ID"): str(row.pk),
            _("IP address"): row.trace.ip if hasattr(row, "trace") else "",
            _("What the browser says of itself"): row.trace.user_agent if hasattr(row, "trace") else "",
        }
        for row in rows
    ]


def _refusals(user: Any) -> Stored:
    rows = Refusal.objects.filter(user=user).select_related("place__document")
    return _("Refusals to sign"), [
        {_("Document"): row.place.document.title, _("When"): row.at, _("Reason"): row.reason} for row in rows
    ]


def _readings(user: Any) -> Stored:
    rows = Reading.objects.filter(user=user).select_related("document")
    return _("Documents opened to be signed"), [
        {_("Document"): row.document.title, _("First opened"): row.first, _("Last opened"): row.last} for row in rows
    ]
