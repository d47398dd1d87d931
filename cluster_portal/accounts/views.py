"""Coming in by an invitation or the demo's one click; one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView, LoginView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cluster_portal.accounts import actions, codes, factors
from cluster_portal.accounts.adapter import invitation_over
from cluster_portal.accounts.demo import demo_people
from cluster_portal.accounts.forms import AcceptForm, LanguageForm
from cluster_portal.accounts.fresh import ONE_CLICK
from cluster_portal.accounts.models import Invitation, User
from cluster_portal.accounts.places import places


class SignIn(LoginView):
    """E-mail and password, or a code, or a passkey; in the demo, one click."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the people the demo offers."""
        return super().get_context_data(**kwargs) | {"demo_people": demo_people()}


@login_not_required
def sign_up_closed(request: HttpRequest) -> HttpResponse:
    """Say that accounts begin with an invitation."""
    return render(request, "account/signup_closed.html", status=403)


def _sign_in(request: HttpRequest, user: User, method: str) -> None:
    get_adapter(request).login(request, user)
    record_authentication(request, user, method=method, email=user.email)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Let one of the demo's people in with one click; outside the demo there is no such page."""
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in {person.email for person in demo_people()}:
        raise Http404
    _sign_in(request, get_object_or_404(User, email=email), ONE_CLICK)
    return HttpResponseRedirect(_next(request))


@login_not_required
@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account with the link from the letter: choose a password and come in."""
    invitation = Invitation.objects.by_token(token)
    if invitation is None:
        raise Http404
    if invitation.state != invitation.State.WAITING:
        return invitation_over(request, invitation.state)
    form = AcceptForm(invitation.user, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "accounts/accept.html", context, status=400 if form.is_bound else 200)
    password = form.cleaned_data["new_password1"]
    accepted = actions.accept_invitation(invitation=invitation, password=password, by=invitation.user)
    _sign_in(request, accepted.user, "password")
    return redirect(settings.LOGIN_REDIRECT_URL)


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else through to these views."""
    assert isinstance(request.user, User)
    return request.user


def me(request: HttpRequest) -> HttpResponse:
    """One's own account: what is known, how one signs in, what is missing."""
    user = _user(request)
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.choose_language(language=form.cleaned_data["language"], by=user)
        messages.success(request, _("Letters will come in this language."))
        return redirect("accounts:me")
    context = {"form": form, "sign_in": _ways(user), "places": places(request)}
    return render(request, "accounts/me.html", context, status=400 if form.errors else 200)


def _ways(user: User) -> dict[str, Any]:
    kept = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    by_type = {kind: [row for row in kept if row.type == kind] for kind in Authenticator.Type.values}
    codes_left = [len(row.wrap().get_unused_codes()) for row in by_type[Authenticator.Type.RECOVERY_CODES]]
    second = bool(by_type[Authenticator.Type.TOTP] or by_type[Authenticator.Type.WEBAUTHN])
    return {
        "password": user.has_usable_password(),
        "app": bool(by_type[Authenticator.Type.TOTP]),
        "passkeys": [row.wrap().name for row in by_type[Authenticator.Type.WEBAUTHN]],
        "codes": sum(codes_left),
        "second": second,
        "missing": factors.must_have_one(user) and not second,
    }


@method_decorator(never_cache, name="dispatch")
class ConfirmByCode(BaseReauthenticateView):
    """Show who you are by a code sent to your address: the way that is open to everybody."""

    form_class = ConfirmLoginCodeForm
    template_name = "accounts/confirm_by_code.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or check the one that was typed."""
        if "code" in request.POST:
            checked: HttpResponse = super().post(request, *args, **kwargs)
            return checked
        user = _user(request)
        limited = ratelimit.consume_or_429(request, action="request_login_code", key=user.email)
        if limited is None:
            codes.send_code(request, user)
        return limited or HttpResponseRedirect(self.passthrough_next_url(request.path))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form compares with the code that was sent."""
        return super().get_form_kwargs() | {"code": codes.expected(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a code is under way."""
        return super().get_context_data(**kwargs) | {"sent": bool(codes.expected(self.request))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Confirmed: go on with what was asked for."""
        codes.forget(self.request)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        resumed: HttpResponse = super().form_valid(form)
        return resumed

    def form_invalid(self, form: Any) -> HttpResponse:
        """After too many wrong codes the code is void."""
        codes.count_wrong(self.request)
        return super().form_invalid(form)
