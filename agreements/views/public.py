"""What anybody reads: agreements the council has published. No contacts, no remarks, nothing that is not in force."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agreements.models import Agreement, Edition
from agreements.papers import clause_blocks
from agreements.record import Text
from agreements.standing import Signing
from cluster_portal.documents.views.common import original_file

SHOWN = (Edition.State.IN_FORCE, Edition.State.ENDED)


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The list."""
    rows = Agreement.objects.filter(published_at__isnull=False, editions__state__in=SHOWN).distinct()
    return render(request, "agreements/published.html", {"agreements": list(rows[:500])})


def _edition(pk: int) -> Edition:
    """The edition in force (or the last one, of an agreement that ended) of a published agreement. Raises Http404."""
    agreement = get_object_or_404(Agreement, pk=pk, published_at__isnull=False)
    rows = Edition.objects.whole().filter(agreement=agreement, state__in=SHOWN).order_by("-number")
    found: Edition | None = rows.first()
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def published_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The text in force and who is bound by it, without contacts."""
    row = _edition(pk)
    text, signing = Text(row), Signing.of(row)
    context = {
        "edition": row,
        "agreement": row.agreement,
        "text": text,
        "shown": [(line, clause_blocks(line)) for line in text.lines],
        "bound": signing.bound(),
    }
    return render(request, "agreements/published_agreement.html", context)


@login_not_required
@require_safe
def published_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The sealed PDF."""
    row = _edition(pk)
    assert row.document is not None
    return original_file(row.document)
