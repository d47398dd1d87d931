"""Small looks into the record for the templates of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from cluster_portal.documents import russian
from meetings.models import Attendance
from meetings.record import Record

register = template.Library()
Mode = Attendance.Mode


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def field(mapping: Mapping[str, Any] | str, key: str) -> Any:
    """A value by name, or nothing."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.filter
def at_anchor(doubts: Mapping[str, Any], kind: str) -> dict[int, Any]:
    """Doubts by the id of the row they stand by, for one kind of rows."""
    prefix = f"{kind}-"
    return {int(anchor.removeprefix(prefix)): found for anchor, found in doubts.items() if anchor.startswith(prefix)}


@register.filter
def initials(name: str) -> str:
    """«Матвеев Д.М.»."""
    return russian.initials(name)


@register.filter
def modes(line: Attendance) -> list[tuple[str, str, str]]:
    """The three ways of the list, and the one the line has besides, each with its key."""
    three: list[tuple[str, str, str]] = [
        (Mode.IN_PERSON, _("in person"), "1"),
        (Mode.ONLINE, _("online"), "2"),
        (Mode.ABSENT, _("no"), "3"),
    ]
    if line.mode and line.mode not in {mode for mode, _word, _key in three}:
        three.append((line.mode, str(Mode(line.mode).label), ""))
    return three


@register.filter
def mode_counts(record: Record) -> list[tuple[str, int]]:
    """How many take part in which way."""
    counts = Counter(line.mode for line in record.listed)
    return [(str(Mode(mode).label).lower(), counts[mode]) for mode in Mode.values if counts[mode]]
