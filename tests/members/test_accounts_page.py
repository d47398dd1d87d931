"""Who of the composition comes into the portal: the page of accounts, its invitations."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cluster_portal.accounts import actions as accounts
from cluster_portal.accounts.models import Invitation, User
from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter
from cluster_portal.ui.registries import personal_data
from cluster_portal.workflow import Refused
from members import access, actions
from members.models import Organization, Person, Position
from members.rules import the_cluster
from members.stored import stored
from tests import factories as make
from tests.actors import ACTING_HEAD, OTHER_HEAD, REPRESENTATIVE, SECRETARY, person

PAGE = "/composition/accounts/"
REPIN = "Репин Владимир Николаевич"
ADDRESS = "repin@example.org"
TODAY = datetime.date(2021, 5, 17)
LONG = datetime.timedelta(days=20)
MOST = 10
# Session, user and the facts that give rights are not the page's own.
RIGHTS = re.compile(r'FROM "(django_session|accounts_user)"|"user_id" = \d|"person_id" = \d')


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.replace("&quot;", '"')))


def line(name):
    return next(row for row in access.lines(the_cluster(), TODAY) if row.person.name == name)


def url(act, name=REPIN):
    return reverse(f"members:{act}", args=[person(name).pk])


def invited(actors, name=REPIN, email=ADDRESS):
    actions.invite_person(person=person(name), email=email, by=actors.secretary)
    return Invitation.objects.get(user__person__name=name)


def expire(invitation):
    past = {"created_at": invitation.created_at - LONG, "expires_at": invitation.expires_at - LONG}
    Invitation.objects.filter(pk=invitation.pk).update(**past)


@pytest.fixture
def secretary(client, actors):
    client.force_login(actors.secretary)
    return client


def test_everybody_of_the_council_and_of_its_organisations_stands_there(secretary):
    words = text(secretary.get(PAGE))
    for name in (SECRETARY, OTHER_HEAD, ACTING_HEAD, REPRESENTATIVE, REPIN):
        assert name in words
    assert "Лаврушенко" not in words, "a guest's organisation is outside the cluster"


def test_a_person_stands_there_once(secretary, actors):
    make.make_position(Organization.objects.filter(memberships__isnull=False).first(), person(OTHER_HEAD))
    names = [row.person.name for row in access.lines(actors.cluster, TODAY)]
    assert len(names) == len(set(names))


def test_a_substitute_and_a_simple_employee_stand_there_a_former_one_does_not(actors):
    organization = Organization.objects.filter(memberships__isnull=False).first()
    substitute = make.make_representation(organization, kind="substitute").person
    employee = make.make_position(organization).person
    former = make.make_position(organization, ended=datetime.date(2021, 1, 1)).person
    found = [row.person for row in access.lines(actors.cluster, TODAY)]
    assert substitute in found and employee in found
    assert former not in found


def test_how_everybody_comes_in(actors):
    assert line(SECRETARY).comes is access.Comes.ACCOUNT
    assert line(REPIN).comes is access.Comes.UNINVITED
    invitation = invited(actors)
    assert line(REPIN).comes is access.Comes.WAITING
    expire(invitation)
    assert line(REPIN).comes is access.Comes.EXPIRED
    accounts.withdraw(invitation=invitation, by=actors.secretary)
    assert line(REPIN).comes is access.Comes.WITHDRAWN


def test_an_accepted_invitation_is_an_account_until_it_is_closed(actors):
    invitation = invited(actors)
    accounts.accept_invitation(invitation=invitation, password=None, by=invitation.user)
    assert line(REPIN).comes is access.Comes.ACCOUNT
    accounts.change_account(user=invitation.user, is_active=False, by=actors.administrator)
    assert line(REPIN).comes is access.Comes.CLOSED


def test_the_page_says_when_and_until_when(secretary, actors):
    invited(actors)
    words = text(secretary.get(PAGE))
    assert "17.05.2021" in words
    assert "31.05.2021" in words
    assert ADDRESS in words


def test_inviting_to_a_typed_address(secretary):
    assert secretary.get(url("invite")).status_code == 200
    answer = secretary.post(url("invite"), {"email": " Repin@Example.org "}, follow=True)
    assert REPIN in text(answer)
    assert person(REPIN).user.email == ADDRESS
    assert Letter.objects.filter(to=ADDRESS).count() == 1


def test_the_button_means_the_recorded_address(secretary):
    Person.objects.filter(name=REPIN).update(email=ADDRESS)
    assert secretary.post(url("invite")).status_code == 302
    assert person(REPIN).user.email == ADDRESS


@pytest.mark.parametrize("typed", ["", "репин", "head@example.org"])
def test_a_wrong_address_is_said_at_its_field_and_stays_typed(secretary, typed):
    answer = secretary.post(url("invite"), {"email": typed})
    assert answer.status_code == 400
    assert "is-invalid" in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert person(REPIN).user is None
    assert not Letter.objects.exists()


def test_whoever_has_an_account_is_not_invited(secretary):
    answer = secretary.post(url("invite", OTHER_HEAD), {"email": "other@example.org"})
    assert answer.status_code == 400
    assert "other@example.org" in answer.text
    assert not Letter.objects.exists()


def test_an_address_that_was_withdrawn_from_another_is_not_passed_on(secretary, actors):
    accounts.withdraw(invitation=invited(actors), by=actors.secretary)
    other = reverse("members:invite", args=[make.make_person().pk])
    answer = secretary.post(other, {"email": ADDRESS})
    assert answer.status_code == 400
    assert REPIN in answer.text


def test_inviting_all_who_have_an_address(secretary, actors):
    organization = Organization.objects.filter(memberships__isnull=False).first()
    for number in range(3):
        make.make_position(organization, make.make_person(email=f"new{number}@example.org"))
    taken = make.make_person(email=actors.head.email)
    make.make_position(organization, taken)
    answer = secretary.post(reverse("members:invite_all"), follow=True)
    assert Letter.objects.count() == 3
    assert taken.name in text(answer), "a refusal is told and stops no other"
    assert Entry.objects.filter(verb="members.invited").count() == 3
    assert secretary.post(reverse("members:invite_all")).status_code == 302
    assert Letter.objects.count() == 3


def test_inviting_all_leaves_a_withdrawn_one_alone(secretary, actors):
    accounts.withdraw(invitation=invited(actors), by=actors.secretary)
    secretary.post(reverse("members:invite_all"))
    assert Letter.objects.count() == 1


def test_sending_again(secretary, actors):
    invitation = invited(actors)
    expire(invitation)
    assert secretary.post(url("resend")).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.WAITING
    assert Letter.objects.filter(to=ADDRESS).count() == 2


def test_withdrawing_and_inviting_to_the_right_address(secretary, actors):
    wrong = invited(actors, email="wrong@example.org")
    assert secretary.post(url("withdraw")).status_code == 302
    assert not User.objects.get(pk=wrong.user_id).is_active
    assert secretary.post(url("invite"), {"email": ADDRESS}).status_code == 302
    assert person(REPIN).user.email == ADDRESS
    assert line(REPIN).comes is access.Comes.WAITING


def test_a_withdrawn_person_is_invited_to_the_same_address_again(secretary, actors):
    account = invited(actors).user
    secretary.post(url("withdraw"))
    assert secretary.post(url("invite"), {"email": ADDRESS}).status_code == 302
    assert person(REPIN).user == account
    account.refresh_from_db()
    assert account.is_active


def test_a_withdrawn_account_that_was_opened_again_is_not_taken_away(actors):
    account = invited(actors).user
    accounts.withdraw(invitation=account.invitations.get(), by=actors.secretary)
    accounts.change_account(user=account, is_active=True, by=actors.administrator)
    assert line(REPIN).comes is access.Comes.ACCOUNT
    with pytest.raises(Refused, match=REPIN):
        actions.invite_person(person=person(REPIN), email="other@example.org", by=actors.secretary)


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_what_came_too_late_is_said_over_the_list_as_it_is(secretary, actors, act):
    invitation = invited(actors)
    accounts.accept_invitation(invitation=invitation, password=None, by=invitation.user)
    answer = secretary.post(url(act))
    assert answer.status_code == 409
    assert str(accounts.refusal("accepted").reason) in text(answer)
    assert SECRETARY in text(answer)


def test_withdrawn_twice(secretary, actors):
    invited(actors)
    assert secretary.post(url("withdraw")).status_code == 302
    assert secretary.post(url("withdraw")).status_code == 409
    assert secretary.post(url("resend")).status_code == 409


def test_to_a_closed_account_nothing_is_sent_again(secretary, actors):
    invitation = invited(actors)
    accounts.change_account(user=invitation.user, is_active=False, by=actors.administrator)
    assert secretary.post(url("resend")).status_code == 409
    assert Letter.objects.filter(to=ADDRESS).count() == 1


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_whoever_was_not_invited_has_nothing_to_send_again(secretary, act):
    assert secretary.post(url(act)).status_code == 404


def test_the_administrator_invites_too(client, actors):
    client.force_login(actors.administrator)
    assert client.get(PAGE).status_code == 200
    assert client.post(url("invite"), {"email": ADDRESS}).status_code == 302


def test_an_empty_portal_has_an_empty_page(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", name="Администратор"))
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("who", "seen"), [("secretary", True), ("administrator", True), ("head", False)])
def test_the_home_page_tells_those_who_invite_of_expired_invitations(client, actors, who, seen):
    expire(invited(actors))
    client.force_login(getattr(actors, who))
    answer = client.get("/")
    assert (PAGE in answer.text) is seen
    assert access.expired() == 1
    assert ("1 приглашение просрочено" in text(answer)) is seen


def test_the_page_costs_the_same_for_ten_people_and_for_two_hundred(secretary, actors):
    organization = Organization.objects.filter(memberships__isnull=False).first()

    def add(first, last):
        for number in range(first, last):
            user = User.objects.create_user(f"p{number}@example.org") if number % 2 else None
            row = Person.objects.create(name=f"Пробный {number}", user=user)
            Position.objects.create(person=row, organization=organization, title="сотрудник")
            if user and number % 4 == 1:
                invitation = Invitation(email=user.email, user=user)
                invitation.renew()
                invitation.save()

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert secretary.get(PAGE).status_code == 200
        return [query["sql"] for query in captured if not RIGHTS.search(query["sql"])]

    add(0, 10)
    few = cost()
    add(10, 200)
    many = cost()
    assert len(few) == len(many), many
    assert len(many) <= MOST, many


def test_what_the_composition_stores_of_a_person(actors):
    told = {str(title): rows for title, rows in personal_data(actors.chair)}
    everything = str(told)
    assert "Костарев Максим Михайлович" in everything
    assert "Протокол № 1 от 09.04.2021" in everything
    assert len(told) == len(personal_data(actors.chair)), "every part has a title of its own"
    assert len(personal_data(actors.stranger)) < len(told), "nobody in the register: the account alone"


def test_the_labels_of_what_is_stored_differ(actors):
    """Two labels that a translation makes equal would swallow one value."""
    make.make_representation(Organization.objects.filter(memberships__isnull=False).last(), person(SECRETARY))
    for who, wanted in ((actors.chair, [4, 6, 0, 6]), (actors.secretary, [4, 6, 5, 6])):
        found = [rows for _title, rows in stored(who)[:4]]
        assert [len(rows[0]) if rows else 0 for rows in found] == wanted
