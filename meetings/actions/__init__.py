"""Verbs of the meetings room: the only code that writes here."""

from meetings.actions.archive import record_minutes
from meetings.actions.course import explain_doubt, finish, plan_meeting, sign_on_paper, start
from meetings.actions.outcome import create_group, make_mandate
from meetings.actions.people import add_attendance, mark, move, prepare_attendance
from meetings.actions.writing import (
    add_candidate,
    add_decision,
    add_election,
    add_item,
    add_speech,
    add_vote,
    insert_composition,
    remove,
    save_row,
)

__all__ = [
    "add_attendance",
    "add_candidate",
    "add_decision",
    "add_election",
    "add_item",
    "add_speech",
    "add_vote",
    "create_group",
    "explain_doubt",
    "finish",
    "insert_composition",
    "make_mandate",
    "mark",
    "move",
    "plan_meeting",
    "prepare_attendance",
    "record_minutes",
    "remove",
    "save_row",
    "sign_on_paper",
    "start",
]
