"""Notices and letters in the admin site: read only; an unsent letter can be tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from cluster_portal.notifications import actions
from cluster_portal.notifications.models import Letter, Notice
from cluster_portal.workflow import Refused


class ReadOnly:
    """Written by the portal alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing is added in the admin site."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed in the admin site."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted in the admin site."""
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnly, admin.ModelAdmin):
    """What people find in their inbox."""

    list_display = ["subject", "user", "kind", "created_at", "read_at"]
    list_filter = ["kind", "read_at"]
    search_fields = ["subject", "user__email", "user__name"]
    date_hierarchy = "created_at"
    list_select_related = ["user"]


@admin.register(Letter)
class LetterAdmin(ReadOnly, admin.ModelAdmin):
    """The outbox. The text of a letter with a secret link is not shown."""

    list_display = ["to", "subject", "state_shown", "attempts", "created_at", "sent_at", "next_try_at", "last_error"]
    list_filter = ["sent_at", "next_try_at"]
    search_fields = ["to", "subject", "last_error", "message_id"]
    date_hierarchy = "created_at"
    actions = ["try_now"]

    @admin.display(description=_l("state"))
    def state_shown(self, letter: Letter) -> str:
        """The state in words."""
        return str(letter.state)

    def get_fields(self, request: HttpRequest, obj: Letter | None = None) -> Any:
        """Everything but what opens something."""
        fields = ["to", "subject", "body", "notice", "created_at", "attempts", "last_error"]
        fields += ["next_try_at", "sent_at", "message_id"]
        return [name for name in fields if name != "body" or not (obj and obj.secret)]

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Administrators look after the mail."""
        return bool(request.user.is_superuser)

    @admin.action(description=_l("Send again now"), permissions=["send"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Try the chosen unsent letters at once."""
        done = 0
        for letter in queryset:
            try:
                actions.send_again(letter=letter, by=request.user)
                done += 1
            except Refused as refused:
                self.message_user(request, f"{letter}: {refused.reason}", messages.ERROR)
        said = ngettext("%d letter will be tried now.", "%d letters will be tried now.", done)
        self.message_user(request, said % done, messages.SUCCESS if done else messages.WARNING)
