"""Who was there: lines of the attendance list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import LINE, Meeting, Versioned
from members.models import Organization, Person


class Attendance(Versioned):
    """A line of the list as printed, beside links to the person and the organisation where known.

    A line prepared from the council's list has no mode until somebody marks it. `place` is the place in the prepared
    list, `order` the order of marking, from which the printed number within the mode follows. No name: unnamed.
    """

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        PRESENT = "present", _("Present")
        PROXY = "proxy", _("By proxy")
        ABSENTEE = "absentee", _("By poll sheet")
        ABSENT = "absent", _("Absent")
        UNKNOWN = "unknown", _("Not known")

    TAKING_PART = (Mode.IN_PERSON, Mode.ONLINE, Mode.PRESENT, Mode.PROXY, Mode.ABSENTEE)

    class Role(models.TextChoices):
        CHAIR = "chair", _("presiding")
        DEPUTY_CHAIR = "deputy_chair", _("deputy chair")
        SECRETARY = "secretary", _("secretary of the meeting")
        MEMBER = "member", _("member")
        INVITED = "invited", _("invited")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    mode = models.CharField(_("how"), max_length=20, choices=Mode, blank=True)
    place = models.PositiveIntegerField(_("place in the prepared list"), default=0)
    order = models.PositiveIntegerField(_("order of marking"), null=True, blank=True)
    number_printed = models.CharField(_("number as printed"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position as printed"), max_length=LINE, blank=True)
    organisation = models.CharField(_("organisation as printed"), max_length=400, blank=True)
    suffix = models.CharField(_("at the end of the line"), max_length=100, blank=True)
    roles = models.JSONField(_("roles stated"), default=list, blank=True)
    council_role = models.CharField(_("role in the council as printed"), max_length=LINE, blank=True)
    voting = models.BooleanField(_("votes"), null=True, blank=True)
    listed = models.BooleanField(_("stands in the list"), default=True)
    absence_reason = models.CharField(_("reason of absence"), max_length=LINE, blank=True)
    represents = models.CharField(_("acts for"), max_length=LINE, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=LINE, blank=True)
    basis = models.CharField(_("proxy document"), max_length=LINE, blank=True)
    note = models.TextField(_("note"), blank=True)
    came_at = models.TimeField(_("came at"), null=True, blank=True)
    left_at = models.TimeField(_("left at"), null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("organisation"),
    )

    class Meta:
        ordering = ["order", "place", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(person__isnull=False),
                name="attendance_person_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.organisation

    @property
    def takes_part(self) -> bool:
        """Whether this line counts as taking part."""
        return self.mode in self.TAKING_PART

    @property
    def invited(self) -> bool:
        """Whether the line stands among the invited."""
        return self.Role.INVITED in self.roles


class Presence(models.Model):
    """An exception from «на всех вопросах»: who was away for an item, or took no part in its vote.

    Absent for one item is not an abstention; a recused person does not count for that item (domain, rule 3).
    """

    class Kind(models.TextChoices):
        AWAY = "away", _("Was away")
        RECUSED = "recused", _("Takes no part in the vote")

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="exceptions", verbose_name=_("person"))
    item = models.ForeignKey(
        "meetings.AgendaItem", models.CASCADE, related_name="exceptions", verbose_name=_("agenda item")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=LINE, blank=True)

    class Meta:
        verbose_name = _("presence by item")
        verbose_name_plural = _("presence by item")
        constraints = [models.UniqueConstraint(fields=["attendance", "item"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.attendance}: {self.get_kind_display()}"
