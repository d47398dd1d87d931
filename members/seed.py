"""The composition minutes No. 1 state, as data, and its loader: what the demo and the tests start from.

Only what the minutes of 09.04.2021 say; a date they do not give is None.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from members import actions
from members.models import Charter, Cluster, Mandate, Organization, Person, Position

STATE, NONPROFIT, BUSINESS, EDUCATION = Organization.Category.values
VOCATIONAL, GENERAL = Organization.Education.values
HEAD, ACTING, OTHER = Position.Kind.values

MINUTES_DAY = datetime.date(2021, 4, 9)
MINUTES = "Протокол № 1 от 09.04.2021"
IN_COMPOSITION = f"{MINUTES}, «Состав Кластера»"
IN_ATTENDANCE = f"{MINUTES}, список присутствовавших"
REGULATION_DAY = datetime.date(2020, 10, 26)
FOUNDING_ORDER = (
    "Положение об образовательно-отраслевом кластере, утвержденное распоряжением Департамента профессионального "
    "образования Томской области от 26.10.2020 № 465"
)
SECRETARY_GROUND = f"{MINUTES} подписан ею как секретарём Координационного совета; акт о назначении не назван"
TERM = "chair_term_years"  # the one rule of the Charter the minutes state: «на пять лет»

TPT = "ОГБПОУ «Томский политехнический техникум»"


@dataclass(frozen=True)
class Entry:
    """An organisation of the composition in its order; `seat` is its place in the attendance list."""

    category: str
    name: str
    short: str
    seat: int | None = None
    education: str = ""
    parent: str = ""
    aliases: list[str] = field(default_factory=list)
    belongs_to_state: bool = False


COMPOSITION = [
    Entry(
        STATE,
        "Департамент промышленности и энергетики Администрации Томской области",
        "Департамент промышл.",
        4,
        belongs_to_state=True,
    ),
    Entry(
        NONPROFIT,
        "Союз «МПО работодателей Томской области»",
        "МПО работодателей",
        1,
        aliases=["Союз «МПО Работодателей Томской области»"],
    ),
    Entry(NONPROFIT, "Союз «Томская торгово-промышленная палата»", "Томская ТПП", 2),
    Entry(
        BUSINESS,
        "ПАО Томская распределительная компания",
        "Томская распредкомпания",
        12,
        aliases=["ПАО «Томская распределительная компания»"],
    ),
    Entry(BUSINESS, "ООО «Гарантийный фонд Томской области»", "Гарантийный фонд", 3),
    Entry(BUSINESS, "АО «НПО «Полюс»", "Полюс"),
    Entry(BUSINESS, "АО «Томский электротехнический завод»", "ТЭТЗ"),
    Entry(
        BUSINESS,
        "ФБУ Государственный региональный центр стандартизации, метрологии и испытаний в Томской области",
        "ЦСМ",
    ),
    Entry(BUSINESS, "АО «ЭлеСи»", "ЭлеСи"),
    Entry(BUSINESS, "ООО «Сибирская машиностроительная компания»", "Сибирская машиностроительная компания"),
    Entry(
        EDUCATION,
        "МОУ средняя общеобразовательная школа №33 города Томска",
        "Школа № 33",
        5,
        GENERAL,
        aliases=["МБОУ Средняя общеобразовательная школа № 33 г. Томска"],
    ),
    Entry(EDUCATION, "ОГБПОУ «Томский экономико-промышленный колледж»", "ТЭПК", 11, VOCATIONAL),
    Entry(
        EDUCATION,
        "ОГБПОУ «Асиновский техникум промышленной индустрии и сервиса»",
        "Асиновский техникум",
        13,
        VOCATIONAL,
    ),
    Entry(EDUCATION, "ОГБПОУ «Кожевниковский техникум агробизнеса»", "Кожевниковский техникум", 8, VOCATIONAL),
    Entry(
        EDUCATION,
        "ОГБПОУ «Колпашевский социально-промышленный колледж»",
        "Колпашевский колледж",
        14,
        VOCATIONAL,
    ),
    Entry(
        EDUCATION,
        "ОГБПОУ «Томский промышленно-гуманитарный колледж»",
        "Гуманитарный колледж",
        10,
        VOCATIONAL,
    ),
    Entry(EDUCATION, "ОГБПОУ «Томский индустриальный техникум»", "Индустриальный техникум", 7, VOCATIONAL),
    Entry(EDUCATION, "ОГБПОУ «Северский промышленный колледж»", "Северский промколледж", 6, VOCATIONAL),
    Entry(EDUCATION, TPT, "Томский политехнический", 9, VOCATIONAL),
    Entry(
        EDUCATION,
        f"Александровский филиал {TPT}",
        "Александровский филиал ТПТ",
        education=VOCATIONAL,
        parent=TPT,
    ),
    Entry(EDUCATION, f"Парабельский филиал {TPT}", "Парабельский филиал ТПТ", education=VOCATIONAL, parent=TPT),
]

OUTSIDE = [
    Entry(EDUCATION, "ОГБПОУ «Томский аграрный колледж»", "Аграрный колледж", education=VOCATIONAL),
    Entry(
        STATE,
        "Департамент профессионального образования Томской области",
        "ДПО Томской области",
        belongs_to_state=True,
    ),
]

# Name, organisation (its short name), title as printed, kind; in the order of the attendance list.
PEOPLE = [
    ("Неизвестных Михаил Николаевич", "МПО работодателей", "директор", HEAD),
    ("Костарев Максим Михайлович", "Томская ТПП", "президент", HEAD),
    ("Беляев Егор Викторович", "Гарантийный фонд", "директор", HEAD),
    (
        "Клоков Андрей Петрович",
        "Департамент промышл.",
        "заместитель председателя комитета Промышленности",
        OTHER,
    ),
    ("Доронин Денис Андреевич", "Школа № 33", "заместитель директора по обеспечению безопасности", OTHER),
    ("Бенсон Глеб Феликсович", "Северский промколледж", "директор", HEAD),
    ("Елисеев Владимир Анатольевич", "Индустриальный техникум", "директор", HEAD),
    ("Криков Андрей Николаевич", "Кожевниковский техникум", "директор", HEAD),
    ("Криволапов Иван Николаевич", "Томский политехнический", "директор", HEAD),
    ("Змеева Елена Евдокимовна", "Гуманитарный колледж", "и.о. директора", ACTING),
    ("Лаврушенко Светлана Владимировна", "Аграрный колледж", "заместитель директора", OTHER),
    ("Матвеев Дмитрий Михайлович", "ТЭПК", "директор", HEAD),
    (
        "Жарких Елена Вячеславовна",
        "ТЭПК",
        "заместитель директора по учебно-производственной работе",
        OTHER,
    ),
    (
        "Филонова Наталья Анатольевна",
        "Томская распредкомпания",
        "начальник отдела подбора, оценки и развития персонала",
        OTHER,
    ),
    ("Репин Владимир Николаевич", "Асиновский техникум", "директор", HEAD),
    ("Саидова Юлия Насриддиновна", "Колпашевский колледж", "директор", HEAD),
]
REPRESENTATIVES = ("Клоков Андрей Петрович", "Доронин Денис Андреевич", "Филонова Наталья Анатольевна")
SECRETARY = "Жарких Елена Вячеславовна"


def load(*, by: Any = None) -> Cluster:
    """Enter the cluster, its rules, organisations, people and secretary, every row by its action."""
    cluster = actions.found_cluster(
        name="Промышленный образовательно-отраслевой кластер",
        name_genitive="Промышленного образовательно-отраслевого кластера",
        city="г. Томск",
        founding_order=FOUNDING_ORDER,
        by=by,
    )
    _adopt_charter(cluster, by)
    organizations = {entry.short: _add(entry, by) for entry in (*COMPOSITION, *OUTSIDE)}
    for entry in COMPOSITION:
        actions.join_cluster(
            cluster=cluster,
            organization=organizations[entry.short],
            ground=IN_COMPOSITION,
            seat=entry.seat,
            signs_itself=not entry.parent,
            by=by,
        )
    people = {name: _employ(name, organizations[at], title, kind, by) for name, at, title, kind in PEOPLE}
    _delegate(people, organizations, by)
    _grant_secretary(cluster, people[SECRETARY], by)
    return cluster


def _adopt_charter(cluster: Cluster, by: Any) -> None:
    own = {"id", "cluster", "in_force_from", "assumed", TERM}
    actions.adopt_charter(
        cluster=cluster,
        in_force_from=REGULATION_DAY,
        chair_term_years=5,
        signatories=[Mandate.Office.SECRETARY.value],  # No. 1 has one signature line
        assumed=[field.name for field in Charter._meta.concrete_fields if field.name not in own],
        by=by,
    )


def _add(entry: Entry, by: Any) -> Organization:
    return actions.add_organization(
        name=entry.name,
        short_name=entry.short,
        category=entry.category,
        education=entry.education,
        belongs_to_state=entry.belongs_to_state,
        parent=Organization.objects.get(name=entry.parent) if entry.parent else None,
        aliases=[(spelling, MINUTES) for spelling in entry.aliases],
        by=by,
    )


def _employ(name: str, organization: Organization, title: str, kind: str, by: Any) -> Person:
    person = actions.add_person(name=name, by=by)
    actions.appoint(person=person, organization=organization, title=title, kind=kind, by=by)
    return person


def _delegate(people: dict[str, Person], organizations: dict[str, Organization], by: Any) -> None:
    """Those who are no heads and sat for their organisations."""
    at = {name: short for name, short, _title, _kind in PEOPLE}
    for name in REPRESENTATIVES:
        actions.delegate(organization=organizations[at[name]], person=people[name], ground=IN_ATTENDANCE, by=by)


def _grant_secretary(cluster: Cluster, person: Person, by: Any) -> None:
    actions.grant_mandate(
        cluster=cluster,
        office=Mandate.Office.SECRETARY,
        person=person,
        started=MINUTES_DAY,
        ground=SECRETARY_GROUND,
        by=by,
    )
