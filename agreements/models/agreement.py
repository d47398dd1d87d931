"""The agreement, its editions, their clauses, and what a draft is written through."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.texts import DEEPEST
from cluster_portal.documents.models import SealedDocument
from meetings.models import Assignment
from members.models import Cluster, WorkingGroup
from members.models.base import LINE, NAME

KEY_BYTES = 6


def new_key() -> str:
    """A new clause's key: it follows the clause through all editions."""
    return secrets.token_hex(KEY_BYTES)


class Agreement(models.Model):
    """An agreement between the members of the cluster, asked for by a decision of the council.

    `assignment` is the part of the decision that is done when the agreement is in force; `group` drafts it.
    """

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="agreements", verbose_name=_("cluster"))
    title = models.CharField(_("title as printed"), max_length=NAME)
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("drafted by")
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("assignment")
    )
    made_at = models.DateTimeField(_("begun"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    ended_ground = models.CharField(_("ground of the end"), max_length=LINE, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page: the edition that matters now."""
        return reverse("agreements:agreement", args=[self.pk])

    def has_ended_by(self, day: datetime.date) -> bool:
        """Whether its last day came before the day."""
        return self.ended_on is not None and self.ended_on < day


class EditionSet(models.QuerySet[Any]):
    """Editions."""

    def whole(self) -> Any:
        """With the rows every page of an edition asks for."""
        of = "agreement"
        return self.select_related(
            f"{of}__cluster", f"{of}__group__leader", f"{of}__assignment__decision__meeting", "document", "based_on"
        )


class Edition(models.Model):
    """An edition of the agreement. Its text is written while it is a draft, and never changes once put to signature.

    `condition` and `not_before` repeat in data what the clause `condition_key` states in words: between those who
    signed it is in force from the day the condition was met, but not before that date. `in_force_on` is that day.
    `version` and `token` guard title and preamble against two people at once.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("edition", "Draft")
        DISCUSSED = "discussed", pgettext_lazy("edition", "Under discussion")
        TO_SIGN = "to_sign", pgettext_lazy("edition", "Being signed")
        IN_FORCE = "in_force", pgettext_lazy("edition", "In force")
        REPLACED = "replaced", pgettext_lazy("edition", "Replaced")
        WITHDRAWN = "withdrawn", pgettext_lazy("edition", "Taken back")
        ENDED = "ended", pgettext_lazy("edition", "Ended")

    class Condition(models.TextChoices):
        EACH = "each", _("between those who have signed, as soon as two have")
        COUNT = "count", _("when so many parties have signed")
        ALL = "all", _("when all parties have signed")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="editions", verbose_name=_("agreement"))
    number = models.PositiveSmallIntegerField(_("edition"))
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_ones", verbose_name=_("made from")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_reason = models.TextField(_("reason"), blank=True)
    preamble = models.TextField(_("preamble"), blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    saved_by = models.CharField(_("saved by"), max_length=200, blank=True)
    discussed_from = models.DateField(_("discussed from"), null=True, blank=True)
    discussed_until = models.DateField(_("remarks until"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready to be signed"), null=True, blank=True)
    put_on = models.DateField(_("put to signature"), null=True, blank=True)
    sign_until = models.DateField(_("to be signed until"), null=True, blank=True)
    earlier_deadlines = models.JSONField(_("earlier deadlines"), default=list, blank=True)
    condition = models.CharField(_("in force"), max_length=10, choices=Condition, default=Condition.EACH)
    condition_count = models.PositiveSmallIntegerField(
        _("number of signatures"), null=True, blank=True, validators=[MinValueValidator(2)]
    )
    condition_key = models.CharField(_("clause that states it"), max_length=12, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    in_force_on = models.DateField(_("in force from"), null=True, blank=True)
    document = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="edition_row",
        verbose_name=_("sealed document"),
    )

    objects = EditionSet.as_manager()

    class Meta:
        ordering = ["agreement", "-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["draft", "discussed"]),
                name="edition_one_under_work",
                violation_error_message=_("Another edition is being worked on already."),
            ),
            models.UniqueConstraint(fields=["agreement"], condition=Q(state="to_sign"), name="edition_one_to_sign"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(state="in_force"), name="edition_one_in_force"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discussed", "replaced"]) | Q(document__isnull=False),
                name="edition_sealed_before_signing",
            ),
            models.CheckConstraint(
                condition=~Q(condition="count") | Q(condition_count__gte=2), name="edition_condition_counts"
            ),
            models.CheckConstraint(
                condition=Q(discussed_until__isnull=True) | Q(discussed_until__gte=F("discussed_from")),
                name="edition_discussion_dates",
            ),
        ]

    def __str__(self) -> str:
        return _("%(agreement)s, edition %(number)s") % {"agreement": self.agreement.title, "number": self.number}

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("agreements:edition", args=[self.pk])

    @property
    def is_sealed(self) -> bool:
        """Whether its text can no longer change, because it was put to signature."""
        return self.document_id is not None

    @property
    def takes_signatures(self) -> bool:
        """Whether it takes signatures now (asked by the signing engine and the pages)."""
        return self.state in {self.State.TO_SIGN, self.State.IN_FORCE}

    @property
    def day(self) -> datetime.date:
        """The day of its text: when it was put to signature, or discussed, or begun."""
        return self.put_on or self.discussed_from or self.made_at.date()


class Clause(models.Model):
    """A section (level 1), clause (2) or sub-clause (3). Its number follows from its place, see `agreements.texts`.

    `text` keeps references as `[#key]`. What was taken out of a draft stays as a row and can be put back. `version` and
    `token` guard against two drafters at once.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="clauses", verbose_name=_("edition"))
    key = models.CharField(_("key"), max_length=12, default=new_key)
    order = models.PositiveIntegerField(_("order"))
    level = models.PositiveSmallIntegerField(
        _("level"), default=2, validators=[MinValueValidator(1), MaxValueValidator(DEEPEST)]
    )
    heading = models.CharField(_("heading"), max_length=LINE, blank=True)
    text = models.TextField(_("text"), blank=True)
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="clause_key_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=DEEPEST), name="clause_level"),
        ]
        indexes = [models.Index(fields=["edition", "order"], name="clause_order")]

    def __str__(self) -> str:
        return (self.heading or self.text)[:80]


class DraftSession(models.Model):
    """Somebody writes in a part of a draft: one journal entry a session, not one a key."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sessions", verbose_name=_("edition"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    part = models.CharField(_("part"), max_length=40)
    started = models.DateTimeField(_("started"))
    last = models.DateTimeField(_("last save"))

    class Meta:
        verbose_name = _("editing session of a draft")
        verbose_name_plural = _("editing sessions of drafts")
        indexes = [models.Index(fields=["edition", "part", "last"], name="draft_session_last")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.part}"


class Incoming(models.Model):
    """A text that came from Word or was pasted, read and not taken over yet: whoever sent it looks first.

    `found` holds what `agreements.importing` made of it: title, preamble, clauses, what was left, doubts.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="incoming", verbose_name=_("edition"))
    name = models.CharField(_("where it came from"), max_length=200)
    found = models.JSONField(_("what was read"))
    by_name = models.CharField(_("by whom"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    taken_at = models.DateTimeField(_("taken over"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("text that came in")
        verbose_name_plural = _("texts that came in")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where its changes are looked through."""
        return reverse("agreements:incoming", args=[self.pk])
