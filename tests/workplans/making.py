"""Plans in every state, made as people make them: plain functions, through the actions only.

Each takes the council of the fixture and returns a revision (or what its name says), fresh from the database. What it
starts from is made unless it is given: `approved(council)` begins, drafts, submits and signs a plan of 2021;
`approved(council, draft)` goes on from there. All happens on the day of the tests, 17.05.2021.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agreements.models import Direction
from cluster_portal.workflow import Refused
from meetings import actions as meetings
from meetings.models import Assignment, Decision, Meeting
from members.models import Accession, Organization, WorkingGroup
from members.rules import person_of
from tests import actors as people
from tests import seeded, signing
from tests.actors import Actors
from workplans import actions, rules
from workplans.models import Activity, ActivityReport, AnnualReport, CoExecutor, Plan, PlanRevision, Section
from workplans.record import Record

DAY = signing.DAY
UNTIL = DAY + datetime.timedelta(days=14)
YEAR = 2021
REASON = "Сроки не согласованы."
State = PlanRevision.State
Annual = AnnualReport.State
Ground = PlanRevision.Ground

PROTOCOL = "Протокол № 1 от 09.04.2021"
# The seven directions of minutes No. 1; an empty line divides its six paragraphs.
DIRECTIONS = """развитие в Томской области системы среднего профессионального образования и профессионального обучения;

модернизация ПО, входящих в кластер, посредством развития их материально-технической базы;

повышение качества обучения на основе интеграции образования и производства;

подготовка выпускников ПО, входящих в кластер, под конкретное рабочее место;
мониторинг рынка труда Томской области;

повышение привлекательности ПО, входящих в кластер, для выпускников общеобразовательных организаций;

развитие механизмов государственно-частного партнерства."""

Row = tuple[str, str, str, str]  # title, period, responsible, expected result, as they are typed
# One for every direction, in their order.
ROWS: tuple[Row, ...] = (
    ("Сетевые программы", "апрель–сентябрь 2021", "Бенсон Г.Ф.", "Две программы согласованы"),
    ("Общая мастерская", "август–октябрь 2021", "Матвеев Д.М.; АО «ЭлеСи» (по согласованию)", "Заявка подана"),
    ("Экспертиза программ", "II–III квартал 2021", "Матвеев Д.М.; Бенсон Г.Ф.", "Пять заключений"),
    ("Реестр рабочих мест", "до 01.06.2021", "Бенсон Г.Ф.; Костарев М.М. (по согласованию)", "Реестр опубликован"),
    ("Опрос работодателей", "до 30.04.2021", "Костарев М.М.", "Сводка по предприятиям"),
    ("Дни открытых дверей", "ежеквартально", "Змеева Е.Е.", "Не менее 200 школьников"),
    ("Типовой договор", "октябрь 2021", "Матвеев Д.М.", "Проект договора одобрен"),
)


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """The code an act is refused with; its reason is in words."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert str(caught.value.reason).strip()
    return caught.value.code


def fields(act: Callable[..., Any], *args: Any, **kwargs: Any) -> set[str]:
    """The fields an act finds wrong."""
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return set(caught.value.message_dict)


def fresh(revision: PlanRevision) -> PlanRevision:
    """The revision as it is now, with the rows every page asks for."""
    found: PlanRevision = PlanRevision.objects.whole().get(pk=revision.pk)
    return found


def activity(revision: PlanRevision, title: str = ROWS[0][0]) -> Activity:
    """The activity of this title, taken out or not, with its revision and plan."""
    rows = Activity.objects.select_related(
        "revision__plan__cluster", "revision__plan__group", "section", "lead", "lead_organization"
    )
    return rows.get(revision=revision, title=title)


def titles(revision: PlanRevision) -> list[str]:
    """Titles in the order they print."""
    return [row.title for row in Record(fresh(revision)).ordered]


def section(revision: PlanRevision, number: int = 1) -> Section:
    """The section with this number as printed."""
    return Record(fresh(revision)).sections[number - 1]


def co_executor(revision: PlanRevision, title: str, order: int = 1) -> CoExecutor:
    """A co-executor of the activity of this title."""
    rows = CoExecutor.objects.select_related("activity__revision__plan__group", "organization", "person")
    return rows.get(activity=activity(revision, title), order=order)


def organization_of(user: Any) -> Organization:
    """The one organisation this person speaks for."""
    (found,) = rules.speaks_for(user)
    return found


def directions(source: str = Direction.Source.PROTOCOL) -> list[Direction]:
    """The directions of a source that were not taken out, in their order."""
    return list(Direction.objects.filter(source=source, removed_at=None).order_by("order"))


@seeded.once(bool)
def enter_directions(council: Actors, text: str = DIRECTIONS, source: str = Direction.Source.PROTOCOL) -> None:
    """The seven directions of minutes No. 1, or others of the Regulation."""
    from agreements import actions as agreements

    of_protocol = source == Direction.Source.PROTOCOL
    agreements.enter_directions(
        cluster=council.cluster,
        source=source,
        source_words=PROTOCOL if of_protocol else "Положение, распоряжение № 465 от 26.10.2020",
        meeting=Meeting.objects.get(number="1") if of_protocol else None,
        text=text,
        by=council.secretary,
    )


def group() -> WorkingGroup:
    """The group decision 3 of minutes No. 1 creates; Матвеев, the head, leads it."""
    return WorkingGroup.objects.get(product=WorkingGroup.Product.PLAN)


def assignment() -> Assignment:
    """What decision 3 of minutes No. 1 asks for: the plan of 2021."""
    found = Assignment.objects.filter(decision__meeting__number="1", part__contains="План").last()
    assert found is not None
    return found


# --- the browser


def save(client: Any, row: Activity, *, version: Any = None, **typed: str) -> Any:
    """What the grid sends when a cell is left."""
    known = Activity.objects.get(pk=row.pk).version if version is None else version
    return client.post(reverse("workplans:save", args=[row.pk]), {"version": known, **typed})


def post(client: Any, page: str, /, *args: Any, **data: Any) -> Any:
    """POST to a page of the plan, by its name and what it is about."""
    return client.post(reverse(f"workplans:{page}", args=[getattr(one, "pk", one) for one in args]), data)


def doubts(revision: PlanRevision, title: str) -> list[str]:
    """What is odd about the activity of this title."""
    key = activity(revision, title).key
    return [doubt.title for doubt in Record(fresh(revision)).doubts if doubt.key == key]


def decision(council: Actors, *, number: str = "2", format: str = "mixed", adopted: bool = True) -> Decision:
    """A decision of a meeting that is in session; `held` finishes it."""
    meeting = meetings.plan_meeting(
        cluster=council.cluster,
        number=number,
        date=DAY,
        place="г. Томск",
        format=format,
        agenda=[("О плане работы", "Матвеев Д.М.")],
        by=council.secretary,
    )
    meetings.start(meeting=meeting, by=council.secretary)
    found: Decision = meeting.items.get().decisions.get()
    values = {"text": "Утвердить План работы.", "adopted": adopted}
    return meetings.save_row(row=found, version=found.version, values=values, by=council.secretary)


def held(council: Actors, **told: Any) -> Decision:
    """A decision of a meeting that was held; `told` as for `decision`."""
    found = decision(council, **told)
    meetings.finish(meeting=found.meeting, by=council.secretary)
    return Decision.objects.select_related("meeting").get(pk=found.pk)


# --- drafting


def plan(council: Actors, year: int = YEAR) -> Plan:
    """Begun by the leader of the group, its first revision empty."""
    return actions.begin_plan(
        cluster=council.cluster, year=year, group=group(), assignment=assignment(), by=council.head
    )


@seeded.once(fresh)
def begun(council: Actors) -> PlanRevision:
    """A draft without sections and activities."""
    return fresh(plan(council).revisions.get())


def add(revision: PlanRevision, row: Row, *, to: Section | None = None, by: Any) -> Activity:
    """An activity typed at the end of a section."""
    words = dict(zip(("title", "period_words", "responsible_words", "result"), row, strict=True))
    return actions.add_activity(revision=revision, section=to, by=by, **words)


@seeded.once(fresh)
def drafted(
    council: Actors, revision: PlanRevision | None = None, *, activities: int = len(ROWS), rows: Iterable[Row] = ROWS
) -> PlanRevision:
    """A draft with a section for every direction of the protocol and so many activities, one section after another.

    From seven on every direction is covered; `activities=6` leaves the seventh open.
    """
    draft = revision or begun(council)
    source = Direction.Source.PROTOCOL
    actions.add_sections_of_directions(revision=draft, source=source, by=council.head)
    sections, words = list(draft.sections.order_by("order")), list(rows)
    for number in range(activities):
        title, *rest = words[number % len(words)]
        again = f" {number // len(words) + 1}" if number >= len(words) else ""
        add(draft, (title + again, *rest), to=sections[number % len(sections)], by=council.head)
    return fresh(draft)


@seeded.once(fresh)
def three(council: Actors) -> PlanRevision:
    """One section with А, Б and В, another with Г."""
    draft = begun(council)
    sections = [
        actions.add_section(revision=draft, heading=name, by=council.head) for name in ("Раздел I", "Раздел II")
    ]
    for title, to in (("А", 0), ("Б", 0), ("В", 0), ("Г", 1)):
        add(draft, (title, "май", "Матвеев Д.М.", ""), to=sections[to], by=council.head)
    return fresh(draft)


# --- before the council


@seeded.once(fresh)
def considered(council: Actors, revision: PlanRevision | None = None, *, until: datetime.date = UNTIL) -> PlanRevision:
    """Put before the council by the leader of the group."""
    row = revision or drafted(council)
    actions.submit(revision=row, until=until, by=council.head)
    return fresh(row)


def commented(revision: PlanRevision, *, by: Any, title: str = ROWS[0][0], text: str = "Срок мал.") -> Any:
    """A comment of the organisation this person speaks for; title '' is the whole plan."""
    about = activity(revision, title) if title else None
    return actions.comment(revision=revision, organization=organization_of(by), activity=about, text=text, by=by)


@seeded.once(fresh)
def returned(
    council: Actors, revision: PlanRevision | None = None, *, remarks: dict[str, str] | None = None
) -> PlanRevision:
    """Returned by the chair; `remarks` are by title."""
    row = revision or considered(council)
    said = {activity(row, title).pk: words for title, words in (remarks or {}).items()}
    actions.return_plan(revision=row, reason=REASON, remarks=said, by=council.chair)
    return fresh(row)


@seeded.once(fresh)
def sealed(
    council: Actors,
    revision: PlanRevision | None = None,
    *,
    ground: str = Ground.DELEGATION,
    decision: Decision | None = None,
    by: Any = None,
) -> PlanRevision:
    """Frozen by the chair with the block of approval; `signing.place_of(revision.document)` is where it is signed."""
    row = fresh(revision) if revision else considered(council)
    actions.seal_for_approval(
        revision=row, fingerprint=Record(row).fingerprint, ground=ground, decision=decision, by=by or council.chair
    )
    return fresh(row)


def join(council: Actors) -> None:
    """The organisation of the chair has joined simple signatures, so that he can sign by a code."""
    if not Accession.objects.filter(people__person=person_of(council.chair)).exists():
        signing.join(people.CHAIR, by=council.secretary)


def sign(council: Actors, document: Any, *, on_paper: bool = True) -> None:
    """The chair signs by hand, and the secretary enters it; or by a code."""
    place = signing.place_of(document)
    if on_paper:
        signing.on_paper(place, name=people.CHAIR, by=council.secretary)
    else:
        join(council)
        signing.sign(place, council.chair)


@seeded.once(fresh)
def approved(
    council: Actors, revision: PlanRevision | None = None, *, on_paper: bool = True, **told: Any
) -> PlanRevision:
    """Approved: signed by the chair on paper, or by a code; `told` is the ground, see `sealed`."""
    if revision is not None:
        revision = fresh(revision)
    if revision is not None and revision.is_written:
        revision = considered(council, revision)
    row = sealed(council, revision, **told)
    sign(council, row.document, on_paper=on_paper)
    return fresh(row)


# --- later revisions


@seeded.once(fresh)
def next_draft(council: Actors, revision: PlanRevision | None = None) -> PlanRevision:
    """The next revision of an approved one, with the same activities."""
    return fresh(actions.begin_next(revision=revision or approved(council), by=council.head))


@seeded.once(fresh)
def second(council: Actors, revision: PlanRevision | None = None) -> PlanRevision:
    """The next revision, approved with one activity more; `based_on` leads to the one it replaces."""
    draft = next_draft(council, revision)
    add(draft, ("Круглый стол", "ноябрь 2021", "Матвеев Д.М.", "Рекомендации"), to=section(draft), by=council.head)
    return approved(council, draft)


@seeded.once(fresh)
def replaced(council: Actors) -> PlanRevision:
    """A first revision that the second one has replaced."""
    old = approved(council)
    second(council, old)
    return fresh(old)


@seeded.once(fresh)
def closed(council: Actors) -> PlanRevision:
    """Approved, and its annual report too."""
    row = approved(council)
    annual_approved(council, row)
    return fresh(row)


# --- carrying out


def reported(
    revision: PlanRevision,
    title: str = "Опрос работодателей",
    *,
    by: Any,
    quarter: int = 2,
    told: str = ActivityReport.Told.DONE,
    done_on: datetime.date | None = datetime.date(2021, 4, 29),
    **more: Any,
) -> ActivityReport:
    """A report for the lead organisation of an activity; `more` are text, organization, files and values."""
    row = activity(revision, title)
    given = {"organization": row.lead_organization, "text": "Опрошены 12 предприятий."} | more
    if told != ActivityReport.Told.DONE:
        done_on = None
    return actions.report(activity=row, quarter=quarter, told=told, done_on=done_on, by=by, **given)


# --- the annual report


def fresh_annual(report: AnnualReport) -> AnnualReport:
    """The annual report as it is now."""
    rows = AnnualReport.objects.select_related("plan__cluster", "plan__group__leader", "document")
    return rows.get(pk=report.pk)


@seeded.once(fresh_annual)
def annual_begun(council: Actors, revision: PlanRevision | None = None) -> AnnualReport:
    """Begun and written, a draft."""
    plan_row = (revision or approved(council)).plan
    row = actions.begin_report(plan=plan_row, by=council.head)
    values = {"summary": "Год прошёл по плану.", "proposals": "Продолжить."}
    actions.save_report(report=row, version=row.version, values=values, by=council.head)
    return fresh_annual(row)


@seeded.once(fresh_annual)
def annual_proposed(council: Actors, revision: PlanRevision | None = None) -> AnnualReport:
    """Sealed and before the chair."""
    row = annual_begun(council, revision)
    actions.propose_report(report=row, by=council.head)
    return fresh_annual(row)


@seeded.once(fresh_annual)
def annual_returned(council: Actors, revision: PlanRevision | None = None) -> AnnualReport:
    """Returned by the chair."""
    row = annual_proposed(council, revision)
    actions.return_report(report=row, reason=REASON, by=council.chair)
    return fresh_annual(row)


@seeded.once(fresh_annual)
def annual_approved(council: Actors, revision: PlanRevision | None = None, *, on_paper: bool = True) -> AnnualReport:
    """Signed by the chair; the plan is closed."""
    row = annual_proposed(council, revision)
    sign(council, row.document, on_paper=on_paper)
    return fresh_annual(row)


MAKERS = {
    State.DRAFT: drafted,
    State.CONSIDERED: considered,
    State.RETURNED: returned,
    State.APPROVED: approved,
    State.REPLACED: replaced,
    State.CLOSED: closed,
}
ANNUAL_MAKERS = {
    Annual.DRAFT: annual_begun,
    Annual.PROPOSED: annual_proposed,
    Annual.RETURNED: annual_returned,
    Annual.APPROVED: annual_approved,
}
