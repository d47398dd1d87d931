"""The public check: by code, by QR, by a file. No sign-in, no contacts; as many tries as an honest hand makes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal import clock
from cluster_portal.documents.forms import CheckForm
from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.sealed.codes import printed, read_code
from cluster_portal.documents.sealed.package import check_package
from cluster_portal.documents.sealed.rooms import room_of
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import Verdict, check_pdf, problems
from cluster_portal.documents.uploads import limit, too_large
from cluster_portal.documents.views.common import copy_file, original_file
from cluster_portal.workflow import may

RATES = {"check": "60/m/ip", "upload": "10/m/ip"}
View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Decorator: 60 looks and 10 files a minute from one address, then 429."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = "upload" if request.FILES else "check"
        if ratelimit.consume(request, app="documents", action=action, config=RATES, limit_get=True):
            return view(request, *args, **kwargs)
        return ratelimit.respond_429(request)

    return guarded


@login_not_required
@limited
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form; a code leads to the document's page, a file is answered here and forgotten."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if request.method == "POST" and form.is_valid():
        if file := form.cleaned_data["file"]:
            return _file(request, form, file)
        code = read_code(form.cleaned_data["code"])
        if code:
            return redirect("documents:checked", printed(code))
        form.add_error("code", _("A code has 12 letters and digits, for example K7QF-2M9D-XH4R."))
    return render(request, "documents/check.html", {"form": form}, status=400 if form.is_bound else 200)


def _file(request: HttpRequest, form: CheckForm, file: Any) -> HttpResponse:
    if file.size > limit():
        form.add_error("file", too_large())
        return render(request, "documents/check.html", {"form": form}, status=400)
    data = file.read()
    verdict = check_package(data) if data.startswith(b"PK\x03\x04") else check_pdf(data)
    return _answer(request, verdict, form, by_file=True)


@login_not_required
@limited
@require_safe
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """What the document of this code is, whether it is unchanged, how it stands, who signed."""
    row = SealedDocument.objects.select_related("content", "replaces").filter(code=read_code(code)).first()
    if row is None:
        return _answer(request, Verdict("unknown"), CheckForm(initial={"code": code[:40]}), status=404)
    state = state_of(row, whole=True)
    return _answer(request, Verdict("original", state, problems(state)), CheckForm())


def _answer(
    request: HttpRequest, verdict: Verdict, form: CheckForm, *, by_file: bool = False, status: int = 200
) -> HttpResponse:
    document = verdict.state.document if verdict.state else None
    context = {
        "verdict": verdict,
        "state": verdict.state,
        "document": document,
        "form": form,
        "by_file": by_file,
        "moment": clock.now(),
        "demo": settings.DEMO,
        "files": document is not None and _may_take(request, document),
    }
    return render(request, "documents/checked.html", context, status=status)


def _may_take(request: HttpRequest, document: SealedDocument) -> bool:
    room = room_of(document)
    return room.is_public(document) or may(room.may_read, request.user, document)


def _public(request: HttpRequest, code: str) -> SealedDocument:
    row = get_object_or_404(SealedDocument, code=read_code(code) or "-")
    if not _may_take(request, row):
        raise Http404
    return row


@login_not_required
@limited
@require_safe
def original(request: HttpRequest, code: str) -> HttpResponse:
    """The original, where the council has published it or the reader may read it."""
    return original_file(_public(request, code))


@login_not_required
@limited
@require_safe
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """The copy with the signature sheet, under the same condition."""
    return copy_file(state_of(_public(request, code)))
