"""What this room keeps of a user: the person, positions, representations, offices, groups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.ui.registries import Stored
from members.models import Absence, Person, WorkingGroup


def stored(user: Any) -> list[Stored]:
    """Everything of the composition that speaks of the person behind the account; nothing where there is none."""
    person = Person.objects.filter(user=user).first()
    if person is None:
        return []
    return [part(person) for part in (_person, _positions, _representations, _mandates, _absences, _groups)]


def _person(person: Person) -> Stored:
    return _("Person in the composition"), [
        {
            _("Full name"): person.name,
            _("Name in the genitive"): person.name_genitive,
            _("Name in the dative"): person.name_dative,
            _("E-mail"): person.email,
        }
    ]


def _lasting(row: Any) -> dict[str, Any]:
    return {_("From"): row.started, _("Last day"): row.ended}


def _positions(person: Person) -> Stored:
    return _("Positions"), [
        {
            _("Organisation"): str(row.organization),
            _("Title of the position"): row.title,
            _("Title in the genitive"): row.title_genitive,
            _("Kind"): row.get_kind_display(),
            **_lasting(row),
        }
        for row in person.positions.select_related("organization")
    ]


def _representations(person: Person) -> Stored:
    return _("Representation in the Council"), [
        {
            _("Organisation"): str(row.organization),
            _("Kind"): row.get_kind_display(),
            _("Ground"): row.ground,
            **_lasting(row),
        }
        for row in person.representations.select_related("organization")
    ]


def _mandates(person: Person) -> Stored:
    return _("Offices of the Council"), [
        {
            _("Office"): row.get_office_display(),
            _("Ground"): row.ground,
            **_lasting(row),
            _("Planned end"): row.until,
            _("Ground of the end"): row.ended_ground,
        }
        for row in person.mandates.all()
    ]


def _absences(person: Person) -> Stored:
    return _("Absences as the chair"), [
        {_("Ground"): row.ground, **_lasting(row)} for row in Absence.objects.filter(mandate__person=person)
    ]


def _groups(person: Person) -> Stored:
    return _("Working groups"), [
        {
            _("Task"): row.task,
            _("Part taken"): _("leader") if row.leader_id == person.pk else _("member of the group"),
            _("Created"): row.created,
            _("Completed"): row.completed,
        }
        for row in WorkingGroup.objects.taking_part(person)
    ]
