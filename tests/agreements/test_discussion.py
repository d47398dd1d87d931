"""What is said about an edition before it is signed: put up, remarked on, answered, supported, agreed with, counted."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions
from agreements.models import Edition, Opinion, Remark
from cluster_portal import clock
from cluster_portal.notifications.models import Notice
from cluster_portal.workflow import Refused
from members import actions as composition
from tests import actors as people
from tests.agreements import making

AFTER = making.UNTIL + datetime.timedelta(days=1)
NOT_FOR_YOU = "Remarks are made by those who represent or head a member organisation."
ANSWERED = "This remark was answered or withdrawn already."


@pytest.fixture
def edition(council):
    """Under discussion for two weeks."""
    return making.discussed(council)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


def emails(*users):
    return {user.email for user in users}


def refused(code, reason, act):
    with pytest.raises(Refused) as caught:
        act()
    assert (caught.value.code, str(caught.value.reason)) == (code, _(reason))


# --- put up


def test_heads_and_representatives_of_all_members_are_told(client, council):
    draft = making.begun(council)
    client.force_login(council.head)
    url = reverse("agreements:discuss", args=[draft.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"until": "31.05.2021"}).url == draft.get_absolute_url()
    edition = making.fresh(draft)
    days = (edition.discussed_from, edition.discussed_until)
    assert (edition.state, *days) == (Edition.State.DISCUSSED, making.DAY, making.UNTIL)
    spoken_to = emails(council.chair, council.head, council.other_head, council.acting_head, council.member)
    assert told("agreements.discussed") == spoken_to
    assert "31.05.2021" in Notice.objects.filter(kind="agreements.discussed").first().subject


def test_a_text_that_leads_nowhere_is_not_put_up(client, council):
    draft = making.begun(council, [(1, "Раздел", ""), (2, "", "См. п. [9.9].")])
    client.force_login(council.head)
    answer = client.post(reverse("agreements:discuss", args=[draft.pk]), {"until": "31.05.2021"})
    assert answer.status_code == 400
    assert "[9.9]" in answer.content.decode()
    with pytest.raises(Refused) as caught:
        actions.put_up(edition=draft, until=making.UNTIL, by=council.head)
    assert caught.value.code == "doubts"
    assert _("Clause %(number)s refers to a clause that is not there") % {"number": "1.1"} in str(caught.value.reason)
    assert making.fresh(draft).state == Edition.State.DRAFT
    assert told("agreements.discussed") == set()


def test_an_edition_without_text_is_not_put_up(council):
    draft = making.agreement(council).editions.get()
    with pytest.raises(Refused) as caught:
        actions.put_up(edition=draft, until=making.UNTIL, by=council.head)
    assert caught.value.code == "doubts"
    assert _("There is no text") in str(caught.value.reason)


@pytest.mark.parametrize("until", ["16.05.2021", "31.02.2022", "завтра", ""])
def test_a_day_that_cannot_be_is_refused_at_its_field(client, council, until):
    draft = making.begun(council)
    client.force_login(council.secretary)
    answer = client.post(reverse("agreements:discuss", args=[draft.pk]), {"until": until})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["until"]
    assert making.fresh(draft).state == Edition.State.DRAFT
    actions.put_up(edition=draft, until=making.DAY, by=council.secretary)  # today is a day one can remark on


# --- remarks


def test_the_representative_remarks_on_a_clause_and_the_group_is_told(client, council, edition):
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    clause = making.clause(edition, "1.1")
    client.force_login(council.member)
    url = f"{reverse('agreements:remark', args=[edition.pk])}?clause={clause.key}"
    form = client.get(url)
    assert form.context["form"].initial["wording"] == clause.text, "one begins with the words there are"
    answer = client.post(url, {"wording": "Стороны дружат.", "text": "Так короче."})
    row = Remark.objects.get()
    assert answer.url == f"{edition.get_absolute_url()}#r{row.pk}"
    assert (row.clause, row.organization, row.late) == (clause, making.speaks_for(council.member), False)
    assert (row.wording, row.text, row.person.user) == ("Стороны дружат.", "Так короче.", council.member)
    assert told("agreements.remarked") == emails(council.head, council.other_head)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Стороны дружат." in page


def test_a_head_and_an_assistant_remark_for_their_organisation(council, edition):
    for user in (council.other_head, council.acting_head, council.chair, council.head, people.assistant(council)):
        making.remarked(edition, by=user, number="")
    college = making.speaks_for(council.head)
    assert edition.remarks.filter(organization=college, clause=None).count() == 2
    assert edition.remarks.values("organization").distinct().count() == 4


@pytest.mark.parametrize("who", ["secretary", "guest", "stranger", "administrator", "employee"])
def test_who_represents_nobody_does_not_remark(client, council, edition, who):
    user = people.employee(council) if who == "employee" else getattr(council, who)
    organization = making.speaks_for(council.head)
    row = making.remarked(edition, by=council.other_head)
    for act in (
        lambda: actions.remark(edition=edition, organization=organization, wording="Чужое", by=user),
        lambda: actions.agree(edition=edition, organization=organization, by=user),
        lambda: actions.support(remark=row, organization=organization, by=user),
    ):
        refused("forbidden", NOT_FOR_YOU, act)
    refused(
        "forbidden",
        "A remark is withdrawn by the organisation that made it.",
        lambda: actions.withdraw_remark(remark=row, by=user),
    )
    client.force_login(user)
    status = 404 if who in {"guest", "stranger"} else 403
    for name, about in (("remark", edition), ("agree", edition), ("support", row), ("withdraw_remark", row)):
        assert client.post(reverse(f"agreements:{name}", args=[about.pk]), {"wording": "Чужое"}).status_code == status
    assert (Remark.objects.count(), Opinion.objects.count(), row.supports.count()) == (1, 0, 0)


def test_nobody_remarks_for_another_organisation(council, edition):
    other = making.speaks_for(council.other_head)
    for act in (actions.remark, actions.agree):
        more = {"wording": "Чужое"} if act is actions.remark else {}
        refused(
            "forbidden",
            NOT_FOR_YOU,
            lambda act=act, more=more: act(edition=edition, organization=other, by=council.member, **more),
        )


def test_a_remark_after_the_day_is_taken_and_marked_as_late(client, council, edition):
    with clock.day(making.UNTIL):
        assert not making.remarked(edition, by=council.member).late
    client.force_login(council.other_head)
    with clock.day(AFTER):
        client.post(reverse("agreements:remark", args=[edition.pk]), {"text": "Опоздали."})
    row = Remark.objects.get(late=True)
    assert row.text == "Опоздали."
    printed = client.get(reverse("agreements:paper", args=[edition.pk, "disagreements", "txt"])).content.decode()
    assert printed.count("Поступило после срока.") == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"wording": ""}, "wording"),
        ({"wording": " ", "text": "\n"}, "wording"),
        ({"text": "а\x00"}, "text"),
        ({"wording": "а" * 200_001}, "wording"),
    ],
)
def test_a_remark_that_says_nothing_is_refused_at_its_field(client, council, edition, given, field):
    client.force_login(council.member)
    answer = client.post(reverse("agreements:remark", args=[edition.pk]), given)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    with pytest.raises(ValidationError) as wrong:
        actions.remark(edition=edition, organization=making.speaks_for(council.member), by=council.member, **given)
    assert list(wrong.value.message_dict) == [field]
    assert not Remark.objects.exists()


def test_a_clause_of_another_edition_is_not_remarked_on(client, council, edition):
    newer = making.next_draft(council, edition)
    actions.add_clause(edition=newer, level=2, text="Новое.", by=council.head)
    actions.put_up(edition=newer, until=making.UNTIL, by=council.head)
    newer = making.fresh(newer)
    mine = {"edition": newer, "organization": making.speaks_for(council.member), "by": council.member}
    refused(
        "state",
        "This clause is of another edition.",
        lambda: actions.remark(clause=making.clause(edition, "1.1"), wording="Иначе", **mine),
    )
    client.force_login(council.member)
    url = reverse("agreements:remark", args=[newer.pk])
    assert client.post(f"{url}?clause=0123456789ab", {"wording": "Иначе"}).status_code == 404
    assert not Remark.objects.exists()


@pytest.mark.parametrize("state", [state for state in making.MAKERS if state != Edition.State.DISCUSSED])
def test_remarks_are_taken_while_it_is_discussed_only(client, council, state):
    edition = making.MAKERS[state](council)
    reason = _("Remarks are taken while the edition is under discussion; now it is “%s”.")
    client.force_login(council.member)
    answers = [
        client.post(reverse("agreements:remark", args=[edition.pk]), {"wording": "Поздно"}),
        client.post(reverse("agreements:agree", args=[edition.pk])),
    ]
    for answer in answers:
        assert answer.status_code == 409
        assert reason % edition.get_state_display() in answer.content.decode()
    assert (Remark.objects.count(), Opinion.objects.count()) == (0, 0)


def test_a_remark_is_withdrawn_by_its_organisation_once_and_stays_readable(client, council, edition):
    row = making.remarked(edition, by=council.member)
    client.force_login(council.other_head)
    assert client.post(reverse("agreements:withdraw_remark", args=[row.pk])).status_code == 403
    client.force_login(council.member)
    assert client.post(reverse("agreements:withdraw_remark", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    refused("state", ANSWERED, lambda: actions.withdraw_remark(remark=row, by=council.member))
    refused("state", ANSWERED, lambda: actions.answer(remark=row, answer="taken", by=council.head))
    other = making.speaks_for(council.other_head)
    refused("state", ANSWERED, lambda: actions.support(remark=row, organization=other, by=council.other_head))
    page = client.get(edition.get_absolute_url()).content.decode()
    assert row.wording in page
    printed = client.get(reverse("agreements:paper", args=[edition.pk, "disagreements", "txt"])).content.decode()
    assert "Снято организацией." in printed


# --- answers


def test_the_group_answers_and_who_remarked_is_told(client, council, edition):
    row = making.remarked(edition, by=council.member)
    client.force_login(council.head)
    url = reverse("agreements:answer", args=[row.pk])
    assert row.wording in client.get(url).content.decode()
    answer = client.post(url, {"answer": "partly", "text": "Возьмём первое слово."})
    assert answer.url == f"{edition.get_absolute_url()}#r{row.pk}"
    row.refresh_from_db()
    assert (row.answer, row.answer_text, row.answered_by) == ("partly", "Возьмём первое слово.", str(council.head))
    assert told("agreements.answered") == emails(council.member)
    assert "Возьмём первое слово." in Notice.objects.get(kind="agreements.answered").text
    assert client.post(url, {"answer": "taken"}).status_code == 409
    refused("state", ANSWERED, lambda: actions.answer(remark=row, answer="taken", by=council.secretary))
    refused("state", ANSWERED, lambda: actions.withdraw_remark(remark=row, by=council.member))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"answer": "declined"}, "text"), ({"answer": "partly", "text": " "}, "text"), ({"answer": "maybe"}, "answer")],
)
def test_an_answer_that_gives_no_reason_is_refused_at_its_field(client, council, edition, given, field):
    row = making.remarked(edition, by=council.member)
    client.force_login(council.head)
    answer = client.post(reverse("agreements:answer", args=[row.pk]), given)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    with pytest.raises(ValidationError) as wrong:
        actions.answer(remark=row, by=council.head, **given)
    assert list(wrong.value.message_dict) == [field]
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize(
    ("who", "status"), [("member", 403), ("chair", 403), ("administrator", 403), ("guest", 404), ("stranger", 404)]
)
def test_nobody_else_answers(client, council, edition, who, status):
    row = making.remarked(edition, by=council.member)
    by = getattr(council, who)
    reason = "The agreement is drafted by the working group and the secretary of the Council."
    refused("forbidden", reason, lambda: actions.answer(remark=row, answer="taken", by=by))
    client.force_login(by)
    assert client.post(reverse("agreements:answer", args=[row.pk]), {"answer": "taken"}).status_code == status
    row.refresh_from_db()
    assert row.is_open


# --- support and consent


def test_others_support_a_remark_once_and_nobody_his_own(client, council, edition):
    row = making.remarked(edition, by=council.member)
    url = reverse("agreements:support", args=[row.pk])
    client.force_login(council.other_head)
    assert client.post(url).url == f"{edition.get_absolute_url()}#r{row.pk}"
    assert client.post(url).status_code == 400
    college, own = making.speaks_for(council.other_head), making.speaks_for(council.member)
    refused(
        "twice",
        "Your organisation supports this remark already.",
        lambda: actions.support(remark=row, organization=college, by=council.other_head),
    )
    refused(
        "own",
        "This is your organisation's own remark.",
        lambda: actions.support(remark=row, organization=own, by=council.member),
    )
    assert [one.organization for one in row.supports.all()] == [college]


def test_an_organisation_agrees_once_until_it_remarks(client, council, edition):
    client.force_login(council.other_head)
    url, college = reverse("agreements:agree", args=[edition.pk]), making.speaks_for(council.other_head)
    assert client.post(url, {"organization": college.pk}).status_code == 302
    refused(
        "twice",
        "Your organisation has agreed already.",
        lambda: actions.agree(edition=edition, organization=college, by=council.other_head),
    )
    assert client.post(url, {"organization": making.speaks_for(council.head).pk}).status_code == 404
    assert [one.organization for one in Opinion.objects.all()] == [college]
    making.remarked(edition, by=council.other_head)
    assert not Opinion.objects.exists()
