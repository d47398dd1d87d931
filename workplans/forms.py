"""Forms: what is typed becomes what the actions take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _l

from agreements.forms import AssignmentChoice, GroupChoice
from agreements.models import Direction
from cluster_portal.documents.uploads import UploadField
from cluster_portal.ui.forms import DayField, PlainTextField, helper
from meetings.models import Decision
from members.models import Organization, WorkingGroup
from workplans.models import Activity, ActivityReport, Indicator, Plan, PlanRevision, Section
from workplans.models.plan import FIRST_YEAR, LAST_YEAR

MOST_SHOWN = 100  # characters of a line to choose from


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OfDecisions:
    """Decisions in words: which meeting, the printed number where it has one of its own, what was decided."""

    def label_from_instance(self, obj: Any) -> str:
        """One line."""
        number = f", № {obj.number}" if obj.number else ""
        return f"{obj.meeting}{number}: {Truncator(obj.text).chars(MOST_SHOWN)}"


class DecisionChoice(OfDecisions, forms.ModelChoiceField):
    """An adopted decision of a meeting that was held."""


class DecisionsChoice(OfDecisions, forms.ModelMultipleChoiceField):
    """Adopted decisions."""


class OfDirections:
    """Directions in words, with their source."""

    def label_from_instance(self, obj: Any) -> str:
        """One line."""
        return f"{obj.get_source_display()}: {Truncator(obj.words).chars(MOST_SHOWN)}"


class DirectionChoice(OfDirections, forms.ModelChoiceField):
    """One direction."""


class DirectionsChoice(OfDirections, forms.ModelMultipleChoiceField):
    """Several directions."""


class BeginForm(forms.Form):
    year = forms.IntegerField(label=_l("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    group = GroupChoice(WorkingGroup.Product.PLAN)
    assignment = AssignmentChoice(help_text=_l("When the plan is approved, it is proposed as done."))

    helper = helper()


class OriginForm(forms.ModelForm):
    group = GroupChoice()
    assignment = AssignmentChoice(help_text=_l("When the plan is approved, it is proposed as done."))

    class Meta:
        model = Plan
        fields = ["group", "assignment"]

    helper = helper()


class UntilForm(forms.Form):
    until = DayField(label=_l("Comments until"))

    helper = helper()


class SectionForm(forms.Form):
    """A section: of a direction, or with words of its own."""

    direction = DirectionChoice(label=_l("Direction"), queryset=Direction.objects.none(), required=False)
    heading = PlainTextField(
        label=_l("Heading"), required=False, widget=_lines(2), help_text=_l("Empty: the words of the direction.")
    )

    helper = helper()

    def __init__(self, directions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].queryset = directions  # type: ignore[attr-defined]


class TieForm(forms.Form):
    direction = DirectionChoice(label=_l("Direction"), queryset=Direction.objects.none(), required=False)

    helper = helper()

    def __init__(self, directions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].queryset = directions  # type: ignore[attr-defined]


class PasteForm(forms.Form):
    text = PlainTextField(
        label=_l("Rows from Excel or Word"),
        widget=_lines(12),
        help_text=_l("Copy rows of the table there and paste them here: columns are recognised by themselves."),
    )

    helper = helper()


class TableForm(forms.Form):
    """A table from Excel."""

    file = UploadField(label=_l("Table from Excel"), kinds=("xlsx",))

    helper = helper()


class DocumentForm(forms.Form):
    file = UploadField(label=_l("Document"))

    helper = helper()


class DetailForm(forms.Form):
    """What the portal understood of an activity, to be corrected."""

    started = DayField(label=_l("From"), required=False)
    ended = DayField(label=_l("Until"), required=False)
    moved_reason = PlainTextField(
        label=_l("Why the date was moved"),
        required=False,
        widget=_lines(2),
        help_text=_l("Needed where an approved date changes; the first date is kept."),
    )
    directions = DirectionsChoice(
        label=_l("Further directions"),
        queryset=Direction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decisions = DecisionsChoice(label=_l("Decisions it follows from"), queryset=Decision.objects.none(), required=False)
    funding = PlainTextField(label=_l("Funding"), required=False, widget=_lines(2))
    place = PlainTextField(label=_l("Place"), required=False, widget=_lines(2))

    helper = helper()

    def __init__(self, directions: Any, decisions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directions"].queryset = directions  # type: ignore[attr-defined]
        self.fields["decisions"].queryset = decisions  # type: ignore[attr-defined]


def _number(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        max_digits=14, decimal_places=2, localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs
    )


class IndicatorForm(forms.Form):
    name = forms.CharField(label=_l("Indicator"), max_length=300)
    unit = forms.CharField(label=_l("Unit"), max_length=40, help_text=_l("People, %, units …"))
    baseline = _number(label=_l("Baseline"), required=False, min_value=0)
    target = _number(label=_l("Target of the year"), required=False, min_value=0)
    rule = forms.ChoiceField(
        label=_l("Consolidated by"), choices=Indicator.Rule.choices, widget=forms.RadioSelect, initial="sum"
    )

    helper = helper()


class CommentForm(forms.Form):
    text = PlainTextField(label=_l("What you propose or object to"), widget=_lines(4))

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
        found = [row for row in self.organizations if len(self.organizations) == 1 or row.pk == wanted]
        if found:
            given["organization"] = found[0]
        return given


class AnswerForm(forms.Form):
    text = PlainTextField(label=_l("Text of the answer"), widget=_lines(3))

    helper = helper()


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_l("Reason"), widget=_lines(3), max_length=2000)

    helper = helper()


class OptionalReasonForm(forms.Form):
    reason = PlainTextField(
        label=_l("Why it has no activity"),
        required=False,
        widget=_lines(3),
        max_length=2000,
        help_text=_l("Empty: what was written is taken back."),
    )

    helper = helper()


class ApproveForm(forms.Form):
    """On what ground the chair approves."""

    ground = forms.ChoiceField(
        label=_l("On the ground of"), choices=PlanRevision.Ground.choices, widget=forms.RadioSelect
    )
    decision = DecisionChoice(
        label=_l("Decision of the Council"),
        queryset=Decision.objects.none(),
        required=False,
        help_text=_l("For the first two."),
    )

    helper = helper()

    def __init__(self, decisions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """What an organisation did on an activity in a quarter."""

    quarter = forms.TypedChoiceField(
        label=_l("Quarter"), choices=[(n, n) for n in (1, 2, 3, 4)], coerce=int, widget=forms.RadioSelect
    )
    told = forms.ChoiceField(label=_l("How it stands"), choices=ActivityReport.Told.choices, widget=forms.RadioSelect)
    text = PlainTextField(label=_l("What was done"), widget=_lines(4))
    done_on = DayField(label=_l("Done on"), required=False)
    evidence = UploadField(
        label=_l("Evidence"),
        required=False,
        help_text=_l("A report without evidence is taken, and marked so."),
    )

    helper = helper()

    def __init__(
        self, organizations: list[Organization], indicators: list[Indicator], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = organizations
        for one in indicators:
            self.fields[f"value-{one.pk}"] = _number(label=f"{one.name}, {one.unit}", required=False)
        if len(organizations) != 1:
            choices = [(row.pk, row.short) for row in organizations]
            self.fields["organization"] = forms.TypedChoiceField(label=_l("On behalf of"), choices=choices, coerce=int)

    def clean(self) -> dict[str, Any]:
        """The organisation as a row, values by indicator, files as a list."""
        given = super().clean() or {}
        wanted = given.get("organization")
        found = [row for row in self.organizations if len(self.organizations) == 1 or row.pk == wanted]
        if found:
            given["organization"] = found[0]
        names = [name for name in given if name.startswith("value-")]
        given["values"] = {int(name.removeprefix("value-")): given.pop(name) for name in names}
        file = given.pop("evidence", None)
        given["files"] = [file] if file else []
        return given


class RequestForm(forms.Form):
    quarter = forms.TypedChoiceField(label=_l("Quarter"), choices=[(n, n) for n in (1, 2, 3, 4)], coerce=int)
    until = DayField(label=_l("Until"))

    helper = helper()


class CancelForm(forms.Form):
    decision = DecisionChoice(label=_l("Decision of the Council"), queryset=Decision.objects.none())
    reason = PlainTextField(label=_l("Reason"), required=False, widget=_lines(2), max_length=2000)

    helper = helper()

    def __init__(self, decisions: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Into which section an activity is moved."""

    section = forms.ModelChoiceField(label=_l("Section"), queryset=Section.objects.none())

    helper = helper()

    def __init__(self, activity: Activity, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = activity.revision.sections.all()  # type: ignore[attr-defined]
