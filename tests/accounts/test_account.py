"""One's own account, confirming who one is, the demo's one click, the admin site."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import RequestFactory
from django.urls import reverse

from cluster_portal.accounts import actions, factors
from cluster_portal.accounts.fresh import fresh
from cluster_portal.accounts.models import Invitation, User
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter
from cluster_portal.workflow import Refused
from tests.accounts.conftest import ADDRESS, PASSWORD, code_in
from tests.accounts.test_sign_in import log_in, signed_in, totp

CONFIRM = "/accounts/reauthenticate/code/"
OWN = [
    "accounts:me",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "accounts:confirm_by_code",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]


def grow_stale(client):
    session = client.session
    for record in session[RECORDS]:
        record["at"] -= 3600
    session.save()


def confirm(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def asked(client):
    """A request of this browser, as a view would see it."""
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = User.objects.get(pk=client.session["_auth_user_id"])
    return request


@pytest.mark.parametrize("name", OWN)
def test_ones_own_pages(client, member, name):
    assert client.get(reverse(name)).status_code == 302
    log_in(client, member.email)
    confirm(client)
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_change_password", "mfa_activate_totp", "mfa_add_webauthn"])
def test_pages_carry_no_inline_code(client, member, name):
    log_in(client, member.email)
    confirm(client)
    page = client.get(reverse(name)).text
    assert "<style" not in page and " style=" not in page and " onclick" not in page
    for script in page.split("<script")[1:]:
        head = script.partition(">")[0]
        assert "src=" in head or "application/json" in head


def test_the_language_of_letters(client, member):
    client.force_login(member)
    assert client.post(reverse("accounts:me"), {"language": "en"}).status_code == 302
    assert User.objects.get(pk=member.pk).language == "en"
    assert client.post(reverse("accounts:me"), {"language": "xx"}).status_code == 400


def test_changing_the_password(client, member):
    log_in(client, member.email)
    new = "Соглашение-2021-май"
    wrong = {"oldpassword": "не тот", "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), wrong).status_code == 400
    answer = client.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    assert answer.url == reverse("accounts:me")
    assert signed_in(client)


def test_a_first_password_needs_a_confirmation(client, code_only, mailoutbox):
    client.force_login(code_only)
    page = reverse("account_set_password")
    assert client.get(page).url.startswith(CONFIRM)
    client.post(CONFIRM, {"next": page})
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": page}).url == page
    assert client.post(page, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert User.objects.get(pk=code_only.pk).has_usable_password()


def test_what_was_posted_goes_on_after_the_confirmation(client, code_only, mailoutbox):
    client.force_login(code_only)
    page = reverse("account_set_password")
    client.post(page, {"password1": PASSWORD, "password2": PASSWORD})
    client.post(CONFIRM, {"next": page})
    client.post(CONFIRM, {"code": code_in(mailoutbox[0]), "next": page})
    assert User.objects.get(pk=code_only.pk).check_password(PASSWORD)


def test_wrong_confirmations_make_the_code_void(client, code_only, mailoutbox):
    client.force_login(code_only)
    client.post(CONFIRM)
    for _try in range(5):
        assert client.post(CONFIRM, {"code": "WRONG"}).status_code == 400
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).status_code == 400
    assert not fresh(asked(client))


def test_an_old_confirmation_code_is_void(client, code_only, mailoutbox, settings):
    client.force_login(code_only)
    client.post(CONFIRM)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    assert client.post(CONFIRM, {"code": code_in(mailoutbox[0])}).status_code == 400


def test_a_confirmation_code_is_never_empty(client, code_only):
    client.force_login(code_only)
    assert client.post(CONFIRM, {"code": ""}).status_code == 400
    assert not fresh(asked(client))


def test_no_code_without_mail(client, code_only, settings):
    settings.EMAIL_BACKEND = "tests.accounts.mail.DeadMail"
    client.force_login(code_only)
    assert client.post(CONFIRM).status_code == 503


def test_fresh_for_five_minutes(client, member):
    log_in(client, member.email)
    assert fresh(asked(client))
    grow_stale(client)
    assert not fresh(asked(client))
    confirm(client)
    assert fresh(asked(client))


def test_a_session_of_unknown_origin_is_not_fresh(client, member):
    client.force_login(member)
    assert not fresh(asked(client))


def test_wrong_reauthentications_are_limited(client, member):
    log_in(client, member.email)
    answers = [client.post(reverse("account_reauthenticate"), {"password": "x"}).status_code for _try in range(11)]
    assert answers[0] == 400
    assert answers[-1] == 429


def test_the_authenticator_app(client, member):
    log_in(client, member.email)
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))
    confirm(client)
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 400
    assert not Authenticator.objects.exists()
    totp(member)
    assert client.get(reverse("mfa_index")).status_code == 200
    confirm(client)
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert len(client.get(reverse("mfa_download_recovery_codes")).text.split()) == 10
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists()


def passkey(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Ключ", "credential": {}, "passwordless": False}
    )


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_anothers_passkey_is_not_found(client, member, administrator, name):
    foreign = passkey(administrator)
    log_in(client, member.email)
    confirm(client)
    assert client.get(reverse(name, args=[foreign.pk])).status_code == 404
    assert client.post(reverse(name, args=[foreign.pk]), {"name": "x"}).status_code == 404


def test_a_broken_passkey_is_said_in_words(client, member):
    log_in(client, member.email)
    confirm(client)
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "Ключ", "credential": '{"id": 1}'})
    assert answer.status_code == 400


# --- who must have a second factor


def test_duties_need_a_second_factor(client, administrator, member, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(administrator)
    assert client.get(reverse("notifications:inbox")).url == reverse("mfa_index")
    assert client.get(reverse("accounts:me")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    totp(administrator)
    assert client.get(reverse("notifications:inbox")).status_code == 200
    client.force_login(member)
    assert client.get(reverse("notifications:inbox")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(member):
    Authenticator.objects.create(user=member, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not factors.has_one(member)


# --- the demo


@pytest.fixture
def demo(settings, member):
    settings.DEMO = True
    settings.DEMO_SIGN_INS = [(member.email, "Бенсон Г.Ф."), ("absent@college.example", "Никого")]
    settings.DEMO_OFFICES = {member.email: "руководитель"}


def test_one_click_in_the_demo(client, demo, member):
    page = client.get("/accounts/login/")
    assert member.email in page.text and "absent@" not in page.text
    assert client.post("/demo/sign-in/", {"email": member.email, "next": "/inbox/"}).url == "/inbox/"
    assert fresh(asked(client))
    grow_stale(client)
    assert fresh(asked(client))


def test_one_click_only_for_the_demos_people(client, demo, administrator):
    assert client.post("/demo/sign-in/", {"email": administrator.email}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 405
    assert not signed_in(client)


def test_one_click_never_leaves_the_portal(client, demo, member):
    assert client.post("/demo/sign-in/", {"email": member.email, "next": "//elsewhere.example"}).url == "/"


def test_no_one_click_outside_the_demo(client, demo, member, settings):
    settings.DEMO = False
    assert member.email not in client.get("/accounts/login/").text
    assert client.post("/demo/sign-in/", {"email": member.email}).status_code == 404
    assert not signed_in(client)


# --- the admin site


def test_adding_an_account_invites(client, administrator):
    client.force_login(administrator)
    page = client.get("/admin/accounts/user/add/")
    assert "is_superuser" not in page.text
    assert client.post("/admin/accounts/user/add/", {"email": ADDRESS, "name": "Матвеев"}).status_code == 302
    assert Letter.objects.get().to == ADDRESS
    assert Invitation.objects.get().invited_by == administrator


def test_an_address_in_use_is_said_at_its_field(client, administrator, member):
    client.force_login(administrator)
    answer = client.post("/admin/accounts/user/add/", {"email": member.email, "name": ""})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["email"]
    assert not Invitation.objects.exists()


def account(user, **changes):
    flags = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    data = {"email": user.email, "name": user.name, "language": user.language, **flags, **changes}
    return {name: value for name, value in data.items() if value is not None}


def test_closing_an_account_is_journaled(client, administrator, member):
    client.force_login(administrator)
    url = f"/admin/accounts/user/{member.pk}/change/"
    page = client.get(url).text
    assert "password" not in page.partition("<main")[2]
    assert client.post(url, account(member, is_active=None)).status_code == 302
    assert not User.objects.get(pk=member.pk).is_active
    assert Entry.objects.latest("number").data == {"changed": ["is_active"]}


def test_nobody_closes_his_own_account(client, administrator):
    client.force_login(administrator)
    url = f"/admin/accounts/user/{administrator.pk}/change/"
    client.post(url, account(administrator, is_superuser=None))
    assert User.objects.get(pk=administrator.pk).is_superuser
    with pytest.raises(Refused) as caught:
        actions.change_account(user=administrator, is_active=False, by=administrator)
    assert caught.value.code == "self"


def test_a_new_address_replaces_the_old_one(client, administrator, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    actions.change_account(user=member, email="new@college.example", by=administrator)
    log_in(client, member.email)
    assert not signed_in(client)
    log_in(client, "new@college.example")
    assert signed_in(client)


@pytest.mark.parametrize(("email", "code"), [("root@portal.example", "exists"), ("x", "address")])
def test_a_new_address_must_be_free_and_an_address(administrator, member, email, code):
    with pytest.raises(Refused) as caught:
        actions.change_account(user=member, email=email, by=administrator)
    assert caught.value.code == code


def test_accounts_are_not_deleted(client, administrator, member):
    client.force_login(administrator)
    assert client.get(f"/admin/accounts/user/{member.pk}/delete/").status_code == 403


@pytest.mark.parametrize("act", ["send_again", "take_back"])
def test_invitations_in_the_admin_site(client, administrator, invitation, act):
    client.force_login(administrator)
    url = "/admin/accounts/invitation/"
    assert client.get(url).status_code == 200
    assert client.get(f"{url}{invitation.pk}/change/").status_code == 200
    client.post(url, {"action": act, "_selected_action": [invitation.pk]})
    invitation.refresh_from_db()
    assert (Letter.objects.count() == 2) is (act == "send_again")
    assert bool(invitation.withdrawn_at) is (act == "take_back")


def test_an_invitation_refused_in_the_admin_site_says_why(client, administrator, invitation):
    actions.withdraw(invitation=invitation, by=administrator)
    client.force_login(administrator)
    url = "/admin/accounts/invitation/"
    answer = client.post(url, {"action": "send_again", "_selected_action": [invitation.pk]}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error", "warning"]


def test_staff_without_rights_invites_nobody(client, member):
    User.objects.filter(pk=member.pk).update(is_staff=True)
    client.force_login(member)
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.get("/admin/accounts/invitation/").status_code == 403
