"""Who is in the cluster and in its council on a day."""

import datetime
import json
from pathlib import Path

import pytest

from members import actions
from members.composition import HEADINGS, composition, composition_text, council_list, officers, voting_organizations
from members.models import Charter, Mandate, Membership, Organization, Position
from members.rules import charter_on
from tests import factories as make
from tests.actors import SECRETARY, elect_chair, person

MINUTES = Path(__file__).parent.parent / "data" / "minutes"
DAY = datetime.date(2021, 4, 9)
NEXT_DAY = datetime.date(2021, 4, 10)


def printed_composition():
    """The section «Состав Кластера» of minutes No. 1, from its heading to the last organisation."""
    text = (MINUTES / "seed.txt").read_text(encoding="utf-8")
    return text[text.index("Состав Кластера:") : text.index("Всего в составе")].strip()


def expected():
    return json.loads((MINUTES / "seed.json").read_text(encoding="utf-8"))


def test_text_is_the_section_of_the_minutes_letter_for_letter(cluster):
    assert composition_text(cluster, DAY) == printed_composition()


def test_sections_rows_and_branches_are_those_of_the_minutes(cluster):
    found = composition(cluster, DAY)
    told = [
        {
            "category": section.heading,
            "organisations": [
                {"name": row.name, "branch_of": row.parent.name if row.parent else None} for row in section.rows
            ],
        }
        for section in found.sections
    ]
    assert told == expected()["extra"]["composition"]


def test_counts_are_those_of_the_minutes(cluster):
    found = composition(cluster, DAY)
    derived = expected()["extra"]["counts_derived"]
    assert len(found.rows) == derived["register_rows"] == 21
    assert len(found.legal_entities) == derived["register_legal_entities"] == 19
    assert found.by_category == {"state": 1, "nonprofit": 2, "business": 7, "education": 11}
    assert (len(found.vocational_entities), len(found.vocational)) == (8, 10)


def test_council_list_stands_in_the_order_of_the_attendance_list(cluster):
    in_council = [line["name"] for line in expected()["attendees"] if line["organisation_in_register"]]
    assert [seat.person.name for seat in council_list(cluster, DAY)] == in_council


def test_council_list_prints_what_the_minutes_print(cluster):
    printed = {line["name"]: line for line in expected()["attendees"]}
    own_spelling = ("МПО", "школа", "ПАО")  # the minutes spell these three otherwise than their own composition
    for seat in council_list(cluster, DAY):
        line = printed[seat.person.name]
        assert seat.title == line["position"]
        if not any(word in seat.organization_printed for word in own_spelling):
            assert seat.organization_printed == line["organisation"]


def test_the_secretary_stands_after_the_head_of_her_organisation(cluster):
    names = [seat.person.name for seat in council_list(cluster, DAY)]
    seat = next(seat for seat in council_list(cluster, DAY) if seat.office)
    assert (seat.person.name, seat.office) == (SECRETARY, "secretary")
    assert names[names.index(SECRETARY) - 1].startswith("Матвеев")


def test_office_of_somebody_who_sits_is_on_his_line(cluster):
    elect_chair(cluster)
    seats = council_list(cluster, DAY)
    assert [seat.person.name for seat in seats if seat.office == "chair"] == ["Костарев Максим Михайлович"]
    assert len(seats) == 15


def test_an_officer_from_outside_stands_last(cluster):
    outsider = make.make_person("Внешний Виктор Викторович")
    department = Organization.objects.get(short_name="ДПО Томской области")
    make.make_position(department, outsider, title="консультант")
    make.make_mandate(cluster, outsider, office=Mandate.Office.DEPUTY)
    nobody = make.make_person("Ничейный Николай Николаевич")
    make.make_mandate(cluster, nobody, office=Mandate.Office.SECRETARY)
    last = council_list(cluster, DAY)[-2:]
    told = {(seat.person.name, seat.title, seat.organization_printed, seat.office) for seat in last}
    assert told == {
        (outsider.name, "консультант", "Департамента профессионального образования Томской области", "deputy"),
        (nobody.name, "", "", "secretary"),
    }


def test_an_acting_head_sits_for_a_head_on_leave(db):
    cluster = make.make_cluster()
    college = make.make_member(cluster)
    make.make_head(college)
    acting = make.make_acting_head(college)
    assert [(seat.person, seat.kind) for seat in council_list(cluster, DAY)] == [(acting, Position.Kind.ACTING)]


def test_a_main_representative_sits_before_the_head(db):
    cluster = make.make_cluster()
    college = make.make_member(cluster)
    make.make_head(college)
    envoy = make.make_representation(college).person
    make.make_representation(college, kind="substitute")
    assert [seat.person for seat in council_list(cluster, DAY)] == [envoy]


def test_a_representation_that_has_ended_gives_the_seat_back_to_the_head(db):
    cluster = make.make_cluster()
    college = make.make_member(cluster)
    head = make.make_head(college)
    row = make.make_representation(college)
    actions.end_representation(representation=row, ended=DAY, by=None)
    assert council_list(cluster, DAY)[0].person == row.person
    assert council_list(cluster, NEXT_DAY)[0].person == head


def test_branches_have_a_seat_only_where_the_rules_give_one(cluster):
    assert len(voting_organizations(cluster, DAY)) == 19
    make.make_charter(cluster, in_force_from=NEXT_DAY, branches_vote=True)
    assert len(voting_organizations(cluster, DAY)) == 19
    assert len(voting_organizations(cluster, NEXT_DAY)) == 21


def test_a_member_without_a_seat_does_not_vote(db):
    cluster = make.make_cluster()
    voting = make.make_member(cluster)
    make.make_head(make.make_member(cluster, has_vote=False))
    assert voting_organizations(cluster, DAY) == [voting]
    assert council_list(cluster, DAY) == []


def test_composition_of_a_day_holds_who_was_in_it_that_day(db):
    cluster = make.make_cluster()
    stays = make.make_member(cluster)
    leaves = make.make_member(cluster, left=DAY)
    comes = make.make_member(cluster, joined=NEXT_DAY)
    assert [row.organization for row in composition(cluster, DAY).rows] == [stays, leaves]
    assert [row.organization for row in composition(cluster, NEXT_DAY).rows] == [stays, comes]


def test_documents_of_earlier_days_keep_the_old_name(db):
    cluster = make.make_cluster()
    college = make.make_member(cluster, "ОГБПОУ «Старый колледж»")
    make.make_head(college)
    actions.rename_organization(organization=college, name="ОГБПОУ «Новый колледж»", since=NEXT_DAY, by=None)
    assert "Старый" in composition_text(cluster, DAY)
    assert "Новый" in composition_text(cluster, NEXT_DAY)
    assert council_list(cluster, DAY)[0].organization_printed == "ОГБПОУ «Старый колледж»"


def test_a_stored_genitive_is_printed_before_a_declined_one(db):
    cluster = make.make_cluster()
    odd = make.make_member(cluster, "Союз «Сибирь»", category="nonprofit", name_genitive="Союза предприятий «Сибирь»")
    make.make_head(odd)
    assert council_list(cluster, DAY)[0].organization_printed == "Союза предприятий «Сибирь»"


def test_the_edition_of_the_day_is_in_force(cluster):
    later = make.make_charter(cluster, in_force_from=NEXT_DAY)
    assert charter_on(cluster, NEXT_DAY) == later
    assert charter_on(cluster, DAY).in_force_from == datetime.date(2020, 10, 26)
    assert charter_on(cluster, datetime.date(2020, 1, 1)) is None
    assert charter_on(None, DAY) is None


def test_the_charter_of_the_seed_says_what_is_assumed(cluster):
    charter = charter_on(cluster, DAY)
    assert charter.chair_term_years == 5
    assert "chair_term_years" not in charter.assumed
    assert {"quorum_part", "branches_vote", "acting_is_head"} <= set(charter.assumed)
    assert charter.signatories == ["secretary"]


@pytest.mark.parametrize(
    ("part", "of", "exceeded", "total", "needed"),
    [(1, 2, True, 19, 10), (1, 2, True, 20, 11), (1, 2, False, 20, 10), (2, 3, False, 19, 13), (2, 3, True, 18, 13)],
)
def test_quorum_is_a_share_reached_or_exceeded(part, of, exceeded, total, needed):
    charter = Charter(quorum_part=part, quorum_of=of, quorum_exceeded=exceeded)
    assert charter.quorum_needed(total) == needed


def test_officers_tell_vacancy_end_of_term_and_its_approach(cluster):
    assert [(o.office, o.mandate is None) for o in officers(cluster, DAY)] == [
        (Mandate.Office.CHAIR.label, True),
        (Mandate.Office.SECRETARY.label, False),
    ]
    elect_chair(cluster)
    chair = [officers(cluster, day)[0] for day in (DAY, datetime.date(2026, 3, 1), datetime.date(2026, 4, 10))]
    assert [(o.ends_soon, o.is_over) for o in chair] == [(False, False), (True, False), (False, True)]
    assert chair[0].mandate.person == person("Костарев Максим Михайлович")


@pytest.mark.parametrize("count", [10, 1000])
def test_reading_costs_the_same_for_any_number_of_rows(db, django_assert_num_queries, count):
    cluster = make.make_cluster()
    rows = Organization.objects.bulk_create(
        Organization(name=f"Организация {n}", category=list(HEADINGS)[n % 4]) for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(cluster=cluster, organization=row, order=place) for place, row in enumerate(rows, 1)
    )
    with django_assert_num_queries(1):
        assert len(composition(cluster, DAY).rows) == count
    with django_assert_num_queries(1):
        assert len(voting_organizations(cluster, DAY)) == count
    with django_assert_num_queries(4):
        council_list(cluster, DAY)
