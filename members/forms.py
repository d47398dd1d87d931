"""Forms of the composition: people and organisations are named in words, dates as people write them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal import clock
from cluster_portal.documents.plain import check_text
from cluster_portal.documents.uploads import UploadField
from cluster_portal.ui.forms import DayField, PlainTextField, helper
from cluster_portal.ui.widgets import Suggested
from members.models import (
    CaseFile,
    Charter,
    Cluster,
    Mandate,
    Organization,
    Person,
    Position,
    Representation,
    WorkingGroup,
)
from members.models.base import LINE, NAME
from members.recognise import Index

FULL_NAME = re.compile(r"^[^\W\d_][\w’'-]*(?:\s+[^\W\d_][\w.’'-]*){1,4}$")
MOST_SUGGESTED = 1000


class PersonField(forms.CharField):
    """A person named in words; cleans to a Person, or (where `new` is allowed) to a new full name."""

    def __init__(self, *, new: bool = True, **kwargs: Any) -> None:
        self.new = new
        if new:
            kwargs.setdefault("help_text", _l("Surname, name, patronymic; who is not known yet is entered."))
        names = Person.objects.order_by("name").values_list("name", flat=True)
        super().__init__(max_length=200, widget=Suggested(lambda: names[:MOST_SUGGESTED]), **kwargs)

    def clean(self, value: Any) -> Any:
        """Raise ValidationError where nobody of that name is known, or it is no full name."""
        name = " ".join(str(super().clean(value) or "").split())
        if not name:
            return None
        check_text(name)
        found = Person.objects.filter(name=name).first() or Index(clock.today()).person(name)
        if found or (self.new and FULL_NAME.match(name)):
            return found or name
        if self.new:
            raise forms.ValidationError(_("Write surname, name and patronymic."))
        raise forms.ValidationError(_("The portal knows nobody of this name."))

    def prepare_value(self, value: Any) -> Any:
        """A person is shown by name."""
        return value.name if isinstance(value, Person) else value


class OrganizationField(forms.CharField):
    """An organisation named in words: its name, a former one, another spelling, its short name."""

    def __init__(self, **kwargs: Any) -> None:
        names = Organization.objects.order_by("name").values_list("name", flat=True)
        super().__init__(max_length=NAME, widget=Suggested(lambda: names[:MOST_SUGGESTED]), **kwargs)

    def clean(self, value: Any) -> Any:
        """Raise ValidationError where no organisation is called so."""
        name = " ".join(str(super().clean(value) or "").split())
        if not name:
            return None
        check_text(name)
        found = Organization.objects.filter(name=name).first()
        match = None if found else Index(clock.today()).organization(name)
        if found is None and match is None:
            raise forms.ValidationError(_("The portal knows no organisation of this name."))
        return found or (match.organization if match else None)

    def prepare_value(self, value: Any) -> Any:
        """An organisation is shown by name."""
        return value.name if isinstance(value, Organization) else value


class DayForm(forms.Form):
    """As of which day; empty is today."""

    on = DayField(label=_l("As of"), required=False)


class ActForm(forms.Form):
    """What the forms of acts share."""

    helper = helper()


def ground(*, required: bool = True) -> forms.CharField:
    """The paper an act rests on."""
    return forms.CharField(
        label=_l("Ground"), max_length=LINE, required=required, help_text=_l("Letter, order or minutes: number, date.")
    )


class NewOrganizationForm(ActForm):
    """An organisation that is not in the register yet."""

    name = forms.CharField(label=_l("Official name"), max_length=NAME)
    short_name = forms.CharField(label=_l("Short name"), max_length=100, required=False)
    category = forms.ChoiceField(label=_l("Category"), choices=Organization.Category)
    education = forms.ChoiceField(
        label=_l("Kind of education"), choices=[("", "–"), *Organization.Education.choices], required=False
    )
    parent = OrganizationField(label=_l("Branch of"), required=False)
    inn = forms.CharField(label=_l("INN"), max_length=10, required=False)
    ogrn = forms.CharField(label=_l("OGRN"), max_length=13, required=False)
    joins = forms.BooleanField(label=_l("Joins the Cluster"), required=False, initial=True)
    joined = DayField(label=_l("Joined"), required=False)
    ground = ground(required=False)
    has_vote = forms.BooleanField(label=_l("Has a seat and a vote"), required=False, initial=True)


class DetailsForm(ActForm):
    """What is known of an organisation, all but its official name."""

    short_name = forms.CharField(label=_l("Short name"), max_length=100, required=False)
    name_genitive = forms.CharField(
        label=_l("Name in the genitive"),
        max_length=NAME,
        required=False,
        help_text=_l("Empty: the portal declines it."),
    )
    category = forms.ChoiceField(label=_l("Category"), choices=Organization.Category)
    education = forms.ChoiceField(
        label=_l("Kind of education"), choices=[("", "–"), *Organization.Education.choices], required=False
    )
    parent = OrganizationField(label=_l("Branch of"), required=False)
    inn = forms.CharField(label=_l("INN"), max_length=10, required=False)
    ogrn = forms.CharField(label=_l("OGRN"), max_length=13, required=False)
    belongs_to_state = forms.BooleanField(label=_l("Belongs to the State"), required=False)


class JoinForm(ActForm):
    joined = DayField(label=_l("Joined"))
    ground = ground()
    has_vote = forms.BooleanField(label=_l("Has a seat and a vote"), required=False, initial=True)
    signs_itself = forms.BooleanField(label=_l("Signs itself, not through its parent"), required=False, initial=True)


class LeaveForm(ActForm):
    left = DayField(label=_l("Last day in the Cluster"))
    ground = ground()


class RenameForm(ActForm):
    name = forms.CharField(label=_l("New official name"), max_length=NAME)
    name_genitive = forms.CharField(label=_l("Name in the genitive"), max_length=NAME, required=False)
    since = DayField(label=_l("From"))
    ground = ground(required=False)


class MergeForm(ActForm):
    successor = OrganizationField(label=_l("Into which organisation"))
    since = DayField(label=_l("From"))
    ground = ground()


class SpellingForm(ActForm):
    spelling = forms.CharField(label=_l("Another spelling"), max_length=NAME)
    source = forms.CharField(label=_l("Where it was met"), max_length=LINE, required=False)


class HeadForm(ActForm):
    person = PersonField(label=_l("New head"))
    title = forms.CharField(label=_l("Position as printed"), max_length=LINE, initial="директор")
    since = DayField(label=_l("From"))
    ground = ground(required=False)


class ActingForm(ActForm):
    person = PersonField(label=_l("Acting head"))
    title = forms.CharField(label=_l("Position as printed"), max_length=LINE, initial="и.о. директора")
    started = DayField(label=_l("From"))
    ended = DayField(label=_l("Last day"), required=False)


class PositionForm(ActForm):
    person = PersonField(label=_l("Person"))
    title = forms.CharField(label=_l("Position as printed"), max_length=LINE)
    kind = forms.ChoiceField(label=_l("Kind"), choices=Position.Kind, initial=Position.Kind.OTHER)
    started = DayField(label=_l("From"), required=False)
    ended = DayField(label=_l("Last day"), required=False)


class DelegateForm(ActForm):
    person = PersonField(label=_l("Representative"))
    kind = forms.ChoiceField(label=_l("Kind"), choices=Representation.Kind)
    started = DayField(label=_l("From"))
    ended = DayField(label=_l("Last day"), required=False)
    ground = ground()
    end_previous = forms.BooleanField(label=_l("Instead of the one before"), required=False)


class AssistantForm(ActForm):
    person = PersonField(label=_l("Assistant"))
    started = DayField(label=_l("From"))
    ground = ground(required=False)


class EndForm(ActForm):
    ended = DayField(label=_l("Last day"))


class PersonForm(ActForm):
    name = forms.CharField(label=_l("Full name"), max_length=200)
    name_genitive = forms.CharField(
        label=_l("Name in the genitive"), max_length=200, required=False, help_text=_l("Empty: the portal declines it.")
    )
    name_dative = forms.CharField(label=_l("Name in the dative"), max_length=200, required=False)
    email = forms.EmailField(label=_l("E-mail"), required=False)


class MandateForm(ActForm):
    office = forms.ChoiceField(label=_l("Office"), choices=Mandate.Office)
    person = PersonField(label=_l("Person"), new=False)
    started = DayField(label=_l("From"))
    until = DayField(label=_l("End of the term"), required=False)
    ground = ground()
    end_previous = forms.BooleanField(label=_l("End the previous mandate by this decision"), required=False)


class AbsenceForm(ActForm):
    started = DayField(label=_l("From"))
    ended = DayField(label=_l("Last day"), required=False, help_text=_l("Empty: until the return is recorded."))
    ground = ground()


class EndMandateForm(EndForm):
    ground = ground()


class InspectionForm(ActForm):
    person = PersonField(label=_l("Who inspects"))
    started = DayField(label=_l("From"))
    until = DayField(label=_l("Until"))
    ground = ground()


class GroupForm(ActForm):
    task = PlainTextField(label=_l("Task"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    product = forms.ChoiceField(label=_l("Product"), choices=WorkingGroup.Product)
    leader = PersonField(label=_l("Leader"), new=False, required=False)
    created = DayField(label=_l("Created"))
    deadline = DayField(label=_l("Deadline"), required=False)
    ground = ground()


class GroupMemberForm(ActForm):
    person = PersonField(label=_l("Person"))
    organization = OrganizationField(label=_l("Organisation"), required=False)
    letter = forms.CharField(label=_l("Letter of delegation: number, date"), max_length=LINE, required=False)


class NoteForm(ActForm):
    text = PlainTextField(label=_l("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))


class CompleteForm(ActForm):
    completed = DayField(label=_l("Completed its work on"))


class ClusterForm(forms.ModelForm):
    helper = helper()

    class Meta:
        model = Cluster
        fields = ["name", "name_genitive", "council", "council_genitive", "city", "founding_order"]


OWN_FIELDS = ("in_force_from", "signatories", "assumed", "cluster", "id")


def rules_of_it() -> list[Any]:
    """Fields of an edition that state a rule."""
    return [field for field in Charter._meta.concrete_fields if field.name not in OWN_FIELDS]


class CharterForm(forms.ModelForm):
    """An edition of the rules; lists are chosen, not typed."""

    in_force_from = DayField(label=_l("In force from"))
    signatories = forms.MultipleChoiceField(
        label=_l("Proposed signatories of minutes"),
        choices=Mandate.Office,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assumed = forms.MultipleChoiceField(
        label=_l("Not set by the Regulation, taken by default"), required=False, widget=forms.CheckboxSelectMultiple
    )
    helper = helper()

    class Meta:
        model = Charter
        fields = [
            "in_force_from", "quorum_part", "quorum_of", "quorum_exceeded", "one_vote", "proxies", "acting_is_head",
            "branches_vote", "casting_vote", "chair_term_years", "remote_ground", "plan_approver", "plan_ground",
            "order", "signatories", "assumed",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("remote_ground", "plan_ground"):
            self.fields[name].widget.attrs["rows"] = 3
        choices = [(field.name, field.verbose_name) for field in rules_of_it()]
        self.fields["assumed"].choices = [*choices, ("signatories", self.fields["signatories"].label)]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action checks the row."""


class AccessionForm(ActForm):
    """Who of the organisation signs by a simple signature; the choice is its people of today."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_l("Who signs"), widget=forms.CheckboxSelectMultiple
    )
    checked_how = forms.CharField(
        label=_l("How their identity was checked"),
        max_length=LINE,
        help_text=_l("For example: in person, by passport. You are named as the one who checked."),
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placed = Position.objects.on(clock.today()).filter(organization=organization).values("person")
        self.fields["people"].queryset = Person.objects.filter(pk__in=placed)  # type: ignore[attr-defined]


class AttorneyForm(ActForm):
    person = PersonField(label=_l("Person"), new=False)
    number = forms.CharField(label=_l("Number"), max_length=100)
    started = DayField(label=_l("From"))
    until = DayField(label=_l("Until"))
    machine_readable = forms.BooleanField(label=_l("Machine-readable (МЧД)"), required=False)
    file = UploadField(label=_l("File"), kinds=("pdf", "png", "jpeg", "txt"))


class CaseFileForm(forms.ModelForm):
    """A line of the nomenclature; an index that is there already is changed."""

    class Meta:
        model = CaseFile
        fields = ["index", "title", "kind", "term", "ground"]

    helper = helper()

    def validate_unique(self) -> None:
        """An index that is there already is changed, not refused."""
