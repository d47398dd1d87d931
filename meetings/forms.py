"""Forms: what is typed becomes what the actions take."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cluster_portal.documents.uploads import UploadField
from cluster_portal.ui.forms import ClockField, DayField, PlainTextField, helper
from meetings.models import AgendaItem, Attendance, Decision, Meeting, Speech, Vote
from meetings.words import read_signatures
from members.forms import PersonField
from members.models import CaseFile

AGENDA_LINE = re.compile(r"^\s*(?:\d+[.)]\s*)?(?P<title>.+?)\s*(?:\((?P<reporters>[^()]+)\)\s*\.?)?\s*$")
BIG_COUNT = 100_000


class PlanForm(forms.Form):
    """Plan a meeting. The agenda is one item a line, the reporter in brackets."""

    number = forms.CharField(label=_l("Number"), max_length=40, help_text=_l("May hold letters: 2-з."))
    date = DayField(label=_l("Date"))
    time_start = ClockField(label=_l("Beginning"), required=False, help_text=_l("Tomsk time."))
    format = forms.ChoiceField(
        label=_l("Format"),
        choices=[choice for choice in Meeting.Format.choices if choice[0]],
        widget=forms.RadioSelect,
        initial=Meeting.Format.MIXED,
    )
    remote_ground = forms.CharField(
        label=_l("Ground for remote participation"),
        max_length=300,
        required=False,
        help_text=_l("A clause of the rules of the Council or a decision. Not needed for a meeting in person."),
    )
    place = forms.CharField(label=_l("Place"), max_length=300, required=False)
    venue = forms.CharField(label=_l("Address, room"), max_length=300, required=False)
    agenda = PlainTextField(
        label=_l("Agenda"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_l("One item – one line, the reporter in brackets."),
    )

    helper = helper()

    def clean_number(self) -> str:
        """No «№», no spaces inside."""
        number = "".join(self.cleaned_data["number"].replace("№", "").split())
        if not number:
            raise forms.ValidationError(_("Write the number of the meeting."))
        return number

    def clean_agenda(self) -> list[tuple[str, str]]:
        """(title, reporters) for each line; quotes and brackets inside the title stay."""
        lines = [line for line in self.cleaned_data["agenda"].splitlines() if line.strip()]
        return [read_agenda_line(line) for line in lines]


def read_agenda_line(line: str) -> tuple[str, str]:
    """«1. О ходе подписания (Матвеев Д.М.)» → title, reporters."""
    match = AGENDA_LINE.match(line)
    if not match:
        return line.strip(), ""
    return match["title"].strip().rstrip("."), (match["reporters"] or "").strip()


CLOCK = re.compile(r"\b([01]?\d|2[0-3])(?:[.:]|\s*ч\w*\.?\s*)([0-5]\d)\b")


def read_clock(text: str) -> datetime.time | None:
    """The first time of day in a text: «Начало: 14:00», «10 часов 00 минут»; None where there is none."""
    found = CLOCK.search(text)
    return datetime.time(int(found[1]), int(found[2])) if found else None


class RowForm(forms.ModelForm):
    """A row of the minutes being typed: only the fields that came are read, so that half a row is never blanked."""

    def __init__(self, data: Any, *, instance: Any) -> None:
        super().__init__(data, instance=instance)
        for name in [name for name in self.fields if name not in data]:
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {name: self.cleaned_data[name] for name in self.fields}

    def _post_clean(self) -> None:
        """The row is checked by the action that saves it, under its lock."""


class HeadForm(RowForm):
    date_end = DayField(required=False)
    time_start = ClockField(required=False)
    time_end = ClockField(required=False)
    quorum_raw = PlainTextField(required=False)
    signatures = PlainTextField(required=False, max_length=2000)

    class Meta:
        model = Meeting
        fields = [
            "date_end", "time_start", "time_end", "place", "venue", "format", "remote_ground", "quorum_raw", "order",
        ]  # fmt: skip

    def clean_date_end(self) -> Any:
        """The last day is not before the first; the first day alone is no last day."""
        last = self.cleaned_data["date_end"]
        if last and last < self.instance.date:
            raise forms.ValidationError(_("The last day is before the first."))
        return last if last != self.instance.date else None

    def values(self) -> dict[str, Any]:
        """Signature lines as data, the rest as typed."""
        typed = super().values()
        if "signatures" in typed:
            names = [name for name in self.instance.attendances.values_list("name", flat=True) if name]
            typed["signature_lines"] = read_signatures(typed.pop("signatures"), names)
        return typed


class AttendanceForm(RowForm):
    came_at = ClockField(required=False)
    left_at = ClockField(required=False)
    role = forms.ChoiceField(
        choices=[("", "–"), *((r, r.label) for r in (Attendance.Role.CHAIR, Attendance.Role.SECRETARY))], required=False
    )

    def values(self) -> dict[str, Any]:
        """The role of this meeting stands among the roles stated; the others stay."""
        typed = super().values()
        if "role" in typed:
            own = {Attendance.Role.CHAIR, Attendance.Role.SECRETARY}
            role = typed.pop("role")
            typed["roles"] = [r for r in self.instance.roles if r not in own] + ([role] if role else [])
        return typed

    class Meta:
        model = Attendance
        fields = [
            "name", "position", "organisation", "suffix", "note", "absence_reason", "represented_by", "basis",
            "came_at", "left_at",
        ]  # fmt: skip


class ItemForm(RowForm):
    title = PlainTextField()
    begun_at = ClockField(required=False)

    class Meta:
        model = AgendaItem
        fields = ["title", "reporters", "status", "begun_at"]


class SpeechForm(RowForm):
    text = PlainTextField(required=False)

    class Meta:
        model = Speech
        fields = ["speaker", "text"]


class VoteForm(RowForm):
    for_count = forms.IntegerField(min_value=0, max_value=BIG_COUNT, required=False)
    against_count = forms.IntegerField(min_value=0, max_value=BIG_COUNT, required=False)
    abstained_count = forms.IntegerField(min_value=0, max_value=BIG_COUNT, required=False)
    sentence = PlainTextField(required=False)
    nomination = PlainTextField(required=False)
    question = PlainTextField(required=False)

    class Meta:
        model = Vote
        fields = [
            "way", "method", "for_count", "against_count", "abstained_count", "sentence", "nomination", "question",
        ]  # fmt: skip


class DecisionForm(RowForm):
    text = PlainTextField(required=False)
    control_text = PlainTextField(required=False)

    class Meta:
        model = Decision
        fields = ["number", "text", "deadline_text", "responsible", "adopted", "control_text", "own_control"]


class CaseField(forms.ModelChoiceField):
    """The line of the nomenclature the minutes are kept in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=CaseFile.objects.filter(kind=CaseFile.Kind.MINUTES),
            label=_l("Kept in (nomenclature)"),
            required=False,
            empty_label=_l("not stated"),
            **kwargs,
        )


class PaperForm(forms.Form):
    """The minutes stand signed on paper."""

    signed_on = DayField(label=_l("Signed on"))
    original_kept = forms.CharField(label=_l("Where the original is kept"), max_length=300)
    originals = forms.IntegerField(label=_l("Number of originals"), min_value=1, max_value=99, required=False)
    case_file = CaseField()
    scan = UploadField(label=_l("Scan of the original"), kinds=("pdf", "png", "jpeg"), required=False)

    helper = helper()


class PutToSignForm(forms.Form):
    """Who signs the minutes electronically, until when."""

    chair = PersonField(
        label=_l("Presiding person"), new=False, required=False, help_text=_l("Empty: the secretary alone signs.")
    )
    secretary = PersonField(label=_l("Secretary of the meeting"), new=False, required=False)
    until = DayField(label=_l("To be signed until"), required=False)
    case_file = CaseField()

    helper = helper()


class ConveneForm(forms.Form):
    notice_number = forms.CharField(label=_l("Outgoing number of the notice"), max_length=40, required=False)

    helper = helper()


class MoveForm(forms.Form):
    date = DayField(label=_l("New date"))
    time_start = ClockField(label=_l("Beginning"), required=False, help_text=_l("Tomsk time."))
    reason = PlainTextField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    helper = helper()


class ProposeForm(forms.Form):
    title = PlainTextField(
        label=_l("What should be considered"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reporters = forms.CharField(label=_l("Who reports"), max_length=300, required=False)
    ground = PlainTextField(label=_l("Why"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class DeclineForm(forms.Form):
    answer = PlainTextField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class AttachForm(forms.Form):
    """A paper for the meeting or one of its items."""

    file = UploadField(label=_l("File"))
    title = forms.CharField(label=_l("Title"), max_length=300, required=False, help_text=_l("Empty: the file's name."))
    item = forms.ModelChoiceField(
        label=_l("To the item"), queryset=AgendaItem.objects.none(), required=False, empty_label=_l("the whole meeting")
    )

    helper = helper()

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.all()  # type: ignore[attr-defined]


class CannotForm(forms.Form):
    reason = forms.CharField(
        label=_l("Why you cannot come"),
        max_length=300,
        help_text=_l("A word is enough: leave, a business trip, another good reason."),
    )

    helper = helper()


class CirculateForm(forms.Form):
    until = DayField(label=_l("Comments until"))

    helper = helper()


class CommentForm(forms.Form):
    """A comment on circulated minutes."""

    part = forms.ChoiceField(label=_l("What it is about"), required=False)
    text = PlainTextField(label=_l("Comment"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))

    helper = helper()

    def __init__(self, parts: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _l("the whole")), *((part, part) for part in parts)]  # type: ignore[attr-defined]


class AnswerCommentForm(forms.Form):
    taken = forms.ChoiceField(
        label=_l("Answer"), choices=[("yes", _l("Taken")), ("no", _l("Declined"))], widget=forms.RadioSelect
    )
    answer = PlainTextField(
        label=_l("In words"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper()


class OldMeetingForm(PlanForm):
    """A meeting of the past whose minutes stand signed on paper."""

    signed_on = DayField(label=_l("Signed on"))
    original_kept = forms.CharField(label=_l("Where the original is kept"), max_length=300)
    scan = UploadField(label=_l("Scan of the original"), kinds=("pdf", "png", "jpeg"))

    field_order = ["number", "date", "signed_on", "original_kept", "scan"]


# What a part may be, in the order of the minutes. «skip» stands in the heading already and is not written.
DRAFT_KINDS = {
    "item": _l("Item of the agenda"),
    "heard": _l("Heard"),
    "spoke": _l("Spoke"),
    "noted": _l("Noted"),
    "vote": _l("Vote"),
    "decision": _l("Decision"),
    "person": _l("Participant"),
    "chair": _l("Presides"),
    "secretary": _l("Secretary of the meeting"),
    "time_start": _l("Beginning"),
    "time_end": _l("End"),
    "place": _l("Place"),
    "quorum": _l("Quorum"),
    "signature": _l("Signature line"),
    "text": _l("Text: not understood"),
    "skip": _l("Do not take"),
}


class DraftForm(forms.Form):
    """A draft: pasted, or as DOCX."""

    text = PlainTextField(label=_l("Text of the draft"), required=False, widget=forms.Textarea(attrs={"rows": 14}))
    file = UploadField(label=_l("Or a DOCX"), kinds=("docx",), required=False)

    helper = helper()

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("text", "").strip() and not data.get("file"):
            self.add_error("text", _("Paste the text or choose a file."))
        return data


class ReportForm(forms.Form):
    text = PlainTextField(label=_l("What was done"), widget=forms.Textarea(attrs={"rows": 6}))
    done_on = DayField(label=_l("Done on"), required=False, help_text=_l("Empty: the day of the report."))
    file = UploadField(label=_l("Evidence"), required=False)

    helper = helper()


class DeadlineForm(forms.Form):
    """Up to which deadline a list goes."""

    until = DayField(label=_l("Deadline until"), required=False)


class DropForm(forms.Form):
    reason = PlainTextField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class ReturnForm(forms.Form):
    answer = PlainTextField(label=_l("What is missing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class ExtendForm(forms.Form):
    until = DayField(label=_l("New deadline"))
    reason = PlainTextField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    helper = helper()


class AnswerExtensionForm(forms.Form):
    granted = forms.ChoiceField(
        label=_l("Answer"), choices=[("yes", _l("Grant")), ("no", _l("Refuse"))], widget=forms.RadioSelect
    )
    answer = PlainTextField(
        label=_l("In words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper()


ROW_FORMS: dict[str, tuple[type[Any], type[RowForm]]] = {
    "head": (Meeting, HeadForm),
    "person": (Attendance, AttendanceForm),
    "item": (AgendaItem, ItemForm),
    "speech": (Speech, SpeechForm),
    "vote": (Vote, VoteForm),
    "decision": (Decision, DecisionForm),
}
