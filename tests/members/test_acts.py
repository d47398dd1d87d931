"""The composition edited through its pages: what each act changes, from which day, and what it refuses."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from cluster_portal import clock
from cluster_portal.documents.blocks import text_of
from cluster_portal.workflow import Refused
from members import actions, documents, rules
from members.composition import composition, council_list
from members.models import (
    Alias,
    Assistant,
    Charter,
    Cluster,
    Inspection,
    Mandate,
    Membership,
    Organization,
    Person,
    Position,
    Representation,
    WorkingGroup,
)
from tests import actors as people

TODAY = datetime.date(2021, 5, 17)


@pytest.fixture(autouse=True)
def today():
    with clock.day(TODAY):
        yield


@pytest.fixture
def secretary(client, actors):
    client.force_login(actors.secretary)
    return client


def of(short: str) -> Organization:
    return Organization.objects.get(short_name=short)


def post(client, organization, act, **typed):
    return client.post(reverse("members:on_organization", args=[organization.pk, act]), typed)


def words(response) -> str:
    return response.content.decode()


def head_of(organization, day):
    cluster = rules.the_cluster()
    return next((s.person.name for s in council_list(cluster, day) if s.organization == organization), None)


def test_an_organisation_enters_and_joins(secretary, actors):
    typed = {
        "name": "ООО «Учебный пример»",
        "short_name": "Пример",
        "category": "business",
        "joins": "on",
        "joined": "01.05.2021",
        "ground": "Протокол № 2",
        "has_vote": "on",
    }
    assert secretary.post(reverse("members:new_organization"), typed).status_code == 302
    row = of("Пример")
    assert row not in [r.organization for r in composition(actors.cluster, datetime.date(2021, 4, 30)).rows]
    assert row in [r.organization for r in composition(actors.cluster, datetime.date(2021, 5, 1)).rows]
    again = secretary.post(reverse("members:new_organization"), typed)
    assert again.status_code == 400
    assert "ООО «Учебный пример»" in words(again)
    wrong = secretary.post(reverse("members:new_organization"), typed | {"name": "ООО «Иное»", "inn": "123"})
    assert wrong.status_code == 400


def test_leaving_ends_the_seat_and_coming_back_begins_a_new_time(secretary, actors):
    row = of("Полюс")
    assert post(secretary, row, "leave", left="10.05.2021", ground="Заявление").status_code == 302
    assert row not in [r.organization for r in composition(actors.cluster, TODAY).rows]
    assert row in [r.organization for r in composition(actors.cluster, datetime.date(2021, 5, 10)).rows]
    assert post(secretary, row, "leave", left="11.05.2021", ground="Ещё раз").status_code == 409
    overlap = post(secretary, row, "join", joined="05.05.2021", ground="Передумали")
    assert overlap.status_code == 400
    assert "уже в Кластере" in words(overlap)
    assert post(secretary, row, "join", joined="12.05.2021", ground="Заявление").status_code == 302
    assert row.memberships.count() == 2


def test_renaming_keeps_the_old_name_for_earlier_days(secretary):
    row = of("ТЭПК")
    old = row.name
    assert post(secretary, row, "rename", name="ОГАПОУ «ТЭПК»", since="01.05.2021").status_code == 302
    row.refresh_from_db()
    assert (row.name, row.name_on(datetime.date(2021, 4, 30))) == ("ОГАПОУ «ТЭПК»", old)
    past = post(secretary, row, "rename", name="ОГАПОУ «Иное»", since="15.04.2021")
    assert past.status_code == 400
    assert "переименов" in words(past).lower()
    future = post(secretary, row, "rename", name="ОГАПОУ «Иное»", since="01.12.2021")
    assert future.status_code == 400


def test_merging_ends_the_membership_and_refuses_circles_and_a_second_merge(secretary, actors):
    one, two = of("Кожевниковский техникум"), of("ТЭПК")
    itself = post(secretary, one, "merge", successor=one.name, since="10.05.2021", ground="Приказ")
    assert itself.status_code == 400
    assert post(secretary, one, "merge", successor="ТЭПК", since="10.05.2021", ground="Приказ").status_code == 302
    one.refresh_from_db()
    assert one.successor == two
    assert str(one.memberships.get().left) == "2021-05-09"
    again = post(secretary, one, "merge", successor="Северский промколледж", since="11.05.2021", ground="Приказ")
    assert again.status_code == 409
    assert "уже присоединена" in words(again)
    circle = post(secretary, two, "merge", successor=one.name, since="11.05.2021", ground="Приказ")
    assert circle.status_code == 400
    two.refresh_from_db()
    assert two.successor is None
    assert not Membership.objects.filter(organization=two, left__isnull=False).exists()


def test_another_spelling_is_recognised_and_never_twice(secretary):
    row = of("ЭлеСи")
    assert post(secretary, row, "spelling", spelling="АО Элеси", source="письмо").status_code == 302
    assert Alias.objects.filter(spelling="АО Элеси").exists()
    assert post(secretary, row, "spelling", spelling="АО Элеси").status_code == 400
    other = post(secretary, row, "spelling", spelling=of("Полюс").name)
    assert other.status_code == 400


def test_details_are_corrected_and_a_circle_of_branches_is_refused(secretary):
    parent, branch = of("Томский политехнический"), of("Парабельский филиал ТПТ")
    typed = {"short_name": "ТПТ", "category": "education", "education": "vocational"}
    assert post(secretary, parent, "details", **typed).status_code == 302
    assert Organization.objects.get(pk=parent.pk).short_name == "ТПТ"
    circle = post(secretary, parent, "details", **typed, parent=branch.name)
    assert circle.status_code == 400
    assert Organization.objects.get(pk=parent.pk).parent is None


def test_a_new_head_takes_over_from_a_day(secretary):
    row = of("ТЭПК")
    typed = {"person": "Новиков Новик Новикович", "title": "директор", "since": "10.05.2021"}
    assert post(secretary, row, "head", **typed).status_code == 302
    assert head_of(row, datetime.date(2021, 5, 9)) == people.HEAD
    assert head_of(row, datetime.date(2021, 5, 10)) == "Новиков Новик Новикович"
    assert Person.objects.filter(name="Новиков Новик Новикович").exists()
    wrong = post(secretary, row, "head", person="Кто", title="директор", since="11.05.2021")
    assert wrong.status_code == 400
    assert "фамилию, имя и отчество" in words(wrong)


def test_an_acting_head_sits_while_the_head_is_on_leave(secretary, actors):
    row = of("Северский промколледж")
    typed = {"person": "Замов Зам Замович", "title": "и.о. директора", "started": "10.05.2021", "ended": "20.05.2021"}
    assert post(secretary, row, "acting", **typed).status_code == 302
    assert head_of(row, datetime.date(2021, 5, 9)) == people.OTHER_HEAD
    assert head_of(row, datetime.date(2021, 5, 15)) == "Замов Зам Замович"
    assert head_of(row, datetime.date(2021, 5, 21)) == people.OTHER_HEAD
    acting = Position.objects.get(person__name="Замов Зам Замович")
    early = reverse("members:end", args=["position", acting.pk])
    assert secretary.post(early, {"ended": "18.05.2021"}).status_code == 302, "back from leave before its time"
    assert head_of(row, datetime.date(2021, 5, 19)) == people.OTHER_HEAD
    assert secretary.post(early, {"ended": "25.05.2021"}).status_code == 400
    overlap = post(secretary, row, "acting", **typed | {"person": "Другов Друг Другович", "started": "15.05.2021"})
    assert overlap.status_code == 400
    assert "Замов Зам Замович" in words(overlap)


def test_a_representative_replaces_the_one_before_when_asked(secretary):
    row = of("Томская распредкомпания")
    typed = {"person": "Сменов Смен Сменович", "kind": "main", "started": "10.05.2021", "ground": "Письмо № 7"}
    refused = post(secretary, row, "delegate", **typed)
    assert refused.status_code == 400
    assert people.REPRESENTATIVE in words(refused)
    assert post(secretary, row, "delegate", **typed, end_previous="on").status_code == 302
    assert head_of(row, datetime.date(2021, 5, 9)) == people.REPRESENTATIVE
    assert head_of(row, TODAY) == "Сменов Смен Сменович"
    current = Representation.objects.get(person__name="Сменов Смен Сменович")
    ended = secretary.post(reverse("members:end", args=["representation", current.pk]), {"ended": "12.05.2021"})
    assert ended.status_code == 302
    assert head_of(row, TODAY) is None


def test_an_assistant_reads_but_signs_nothing(secretary, client, actors):
    row = of("ТЭПК")
    assert (
        post(secretary, row, "assistant", person="Помощников Помощ Помощевич", started="10.05.2021").status_code == 302
    )
    assistant = Assistant.objects.get()
    assert assistant.head.name == people.HEAD
    actions.give_account(person=assistant.person, user=actors.stranger, by=None)
    assert [role.code for role in rules.roles_of(actors.stranger)] == ["assistant"]
    assert not rules.has(actors.stranger, "sign_for_organization")
    client.force_login(actors.stranger)
    assert client.get("/meetings/").status_code == 200
    client.force_login(actors.secretary)
    client.post(reverse("members:end", args=["assistant", assistant.pk]), {"ended": "11.05.2021"})
    rules.forget()
    assert rules.roles_of(actors.stranger) == []


def test_an_inspector_reads_everything_for_a_time_and_posts_nothing(secretary, client, actors):
    typed = {"person": "Ревизоров Ревиз Ревизович", "started": "10.05.2021", "until": "20.05.2021", "ground": "Письмо"}
    assert secretary.post(reverse("members:on_cluster", args=["inspection"]), typed).status_code == 302
    actions.give_account(person=Inspection.objects.get().person, user=actors.stranger, by=None)
    client.force_login(actors.stranger)
    for page in ("/", "/meetings/", "/composition/", "/journal/", "/decisions/"):
        assert client.get(page).status_code == 200, page
    denied = client.post(reverse("members:on_organization", args=[of("ТЭПК").pk, "rename"]), {"name": "х"})
    assert denied.status_code == 403
    assert "состав" in words(denied).lower()
    with clock.day(datetime.date(2021, 5, 21)):
        rules.forget()
        assert client.get("/meetings/").status_code == 403
    backwards = secretary.post(reverse("members:on_cluster", args=["inspection"]), typed)
    assert backwards.status_code == 403, "the client is the inspector now"


def test_two_people_correcting_one_organisation_overwrite_nothing_unseen(secretary):
    row = of("ТЭПК")
    page = reverse("members:on_organization", args=[row.pk, "details"])
    typed = {"category": row.category, "education": row.education, "seen": secretary.get(page).context["seen"]}
    assert secretary.post(page, typed | {"short_name": "ТЭПК-1"}).status_code == 302
    late = secretary.post(page, typed | {"short_name": "ТЭПК-2"})
    assert late.status_code == 409
    assert "Краткое наименование – ТЭПК-1" in words(late)
    assert of("ТЭПК-1") == row
    again = typed | {"short_name": "ТЭПК-2", "seen": late.context["seen"]}
    assert secretary.post(page, again).status_code == 302
    assert of("ТЭПК-2") == row


def test_offices_are_granted_and_ended(secretary, actors):
    url = reverse("members:on_cluster", args=["mandate"])
    typed = {"office": "chair", "person": people.HEAD, "started": "10.05.2021", "ground": "Протокол № 2"}
    refused = secretary.post(url, typed)
    assert refused.status_code == 400
    assert people.CHAIR in words(refused)
    no_head = secretary.post(url, typed | {"person": people.REPRESENTATIVE, "end_previous": "on"})
    assert no_head.status_code == 400
    assert secretary.post(url, typed | {"end_previous": "on"}).status_code == 302
    mandate = Mandate.objects.get(office="chair", ended=None)
    assert mandate.person.name == people.HEAD
    end = reverse("members:end", args=["mandate", mandate.pk])
    assert secretary.post(end, {"ended": "01.05.2021", "ground": "Заявление"}).status_code == 400
    assert secretary.post(end, {"ended": "15.05.2021", "ground": "Заявление"}).status_code == 302


def test_a_group_has_members_with_letters_notes_and_an_end(secretary, client, actors):
    typed = {"task": "для Плана", "product": "plan", "leader": people.HEAD, "created": "12.04.2021", "ground": "№ 1"}
    assert secretary.post(reverse("members:on_cluster", args=["group"]), typed).status_code == 302
    group = WorkingGroup.objects.get()
    member = {"person": people.OTHER_HEAD, "organization": "Северский промколледж", "letter": "№ 5 от 15.04.2021"}
    url = reverse("members:on_group", args=[group.pk, "member"])
    assert secretary.post(url, member).status_code == 302
    assert secretary.post(url, member).status_code == 400
    assert "№ 5 от 15.04.2021" in words(secretary.get(group.get_absolute_url()))
    note = reverse("members:on_group", args=[group.pk, "note"])
    client.force_login(actors.member)
    assert client.post(note, {"text": "Чужая"}).status_code == 403
    client.force_login(actors.head)
    assert client.post(note, {"text": "Собрались, поделили разделы."}).status_code == 302
    assert client.post(url, member).status_code == 403
    client.force_login(actors.secretary)
    client.post(reverse("members:remove_member", args=[group.pk, group.places.get().pk]))
    assert group.places.count() == 0
    complete = reverse("members:on_group", args=[group.pk, "complete"])
    assert client.post(complete, {"completed": "16.05.2021"}).status_code == 302
    assert client.post(url, member).status_code == 409


def test_lines_of_the_composition_change_places_within_their_category(secretary, actors):
    rows = [r.membership for r in composition(actors.cluster, TODAY).sections[2].rows]
    secretary.post(reverse("members:place", args=[rows[0].pk]), {"up": "0"})
    after = [r.membership.pk for r in composition(actors.cluster, TODAY).sections[2].rows]
    assert after[:2] == [rows[1].pk, rows[0].pk]
    secretary.post(reverse("members:place", args=[rows[1].pk]), {"up": "1"})
    assert [r.membership.pk for r in composition(actors.cluster, TODAY).sections[2].rows] == after


def test_lists_on_a_day_as_documents(secretary, actors):
    words_of = text_of(documents.composition_list(actors.cluster, TODAY))
    assert "Всего организаций: 21, из них юридических лиц: 19." in words_of
    assert "Александровский филиал" in words_of
    council = text_of(documents.council_list_paper(actors.cluster, TODAY))
    assert "Костарев Максим Михайлович, президент Союза" in council
    assert "председатель Координационного совета" in council
    for kind in ("composition", "council"):
        for form in ("pdf", "docx"):
            url = reverse("members:list_file", args=[kind, form])
            assert secretary.get(url, {"on": "09.04.2021"}).status_code == 200
            assert secretary.get(url, {"on": "31.02.2021"}).status_code == 404


def test_rules_are_dated_editions_and_say_what_was_taken_by_default(secretary, actors):
    page = words(secretary.get(reverse("members:charter")))
    assert "Положением не установлено, принято по умолчанию" in page
    form = secretary.get(reverse("members:adopt")).context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, False, "")}
    answer = secretary.post(
        reverse("members:adopt"), typed | {"in_force_from": "01.06.2021", "quorum_part": "2", "quorum_of": "3"}
    )
    assert answer.status_code == 302, words(answer)
    assert rules.charter_on(actors.cluster, TODAY).quorum_of == 2
    assert rules.charter_on(actors.cluster, datetime.date(2021, 6, 1)).quorum_of == 3
    more = secretary.post(reverse("members:adopt"), typed | {"in_force_from": "02.06.2021", "quorum_part": "4"})
    assert more.status_code == 400
    assert Charter.objects.count() == 2


def test_history_is_shown_to_those_who_read_the_journal(secretary, client, actors):
    row = of("ТЭПК")
    post(secretary, row, "spelling", spelling="ТЭПК Томск")
    assert "История" in words(secretary.get(row.get_absolute_url()))
    client.force_login(actors.member)
    assert "История" not in words(client.get(row.get_absolute_url()))


def test_a_person_in_minutes_cannot_be_deleted(actors):
    with pytest.raises(Refused) as caught:
        actions.remove(obj=people.person(people.HEAD), by=actors.administrator)
    assert caught.value.code == "referenced"


def test_first_steps_lead_an_empty_installation(client, db):
    administrator = people.administrator()
    client.force_login(administrator)
    assert "Первые шаги" in words(client.get("/"))
    steps = client.get(reverse("members:first_steps"))
    assert steps.context["following"] == 0
    typed = {
        "name": "Пробный кластер",
        "name_genitive": "Пробного кластера",
        "council": "Координационный совет",
        "council_genitive": "Координационного совета",
        "city": "г. Томск",
    }
    assert client.post(reverse("members:found"), typed).status_code == 302
    assert client.get(reverse("members:first_steps")).context["following"] == 1
    form = client.get(reverse("members:adopt")).context["form"]
    rules_typed = {
        "in_force_from": "01.01.2021",
        "quorum_part": 1,
        "quorum_of": 2,
        "chair_term_years": 5,
        "plan_approver": "chair",
        "order": "block",
    }
    assert form.initial == {}
    assert client.post(reverse("members:adopt"), rules_typed).status_code == 302
    assert client.get(reverse("members:first_steps")).context["following"] == 2
    entered = {"name": "Школа", "category": "education", "joins": "on", "joined": "01.01.2021", "has_vote": "on"}
    assert client.post(reverse("members:new_organization"), entered).status_code == 302
    person = {"person": "Секретарёва Анна Ивановна", "title": "методист", "kind": "other", "started": "01.01.2021"}
    assert post(client, Organization.objects.get(), "position", **person).status_code == 302
    mandate = {"office": "secretary", "person": person["person"], "started": "01.01.2021", "ground": "Приказ № 1"}
    assert client.post(reverse("members:on_cluster", args=["mandate"]), mandate).status_code == 302
    assert client.get(reverse("members:first_steps")).context["following"] is None
    assert Cluster.objects.count() == 1


def test_the_hand_over_lists_what_is_open_and_where_the_papers_are(secretary, actors):
    page = words(secretary.get(reverse("members:handover")))
    for title in ("Заседания и протоколы в работе", "Поручения на контроле", "Подлинники на бумаге"):
        assert title in page
    for kind in ("pdf", "docx"):
        assert secretary.get(reverse("members:handover"), {"as": kind}).status_code == 200


@pytest.mark.parametrize("act", ["nothing", "delete", "../x"])
def test_an_unknown_act_is_not_found(secretary, act):
    assert secretary.get(f"/composition/organizations/{of('ТЭПК').pk}/record/{act}/").status_code == 404
