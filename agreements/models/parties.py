"""Who is expected to sign an edition, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models.agreement import Edition
from cluster_portal.documents.models import Place, SealedDocument
from members.models import Organization
from members.models.base import LINE, NAME


class Party(models.Model):
    """One legal entity expected to sign one edition; 19 in the seed's composition (21 lines less two branches).

    Who signs for it is never stored: its head of the day does. `name` is that of the day the edition was put to
    signature. `place` is its line in the edition's sealed text; who accedes later has it on a `sheet` of its own.
    `effective_from`: from when the agreement binds it. `left_on`: the day it left the agreement.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("party", "Signature expected")
        AGREEING = "agreeing", pgettext_lazy("party", "Being agreed inside the organisation")
        SIGNED = "signed", pgettext_lazy("party", "Signed")
        DISAGREES = "disagrees", pgettext_lazy("party", "Signed with a statement of disagreements")
        DECLINED = "declined", pgettext_lazy("party", "Refuses to sign")
        ACCEDED = "acceded", pgettext_lazy("party", "Acceded")
        LEFT_OUT = "left_out", pgettext_lazy("party", "Not asked to sign")

    BOUND = (State.SIGNED, State.DISAGREES, State.ACCEDED)
    SILENT = (State.WAITING, State.AGREEING)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="parties", verbose_name=_("edition"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name on that day"), max_length=NAME)
    place = models.OneToOneField(
        Place, models.PROTECT, null=True, blank=True, related_name="party", verbose_name=_("place to sign")
    )
    sheet = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acceding",
        verbose_name=_("accession sheet"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), blank=True)
    expected_on = models.DateField(_("answer expected"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    effective_from = models.DateField(_("bound from"), null=True, blank=True)
    left_on = models.DateField(_("last day as a party"), null=True, blank=True)
    left_ground = models.CharField(_("ground of leaving"), max_length=LINE, blank=True)
    disagreements = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disagreeing",
        verbose_name=_("statement of disagreements"),
    )
    told = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who was asked"),
    )
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    class Meta:
        ordering = ["edition", "order"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(fields=["edition", "organization"], name="party_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "disagrees", "acceded"]) | Q(signed_on__isnull=False),
                name="party_signed_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "left_out"]) | ~Q(reason=""), name="party_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_bound(self) -> bool:
        """Whether it has signed, by whatever route, and has not left."""
        return self.state in self.BOUND and self.left_on is None
