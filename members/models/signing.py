"""Who may sign electronically for an organisation, and how long the council keeps what was signed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.models import SealedDocument, StoredFile
from members.models.base import LINE, Dated, Lasting, in_order
from members.models.cluster import Cluster
from members.models.organizations import Organization
from members.models.people import Person


class AccessionSet(Dated):
    """Accessions as of a day; one that is not signed yet has no beginning and holds on no day."""

    start, end = "joined", "ended"

    def on(self, day: datetime.date) -> Any:
        """Those that hold on the day."""
        return super().on(day).filter(joined__isnull=False)


class Accession(Lasting):
    """An organisation joins the agreement on simple electronic signatures (63-ФЗ, article 9) with a sheet of its own.

    The sheet is a sealed document signed on paper or by a qualified signature; `joined` is the day that was done.
    """

    spans = (("joined", "ended"),)

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="accessions", verbose_name=_("organisation")
    )
    document = models.OneToOneField(
        SealedDocument, models.PROTECT, null=True, related_name="accession", verbose_name=_("accession sheet")
    )
    joined = models.DateField(_("joined"), null=True, blank=True)
    ended = models.DateField(_("last day"), null=True, blank=True)
    ended_ground = models.CharField(_("ground of the end"), max_length=LINE, blank=True)

    objects = AccessionSet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("accession to simple signatures")
        verbose_name_plural = _("accessions to simple signatures")
        constraints = [in_order("accession_dates", "joined", "ended")]

    def __str__(self) -> str:
        return str(self.organization)


class AccessionPerson(models.Model):
    """Somebody the sheet names: his address, how his identity was checked, by whom and when."""

    accession = models.ForeignKey(Accession, models.CASCADE, related_name="people", verbose_name=_("accession"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="accessions", verbose_name=_("person"))
    email = models.EmailField(_("e-mail"))
    checked_how = models.CharField(_("how the identity was checked"), max_length=LINE)
    checked_by = models.CharField(_("checked by"), max_length=200)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        verbose_name = _("person of an accession")
        verbose_name_plural = _("persons of accessions")
        constraints = [models.UniqueConstraint(fields=["accession", "person"], name="accession_person_once")]

    def __str__(self) -> str:
        return str(self.person)


class PowerOfAttorney(Lasting):
    """A power of attorney to sign for an organisation, on paper or machine-readable (МЧД)."""

    spans = (("started", "until"), ("started", "ended"))

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="powers_of_attorney", verbose_name=_("organisation")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="powers_of_attorney", verbose_name=_("person"))
    number = models.CharField(_("number"), max_length=100)
    started = models.DateField(_("from"))
    until = models.DateField(_("until"))
    ended = models.DateField(_("taken back on"), null=True, blank=True)
    machine_readable = models.BooleanField(_("machine-readable (МЧД)"), default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))

    objects = Dated.as_manager()

    class Meta:
        ordering = ["-started"]
        verbose_name = _("power of attorney")
        verbose_name_plural = _("powers of attorney")
        constraints = [
            in_order("attorney_dates", "started", "until"),
            in_order("attorney_end"),
            models.UniqueConstraint(fields=["organization", "number"], name="attorney_number_once"),
        ]

    def __str__(self) -> str:
        return _("power of attorney No. %(number)s of %(day)s") % {
            "number": self.number,
            "day": f"{self.started:%d.%m.%Y}",
        }


class CaseFile(models.Model):
    """A line of the council's nomenclature (номенклатура дел): where a kind of document is kept and for how long."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        ACCESSION = "accession", _("accession sheets")
        AGREEMENT = "agreement", _("the agreement")
        PLAN = "plan", _("plans of work")
        OTHER = "other", _("other papers")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="case_files", verbose_name=_("cluster"))
    index = models.CharField(_("index"), max_length=20)
    title = models.CharField(_("title of the case"), max_length=LINE)
    kind = models.CharField(_("what is kept in it"), max_length=20, choices=Kind)
    term = models.CharField(_("term of keeping"), max_length=100)
    ground = models.CharField(_("article of the list of terms"), max_length=LINE, blank=True)

    class Meta:
        ordering = ["index"]
        verbose_name = _("line of the nomenclature")
        verbose_name_plural = _("nomenclature")
        constraints = [models.UniqueConstraint(fields=["cluster", "index"], name="case_index_once")]

    def __str__(self) -> str:
        return f"{self.index} {self.title}, {self.term}"
