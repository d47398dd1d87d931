"""The plan in the admin site: found and read there, changed only on its own pages."""

from __future__ import annotations

from django.contrib import admin

from cluster_portal.ui.admin import ReadOnly
from workplans.models import (
    Activity,
    ActivityReport,
    AnnualReport,
    CoExecutor,
    Fate,
    Indicator,
    Measure,
    Plan,
    PlanRemark,
    PlanRevision,
    PlanSession,
    ReportRequest,
    Section,
    Sheet,
    Uncovered,
)


class RevisionInline(ReadOnly, admin.TabularInline):
    model = PlanRevision
    fields = ["number", "state", "submitted_on", "approved_on"]


@admin.register(Plan)
class PlanAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["year", "group", "made_at", "published_at"]
    inlines = [RevisionInline]


@admin.register(PlanRevision)
class PlanRevisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["plan", "number", "state", "ground", "approved_on"]
    list_filter = ["state"]


@admin.register(Activity)
class ActivityAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["revision", "title", "period_words", "responsible_words", "removed_at"]
    search_fields = ["title", "responsible_words", "result"]


@admin.register(ActivityReport)
class ActivityReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["plan", "organization", "quarter", "told", "at"]
    list_filter = ["told", "quarter"]
    search_fields = ["text"]


@admin.register(PlanRemark)
class PlanRemarkAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["revision", "kind", "organization", "at", "late"]
    list_filter = ["kind"]
    search_fields = ["text"]


@admin.register(
    AnnualReport,
    CoExecutor,
    Fate,
    Indicator,
    Measure,
    PlanSession,
    ReportRequest,
    Section,
    Sheet,
    Uncovered,
)
class PlainAdmin(ReadOnly, admin.ModelAdmin):
    pass
