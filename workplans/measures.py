"""Values of indicators: entered by quarter and organisation, consolidated by each indicator's own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from workplans.models import Indicator, Measure, Plan
from workplans.record import Record

HUNDREDTH = Decimal("0.01")


def values_of(plan: Plan, indicators: Iterable[Indicator] | None = None) -> dict[str, list[Measure]]:
    """Indicator's key → its values in the order of quarters, of all indicators or of these; one query."""
    found: dict[str, list[Measure]] = defaultdict(list)
    rows = plan.measures.select_related("organization").order_by("quarter", "organization__name")
    if indicators is not None:
        rows = rows.filter(indicator_key__in=[one.key for one in indicators])
    for row in rows:
        found[row.indicator_key].append(row)
    return found


def consolidated(record: Record) -> dict[str, Decimal]:
    """Indicator's key → its actual value of the year; indicators nobody has measured are not there."""
    values = values_of(record.plan)
    found = {}
    for rows in record.indicators.values():
        for one in rows:
            actual = total(one, values.get(one.key, []))
            if actual is not None:
                found[one.key] = actual
    return found


def total(indicator: Indicator, rows: list[Measure]) -> Decimal | None:
    """The value of the year by the rule: the sum, the average, or the last of each organisation added up."""
    told = [row for row in rows if row.actual is not None]
    if not told:
        return None
    if indicator.rule == Indicator.Rule.LAST:
        last: dict[Any, Decimal] = {row.organization_id: row.actual for row in told if row.actual is not None}
        return sum(last.values(), Decimal(0))
    whole = sum((row.actual for row in told if row.actual is not None), Decimal(0))
    return whole if indicator.rule == Indicator.Rule.SUM else (whole / len(told)).quantize(HUNDREDTH)
