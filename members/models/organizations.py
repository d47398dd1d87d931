"""Organisations, their names, and their time in the cluster."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.russian import decline_organisation
from members.models.base import LINE, NAME, Dated, Lasting, in_order, refuse_overlap
from members.models.cluster import Cluster
from members.validators import validate_inn, validate_ogrn

OWN_BRANCH = _("An organisation cannot be its own branch.")
OWN_SUCCESSOR = _("An organisation cannot be merged into itself.")


class Organization(models.Model):
    """An organisation, of the cluster or not (the Department, guests).

    `name` is today's; former ones with their last day are FormerName, other spellings are Alias.
    """

    class Category(models.TextChoices):
        STATE = "state", _("State bodies")
        NONPROFIT = "nonprofit", _("Non-profit organisations")
        BUSINESS = "business", _("Employers and business")
        EDUCATION = "education", _("Educational organisations")

    class Education(models.TextChoices):
        VOCATIONAL = "vocational", _("vocational")
        GENERAL = "general", _("general")

    category = models.CharField(_("category"), max_length=20, choices=Category)
    education = models.CharField(_("kind of education"), max_length=20, choices=Education, blank=True)
    name = models.CharField(_("official name"), max_length=NAME)
    name_genitive = models.CharField(
        _("name in the genitive"),
        max_length=NAME,
        blank=True,
        help_text=_("Empty: the portal declines it itself."),
    )
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name=_("branch of")
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("merged into"),
    )
    inn = models.CharField(_("INN"), max_length=10, blank=True, validators=[validate_inn])
    ogrn = models.CharField(_("OGRN"), max_length=13, blank=True, validators=[validate_ogrn])
    belongs_to_state = models.BooleanField(_("belongs to the State"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="organization_not_its_own_branch",
                violation_error_message=OWN_BRANCH,
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("pk")),
                name="organization_not_merged_into_itself",
                violation_error_message=OWN_SUCCESSOR,
            ),
            models.UniqueConstraint(fields=["name"], name="organization_name_once"),
            models.UniqueConstraint(
                fields=["inn"],
                condition=~Q(inn="") & Q(parent__isnull=True),
                name="organization_inn_once",
                violation_error_message=_(
                    "Another organisation has this INN; only branches share it with their parent."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:organization", args=[self.pk])

    def clean(self) -> None:
        """Refuse an organisation above itself, and a kind of education for one that does not teach."""
        super().clean()
        self._refuse_circle("parent", OWN_BRANCH, _("These organisations would be branches of each other."))
        self._refuse_circle("successor", OWN_SUCCESSOR, _("These organisations would be merged into each other."))
        if self.education and self.category != self.Category.EDUCATION:
            raise ValidationError({"education": _("Only an educational organisation has a kind of education.")})

    def _refuse_circle(self, link: str, itself: Any, circle: Any) -> None:
        above, seen = getattr(self, link), {self.pk}
        while self.pk and above is not None:
            if above.pk in seen:
                message = itself if getattr(self, link).pk == self.pk else circle
                raise ValidationError({link: ValidationError(message, code="circle")})
            seen.add(above.pk)
            above = getattr(above, link)

    @property
    def short(self) -> str:
        """The stored short name, else the whole one."""
        return self.short_name or self.name

    def named_on(self, day: datetime.date) -> Organization | FormerName:
        """The row that holds the name of that day and its genitive (uses prefetched former names)."""
        former = sorted(self.former_names.all(), key=lambda old: old.until)
        return next((old for old in former if old.until >= day), self)

    def name_on(self, day: datetime.date) -> str:
        """The name of that day."""
        return self.named_on(day).name

    def genitive_on(self, day: datetime.date) -> str:
        """The genitive of that day's name: the stored one, else declined by the portal."""
        named = self.named_on(day)
        return genitive(named.name, named.name_genitive)


def genitive(name: str, stored: str) -> str:
    """An organisation's name in the genitive: as stored, else declined by the portal."""
    return stored or decline_organisation(name, "gent")


class FormerName(models.Model):
    """A name an organisation bore until a day; a renaming is not another spelling."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="former_names", verbose_name=_("organisation")
    )
    name = models.CharField(_("official name"), max_length=NAME)
    name_genitive = models.CharField(_("name in the genitive"), max_length=NAME, blank=True)
    until = models.DateField(_("last day"))
    ground = models.CharField(_("ground"), max_length=LINE, blank=True)

    class Meta:
        ordering = ["-until"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [models.UniqueConstraint(fields=["organization", "until"], name="former_name_once_a_day")]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another spelling met in papers, with where it was met."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    spelling = models.CharField(_("spelling"), max_length=NAME, unique=True)
    source = models.CharField(_("where it was met"), max_length=LINE, blank=True)

    class Meta:
        ordering = ["spelling"]
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")

    def __str__(self) -> str:
        return self.spelling

    def clean(self) -> None:
        """A spelling that is another organisation's name would lead to the wrong one."""
        super().clean()
        if Organization.objects.filter(name=self.spelling).exclude(pk=self.organization_id).exists():
            raise ValidationError(
                {"spelling": ValidationError(_("This is the name of another organisation."), code="name_of_another")}
            )


class MembershipSet(Dated):
    """Memberships as of a day."""

    start, end = "joined", "left"


class Membership(Lasting):
    """An organisation's time in the cluster.

    `order` is its place in the composition, `seat` its line in the council's list: in No. 1 they differ.
    """

    spans = (("joined", "left"),)

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="memberships", verbose_name=_("cluster"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    joined = models.DateField(_("joined"), null=True, blank=True)
    left = models.DateField(_("left"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE, blank=True)
    left_ground = models.CharField(_("ground of leaving"), max_length=LINE, blank=True)
    order = models.PositiveIntegerField(_("place in the composition"))
    seat = models.PositiveIntegerField(
        _("place in the council's list"),
        null=True,
        blank=True,
        help_text=_("Empty: after those who have one, in the order of the composition."),
    )
    has_vote = models.BooleanField(_("has a seat and a vote"), default=True)
    signs_itself = models.BooleanField(_("signs itself, not through its parent"), default=True)

    objects = MembershipSet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            in_order("membership_dates", "joined", "left"),
            models.UniqueConstraint(
                fields=["cluster", "organization"],
                condition=Q(left__isnull=True),
                name="membership_once_at_a_time",
                violation_error_message=_("The organisation is in the cluster already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    def clean(self) -> None:
        """An organisation is in the cluster once at a time, in the past too."""
        super().clean()
        if self.organization_id:
            same = Membership.objects.filter(cluster=self.cluster_id, organization=self.organization_id)
            refuse_overlap(self, same, _("The organisation is in the cluster at that time already."), "joined")
