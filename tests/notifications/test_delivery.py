"""The mail server may be down for a day: nothing is lost, nothing is sent twice."""

import datetime
import os
import signal
from io import StringIO

import pytest
from django.core.management import call_command

from cluster_portal import clock
from cluster_portal.journal.models import Entry
from cluster_portal.notifications import actions, delivery
from cluster_portal.notifications.delivery import deliver
from cluster_portal.notifications.messages import send
from cluster_portal.notifications.models import Letter
from cluster_portal.workflow import Refused
from tests.notifications.messages_for_tests import Called, Secret

DEAD = "tests.accounts.mail.DeadMail"


def due_now():
    Letter.objects.filter(sent_at=None).update(next_try_at=clock.now())


def run(**options):
    out = StringIO()
    call_command("deliver", stdout=out, **options)
    return out.getvalue()


def test_a_letter_is_sent_once(letter, mailoutbox):
    assert letter.to in run()
    assert run() == ""
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == ([letter.to], letter.subject, letter.body)
    letter.refresh_from_db()
    assert letter.sent_at and letter.attempts == 1


def test_the_message_id_stays_the_same(letter, mailoutbox, settings):
    live, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DEAD
    list(deliver())
    settings.EMAIL_BACKEND = live
    due_now()
    list(deliver())
    assert mailoutbox[0].message()["Message-ID"] == letter.message_id


def test_a_dead_mail_server_loses_nothing(letter, mailoutbox, settings):
    live, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DEAD
    assert "ConnectionRefusedError" in run()
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert "the mail server is down" in letter.last_error
    assert run() == ""
    settings.EMAIL_BACKEND = live
    due_now()
    run()
    letter.refresh_from_db()
    assert len(mailoutbox) == 1 and letter.sent_at and letter.last_error == ""


def test_pauses_grow_and_end_after_three_days(letter, settings):
    settings.EMAIL_BACKEND = DEAD
    minutes = []
    for _try in range(5):
        due_now()
        (outcome,) = deliver()
        minutes.append(round((outcome.letter.next_try_at - clock.now()).total_seconds() / 60))
    assert minutes == [1, 5, 30, 120, 360]
    Letter.objects.update(created_at=clock.now() - datetime.timedelta(days=3), next_try_at=clock.now())
    assert "Given up" in run()
    assert Letter.objects.get().next_try_at is None
    assert run() == ""


def test_a_letter_somebody_has_taken_is_left_to_him(letter, mailoutbox):
    assert delivery._claim(clock.now()) == letter
    assert list(deliver()) == []
    assert mailoutbox == []


def test_a_claim_runs_out(letter, mailoutbox):
    delivery._claim(clock.now())
    due_now()
    assert len(list(deliver())) == 1


def test_one_bad_address_does_not_stop_the_others(reader, other, mailoutbox):
    first, _second = send(Called(), to=[reader, other])
    Letter.objects.filter(pk=first.pk).update(to="a@b.example\nBcc: c@d.example")
    assert [bool(outcome.error) for outcome in deliver()] == [True, False]
    assert [mail.to for mail in mailoutbox] == [[other.email]]


def test_a_secret_is_wiped_when_it_is_sent(reader, settings):
    (letter,) = send(Secret(), to=[reader])
    live, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DEAD
    list(deliver())
    letter.refresh_from_db()
    assert letter.body
    settings.EMAIL_BACKEND = live
    due_now()
    list(deliver())
    letter.refresh_from_db()
    assert letter.body == ""


class Terminating(Called):
    """Somebody stops the deliverer while this one is written."""

    kind = "tests.terminating"


def test_a_sigterm_ends_the_loop_after_the_letter_under_way(reader, other, mailoutbox):
    send(Called(), to=[reader, other])

    class Stopping(StringIO):
        def write(self, text):
            os.kill(os.getpid(), signal.SIGTERM)
            return super().write(text)

    kept = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        call_command("deliver", loop=True, every=60, stdout=Stopping())
    finally:
        signal.signal(signal.SIGTERM, kept[0])
        signal.signal(signal.SIGINT, kept[1])
    assert len(mailoutbox) == 1
    assert Letter.objects.filter(sent_at=None, attempts=0).count() == 1


def test_send_again_now(letter, settings, mailoutbox, reader):
    Letter.objects.update(next_try_at=None, attempts=9)
    actions.send_again(letter=letter, by=reader)
    assert Entry.objects.get().verb == "notifications.letter_sent_again"
    assert len(list(deliver())) == 1
    with pytest.raises(Refused) as caught:
        actions.send_again(letter=letter, by=reader)
    assert caught.value.code == "sent"
    assert list(deliver()) == []
    assert len(mailoutbox) == 1
