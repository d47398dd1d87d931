"""What the meetings room stores of a person: shown to him on «Что хранится обо мне» (152-ФЗ)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from meetings.models import Answer, Assignment, Attendance, Comment, Extension, Proposal, Report
from members.rules import person_of

Part = tuple[Any, list[dict[Any, Any]]]


def stored(user: Any) -> list[Part]:
    """Lists he stands in, what he answered, proposed, commented, reported, has to do."""
    person = person_of(user)
    if person is None:
        return []
    return [
        (_("Lists of participants"), [_line(row) for row in _of(Attendance, person, "meeting")]),
        (_("Answers to invitations"), [_answer(row) for row in _of(Answer, person, "meeting")]),
        (
            _("Proposals to the agenda"),
            [_said(row.meeting, row.title, row) for row in _of(Proposal, person, "meeting")],
        ),
        (_("Comments on minutes"), [_said(row.meeting, row.text, row) for row in _of(Comment, person, "meeting")]),
        (_("Assignments"), [_task(row) for row in Assignment.objects.filter(lead=person)]),
        (
            _("Reports on assignments"),
            [_said(row.assignment, row.text, row) for row in _of(Report, person, "assignment")],
        ),
        (
            _("Requests to move deadlines"),
            [_said(row.assignment, row.reason, row) for row in _of(Extension, person, "assignment")],
        ),
    ]


def _of(model: Any, person: Any, about: str) -> Any:
    return model.objects.filter(person=person).select_related(about).order_by("pk")


def _line(row: Attendance) -> dict[Any, Any]:
    return {
        _("Meeting"): str(row.meeting),
        _("Name"): row.name,
        _("Position"): row.position,
        _("Organisation"): row.organisation,
        _("How"): row.get_mode_display(),
        _("Reason"): row.absence_reason,
    }


def _answer(row: Answer) -> dict[Any, Any]:
    return {
        _("Meeting"): str(row.meeting),
        _("The answer"): row.get_choice_display(),
        _("Reason"): row.reason,
        _("When"): row.at,
    }


def _said(about: Any, text: str, row: Any) -> dict[Any, Any]:
    return {_("About"): str(about), _("Text"): text, _("State"): row.get_state_display(), _("When"): row.at}


def _task(row: Assignment) -> dict[Any, Any]:
    return {_("Assignment"): row.part, _("Deadline"): row.deadline, _("State"): row.get_state_display()}
