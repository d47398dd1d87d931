"""Состав, организация, человек."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal.ui import registries
from members import actions
from members.composition import HEADINGS
from members.models import Mandate, Membership, Organization, Person, Position
from tests import factories as make
from tests.actors import person

DAY = datetime.date(2021, 4, 9)
COMPOSITION = "/composition/"
MOST = 10
# Session, user and the facts that give rights are not the page's own.
RIGHTS = re.compile(r'FROM "(django_session|accounts_user)"|"members_person"\."user_id" = ')
PANELS = re.compile(r'SELECT (DISTINCT )?"(agreements|workplans)_')  # measured by the tests of their own rooms


def text(answer):
    """The page's words without marks."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("&quot;", '"'))


@pytest.fixture
def as_member(client, actors):
    client.force_login(actors.member)
    return client


def test_composition_shows_every_organisation_in_its_category(as_member):
    words = text(as_member.get(COMPOSITION, {"on": "2021-04-09"}))
    places = [words.index(heading) for heading in HEADINGS.values()]
    assert places == sorted(places)
    for organization in Organization.objects.filter(memberships__isnull=False):
        assert organization.name in words
    assert "аграрный" not in words
    assert "21 строка" in words
    assert "19 юридических лиц" in words
    assert "8 организаций" in words
    assert "с филиалами 10" in words


def test_composition_shows_who_sits_the_offices_and_the_groups(as_member, actors):
    actions.create_group(
        cluster=actors.cluster,
        task="Определить формат Соглашения",
        leader=person("Матвеев Дмитрий Михайлович"),
        created=DAY,
        deadline=datetime.date(2021, 5, 28),
        ground="Протокол № 1, решение № 2",
        by=None,
    )
    words = text(as_member.get(COMPOSITION, {"on": "09.04.2021"}))
    assert "Бенсон Глеб Феликсович" in words
    assert "по 09.04.2026" in words
    assert "Определить формат Соглашения" in words
    assert "срок 28.05.2021" in words
    before = text(as_member.get(COMPOSITION, {"on": "08.04.2021"}))
    assert "вакантна" in before
    assert "Определить формат" not in before


def test_composition_shows_the_end_of_the_term_in_advance(as_member):
    assert "осталось 39 дней" in text(as_member.get(COMPOSITION, {"on": "2026-03-01"}))
    assert "срок полномочий истёк" in text(as_member.get(COMPOSITION, {"on": "2026-04-10"}))


@pytest.mark.parametrize("wrong", ["31.02.2021", "2021-02-31", "вчера", "<script>", "\x00", "9" * 1000])
def test_a_day_that_cannot_be_read_keeps_the_page(as_member, wrong):
    answer = as_member.get(COMPOSITION, {"on": wrong})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'aria-describedby="on-error"' in page
    assert "<script>" not in re.sub(r"<script [^>]*src=", "", page)
    assert "Северский промышленный колледж" in page


def test_an_empty_day_is_today(as_member):
    assert as_member.get(COMPOSITION, {"on": ""}).status_code == 200


def test_the_name_is_that_of_the_day(as_member):
    college = Organization.objects.get(short_name="ТЭПК")
    actions.rename_organization(organization=college, name="ОГБПОУ «Новое имя»", since=DAY, by=None)
    assert "ОГБПОУ «Новое имя»" in text(as_member.get(COMPOSITION, {"on": "2021-04-09"}))
    assert "ОГБПОУ «Новое имя»" not in text(as_member.get(COMPOSITION, {"on": "2021-04-08"}))


@pytest.mark.parametrize("who", ["stranger", "guest"])
def test_a_stranger_is_told_why_and_learns_of_no_object(client, actors, who):
    client.force_login(getattr(actors, who))
    answer = client.get(COMPOSITION)
    assert answer.status_code == 403
    assert "секретар" in text(answer)
    known = [Organization.objects.first(), Person.objects.first()]
    for url in (*(row.get_absolute_url() for row in known), "/composition/organizations/999999/"):
        assert client.get(url).status_code == 404


def test_a_visitor_is_led_to_sign_in(client, db):
    assert client.get(COMPOSITION).status_code == 302


@pytest.mark.parametrize("who", ["secretary", "chair", "head", "member", "administrator"])
def test_people_of_the_council_read_it(client, actors, who):
    client.force_login(getattr(actors, who))
    rows = [Organization.objects.first(), Person.objects.first()]
    for url in (COMPOSITION, *(row.get_absolute_url() for row in rows)):
        assert client.get(url).status_code == 200


def test_an_empty_portal_says_what_to_do(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root@example.org"))
    assert "администратор" in text(client.get(COMPOSITION)).lower()


def test_an_organisation_shows_names_people_and_time(as_member):
    school = Organization.objects.get(short_name="Школа № 33")
    words = text(as_member.get(school.get_absolute_url()))
    assert "МБОУ Средняя общеобразовательная школа № 33 г. Томска" in words
    assert "Доронин Денис Андреевич" in words
    assert "в Кластере" in words
    parent = Organization.objects.get(short_name="Томский политехнический")
    words = text(as_member.get(parent.get_absolute_url()))
    assert "Парабельский филиал" in words
    assert "вне Кластера" in text(
        as_member.get(Organization.objects.get(short_name="Аграрный колледж").get_absolute_url())
    )


def test_an_organisation_that_left_says_so(as_member):
    row = Membership.objects.get(organization__short_name="ЭлеСи")
    actions.leave_cluster(membership=row, left=DAY, ground="Заявление от 01.04.2021", by=None)
    words = text(as_member.get(row.organization.get_absolute_url()))
    assert "вышла из Кластера" in words
    assert "Заявление от 01.04.2021" in words


def test_other_rooms_offer_panels(as_member):
    seen = []
    source = lambda user, obj: seen.append((user, obj))  # noqa: E731
    registries.add_panel("members.organization", source)
    registries.add_panel("members.person", source)
    rows = [Organization.objects.first(), Person.objects.first()]
    try:
        for row in rows:
            as_member.get(row.get_absolute_url())
    finally:
        registries._panels["members.organization"].remove(source)
        registries._panels["members.person"].remove(source)
    assert [obj for _user, obj in seen] == rows


@pytest.mark.parametrize(
    ("who", "sees"), [("secretary", True), ("administrator", True), ("head", True), ("member", False), ("chair", False)]
)
def test_an_address_is_for_the_secretary_and_the_person(client, actors, who, sees):
    bearer = person("Матвеев Дмитрий Михайлович")  # the head's own page
    bearer.email = "matveev@example.org"
    bearer.save()
    client.force_login(getattr(actors, who))
    assert ("matveev@example.org" in text(client.get(bearer.get_absolute_url()))) is sees


def test_a_person_shows_what_was_and_what_is(as_member):
    bearer = person("Костарев Максим Михайлович")
    actions.end_mandate(mandate=Mandate.objects.get(office="chair"), ended=DAY, ground="Заявление", by=None)
    words = text(as_member.get(bearer.get_absolute_url()))
    assert "Президент" in words
    assert "В другое время" in words


def fill(cluster, count):
    """`count` organisations of the cluster, each with a head; and as many people in the first of them."""
    start = Organization.objects.count()
    rows = Organization.objects.bulk_create(
        Organization(name=f"Организация {start + n}", category=list(HEADINGS)[n % 4]) for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(cluster=cluster, organization=row, order=start + place) for place, row in enumerate(rows, 1)
    )
    people = Person.objects.bulk_create(Person(name=f"Человек Номер {start + n}") for n in range(count))
    Position.objects.bulk_create(
        Position(person=one, organization=row, title="директор", kind="head")
        for one, row in zip(people, rows, strict=True)
    )
    first = Organization.objects.get(short_name="ТЭПК")
    Position.objects.bulk_create(Position(person=one, organization=first, title="советник") for one in people)
    bearer = person("Матвеев Дмитрий Михайлович")
    Position.objects.bulk_create(Position(person=bearer, organization=row, title="советник") for row in rows)


def own_queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    asked = [query["sql"] for query in captured]
    return [sql for sql in asked if not RIGHTS.search(sql) and not PANELS.match(sql)]


def test_pages_cost_the_same_for_ten_rows_and_for_a_thousand(client, actors):
    client.force_login(actors.member)
    pages = [
        COMPOSITION,
        reverse("members:organization", args=[Organization.objects.get(short_name="ТЭПК").pk]),
        reverse("members:person", args=[person("Матвеев Дмитрий Михайлович").pk]),
    ]
    fill(actors.cluster, 10)
    few = {url: len(own_queries(client, url)) for url in pages}
    fill(actors.cluster, 990)
    for url in pages:
        many = own_queries(client, url)
        rights = 5  # offices, positions, representations of the reader, whom he assists, what he inspects
        assert len(many) <= MOST + rights, (url, many)
        assert len(many) == few[url]


def test_a_long_name_and_marks_in_a_name_are_shown_as_they_are(as_member, actors):
    name = "ООО «<b>&»" + "я" * 380
    row = make.make_member(actors.cluster, name, category="business")
    page = as_member.get(row.get_absolute_url()).content.decode()
    assert "<b>&»" not in page
    assert "&lt;b&gt;&amp;»" in page
