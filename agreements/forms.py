"""Forms: what is typed becomes what the actions take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from agreements.models import Agreement, Direction, Edition, Remark
from agreements.texts import Line
from cluster_portal.documents.uploads import UploadField
from cluster_portal.ui.forms import DayField, PlainTextField, helper
from meetings.models import Assignment, Meeting
from members.forms import OrganizationField
from members.models import Organization, WorkingGroup
from members.models.base import LINE, NAME

MOST_SHOWN = 100  # characters of a clause in a list to choose from


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class GroupChoice(forms.ModelChoiceField):
    """A working group that is at work; with `product`, without those the Council created for another one."""

    def __init__(self, product: str = "", **kwargs: Any) -> None:
        groups = WorkingGroup.objects.filter(completed=None)
        if product:
            groups = groups.filter(product__in=[WorkingGroup.Product.OTHER, product])
        super().__init__(queryset=groups, label=_l("Working group that drafts it"), required=False, **kwargs)


class AssignmentChoice(forms.ModelChoiceField):
    """The part of a decision that asked for the agreement."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Assignment.objects.exclude(state=Assignment.State.CANCELLED).select_related("decision__meeting")
        kwargs.setdefault("help_text", _l("When the agreement comes into force, it is proposed as done."))
        super().__init__(
            queryset=rows.order_by("-decision__meeting__date", "order"),
            label=_l("Assignment of the Council that asked for it"),
            required=False,
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        """Which meeting, what is to be done."""
        return f"{obj.decision.meeting}: {str(obj)[:MOST_SHOWN]}"


class BeginForm(forms.Form):
    title = forms.CharField(
        label=_l("Title as printed"),
        max_length=NAME,
        help_text=_l("«Соглашение о взаимодействии в рамках …»: the first word is printed apart, in capitals."),
    )
    group = GroupChoice(WorkingGroup.Product.AGREEMENT)
    assignment = AssignmentChoice()

    helper = helper()


class OriginForm(forms.ModelForm):
    group = GroupChoice()
    assignment = AssignmentChoice()

    class Meta:
        model = Agreement
        fields = ["group", "assignment"]

    helper = helper()


class BringForm(forms.Form):
    """A draft from Word, or pasted."""

    file = UploadField(label=_l("Draft from Word"), kinds=("docx",), required=False)
    text = PlainTextField(
        label=_l("or pasted text"),
        required=False,
        widget=_lines(10),
        help_text=_l("Numbers («2.», «2.1.») and headings become sections and clauses."),
    )

    helper = helper()

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where neither came, or both."""
        given = super().clean() or {}
        if bool(given.get("file")) == bool((given.get("text") or "").strip()) and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste a text, one of them."))
        return given


class UntilForm(forms.Form):
    until = DayField(label=_l("Until which day"))

    helper = helper()


class RemarkForm(forms.Form):
    wording = PlainTextField(
        label=_l("Wording you propose"),
        required=False,
        widget=_lines(4),
        help_text=_l("The whole clause as it should read, or what is to be added or left out."),
    )
    text = PlainTextField(label=_l("Grounds of the remark"), required=False, widget=_lines(3))

    helper = helper()

    def __init__(self, organizations: list[Organization], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = organizations
        if len(organizations) > 1:
            choices = [(row.pk, row.short) for row in organizations]
            self.fields["organization"] = forms.TypedChoiceField(label=_l("On behalf of"), choices=choices, coerce=int)

    def clean(self) -> dict[str, Any]:
        """The organisation as a row: the chosen one, or the only one."""
        given = super().clean() or {}
        wanted = given.get("organization")
        if len(self.organizations) == 1 or wanted:
            given["organization"] = next(
                row for row in self.organizations if len(self.organizations) == 1 or row.pk == wanted
            )
        return given


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_l("Answer"), choices=Remark.Answer.choices, widget=forms.RadioSelect)
    text = PlainTextField(
        label=_l("In words"),
        required=False,
        widget=_lines(3),
        help_text=_l("Needed where it is taken partly or declined: the organisation and the others read it."),
    )

    helper = helper()


class PutToSignForm(forms.Form):
    """On what terms an edition is put to signature; who is left out is asked row by row on the same page."""

    until = DayField(label=_l("To be signed until"))
    condition_key = forms.ChoiceField(
        label=_l("Clause that states when it comes into force"),
        help_text=_l("What it says in words is repeated below for the portal."),
    )
    condition = forms.ChoiceField(
        label=_l("It comes into force"), choices=Edition.Condition.choices, widget=forms.RadioSelect
    )
    condition_count = forms.IntegerField(
        label=_l("How many signatures"),
        required=False,
        min_value=2,
        max_value=10_000,
        help_text=_l("For the second choice."),
    )
    not_before = DayField(label=_l("Not before"), required=False)

    helper = helper()

    def __init__(self, lines: list[Line], odd: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = ((line.key, f"{line.number}. {line.whole}"[:MOST_SHOWN]) for line in lines if line.text)
        self.fields["condition_key"].choices = [("", "–"), *shown]  # type: ignore[attr-defined]
        if odd:
            self.fields["reason"] = forms.CharField(
                label=_l("Why it is put to signature all the same"), required=False, widget=_lines(2), max_length=2000
            )

    def clean(self) -> dict[str, Any]:
        """Nothing more: the action checks the terms under its lock."""
        return super().clean() or {}


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_l("Reason"), widget=_lines(3), max_length=2000)

    helper = helper()


class ExtendForm(ReasonForm):
    until = DayField(label=_l("New deadline"))
    field_order = ["until", "reason"]


class AgreeingForm(forms.Form):
    expected_on = DayField(label=_l("Answer expected"), required=False)
    reason = forms.CharField(
        label=_l("Where it stands"), required=False, max_length=LINE, help_text=_l("For example: with the lawyers.")
    )

    helper = helper()


class DisagreeForm(forms.Form):
    """Which remarks the organisation stands by; one more can be written on the spot."""

    remarks = forms.ModelMultipleChoiceField(
        label=_l("Remarks you stand by"),
        queryset=Remark.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    clause = forms.ChoiceField(label=_l("One more: clause"), required=False)
    wording = PlainTextField(label=_l("Wording you propose"), required=False, widget=_lines(3))
    text = PlainTextField(label=_l("Grounds of the remark"), required=False, widget=_lines(3))

    helper = helper()

    def __init__(self, remarks: Any, lines: list[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = ((line.key, f"{line.number}. {line.whole}"[:MOST_SHOWN]) for line in lines)
        self.fields["clause"].choices = [("", _("the whole text")), *shown]  # type: ignore[attr-defined]
        field = self.fields["remarks"]
        field.queryset = remarks  # type: ignore[attr-defined]
        field.label_from_instance = _remark_words  # type: ignore[attr-defined]


def _remark_words(remark: Remark) -> str:
    answer = remark.get_answer_display() if remark.answer else _("without an answer")
    return f"{remark} ({answer})"


class LeaveForm(forms.Form):
    left_on = DayField(label=_l("Last day as a party"))
    ground = forms.CharField(label=_l("Ground"), max_length=LINE, help_text=_l("A letter, its number and date."))

    helper = helper()


class EndForm(forms.Form):
    ended_on = DayField(label=_l("Last day"))
    ground = forms.CharField(label=_l("Ground"), max_length=LINE, help_text=_l("A decision, its number and date."))

    helper = helper()


class AccedeForm(forms.Form):
    organization = OrganizationField(label=_l("Organisation"))

    helper = helper()


class DirectionsForm(forms.Form):
    """Directions of a document, a line each."""

    source = forms.ChoiceField(
        label=_l("Source"),
        choices=[(s.value, s.label) for s in (Direction.Source.REGULATION, Direction.Source.PROTOCOL)],
        widget=forms.RadioSelect,
    )
    source_words = forms.CharField(
        label=_l("Document"), max_length=LINE, help_text=_l("Its name, number and date, as it is to be quoted.")
    )
    meeting = forms.ModelChoiceField(
        label=_l("Meeting, where it is minutes"), queryset=Meeting.objects.order_by("-date"), required=False
    )
    text = PlainTextField(
        label=_l("Directions"),
        widget=_lines(10),
        help_text=_l("One direction – one line. An empty line divides paragraphs of the source."),
    )

    helper = helper()


class DirectionForm(forms.Form):
    text = PlainTextField(label=_l("Direction"), widget=_lines(3), max_length=5000)

    helper = helper()


class ClauseChoice(forms.Form):
    """A clause of the edition that matters now."""

    clause = forms.ChoiceField(label=_l("Clause"), required=False)

    helper = helper()

    def __init__(self, lines: list[Line], *args: Any, sections: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = (line for line in lines if (line.level == 1) == sections)
        shown = [(line.key, f"{line.number}. {line.whole}"[:MOST_SHOWN]) for line in wanted]
        field = self.fields["clause"]
        field.label = _l("Section") if sections else _l("Clause")
        field.required = sections
        field.choices = shown if sections else [("", _("none")), *shown]  # type: ignore[attr-defined]
