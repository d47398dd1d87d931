"""The roles: what each is, what gives it, what it may do. Code, not data: a role is changed with its tests.

A role follows from facts of the day (`rules.roles_of`); nobody is put into a role by hand. Only the
administrator's comes from the account itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class May(StrEnum):
    """What may be done, where a role alone decides it."""

    READ_INTERNAL = "read_internal"
    TAKE_PART = "take_part"
    READ_JOURNAL = "read_journal"
    SEE_CONTACTS = "see_contacts"
    EDIT_COMPOSITION = "edit_composition"
    RECORD_MEETINGS = "record_meetings"
    CONVENE = "convene"
    SIGN_MINUTES = "sign_minutes"
    KEEP_PAPERS = "keep_papers"
    VOTE = "vote"
    SIGN_FOR_ORGANIZATION = "sign_for_organization"
    BE_ELECTED = "be_elected"


@dataclass(frozen=True)
class Role:
    """A role: its name, one line about where it comes from, its permissions."""

    code: str
    name: Any
    line: Any
    may: frozenset[May]


CHAIR = Role(
    "chair",
    _("chair"),
    _("A mandate of the chair; the deputy's while the office is vacant or the chair's absence is recorded."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART, May.CONVENE, May.SIGN_MINUTES}),
)
AWAY = Role(
    "away",
    _("chair, away"),
    _("The chair while an absence is recorded: reads, takes part, records the return."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART}),
)
DEPUTY = Role(
    "deputy", _("deputy chair"), _("A mandate of the deputy chair."), frozenset({May.READ_INTERNAL, May.TAKE_PART})
)
SECRETARY = Role(
    "secretary",
    _("secretary"),
    _("A mandate of the secretary: composition, meetings, minutes, control."),
    frozenset(
        {
            May.READ_INTERNAL,
            May.TAKE_PART,
            May.READ_JOURNAL,
            May.SEE_CONTACTS,
            May.EDIT_COMPOSITION,
            May.RECORD_MEETINGS,
            May.CONVENE,
            May.SIGN_MINUTES,
            May.KEEP_PAPERS,
        }
    ),
)
HEAD = Role(
    "head",
    _("head"),
    _("A position of head, or of acting head as the rules say, in a member organisation."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART, May.SIGN_FOR_ORGANIZATION, May.BE_ELECTED}),
)
REPRESENTATIVE = Role(
    "representative",
    _("representative"),
    _("Represents a member organisation in the council: one vote an organisation."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART, May.VOTE}),
)
MEMBER = Role(
    "member",
    _("member"),
    _("A current position in a member organisation."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART}),
)
ASSISTANT = Role(
    "assistant",
    _("assistant"),
    _("Assists a head: reads, answers invitations, prepares reports; never signs or votes."),
    frozenset({May.READ_INTERNAL, May.TAKE_PART}),
)
INSPECTOR = Role(
    "inspector",
    _("inspector"),
    _("A dated grant by the secretary: reads everything, changes nothing."),
    frozenset({May.READ_INTERNAL, May.READ_JOURNAL}),
)
ADMINISTRATOR = Role(
    "administrator",
    _("administrator"),
    _("The account says so: accounts and admin site; never signs, votes or approves for anybody."),
    frozenset({May.READ_INTERNAL, May.READ_JOURNAL, May.SEE_CONTACTS, May.EDIT_COMPOSITION}),
)

# Most important first: the first one stands beside the user's name.
ROLES = (CHAIR, AWAY, DEPUTY, SECRETARY, HEAD, REPRESENTATIVE, MEMBER, ASSISTANT, INSPECTOR, ADMINISTRATOR)
