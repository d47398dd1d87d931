"""Offices of the council and its working groups."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models.base import LINE, Dated, Lasting, in_order, refuse_overlap
from members.models.cluster import Cluster
from members.models.organizations import Organization
from members.models.people import Person


class Mandate(Lasting):
    """An office of the council. `until` is the planned end, `ended` the real last day; the ground is text."""

    spans = (("started", "ended"), ("started", "until"))

    class Office(models.TextChoices):
        CHAIR = "chair", _("chair of the Council")
        DEPUTY = "deputy", _("deputy chair of the Council")
        SECRETARY = "secretary", _("secretary of the Council")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="mandates", verbose_name=_("cluster"))
    office = models.CharField(_("office"), max_length=20, choices=Office)
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates", verbose_name=_("person"))
    started = models.DateField(_("from"))
    until = models.DateField(_("planned end"), null=True, blank=True)
    ended = models.DateField(_("last day"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE)
    ended_ground = models.CharField(_("ground of the end"), max_length=LINE, blank=True)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["office", "-started"]
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            in_order("mandate_dates"),
            in_order("mandate_term", "started", "until"),
            # Handing over may overlap for the secretary; there is never a second chair or deputy.
            models.UniqueConstraint(
                fields=["cluster", "office"],
                condition=Q(ended__isnull=True) & ~Q(office="secretary"),
                name="mandate_one_holder_an_office",
                violation_error_message=_("The office has a holder: end that mandate first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}: {self.person}"


class Absence(Lasting):
    """The chair is away, as the secretary records it with its ground: the deputy acts until `ended`, the last day.

    An open end is "until recorded otherwise". What the ground is (an order, leave) is said, never an illness.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="absences", verbose_name=_("mandate"))
    started = models.DateField(_("from"))
    ended = models.DateField(_("last day"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["-started", "-pk"]
        verbose_name = _("absence of the chair")
        verbose_name_plural = _("absences of the chair")
        constraints = [in_order("absence_dates")]

    @property
    def person(self) -> Person:
        """Who is away."""
        return self.mandate.person

    def clean(self) -> None:
        """One absence at a time."""
        super().clean()
        if self.started:
            refuse_overlap(self, Absence.objects.filter(mandate=self.mandate_id), _("Recorded already: %(other)s."))

    def __str__(self) -> str:
        until = f"–{self.ended:%d.%m.%Y}" if self.ended else ""
        return f"{self.person}, {self.started:%d.%m.%Y}{until}"


class GroupSet(models.QuerySet[Any]):
    """Working groups."""

    def taking_part(self, person: Person) -> Any:
        """Those the person leads or is a member of."""
        return self.filter(Q(leader=person) | Q(members=person)).distinct()


class WorkingGroup(Lasting):
    """A group the council created for a task; closed by «завершила работу»."""

    spans = (("created", "completed"),)

    class Product(models.TextChoices):
        AGREEMENT = "agreement", _("agreement")
        PLAN = "plan", _("work plan")
        OTHER = "other", _("other")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="groups", verbose_name=_("cluster"))
    task = models.TextField(_("task"))
    product = models.CharField(_("product"), max_length=20, choices=Product, default=Product.OTHER)
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_groups", verbose_name=_("leader")
    )
    members = models.ManyToManyField(
        Person, through="members.GroupMember", blank=True, related_name="groups", verbose_name=_("members")
    )
    created = models.DateField(_("created"))
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE)
    completed = models.DateField(_("completed its work"), null=True, blank=True)

    objects = GroupSet.as_manager()

    class Meta:
        ordering = ["-created", "pk"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [in_order("group_dates", "created", "completed")]

    def __str__(self) -> str:
        return self.task

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:group", args=[self.pk])


class GroupMember(models.Model):
    """Somebody in a working group, delegated by an organisation's letter where there is one."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="places", verbose_name=_("working group"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="group_places", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    letter = models.CharField(_("letter of delegation"), max_length=LINE, blank=True)

    class Meta:
        ordering = ["person__name"]
        verbose_name = _("member of a working group")
        verbose_name_plural = _("members of working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                name="group_member_once",
                violation_error_message=_("This person is in the group already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class GroupNote(models.Model):
    """A short note of a working group: what was done, what was agreed."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="notes", verbose_name=_("working group"))
    text = models.TextField(_("note"))
    by = models.CharField(_("written by"), max_length=200)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("note of a working group")
        verbose_name_plural = _("notes of working groups")

    def __str__(self) -> str:
        return self.text[:80]
