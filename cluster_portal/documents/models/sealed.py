"""A sealed document: what it says, its bytes, the places to be signed, how it stands. Rows are only added.

Nothing here names a meeting or an agreement: rooms above point down at these rows.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.sealed.codes import printed

LINE = 500


class SealedDocument(models.Model):
    """A text that can no longer change, with the SHA-256 of its two forms; the forms themselves are SealedContent.

    `series` names the row it was made from («meetings.meeting:2»): editions of one text share it. `replaces` is the
    edition it corrects, `because` says why.
    """

    code = models.CharField(_("check code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    series = models.CharField(_("made from"), max_length=100, db_index=True)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    title = models.CharField(_("title"), max_length=LINE)
    canonical_sha256 = models.CharField(_("SHA-256 of the data"), max_length=64)
    pdf_sha256 = models.CharField(_("SHA-256 of the original"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed"))
    sealed_by = models.CharField(_("sealed by"), max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("replaces")
    )
    because = models.TextField(_("why it replaces it"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sealed document")
        verbose_name_plural = _("sealed documents")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for those who may read it."""
        return reverse("documents:sealed", args=[self.pk])

    @property
    def printed_code(self) -> str:
        """«K7QF-2M9D-XH4R»."""
        return printed(self.code)

    def check_url(self) -> str:
        """The public page that tells what it is."""
        return reverse("documents:checked", args=[self.printed_code])


class SealedContent(models.Model):
    """The two forms of a sealed document: canonical JSON and the PDF/A made from it. Kept apart: they are heavy."""

    document = models.OneToOneField(SealedDocument, models.PROTECT, related_name="content", verbose_name=_("document"))
    canonical = models.BinaryField(_("canonical JSON"))
    pdf = models.BinaryField("PDF")

    class Meta:
        verbose_name = _("content of a sealed document")
        verbose_name_plural = _("contents of sealed documents")

    def __str__(self) -> str:
        return str(self.document)


class Place(models.Model):
    """A line somebody is to sign. `key` is its name for the room it came from, `label` its words on paper."""

    document = models.ForeignKey(SealedDocument, models.PROTECT, related_name="places", verbose_name=_("document"))
    key = models.CharField(_("key"), max_length=60)
    label = models.CharField(_("who signs"), max_length=LINE)
    order = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("place of a signature")
        verbose_name_plural = _("places of signatures")
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="place_once")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page where it is signed."""
        return reverse("documents:sign", args=[self.pk])


class Standing(models.Model):
    """How a document stands from a moment on; without a row it is to be signed. The newest row holds."""

    class Kind(models.TextChoices):
        IN_FORCE = "in_force", _("in force")
        WITHDRAWN = "withdrawn", _("taken back from signature")
        ENDED = "ended", _("no longer in force")

    document = models.ForeignKey(SealedDocument, models.PROTECT, related_name="standings", verbose_name=_("document"))
    kind = models.CharField(_("how it stands"), max_length=20, choices=Kind)
    at = models.DateTimeField(_("since"))
    reason = models.TextField(_("reason"), blank=True)
    by_name = models.CharField(_("by whom"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("standing of a document")
        verbose_name_plural = _("standings of documents")

    def __str__(self) -> str:
        return f"{self.document}: {self.get_kind_display()}"


class SealedCopy(models.Model):
    """The copy with the signature sheet and the portal's mark, made once for each set of signatures.

    `signatures_sha256` names the set; `level` is the PAdES level the mark reached («B-B», «B-T»).
    """

    document = models.ForeignKey(SealedDocument, models.PROTECT, related_name="copies", verbose_name=_("document"))
    signatures_sha256 = models.CharField(_("set of signatures"), max_length=64)
    level = models.CharField(_("level of the mark"), max_length=10)
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("copy with a signature sheet")
        verbose_name_plural = _("copies with signature sheets")
        constraints = [models.UniqueConstraint(fields=["document", "signatures_sha256"], name="copy_once")]

    def __str__(self) -> str:
        return str(self.document)


def digest(data: Any) -> str:
    """SHA-256 of bytes as the database gives them, in hex."""
    return hashlib.sha256(bytes(data)).hexdigest()
