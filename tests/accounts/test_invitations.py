"""An account begins with an invitation: used once, in time, by the one who has the letter."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from cluster_portal import clock
from cluster_portal.accounts import actions
from cluster_portal.accounts.models import Invitation, User, hash_of
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter, Notice
from cluster_portal.workflow import Refused
from tests.accounts.conftest import ADDRESS, PASSWORD, token_of

NEW = {"new_password1": PASSWORD, "new_password2": PASSWORD}
LATER = datetime.timedelta(days=15)


def refused(code, act, **kwargs):
    with pytest.raises(Refused) as caught:
        act(**kwargs)
    assert caught.value.code == code
    return caught.value


def expire(invitation):
    past = {"created_at": invitation.created_at - LATER, "expires_at": invitation.expires_at - LATER}
    Invitation.objects.filter(pk=invitation.pk).update(**past)


def test_invite_opens_an_account_without_a_password_and_writes_one_letter(invitation, administrator):
    user = User.objects.get(email=ADDRESS)
    assert invitation.user == user
    assert not user.has_usable_password()
    assert Letter.objects.get().to == ADDRESS
    assert not Notice.objects.exists()
    assert Entry.objects.get().verb == "accounts.invited"
    assert ADDRESS not in str(Entry.objects.values("object_name", "data"))


def test_only_the_hash_of_the_token_is_kept(invitation):
    token = token_of(Letter.objects.get())
    assert Invitation.objects.get().token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values())


def test_the_address_is_kept_in_lower_case(administrator):
    assert actions.invite(email=" Matveev@College.Example ", name="", by=administrator).user.email == ADDRESS


def test_no_second_account_for_an_address(member, administrator):
    refused("exists", actions.invite, email="MEMBER@college.example", name="", by=administrator)


def test_no_second_invitation_for_an_address(invitation, administrator):
    refused("invited", actions.invite, email=ADDRESS, name="", by=administrator)
    assert Letter.objects.count() == 1


def test_not_an_address(administrator):
    refused("address", actions.invite, email="Матвеев", name="", by=administrator)
    refused("address", actions.make_administrator, email="root", name="", by=None)


def test_an_administrator_is_made_once(administrator):
    made = actions.make_administrator(email="second@portal.example", name="Второй", by=None)
    assert made.is_superuser and not made.has_usable_password()
    refused("exists", actions.make_administrator, email="second@portal.example", name="", by=None)


def test_the_link_opens_the_account_once(client, invitation, link):
    assert client.get(link).status_code == 200
    answer = client.post(link, NEW)
    assert answer.status_code == 302
    user = User.objects.get(email=ADDRESS)
    assert user.check_password(PASSWORD)
    assert int(client.session["_auth_user_id"]) == user.pk
    again = client.get(link)
    assert again.status_code == 409
    assert client.post(link, NEW).status_code == 409
    invitation.refresh_from_db()
    refused("accepted", actions.accept_invitation, invitation=invitation, password=PASSWORD, by=user)


@pytest.mark.parametrize(
    ("first", "second"), [("12345", "12345"), ("matveev@college.example",) * 2, (PASSWORD, PASSWORD + "!"), ("", "")]
)
def test_a_bad_password_is_said_at_its_field(client, invitation, link, first, second):
    answer = client.post(link, {"new_password1": first, "new_password2": second})
    assert answer.status_code == 400
    assert "is-invalid" in answer.text
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_an_expired_invitation_is_over(client, invitation, link):
    expire(invitation)
    assert client.get(link).status_code == 410
    assert client.post(link, NEW).status_code == 410
    refused("expired", actions.accept_invitation, invitation=invitation, password=PASSWORD, by=invitation.user)


def test_a_withdrawn_invitation_is_over_and_its_account_closed(client, invitation, link, administrator):
    actions.withdraw(invitation=invitation, by=administrator)
    assert client.get(link).status_code == 410
    assert not User.objects.get(email=ADDRESS).is_active
    for act in (actions.withdraw, actions.resend):
        refused("withdrawn", act, invitation=invitation, by=administrator)
    refused("withdrawn", actions.accept_invitation, invitation=invitation, password=None, by=invitation.user)


def test_a_strangers_token_is_not_found(client, db):
    assert client.get("/invitations/0123456789abcdef/").status_code == 404


def test_sending_again_makes_the_old_link_void(client, invitation, link, administrator):
    expire(invitation)
    actions.resend(invitation=invitation, by=administrator)
    assert client.get(link).status_code == 404
    assert client.get(f"/invitations/{token_of(Letter.objects.latest('pk'))}/").status_code == 200


def test_what_was_accepted_is_neither_sent_again_nor_withdrawn(invitation, administrator):
    actions.accept_invitation(invitation=invitation, password=None, by=invitation.user)
    for act in (actions.resend, actions.withdraw):
        refused("accepted", act, invitation=invitation, by=administrator)


def test_a_withdrawn_address_can_be_invited_again(invitation, administrator):
    actions.withdraw(invitation=invitation, by=administrator)
    again = actions.invite(email=ADDRESS, name="Матвеев Дмитрий", by=administrator)
    assert again.user == invitation.user
    assert User.objects.get(email=ADDRESS).is_active
    assert again.state == Invitation.State.WAITING


def test_an_invitation_that_fails_leaves_no_letter(administrator):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.invite(email=ADDRESS, name="", by=administrator)
        raise RuntimeError
    assert not Letter.objects.exists()
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"expires_at": datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)},
        {"accepted_at": datetime.datetime(2101, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_the_database_holds_the_dates_in_order(invitation, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(**broken)


def test_the_database_holds_one_open_invitation_and_never_both_ends(invitation):
    now = clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now, withdrawn_at=now)
    twin = Invitation(email=ADDRESS, user=invitation.user)
    twin.renew()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_database_holds_addresses_in_lower_case(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Upper@college.example")
