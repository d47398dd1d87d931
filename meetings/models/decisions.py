"""What was decided, and what is controlled because of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models import StoredFile
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import LINE, Meeting, Versioned
from members.models import Mandate, Organization, Person, WorkingGroup


class Decision(Versioned):
    """A decision as printed. An empty `number` is counted by the portal; `unnumbered` prints none.

    `deadline_text` and `responsible` are as worded; `deadline` and `deadline_kind` are what was read from the wording,
    or told where `deadline_told`. `clause` is the printed clause where it is not text + «Срок» + «Ответственный».
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        FOR_RECORD = "for_record", _("noted for the record")

    class DeadlineKind(models.TextChoices):
        DATE = "date", _("a date")
        PERIOD_END = "period_end", _("end of a period")
        RELATIVE = "relative", _("relative")
        RECURRING = "recurring", _("recurring")
        PERMANENT = "permanent", _("permanently")
        EVENT = "event", _("an event")
        NONE = "none", _("none")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("item")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    order = models.PositiveIntegerField(_("order"), default=1)
    number = models.CharField(_("number"), max_length=20, blank=True)
    unnumbered = models.BooleanField(_("printed without a number"), default=False)
    text = models.TextField(_("text"), blank=True)
    clause = models.TextField(_("clause as printed"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DECISION)
    adopted = models.BooleanField(_("adopted"), default=True)
    deadline_text = models.CharField(_("deadline as worded"), max_length=LINE, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    deadline_kind = models.CharField(
        _("kind of deadline"), max_length=20, choices=DeadlineKind, default=DeadlineKind.NONE
    )
    deadline_told = models.BooleanField(_("deadline told, not read"), default=False)
    responsible = models.CharField(_("responsible as worded"), max_length=1000, blank=True)
    controller = models.CharField(_("controller as worded"), max_length=LINE, blank=True)
    stages = models.JSONField(_("stages"), default=list, blank=True)
    amends = models.JSONField(_("amends"), null=True, blank=True)
    mandate = models.OneToOneField(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("mandate made by it"),
    )
    group = models.OneToOneField(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decision",
        verbose_name=_("working group made by it"),
    )
    own_control = models.BooleanField(_("control is the secretary's own"), default=False)
    control_text = models.TextField(_("what is put under control, one part a line"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline_kind__in=["date", "period_end", "recurring"]),
                name="decision_deadline_has_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}" if self.number else self.text[:80]


class Assignment(Versioned):
    """What is controlled: one part of a decision, one lead. Overdue and late are derived, never stored."""

    class State(models.TextChoices):
        OPEN = "open", _("Being carried out")
        REPORTED = "reported", _("Report to be checked")
        DONE = "done", _("Done")
        RETURNED = "returned", _("Returned")
        DROPPED = "dropped", _("Dropped from control")
        CANCELLED = "cancelled", _("Cancelled by a decision")

    OPEN_STATES = (State.OPEN, State.REPORTED, State.RETURNED)

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="assignments", verbose_name=_("decision"))
    order = models.PositiveIntegerField(_("order"), default=1)
    part = models.TextField(_("what is to be done"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    recurrence = models.CharField(_("recurrence"), max_length=LINE, blank=True)
    earlier_deadlines = models.JSONField(_("earlier deadlines"), default=list, blank=True)
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("lead")
    )
    lead_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("lead organisation"),
    )
    lead_text = models.CharField(_("lead as worded"), max_length=LINE, blank=True)
    co_executors = models.ManyToManyField(
        Person, blank=True, related_name="co_assignments", verbose_name=_("co-executors")
    )
    controller = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("controller")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.TextField(_("why it was closed"), blank=True)

    class Meta:
        ordering = ["decision", "order"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["state", "deadline"], name="assignment_due")]

    def __str__(self) -> str:
        return self.part

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("decisions:assignment", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.state in self.OPEN_STATES


class Report(models.Model):
    """What was done for an assignment, and what came of the report."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be checked")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports", verbose_name=_("assignment"))
    text = models.TextField(_("what was done"))
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name=_("evidence"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reports", verbose_name=_("reported by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="waiting"), name="report_one_waiting"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Extension(models.Model):
    """A request to move a deadline, with its reason; the earlier deadline is never lost."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions", verbose_name=_("assignment"))
    until = models.DateField(_("new deadline"))
    reason = models.TextField(_("reason"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("request to move a deadline")
        verbose_name_plural = _("requests to move deadlines")
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="waiting"), name="extension_one_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.until:%d.%m.%Y}"
