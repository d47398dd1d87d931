"""Who signed, who refused, who read; the one-time code. Signatures, traces and refusals are only added."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models.files import StoredFile
from cluster_portal.documents.models.sealed import LINE, Place, SealedDocument


class Signature(models.Model):
    """A signature under one sealed document, for one place, by one route.

    Who and in what capacity is text: it must say the same in twenty years. `record_sha256` is SHA-256 of all of it
    as canonical JSON (`sealed.records`), and stands in the journal's entry too. `head_number` and `head_hash` are
    the end of the journal before it. A place may be signed by several routes; it counts once.
    """

    class Route(models.TextChoices):
        SIMPLE = "simple", _("simple electronic signature")
        QUALIFIED = "qualified", _("qualified electronic signature")
        PAPER = "paper", _("by hand, on paper")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(SealedDocument, models.PROTECT, related_name="signatures", verbose_name=_("document"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="signatures", verbose_name=_("place"))
    route = models.CharField(_("how"), max_length=20, choices=Route)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("account"),
    )
    sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64)
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=LINE, blank=True)
    organisation = models.CharField(_("organisation"), max_length=LINE, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    authority = models.CharField(_("authority"), max_length=LINE, blank=True)
    authority_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("power of attorney")
    )
    accession = models.CharField(_("agreement on simple signatures"), max_length=LINE, blank=True)
    intent = models.TextField(_("words of intent"), blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    signed_at = models.DateTimeField(_("confirmed"))
    local_time = models.CharField(_("local time"), max_length=60)
    confirmed_by = models.CharField(_("how the person was confirmed"), max_length=20, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=200, blank=True)
    signed_on = models.DateField(_("date on the paper"), null=True, blank=True)
    originals = models.PositiveSmallIntegerField(_("number of originals"), null=True, blank=True)
    kept = models.CharField(_("where the original is kept"), max_length=LINE, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )
    cms = models.BinaryField(_("signature file"), default=bytes, blank=True)
    certificate = models.JSONField(_("what the check of the certificate found"), default=dict, blank=True)
    head_number = models.PositiveBigIntegerField(_("end of the journal before it"))
    head_hash = models.CharField(_("hash of that end"), max_length=64)
    record_sha256 = models.CharField(_("SHA-256 of the record"), max_length=64)

    class Meta:
        ordering = ["signed_at"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["place", "route"], name="signature_once_by_a_route"),
            models.CheckConstraint(
                condition=~Q(route="simple") | (Q(user__isnull=False) & ~Q(accession="") & ~Q(confirmed_by="")),
                name="signature_simple_has_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.document}"


class Trace(models.Model):
    """What the server saw of the browser that signed: for the court's copy of the evidence alone."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="trace", verbose_name=_("signature"))
    ip = models.GenericIPAddressField("IP", null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("trace of a signature")
        verbose_name_plural = _("traces of signatures")

    def __str__(self) -> str:
        return str(self.signature)


class Refusal(models.Model):
    """Somebody who was to sign refused, with the reason. He may still sign later, while the document waits."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="refusals", verbose_name=_("place"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=200)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("refusal to sign")
        verbose_name_plural = _("refusals to sign")

    def __str__(self) -> str:
        return f"{self.name}: {self.reason[:60]}"


class Reading(models.Model):
    """When a person first and last opened a sealed document to sign it."""

    document = models.ForeignKey(SealedDocument, models.CASCADE, related_name="readings", verbose_name=_("document"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    first = models.DateTimeField(_("first opened"))
    last = models.DateTimeField(_("last opened"))

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.document}"


class OneTimeCode(models.Model):
    """A code sent to one person for one place and one hash; only its salted hash is kept.

    Good for `sealed.codes.LIFETIME` and `sealed.codes.TRIES` tries; `matched_at` – typed rightly, `used_at` – signed
    with, which happens once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("place"))
    sha256 = models.CharField("SHA-256", max_length=64)
    code_hash = models.CharField(_("hash of the code"), max_length=200)
    made_at = models.DateTimeField(_("sent"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    matched_at = models.DateTimeField(_("typed rightly"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [models.Index(fields=["user", "place"], name="code_of_person")]

    def __str__(self) -> str:
        return f"{self.user}, {timezone.localtime(self.made_at):%d.%m.%Y %H:%M}"

    def fits(self, sha256: str, now: Any, lifetime: Any, tries: int) -> bool:
        """Whether it can still be tried for this hash."""
        return self.sha256 == sha256 and not self.used_at and self.tries < tries and now - self.made_at <= lifetime
