"""How activities stand today: derived from dates, reports and what became of them; never stored."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cluster_portal import clock
from workplans.models import Activity, ActivityReport, CoExecutor, Fate, Plan
from workplans.periods import quarters
from workplans.record import Record

Told = ActivityReport.Told
QUARTERS = (1, 2, 3, 4)
LASTING = (Activity.PeriodKind.REPEATED, Activity.PeriodKind.YEAR)  # without an end it lasts all year


@dataclass(frozen=True)
class Standing:
    """An activity on a day. `code`: planned, running, overdue, done, late, not_done, carried, cancelled."""

    code: str
    words: str
    tone: str = ""
    done_on: datetime.date | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was carried out, in time or late."""
        return self.code in {"done", "late"}


class Carrying:
    """The reports and fates of a plan, by activity; three queries."""

    def __init__(self, plan: Plan, *, on: datetime.date | None = None, closed: bool = False) -> None:
        self.plan = plan
        self.on = on or clock.today()
        self.closed = closed

    @cached_property
    def reports(self) -> dict[str, list[Any]]:
        """Key → its reports, the oldest first, each with `evidence`, the number of its files."""
        found: dict[str, list[Any]] = defaultdict(list)
        rows = self.plan.reports.select_related("organization", "person").annotate(evidence=Count("files"))
        for row in rows.order_by("at", "pk"):
            found[row.key].append(row)
        return found

    @cached_property
    def fates(self) -> dict[str, Fate]:
        """Key → what became of it."""
        return {row.key: row for row in self.plan.fates.select_related("decision__meeting")}

    def standing(self, row: Activity) -> Standing:
        """How the activity stands."""
        reports = self.reports[row.key]
        newest = reports[-1].told if reports else None
        done = done_on(row, reports)
        return stands(row, self.fates.get(row.key), done, newest, on=self.on, closed=self.closed)

    def counts(self, rows: Iterable[Activity]) -> dict[str, int]:
        """Code → how many; «late» counts as done too, see `Standing.is_done`."""
        return Counter(self.standing(row).code for row in rows)


def done_on(row: Activity, reports: list[Any]) -> datetime.date | None:
    """The day it was done, by the lead organisation's newest report, else by anybody's; reports, the oldest first."""
    own = [report for report in reports if report.organization_id == row.lead_organization_id]
    newest = (own or reports)[-1] if reports else None
    return newest.done_on if newest is not None and newest.told == Told.DONE else None


def stands(
    row: Activity,
    fate: Fate | None,
    done: datetime.date | None,
    newest: str | None,
    *,
    on: datetime.date,
    closed: bool = False,
) -> Standing:
    """How an activity stands on a day, by what became of it, the day it was done, and what was told of it last."""
    if fate is not None:
        return _fate(fate)
    if done is not None:
        late = row.ended is not None and done > row.ended
        words = pgettext("activity", "Done late") if late else pgettext("activity", "Done")
        return Standing("late" if late else "done", words, done_on=done)
    if closed or newest == Told.NOT_DONE:
        return Standing("not_done", pgettext("activity", "Not done"), "over")
    if row.ended is not None and row.ended < on:
        return Standing("overdue", _("Overdue by %s d.") % (on - row.ended).days, "over")
    if newest or (row.started is not None and row.started <= on):
        return Standing("running", pgettext("activity", "Being carried out"), "now")
    return Standing("planned", pgettext("activity", "Planned"))


def with_fate(rows: Any) -> Any:
    """Activities with `fate`, what became of them; where nothing did, there is no such attribute."""
    return joined_fate(rows).select_related("fate")


def joined_fate(rows: Any) -> Any:
    """Activities that can be asked for their `fate` in SQL."""
    own = Q(revision__plan__fates__key=F("key"))
    return rows.annotate(fate=FilteredRelation("revision__plan__fates", condition=own))


def _told() -> tuple[Any, Any]:
    """What was told of an activity, the newest first, and what its lead told, which counts before what others say."""
    told = ActivityReport.objects.filter(plan=OuterRef("revision__plan"), key=OuterRef("key")).order_by("-at", "-pk")
    return told, told.filter(organization=OuterRef("lead_organization"))


def with_decisive(rows: Any) -> Any:
    """Activities with the word that decides whether they are done, '' where nobody has said any."""
    newest, of_lead = (Subquery(found.values("told")[:1]) for found in _told())
    return rows.annotate(decisive=Coalesce(of_lead, newest, Value("")))


def with_newest(rows: Any) -> Any:
    """Activities with the newest word of them, whoever said it."""
    told, _own = _told()
    return rows.annotate(newest=Coalesce(Subquery(told.values("told")[:1]), Value("")))


def with_standing(rows: Any) -> Any:
    """Activities that tell how they stand without the plan's other reports, see `standing_of`; for some of a plan."""
    told, own = _told()
    newest_on, of_lead_on = (Subquery(found.values("done_on")[:1]) for found in (told, own))
    done_on = Case(When(Exists(own), then=of_lead_on), default=newest_on)
    return with_newest(with_decisive(with_fate(rows))).annotate(done_on=done_on)


def standing_of(row: Any, on: datetime.date) -> Standing:
    """How an activity of `with_standing` stands."""
    done = row.done_on if row.decisive == Told.DONE else None
    return stands(row, getattr(row, "fate", None), done, row.newest or None, on=on)


def _fate(fate: Fate) -> Standing:
    if fate.kind == Fate.Kind.CARRIED:
        return Standing("carried", _("Carried over to %s") % fate.to_year)
    return Standing("cancelled", pgettext("activity", "Taken out"))


@dataclass(frozen=True)
class Owed:
    """What an organisation owes for a quarter: its activities, and those it has reported on."""

    organization: Any
    activities: list[Activity]
    answered: list[Activity]

    @property
    def missing(self) -> list[Activity]:
        """Those without a report of that quarter."""
        known = {row.pk for row in self.answered}
        return [row for row in self.activities if row.pk not in known]


def owed(record: Record, carrying: Carrying, quarter: int) -> list[Owed]:
    """Who owes reports on the quarter: organisations of leads and co-executors of activities that lie in it."""
    activities: dict[Any, list[Activity]] = defaultdict(list)
    for row in record.ordered:
        if _in_quarter(row, quarter, record.plan.year) and row.key not in carrying.fates:
            for organization in _who(record, row):
                activities[organization].append(row)
    told = {
        (report.key, report.organization_id)
        for reports in carrying.reports.values()
        for report in reports
        if report.quarter == quarter or (report.told == Told.DONE and report.quarter < quarter)
    }
    return [
        Owed(organization, rows, [row for row in rows if (row.key, organization.pk) in told])
        for organization, rows in sorted(activities.items(), key=lambda pair: pair[0].name)
    ]


def missing_of(revision: Any, quarter: int, organization: Any) -> Any:
    """What `owed` finds an organisation has not reported on, asked of the database: for a page that needs no more."""
    first, last = _days_of(quarter, revision.plan.year)
    lies = Q(ended__gte=first, begun__lte=last) | Q(ended=None, period_kind__in=LASTING)
    told = ActivityReport.objects.filter(plan=revision.plan_id, key=OuterRef("key"), organization=organization)
    answered = told.filter(Q(quarter=quarter) | Q(told=Told.DONE, quarter__lt=quarter))
    bound = Q(by_agreement=False) | Q(answer=CoExecutor.Answer.CONFIRMED)
    parts = CoExecutor.objects.filter(bound, activity=OuterRef("pk"), organization=organization)
    parts = parts.exclude(answer=CoExecutor.Answer.REFUSED)
    rows = joined_fate(Activity.objects.filter(revision=revision, removed_at=None))
    rows = rows.annotate(begun=Coalesce("started", "ended")).filter(lies, fate=None)
    return rows.filter(Q(lead_organization=organization) | Exists(parts)).exclude(Exists(answered))


def _days_of(quarter: int, year: int) -> tuple[datetime.date, datetime.date]:
    last = datetime.date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - datetime.timedelta(days=1)
    return datetime.date(year, quarter * 3 - 2, 1), last


def _in_quarter(row: Activity, quarter: int, year: int) -> bool:
    if row.period_kind in LASTING and row.ended is None:
        return True
    if row.ended is None:
        return False
    start = max(row.started or row.ended, datetime.date(year, 1, 1))
    end = min(row.ended, datetime.date(year, 12, 31))
    return start <= end and quarter in quarters(start, end)


def _who(record: Record, row: Activity) -> list[Any]:
    """Organisations that report on an activity; a co-executor «по согласованию» only once it has confirmed."""
    found = [row.lead_organization] if row.lead_organization is not None else []
    for one in record.co_executors[row.pk]:
        bound = not one.by_agreement or one.answer == one.Answer.CONFIRMED
        if one.organization is not None and bound and one.answer != one.Answer.REFUSED:
            found.append(one.organization)
    return list(dict.fromkeys(found))


def quarter_of(day: datetime.date) -> int:
    """The quarter a day lies in."""
    return (day.month - 1) // 3 + 1
