"""Facts, roles, rights."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from cluster_portal.workflow import Refused
from members import actions, roles, rules
from members.models import Mandate, Position
from members.roles import May
from tests import factories as make
from tests.actors import ELECTED, person

DAY = datetime.date(2021, 4, 9)
BEFORE = datetime.date(2021, 4, 8)


def codes(user, on=DAY):
    return [role.code for role in rules.roles_of(user, on)]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("secretary", ["secretary", "member"]),
        ("chair", ["chair", "head", "member"]),
        ("head", ["head", "member"]),
        ("acting_head", ["head", "member"]),
        ("member", ["representative", "member"]),
        ("guest", []),
        ("stranger", []),
        ("administrator", ["administrator"]),
    ],
)
def test_roles_follow_from_facts(actors, name, given):
    assert codes(getattr(actors, name)) == given


def test_a_visitor_has_no_role():
    assert rules.roles_of(AnonymousUser()) == []
    assert rules.person_of(None) is None


def test_an_office_begins_and_ends_on_its_days(actors):
    assert rules.offices(actors.chair, BEFORE) == set()
    assert rules.offices(actors.chair, ELECTED) == {"chair"}
    mandate = Mandate.objects.get(office="chair")
    actions.end_mandate(mandate=mandate, ended=ELECTED, ground="Заявление", by=None)
    assert rules.is_chair(actors.chair, ELECTED)
    assert not rules.is_chair(actors.chair, ELECTED + datetime.timedelta(days=1))


def test_what_is_known_of_a_user_does_not_outlive_a_change(actors):
    assert rules.has(actors.other_head, May.SIGN_FOR_ORGANIZATION)
    position = Position.objects.get(person=person("Бенсон Глеб Феликсович"))
    actions.end_position(position=position, ended=BEFORE, by=actors.secretary)
    assert not rules.has(actors.other_head, May.SIGN_FOR_ORGANIZATION)
    assert not rules.may_read_internal(actors.other_head)


def test_facts_of_a_page_are_asked_for_once(actors, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        for _ in range(10):
            rules.is_secretary(actors.secretary)
            rules.words(actors.secretary)
            rules.may_read_internal(actors.secretary)


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("secretary", True),
        ("head", True),
        ("member", True),
        ("administrator", True),
        ("guest", False),
        ("stranger", False),
    ],
)
def test_the_internal_is_read_by_people_of_the_cluster(actors, name, reads):
    user = getattr(actors, name)
    assert rules.may_read_internal(user) is reads
    if not reads:
        with pytest.raises(Refused) as refused:
            rules.refuse_strangers(user)
        assert refused.value.code == "forbidden"


@pytest.mark.parametrize(
    ("name", "edits"),
    [("secretary", True), ("administrator", True), ("chair", False), ("head", False), ("stranger", False)],
)
def test_the_composition_is_kept_by_secretary_and_administrator(actors, name, edits):
    user = getattr(actors, name)
    if edits:
        rules.may_edit_composition(user)
        return
    with pytest.raises(Refused) as refused:
        rules.may_edit_composition(user)
    assert refused.value.code == "forbidden"


def test_a_superuser_acts_for_nobody_even_if_a_person_bears_the_account(actors):
    actors.secretary.is_superuser = True
    assert rules.offices(actors.secretary) == set()
    assert codes(actors.secretary) == ["administrator"]
    never = {May.VOTE, May.SIGN_MINUTES, May.SIGN_FOR_ORGANIZATION, May.BE_ELECTED}
    assert not never & roles.ADMINISTRATOR.may


def test_the_deputy_acts_while_the_office_of_the_chair_is_vacant(actors):
    deputy = person("Бенсон Глеб Феликсович")
    make.make_mandate(actors.cluster, deputy, office=Mandate.Office.DEPUTY)
    assert codes(actors.other_head) == ["deputy", "head", "member"]
    assert not rules.acts_as_chair(actors.other_head, DAY)
    mandate = Mandate.objects.get(office="chair")
    actions.end_mandate(mandate=mandate, ended=DAY, by=None)
    after = DAY + datetime.timedelta(days=1)
    assert rules.acts_as_chair(actors.other_head, after)
    assert not rules.is_chair(actors.other_head, after)


def test_an_acting_head_is_a_head_as_the_charter_says(actors):
    acting = person("Змеева Елена Евдокимовна")
    rules.may_hold_chair(acting, DAY)
    strict = make.make_charter(actors.cluster, in_force_from=DAY, acting_is_head=False)
    assert not rules.is_head(acting, DAY, strict)
    assert "head" not in codes(actors.acting_head)
    with pytest.raises(Refused) as refused:
        rules.may_hold_chair(acting, DAY)
    assert refused.value.code == "not_head"


def test_the_head_of_a_branch_is_a_head_where_branches_have_a_seat(db):
    cluster = make.make_cluster()
    college = make.make_member(cluster)
    head = make.make_head(make.make_member(cluster, branch_of=college))
    assert not rules.is_head(head, DAY, rules.charter_on(cluster, DAY))
    charter = make.make_charter(cluster, in_force_from=DAY, branches_vote=True)
    assert rules.is_head(head, DAY, charter)


def test_a_head_outside_the_cluster_is_no_head_of_a_member(db):
    cluster = make.make_cluster()
    outsider = make.make_head(make.make_organization())
    left = make.make_head(make.make_member(cluster, left=BEFORE))
    charter = rules.charter_on(cluster, DAY)
    assert not rules.is_head(outsider, DAY, charter)
    assert not rules.is_head(left, DAY, charter)
    assert rules.is_head(left, BEFORE, charter)


def test_words_beside_the_name(actors):
    assert rules.words(actors.chair)[0] == str(roles.CHAIR.name)
    assert "Северский промколледж" in rules.words(actors.other_head)[0]
    assert rules.words(actors.member) == ["Томская распредкомпания"]
    assert rules.words(actors.administrator) == [str(roles.ADMINISTRATOR.name)]
    assert rules.words(actors.stranger) == []


def test_holders_of_offices_on_a_day(actors):
    assert rules.offices_on(actors.cluster, BEFORE) == {}
    held = rules.offices_on(actors.cluster, DAY)
    assert {office: holder.name.split()[0] for office, holder in held.items()} == {
        "chair": "Костарев",
        "secretary": "Жарких",
    }
