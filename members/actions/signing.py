"""Joining the agreement on simple signatures, powers of attorney, the nomenclature."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.documents.actions import put_in_force, seal
from cluster_portal.documents.uploads import store
from cluster_portal.workflow import Refused, action, locked, note
from members import rules
from members.actions.base import close, keep, told
from members.documents import accession_sheet
from members.models import Accession, AccessionPerson, CaseFile, Cluster, Organization, Person, PowerOfAttorney
from members.signing import SHEET


@action("members.accession_prepared")
def prepare_accession(
    *, organization: Organization, people: Iterable[Person], checked_how: str, marks: str = "", by: Any
) -> Accession:
    """Freeze the sheet by which an organisation joins the agreement on simple signatures, naming its people.

    `checked_how` says how their identity was checked, by `by`, today. It holds when the sheet is signed. Raises
    Refused: nobody named, somebody without an address or without a position there.
    """
    rules.may_keep_papers(by)
    named = list(people)
    if not named:
        raise Refused(_("Name at least one person who will sign."), code="empty", field="people")
    addresses = {person: _address(person) for person in named}
    sheet = accession_sheet(organization, addresses, clock.today(), marks=marks)
    row = Accession.objects.create(organization=organization)
    row.document = seal(
        kind=SHEET,
        series=f"members.accession:{row.pk}",
        title=sheet.title,
        document=sheet,
        places=[("organization", f"{organization.name}, руководитель")],
        data={"organization": organization.name, "people": {p.name: address for p, address in addresses.items()}},
        by=by,
    )
    keep(row)
    for person, address in addresses.items():
        details = {"checked_how": checked_how.strip(), "checked_by": str(by or ""), "checked_on": clock.today()}
        keep(AccessionPerson(accession=row, person=person, email=address, **details))
    note(organization=organization.name, people=[person.name for person in named], checked_how=checked_how)
    return row


def _address(person: Person) -> str:
    address = person.user.email if person.user else person.email
    if not address:
        told_of = _("%(person)s has no e-mail address: the sheet names it.") % {"person": person}
        raise Refused(told_of, code="no_address", field="people")
    return address


@action("members.accession_signed")
def complete_accession(*, accession: Accession, by: Any) -> Accession:
    """The sheet is signed: the organisation has joined from today. Raises Refused where its sheet is not signed."""
    row = locked(accession)
    if row.document is None or not row.document.signatures.exists():
        raise Refused(_("The sheet is not signed yet."), code="state")
    if row.joined is None:
        row.joined = clock.today()
        keep(row)
        put_in_force(document=row.document, by=by)
    return row


@action("members.accession_ended")
def end_accession(*, accession: Accession, ended: datetime.date, ground: str = "", by: Any) -> Accession:
    """The organisation leaves the agreement; what its people signed stays signed. Raises Refused."""
    rules.may_keep_papers(by)
    row = locked(accession)
    if row.joined is None:
        raise Refused(_("The sheet is not signed yet."), code="state")
    return close(row, ended, ground=ground, ground_field="ended_ground")


@action("members.attorney_entered")
def enter_attorney(
    *,
    organization: Organization,
    person: Person,
    number: str,
    started: datetime.date,
    until: datetime.date,
    file: Any,
    machine_readable: bool = False,
    by: Any,
) -> PowerOfAttorney:
    """Enter a power of attorney to sign for an organisation, with its file. Raises Refused at the field."""
    rules.may_keep_papers(by)
    row = PowerOfAttorney(
        organization=organization,
        person=person,
        number=number.strip(),
        started=started,
        until=until,
        machine_readable=machine_readable,
        file=store(file, by=by),
    )
    note(**told(number=number, person=person, until=until))
    return keep(row)


@action("members.attorney_ended")
def end_attorney(*, attorney: PowerOfAttorney, ended: datetime.date, by: Any) -> PowerOfAttorney:
    """A power of attorney was taken back. Raises Refused."""
    rules.may_keep_papers(by)
    return close(locked(attorney), ended)


@action("members.case_file_entered")
def enter_case_file(
    *, cluster: Cluster, index: str, title: str, kind: str, term: str, ground: str = "", by: Any
) -> CaseFile:
    """Enter a line of the nomenclature, or change the one of that index. Raises Refused at the field."""
    rules.may_keep_papers(by)
    row = CaseFile.objects.filter(cluster=cluster, index=index.strip()).first() or CaseFile(
        cluster=cluster, index=index.strip()
    )
    row.title, row.kind, row.term, row.ground = title.strip(), kind, term.strip(), ground.strip()
    note(**told(title=title, kind=kind, term=term, ground=ground))
    return keep(row)
