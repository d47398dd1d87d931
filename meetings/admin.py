"""Meetings in the admin site: found and read there, changed only on their own pages."""

from __future__ import annotations

from django.contrib import admin

from cluster_portal.ui.admin import ReadOnly
from meetings.models import (
    AgendaItem,
    Assignment,
    Attendance,
    Candidate,
    Decision,
    DoubtReason,
    Meeting,
    Speech,
    Vote,
)


class ItemInline(ReadOnly, admin.TabularInline):
    model = AgendaItem
    fields = ["order", "title", "reporters", "status"]


class AttendanceInline(ReadOnly, admin.TabularInline):
    model = Attendance
    fields = ["order", "mode", "name", "position", "organisation"]


class DecisionInline(ReadOnly, admin.TabularInline):
    model = Decision
    fields = ["number", "text", "deadline_text", "responsible"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "date", "place", "state", "minutes_state"]
    list_filter = ["year", "state", "minutes_state", "format"]
    search_fields = ["number", "place", "items__title", "decisions__text"]
    date_hierarchy = "date"
    inlines = [ItemInline, AttendanceInline, DecisionInline]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "organisation", "mode", "meeting"]
    list_filter = ["mode"]
    search_fields = ["name", "organisation"]
    list_select_related = ["meeting"]


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["number", "text", "deadline_text", "responsible", "meeting"]
    list_filter = ["adopted", "deadline_kind"]
    search_fields = ["text", "responsible"]
    list_select_related = ["meeting"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["part", "lead", "deadline", "state"]
    list_filter = ["state"]
    search_fields = ["part", "lead__name", "lead_text"]
    list_select_related = ["lead"]


class CandidateInline(ReadOnly, admin.TabularInline):
    model = Candidate


@admin.register(Vote)
class VoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["item", "way", "for_count", "against_count", "abstained_count", "office"]
    list_filter = ["way", "office"]
    search_fields = ["item__title", "sentence"]
    list_select_related = ["item"]
    inlines = [CandidateInline]


class SpeechInline(ReadOnly, admin.TabularInline):
    model = Speech


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["order", "title", "status", "meeting"]
    list_filter = ["status"]
    search_fields = ["title", "reporters"]
    list_select_related = ["meeting"]
    inlines = [SpeechInline]


@admin.register(DoubtReason)
class DoubtReasonAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["key", "reason", "by", "meeting"]
    search_fields = ["reason", "key"]
    list_select_related = ["meeting"]
