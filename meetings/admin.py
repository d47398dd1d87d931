"""Meetings in the admin site: found and read there, changed only on their own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cluster_portal.ui.admin import ReadOnly
from cluster_portal.workflow import Refused
from meetings import actions
from meetings.models import (
    AgendaItem,
    Answer,
    Assignment,
    AtDesk,
    Attachment,
    Attendance,
    Candidate,
    Comment,
    Decision,
    DoubtReason,
    EditingSession,
    Extension,
    Meeting,
    Presence,
    Proposal,
    Report,
    Signatory,
    SignedEdition,
    Speech,
    Step,
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
    actions = ["unpublish"]

    @admin.action(description=_("Take the minutes back from publication"))
    def unpublish(self, request: HttpRequest, meetings: Any) -> None:
        """The same act as on the page, with the same rights; who may not is told why."""
        for meeting in meetings:
            try:
                actions.unpublish(meeting=meeting, by=request.user)
                self.message_user(request, f"{meeting}: {meeting.get_minutes_state_display()}", messages.SUCCESS)
            except Refused as refused:
                self.message_user(request, f"{meeting}: {refused.reason}", messages.ERROR)


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


@admin.register(Speech)
class SpeechAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["item", "kind", "speaker", "text"]
    list_filter = ["kind"]
    search_fields = ["speaker", "text"]
    list_select_related = ["item"]


@admin.register(Candidate)
class CandidateAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "vote", "elected", "for_count"]
    list_filter = ["elected"]
    search_fields = ["name"]
    list_select_related = ["vote"]


@admin.register(Presence)
class PresenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["attendance", "item", "kind", "reason"]
    list_filter = ["kind"]
    search_fields = ["attendance__name", "reason"]
    list_select_related = ["attendance", "item"]


@admin.register(Answer)
class AnswerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "person", "choice", "reason", "at"]
    list_filter = ["choice"]
    search_fields = ["person__name", "reason"]
    list_select_related = ["meeting", "person"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "person", "meeting", "state"]
    list_filter = ["state"]
    search_fields = ["title", "person__name"]
    list_select_related = ["meeting", "person"]


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "meeting", "item", "file"]
    search_fields = ["title", "file__name"]
    list_select_related = ["meeting", "item", "file"]


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "person", "part", "text", "state"]
    list_filter = ["state"]
    search_fields = ["text", "person__name"]
    list_select_related = ["meeting", "person"]


@admin.register(SignedEdition)
class SignedEditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "edition", "signed_on", "reason", "replaced_at"]
    search_fields = ["text", "reason"]
    list_select_related = ["meeting"]


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["assignment", "person", "at", "state"]
    list_filter = ["state"]
    search_fields = ["text", "person__name"]
    list_select_related = ["assignment", "person"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["assignment", "until", "person", "state"]
    list_filter = ["state"]
    search_fields = ["reason", "person__name"]
    list_select_related = ["assignment", "person"]


@admin.register(EditingSession)
class EditingSessionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "user", "part", "started", "last"]
    search_fields = ["user__name", "part"]
    list_select_related = ["meeting", "user"]


@admin.register(AtDesk)
class AtDeskAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "user", "part", "seen"]
    list_select_related = ["meeting", "user"]


@admin.register(Step)
class StepAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["meeting", "user", "kind", "title", "last"]
    list_filter = ["kind"]
    search_fields = ["title", "user__name"]
    list_select_related = ["meeting", "user"]


@admin.register(Signatory)
class SignatoryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["person", "office", "meeting"]
    list_filter = ["office"]
    list_select_related = ["person", "meeting"]
    search_fields = ["person__name", "meeting__number"]
