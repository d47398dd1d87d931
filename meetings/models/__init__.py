"""Nouns of the meetings room."""

from meetings.models.agenda import AgendaItem, Candidate, Speech, Vote
from meetings.models.decisions import Assignment, Decision
from meetings.models.meeting import DoubtReason, EditingSession, Meeting, Versioned
from meetings.models.people import Attendance

__all__ = [
    "AgendaItem",
    "Assignment",
    "Attendance",
    "Candidate",
    "Decision",
    "DoubtReason",
    "EditingSession",
    "Meeting",
    "Speech",
    "Versioned",
    "Vote",
]
