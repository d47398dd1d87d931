"""Who is responsible, as plans word it."""

import datetime
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import Organization
from members.recognise import Index
from tests import factories as make
from tests import seeded
from workplans.responsible import read

DAY = datetime.date(2021, 4, 9)
TEPK = "ОГБПОУ «Томский экономико-промышленный колледж»"
TPT = "ОГБПОУ «Томский политехнический техникум»"
MATVEEV = "Матвеев Дмитрий Михайлович"
BENSON = "Бенсон Глеб Феликсович"
DEPARTMENT = "Департамент промышленности и энергетики Администрации Томской области"
CSM = "ФБУ Государственный региональный центр стандартизации, метрологии и испытаний в Томской области"


@pytest.fixture
def index(db):
    seeded.load()
    return Index(DAY)


def who(part):
    return part.text, part.organization and part.organization.name, part.person and part.person.name


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", []),
        (" \n; , ", []),
        ("ТЭПК", [("ТЭПК", TEPK, None)]),
        ("Матвеев Д.М.", [("Матвеев Д.М.", None, MATVEEV)]),
        ("Матвееву Д. М.", [("Матвееву Д. М.", None, MATVEEV)]),
        ("Дмитрий Михайлович Матвеев", [("Дмитрий Михайлович Матвеев", None, MATVEEV)]),
        ("Матвеев", [("Матвеев", None, MATVEEV)]),
        ("МАТВЕЕВ Д.М.", [("МАТВЕЕВ Д.М.", None, MATVEEV)]),
        ("директор Матвеев Д.М.", [("директор Матвеев Д.М.", None, MATVEEV)]),
        ("Матвеев Д.М., директор", [("Матвеев Д.М., директор", None, MATVEEV)]),
        ("Матвеев Д.М.,\nдиректор", [("Матвеев Д.М.,\nдиректор", None, MATVEEV)]),
        ("Матвеев Д.М., директор ТЭПК", [("Матвеев Д.М., директор ТЭПК", TEPK, MATVEEV)]),
        ("Матвеев Д.М., ОГБПОУ «ТЭПК»", [("Матвеев Д.М., ОГБПОУ «ТЭПК»", TEPK, MATVEEV)]),
        ("ОГБПОУ «ТЭПК», Матвеев Д.М.", [("ОГБПОУ «ТЭПК», Матвеев Д.М.", TEPK, MATVEEV)]),
        ("ОГБПОУ «ТЭПК» (Матвеев Д.М.)", [("ОГБПОУ «ТЭПК» (Матвеев Д.М.)", TEPK, MATVEEV)]),
        ("Матвеев Д.М. (ТЭПК)", [("Матвеев Д.М. (ТЭПК)", TEPK, MATVEEV)]),
        ("Директор ТЭПК Матвеев Д.М.", [("Директор ТЭПК Матвеев Д.М.", TEPK, MATVEEV)]),
        ("ТЭПК Д.М. Матвеев", [("ТЭПК Д.М. Матвеев", TEPK, MATVEEV)]),
        ("директор ТЭПК", [("директор ТЭПК", TEPK, None)]),
        ("ТЭПК, директор", [("ТЭПК, директор", TEPK, None)]),
        ("Матвеев Д.М., ТПТ", None),
        ("Матвеев Д.М., " + TPT, [("Матвеев Д.М.", None, MATVEEV), (TPT, TPT, None)]),
        ("Матвеев Д.М.; ТЭПК", [("Матвеев Д.М.", None, MATVEEV), ("ТЭПК", TEPK, None)]),
        ("ТЭПК\nБенсон Г.Ф.", [("ТЭПК", TEPK, None), ("Бенсон Г.Ф.", None, BENSON)]),
        ("Матвеев Д.М. и Бенсон Г.Ф.", [("Матвеев Д.М.", None, MATVEEV), ("Бенсон Г.Ф.", None, BENSON)]),
        ("ТЭПК и " + DEPARTMENT, [("ТЭПК", TEPK, None), (DEPARTMENT, DEPARTMENT, None)]),
        (DEPARTMENT + " и ТЭПК", [(DEPARTMENT, DEPARTMENT, None), ("ТЭПК", TEPK, None)]),
        (CSM + ", ТЭПК", [(CSM, CSM, None), ("ТЭПК", TEPK, None)]),
        ("АО «НПО «Полюс», ТЭПК", [("АО «НПО «Полюс»", "АО «НПО «Полюс»", None), ("ТЭПК", TEPK, None)]),
        ("АО «НПО «Полюс»», ТЭПК", [("АО «НПО «Полюс»»", "АО «НПО «Полюс»", None), ("ТЭПК", TEPK, None)]),
        ('АО "НПО "Полюс", ТЭПК', [('АО "НПО "Полюс"', "АО «НПО «Полюс»", None), ("ТЭПК", TEPK, None)]),
        ("1. ТЭПК\n2. АО «ЭлеСи»", [("1. ТЭПК", TEPK, None), ("2. АО «ЭлеСи»", "АО «ЭлеСи»", None)]),
        (
            "ОГБПОУ «Томский\nэкономико-промышленный колледж»",
            [("ОГБПОУ «Томский\nэкономико-промышленный колледж»", TEPK, None)],
        ),
        ("ОГБПОУ «Томский аграрный колледж»", [("ОГБПОУ «Томский аграрный колледж»",) * 2 + (None,)]),
        ("Союза «Томская торгово-промышленная палата»", None),
    ],
)
def test_who_is_meant(index, words, parts):
    found = read(words, index)
    if parts is not None:
        assert [who(part) for part in found] == parts
        assert [part.doubt for part in found] == [""] * len(parts)
    assert "".join(re.findall(r"\w", words)).replace("и", "") == "".join(
        re.findall(r"\w", "".join(part.text for part in found))
    ).replace("и", "")


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ("ТЭПК (по согласованию)", [True]),
        ("ТЭПК, по согласованию", [True]),
        ("ТЭПК по согласованию", [True]),
        ("ТЭПК; АО «ЭлеСи» (по согласованию)", [False, True]),
        ("ТЭПК (По\u00a0согласованию), АО «ЭлеСи»", [True, False]),
        ("Матвеев Д.М., ТЭПК (по согласованию)", [True]),
        ("Матвеев Д.М. (по согласованию), директор", [True]),
    ],
)
def test_by_agreement_marks_its_part(index, words, marks):
    found = read(words, index)
    assert [part.by_agreement for part in found] == marks
    assert all(not part.doubt for part in found)


@pytest.mark.parametrize(
    "words",
    [
        "Руководители ПО",
        "участники Кластера",
        "рабочая группа",
        "Иванов И.И.",
        "директора колледжей",
        "ООО «ТЭПК»",
        "участники Союза «Томская торгово-промышленная палата»",
        "по согласованию",
        "х и " * 500,
    ],
)
def test_what_is_not_known_is_text_with_a_doubt(index, words):
    (found,) = read(words, index)
    assert who(found) == (words.strip(), None, None)
    assert words.strip()[:100].rstrip() in found.doubt


def test_a_group_after_a_person_is_a_part_of_its_own(index):
    found = read("Матвеев Д.М., рабочая группа, директора ПОО", index)
    assert [part.text for part in found] == ["Матвеев Д.М.", "рабочая группа", "директора ПОО"]
    assert [bool(part.doubt) for part in found] == [False, True, True]


@pytest.mark.parametrize("words", [f"Матвеев Д.М., директор {TPT}", f"Матвеев Д.М. ({TPT})"])
def test_a_person_said_to_work_where_he_does_not_is_doubted(index, words):
    (found,) = read(words, index)
    assert who(found) == (words, TPT, MATVEEV)
    assert MATVEEV in found.doubt
    assert TPT in found.doubt


def test_a_position_of_another_day_joins_nobody(db):
    college = make.make_organization("ОГБПОУ «Пробный колледж»")
    person = make.make_person("Пробный Пётр Петрович")
    make.make_position(college, person, ended=datetime.date(2021, 4, 8))
    words = "Пробный П.П., ОГБПОУ «Пробный колледж»"
    assert len(read(words, Index(DAY))) == 2
    assert len(read(words, Index(datetime.date(2021, 4, 8)))) == 1


def test_namesakes_are_doubted_by_name(index):
    for name in ("Матвеев Денис Макарович", "Матвеев Данил Маркович"):
        make.make_position(Organization.objects.get(name=TPT), make.make_person(name))
    (found,) = read("Матвеев Д.М.", index)
    assert found.person is None
    assert MATVEEV in found.doubt
    assert "Матвеев Данил Маркович" in found.doubt


def test_many_wordings_ask_the_database_a_few_times(index, django_assert_num_queries):
    with django_assert_num_queries(6):  # 3 for organisations, people twice, positions
        for _ in range(20):
            read("Матвеев Д.М., ОГБПОУ «ТЭПК»; Иванов И.И.; АО «ЭлеСи» (по согласованию)", index)


PIECES = st.sampled_from(
    [*'«»"“”„(),;\n. и–-', "ТЭПК", "Матвеев Д.М.", "Иванов И.И.", "директор", "по согласованию", "АО", "1.", "группа"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=12).map(" ".join))
def test_no_wording_breaks_it_and_nothing_said_is_lost(index, words):
    found = read(words, index)
    said = [part.text for part in found]
    letters = "".join(re.findall(r"\w", "".join(said)))
    assert letters.replace("и", "") == "".join(re.findall(r"\w", words)).replace("и", "")
    assert all(part.text and (part.doubt or part.organization or part.person) for part in found)
