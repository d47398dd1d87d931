"""People, what they are in organisations, and whom they represent."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models.base import LINE, Dated, Lasting, in_order, refuse_overlap
from members.models.organizations import Organization


class Person(models.Model):
    """A person as documents name him: «Фамилия Имя Отчество»; the account, if he has one."""

    name = models.CharField(_("full name"), max_length=200, help_text=_("Surname, name, patronymic."))
    name_genitive = models.CharField(
        _("name in the genitive"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the portal declines it itself."),
    )
    name_dative = models.CharField(_("name in the dative"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:person", args=[self.pk])

    def clean(self) -> None:
        """An administrator's account acts for nobody in the council."""
        super().clean()
        if self.user and self.user.is_superuser:
            reason = _("An administrator signs and votes for nobody: give the person an account of their own.")
            raise ValidationError({"user": ValidationError(reason, code="administrator")})


class Position(Lasting):
    """What a person is in an organisation; title as printed. A head on leave and an acting head coexist."""

    class Kind(models.TextChoices):
        HEAD = "head", _("head")
        ACTING = "acting", _("acting head")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="positions", verbose_name=_("organisation")
    )
    title = models.CharField(_("title of the position"), max_length=LINE)
    title_genitive = models.CharField(_("title in the genitive"), max_length=LINE, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    started = models.DateField(_("from"), null=True, blank=True)
    ended = models.DateField(_("last day"), null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["organization", "kind", "person"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            in_order("position_dates"),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(ended__isnull=True) & Q(kind__in=["head", "acting"]),
                name="position_one_head_at_a_time",
                violation_error_message=_("Somebody holds this position in the organisation: end that first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

    def clean(self) -> None:
        """Two heads (or two acting heads) of one organisation never overlap; a head on leave and an acting one do."""
        super().clean()
        if self.kind != self.Kind.OTHER and self.organization_id:
            same = Position.objects.filter(organization=self.organization_id, kind=self.kind)
            refuse_overlap(self, same.select_related("person"), _("At that time it is held by %(other)s."))


class Representation(Lasting):
    """Who represents an organisation in the council; without one its head sits there."""

    class Kind(models.TextChoices):
        MAIN = "main", _("main")
        SUBSTITUTE = "substitute", _("substitute")

    person = models.ForeignKey(Person, models.PROTECT, related_name="representations", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="representations", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MAIN)
    started = models.DateField(_("from"), null=True, blank=True)
    ended = models.DateField(_("last day"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE, blank=True)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["organization", "kind", "person"]
        verbose_name = _("representative in the council")
        verbose_name_plural = _("representatives in the council")
        constraints = [
            in_order("representation_dates"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(ended__isnull=True) & Q(kind="main"),
                name="representation_one_main_at_a_time",
                violation_error_message=_("The organisation has a main representative: end that first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organization}"

    def clean(self) -> None:
        """Two main representatives of one organisation never overlap."""
        super().clean()
        if self.kind == self.Kind.MAIN and self.organization_id:
            same = Representation.objects.filter(organization=self.organization_id, kind=self.kind)
            refuse_overlap(self, same.select_related("person"), _("At that time %(other)s represents it."))


class Assistant(Lasting):
    """Who reads, answers invitations and prepares reports for a head; never signs or votes for him."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assists", verbose_name=_("assistant"))
    head = models.ForeignKey(Person, models.PROTECT, related_name="assistants", verbose_name=_("head"))
    started = models.DateField(_("from"), null=True, blank=True)
    ended = models.DateField(_("last day"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE, blank=True)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["head", "person"]
        verbose_name = _("assistant of a head")
        verbose_name_plural = _("assistants of heads")
        constraints = [
            in_order("assistant_dates"),
            models.UniqueConstraint(
                fields=["person", "head"],
                condition=Q(ended__isnull=True),
                name="assistant_once",
                violation_error_message=_("This person assists him already."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("head")),
                name="assistant_of_another",
                violation_error_message=_("Nobody is his own assistant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.head}"


class Inspection(Lasting):
    """Access to read everything for a limited time, granted by the secretary."""

    spans = (("started", "until"), ("started", "ended"))

    person = models.ForeignKey(Person, models.PROTECT, related_name="inspections", verbose_name=_("inspector"))
    started = models.DateField(_("from"))
    until = models.DateField(_("until"))
    ended = models.DateField(_("ended early"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=LINE)

    objects = Dated.as_manager()

    class Meta:
        ordering = ["-started"]
        verbose_name = _("inspector’s access")
        verbose_name_plural = _("inspectors’ access")
        constraints = [in_order("inspection_dates", "started", "until"), in_order("inspection_end")]

    def __str__(self) -> str:
        return f"{self.person}, {self.started:%d.%m.%Y}–{self.until:%d.%m.%Y}"
