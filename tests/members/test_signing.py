"""As what somebody signs for an organisation: head, acting head, by a power of attorney; on which ground simply."""

from __future__ import annotations

import datetime

import pytest

from cluster_portal.workflow import Refused
from members import actions
from members.models import Position
from members.signing import capacity_of_head, ground_of
from tests import actors as people
from tests import signing

YESTERDAY = signing.DAY - datetime.timedelta(days=1)


@pytest.fixture
def council(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return people.make_actors()


def organization_of(name):
    return people.person(name).positions.get().organization


def test_a_head_signs_by_the_charter_of_his_organisation(council):
    found = capacity_of_head(organization_of(people.OTHER_HEAD), people.person(people.OTHER_HEAD))
    assert (found.name, found.authority) == (people.OTHER_HEAD, "Устав")
    assert found.organisation == organization_of(people.OTHER_HEAD).name


def test_an_acting_head_signs_as_such(council):
    found = capacity_of_head(organization_of(people.ACTING_HEAD), people.person(people.ACTING_HEAD))
    assert found.authority.startswith("исполняющий обязанности")
    assert "и.о." in found.position


def test_a_head_who_left_a_minute_ago_is_refused_and_the_new_one_is_not(council):
    organization = organization_of(people.OTHER_HEAD)
    actions.change_head(
        organization=organization,
        person="Новикова Анна Петровна",
        title="директор",
        since=signing.DAY,
        by=council.secretary,
    )
    with pytest.raises(Refused) as caught:
        capacity_of_head(organization, people.person(people.OTHER_HEAD))
    assert caught.value.code == "forbidden"
    assert capacity_of_head(organization, people.person("Новикова Анна Петровна")).authority == "Устав"


def test_a_deputy_signs_with_a_power_of_attorney_while_it_lasts(council):
    organization, deputy = organization_of(people.SECRETARY), people.person(people.SECRETARY)
    with pytest.raises(Refused):
        capacity_of_head(organization, deputy)
    given = {"organization": organization, "person": deputy, "started": YESTERDAY, "until": signing.DAY}
    power = actions.enter_attorney(
        **given, number="77", machine_readable=True, file=signing.scan(), by=council.secretary
    )
    found = capacity_of_head(organization, deputy)
    assert found.authority == "машиночитаемая доверенность № 77 от 16.05.2021, действует до 17.05.2021"
    assert found.authority_file == power.file
    actions.end_attorney(attorney=power, ended=YESTERDAY, by=council.secretary)
    with pytest.raises(Refused):
        capacity_of_head(organization, deputy)


def test_the_ground_of_a_simple_signature_ends_with_the_position(council):
    signing.join(people.HEAD, by=council.secretary)
    person = people.person(people.HEAD)
    assert ground_of(person).startswith("Соглашение об использовании простой электронной подписи")
    position = Position.objects.get(person=person)
    actions.end_position(position=position, ended=YESTERDAY, by=council.secretary)
    assert ground_of(person) == ""


def test_a_state_body_is_offered_the_other_routes_first(council):
    row = Position.objects.filter(organization__category="state", organization__memberships__isnull=False).first()
    Position.objects.filter(pk=row.pk).update(kind=Position.Kind.HEAD)
    assert capacity_of_head(row.organization, row.person).paper_first


@pytest.mark.parametrize("actor", ["chair", "head", "member", "administrator"])
def test_papers_are_the_secretarys_alone(council, actor):
    by, organization = getattr(council, actor), organization_of(people.OTHER_HEAD)
    acts = [
        lambda: actions.prepare_accession(
            organization=organization, people=[people.person(people.OTHER_HEAD)], checked_how="лично", by=by
        ),
        lambda: actions.enter_case_file(
            cluster=council.cluster, index="1", title="Дело", kind="minutes", term="5 лет", by=by
        ),
        lambda: actions.enter_attorney(
            organization=organization,
            person=people.person(people.OTHER_HEAD),
            number="1",
            started=YESTERDAY,
            until=signing.DAY,
            file=signing.scan(),
            by=by,
        ),
    ]
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "forbidden"
