"""Attachments in the admin site: found there, never opened or changed there."""

from django.contrib import admin

from cluster_portal.documents.models import StoredFile
from cluster_portal.ui.admin import ReadOnly


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "size", "uploaded_at", "uploaded_by"]
    list_filter = ["kind"]
    search_fields = ["name", "sha256", "uploaded_by"]
    fields = ["name", "kind", "size", "sha256", "uploaded_at", "uploaded_by"]
