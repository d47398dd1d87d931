"""Carrying the plan out: reports, measured values, what became of an activity, the annual report.

These rows name an activity by its key, so that a new revision of the plan loses nothing of them.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.documents.models import SealedDocument, StoredFile
from meetings.models import Decision
from members.models import Organization, Person
from workplans.models.plan import Plan

QUARTER = [MinValueValidator(1), MaxValueValidator(4)]
IN_A_YEAR = Q(quarter__gte=1, quarter__lte=4)


class ActivityReport(models.Model):
    """What an organisation did on an activity in a quarter, with evidence; without evidence it is doubted."""

    class Told(models.TextChoices):
        RUNNING = "running", _("being carried out")
        DONE = "done", pgettext_lazy("plan report", "done")
        NOT_DONE = "not_done", pgettext_lazy("plan report", "not done")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports", verbose_name=_("plan"))
    key = models.CharField(_("activity"), max_length=12)
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=QUARTER)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="plan_reports", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plan_reports", verbose_name=_("reported by")
    )
    told = models.CharField(_("how it stands"), max_length=10, choices=Told)
    text = models.TextField(_("what was done"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name=_("evidence"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("report on an activity")
        verbose_name_plural = _("reports on activities")
        constraints = [
            models.CheckConstraint(condition=IN_A_YEAR, name="report_quarter"),
            models.CheckConstraint(condition=~Q(told="done") | Q(done_on__isnull=False), name="report_done_has_day"),
        ]
        indexes = [models.Index(fields=["plan", "key"], name="report_of_activity")]

    def __str__(self) -> str:
        return self.text[:80]


class Measure(models.Model):
    """Target and actual value of an indicator for an organisation in a quarter."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures", verbose_name=_("plan"))
    indicator_key = models.CharField(_("indicator"), max_length=12)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="measures", verbose_name=_("organisation")
    )
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=QUARTER)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(_("actual"), max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["quarter", "pk"]
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator_key", "organization", "quarter"], name="measure_once_a_quarter"
            ),
            models.CheckConstraint(condition=IN_A_YEAR, name="measure_quarter"),
            models.CheckConstraint(condition=Q(target__isnull=True) | Q(target__gte=0), name="measure_target"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.quarter}: {self.actual}"


class Fate(models.Model):
    """What became of an activity otherwise than by reports: carried over, or taken out by a decision."""

    class Kind(models.TextChoices):
        CARRIED = "carried", _("carried over")
        CANCELLED = "cancelled", _("taken out by a decision")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="fates", verbose_name=_("plan"))
    key = models.CharField(_("activity"), max_length=12)
    kind = models.CharField(_("what became of it"), max_length=10, choices=Kind)
    to_year = models.PositiveSmallIntegerField(_("to the year"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    reason = models.TextField(_("reason"))
    by_name = models.CharField(_("by whom"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["at"]
        verbose_name = _("fate of an activity")
        verbose_name_plural = _("fates of activities")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="fate_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="fate_says_why"),
            models.CheckConstraint(condition=~Q(kind="carried") | Q(to_year__isnull=False), name="fate_carried_where"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


class ReportRequest(models.Model):
    """One request to all who owe reports on a quarter; when its day passes, the chair is told once."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="requests", verbose_name=_("plan"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=QUARTER)
    until = models.DateField(_("until"))
    asked_at = models.DateTimeField(_("asked"))
    escalated_at = models.DateTimeField(_("told to the chair"), null=True, blank=True)

    class Meta:
        ordering = ["plan", "quarter"]
        verbose_name = _("request for reports")
        verbose_name_plural = _("requests for reports")
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter"], name="request_once_a_quarter"),
            models.CheckConstraint(condition=IN_A_YEAR, name="request_quarter"),
        ]

    def __str__(self) -> str:
        return _("%(plan)s, quarter %(quarter)s") % {"plan": self.plan, "quarter": self.quarter}


class AnnualReport(models.Model):
    """The report on the plan: what the year brought, in words; the tables come from the reports themselves."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("annual report", "Draft")
        PROPOSED = "proposed", pgettext_lazy("annual report", "Before the chair")
        RETURNED = "returned", pgettext_lazy("annual report", "Returned")
        APPROVED = "approved", pgettext_lazy("annual report", "Approved")

    WRITTEN = (State.DRAFT, State.RETURNED)

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="annual_report", verbose_name=_("plan"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_reason = models.TextField(_("reason"), blank=True)
    summary = models.TextField(_("what the year brought"), blank=True)
    proposals = models.TextField(_("proposals for the next year"), blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(_("begun"))
    document = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="annual_report",
        verbose_name=_("sealed document"),
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(document__isnull=False, approved_on__isnull=False),
                name="annual_report_approved_is_sealed",
            )
        ]

    def __str__(self) -> str:
        return _("Report on the plan of %s") % self.plan.year

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("workplans:annual", args=[self.plan_id])
