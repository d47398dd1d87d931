"""Which organisation or person a wording means."""

import datetime

import pytest

from members import actions
from members.models import Organization
from members.recognise import Index, find_organization, find_person
from tests import factories as make

DAY = datetime.date(2021, 4, 9)
MPO = "Союз «МПО работодателей Томской области»"
SCHOOL = "МОУ средняя общеобразовательная школа №33 города Томска"
TRK = "ПАО Томская распределительная компания"


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        (MPO, MPO, "name"),
        ('Союз "МПО работодателей Томской области"', MPO, "name"),
        ("Союз\u00a0«МПО  работодателей Томской области» ", MPO, "name"),
        ("Союза «МПО работодателей Томской области»", MPO, "genitive"),
        ("Союз «МПО Работодателей Томской области»", MPO, "alias"),
        ("Союза «МПО Работодателей Томской области»", MPO, "alias"),
        ("СОЮЗ «МПО РАБОТОДАТЕЛЕЙ ТОМСКОЙ ОБЛАСТИ»", MPO, "alias"),
        ("МПО работодателей", MPO, "short"),
        (SCHOOL, SCHOOL, "name"),
        ("МОУ средняя общеобразовательная школа № 33 города Томска", SCHOOL, "name"),
        ("МБОУ Средняя общеобразовательная школа № 33 г. Томска", SCHOOL, "alias"),
        ("школа № 33", SCHOOL, "short"),
        (TRK, TRK, "name"),
        ("ПАО «Томская распределительная компания»", TRK, "alias"),
        ("АО «НПО «Полюс»", "АО «НПО «Полюс»", "name"),
        ("АО «НПО «Полюс»»", "АО «НПО «Полюс»", "alias"),
        ("ТЭПК", "ОГБПОУ «Томский экономико-промышленный колледж»", "short"),
        (
            "Департамента промышленности и энергетики Администрации Томской области",
            "Департамент промышленности и энергетики Администрации Томской области",
            "genitive",
        ),
        (
            "ОГБПОУ «Томский экономико–промышленный колледж»",
            "ОГБПОУ «Томский экономико-промышленный колледж»",
            "alias",
        ),
    ],
)
def test_spellings(cluster, text, name, how):
    match = find_organization(text, DAY)
    assert match is not None
    assert (match.organization.name, match.how) == (name, how)


@pytest.mark.parametrize("text", ["", "  ", "«»", "ОГБПОУ", "директор", "Томская область", "ОГБПОУ «Иной колледж»"])
def test_what_names_nothing_known_is_nobody(cluster, text):
    assert find_organization(text, DAY) is None


def test_a_branch_is_not_its_parent(cluster):
    text = "Парабельского филиала ОГБПОУ «Томский политехнический техникум»"
    assert find_organization(text, DAY).organization.parent.short_name == "Томский политехнический"


def test_names_of_other_days_are_former(db):
    college = make.make_organization("ОГБПОУ «Старый колледж»")
    since = datetime.date(2021, 1, 1)
    actions.rename_organization(organization=college, name="ОГБПОУ «Новый колледж»", since=since, by=None)
    assert find_organization("ОГБПОУ «Новый колледж»", DAY).how == "name"
    assert find_organization("ОГБПОУ «Старый колледж»", DAY).how == "former"
    assert find_organization("ОГБПОУ «Старый колледж»", datetime.date(2020, 12, 31)).how == "name"


def test_two_organisations_of_one_spelling_are_nobody_unless_one_is_meant_exactly(db):
    actual = make.make_organization("ООО «Рост»", category="business")
    make.make_organization("ООО «РОСТ»", category="business")
    assert find_organization("ооо рост", DAY) is None
    assert find_organization("ООО «Рост»", DAY).organization == actual


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("Матвеев Д.М.", "Матвеев Дмитрий Михайлович"),
        ("Д.М. Матвеев", "Матвеев Дмитрий Михайлович"),
        ("Матвееву Д. М.", "Матвеев Дмитрий Михайлович"),
        ("Костарева Максима Михайловича", "Костарев Максим Михайлович"),
        ("Неизвестных", "Неизвестных Михаил Николаевич"),
        ("Е.В. Жарких", "Жарких Елена Вячеславовна"),
        ("Змеевой Елене Евдокимовне", "Змеева Елена Евдокимовна"),
    ],
)
def test_people(cluster, reference, name):
    assert find_person(reference, DAY).name == name


def test_nobody_and_more_than_one_are_nobody(cluster):
    assert find_person("Иванов И.И.", DAY) is None
    assert find_person("", DAY) is None
    make.make_person("Матвеев Денис Макарович")
    assert find_person("Матвеев Дмитрий Михайлович", DAY).name == "Матвеев Дмитрий Михайлович"


def test_of_namesakes_the_one_with_a_position_that_day_is_meant(cluster):
    make.make_person("Матвеев Денис Макарович")
    assert find_person("Матвеев Д.М.", DAY).name == "Матвеев Дмитрий Михайлович"
    placed = make.make_person("Матвеев Данил Маркович")
    make.make_position(Organization.objects.first(), placed)
    assert find_person("Матвеев Д.М.", DAY) is None


def test_yo_is_ye(db):
    known = make.make_person("Ёлкин Пётр Семёнович")
    assert find_person("Елкину П.С.", DAY) == known


def test_an_index_asks_once_for_many_names(cluster, django_assert_num_queries):
    index = Index(DAY)
    with django_assert_num_queries(3):
        for _ in range(20):
            assert index.organization(MPO)
            assert index.organization("неизвестная организация") is None
        assert index.genitive(index.organization(MPO).organization).startswith("Союза")
    with django_assert_num_queries(1):
        for _ in range(20):
            assert index.person("Матвеев Д.М.")
