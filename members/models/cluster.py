"""The cluster and the rules of its council."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.base import LINE, NAME


class Cluster(models.Model):
    """The cluster and its council, with the names as documents print them."""

    name = models.CharField(_("official name"), max_length=NAME)
    name_genitive = models.CharField(_("name in the genitive"), max_length=NAME)
    council = models.CharField(_("council"), max_length=LINE, default="Координационный совет")
    council_genitive = models.CharField(
        _("council in the genitive"), max_length=LINE, default="Координационного совета"
    )
    city = models.CharField(_("city as printed"), max_length=100)
    founding_order = models.TextField(_("founding order"), blank=True)

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")

    def __str__(self) -> str:
        return self.name


class Charter(models.Model):
    """An edition of the rules of procedure; a meeting keeps the edition of its day.

    `assumed` lists the fields the Regulation does not state: they show «принято по умолчанию».
    """

    class Order(models.TextChoices):
        BLOCK = "block", _("decisions in one block at the end")
        BY_ITEM = "by_item", _("decisions under each item")

    class Approver(models.TextChoices):
        CHAIR = "chair", _("the chair, on the delegation of the rules")
        COUNCIL = "council", _("the council, by a decision")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="charters", verbose_name=_("cluster"))
    in_force_from = models.DateField(_("in force from"))
    quorum_part = models.PositiveSmallIntegerField(_("quorum: parts"), default=1, validators=[MinValueValidator(1)])
    quorum_of = models.PositiveSmallIntegerField(_("quorum: of parts"), default=2, validators=[MinValueValidator(1)])
    quorum_exceeded = models.BooleanField(_("the share must be exceeded, not only reached"), default=True)
    one_vote = models.BooleanField(_("one organisation – one vote"), default=True)
    proxies = models.BooleanField(_("proxies allowed"), default=True)
    acting_is_head = models.BooleanField(_("an acting head counts as a head"), default=True)
    branches_vote = models.BooleanField(_("branches have a seat of their own"), default=False)
    casting_vote = models.BooleanField(_("the chair has a casting vote"), default=True)
    chair_term_years = models.PositiveSmallIntegerField(_("term of the chair, years"), default=5)
    remote_ground = models.TextField(_("ground for remote participation"), blank=True)
    plan_approver = models.CharField(
        _("who approves the plan"), max_length=20, choices=Approver, default=Approver.CHAIR
    )
    plan_ground = models.TextField(_("ground for approving the plan"), blank=True)
    signatories = models.JSONField(_("proposed signatories of minutes"), default=list, blank=True)
    order = models.CharField(_("order of the protocol's parts"), max_length=20, choices=Order, default=Order.BLOCK)
    assumed = models.JSONField(_("fields taken by default"), default=list, blank=True)

    class Meta:
        ordering = ["-in_force_from"]
        verbose_name = _("rules of the council")
        verbose_name_plural = _("rules of the council")
        constraints = [
            models.UniqueConstraint(fields=["cluster", "in_force_from"], name="charter_once_a_day"),
            models.CheckConstraint(
                condition=Q(quorum_part__gte=1, quorum_part__lte=F("quorum_of")),
                name="charter_quorum_is_a_share",
                violation_error_message=_("The quorum is a share of the whole: its parts cannot exceed it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}, {self.in_force_from:%d.%m.%Y}"

    def quorum_needed(self, total: int) -> int:
        """How many of `total` votes make a quorum."""
        if self.quorum_exceeded:
            return total * self.quorum_part // self.quorum_of + 1
        return -(-total * self.quorum_part // self.quorum_of)
