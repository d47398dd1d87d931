"""Attachments, sealed documents and signatures in the admin site: found there, never opened or changed there."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cluster_portal.documents.models import (
    OneTimeCode,
    Place,
    Reading,
    Refusal,
    SealedContent,
    SealedCopy,
    SealedDocument,
    Signature,
    Standing,
    StoredFile,
    Trace,
)
from cluster_portal.ui.admin import ReadOnly


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "size", "uploaded_at", "uploaded_by"]
    list_filter = ["kind"]
    search_fields = ["name", "sha256", "uploaded_by"]
    fields = ["name", "kind", "size", "sha256", "uploaded_at", "uploaded_by"]


@admin.register(SealedDocument)
class SealedDocumentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "edition", "printed_code", "sealed_at", "sealed_by"]
    list_filter = ["kind"]
    search_fields = ["title", "code", "pdf_sha256"]


@admin.register(SealedContent)
class SealedContentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["document"]
    list_select_related = ["document"]
    search_fields = ["document__title"]
    fields = ["document"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the bytes: a list of a hundred would be megabytes."""
        return super().get_queryset(request).defer("canonical", "pdf")


@admin.register(SealedCopy)
class SealedCopyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["document", "level", "made_at"]
    list_select_related = ["document"]
    search_fields = ["document__title", "sha256"]
    fields = ["document", "level", "sha256", "signatures_sha256", "made_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the bytes."""
        return super().get_queryset(request).defer("pdf")


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["label", "document", "order"]
    list_select_related = ["document"]
    search_fields = ["label", "document__title"]


@admin.register(Standing)
class StandingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["document", "kind", "at", "by_name"]
    list_filter = ["kind"]
    list_select_related = ["document"]
    search_fields = ["document__title", "reason"]


@admin.register(Signature)
class SignatureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "document", "route", "signed_at"]
    list_filter = ["route"]
    list_select_related = ["document"]
    search_fields = ["name", "document__title", "organisation"]
    exclude = ["cms"]


@admin.register(Trace)
class TraceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["signature"]
    list_select_related = ["signature__document"]
    search_fields = ["signature__name"]
    fields = ["signature"]


@admin.register(Refusal)
class RefusalAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "place", "at"]
    list_select_related = ["place"]
    search_fields = ["name", "reason"]


@admin.register(Reading)
class ReadingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "document", "first", "last"]
    list_select_related = ["user", "document"]
    search_fields = ["user__name", "document__title"]


@admin.register(OneTimeCode)
class OneTimeCodeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["user", "place", "made_at", "tries", "used_at"]
    list_select_related = ["user", "place"]
    search_fields = ["user__name"]
    exclude = ["code_hash"]
