"""Small looks into the record for the templates of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import template

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
def mode_counts(record: Record) -> list[tuple[str, int]]:
    """How many take part in which way."""
    counts = Counter(line.mode for line in record.listed)
    return [(str(Mode(mode).label).lower(), counts[mode]) for mode in Mode.values if counts[mode]]
