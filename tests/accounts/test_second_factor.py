"""Whose duties need a second factor sets it up first; nothing he sends meanwhile is lost without a word."""

import pytest
from django.urls import reverse

from cluster_portal.accounts import factors
from members.models import Mandate
from tests import actors as people
from tests import factories as make
from tests.accounts.test_sign_in import totp
from tests.actors import make_actors, person

DUTIES = ["secretary", "chair", "administrator"]
OTHERS = ["head", "member", "acting_head", "stranger"]
CLOSED = ["home", "meetings:list", "members:composition", "journal:entries", "notifications:inbox", "admin:index"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def actors(db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    return make_actors(elected=True)


@pytest.mark.parametrize("who", DUTIES)
@pytest.mark.parametrize("page", CLOSED)
def test_duties_lead_to_the_second_factors(client, actors, who, page):
    client.force_login(getattr(actors, who))
    answer = client.get(reverse(page), follow=True)
    assert answer.redirect_chain[0] == (reverse("mfa_index"), 302)
    assert [str(said) for said in answer.context["messages"]]


@pytest.mark.parametrize("who", DUTIES)
def test_with_a_second_factor_everything_opens(client, actors, who):
    user = getattr(actors, who)
    totp(user)
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_has_no_such_duties_is_not_asked(client, actors, who):
    client.force_login(getattr(actors, who))
    assert not factors.must_have_one(getattr(actors, who))
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("who", DUTIES)
def test_the_demo_may_let_everybody_off(client, actors, who, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(getattr(actors, who))
    assert client.get(reverse("home")).status_code == 200


def test_the_duty_goes_with_the_office(client, actors):
    client.force_login(actors.chair)
    assert client.get(reverse("home")).status_code == 302
    from members import actions

    mandate = Mandate.objects.get(office=Mandate.Office.CHAIR, person=person(people.CHAIR))
    actions.end_mandate(mandate=mandate, ended=people.ELECTED, by=None)
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("page", ["accounts:me", "accounts:data", "mfa_index", "mfa_list_webauthn", "account_logout"])
def test_what_one_needs_to_set_it_up_stays_open(client, actors, page):
    client.force_login(actors.secretary)
    assert client.get(reverse(page)).status_code == 200


def test_setting_it_up_and_signing_out_are_not_refused(client, actors):
    client.force_login(actors.secretary)
    assert client.post(reverse("mfa_activate_totp"), {"code": "1"}).status_code == 302, "to the confirmation first"
    assert client.post(reverse("accounts:sign_out_everywhere"), {"keep": "1"}).url == reverse("accounts:me")
    assert client.post(reverse("account_logout")).status_code == 302


@pytest.mark.parametrize("who", DUTIES)
def test_what_was_sent_is_refused_in_words(client, actors, who):
    bearer = make.make_person()
    client.force_login(getattr(actors, who))
    answer = client.post(reverse("members:invite", args=[bearer.pk]), {"email": "new@example.org"})
    assert answer.status_code == 403
    assert reverse("mfa_index") in answer.text
    assert 'role="alert"' in answer.text
    bearer.refresh_from_db()
    assert bearer.user is None


def test_a_page_asked_for_by_htmx_is_left_for_the_second_factors(client, actors):
    client.force_login(actors.secretary)
    answer = client.get(reverse("home"), headers=HTMX)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == reverse("mfa_index")


def test_what_htmx_sent_is_refused_in_words_where_it_was_typed(client, actors):
    client.force_login(actors.secretary)
    answer = client.post(reverse("meetings:plan"), {"number": "2"}, headers=HTMX)
    assert answer.status_code == 403
    assert "HX-Redirect" not in answer
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
