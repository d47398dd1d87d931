"""The admin site: saves are journalled, life cycles go through the actions, Russian words are found."""

import datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from cluster_portal.journal.models import Entry
from members import models
from members.models import Alias, Charter, Mandate, Organization, Person, WorkingGroup
from tests import factories as make
from tests.actors import person

DAY = datetime.date(2021, 4, 9)
MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, models.base.models.Model) and not model._meta.abstract
]


@pytest.fixture
def site(client, actors):
    client.force_login(actors.administrator)
    return client


def url(model, page, *args):
    return reverse(f"admin:members_{model._meta.model_name}_{page}", args=args)


def form_of(answer):
    """What the page would send back unchanged."""
    data = {}
    context = answer.context
    for form in [
        context["adminform"].form,
        *(f for group in context["inline_admin_formsets"] for f in all_forms(group)),
    ]:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            data[field.html_name] = value if value is not True else "on"
    return {name: value.strftime("%d.%m.%Y") if hasattr(value, "strftime") else value for name, value in data.items()}


def all_forms(group):
    return [group.formset.management_form, *group.formset.forms]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_list_search_filter_and_page(site, model):
    registered = admin.site._registry[model]
    assert registered.search_fields
    assert registered.list_filter or model.__name__ == "Cluster"
    assert site.get(url(model, "changelist"), {"q": "томск"}).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert site.get(url(model, "change", row.pk)).status_code == 200


def test_search_finds_russian_words_in_any_case(site):
    page = site.get(url(Organization, "changelist"), {"q": "ПОЛИТЕХНИЧЕСКИЙ техникум"}).content.decode()
    assert "Парабельский филиал" in page
    assert "Асиновский" not in page
    page = site.get(url(Organization, "changelist"), {"q": "мбоу"}).content.decode()
    assert "школа №33" in page
    found = site.get(
        "/admin/autocomplete/",
        {
            "app_label": "members",
            "model_name": "position",
            "field_name": "person",
            "term": "жарких",
        },
    ).json()["results"]
    assert [row["text"] for row in found] == ["Жарких Елена Вячеславовна"]


def test_a_save_with_inlines_is_one_entry_that_says_what_changed(site, actors):
    row = Organization.objects.get(short_name="ТЭПК")
    address = url(Organization, "change", row.pk)
    data = form_of(site.get(address)) | {
        "short_name": "ТЭПК-2",
        "aliases-TOTAL_FORMS": "1",
        "aliases-0-organization": str(row.pk),
        "aliases-0-spelling": "Томский ЭПК",
    }
    before = Entry.objects.count()
    answer = site.post(address, data)
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    [entry] = Entry.objects.order_by("number")[before:]
    assert (entry.verb, entry.actor) == ("members.edited", actors.administrator.email)
    assert entry.data == {"changed": {"short_name": "ТЭПК-2"}, "added": ["alias: Томский ЭПК"]}
    assert Alias.objects.filter(organization=row, spelling="Томский ЭПК").exists()


def test_a_new_row_is_saved_and_journalled(site):
    data = form_of(site.get(url(Person, "add"))) | {"name": "Новый Николай Николаевич", "email": "n@example.org"}
    assert site.post(url(Person, "add"), data).status_code == 302
    entry = Entry.objects.first()
    assert entry.object_id == str(person("Новый Николай Николаевич").pk)
    assert "n@example.org" not in str(entry.data)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("inn", "123", "десять цифр"),
        ("inn", "1234567890", "ИНН"),
        ("ogrn", "1234567890120", "ОГРН"),
        ("parent", "own", "собственным филиалом"),
    ],
)
def test_a_wrong_value_is_told_in_russian_at_its_field(site, field, value, words):
    row = Organization.objects.get(short_name="ТЭПК")
    address = url(Organization, "change", row.pk)
    before = Entry.objects.count()
    answer = site.post(address, form_of(site.get(address)) | {field: str(row.pk) if value == "own" else value})
    assert answer.status_code == 200
    assert words in " ".join(answer.context["adminform"].form.errors[field])
    assert Entry.objects.count() == before


def test_two_organisations_cannot_be_branches_of_each_other(site):
    parent = Organization.objects.get(short_name="Томский политехнический")
    branch = parent.branches.first()
    address = url(Organization, "change", parent.pk)
    answer = site.post(address, form_of(site.get(address)) | {"parent": str(branch.pk)})
    assert "филиал" in answer.context["adminform"].form.errors["parent"][0]


def test_what_is_spoken_of_is_not_deleted_and_what_is_not_is_journalled(site):
    spoken_of = Organization.objects.get(short_name="ТЭПК")
    spare = make.make_organization()
    for row, stays in ((spoken_of, True), (spare, False)):
        site.post(url(Organization, "delete", row.pk), {"post": "yes"})
        assert Organization.objects.filter(pk=row.pk).exists() is stays
    assert (Entry.objects.first().verb, Entry.objects.first().object_id) == ("members.removed", str(spare.pk))


def test_chosen_rows_are_deleted_with_an_entry_each(site):
    rows = [make.make_organization(), make.make_organization()]
    before = Entry.objects.count()
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    site.post(url(Organization, "changelist"), data)
    assert [entry.verb for entry in Entry.objects.order_by("number")[before:]] == ["members.removed"] * 2


def mandate(actors, **more):
    return {
        "cluster": actors.cluster.pk,
        "office": "chair",
        "person": person("Матвеев Дмитрий Михайлович").pk,
        "started": "01.06.2021",
        "ground": "Протокол № 2",
    } | more


def test_a_mandate_is_granted_by_the_same_action(site, actors):
    answer = site.post(url(Mandate, "add"), mandate(actors))
    assert "Костарев" in answer.context["adminform"].form.errors["office"][0]
    answer = site.post(url(Mandate, "add"), mandate(actors, person=person("Жарких Елена Вячеславовна").pk))
    assert list(answer.context["adminform"].form.errors) == ["person"]
    answer = site.post(url(Mandate, "add"), mandate(actors, until="01.05.2021", end_previous="on"))
    assert list(answer.context["adminform"].form.errors) == ["until"]
    assert site.post(url(Mandate, "add"), mandate(actors, end_previous="on")).status_code == 302
    assert Entry.objects.first().verb == "members.mandate_granted"
    assert Mandate.objects.get(office="chair", ended=None).person.name == "Матвеев Дмитрий Михайлович"


def test_a_mandate_is_ended_by_the_same_action_and_never_edited(site):
    row = Mandate.objects.get(office="chair")
    assert site.post(url(Mandate, "change", row.pk), {"ground": "иначе"}).status_code == 403
    assert site.post(url(Mandate, "delete", row.pk), {"post": "yes"}).status_code == 403
    data = {"action": "end", "_selected_action": [row.pk], "ended": "01.06.2021", "ground": "Заявление"}
    site.post(url(Mandate, "changelist"), data)
    row.refresh_from_db()
    assert (row.ended, row.ended_ground) == (datetime.date(2021, 6, 1), "Заявление")
    assert Entry.objects.first().verb == "members.mandate_ended"
    answer = site.post(url(Mandate, "changelist"), data, follow=True)
    assert any("Костарев" in str(message) for message in answer.context["messages"])
    assert site.post(url(Mandate, "changelist"), data | {"ended": "31.06.2021"}).status_code == 400


def test_a_group_is_created_and_completed_by_the_same_actions(site, actors):
    data = {
        "cluster": actors.cluster.pk,
        "task": "Подготовить План",
        "product": "plan",
        "leader": person("Матвеев Дмитрий Михайлович").pk,
        "created": "09.04.2021",
        "ground": "Протокол № 1, решение № 3",
    }
    assert site.post(url(WorkingGroup, "add"), data).status_code == 302
    group = WorkingGroup.objects.get()
    chosen = {"action": "complete", "_selected_action": [group.pk], "ended": "12.04.2021"}
    site.post(url(WorkingGroup, "changelist"), chosen)
    group.refresh_from_db()
    assert group.completed == datetime.date(2021, 4, 12)
    assert Entry.objects.first().verb == "members.group_completed"


def test_people_are_invited_from_the_list(site):
    people = [person("Репин Владимир Николаевич"), person("Саидова Юлия Насриддиновна")]
    Person.objects.filter(pk=people[0].pk).update(email="repin@example.org")
    chosen = {"action": "invite", "_selected_action": [one.pk for one in people]}
    answer = site.post(url(Person, "changelist"), chosen, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert person("Репин Владимир Николаевич").user.email == "repin@example.org"
    assert person("Саидова Юлия Насриддиновна").user is None
    assert any("Саидова" in words for words in said)


def test_a_second_cluster_cannot_be_added(site):
    assert site.get(url(models.Cluster, "add")).status_code == 403


def test_lists_of_the_charter_are_chosen(site, actors):
    row = Charter.objects.get()
    address = url(Charter, "change", row.pk)
    data = form_of(site.get(address)) | {"signatories": ["chair", "secretary"]}
    assert site.post(address, data).status_code == 302
    row.refresh_from_db()
    assert row.signatories == ["chair", "secretary"]
    assert "quorum_part" in row.assumed


def test_staff_without_the_right_is_refused_by_the_rule(client, actors):
    from django.contrib.auth.models import Permission

    clerk = actors.guest
    clerk.is_staff = True
    clerk.save()
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="members"))
    client.force_login(clerk)
    data = form_of(client.get(url(Person, "add"))) | {"name": "Новый Николай Николаевич"}
    assert client.post(url(Person, "add"), data).status_code == 403
    assert not Person.objects.filter(name="Новый Николай Николаевич").exists()
