"""Where one is signed in, and signing out of it all."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cluster_portal import clock
from cluster_portal.accounts import actions
from cluster_portal.accounts.browsers import browser
from cluster_portal.accounts.models import SignedIn
from cluster_portal.journal.models import Entry
from tests.accounts.conftest import PASSWORD, code_in
from tests.accounts.test_sign_in import reset_link

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
YANDEX = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 "
    "YaBrowser/25.4.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
ME = "/me/"
OUT = "/me/sign-out/"


def come_in(user, user_agent=FIREFOX):
    client = Client(headers={"user-agent": user_agent})
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get(ME).status_code == 200


@pytest.fixture
def here(member):
    return come_in(member)


@pytest.fixture
def there(member):
    return come_in(member, IPHONE)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (YANDEX, "Яндекс.Браузер, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Windows", "Windows"),
    ],
)
def test_a_browser_in_words(said, words):
    assert browser(said) == words


@pytest.mark.parametrize("said", ["", "curl/8.0"])
def test_a_browser_that_does_not_name_itself(said):
    assert len(browser(said)) > 10


def test_coming_in_is_kept_with_the_browser(here, member):
    place = SignedIn.objects.get()
    assert (str(place), place.user, place.seen_on) == ("Firefox, Linux", member, clock.today())
    assert place.session_id == here.session.session_key


def test_the_page_shows_every_place_and_marks_this_one(here, there):
    page = here.get(ME).text
    assert page.index("Firefox, Linux") < page.index("Safari, iPhone"), "this one comes first"
    assert [row for row, mine in here.get(ME).context["places"] if mine] == [
        SignedIn.objects.get(session=here.session.session_key)
    ]


def test_nobody_sees_anothers_places(here, administrator):
    assert "Safari, iPhone" not in here.get(ME).text
    assert not SignedIn.objects.of(administrator).exists()


def test_a_day_is_written_once(here):
    here.get(ME)
    before = SignedIn.objects.values().get()
    here.get(ME)
    assert SignedIn.objects.values().get() == before
    with clock.day(clock.today() + datetime.timedelta(days=1)):
        here.get(ME)
        place = SignedIn.objects.get()
        assert place.seen_on == clock.today()
    assert place.since == before["since"]


def test_signing_out_takes_the_place_away(here):
    here.post("/accounts/logout/")
    assert not SignedIn.objects.exists()


def test_a_session_that_has_grown_old_is_not_shown(here, there, member):
    Session.objects.filter(pk=there.session.session_key).update(
        expire_date=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    )
    assert [str(place) for place in SignedIn.objects.of(member)] == ["Firefox, Linux"]


def test_signing_out_everywhere_but_here(here, there, member):
    answer = here.post(OUT, {"keep": "1"})
    assert answer.url == ME
    assert is_in(here)
    assert not is_in(there)
    assert SignedIn.objects.count() == 1
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.actor, entry.data) == (
        "accounts.signed_out_everywhere",
        member.email,
        {"signed_out": 1},
    )


def test_signing_out_everywhere(here, there):
    answer = here.post(OUT, follow=True)
    assert answer.redirect_chain[0][0] == reverse("account_login")
    assert [str(said) for said in answer.context["messages"]]
    assert not is_in(here) and not is_in(there)
    assert not SignedIn.objects.exists()


def test_others_stay_signed_in(here, administrator):
    other = come_in(administrator)
    here.post(OUT)
    assert is_in(other)


def test_another_who_comes_in_with_the_same_browser_takes_the_place(here, administrator):
    here.post("/accounts/logout/")
    here.force_login(administrator)
    assert is_in(here)
    assert SignedIn.objects.get().user == administrator


def test_a_place_signed_out_this_moment_is_not_made_anew(here, member):
    key = here.session.session_key
    actions.sign_out_everywhere(user=member, by=member)
    SignedIn.objects.see(session=key, user=member, since=clock.now(), user_agent="")
    assert not SignedIn.objects.exists()


def test_changing_the_password_signs_out_elsewhere(here, there):
    since = SignedIn.objects.get(session=here.session.session_key).since
    data = {"oldpassword": PASSWORD, "password1": PASSWORD + "-новый", "password2": PASSWORD + "-новый"}
    assert here.post("/accounts/password/change/", data).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    place = SignedIn.objects.get()
    assert (place.session_id, place.since) == (here.session.session_key, since), "the new key of the same session"
    assert Entry.objects.latest("number").verb == "accounts.password_changed"


def test_a_forgotten_password_signs_out_everywhere(here, there, member, mailoutbox):
    browser_of_the_letter = Client()
    browser_of_the_letter.post("/accounts/password/reset/", {"email": member.email})
    link = browser_of_the_letter.get(reset_link(mailoutbox[0]), follow=True).request["PATH_INFO"]
    new = {"password1": PASSWORD + "-новый", "password2": PASSWORD + "-новый"}
    assert browser_of_the_letter.post(link, new).status_code == 302
    assert not is_in(here) and not is_in(there)
    assert not SignedIn.objects.exists()


def test_closing_an_account_signs_it_out_for_good(here, member, administrator):
    actions.change_account(user=member, is_active=False, by=administrator)
    assert not is_in(here)
    actions.change_account(user=member, is_active=True, by=administrator)
    assert not is_in(here), "opened again, it needs a new sign-in"
    assert not SignedIn.objects.exists()


def test_withdrawing_an_invitation_signs_out(invitation, administrator):
    client = Client()
    client.force_login(invitation.user)
    actions.withdraw(invitation=invitation, by=administrator)
    assert not is_in(client)
    assert not SignedIn.objects.exists()


def test_a_code_comes_in_with_a_place_too(code_only, mailoutbox):
    client = Client(headers={"user-agent": YANDEX})
    client.post("/accounts/login/code/", {"email": code_only.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[0])})
    assert str(SignedIn.objects.get(user=code_only)) == "Яндекс.Браузер, Windows"
