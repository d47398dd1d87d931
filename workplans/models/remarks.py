"""What is said of a revision before it is approved."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Direction
from members.models import Organization, Person
from workplans.models.plan import Activity, PlanRevision


class PlanRemark(models.Model):
    """A comment of a member on an activity (or the whole), or a remark the chair returned the plan with."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        RETURN = "return", _("remark of the chair")

    revision = models.ForeignKey(PlanRevision, models.PROTECT, related_name="remarks", verbose_name=_("revision"))
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("activity")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMMENT)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="plan_remarks", verbose_name=_("by whom")
    )
    text = models.TextField(_("what is said"))
    late = models.BooleanField(_("came after the day"), default=False)
    at = models.DateTimeField(_("when"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("remark on a plan")
        verbose_name_plural = _("remarks on plans")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="plan_remark_says_something")]

    def __str__(self) -> str:
        return self.text[:80]


class Uncovered(models.Model):
    """Why a direction has no activity in this revision: without it the plan cannot be put before the council."""

    revision = models.ForeignKey(PlanRevision, models.CASCADE, related_name="uncovered", verbose_name=_("revision"))
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="+", verbose_name=_("direction"))
    reason = models.TextField(_("reason"))
    by_name = models.CharField(_("by whom"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("uncovered direction")
        verbose_name_plural = _("uncovered directions")
        constraints = [
            models.UniqueConstraint(fields=["revision", "direction"], name="uncovered_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="uncovered_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.direction}: {self.reason}"
