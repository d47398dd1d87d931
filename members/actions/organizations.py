"""Organisations and their names."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.workflow import Refused, action, locked, note
from members import rules
from members.actions.base import close, keep, told
from members.models import Alias, FormerName, Organization

Spelling = tuple[str, str]  # another spelling and where it was met
Named = tuple[str, datetime.date]  # a former name and its last day


@action("members.organization_added")
def add_organization(
    *,
    name: str,
    category: str,
    former_names: Iterable[Named] = (),
    aliases: Iterable[Spelling] = (),
    by: Any,
    **details: Any,
) -> Organization:
    """Enter an organisation, of the cluster or not; `details` are further fields of Organization.

    Raises Refused at the field: a wrong INN or OGRN, its own branch, a name that is taken.
    """
    rules.may_edit_composition(by)
    organization = keep(Organization(name=name, category=category, **details))
    for former, until in former_names:
        keep(FormerName(organization=organization, name=former, until=until))
    for spelling, source in aliases:
        keep(Alias(organization=organization, spelling=spelling, source=source))
    note(**told(category=category, former_names=list(former_names), aliases=list(aliases), **details))
    return organization


@action("members.organization_renamed")
def rename_organization(
    *,
    organization: Organization,
    name: str,
    since: datetime.date,
    ground: str = "",
    name_genitive: str = "",
    by: Any,
) -> Organization:
    """Give an organisation a new name from a day on; documents of earlier days keep the old one.

    Raises Refused(dates) for a day to come, or one before an earlier renaming.
    """
    rules.may_edit_composition(by)
    row = locked(organization)
    last = row.former_names.first()
    if since > clock.today():
        raise Refused(_("Enter a new name when it has come into force."), code="dates", field="since")
    until = since - datetime.timedelta(days=1)
    if last is not None and last.until >= until:
        raise Refused(_("The organisation was renamed later than that."), code="dates", field="since")
    keep(FormerName(organization=row, name=row.name, name_genitive=row.name_genitive, until=until, ground=ground))
    note(**told(before=row.name, after=name, since=since, ground=ground))
    row.name, row.name_genitive = name, name_genitive
    return keep(row)


@action("members.alias_added")
def add_alias(*, organization: Organization, spelling: str, source: str = "", by: Any) -> Organization:
    """Remember another spelling of the name and where it was met."""
    rules.may_edit_composition(by)
    keep(Alias(organization=organization, spelling=spelling, source=source))
    note(**told(spelling=spelling, source=source))
    return organization


@action("members.organization_changed")
def change_organization(*, organization: Organization, by: Any, **details: Any) -> Organization:
    """Correct what is known of an organisation, all but its official name (a new name: rename_organization)."""
    rules.may_edit_composition(by)
    row = locked(organization)
    before = {name: getattr(row, name) for name in details}
    for name, value in details.items():
        setattr(row, name, value)
    changed = {name: str(value) for name, value in details.items() if before[name] != value}
    note(changed=changed)
    return keep(row)


@action("members.organization_merged")
def merge_organization(
    *, organization: Organization, successor: Organization, since: datetime.date, ground: str, by: Any
) -> Organization:
    """Merge an organisation into another: from that day the successor stands in its place.

    Its membership and its representatives end the day before; papers of earlier days keep its name.
    Raises Refused: itself, a circle, merged already (two secretaries at once), the successor is merged itself.
    """
    rules.may_edit_composition(by)
    for pk in sorted({organization.pk, successor.pk}):  # always in one order: two merges cannot wait for each other
        locked(Organization(pk=pk))
    row = Organization.objects.get(pk=organization.pk)
    _may_be_merged(row, Organization.objects.get(pk=successor.pk))
    row.successor = successor
    keep(row)
    last = since - datetime.timedelta(days=1)
    for membership in row.memberships.filter(left=None):
        close(membership, last, field="left", ground=ground, ground_field="left_ground")
    for representation in row.representations.filter(ended=None):
        close(representation, last)
    note(**told(successor=successor, since=since, ground=ground))
    return row


def _may_be_merged(row: Organization, successor: Organization) -> None:
    if row.successor is not None:
        raise Refused(
            _("%(one)s has been merged into %(two)s already.") % {"one": row, "two": row.successor},
            code="state",
            field="successor",
        )
    if successor.successor is not None:
        raise Refused(
            _("%(two)s has been merged into %(three)s itself: choose that one.")
            % {"two": successor, "three": successor.successor},
            code="merged",
            field="successor",
        )
