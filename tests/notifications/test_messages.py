"""Messages are written in the transaction of the act, once to each recipient, in his language."""

import pytest
from django.db import IntegrityError, transaction

from cluster_portal.accounts.models import User
from cluster_portal.notifications.messages import Message, kinds, send
from cluster_portal.notifications.models import Letter, Notice
from tests.notifications.messages_for_tests import Called, Secret


def test_a_message_is_a_notice_and_a_letter(reader, settings):
    settings.SITE_URL = "https://portal.example"
    (letter,) = send(Called(), to=[reader])
    notice = Notice.objects.get()
    assert letter.notice == notice
    assert (notice.kind, notice.url, notice.read_at) == ("tests.called", "/inbox/", None)
    assert "https://portal.example/inbox/" in letter.body
    assert "<b>Заседание</b> & ru" in letter.body
    assert letter.message_id.endswith("@portal.example>")


def test_a_subject_is_one_line(letter):
    assert letter.subject == "Заседание ru"


def test_each_reads_his_own_language(reader, other):
    assert [letter.subject for letter in send(Called(), to=[reader, other])] == ["Заседание ru", "Заседание en"]


def test_nobody_gets_it_twice_and_closed_accounts_never(reader, other):
    User.objects.filter(pk=other.pk).update(is_active=False)
    other.refresh_from_db()
    send(Called(), to=[reader, other, User.objects.get(pk=reader.pk)])
    assert [letter.to for letter in Letter.objects.all()] == [reader.email]


def test_a_message_does_not_outlive_its_act(reader):
    with pytest.raises(ValueError, match="failed"), transaction.atomic():
        send(Called(), to=[reader])
        raise ValueError("failed")
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()


def test_no_message_outside_a_transaction():
    with pytest.raises(RuntimeError):
        send(Called(), to=[])


def test_a_secret_stays_out_of_the_inbox(reader):
    (letter,) = send(Secret(), to=[reader])
    assert letter.secret and letter.notice is None


class Complete(Message):
    kind = "tests.complete"

    def subject(self):
        return "s"

    def text(self):
        return "t"

    def url(self):
        return ""


def test_a_message_without_a_page_has_no_link(reader, settings):
    (letter,) = send(Complete(), to=[reader])
    assert f"{settings.SITE_URL}/" not in letter.body


@pytest.mark.parametrize(
    ("lacking", "members"),
    [
        ("kind", {"subject": Complete.subject, "text": Complete.text, "url": Complete.url}),
        ("subject", {"kind": "tests.a", "text": Complete.text, "url": Complete.url}),
        ("text", {"kind": "tests.b", "subject": Complete.subject, "url": Complete.url}),
        ("url", {"kind": "tests.c", "subject": Complete.subject, "text": Complete.text}),
    ],
)
def test_an_incomplete_message_is_rejected(lacking, members):
    with pytest.raises(TypeError, match=f"lacks {lacking}"):
        type("Incomplete", (Message,), members)


def test_a_kind_taken_is_rejected():
    with pytest.raises(TypeError, match="belongs to Complete"):
        type("Twin", (Complete,), {"kind": "tests.complete"})
    assert kinds["tests.complete"] is Complete


def test_the_database_holds_what_a_letter_is(letter):
    for broken in ({"to": ""}, {"sent_at": letter.created_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(to="a@b.example", message_id=letter.message_id, created_at=letter.created_at)
