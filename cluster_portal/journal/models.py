"""The journal: what was done, by whom, when; append-only and hash-chained."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One act. Holds no foreign keys: it outlives what it describes.

    `hash` is SHA-256 over the canonical JSON of all other fields, the hash of the entry before included.
    """

    number = models.PositiveBigIntegerField(_("No."), primary_key=True)
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=254, blank=True)
    actor_name = models.CharField(_("name"), max_length=200, blank=True)
    verb = models.CharField(_("act"), max_length=100)
    object_type = models.CharField(_("kind of object"), max_length=100)
    object_id = models.CharField(_("object"), max_length=40)
    object_name = models.TextField(_("object's name"))
    data = models.JSONField(_("details"), default=dict)
    previous = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [models.Index(fields=["object_type", "object_id"], name="journal_object")]

    def __str__(self) -> str:
        return f"{self.number}. {self.verb}: {self.object_name}"


class Head(models.Model):
    """The last number and hash, one row: the lock of the chain, and the witness when the last entries are cut off."""

    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("end of the journal")
        verbose_name_plural = _("end of the journal")

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
