"""What is done with the composition: refusals by their reason, one journal entry an act."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from cluster_portal.journal.models import Entry
from cluster_portal.notifications.models import Letter
from cluster_portal.workflow import Refused
from members import actions
from members.models import (
    Alias,
    FormerName,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    Representation,
    WorkingGroup,
)
from tests import factories as make
from tests.actors import CHAIR, SECRETARY, elect_chair, person

DAY = datetime.date(2021, 4, 9)
BEFORE = datetime.date(2021, 4, 8)
LATER = datetime.date(2021, 6, 1)


def refused(code, field=None):
    """Expect a refusal of that code at that field, in words."""

    class Expected:
        def __enter__(self):
            self.raises = pytest.raises(Refused)
            self.info = self.raises.__enter__()
            return self.info

        def __exit__(self, *error):
            done = self.raises.__exit__(*error)
            assert (self.info.value.code, self.info.value.field) == (code, field)
            assert len(str(self.info.value.reason)) > 10
            return done

    return Expected()


# --- the chair


def grant(cluster, name, **more):
    more = {"office": Mandate.Office.CHAIR, "started": DAY, "ground": "Протокол"} | more
    return actions.grant_mandate(cluster=cluster, person=person(name), by=more.pop("by", None), **more)


def test_the_chair_is_a_head_of_a_member_organisation(cluster):
    with refused("not_head", "person"):
        grant(cluster, SECRETARY)
    with refused("not_head", "person"):
        grant(cluster, "Лаврушенко Светлана Владимировна")
    assert grant(cluster, CHAIR).person.name == CHAIR


def test_an_acting_head_may_be_chair_unless_the_rules_say_otherwise(cluster):
    make.make_charter(cluster, in_force_from=LATER, acting_is_head=False)
    with refused("not_head", "person"):
        grant(cluster, "Змеева Елена Евдокимовна", started=LATER)
    assert grant(cluster, "Змеева Елена Евдокимовна")


def test_there_is_no_second_chair_unless_the_first_ends_by_the_same_decision(cluster):
    first = elect_chair(cluster)
    with refused("second_holder", "office"):
        grant(cluster, "Матвеев Дмитрий Михайлович", started=LATER)
    grant(cluster, "Матвеев Дмитрий Михайлович", started=LATER, end_previous=True, ground="Решение № 2")
    first.refresh_from_db()
    assert (first.ended, first.ended_ground) == (datetime.date(2021, 5, 31), "Решение № 2")


def test_a_new_chair_cannot_begin_before_the_one_he_replaces(cluster):
    elect_chair(cluster)
    with refused("dates", "started"):
        grant(cluster, "Матвеев Дмитрий Михайлович", end_previous=True)


def test_a_mandate_that_ends_later_still_holds_the_office(cluster):
    first = elect_chair(cluster)
    actions.end_mandate(mandate=first, ended=LATER, by=None)
    with refused("second_holder", "office"):
        grant(cluster, "Матвеев Дмитрий Михайлович", started=datetime.date(2021, 5, 1))
    assert grant(cluster, "Матвеев Дмитрий Михайлович", started=datetime.date(2021, 6, 2))


def test_two_secretaries_may_hand_over(cluster):
    grant(cluster, "Доронин Денис Андреевич", office=Mandate.Office.SECRETARY, started=LATER)
    assert Mandate.objects.filter(office="secretary", ended=None).count() == 2


def test_the_database_itself_knows_one_chair(cluster):
    elect_chair(cluster)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(cluster=cluster, office="chair", person=person(SECRETARY), started=DAY, ground="в обход")


@pytest.mark.parametrize("field", ["until", "ended"])
def test_a_term_does_not_end_before_it_begins(cluster, field):
    if field == "until":
        with refused("dates", "until"):
            grant(cluster, CHAIR, until=BEFORE)
    else:
        mandate = grant(cluster, CHAIR)
        with refused("dates", "ended"):
            actions.end_mandate(mandate=mandate, ended=BEFORE, by=None)


def test_what_has_ended_does_not_end_again(cluster):
    mandate = grant(cluster, CHAIR)
    actions.end_mandate(mandate=mandate, ended=LATER, by=None)
    with refused("ended", "ended"):
        actions.end_mandate(mandate=mandate, ended=LATER, by=None)


# --- organisations


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("inn", "123", "inn_length"),
        ("inn", "1234567890", "inn_digit"),
        ("inn", "١٢٣٤٥٦٧٨٩٠", "inn_length"),
        ("ogrn", "1", "ogrn_length"),
        ("ogrn", "1234567890120", "ogrn_digit"),
        ("name", "", "blank"),
        ("name", "я" * 401, "max_length"),
        ("category", "sport", "invalid_choice"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(db, field, value, code):
    values = {"name": "ООО «Рост»", "category": "business", field: value}
    with refused(code, field):
        actions.add_organization(by=None, **values)
    assert not Organization.objects.exists()
    assert not Entry.objects.exists()


def test_an_inn_belongs_to_one_legal_entity_and_its_branches(db):
    inn = make.valid_inn("701700001")
    parent = make.make_organization(inn=inn)
    make.make_organization(inn=inn, branch_of=parent)
    with pytest.raises(Refused):
        make.make_organization(inn=inn)


@pytest.mark.parametrize("link", ["parent", "successor"])
def test_nothing_stands_above_itself(db, link):
    first, second = make.make_organization(), make.make_organization()
    setattr(second, link, first)
    second.save()
    for above in (first, second):
        setattr(first, link, above)
        with pytest.raises(Exception) as error:
            first.full_clean()
        assert list(error.value.message_dict) == [link]


def test_the_database_itself_knows_no_own_branch(db):
    row = make.make_organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=row.pk).update(parent=row)


def test_only_a_school_or_college_has_a_kind_of_education(db):
    with pytest.raises(Refused) as error:
        make.make_organization(category="business", education="vocational")
    assert error.value.field == "education"


def test_a_name_and_a_spelling_lead_to_one_organisation(db):
    first = make.make_organization("ООО «Рост»", category="business", aliases=[("ООО Рост", "Протокол № 1")])
    with refused("unique", "name"):
        make.make_organization("ООО «Рост»", category="business")
    second = make.make_organization("ООО «Взлёт»", category="business")
    with refused("unique", "spelling"):
        actions.add_alias(organization=second, spelling="ООО Рост", by=None)
    with refused("name_of_another", "spelling"):
        actions.add_alias(organization=second, spelling=first.name, by=None)
    assert Alias.objects.get().source == "Протокол № 1"


def test_a_renaming_keeps_the_old_name_for_earlier_days(db):
    row = make.make_organization("ОГБПОУ «Старый колледж»", former_names=[("ПТУ № 1", datetime.date(2010, 8, 31))])
    actions.rename_organization(organization=row, name="ОГБПОУ «Новый колледж»", since=DAY, ground="Приказ", by=None)
    row.refresh_from_db()
    assert [row.name_on(day) for day in (datetime.date(2010, 1, 1), BEFORE, DAY)] == [
        "ПТУ № 1",
        "ОГБПОУ «Старый колледж»",
        "ОГБПОУ «Новый колледж»",
    ]
    with refused("dates", "since"):
        actions.rename_organization(organization=row, name="ОГБПОУ «Иной»", since=BEFORE, by=None)
    with refused("dates", "since"):
        actions.rename_organization(organization=row, name="ОГБПОУ «Иной»", since=datetime.date(2999, 1, 1), by=None)
    assert FormerName.objects.count() == 2


def test_an_organisation_joins_last_and_once_and_may_come_back(db):
    cluster = make.make_cluster()
    make.make_member(cluster)
    row = make.make_membership(cluster)
    assert row.order == 2
    with pytest.raises(Refused):
        actions.join_cluster(cluster=cluster, organization=row.organization, by=None)
    actions.leave_cluster(membership=row, left=DAY, ground="Заявление", by=None)
    actions.join_cluster(cluster=cluster, organization=row.organization, joined=LATER, by=None)
    assert Membership.objects.filter(organization=row.organization).count() == 2


def test_leaving_before_joining_is_refused_at_its_field(db):
    row = make.make_membership(make.make_cluster(), joined=DAY)
    with refused("dates", "left"):
        actions.leave_cluster(membership=row, left=BEFORE, by=None)


def test_there_is_one_cluster(cluster):
    with refused("second_cluster"):
        make.make_cluster()


def test_a_quorum_is_no_more_than_the_whole(db):
    cluster = make.make_cluster()
    with pytest.raises(Refused):
        make.make_charter(cluster, in_force_from=DAY, quorum_part=3, quorum_of=2)


# --- people


def test_names_lose_extra_spaces(db):
    assert make.make_person("  Матвеев   Дмитрий  Михайлович ").name == "Матвеев Дмитрий Михайлович"


def test_an_organisation_has_one_head_and_beside_him_one_acting(db):
    college = make.make_organization()
    make.make_head(college)
    make.make_acting_head(college)
    for make_another in (make.make_head, make.make_acting_head):
        with pytest.raises(Refused):
            make_another(college)
    actions.end_position(position=Position.objects.get(kind="head"), ended=DAY, by=None)
    assert make.make_head(college, started=LATER)


def test_an_organisation_has_one_main_representative_and_any_substitutes(db):
    college = make.make_organization()
    make.make_representation(college)
    make.make_representation(college, kind="substitute")
    make.make_representation(college, kind="substitute")
    with pytest.raises(Refused):
        make.make_representation(college)
    assert Representation.objects.count() == 3


def test_a_position_does_not_end_before_it_begins(db):
    with refused("dates", "ended"):
        make.make_position(make.make_organization(), started=DAY, ended=BEFORE)


def test_a_person_is_invited_once_and_gets_the_account(actors):
    invited = actions.invite_person(
        person=person("Репин Владимир Николаевич"), email=" Repin@Example.org ", by=actors.secretary
    )
    invited.refresh_from_db()
    assert (invited.email, invited.user.email) == ("repin@example.org", "repin@example.org")
    assert not invited.user.has_usable_password()
    assert Letter.objects.filter(to="repin@example.org").count() == 1
    with refused("has_account", "user"):
        actions.invite_person(person=invited, email="other@example.org", by=actors.secretary)
    assert not Letter.objects.filter(to="other@example.org").exists()


def test_an_address_of_somebody_else_is_refused_at_its_field(actors):
    with refused("exists", "email"):
        actions.invite_person(person=person("Репин Владимир Николаевич"), email=actors.head.email, by=actors.secretary)
    assert person("Репин Владимир Николаевич").email == ""


def test_an_administrators_account_is_nobodys(actors):
    with refused("administrator", "user"):
        actions.give_account(person=person("Репин Владимир Николаевич"), user=actors.administrator, by=None)


def test_an_address_stays_out_of_the_journal(actors):
    actions.invite_person(person=person("Репин Владимир Николаевич"), email="repin@example.org", by=actors.secretary)
    entry = Entry.objects.get(verb="members.invited")
    assert "repin@" not in str(entry.data)


# --- groups


def test_a_group_may_have_no_members_and_a_deadline_in_the_past(cluster):
    group = actions.create_group(
        cluster=cluster,
        task="Подготовить План",
        product="plan",
        leader=person("Матвеев Дмитрий Михайлович"),
        created=DAY,
        deadline=BEFORE,
        ground="Протокол № 1, решение № 3",
        by=None,
    )
    assert group.members.count() == 0
    with refused("dates", "completed"):
        actions.complete_group(group=group, completed=BEFORE, by=None)
    actions.complete_group(group=group, completed=LATER, by=None)
    with refused("ended", "completed"):
        actions.complete_group(group=group, completed=LATER, by=None)


def test_a_person_sees_the_groups_he_leads_and_is_in_once(cluster):
    leader = person("Матвеев Дмитрий Михайлович")
    values = {"cluster": cluster, "task": "Подготовить План", "created": DAY, "ground": "Протокол", "by": None}
    led = actions.create_group(leader=leader, members=[leader], **values)
    joined = actions.create_group(members=[leader], **values)
    actions.create_group(**values)
    assert set(WorkingGroup.objects.taking_part(leader)) == {led, joined}
    assert WorkingGroup.objects.taking_part(leader).count() == 2


# --- rights and the journal

ACTS = {
    "add_organization": lambda by: actions.add_organization(name="ООО «Рост»", category="business", by=by),
    "rename": lambda by: actions.rename_organization(
        organization=Organization.objects.first(), name="Новое имя", since=DAY, by=by
    ),
    "add_alias": lambda by: actions.add_alias(organization=Organization.objects.first(), spelling="иначе", by=by),
    "leave": lambda by: actions.leave_cluster(membership=Membership.objects.first(), left=DAY, by=by),
    "add_person": lambda by: actions.add_person(name="Новый Николай Николаевич", by=by),
    "appoint": lambda by: actions.appoint(
        person=Person.objects.first(), organization=Organization.objects.first(), title="советник", by=by
    ),
    "end_position": lambda by: actions.end_position(position=Position.objects.first(), ended=DAY, by=by),
    "delegate": lambda by: actions.delegate(
        organization=Organization.objects.get(short_name="ТЭТЗ"), person=Person.objects.first(), by=by
    ),
    "end_representation": lambda by: actions.end_representation(
        representation=Representation.objects.first(), ended=DAY, by=by
    ),
    "end_mandate": lambda by: actions.end_mandate(
        mandate=Mandate.objects.get(office="chair"), ended=DAY, ground="Заявление", by=by
    ),
    "grant_mandate": lambda by: actions.grant_mandate(
        cluster=Mandate.objects.first().cluster,
        office="deputy",
        person=person("Репин Владимир Николаевич"),
        started=DAY,
        ground="Протокол",
        by=by,
    ),
    "create_group": lambda by: actions.create_group(
        cluster=Mandate.objects.first().cluster, task="Задача", created=DAY, ground="Протокол", by=by
    ),
    "invite": lambda by: actions.invite_person(
        person=person("Репин Владимир Николаевич"), email="repin@example.org", by=by
    ),
    "adopt_charter": lambda by: actions.adopt_charter(
        cluster=Mandate.objects.first().cluster, in_force_from=LATER, by=by
    ),
    "join": lambda by: actions.join_cluster(
        cluster=Mandate.objects.first().cluster,
        organization=Organization.objects.get(short_name="Аграрный колледж"),
        by=by,
    ),
    "remove": lambda by: actions.remove(obj=Alias.objects.first(), by=by),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_secretary_does_it_and_the_journal_says_so_once(actors, name):
    before = Entry.objects.count()
    ACTS[name](actors.secretary)
    new = Entry.objects.order_by("number")[before:]
    assert [entry.actor for entry in new] == [actors.secretary.email]


@pytest.mark.parametrize("name", ACTS)
def test_nobody_else_does_and_nothing_is_written(actors, name):
    before = Entry.objects.count()
    for user in (actors.head, actors.chair, actors.member, actors.stranger):
        with refused("forbidden"):
            ACTS[name](user)
    assert Entry.objects.count() == before


def test_handing_over_is_one_entry_that_names_both(actors):
    before = Entry.objects.count()
    actions.grant_mandate(
        cluster=actors.cluster,
        office="chair",
        person=person("Матвеев Дмитрий Михайлович"),
        started=LATER,
        ground="Решение № 2",
        end_previous=True,
        by=actors.secretary,
    )
    [entry] = Entry.objects.order_by("number")[before:]
    assert entry.verb == "members.mandate_granted"
    assert [part["verb"] for part in entry.data["parts"]] == ["members.mandate_ended"]


def test_what_another_record_speaks_of_is_not_deleted(actors):
    with refused("referenced"):
        actions.remove(obj=Organization.objects.get(short_name="ТЭПК"), by=actors.secretary)
    assert Organization.objects.filter(short_name="ТЭПК").exists()
    spare = make.make_organization()
    actions.remove(obj=spare, by=actors.secretary)
    assert Entry.objects.first().object_id == str(spare.pk)


def test_every_act_has_words_in_the_journal(actors):
    from members.verbs import VERBS

    verbs = {getattr(actions, name).verb for name in actions.__all__}
    assert verbs == set(VERBS)
