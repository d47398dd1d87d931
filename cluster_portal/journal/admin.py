"""The journal in the admin site: read only, nothing is added, changed or deleted here; the database refuses it too."""

from __future__ import annotations

from django.contrib import admin

from cluster_portal.journal.models import Entry, Head
from cluster_portal.ui.admin import ReadOnly


@admin.register(Entry)
class EntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "at", "actor_name", "verb", "object_name"]
    list_filter = ["verb", "object_type"]
    search_fields = ["actor", "actor_name", "object_name", "verb"]
    date_hierarchy = "at"


@admin.register(Head)
class HeadAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "hash"]
