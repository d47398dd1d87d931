"""At most ten queries a page beside those for session, user and rights, the same for ten rows and for a thousand."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal import demo
from cluster_portal.documents.models import Place
from meetings.models import AgendaItem, Assignment, Decision, Meeting, Speech
from members.models import AccessionPerson, Assistant, Inspection, Mandate, Person, Position, Representation
from tests import actors as people
from tests import seeded, signing

MOST = 10
# Session, user and the facts that give rights.
FREE_TABLES = (
    "django_session",
    "portal_cache",  # limits on guessing
    "accounts_user",
    *(
        model._meta.db_table
        for model in (Person, Mandate, Position, Representation, Assistant, Inspection, AccessionPerson)
    ),
)


@pytest.fixture
def council(db):
    seeded.load()
    secretary = people.secretary()
    return secretary, demo.record_minutes_1(by=secretary)


def add_meetings(template, count):
    day = datetime.date(2021, 1, 11)
    Meeting.objects.bulk_create(
        Meeting(
            cluster=template.cluster, charter=template.charter, number=f"м-{n}", date=day, year=2021, place="г. Томск"
        )
        for n in range(count)
    )


def add_items(meeting, count, first=100):
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, order=first + n, title=f"Вопрос {n}") for n in range(count)
    )
    Speech.objects.bulk_create(Speech(item=item, text="Доложено.") for item in items)
    decisions = Decision.objects.bulk_create(
        Decision(meeting=meeting, item=item, text="Принять.", order=9) for item in items
    )
    Assignment.objects.bulk_create(
        Assignment(decision=decision, part=f"Сделать {n}", deadline=datetime.date(2021, 5, 1))
        for n, decision in enumerate(decisions)
    )


FREE_CHANGES = (
    "SAVEPOINT",
    "RELEASE",
    'UPDATE "django_session"',
    'INSERT INTO "portal_cache"',
    'UPDATE "portal_cache"',
)


def queries(client, url):
    client.get(url)  # what is made once for a process is not the page's
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    own = [q["sql"] for q in captured if not any(f'FROM "{table}"' in q["sql"] for table in FREE_TABLES)]
    return [sql for sql in own if not sql.startswith(FREE_CHANGES)]


def pages(meeting):
    return [
        reverse("home"),
        reverse("journal:entries"),
        reverse("meetings:list"),
        reverse("meetings:list") + "?q=Вопрос",
        reverse("meetings:meeting", args=[meeting.pk]),
        reverse("meetings:protocol", args=[meeting.pk]),
        reverse("meetings:desk", args=[meeting.pk]),
        reverse("meetings:extract", args=[meeting.pk]),
        reverse("meetings:published"),
        reverse("decisions:list"),
        reverse("decisions:list") + "?tab=overdue&q=Сделать",
        reverse("decisions:decisions"),
        Assignment.objects.earliest("pk").get_absolute_url(),
        reverse("members:charter"),
        reverse("members:handover"),
    ]


def test_pages_cost_the_same_for_ten_rows_and_for_a_thousand(client, council):
    secretary, meeting = council
    client.force_login(secretary)
    add_meetings(meeting, 10)
    add_items(meeting, 10)
    few = {url: queries(client, url) for url in pages(meeting)}
    Meeting.objects.filter(number__startswith="м-").delete()
    add_meetings(meeting, 1000)
    add_items(meeting, 1000, first=500)
    for url in pages(meeting):
        many = queries(client, url)
        assert len(many) <= MOST, (url, len(many), many)
        assert len(many) == len(few[url]), (url, few[url], many)


def test_pages_of_a_sealed_document_cost_the_same_for_two_places_and_two_hundred(client, council, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    secretary, meeting = council
    signing.join(people.SECRETARY, by=secretary)
    document = signing.to_sign(meeting.cluster, secretary, secretary=people.SECRETARY).document
    place = signing.place_of(document)
    client.force_login(secretary)
    names = ("sealed", "read")
    pages = [reverse(f"documents:{name}", args=[document.pk]) for name in names]
    pages += [reverse(f"documents:{name}", args=[place.pk]) for name in ("sign", "how", "confirm")]
    pages += [document.check_url(), reverse("meetings:protocol", args=[document.meeting.pk])]
    before = {page: len(queries(client, page)) for page in pages}
    row = signing.sign(place, secretary)
    places = Place.objects.bulk_create(
        Place(document=document, key=f"k{n}", label=f"Место {n}", order=n) for n in range(2, 202)
    )
    for other in places[:100]:
        row.pk, row.place, row.record_sha256 = uuid.uuid4(), other, "0" * 64
        row.save(force_insert=True)
    for page in pages:
        found = queries(client, page)
        assert len(found) <= MOST, "\n".join([page, *(sql[:60] + sql[sql.find(" FROM ") :][:60] for sql in found)])
        assert len(found) <= before[page] + 2, (page, before[page], len(found))
