"""The meeting, and what is written about its minutes as a whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models import SealedDocument, StoredFile
from members.models import CaseFile, Charter, Cluster

LINE = 300  # characters of a printed line


class Versioned(models.Model):
    """A row two people may edit at once: each save raises `version`, a save of an older one is refused as stale.

    `token` is the mark the browser gave the save that made this version: by it a browser that never got the answer
    knows its own save again.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        abstract = True


class Meeting(Versioned):
    """A meeting of the council and the head of its minutes.

    `…_printed` fields hold what a document says where it differs from what the portal would print; empty means the
    portal's own words. `signature_lines` are the printed lines, apart from electronic signatories.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CONVENED = "convened", _("Convened")
        IN_SESSION = "in_session", _("In session")
        HELD = "held", _("Held")
        MOVED = "moved", _("Moved to another date")
        NOT_HELD = "not_held", _("Did not take place")
        CANCELLED = "cancelled", _("Cancelled")

    class MinutesState(models.TextChoices):
        DRAWN_UP = "drawn_up", _("Being drawn up")
        CIRCULATED = "circulated", _("Circulated")
        TO_SIGN = "to_sign", _("To be signed")
        SIGNED = "signed", _("Signed")
        ON_PAPER = "on_paper", _("Signed on paper")

    class Format(models.TextChoices):
        UNSTATED = "", _("not stated")
        IN_PERSON = "in_person", _("in person")
        MIXED = "mixed", _("in person and online")
        ONLINE = "online", _("online")
        ABSENTEE = "absentee", _("absentee")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="meetings", verbose_name=_("cluster"))
    charter = models.ForeignKey(
        Charter, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("rules of that day")
    )
    number = models.CharField(_("number"), max_length=40, help_text=_("May hold letters: 2-з."))
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    date = models.DateField(_("date"))
    date_end = models.DateField(_("last day"), null=True, blank=True)
    date_printed = models.CharField(_("date as printed"), max_length=60, blank=True)
    time_start = models.TimeField(_("beginning"), null=True, blank=True)
    time_end = models.TimeField(_("end"), null=True, blank=True)
    voting_end = models.DateTimeField(_("end of absentee voting"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=LINE, blank=True)
    venue = models.CharField(_("address, room"), max_length=LINE, blank=True)
    body_printed = models.CharField(_("council as printed"), max_length=LINE, blank=True)
    format = models.CharField(_("format"), max_length=20, choices=Format, blank=True)
    remote_ground = models.CharField(_("ground for remote participation"), max_length=LINE, blank=True)
    order = models.CharField(
        _("order of the protocol's parts"),
        max_length=20,
        choices=Charter.Order,
        default=Charter.Order.BLOCK,
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PLANNED)
    minutes_state = models.CharField(_("minutes"), max_length=20, choices=MinutesState, default=MinutesState.DRAWN_UP)
    signed_on = models.DateField(_("signed on paper on"), null=True, blank=True)
    original_kept = models.CharField(_("where the paper original is kept"), max_length=LINE, blank=True)
    originals = models.PositiveSmallIntegerField(_("number of originals"), null=True, blank=True)
    document = models.OneToOneField(
        SealedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting",
        verbose_name=_("sealed minutes"),
    )
    sign_until = models.DateField(_("to be signed until"), null=True, blank=True)
    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept in")
    )
    quorum_raw = models.TextField(_("quorum as stated"), blank=True)
    quorum_total = models.PositiveIntegerField(_("votes in all"), null=True, blank=True)
    quorum_present = models.PositiveIntegerField(_("votes present"), null=True, blank=True)
    quorum_holds = models.BooleanField(_("quorum holds"), null=True, blank=True)
    counts_stated = models.JSONField(_("numbers stated"), default=dict, blank=True)
    vote_note = models.TextField(_("note on voting"), blank=True)
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of the paper original"),
    )
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    edition_reason = models.TextField(_("why there is a new edition"), blank=True)
    state_reason = models.TextField(_("reason of the state"), blank=True)
    earlier_dates = models.JSONField(_("earlier dates"), default=list, blank=True)
    notice_number = models.CharField(_("outgoing number of the notice"), max_length=40, blank=True)
    notice_date = models.DateField(_("date of the notice"), null=True, blank=True)
    circulated_until = models.DateField(_("comments until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    signature_lines = models.JSONField(_("signature lines"), default=list, blank=True)
    appendices = models.JSONField(_("appendices"), default=list, blank=True)
    dissents = models.JSONField(_("dissenting opinions"), default=list, blank=True)
    made_at = models.DateTimeField(_("entered"), null=True, editable=False)
    saved_at = models.DateTimeField(_("last change"), null=True, editable=False)
    saved_by = models.CharField(_("changed by"), max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            # The same cluster's archive may hold minutes of a council that then had another name.
            models.UniqueConstraint(
                fields=["cluster", "body_printed", "year", "number"], name="meeting_number_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(date_end__isnull=True) | Q(date_end__gte=F("date")), name="meeting_dates"
            ),
            models.CheckConstraint(
                condition=~Q(minutes_state="on_paper") | Q(signed_on__isnull=False), name="meeting_paper_has_date"
            ),
        ]
        indexes = [
            models.Index(fields=["year", "-date", "-id"], name="meeting_year"),
            models.Index(fields=["state", "date"], name="meeting_state"),
            models.Index(fields=["minutes_state", "state", "date"], name="meeting_minutes"),
        ]

    def __str__(self) -> str:
        return _("Meeting No. %(number)s of %(date)s") % {"number": self.number, "date": f"{self.date:%d.%m.%Y}"}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the year beside the date: the number is unique in it."""
        self.year = self.date.year
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the minutes may still be written in."""
        return self.minutes_state in {self.MinutesState.DRAWN_UP, self.MinutesState.CIRCULATED}

    @property
    def is_ahead(self) -> bool:
        """Whether the meeting is still to come."""
        return self.state in {self.State.PLANNED, self.State.CONVENED, self.State.MOVED}

    @property
    def is_over(self) -> bool:
        """Whether there is anything its minutes tell: it was held, or people came and there was no quorum."""
        return self.state in {self.State.HELD, self.State.NOT_HELD}


class DoubtReason(models.Model):
    """Why a doubt may stand: written by a person, kept with the minutes. `key` names the doubt within its meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="reasons", verbose_name=_("meeting"))
    key = models.CharField(_("doubt"), max_length=120)
    reason = models.TextField(_("reason"))
    by = models.CharField(_("written by"), max_length=200)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("reason for a doubt")
        verbose_name_plural = _("reasons for doubts")
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="doubt_reason_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class EditingSession(models.Model):
    """Somebody's uninterrupted work on one part of the minutes; its beginning is one journal entry."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sessions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    part = models.CharField(max_length=60)
    started = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        verbose_name = _("editing session")
        verbose_name_plural = _("editing sessions")
        indexes = [models.Index(fields=["meeting", "user", "part"], name="session_part")]

    def __str__(self) -> str:
        return f"{self.part}, {self.started:%d.%m.%Y %H:%M}"


class AtDesk(models.Model):
    """Where somebody's cursor is on «Вести заседание» now; another secretary sees it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="at_desk")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    part = models.CharField(max_length=60)
    seen = models.DateTimeField()

    class Meta:
        verbose_name = _("person at the desk")
        verbose_name_plural = _("people at the desk")
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="at_desk_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.part}"


class Step(models.Model):
    """A step of writing that can be taken back: what changed, before and after. Values are as Django serialises rows.

    `kind` changed: fields of one row; added, removed: a row with what lay under it.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", _("changed")
        ADDED = "added", _("added")
        REMOVED = "removed", _("removed")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="steps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    row = models.CharField(max_length=60)  # model label and id: «meetings.speech:12»
    title = models.CharField(max_length=LINE)
    data = models.JSONField(default=dict)
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("step of writing")
        verbose_name_plural = _("steps of writing")
        indexes = [models.Index(fields=["meeting", "user", "-id"], name="step_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
