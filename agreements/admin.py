"""The agreement in the admin site: found and read there, changed only on its own pages."""

from __future__ import annotations

from django.contrib import admin

from agreements.models import (
    Agreement,
    Clause,
    Direction,
    DraftSession,
    Edition,
    EditionReading,
    Incoming,
    Opinion,
    Party,
    Remark,
    Support,
)
from cluster_portal.ui.admin import ReadOnly


class EditionInline(ReadOnly, admin.TabularInline):
    model = Edition
    fields = ["number", "state", "put_on", "in_force_on"]


class PartyInline(ReadOnly, admin.TabularInline):
    model = Party
    fields = ["order", "name", "state", "signed_on", "effective_from"]


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "group", "made_at", "ended_on"]
    search_fields = ["title"]
    inlines = [EditionInline]


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "number", "state", "sign_until", "in_force_on"]
    list_filter = ["state"]
    search_fields = ["agreement__title", "clauses__text"]
    inlines = [PartyInline]


@admin.register(Clause)
class ClauseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["edition", "order", "level", "heading", "removed_at"]
    search_fields = ["heading", "text"]


@admin.register(Remark)
class RemarkAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["edition", "organization", "at", "late", "answer"]
    list_filter = ["answer", "late"]
    search_fields = ["wording", "text", "organization__name"]


@admin.register(Party)
class PartyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["edition", "name", "state", "signed_on", "effective_from", "left_on"]
    list_filter = ["state"]
    search_fields = ["name"]


@admin.register(Direction)
class DirectionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["source", "source_words", "paragraph", "text", "removed_at"]
    list_filter = ["source"]
    search_fields = ["text"]


@admin.register(Incoming)
class IncomingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["edition", "name", "by_name", "at", "taken_at"]


@admin.register(DraftSession, EditionReading, Opinion, Support)
class PlainAdmin(ReadOnly, admin.ModelAdmin):
    pass
