"""What was on the agenda, what was said and how it was voted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import LINE, Meeting, Versioned
from members.models import Mandate, Person


class AgendaItem(Versioned):
    """An item. `reporters` are names as printed, divided by commas; they are recognised when read."""

    class Status(models.TextChoices):
        AHEAD = "ahead", _("Ahead")
        CONSIDERED = "considered", _("Considered")
        NO_DECISION = "no_decision", _("Considered, no decision")
        REMOVED = "removed", _("Removed")
        POSTPONED = "postponed", _("Postponed")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("meeting"))
    order = models.PositiveIntegerField(_("order"))
    title = models.TextField(_("title"))
    reporters = models.CharField(_("reporters"), max_length=LINE, blank=True)
    co_reporters = models.CharField(_("co-reporters"), max_length=LINE, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.AHEAD)
    on_agenda = models.BooleanField(_("on the printed agenda"), default=True)
    begun_at = models.TimeField(_("taken up at"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="item_order_once")]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"


class Speech(Versioned):
    """What was heard, said or noted under an item; plain text."""

    class Kind(models.TextChoices):
        HEARD = "heard", _("Heard")
        SPOKE = "spoke", _("Spoke")
        NOTED = "noted", _("Noted")

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="speeches", verbose_name=_("item"))
    order = models.PositiveIntegerField(_("order"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.HEARD)
    speaker = models.CharField(_("speaker"), max_length=LINE, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("speech")
        verbose_name_plural = _("speeches")

    def __str__(self) -> str:
        return f"{self.speaker} {self.text[:60]}".strip()


class Vote(Versioned):
    """A vote taken in the room, in words and, where known, counts (votes; None: not stated).

    With an `office` it is an election. `sentence` and `nomination` are what is printed; empty: the proposed words.
    """

    class Way(models.TextChoices):
        UNSAID = "", _("not recorded")
        UNANIMOUS = "unanimous", _("unanimously")
        COUNTS = "counts", _("by numbers")
        NONE = "none", _("without a vote")

    class Method(models.TextChoices):
        UNSAID = "", _("not stated")
        OPEN = "open", _("open")
        SECRET = "secret", _("secret")
        ROLL_CALL = "roll_call", _("by name")
        ABSENTEE = "absentee", _("by poll sheets")

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="votes", verbose_name=_("item"))
    decision = models.ForeignKey(
        "meetings.Decision",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="votes",
        verbose_name=_("decision"),
    )
    order = models.PositiveIntegerField(_("order"), default=1)
    question = models.TextField(_("question"), blank=True)
    way = models.CharField(_("how it was voted"), max_length=20, choices=Way, blank=True)
    method = models.CharField(_("method"), max_length=40, blank=True)
    for_count = models.PositiveIntegerField(_("for"), null=True, blank=True)
    against_count = models.PositiveIntegerField(_("against"), null=True, blank=True)
    abstained_count = models.PositiveIntegerField(_("abstained"), null=True, blank=True)
    unanimous = models.BooleanField(_("stated as unanimous"), null=True, blank=True)
    adopted = models.BooleanField(_("adopted"), null=True, blank=True)
    named = models.JSONField(_("votes by name"), default=list, blank=True)
    sentence = models.TextField(_("sentence"), blank=True)
    office = models.CharField(_("office elected"), max_length=20, choices=Mandate.Office, blank=True)
    office_printed = models.CharField(_("office as printed"), max_length=LINE, blank=True)
    nomination = models.TextField(_("nomination"), blank=True)
    term_years = models.PositiveSmallIntegerField(_("term, years"), null=True, blank=True)
    term_from = models.DateField(_("term from"), null=True, blank=True)
    term_to = models.DateField(_("term to"), null=True, blank=True)
    ballots = models.JSONField(_("ballots"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")

    def __str__(self) -> str:
        return self.sentence or self.get_way_display()

    @property
    def is_election(self) -> bool:
        """Whether somebody is elected by it."""
        return bool(self.office or self.office_printed)


class Candidate(models.Model):
    """Who stands in an election; position and organisation as printed."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="candidates", verbose_name=_("vote"))
    order = models.PositiveIntegerField(_("order"), default=1)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position as printed"), max_length=LINE, blank=True)
    organisation = models.CharField(_("organisation as printed"), max_length=400, blank=True)
    nominated_by = models.CharField(_("nominated by"), max_length=LINE, blank=True)
    for_count = models.PositiveIntegerField(_("votes for"), null=True, blank=True)
    elected = models.BooleanField(_("elected"), default=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "person"], condition=Q(person__isnull=False), name="candidate_once"
            ),
            models.UniqueConstraint(fields=["vote"], condition=Q(elected=True), name="candidate_one_elected"),
        ]

    def __str__(self) -> str:
        return self.name
