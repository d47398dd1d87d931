"""Signing in: password, code, second factor; limits; nothing told to strangers."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user
from django.urls import reverse

from cluster_portal.accounts.models import User
from tests.accounts.conftest import ADDRESS, PASSWORD, code_in
from tests.accounts.test_invitations import expire

DEAD = "tests.accounts.mail.DeadMail"
LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/", "/accounts/login/code/confirm/"


def signed_in(client):
    return "_auth_user_id" in client.session


def log_in(client, email, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def test_e_mail_and_password(client, member):
    assert log_in(client, "MEMBER@college.example", next="/inbox/").url == "/inbox/"
    assert signed_in(client)


def test_next_never_leaves_the_portal(client, member):
    assert log_in(client, member.email, next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_is_said_in_words(client, member):
    answer = log_in(client, member.email, "не тот")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert not signed_in(client)


def test_wrong_passwords_are_limited(client, member):
    for _try in range(5):
        log_in(client, member.email, "не тот")
    assert log_in(client, member.email).status_code == 400
    assert not signed_in(client)


def test_a_closed_account_does_not_come_in(client, member):
    User.objects.update(is_active=False)
    assert log_in(client, member.email).url == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not signed_in(client)


def ask_for_code(client, email, **data):
    return client.post(CODE, {"email": email, **data})


def test_a_code_by_e_mail(client, code_only, mailoutbox):
    assert ask_for_code(client, code_only.email, next="/inbox/").url.startswith(CONFIRM)
    (mail,) = mailoutbox
    assert mail.to == [code_only.email]
    assert code_in(mail) in mail.subject
    assert "регистрац" not in mail.body.lower()
    assert client.post(CONFIRM, {"code": code_in(mail), "next": "/inbox/"}).url == "/inbox/"
    assert signed_in(client)


def test_a_code_works_once_and_in_its_own_browser_only(client, code_only, mailoutbox):
    ask_for_code(client, code_only.email)
    code = code_in(mailoutbox[0])
    client.post(CONFIRM, {"code": code})
    client.post(reverse("account_logout"))
    assert client.post(CONFIRM, {"code": code}).url == CODE
    assert not signed_in(client)


def test_a_code_grows_old(client, code_only, mailoutbox, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    ask_for_code(client, code_only.email)
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).url == CODE
    assert not signed_in(client)


def test_wrong_codes_are_limited(client, code_only, mailoutbox):
    ask_for_code(client, code_only.email)
    answers = [client.post(CONFIRM, {"code": "WRONG"}).status_code for _try in range(5)]
    assert answers == [400] * 4 + [302]
    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    assert not signed_in(client)


def test_letters_with_codes_are_limited(client, code_only, mailoutbox):
    for _try in range(5):
        ask_for_code(client, code_only.email)
        client.post(reverse("account_logout"))
    assert len(mailoutbox) == 3


def as_shown(answer, email):
    """A page without what differs by chance."""
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", answer.text).replace(email, "")


LIVE = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(params=[LIVE, DEAD])
def backend(request, settings):
    settings.EMAIL_BACKEND = request.param


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("url", [CODE, "/accounts/password/reset/"])
def test_nobody_learns_who_has_an_account(client, member, mailoutbox, url):
    pages = []
    for email in (member.email, "nobody@college.example"):
        answer = client.post(url, {"email": email}, follow=True)
        pages.append((answer.status_code, answer.redirect_chain, as_shown(answer, email)))
        client.post(reverse("account_logout"))
    assert pages[0] == pages[1]
    assert {to for mail in mailoutbox for to in mail.to} <= {member.email}
    assert not User.objects.filter(email="nobody@college.example").exists()


def test_a_dead_mail_server_is_said_in_words(client, code_only, settings):
    settings.EMAIL_BACKEND = DEAD
    answer = ask_for_code(client, code_only.email)
    assert answer.status_code == 503
    assert "<h1>" in answer.text


def test_nobody_signs_up(client, db):
    for method in (client.get, client.post):
        assert method("/accounts/signup/", {"email": "a@b.example"}).status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("url", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/signup/passkey/"])
def test_what_is_not_needed_is_not_there(client, member, url):
    client.force_login(member)
    assert client.get(url).status_code == 404


def test_a_code_accepts_an_open_invitation(client, invitation, mailoutbox):
    ask_for_code(client, ADDRESS)
    client.post(CONFIRM, {"code": code_in(mailoutbox[0])})
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert signed_in(client)


def test_a_code_does_not_get_round_an_expired_invitation(client, invitation, mailoutbox):
    expire(invitation)
    ask_for_code(client, ADDRESS)
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).status_code == 410
    assert not signed_in(client)
    assert client.get(LOGIN).status_code == 200


def reset_link(mail):
    return re.search(r"http\S+(/accounts/password/reset/key/\S+)", mail.body)[1]


def test_a_forgotten_password(client, member, mailoutbox):
    assert client.post("/accounts/password/reset/", {"email": member.email}).status_code == 302
    page = client.get(reset_link(mailoutbox[0]), follow=True)
    address = page.redirect_chain[-1][0]
    assert client.post(address, {"password1": "12345", "password2": "12345"}).status_code == 400
    new = "Соглашение-2021-май"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert User.objects.get(pk=member.pk).check_password(new)
    assert "<form" not in client.get(reset_link(mailoutbox[0])).text.partition("<main")[2].partition("</main")[0]


def totp(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_the_second_factor_is_asked_for(client, member):
    secret = totp(member)
    assert log_in(client, member.email).url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 400
    assert client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)}).url == "/"
    assert signed_in(client)


def test_a_code_by_e_mail_is_no_way_round_the_second_factor(client, member, mailoutbox):
    totp(member)
    ask_for_code(client, member.email)
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).url == reverse("mfa_authenticate")
    assert not signed_in(client)


def test_wrong_second_factors_are_limited(client, member):
    secret = totp(member)
    log_in(client, member.email)
    for _try in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
    assert not signed_in(client)


def test_a_recovery_code_works_once(client, member):
    totp(member)
    code = RecoveryCodes.activate(member).get_unused_codes()[0]
    for works in (True, False):
        log_in(client, member.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) is works
        client.post(reverse("account_logout"))


def test_the_admin_site_has_no_door_of_its_own(client, administrator):
    totp(administrator)
    assert client.get("/admin/login/").url.startswith(LOGIN)
    client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert not signed_in(client)
    client.force_login(administrator)
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


def test_signing_out_needs_post(client, member):
    client.force_login(member)
    assert client.get(reverse("account_logout")).status_code == 200
    assert signed_in(client)
    assert client.post(reverse("account_logout")).url == LOGIN
    assert not get_user(client).is_authenticated


BROKEN = ["", "x", "[]", "null", "1", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', '{"response": []}']


@pytest.mark.parametrize("credential", BROKEN)
def test_a_broken_passkey_does_not_come_in(client, member, credential):
    url = reverse("mfa_login_webauthn")
    assert client.get(url, headers={"accept": "application/json"}).json()["request_options"]
    assert client.post(url, {"credential": credential}).url == LOGIN
    assert not signed_in(client)
