"""The journal in the admin site: read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cluster_portal.journal.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """Nothing is added, changed or deleted here; the database refuses it too."""

    list_display = ["number", "at", "actor_name", "verb", "object_name"]
    list_filter = ["verb", "object_type"]
    search_fields = ["actor", "actor_name", "object_name", "verb"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Entries are written by acts alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Append-only."""
        return False
