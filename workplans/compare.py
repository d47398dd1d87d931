"""What differs between two revisions: by activity and field, words marked; the same activity has the same key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cluster_portal.documents.sealed.redline import Piece, words
from workplans.record import Record


@dataclass(frozen=True)
class FieldChange:
    """A field that differs, its words piece by piece."""

    label: Any
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """An activity that differs. `kind`: added, removed, changed."""

    kind: str
    key: str
    number: str
    title: str
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""


def _labels() -> dict[str, Any]:
    return {
        "section": _("section"),
        "title": _("activity"),
        "period": _("period"),
        "responsible": _("responsible"),
        "result": _("expected result"),
        "indicators": _("indicators"),
        "funding": _("funding"),
        "place": _("place"),
        "mark": _("mark of execution"),
    }


def flat(data: Iterable[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Key → fields in words, from a record's or a sealed document's data."""
    return {
        row["key"]: {
            **{name: row[name] for name in ("number", "title", "period", "responsible", "result", "mark", "funding")},
            "place": row["place"],
            "moved_reason": row["moved_reason"],
            "section": part["heading"],
            "indicators": "; ".join(_indicator(one) for one in row["indicators"]),
        }
        for part in data
        for row in part["activities"]
    }


def _indicator(row: dict[str, Any]) -> str:
    target = row["target"] if row["target"] is not None else "–"
    return f"{row['name']}, {row['unit']}: {target}"


def compare(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> list[Change]:
    """The activities that differ, in the order of the new revision; those taken out last."""
    before, after = flat(old), flat(new)
    found = [change for key, row in after.items() if (change := _change(key, before.get(key), row))]
    gone = [Change("removed", key, row["number"], row["title"]) for key, row in before.items() if key not in after]
    return found + gone


def _change(key: str, before: dict[str, str] | None, row: dict[str, str]) -> Change | None:
    if before is None:
        return Change("added", key, row["number"], row["title"])
    fields = tuple(
        FieldChange(label, tuple(words(before[name], row[name])))
        for name, label in _labels().items()
        if before[name] != row[name]
    )
    if not fields:
        return None
    return Change("changed", key, row["number"], row["title"], fields, row["moved_reason"])


def changes_since(record: Record, earlier: Record) -> list[Change]:
    """What the record's revision changes of an earlier one."""
    return compare(earlier.data(), record.data())
