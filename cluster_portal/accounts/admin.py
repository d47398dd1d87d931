"""Accounts and invitations in the admin site. It is entered through the portal's own sign-in alone."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from cluster_portal.accounts import actions
from cluster_portal.accounts.forms import InviteForm
from cluster_portal.accounts.models import Invitation, User
from cluster_portal.workflow import Refused

# The admin site's own sign-in knows no second factor and no limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for model in (EmailAddress, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def password_elsewhere(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Passwords are changed on the account's own page, where tries are counted."""
    return redirect("account_change_password")


admin.site.password_change = password_elsewhere  # type: ignore[method-assign,assignment]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts: found, invited, closed. Nobody sees or sets another's password."""

    list_display = ["email", "name", "is_active", "is_staff", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "is_staff", "is_superuser", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A new account is an invitation."""
        if obj is None:
            kwargs |= {"form": InviteForm, "fields": InviteForm.Meta.fields}
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Flags come with the account."""
        return self.fields if obj else InviteForm.Meta.fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators invite."""
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Administrators change accounts."""
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: what their owners did stays."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Go through the actions, so that the journal knows."""
        if not change:
            made = actions.invite(email=obj.email, name=obj.name, by=request.user)
            obj.pk, obj._state.adding = made.user_id, False
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            actions.change_account(user=obj, by=request.user, **changes)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal comes back to the form in words."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused.reason))
            return HttpResponseRedirect(request.path)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Invitations: read here, sent again or withdrawn through actions; made by adding an account."""

    list_display = ["email", "name", "state_shown", "invited_by_name", "created_at", "expires_at", "accepted_at"]
    list_filter = ["accepted_at", "withdrawn_at", "expires_at"]
    search_fields = ["email", "name", "invited_by_name"]
    date_hierarchy = "created_at"
    actions = ["send_again", "take_back"]
    list_select_related = ["user"]

    @admin.display(description=_l("state"))
    def state_shown(self, invitation: Invitation) -> str:
        """The state in words."""
        return str(invitation.state_label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An invitation is made by adding an account."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Read only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Kept: it says who let whom in."""
        return False

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """Administrators invite."""
        return bool(request.user.is_superuser)

    @admin.action(description=_l("Send again"), permissions=["invite"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """New links for the chosen invitations."""
        done = each(request, queryset, lambda row: actions.resend(invitation=row, by=request.user))
        said = ngettext("%d invitation will be sent again.", "%d invitations will be sent again.", done)
        self.message_user(request, said % done, messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_l("Withdraw"), permissions=["invite"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Withdraw the chosen invitations."""
        done = each(request, queryset, lambda row: actions.withdraw(invitation=row, by=request.user))
        said = ngettext("%d invitation is withdrawn.", "%d invitations are withdrawn.", done)
        self.message_user(request, said % done, messages.SUCCESS if done else messages.WARNING)


def each(request: HttpRequest, rows: QuerySet[Any], act: Any) -> int:
    """Do something with each row; says why where it is refused. Returns how many were done."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except Refused as refused:
            messages.error(request, f"{row}: {refused.reason}")
    return done
