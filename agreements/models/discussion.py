"""What is said about an edition before it is signed, and the directions of interaction."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models.agreement import Agreement, Clause, Edition
from meetings.models import Meeting
from members.models import Cluster, Organization, Person
from members.models.base import LINE


class Remark(models.Model):
    """An organisation's objection to a clause (or, without one, to the whole), with the wording it proposes.

    `late`: it came after the day remarks were taken until, and counts all the same.
    """

    class Answer(models.TextChoices):
        TAKEN = "taken", pgettext_lazy("remark", "Taken")
        PARTLY = "partly", pgettext_lazy("remark", "Taken partly")
        DECLINED = "declined", pgettext_lazy("remark", "Declined")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="remarks", verbose_name=_("edition"))
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="remarks", verbose_name=_("clause")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="remarks", verbose_name=_("organisation")
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="remarks", verbose_name=_("by whom"))
    wording = models.TextField(_("proposed wording"), blank=True)
    text = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("when"))
    late = models.BooleanField(_("came after the day"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answer_text = models.TextField(_("answer in words"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            models.CheckConstraint(condition=~Q(wording="") | ~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="remark_answer_dated",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["partly", "declined"]) | ~Q(answer_text=""), name="remark_declined_says_why"
            ),
        ]

    def __str__(self) -> str:
        return (self.wording or self.text)[:80]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return not self.answer and self.withdrawn_at is None


class Support(models.Model):
    """Another organisation supports a remark."""

    remark = models.ForeignKey(Remark, models.CASCADE, related_name="supports", verbose_name=_("remark"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("support of a remark")
        verbose_name_plural = _("supports of remarks")
        constraints = [models.UniqueConstraint(fields=["remark", "organization"], name="support_once")]

    def __str__(self) -> str:
        return str(self.organization)


class Opinion(models.Model):
    """An organisation agrees with an edition under discussion as it is: it has no remarks, or none that matter."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="opinions", verbose_name=_("edition"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("agreement with an edition")
        verbose_name_plural = _("agreements with editions")
        constraints = [models.UniqueConstraint(fields=["edition", "organization"], name="opinion_once")]

    def __str__(self) -> str:
        return str(self.organization)


class EditionReading(models.Model):
    """When a person first and last opened an edition: whence «since the edition you last read»."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="readings", verbose_name=_("edition"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    first = models.DateTimeField(_("first opened"))
    last = models.DateTimeField(_("last opened"))

    class Meta:
        verbose_name = _("reading of an edition")
        verbose_name_plural = _("readings of editions")
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="edition_reading_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.edition}"


class Direction(models.Model):
    """A direction of interaction with its source; the annual plan must take all of them into account.

    `paragraph` is its paragraph in the source: the six paragraphs of minutes No. 1 hold seven directions.
    `clause_key` ties it to the clause of the agreement that speaks of it, in whatever edition.
    """

    class Source(models.TextChoices):
        REGULATION = "regulation", _("the Regulation on the cluster")
        AGREEMENT = "agreement", _("the Agreement")
        PROTOCOL = "protocol", _("minutes of the Council")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="directions", verbose_name=_("cluster"))
    source = models.CharField(_("source"), max_length=20, choices=Source)
    source_words = models.CharField(_("source in words"), max_length=LINE)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="directions", verbose_name=_("meeting")
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="directions", verbose_name=_("agreement")
    )
    clause_key = models.CharField(_("clause"), max_length=12, blank=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraph of the source"), default=1)
    order = models.PositiveIntegerField(_("order"))
    text = models.TextField(_("direction"))
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    class Meta:
        ordering = ["source", "order"]
        verbose_name = _("direction of interaction")
        verbose_name_plural = _("directions of interaction")
        constraints = [
            models.CheckConstraint(condition=~Q(source="agreement") | Q(agreement__isnull=False), name="direction_of")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def words(self) -> str:
        """What it says as a line of its own: without the mark that ends a point of the list it was entered from."""
        return self.text.rstrip(" ;.")
