"""The plan of a calendar year, its revisions, sections and activities."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import Direction, new_key
from cluster_portal.documents.models import SealedDocument, StoredFile
from meetings.models import Assignment, Decision
from members.models import Cluster, Organization, Person, WorkingGroup
from members.models.base import LINE

FIRST_YEAR, LAST_YEAR = 2000, 2200


class Plan(models.Model):
    """The work plan of a year; `group` drafts it, `assignment` is the part of the decision that asked for it."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="plans", verbose_name=_("cluster"))
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("drafted by")
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("assignment")
    )
    made_at = models.DateTimeField(_("begun"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year"],
                name="plan_once_a_year",
                violation_error_message=_("There is a plan of that year already."),
            )
        ]

    def __str__(self) -> str:
        return _("Work plan for %s") % self.year

    def get_absolute_url(self) -> str:
        """Its page: the revision that matters now."""
        return reverse("workplans:plan", args=[self.pk])

    @property
    def title(self) -> str:
        """As printed; official, so Russian."""
        return f"План работы {self.cluster.name_genitive} на {self.year} год"

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """Its first and last day."""
        return datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31)


class RevisionSet(models.QuerySet[Any]):
    """Revisions."""

    def whole(self) -> Any:
        """With the rows every page of a revision asks for."""
        return self.select_related(
            "plan__cluster",
            "plan__group__leader",
            "plan__assignment__decision__meeting",
            "decision__meeting",
            "document",
            "based_on",
        )


class PlanRevision(models.Model):
    """A revision of the plan. It is written as a draft or when it was returned; approved, it holds until the next one.

    `ground` tells on what ground the chair approves: a decision of a meeting or an absentee vote, or the delegation
    written in the rules of the council; `ground_words` is the block printed above the plan, line by line.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "Draft")
        CONSIDERED = "considered", pgettext_lazy("plan", "Considered by the Council")
        RETURNED = "returned", pgettext_lazy("plan", "Returned")
        APPROVED = "approved", pgettext_lazy("plan", "Approved")
        REPLACED = "replaced", pgettext_lazy("plan", "Replaced by a new revision")
        CLOSED = "closed", pgettext_lazy("plan", "Closed, its report approved")

    class Ground(models.TextChoices):
        DECISION = "decision", _("a decision of the Council (minutes)")
        ABSENTEE = "absentee", _("a decision of an absentee vote")
        DELEGATION = "delegation", _("the delegation written in the rules of the Council")

    WRITTEN = (State.DRAFT, State.RETURNED)
    UNDER_WORK = (*WRITTEN, State.CONSIDERED)
    HELD = (State.APPROVED, State.CLOSED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="revisions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("revision"))
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_ones", verbose_name=_("made from")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_reason = models.TextField(_("reason"), blank=True)
    made_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    saved_by = models.CharField(_("saved by"), max_length=200, blank=True)
    submitted_on = models.DateField(_("put before the Council"), null=True, blank=True)
    comments_until = models.DateField(_("comments until"), null=True, blank=True)
    ground = models.CharField(_("approved on the ground of"), max_length=20, choices=Ground, blank=True)
    ground_words = models.TextField(_("block of approval"), blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="plan_revisions", verbose_name=_("decision")
    )
    document = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_revision",
        verbose_name=_("sealed document"),
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = RevisionSet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        verbose_name = _("revision of a plan")
        verbose_name_plural = _("revisions of plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=["draft", "considered", "returned"]),
                name="revision_one_under_work",
                violation_error_message=_("Another revision is being worked on already."),
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["approved", "closed"]), name="revision_one_approved"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "closed"])
                | Q(document__isnull=False, approved_on__isnull=False) & ~Q(ground=""),
                name="revision_approved_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return _("%(plan)s, revision %(number)s") % {"plan": self.plan, "number": self.number}

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("workplans:revision", args=[self.pk])

    @property
    def is_written(self) -> bool:
        """Whether its text may be written now."""
        return self.state in self.WRITTEN


class Section(models.Model):
    """A section of a revision: a direction of interaction, with its heading as printed.

    `number_words` is the number that begins the heading where a table had it in a cell of its own; it goes back so.
    """

    revision = models.ForeignKey(PlanRevision, models.CASCADE, related_name="sections", verbose_name=_("revision"))
    order = models.PositiveIntegerField(_("order"))
    heading = models.TextField(_("heading"))
    number_words = models.CharField(_("number"), max_length=40, blank=True)
    direction = models.ForeignKey(
        Direction, models.PROTECT, null=True, blank=True, related_name="sections", verbose_name=_("direction")
    )
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section of a plan")
        verbose_name_plural = _("sections of plans")

    def __str__(self) -> str:
        return self.heading


class Activity(models.Model):
    """An activity of the plan: words as printed, with what the portal understood of them beside.

    `key` follows it through revisions and, if it is carried over, into the next year. `period_words` and
    `responsible_words` are what prints; dates, lead and co-executors are read from them and can be corrected.
    `moved_reason` says why an approved date was moved.
    """

    class PeriodKind(models.TextChoices):
        DATES = "dates", _("dates")
        MONTH = "month", _("months")
        QUARTER = "quarter", _("quarters")
        YEAR = "year", _("all year")
        REPEATED = "repeated", _("repeated")

    revision = models.ForeignKey(PlanRevision, models.CASCADE, related_name="activities", verbose_name=_("revision"))
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("section")
    )
    key = models.CharField(_("key"), max_length=12, default=new_key)
    order = models.PositiveIntegerField(_("order"))
    number_words = models.CharField(_("No."), max_length=40, blank=True)
    title = models.TextField(_("activity"), blank=True)
    period_words = models.CharField(_("period"), max_length=LINE, blank=True)
    period_kind = models.CharField(_("kind of period"), max_length=10, choices=PeriodKind, blank=True)
    started = models.DateField(_("from"), null=True, blank=True)
    ended = models.DateField(_("until"), null=True, blank=True)
    repeat = models.CharField(_("repeated"), max_length=10, blank=True)
    responsible_words = models.TextField(_("responsible"), blank=True)
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("lead person")
    )
    lead_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("lead organisation"),
    )
    result = models.TextField(_("expected result"), blank=True)
    mark_words = models.TextField(_("mark of execution"), blank=True)
    funding = models.CharField(_("funding"), max_length=LINE, blank=True)
    place = models.CharField(_("place"), max_length=LINE, blank=True)
    directions = models.ManyToManyField(
        Direction, blank=True, related_name="activities", verbose_name=_("further directions")
    )
    decisions = models.ManyToManyField(Decision, blank=True, related_name="activities", verbose_name=_("decisions"))
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name=_("documents"))
    moved_reason = models.TextField(_("why the date was moved"), blank=True)
    carried_from = models.PositiveSmallIntegerField(_("carried over from"), null=True, blank=True)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["revision", "key"], name="activity_key_once"),
            models.CheckConstraint(
                condition=Q(started__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=F("started")),
                name="activity_dates",
            ),
        ]
        indexes = [models.Index(fields=["revision", "order"], name="activity_order")]

    def __str__(self) -> str:
        return self.title[:100]


class CoExecutor(models.Model):
    """Who carries an activity out beside the lead; `by_agreement` – «по согласованию» until it confirms."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused to take part")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="co_executors", verbose_name=_("activity"))
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("as printed"), max_length=400)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    by_agreement = models.BooleanField(_("by agreement"), default=False)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answer_reason = models.CharField(_("reason"), max_length=LINE, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("co-executor")
        verbose_name_plural = _("co-executors")

    def __str__(self) -> str:
        return self.text


class Indicator(models.Model):
    """What an activity is measured by. `key` follows it through revisions; the target is that of the year."""

    class Rule(models.TextChoices):
        SUM = "sum", _("sum")
        AVERAGE = "average", _("average")
        LAST = "last", _("last value")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="indicators", verbose_name=_("activity"))
    key = models.CharField(_("key"), max_length=12, default=new_key)
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("indicator"), max_length=LINE)
    unit = models.CharField(_("unit"), max_length=40)
    baseline = models.DecimalField(
        _("baseline"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    target = models.DecimalField(
        _("target of the year"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    rule = models.CharField(_("consolidated by"), max_length=10, choices=Rule, default=Rule.SUM)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=(Q(target__isnull=True) | Q(target__gte=0)) & (Q(baseline__isnull=True) | Q(baseline__gte=0)),
                name="indicator_not_negative",
            ),
            models.CheckConstraint(condition=~Q(unit=""), name="indicator_has_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"


class PlanSession(models.Model):
    """Somebody writes in a revision: one journal entry for each activity and session, not for each key."""

    revision = models.ForeignKey(PlanRevision, models.CASCADE, related_name="sessions", verbose_name=_("revision"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    part = models.CharField(_("part"), max_length=40)
    started = models.DateTimeField(_("started"))
    last = models.DateTimeField(_("last save"))

    class Meta:
        verbose_name = _("editing session of a plan")
        verbose_name_plural = _("editing sessions of plans")
        indexes = [models.Index(fields=["revision", "part", "last"], name="plan_session_last")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.part}"


class Sheet(models.Model):
    """A table that came from Excel, kept whole until its columns are matched and it is taken over.

    `cells` is the chosen sheet row by row, `merges` its merged areas, `left` what did not come over.
    """

    revision = models.ForeignKey(PlanRevision, models.CASCADE, related_name="sheets", verbose_name=_("revision"))
    name = models.CharField(_("where it came from"), max_length=200)
    title = models.CharField(_("sheet"), max_length=200, blank=True)
    cells = models.JSONField(_("cells"))
    merges = models.JSONField(_("merged areas"), default=list)
    left = models.JSONField(_("what was left"), default=list)
    by_name = models.CharField(_("by whom"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    taken_at = models.DateTimeField(_("taken over"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("table that came in")
        verbose_name_plural = _("tables that came in")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where its columns are matched."""
        return reverse("workplans:sheet", args=[self.pk])
