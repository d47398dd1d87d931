"""People, positions, representatives, accounts."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.accounts.actions import invite, withdrawn
from cluster_portal.workflow import Refused, action, locked, note
from members import rules
from members.actions.base import close, keep, told
from members.models import Assistant, Inspection, Organization, Person, Position, Representation


@action("members.person_added")
def add_person(*, name: str, by: Any, **details: Any) -> Person:
    """Enter a person, «Фамилия Имя Отчество»; `details` are further fields of Person.

    Contacts stay out of the journal.
    """
    rules.may_edit_composition(by)
    return keep(Person(name=" ".join(name.split()), **details))


@action("members.appointed")
def appoint(
    *,
    person: Person | str,
    organization: Organization,
    title: str,
    kind: str = Position.Kind.OTHER,
    started: datetime.date | None = None,
    ended: datetime.date | None = None,
    title_genitive: str = "",
    by: Any,
) -> Position:
    """Record what a person is in an organisation, the title as printed."""
    rules.may_edit_composition(by)
    note(**told(organization=organization, kind=str(kind), started=started, ended=ended))
    return keep(
        Position(
            person=known(person=person, by=by),
            organization=organization,
            title=title,
            title_genitive=title_genitive,
            kind=kind,
            started=started,
            ended=ended,
        )
    )


@action("members.position_ended")
def end_position(*, position: Position, ended: datetime.date, by: Any) -> Position:
    """Record the last day in a position."""
    rules.may_edit_composition(by)
    note(ended=ended)
    return close(locked(position), ended)


@action("members.delegated")
def delegate(
    *,
    organization: Organization,
    person: Person | str,
    kind: str = Representation.Kind.MAIN,
    started: datetime.date | None = None,
    ended: datetime.date | None = None,
    ground: str = "",
    end_previous: bool = False,
    by: Any,
) -> Representation:
    """Record who represents an organisation in the council, with the letter or list it rests on.

    `end_previous`: the main representative before leaves the day before. Raises Refused(overlap, dates).
    """
    rules.may_edit_composition(by)
    if end_previous and started:
        for before in organization.representations.filter(kind=kind, ended=None):
            end_representation(representation=before, ended=started - datetime.timedelta(days=1), by=by)
    note(**told(kind=str(kind), started=started, ended=ended, ground=ground))
    sent = known(person=person, by=by)
    return keep(
        Representation(organization=organization, person=sent, kind=kind, started=started, ended=ended, ground=ground)
    )


@action("members.representation_ended")
def end_representation(*, representation: Representation, ended: datetime.date, by: Any) -> Representation:
    """Record the last day of a representative."""
    rules.may_edit_composition(by)
    note(ended=ended)
    return close(locked(representation), ended)


@action("members.head_changed")
def change_head(
    *, organization: Organization, person: Person | str, title: str, since: datetime.date, ground: str = "", by: Any
) -> Position:
    """A new head from a day on; the one before leaves the day before. `person` may be a new full name.

    Raises Refused(dates, overlap).
    """
    rules.may_edit_composition(by)
    last = since - datetime.timedelta(days=1)
    for before in organization.positions.filter(kind=Position.Kind.HEAD, ended=None):
        end_position(position=before, ended=last, by=by)
    note(**told(organization=organization, since=since, ground=ground))
    new = known(person=person, by=by)
    return appoint(person=new, organization=organization, title=title, kind=Position.Kind.HEAD, started=since, by=by)


def known(*, person: Person | str, by: Any) -> Person:
    """The person, entered first where only a new full name was given."""
    return add_person(name=person, by=by) if isinstance(person, str) else person


@action("members.person_changed")
def change_person(*, person: Person, by: Any, **details: Any) -> Person:
    """Correct what is known of a person; contacts stay out of the journal."""
    rules.may_edit_composition(by)
    row = locked(person)
    changed = sorted(name for name, value in details.items() if getattr(row, name) != value)
    for name, value in details.items():
        setattr(row, name, value)
    note(changed=changed)
    return keep(row)


@action("members.assistant_named")
def name_assistant(
    *, person: Person | str, head: Person, started: datetime.date | None = None, ground: str = "", by: Any
) -> Assistant:
    """Record who assists a head: reads, answers invitations, prepares reports, never signs or votes."""
    rules.may_edit_composition(by)
    note(**told(head=head, started=started, ground=ground))
    return keep(Assistant(person=known(person=person, by=by), head=head, started=started, ground=ground))


@action("members.assistant_ended")
def end_assistant(*, assistant: Assistant, ended: datetime.date, by: Any) -> Assistant:
    """Record the last day of an assistant."""
    rules.may_edit_composition(by)
    note(ended=ended)
    return close(locked(assistant), ended)


@action("members.inspection_granted")
def grant_inspection(
    *, person: Person | str, started: datetime.date, until: datetime.date, ground: str, by: Any
) -> Inspection:
    """Let somebody read everything for a time. Raises Refused(dates)."""
    rules.may_edit_composition(by)
    note(**told(started=started, until=until, ground=ground))
    inspector = known(person=person, by=by)
    return keep(Inspection(person=inspector, started=started, until=until, ground=ground))


@action("members.inspection_ended")
def end_inspection(*, inspection: Inspection, ended: datetime.date, by: Any) -> Inspection:
    """End an inspector's access before its time."""
    rules.may_edit_composition(by)
    note(ended=ended)
    return close(locked(inspection), ended)


@action("members.account_given")
def give_account(*, person: Person, user: Any, by: Any) -> Person:
    """Tie an account to a person. Raises Refused: he has one, or it is another's, or an administrator's."""
    rules.may_edit_composition(by)
    row = locked(person)
    if row.user_id is not None:
        raise Refused(_("%(person)s has an account already.") % {"person": row}, code="has_account", field="user")
    row.user = user
    return keep(row)


@action("members.invited")
def invite_person(*, person: Person, email: str, by: Any) -> Person:
    """Send a person an invitation to the portal; the account it makes is his.

    Whose invitation was withdrawn may be invited again, to another address too: the account that was never opened
    is then nobody's. Raises Refused: not the right of `by`, has an account, or the address belongs to another person.
    """
    rules.may_invite(by)
    row = locked(person)
    if row.user is not None and not withdrawn(row.user):
        raise Refused(_("%(person)s has an account already.") % {"person": row}, code="has_account", field="user")
    row.email, row.user = email.strip().lower(), None
    _refuse_anothers(row)
    keep(row)
    invitation = invite(email=row.email, name=row.name, by=by)
    return give_account(person=row, user=invitation.user, by=by)


def _refuse_anothers(person: Person) -> None:
    other = Person.objects.filter(user__email=person.email).exclude(pk=person.pk).first()
    if other is not None:
        raise Refused(_("This is the address of %(person)s.") % {"person": other}, code="exists", field="email")
