"""What surrounds a meeting: materials and answers before it, comments and editions after it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models import Place, SealedDocument, StoredFile
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import LINE, Meeting
from members.models import Organization, Person


class Attachment(models.Model):
    """A paper for the meeting or for one of its items."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attachments", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("item")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    title = models.CharField(_("title"), max_length=LINE)

    class Meta:
        ordering = ["item__order", "pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """Whether somebody invited will come."""

    class Choice(models.TextChoices):
        IN_PERSON = "in_person", _("I will be there")
        ONLINE = "online", _("I will be online")
        CANNOT = "cannot", _("I cannot")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answers", verbose_name=_("meeting"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="answers", verbose_name=_("person"))
    choice = models.CharField(_("answer"), max_length=10, choices=Choice)
    reason = models.CharField(_("reason"), max_length=LINE, blank=True)
    given_by = models.CharField(_("answered by"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("answers to invitations")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_choice_display()}"


class Proposal(models.Model):
    """An item a member proposes for the agenda."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        TAKEN = "taken", _("taken into the agenda")
        DECLINED = "declined", _("declined")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="proposals", verbose_name=_("meeting"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="proposals", verbose_name=_("proposed by"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    title = models.TextField(_("title"))
    reporters = models.CharField(_("reporters"), max_length=LINE, blank=True)
    ground = models.TextField(_("why it should be considered"), blank=True)
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal to the agenda")
        verbose_name_plural = _("proposals to the agenda")

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """A comment on circulated minutes, and its answer. `part` names what it is about, in words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="comments", verbose_name=_("meeting"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="comments", verbose_name=_("written by"))
    part = models.CharField(_("what it is about"), max_length=LINE, blank=True)
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment on minutes")
        verbose_name_plural = _("comments on minutes")

    def __str__(self) -> str:
        return self.text[:80]


class SignedEdition(models.Model):
    """Signed minutes as they were before they were corrected: text and structure, frozen."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="signed_editions", verbose_name=_("meeting"))
    edition = models.PositiveSmallIntegerField(_("edition"))
    text = models.TextField(_("text"))
    data = models.JSONField(_("structure"))
    signed_on = models.DateField(_("signed on paper on"), null=True, blank=True)
    original_kept = models.CharField(_("where the paper original is kept"), max_length=LINE, blank=True)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )
    document = models.OneToOneField(
        SealedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sealed minutes")
    )
    reason = models.TextField(_("why it was replaced"))
    replaced_at = models.DateTimeField(_("replaced"))
    replaced_by = models.CharField(_("replaced by"), max_length=200, blank=True)

    class Meta:
        ordering = ["edition"]
        verbose_name = _("signed edition")
        verbose_name_plural = _("signed editions")
        constraints = [models.UniqueConstraint(fields=["meeting", "edition"], name="signed_edition_once")]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.edition}"


class Signatory(models.Model):
    """Who signs the minutes electronically, as what; apart from the printed signature lines."""

    class Office(models.TextChoices):
        CHAIR = "chair", _("chair of the Council")
        PRESIDING = "presiding", _("presiding person")
        SECRETARY = "secretary", _("secretary of the Council")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="signatories", verbose_name=_("meeting"))
    place = models.OneToOneField(Place, models.PROTECT, related_name="signatory", verbose_name=_("place"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="signatory_of", verbose_name=_("person"))
    office = models.CharField(_("as what"), max_length=20, choices=Office)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signatory of minutes")
        verbose_name_plural = _("signatories of minutes")

    def __str__(self) -> str:
        return f"{self.person}, {self.get_office_display()}"
