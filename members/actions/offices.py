"""Offices of the council and working groups."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.notifications.messages import send
from cluster_portal.workflow import Refused, action, locked, note
from members import rules
from members.actions.base import close, keep, told
from members.actions.people import known
from members.models import Absence, Cluster, GroupMember, GroupNote, Mandate, Organization, Person, WorkingGroup
from members.notifications import AwayRecorded, BackRecorded


@action("members.mandate_granted")
def grant_mandate(
    *,
    cluster: Cluster,
    office: str,
    person: Person,
    started: datetime.date,
    ground: str,
    until: datetime.date | None = None,
    end_previous: bool = False,
    by: Any,
) -> Mandate:
    """Put a person into an office of the council.

    Raises Refused (see rules.may_hold): not_head; second_holder unless `end_previous`; dates. With
    `end_previous` the mandate of the holder before ends the day before `started`, on the same ground.
    """
    rules.may_edit_composition(by)
    locked(cluster)
    rules.may_hold(office, person, cluster=cluster, started=started, end_previous=end_previous)
    if end_previous:
        for previous in rules.holders(cluster, office, started).filter(ended__isnull=True):
            end_mandate(mandate=previous, ended=started - datetime.timedelta(days=1), ground=ground, by=by)
    note(**told(started=started, until=until, ground=ground))
    return keep(Mandate(cluster=cluster, office=office, person=person, started=started, until=until, ground=ground))


@action("members.mandate_ended")
def end_mandate(*, mandate: Mandate, ended: datetime.date, ground: str = "", by: Any) -> Mandate:
    """Record the last day of a mandate and why. Raises Refused(ended, dates)."""
    rules.may_edit_composition(by)
    note(**told(ended=ended, ground=ground))
    return close(locked(mandate), ended, ground=ground, ground_field="ended_ground")


@action("members.absence_recorded")
def record_absence(
    *, cluster: Cluster, started: datetime.date, ground: str, ended: datetime.date | None = None, by: Any
) -> Absence:
    """The chair is away from a day to a day (None: until the return is recorded); the deputy acts. Both are told.

    Raises Refused: vacant, no_deputy (see rules.may_be_away); overlap; dates.
    """
    rules.may_edit_composition(by)
    locked(cluster)
    row = keep(Absence(mandate=rules.may_be_away(cluster, started), started=started, ended=ended, ground=ground))
    note(**told(started=started, ended=ended, ground=ground))
    send(AwayRecorded(row), to=_chair_and_deputy(row, started))
    return row


@action("members.absence_ended")
def end_absence(*, absence: Absence, ended: datetime.date, by: Any) -> Absence | Mandate:
    """The last day the chair is away, said by the secretary or the chair; chair and deputy are told.

    A day before the first says that the chair is not away after all; the record goes, its entries stay. Raises
    Refused: forbidden, ended; dates – the deputy has acted on days after that one.
    """
    rules.may_end_absence(by, absence)
    row = locked(absence)
    row.mandate = absence.mandate
    note(started=row.started, ended=ended)
    if ended < clock.today() - datetime.timedelta(days=1):
        raise Refused(
            _("Until today the deputy has acted: the last day is yesterday or later."), code="dates", field="ended"
        )
    to = _chair_and_deputy(row, max(ended, row.started))
    if ended < row.started:
        row.delete()
        rules.forget()
    else:
        close(row, ended)
    row.ended = ended
    send(BackRecorded(row), to=to)
    return row.mandate if row.pk is None else row


def _chair_and_deputy(row: Absence, day: datetime.date) -> list[Any]:
    """Accounts of the two the absence is about."""
    deputies = row.mandate.cluster.mandates.on(day).filter(office=Mandate.Office.DEPUTY).select_related("person__user")
    people = [row.mandate.person, *(mandate.person for mandate in deputies)]
    return [person.user for person in people if person.user]


@action("members.group_created")
def create_group(
    *,
    cluster: Cluster,
    task: str,
    created: datetime.date,
    ground: str,
    product: str = WorkingGroup.Product.OTHER,
    leader: Person | None = None,
    members: Iterable[Person] = (),
    deadline: datetime.date | None = None,
    by: Any,
) -> WorkingGroup:
    """Record a working group the council created; its members may be unknown (No. 1 names nobody)."""
    rules.may_edit_composition(by)
    people = list(members)
    group = keep(
        WorkingGroup(
            cluster=cluster,
            task=task,
            product=product,
            leader=leader,
            created=created,
            deadline=deadline,
            ground=ground,
        )
    )
    for person in people:
        keep(GroupMember(group=group, person=person))
    note(**told(leader=leader, members=[str(person) for person in people], deadline=deadline, ground=ground))
    return group


@action("members.group_completed")
def complete_group(*, group: WorkingGroup, completed: datetime.date, by: Any) -> WorkingGroup:
    """The group «завершила работу». Raises Refused(ended, dates)."""
    rules.may_edit_composition(by)
    note(completed=completed)
    return close(locked(group), completed, field="completed")


@action("members.group_member_added")
def add_group_member(
    *,
    group: WorkingGroup,
    person: Person | str,
    organization: Organization | None = None,
    letter: str = "",
    by: Any,
) -> WorkingGroup:
    """Put somebody into a group, with the letter that delegates him. Raises Refused: in it already, completed."""
    rules.may_edit_composition(by)
    row = _at_work(group)
    who = known(person=person, by=by)
    keep(GroupMember(group=row, person=who, organization=organization, letter=letter))
    note(**told(person=who, organization=organization, letter=letter))
    return row


@action("members.group_member_removed")
def remove_group_member(*, member: GroupMember, by: Any) -> WorkingGroup:
    """Take somebody out of a group."""
    rules.may_edit_composition(by)
    group = _at_work(member.group)
    note(person=str(member.person))
    member.delete()
    rules.forget()
    return group


def _at_work(group: WorkingGroup) -> WorkingGroup:
    row = locked(group)
    if row.completed:
        raise Refused(_("The group has completed its work."), code="state")
    return row


@action("members.group_note_written")
def write_group_note(*, group: WorkingGroup, text: str, by: Any) -> WorkingGroup:
    """Write a short note of a group's work; its leader, its members and the secretary do. Raises Refused."""
    row = locked(group)
    rules.may_write_note(by, row)
    keep(GroupNote(group=row, text=text.strip(), by=str(by or ""), at=clock.now()))
    return row
