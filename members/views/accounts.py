"""Accounts of the composition: who comes in, who was invited; the secretary invites."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal import clock
from cluster_portal.accounts import actions as accounts
from cluster_portal.accounts.models import Invitation
from cluster_portal.ui.acts import ActPage, act_page
from cluster_portal.workflow import Refused
from members import access, actions, rules
from members.models import Person


class InviteForm(forms.Form):
    """Where the invitation goes."""

    email = forms.EmailField(
        label=_l("E-mail"),
        help_text=_l("The letter with the link goes there; later the person signs in with this address."),
    )


@require_safe
def accounts_page(request: HttpRequest) -> HttpResponse:
    """Everybody of the composition by how they come into the portal."""
    _check(request)
    return _page(request)


def _check(request: HttpRequest) -> None:
    """Strangers do not learn of the page; members are told whose it is."""
    if not rules.may_read_internal(request.user):
        raise Http404
    rules.may_invite(request.user)


def _lines() -> list[access.Line]:
    cluster = rules.the_cluster()
    return access.lines(cluster, clock.today()) if cluster else []


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    found = _lines()
    context = {
        "groups": [(comes.value, lines) for comes, lines in access.groups(found)],
        "all": len(found),
        "with_account": sum(line.comes is access.Comes.ACCOUNT for line in found),
        "to_invite": len(access.to_invite(found)),
    }
    return render(request, "members/accounts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person; the button of the list sends no address: it means the one that is recorded."""
    _check(request)
    person = get_object_or_404(Person, pk=pk)
    sent = request.POST if "email" in request.POST else {"email": person.email}
    form = InviteForm(sent if request.method == "POST" else None, initial={"email": person.email})

    def perform(email: str) -> tuple[str, Any]:
        actions.invite_person(person=person, email=email, by=request.user)
        return reverse("members:accounts"), _("The invitation to %(person)s is sent.") % {"person": person}

    return act_page(request, _invite_page(person), form, perform)


def _invite_page(person: Person) -> ActPage:
    return ActPage(
        title=_("Invite %(person)s") % {"person": person},
        button=_("Send the invitation"),
        back=(reverse("members:accounts"), _("Accounts")),
        then=(
            _("The person gets a letter with a link that works once and for 14 days."),
            _("The address is recorded with the person; those who see contacts see it."),
        ),
        wrong=_("The invitation is not sent"),
    )


@require_POST
def invite_all(request: HttpRequest) -> HttpResponse:
    """Invite whoever was not invited yet and has an address; each is an act of its own, a refusal stops no other."""
    _check(request)
    done = sum(_invited(request, person) for person in access.to_invite(_lines()))
    said = ngettext("%(n)d invitation is sent.", "%(n)d invitations are sent.", done) % {"n": done}
    messages.add_message(request, messages.SUCCESS if done else messages.WARNING, said)
    return redirect("members:accounts")


def _invited(request: HttpRequest, person: Person) -> bool:
    try:
        actions.invite_person(person=person, email=person.email, by=request.user)
    except Refused as refused:
        messages.error(request, f"{person}: {refused.reason}")
        return False
    return True


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation again, with a new link."""
    return _act(request, pk, accounts.resend, _("The invitation to %(person)s is sent again; the old link is void."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the invitation back."""
    return _act(request, pk, accounts.withdraw, _("The invitation to %(person)s is withdrawn; its link is void."))


def _act(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    """Do it with the person's last invitation; where that is refused, the list as it is now tells why (409)."""
    _check(request)
    person = get_object_or_404(Person, pk=pk)
    invitation = Invitation.objects.filter(user__person=person).first()
    if invitation is None:
        raise Http404
    try:
        act(invitation=invitation, by=request.user)
    except Refused as refused:
        messages.error(request, f"{person}: {refused.reason}")
        return _page(request, status=409)
    messages.success(request, said % {"person": person})
    return redirect("members:accounts")
