"""Everybody reads his own inbox; administrators look after the outbox."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal.accounts.models import User
from cluster_portal.notifications.messages import send
from cluster_portal.notifications.models import Letter, Notice
from tests.notifications.messages_for_tests import Called, Secret

INBOX = "/inbox/"


@pytest.fixture
def notice(letter):
    return letter.notice


def test_a_visitor_signs_in_first(client, notice):
    assert client.get(INBOX).status_code == 302
    assert client.post(reverse("notifications:read", args=[notice.pk])).status_code == 302
    assert notice.read_at is None


def test_ones_own_notices_escaped(client, notice, reader):
    client.force_login(reader)
    page = client.get(INBOX).text
    assert "&lt;b&gt;Заседание&lt;/b&gt;" in page


def test_anothers_notice_is_not_found(client, notice, other):
    client.force_login(other)
    assert "Заседание" not in client.get(INBOX).text
    assert client.post(reverse("notifications:read", args=[notice.pk])).status_code == 404
    client.post(reverse("notifications:read_all"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_marks_it_read_once(client, notice, reader):
    client.force_login(reader)
    url = reverse("notifications:read", args=[notice.pk])
    assert client.get(url).status_code == 405
    assert client.post(url).url == notice.url
    notice.refresh_from_db()
    first = notice.read_at
    client.post(url)
    notice.refresh_from_db()
    assert first and notice.read_at == first


def test_all_at_once(client, notice, reader):
    client.force_login(reader)
    client.post(reverse("notifications:read_all"))
    assert not Notice.objects.unread().exists()


@pytest.mark.parametrize("page", ["2", "99", "x"])
def test_pages(client, reader, page):
    for _n in range(31):
        send(Called(), to=[reader])
    client.force_login(reader)
    assert client.get(INBOX, {"page": page}).status_code == 200


def test_ten_queries_at_most_however_many_there_are(client, reader):
    client.force_login(reader)
    counts = []
    for total in (10, 990):
        Notice.objects.bulk_create(
            Notice(user=reader, kind="tests.called", subject=str(n), created_at=reader.date_joined)
            for n in range(total)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(INBOX)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_the_outbox_in_the_admin_site(client, letter, reader):
    administrator = User.objects.create_superuser("root@portal.example")
    (secret,) = send(Secret(about="тайна"), to=[reader])
    client.force_login(administrator)
    for url in ("/admin/notifications/letter/", "/admin/notifications/notice/"):
        assert client.get(url).status_code == 200
        assert client.get(f"{url}add/").status_code == 403
    page = client.get(f"/admin/notifications/letter/{letter.pk}/change/").text
    assert "Заседание" in page
    assert "&lt;b&gt;тайна" not in client.get(f"/admin/notifications/letter/{secret.pk}/change/").text
    Letter.objects.update(next_try_at=None)
    chosen = {"action": "try_now", "_selected_action": [letter.pk]}
    client.post("/admin/notifications/letter/", chosen)
    assert Letter.objects.get(pk=letter.pk).next_try_at


def test_the_outbox_is_the_administrators(client, letter, reader):
    User.objects.filter(pk=reader.pk).update(is_staff=True)
    client.force_login(reader)
    assert client.get("/admin/notifications/letter/").status_code == 403
