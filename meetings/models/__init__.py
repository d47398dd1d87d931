"""Nouns of the meetings room."""

from meetings.models.agenda import AgendaItem, Candidate, Speech, Vote
from meetings.models.around import Answer, Attachment, Comment, Proposal, Signatory, SignedEdition
from meetings.models.decisions import Assignment, Decision, Extension, Report
from meetings.models.meeting import AtDesk, DoubtReason, EditingSession, Meeting, Step, Versioned
from meetings.models.people import Attendance, Presence

__all__ = [
    "AgendaItem",
    "Answer",
    "Assignment",
    "AtDesk",
    "Attachment",
    "Attendance",
    "Candidate",
    "Comment",
    "Decision",
    "DoubtReason",
    "EditingSession",
    "Extension",
    "Meeting",
    "Presence",
    "Proposal",
    "Report",
    "Signatory",
    "SignedEdition",
    "Speech",
    "Step",
    "Versioned",
    "Vote",
]
